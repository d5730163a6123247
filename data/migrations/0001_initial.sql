-- The canonical tables. Ids are text; `*_no` columns are dense surrogates for speed and never leave the store.
-- No foreign keys: DuckDB checks them row by row and refuses delete + insert in one transaction.
-- docs/data-model.md describes every table and key.

CREATE SEQUENCE response_no_seq;
CREATE SEQUENCE cluster_no_seq;
CREATE SEQUENCE upload_seq;

-- house ---------------------------------------------------------------------------------------
CREATE TABLE area_version (area VARCHAR PRIMARY KEY, version BIGINT NOT NULL);
INSERT INTO area_version SELECT unnest(['journey','feedback','process','voices','work','room','setting']), 0;
CREATE TABLE setting (key VARCHAR PRIMARY KEY, value JSON NOT NULL, changed_at TIMESTAMPTZ NOT NULL, changed_by VARCHAR);
CREATE TABLE ledger (batch_no BIGINT PRIMARY KEY, batch_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, n_rows BIGINT NOT NULL,
    digest VARCHAR NOT NULL, running_digest VARCHAR NOT NULL, written_at TIMESTAMPTZ NOT NULL);
CREATE TABLE person (person_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, contact VARCHAR);
CREATE TABLE org_unit (unit_id VARCHAR PRIMARY KEY, parent_id VARCHAR, name_en VARCHAR, name_zh VARCHAR);
CREATE TABLE source (source_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, kind VARCHAR NOT NULL);

-- journey -------------------------------------------------------------------------------------
CREATE TABLE persona (persona_id VARCHAR PRIMARY KEY, name_en VARCHAR, name_zh VARCHAR, goals JSON, needs JSON, quotes JSON,
    segment_rule JSON, evidence JSON, is_sample BOOLEAN NOT NULL DEFAULT false);
CREATE TABLE journey (journey_id VARCHAR PRIMARY KEY, template_id VARCHAR, persona_id VARCHAR, name_en VARCHAR, name_zh VARCHAR,
    goal_en VARCHAR, goal_zh VARCHAR, state VARCHAR NOT NULL DEFAULT 'draft', horizon VARCHAR NOT NULL DEFAULT 'current',
    version INTEGER NOT NULL DEFAULT 1, is_sample BOOLEAN NOT NULL DEFAULT false, created_at TIMESTAMPTZ NOT NULL, retired_at TIMESTAMPTZ);
CREATE TABLE journey_version (journey_id VARCHAR NOT NULL, version INTEGER NOT NULL, state VARCHAR NOT NULL, saved_at TIMESTAMPTZ NOT NULL,
    saved_by VARCHAR, note VARCHAR, body JSON NOT NULL, PRIMARY KEY (journey_id, version));
CREATE TABLE stage (stage_id VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, position INTEGER NOT NULL, name_en VARCHAR, name_zh VARCHAR,
    loops_to VARCHAR);
CREATE TABLE touchpoint (touchpoint_id VARCHAR PRIMARY KEY, journey_id VARCHAR NOT NULL, stage_id VARCHAR NOT NULL, position INTEGER NOT NULL,
    kind VARCHAR NOT NULL DEFAULT 'touchpoint', name_en VARCHAR, name_zh VARCHAR, channel VARCHAR, directness VARCHAR, owner VARCHAR,
    floor DOUBLE, floor_source VARCHAR, floor_on DATE, floor_n BIGINT, floor_metric VARCHAR,
    benchmark DOUBLE, benchmark_source VARCHAR, benchmark_on DATE, benchmark_n BIGINT, benchmark_metric VARCHAR,
    mot_claimed BOOLEAN NOT NULL DEFAULT false, barriers JSON, suggested_question_en VARCHAR, suggested_question_zh VARCHAR,
    survey_trigger VARCHAR, survey_rhythm VARCHAR, retired_at TIMESTAMPTZ);
CREATE TABLE competitor_score (touchpoint_id VARCHAR NOT NULL, competitor VARCHAR NOT NULL, score DOUBLE NOT NULL, source VARCHAR,
    as_of DATE, n BIGINT, metric VARCHAR);
CREATE TABLE touchpoint_alias (journey_id VARCHAR NOT NULL, alias VARCHAR NOT NULL, touchpoint_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    created_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (journey_id, alias));
CREATE TABLE touchpoint_kpi (touchpoint_id VARCHAR NOT NULL, kpi_id VARCHAR NOT NULL, PRIMARY KEY (touchpoint_id, kpi_id));
CREATE TABLE activity_map (source_id VARCHAR NOT NULL, activity VARCHAR NOT NULL, touchpoint_id VARCHAR, value_class VARCHAR,
    decided_by VARCHAR, decided_at TIMESTAMPTZ, PRIMARY KEY (source_id, activity));

