-- A view somebody kept under a name: the codes of its link.
CREATE TABLE saved_view (view_id VARCHAR PRIMARY KEY, page VARCHAR NOT NULL, name VARCHAR NOT NULL, codes JSON NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL, saved_by VARCHAR);
