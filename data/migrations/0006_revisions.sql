-- Records that a later file brings again: the newest live upload's stands in the table itself, what it replaced waits in
-- `<table>_earlier` and comes back when the newer upload is taken back. Same columns, so rows move both ways.
-- How far single answers lie apart, in the unit of the value: with n it gives the interval of a mean or an NPS.
ALTER TABLE kpi_value ADD COLUMN spread DOUBLE;
CREATE TABLE event_earlier AS SELECT * FROM event LIMIT 0;
CREATE TABLE work_item_earlier AS SELECT * FROM work_item LIMIT 0;
CREATE TABLE kpi_value_earlier AS SELECT * FROM kpi_value LIMIT 0;
CREATE TABLE cost_earlier AS SELECT * FROM cost LIMIT 0;
-- What files said about owners; `owner_before` is what the touchpoint said until then.
CREATE TABLE touchpoint_owner (touchpoint_id VARCHAR NOT NULL, owner VARCHAR NOT NULL, owner_before VARCHAR,
    upload_id VARCHAR NOT NULL, row_no BIGINT);
