-- What a measure is held to, as a person entered it or took it over from what customers tolerate. Never overwritten: the
-- newest version of a measure counts; one without any limit withdraws the ones before.
-- `measure_kind`: kpi | stage_wait | stage_lead | rating. For a rating `upper_limit` is the share of answers below the floor that is allowed.
-- `source`: entered | tolerance; `facts`: what a tolerance rests on (floor, interval, n, period).
CREATE TABLE specification (spec_id VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, measure_kind VARCHAR NOT NULL, measure_id VARCHAR NOT NULL,
    version INTEGER NOT NULL, lower_limit DOUBLE, upper_limit DOUBLE, target DOUBLE, is_critical BOOLEAN NOT NULL,
    source VARCHAR NOT NULL, facts JSON, set_by VARCHAR NOT NULL, set_at TIMESTAMPTZ NOT NULL);
-- A baseline says what it was made from: journey, length of a period, chart, answers behind the n periods, why it was approved.
ALTER TABLE baseline ADD COLUMN journey_id VARCHAR;
ALTER TABLE baseline ADD COLUMN grain VARCHAR;
ALTER TABLE baseline ADD COLUMN chart VARCHAR;
ALTER TABLE baseline ADD COLUMN n_answers BIGINT;
ALTER TABLE baseline ADD COLUMN lower_limit DOUBLE;
ALTER TABLE baseline ADD COLUMN upper_limit DOUBLE;
ALTER TABLE baseline ADD COLUMN note VARCHAR;
ALTER TABLE baseline ADD COLUMN approved_at TIMESTAMPTZ;
