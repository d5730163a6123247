-- The measure catalogue: windows and rates of derived measures, what was changed about a measure and by whom, and goals
-- that are broken into objectives, published and agreed. docs/data-model.md describes each table and key.

CREATE TABLE kpi_parameter (kpi_id VARCHAR NOT NULL, name VARCHAR NOT NULL, value DOUBLE NOT NULL, PRIMARY KEY (kpi_id, name));
-- One row per edit of a measure: the values of its fields before and after, and the note of whoever changed them.
CREATE TABLE kpi_revision (kpi_id VARCHAR NOT NULL, revision INTEGER NOT NULL, changed_at TIMESTAMPTZ NOT NULL,
    changed_by VARCHAR, note VARCHAR, before JSON NOT NULL, after JSON NOT NULL, undone_at TIMESTAMPTZ,
    PRIMARY KEY (kpi_id, revision));
-- One row per edit, publication or agreement of an objective: the whole objective as it was from then on.
CREATE TABLE objective_revision (objective_id VARCHAR NOT NULL, revision INTEGER NOT NULL, what VARCHAR NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL, changed_by VARCHAR, body JSON NOT NULL, undone_at TIMESTAMPTZ, PRIMARY KEY (objective_id, revision));
ALTER TABLE business_goal ADD COLUMN journey_id VARCHAR;
ALTER TABLE business_goal ADD COLUMN retired_at TIMESTAMPTZ;
ALTER TABLE objective ADD COLUMN baseline_on DATE;
ALTER TABLE objective ADD COLUMN published_at TIMESTAMPTZ;
ALTER TABLE objective ADD COLUMN retired_at TIMESTAMPTZ;
