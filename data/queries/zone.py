"""Times that came without a zone: kept as the wall clock said, whatever zone the house reads them in."""

from __future__ import annotations

from data.store import Write

ZONELESS = {
    "response": ("started_at", "submitted_at", "served_at", "survey_sent_at"),
    "event": ("enabled_ts", "start_ts", "end_ts", "target_ts"),
}


def reread_zoneless_times(write: Write, *, before: str, after: str) -> int:
    """Read times without a zone in `after` where they had been read in `before`; the number of rows changed."""
    return sum(write.execute(_sql(table, columns), before=before, after=after) for table, columns in ZONELESS.items())


def _sql(table: str, columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = ({name} AT TIME ZONE $before) AT TIME ZONE $after" for name in columns)
    return f"UPDATE {table} SET {changes} WHERE NOT tz_known"  # noqa: S608 - names from the table above
