-- The value stream: what a person decided about an activity beside its value class, every decision with its time, and
-- the future states that were saved.

ALTER TABLE activity_map ADD COLUMN waste_type VARCHAR;
ALTER TABLE activity_map ADD COLUMN flow VARCHAR;
CREATE SEQUENCE activity_decision_seq;
CREATE TABLE activity_decision (decision_no BIGINT PRIMARY KEY, source_id VARCHAR NOT NULL, activity VARCHAR NOT NULL,
    before JSON NOT NULL, after JSON NOT NULL, decided_by VARCHAR, decided_at TIMESTAMPTZ NOT NULL, undone_at TIMESTAMPTZ);
CREATE TABLE stream_scenario (scenario_id VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, name VARCHAR NOT NULL,
    edits JSON NOT NULL, made_by VARCHAR, made_at TIMESTAMPTZ NOT NULL, removed_at TIMESTAMPTZ);