-- customers -----------------------------------------------------------------------------------
CREATE TABLE customer_account (account_id VARCHAR PRIMARY KEY, source_id VARCHAR, external_key VARCHAR, name VARCHAR, parent_id VARCHAR,
    attributes JSON, upload_id VARCHAR);
CREATE TABLE contact (contact_id VARCHAR PRIMARY KEY, account_id VARCHAR, respondent_id VARCHAR, role VARCHAR, upload_id VARCHAR);
CREATE TABLE project (project_id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL DEFAULT 'project', parent_id VARCHAR, account_id VARCHAR,
    unit_id VARCHAR, name VARCHAR, started_on DATE, due_on DATE, closed_on DATE, attributes JSON, upload_id VARCHAR);

-- feedback ------------------------------------------------------------------------------------
CREATE TABLE upload (upload_id VARCHAR PRIMARY KEY, upload_no BIGINT NOT NULL, file_name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    size_bytes BIGINT NOT NULL, uploaded_at TIMESTAMPTZ NOT NULL, uploaded_by VARCHAR, vendor VARCHAR, kind VARCHAR NOT NULL,
    survey_id VARCHAR, source_id VARCHAR, journey_id VARCHAR, recipe_id VARCHAR, read_params JSON, state VARCHAR NOT NULL,
    n_rows BIGINT NOT NULL, n_set_aside BIGINT NOT NULL, n_cells_in BIGINT NOT NULL, n_cells_kept BIGINT NOT NULL,
    counts JSON, is_sample BOOLEAN NOT NULL DEFAULT false, undone_at TIMESTAMPTZ);
CREATE TABLE upload_column (upload_id VARCHAR NOT NULL, col_no INTEGER NOT NULL, header_1 VARCHAR, header_2 VARCHAR, header_3 VARCHAR,
    label VARCHAR, role VARCHAR NOT NULL, role_source VARCHAR NOT NULL, about VARCHAR, confidence DOUBLE, why VARCHAR, scale_id VARCHAR,
    format VARCHAR, na_codes JSON, pii_type VARCHAR, fill_rate DOUBLE, n_distinct BIGINT, question_id VARCHAR, touchpoint_id VARCHAR,
    PRIMARY KEY (upload_id, col_no));
CREATE TABLE upload_row_aside (upload_id VARCHAR NOT NULL, row_no BIGINT NOT NULL, reason VARCHAR NOT NULL, cells JSON);
CREATE TABLE recipe (recipe_id VARCHAR PRIMARY KEY, header_fingerprint VARCHAR NOT NULL, vendor VARCHAR, survey_id VARCHAR, journey_id VARCHAR,
    mapping JSON NOT NULL, expected_rhythm VARCHAR, made_by VARCHAR, made_at TIMESTAMPTZ NOT NULL, used_count BIGINT NOT NULL DEFAULT 0);
CREATE TABLE issue (issue_id VARCHAR PRIMARY KEY, upload_id VARCHAR NOT NULL, code VARCHAR NOT NULL, severity VARCHAR NOT NULL, col_no INTEGER,
    row_nos JSON, n BIGINT, facts JSON, decision VARCHAR, decided_by VARCHAR);
CREATE TABLE scale (scale_id VARCHAR PRIMARY KEY, metric VARCHAR NOT NULL, low DOUBLE NOT NULL, high DOUBLE NOT NULL,
    lower_is_better BOOLEAN NOT NULL DEFAULT false, labels JSON, na_codes JSON);
CREATE TABLE survey (survey_id VARCHAR PRIMARY KEY, title VARCHAR, vendor VARCHAR, journey_id VARCHAR, kind VARCHAR);
CREATE TABLE survey_wave (survey_id VARCHAR NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL, segment VARCHAR,
    n_invited BIGINT, n_delivered BIGINT, upload_id VARCHAR);
CREATE TABLE respondent (respondent_id VARCHAR NOT NULL, upload_id VARCHAR NOT NULL, source_id VARCHAR, external_key_hash VARCHAR,
    pseudonym VARCHAR, account_id VARCHAR, first_seen TIMESTAMPTZ, attributes JSON);
CREATE TABLE pii (respondent_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, value VARCHAR, masked VARCHAR, upload_id VARCHAR NOT NULL);
CREATE TABLE cluster (cluster_id VARCHAR PRIMARY KEY, cluster_no INTEGER NOT NULL);
-- One row per contribution: a later upload that repeats an id adds a revision; `is_current` marks the newest live one.
CREATE TABLE response (response_id VARCHAR NOT NULL, upload_id VARCHAR NOT NULL, response_no BIGINT NOT NULL, revision INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL, respondent_id VARCHAR, account_id VARCHAR, project_id VARCHAR, survey_id VARCHAR, journey_id VARCHAR,
    row_no BIGINT, started_at TIMESTAMPTZ, submitted_at TIMESTAMPTZ, served_at TIMESTAMPTZ, survey_sent_at TIMESTAMPTZ,
    tz_known BOOLEAN, time_precision VARCHAR NOT NULL DEFAULT 'none', status VARCHAR NOT NULL, language VARCHAR, channel VARCHAR,
    collector VARCHAR, duration_s DOUBLE, weight DOUBLE, case_id VARCHAR, is_sample BOOLEAN NOT NULL DEFAULT false);
