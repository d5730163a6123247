-- Derived: the event log as steps with integer keys, ready to aggregate. Rebuilt, for the cases concerned, in the
-- transaction of each import, undo, erasure or change of time zone. Times are wall-clock times in the setting `time_zone`;
-- durations are taken from the instants, in seconds. Numbers mean nothing outside the store.
CREATE TABLE process_log (log_no INTEGER NOT NULL, source_id VARCHAR NOT NULL, journey_id VARCHAR);
CREATE TABLE process_activity (activity_no INTEGER NOT NULL, log_no INTEGER NOT NULL, activity VARCHAR NOT NULL);
CREATE TABLE process_resource (resource_no INTEGER NOT NULL, resource VARCHAR NOT NULL);
-- began_at, ended_at: first start and last end of its steps. lead_s = ended - began; processing_s: sum over its timed steps;
-- wait_s: time in which no step ran. is_cut: the case was opened before the first step that the log holds. variant_no: the same for cases with the same activities in the same order.
CREATE TABLE case_fact (case_no INTEGER NOT NULL, case_id VARCHAR NOT NULL, log_no INTEGER NOT NULL,
    began_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL, is_marked_open BOOLEAN NOT NULL, is_cut BOOLEAN NOT NULL, lead_s DOUBLE NOT NULL,
    processing_s DOUBLE, wait_s DOUBLE NOT NULL, n_steps INTEGER NOT NULL, n_timed INTEGER NOT NULL,
    n_activities INTEGER NOT NULL, n_handoffs INTEGER NOT NULL, last_activity_no INTEGER NOT NULL, variant_no UBIGINT NOT NULL);
-- seq counts from 1 in the order start, end, place in the file. previous_no, next_no: the activities before and after in the case.
-- processing_s: end - start, NULL where one of them is missing or not believed. wait_s: from the latest end so far to the
-- start, 0 where steps overlap, NULL for the first. queue_s: from enabled to start. covered_s: the part of the step in
-- which no earlier step ran, so that wait_s and covered_s add up to the lead time. visit: the how-manieth time in this case.
-- is_handoff: taken over from another resource. is_handover: the next step is another activity or somebody else's.
-- fault: what is wrong with its times (no_start, no_end, reversed), NULL = nothing.
CREATE TABLE step_fact (case_no INTEGER NOT NULL, log_no INTEGER NOT NULL, seq INTEGER NOT NULL, activity_no INTEGER NOT NULL,
    previous_no INTEGER, next_no INTEGER, resource_no INTEGER, began_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL,
    processing_s DOUBLE, wait_s DOUBLE, queue_s DOUBLE, covered_s DOUBLE NOT NULL, visit INTEGER NOT NULL,
    is_last_visit BOOLEAN NOT NULL, is_handoff BOOLEAN NOT NULL, is_handover BOOLEAN NOT NULL, fault VARCHAR, cost DOUBLE);
-- Working time: the hours of a journey's week, and single days that differ from it, as somebody entered them.
CREATE TABLE working_week (journey_id VARCHAR PRIMARY KEY, country VARCHAR NOT NULL, hours JSON NOT NULL, decided_by VARCHAR,
    decided_at TIMESTAMPTZ);
CREATE TABLE calendar_day (country VARCHAR NOT NULL, day DATE NOT NULL, is_working BOOLEAN NOT NULL, name_en VARCHAR,
    name_zh VARCHAR, decided_by VARCHAR, decided_at TIMESTAMPTZ, PRIMARY KEY (country, day));
CREATE TABLE calendar_year (country VARCHAR NOT NULL, year INTEGER NOT NULL, decided_by VARCHAR, decided_at TIMESTAMPTZ,
    PRIMARY KEY (country, year));
-- Which activities end a case, where somebody said it; otherwise it is taken from the log.
CREATE TABLE process_end (source_id VARCHAR NOT NULL, activity VARCHAR NOT NULL, decided_by VARCHAR, decided_at TIMESTAMPTZ,
    PRIMARY KEY (source_id, activity));
-- Who said which touchpoint an activity belongs to; `decided_by` is about its value class.
ALTER TABLE activity_map ADD COLUMN mapped_by VARCHAR;
ALTER TABLE activity_map ADD COLUMN mapped_at TIMESTAMPTZ;
