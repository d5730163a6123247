"""Readings for tests that do not care what the columns mean."""

from __future__ import annotations

from data.ingest.model import Reading, Table


def plain_reading(table: Table) -> Reading:
    """The table as a reading without columns or issues."""
    return Reading(table, "unknown", "survey_wide", "import", (), ())
