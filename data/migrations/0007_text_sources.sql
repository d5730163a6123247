-- Where a survey's texts come from, and whether anybody asked for them.
ALTER TABLE survey ADD COLUMN source_kind VARCHAR DEFAULT 'survey';
ALTER TABLE survey ADD COLUMN is_solicited BOOLEAN DEFAULT true;
UPDATE survey SET source_kind = 'reviews', is_solicited = false WHERE kind = 'reviews';
