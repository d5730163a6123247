-- What people decide on a control chart: where limits begin anew, and what they note beside it.
-- Taken back is not deleted: who did it and when stays readable.
CREATE TABLE chart_stage (stage_key VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, measure VARCHAR NOT NULL, starts_on DATE NOT NULL,
    reason VARCHAR, facts JSON, decided_at TIMESTAMPTZ NOT NULL, decided_by VARCHAR, removed_at TIMESTAMPTZ, removed_by VARCHAR);
CREATE TABLE chart_note (note_id VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, measure VARCHAR, noted_on DATE NOT NULL,
    text VARCHAR NOT NULL, noted_at TIMESTAMPTZ NOT NULL, noted_by VARCHAR, removed_at TIMESTAMPTZ, removed_by VARCHAR);