CREATE TABLE question (question_id VARCHAR PRIMARY KEY, survey_id VARCHAR NOT NULL, code VARCHAR, label VARCHAR, label_lang VARCHAR,
    translations JSON, kind VARCHAR NOT NULL, about VARCHAR, target VARCHAR, matrix_group VARCHAR, scale_id VARCHAR, metric VARCHAR,
    journey_id VARCHAR, stage_id VARCHAR, touchpoint_id VARCHAR);
CREATE TABLE answer (response_id VARCHAR NOT NULL, response_no BIGINT NOT NULL, question_id VARCHAR NOT NULL, item_no INTEGER NOT NULL,
    touchpoint_id VARCHAR, value_text VARCHAR, value_num DOUBLE, value_norm DOUBLE, value_date TIMESTAMPTZ, option_code VARCHAR,
    is_na BOOLEAN NOT NULL, na_reason VARCHAR, upload_id VARCHAR NOT NULL, row_no BIGINT, col_no INTEGER);
CREATE TABLE comment (comment_id VARCHAR NOT NULL, response_id VARCHAR, response_no BIGINT, question_id VARCHAR, touchpoint_id VARCHAR,
    text VARCHAR NOT NULL, text_hash VARCHAR NOT NULL, language VARCHAR, upload_id VARCHAR NOT NULL, row_no BIGINT, col_no INTEGER);
CREATE TABLE segment_value (owner_kind VARCHAR NOT NULL, owner_id VARCHAR NOT NULL, owner_no BIGINT, dim VARCHAR NOT NULL, value VARCHAR NOT NULL,
    upload_id VARCHAR NOT NULL);
CREATE TABLE row_origin (upload_id VARCHAR NOT NULL, row_no BIGINT NOT NULL, entity VARCHAR NOT NULL, entity_id VARCHAR NOT NULL);
-- Derived: the score answers of current, complete, non-test responses, ready to aggregate. Rebuilt in the transaction of each import or undo.
-- norm is 0-100, higher is better. rest_sum, rest_n: norm sum and count of the same response's other touchpoint answers of the same comparison group.
CREATE TABLE score_fact (journey_id VARCHAR NOT NULL, about VARCHAR NOT NULL, touchpoint_id VARCHAR, question_id VARCHAR NOT NULL,
    comparison_group VARCHAR NOT NULL, response_no BIGINT NOT NULL, cluster_no INTEGER NOT NULL, respondent_no INTEGER, account_no INTEGER,
    answered_on DATE, served_on DATE, native DOUBLE NOT NULL, norm DOUBLE NOT NULL, rest_sum DOUBLE, rest_n INTEGER,
    weight DOUBLE, upload_id VARCHAR NOT NULL);

-- process -------------------------------------------------------------------------------------
CREATE TABLE process_case (case_id VARCHAR NOT NULL, source_id VARCHAR, external_key VARCHAR, parent_id VARCHAR, journey_id VARCHAR,
    account_id VARCHAR, project_id VARCHAR, respondent_id VARCHAR, opened_at TIMESTAMPTZ, closed_at TIMESTAMPTZ, attributes JSON,
    upload_id VARCHAR NOT NULL);
CREATE TABLE event (event_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, seq BIGINT NOT NULL, activity VARCHAR NOT NULL, stage_id VARCHAR,
    touchpoint_id VARCHAR, enabled_ts TIMESTAMPTZ, start_ts TIMESTAMPTZ, end_ts TIMESTAMPTZ, target_ts TIMESTAMPTZ, tz_known BOOLEAN,
    resource VARCHAR, lifecycle VARCHAR, cost DOUBLE, currency VARCHAR, attributes JSON, upload_id VARCHAR NOT NULL, row_no BIGINT);
CREATE TABLE work_item (item_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, project_id VARCHAR, external_key VARCHAR, title VARCHAR,
    created_at TIMESTAMPTZ, closed_at TIMESTAMPTZ, in_baseline BOOLEAN, severity VARCHAR, phase_injected VARCHAR, phase_found VARCHAR,
    cause VARCHAR, size DOUBLE, size_unit VARCHAR, person_days DOUBLE, attributes JSON, upload_id VARCHAR NOT NULL, row_no BIGINT);
