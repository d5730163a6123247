-- How sound the answers are. `response_flag` and `survey_check` are derived from the current responses of a survey and
-- written anew with each import and undo; `left_out` and `population_share` are what a person decided and entered.
CREATE TABLE response_flag (response_no BIGINT NOT NULL, survey_id VARCHAR NOT NULL, flag VARCHAR NOT NULL, upload_id VARCHAR NOT NULL);
CREATE TABLE survey_check (survey_id VARCHAR PRIMARY KEY, rules INTEGER NOT NULL, n_timed BIGINT NOT NULL, median_s DOUBLE);
CREATE TABLE left_out (survey_id VARCHAR NOT NULL, flag VARCHAR NOT NULL, is_out BOOLEAN NOT NULL, decided_at TIMESTAMPTZ NOT NULL,
    decided_by VARCHAR, PRIMARY KEY (survey_id, flag));
CREATE TABLE population_share (survey_id VARCHAR NOT NULL, dim VARCHAR NOT NULL, value VARCHAR NOT NULL, share DOUBLE NOT NULL,
    source VARCHAR, entered_at TIMESTAMPTZ NOT NULL, entered_by VARCHAR, PRIMARY KEY (survey_id, dim, value));
