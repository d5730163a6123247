-- One row per try to learn; `outcome`: accepted | refused | no_witness. `told` is what the guard saw, without weights.
CREATE TABLE learning_run (run_no BIGINT PRIMARY KEY, ran_at TIMESTAMPTZ NOT NULL, ran_by VARCHAR NOT NULL, engine VARCHAR NOT NULL,
    parent VARCHAR NOT NULL, outcome VARCHAR NOT NULL, model_version VARCHAR, told JSON NOT NULL, n_scores BIGINT NOT NULL,
    n_corrections BIGINT NOT NULL);
-- What another model in use did to the readings, written when all texts are read by it and before old scores are let go.
-- `moves` counts the comments that read differently; `from_version` is missing for the first reading.
CREATE TABLE reading_change (change_no BIGINT PRIMARY KEY, changed_at TIMESTAMPTZ NOT NULL, from_version VARCHAR,
    to_version VARCHAR NOT NULL, n_comments BIGINT NOT NULL, moves JSON NOT NULL);
