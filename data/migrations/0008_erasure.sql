-- A person who was erased: when, by whom, how much went. No personal datum stands here; `key_hash` is salted per row.
CREATE TABLE erasure (erasure_id VARCHAR PRIMARY KEY, erased_at TIMESTAMPTZ NOT NULL, erased_by VARCHAR, key_hash VARCHAR NOT NULL,
    salt VARCHAR NOT NULL, state VARCHAR NOT NULL, facts JSON NOT NULL);