CREATE TABLE kpi_def (kpi_id VARCHAR PRIMARY KEY, name_en VARCHAR, name_zh VARCHAR, unit VARCHAR NOT NULL, direction VARCHAR NOT NULL,
    lower_spec DOUBLE, upper_spec DOUBLE, target DOUBLE, grain VARCHAR, formula_en VARCHAR, formula_zh VARCHAR, owner VARCHAR,
    journey_id VARCHAR, is_sample BOOLEAN NOT NULL DEFAULT false);
CREATE TABLE kpi_value (kpi_id VARCHAR NOT NULL, period_start DATE NOT NULL, period_grain VARCHAR NOT NULL, segment VARCHAR,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, n BIGINT, upload_id VARCHAR NOT NULL, row_no BIGINT);
CREATE TABLE cost (cost_id VARCHAR NOT NULL, scope VARCHAR NOT NULL, scope_id VARCHAR, period_start DATE, period_grain VARCHAR, amount DOUBLE,
    currency VARCHAR, basis VARCHAR, upload_id VARCHAR NOT NULL, row_no BIGINT);
CREATE TABLE link (response_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, method VARCHAR NOT NULL, confidence DOUBLE, upload_id VARCHAR);

-- voices --------------------------------------------------------------------------------------
CREATE TABLE text_score (text_hash VARCHAR NOT NULL, question_hash VARCHAR NOT NULL, model_version VARCHAR NOT NULL, p_negative DOUBLE,
    p_neutral DOUBLE, p_positive DOUBLE, is_none BOOLEAN, confidence DOUBLE, evidence JSON, scored_at TIMESTAMPTZ,
    PRIMARY KEY (text_hash, question_hash, model_version));
CREATE TABLE text_label (text_hash VARCHAR NOT NULL, question_hash VARCHAR, label VARCHAR NOT NULL, labelled_by VARCHAR, labelled_at TIMESTAMPTZ);
CREATE TABLE theme (theme_id VARCHAR PRIMARY KEY, parent_id VARCHAR, name_en VARCHAR, name_zh VARCHAR, rules JSON, retired_at TIMESTAMPTZ);
CREATE TABLE comment_theme (comment_id VARCHAR NOT NULL, clause_no INTEGER NOT NULL, theme_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    confidence DOUBLE, evidence JSON, upload_id VARCHAR);

-- work ----------------------------------------------------------------------------------------
CREATE TABLE business_goal (goal_id VARCHAR PRIMARY KEY, name_en VARCHAR, name_zh VARCHAR, owner VARCHAR, stated_on DATE);
CREATE TABLE objective (objective_id VARCHAR PRIMARY KEY, goal_id VARCHAR, measure_kind VARCHAR, measure_id VARCHAR, baseline DOUBLE,
    target DOUBLE, due_on DATE, owner VARCHAR, agreed_by JSON);
CREATE TABLE baseline (baseline_id VARCHAR PRIMARY KEY, measure_kind VARCHAR NOT NULL, measure_id VARCHAR NOT NULL, version INTEGER NOT NULL,
    period_start DATE, period_end DATE, center DOUBLE, spread DOUBLE, n BIGINT, is_stable BOOLEAN, approved_by VARCHAR, approved_on DATE,
    segment VARCHAR);
CREATE TABLE alert (alert_id VARCHAR PRIMARY KEY, rule VARCHAR NOT NULL, measure_kind VARCHAR, measure_id VARCHAR, opened_at TIMESTAMPTZ,
    state VARCHAR NOT NULL, owner VARCHAR, facts JSON);
CREATE TABLE root_cause_record (record_id VARCHAR PRIMARY KEY, alert_id VARCHAR, journey_id VARCHAR, touchpoint_id VARCHAR, title VARCHAR,
    state VARCHAR NOT NULL, owner VARCHAR, opened_at TIMESTAMPTZ, closed_at TIMESTAMPTZ, body JSON);
CREATE TABLE improvement_action (action_id VARCHAR PRIMARY KEY, record_id VARCHAR, touchpoint_id VARCHAR, title_en VARCHAR, title_zh VARCHAR,
    owner VARCHAR, due_on DATE, live_on DATE, state VARCHAR NOT NULL, expected_change DOUBLE, raci JSON, body JSON, is_sample BOOLEAN NOT NULL DEFAULT false);

-- room ----------------------------------------------------------------------------------------
CREATE TABLE workshop (room_id VARCHAR PRIMARY KEY, title VARCHAR, journey_id VARCHAR, template VARCHAR, state VARCHAR NOT NULL,
    opened_at TIMESTAMPTZ, closed_at TIMESTAMPTZ, body JSON);
CREATE TABLE vote (room_id VARCHAR NOT NULL, question_id VARCHAR NOT NULL, participant VARCHAR NOT NULL, value JSON NOT NULL,
    voted_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (room_id, question_id, participant));
