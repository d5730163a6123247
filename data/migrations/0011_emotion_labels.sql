-- A person's yes or no to an emotion of a text: it counts before the hint, and measures how often hints are right.
CREATE TABLE emotion_label (text_hash VARCHAR NOT NULL, emotion VARCHAR NOT NULL, is_present BOOLEAN NOT NULL, labelled_by VARCHAR,
    labelled_at TIMESTAMPTZ NOT NULL);
