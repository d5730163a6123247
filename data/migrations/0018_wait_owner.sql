-- Whose time the wait before an activity is, as a person said: ours or the customer's; NULL = nobody said.
ALTER TABLE activity_map ADD COLUMN wait_owner VARCHAR;
