"""Whether a file can be imported without a person: what is unsure in it, what is asked, whether its survey is known."""

from __future__ import annotations

from data.ingest.mapping import ImportPlan
from data.ingest.model import ColumnSpec, Reading

SURE = 0.6
UNDATED = frozenset({"no_timestamp", "no_timestamp_values", "no_full_date", "texts_undated", "record_day"})
ANSWER_TIMES = ("submitted_at", "recorded_at", "started_at")


def needs_look(column: ColumnSpec) -> bool:
    """Whether the proposal for a column is uncertain and nobody has confirmed it."""
    if column.role_source == "user":
        return False
    return column.confidence < SURE or bool(column.scale and column.scale.unsure)


def unsure(reading: Reading) -> tuple[ColumnSpec, ...]:
    """The columns a person should look at, in file order."""
    return tuple(column for column in reading.columns if needs_look(column))


def is_undated(reading: Reading, plan: ImportPlan) -> bool:
    """Whether no column of the file says when its answers were given."""
    told = any(issue.code in UNDATED for issue in reading.issues)
    return told and not any(c.role in ANSWER_TIMES and c.date_format and c.n_distinct for c in plan.columns)
