-- How answers are joined to cases, work items or customers: a rule a person confirmed, and what its last run found.
-- Links of a rule are derived: made anew in the transaction of every import or undo of either side.

ALTER TABLE link ADD COLUMN rule_id VARCHAR;
ALTER TABLE link ADD COLUMN target VARCHAR DEFAULT 'process_case';
CREATE TABLE link_rule (rule_id VARCHAR PRIMARY KEY, survey_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, target VARCHAR NOT NULL,
    method VARCHAR NOT NULL, parameters JSON NOT NULL, made_at TIMESTAMPTZ NOT NULL, made_by VARCHAR, last_run TIMESTAMPTZ NOT NULL);
CREATE TABLE link_run (rule_id VARCHAR PRIMARY KEY, n_answers BIGINT NOT NULL, n_with_key BIGINT NOT NULL, n_linked BIGINT NOT NULL,
    n_unknown BIGINT NOT NULL, n_ambiguous BIGINT NOT NULL, n_outside BIGINT NOT NULL, n_ambiguous_keys BIGINT NOT NULL,
    n_cases BIGINT NOT NULL, n_cases_linked BIGINT NOT NULL, unmatched JSON NOT NULL);
