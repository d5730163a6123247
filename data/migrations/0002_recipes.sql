-- The confirmed plan is kept with each upload, so that redo and correction need no rule; what undo took away that others
-- could have shared is kept beside it. A recipe is also found by the headers as they looked before anybody changed them.
ALTER TABLE upload ADD COLUMN plan JSON;
ALTER TABLE upload ADD COLUMN taken JSON;
ALTER TABLE upload ADD COLUMN response_base BIGINT;
ALTER TABLE upload ADD COLUMN response_top BIGINT;
ALTER TABLE upload ADD COLUMN corrected_at TIMESTAMPTZ;
ALTER TABLE upload ADD COLUMN corrected_by VARCHAR;
ALTER TABLE recipe ADD COLUMN first_seen VARCHAR;
