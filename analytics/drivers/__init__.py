"""Which touchpoints, themes and process measures move an outcome, by how much, and how sure that is."""
