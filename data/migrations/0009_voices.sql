-- What comments say, as models and people read it. A text is scored once per distinct (text, question); `question_hash` is
-- md5 of the question's label, '' without one. The three tables that go were never written.
DROP TABLE text_score;
DROP TABLE text_label;
DROP TABLE comment_theme;
CREATE SEQUENCE text_no_seq;

-- `kind`: base (as shipped) | witness (from scores) | corrections | student (from a better engine). One active per engine.
CREATE TABLE text_model (model_version VARCHAR PRIMARY KEY, engine VARCHAR NOT NULL, parent VARCHAR, kind VARCHAR NOT NULL,
    created_at TIMESTAMPTZ NOT NULL, created_by VARCHAR, is_active BOOLEAN NOT NULL DEFAULT false, guard JSON, weights BLOB,
    n_scores BIGINT, n_corrections BIGINT);
-- The score that counts, one per (text, question); what it replaced waits in `text_score_earlier`. Same columns.
CREATE TABLE text_score (text_hash VARCHAR NOT NULL, question_hash VARCHAR NOT NULL, model_version VARCHAR NOT NULL,
    p_negative DOUBLE NOT NULL, p_neutral DOUBLE NOT NULL, p_positive DOUBLE NOT NULL, is_none BOOLEAN NOT NULL,
    confidence DOUBLE NOT NULL, evidence JSON, scored_at TIMESTAMPTZ NOT NULL);
CREATE TABLE text_score_earlier AS SELECT * FROM text_score LIMIT 0;
CREATE TABLE text_label (text_hash VARCHAR NOT NULL, question_hash VARCHAR NOT NULL, label VARCHAR NOT NULL, labelled_by VARCHAR,
    labelled_at TIMESTAMPTZ NOT NULL);

-- What does not depend on the question: language, length, place in the search index, emotions, vectors.
CREATE TABLE text_state (text_hash VARCHAR NOT NULL, text_no INTEGER NOT NULL, language VARCHAR NOT NULL, n_chars INTEGER NOT NULL,
    emotion_version VARCHAR);
CREATE TABLE text_term (gram VARCHAR NOT NULL, text_no INTEGER NOT NULL);
CREATE TABLE text_emotion (text_hash VARCHAR NOT NULL, emotion VARCHAR NOT NULL, confidence DOUBLE, spans JSON);
CREATE TABLE text_vector (text_hash VARCHAR NOT NULL, encoder VARCHAR NOT NULL, vector BLOB NOT NULL);

ALTER TABLE theme ADD COLUMN position INTEGER;
ALTER TABLE theme ADD COLUMN is_standard BOOLEAN DEFAULT false;
ALTER TABLE theme ADD COLUMN changed_at TIMESTAMPTZ;
ALTER TABLE theme ADD COLUMN changed_by VARCHAR;
-- `source`: keyword | model | person | file. Clauses without a theme have no row; `text_tagged` says what was looked through.
CREATE TABLE text_theme (text_hash VARCHAR NOT NULL, question_hash VARCHAR NOT NULL, clause_no INTEGER NOT NULL, theme_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL, confidence DOUBLE, p_negative DOUBLE, p_neutral DOUBLE, p_positive DOUBLE, spans JSON);
CREATE TABLE text_tagged (text_hash VARCHAR NOT NULL, question_hash VARCHAR NOT NULL, codeframe_version VARCHAR NOT NULL,
    model_version VARCHAR NOT NULL);
CREATE TABLE theme_label (text_hash VARCHAR NOT NULL, theme_id VARCHAR NOT NULL, is_present BOOLEAN NOT NULL, labelled_by VARCHAR,
    labelled_at TIMESTAMPTZ NOT NULL);
