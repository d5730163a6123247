"""Event logs by what their columns are called and by how their rows repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from data.ingest import proposal as why
from data.ingest.dates import DateFit, mostly
from data.ingest.evidence import Evidence
from data.ingest.proposal import Proposal, date_fit, is_few, is_free_text, is_id, is_numeric
from data.ingest.scales import is_ratable, metric_of
from data.ingest.vendors import normal_name, rules

MOST_STEPS = 100
TIMES = frozenset({"start_ts", "end_ts", "enabled_ts"})
FEWEST_PER_CASE = 1.3


def is_log(columns: Sequence[Evidence]) -> bool:
    """A key that repeats, few different steps, one or two times, and neither ratings nor free text."""
    times = {column.index for column in columns if log_times(column)}
    others = [column for column in columns if column.index not in times]
    if not 1 <= len(times) <= 3 or any(is_free_text(column) or _rates(column) for column in others):
        return False
    return _case(columns) is not None and _activity(columns) is not None


def _rates(column: Evidence) -> bool:
    return is_ratable(column) and metric_of(f"{column.name} {column.question}").is_named


def _case(columns: Sequence[Evidence]) -> Evidence | None:
    """The column that names the case: it repeats."""
    held = [c for c in _named(columns, "case_id", "weak_case") if is_id(c) and c.n >= 0.98 * c.n_rows]
    return next((c for c in held if c.n >= FEWEST_PER_CASE * c.n_distinct), None)


def _activity(columns: Sequence[Evidence]) -> Evidence | None:
    held = _named(columns, "activity", "weak_activity")
    return next((c for c in held if c.number_share < 0.5 and 2 <= c.n_distinct <= MOST_STEPS and is_few(c)), None)


def _named(columns: Sequence[Evidence], role: str, weak: str) -> list[Evidence]:
    """Columns by the rank of their name."""
    names = [*_names()[role], *(normal_name(str(name)) for name in rules("process")[weak])]
    ranked = [(names.index(key), column) for column in columns if (key := log_key(column)) in names]
    return [column for _, column in sorted(ranked, key=lambda pair: pair[0])]


def log_key(column: Evidence) -> str:
    """The normalised name without the letter that some tools put in front of an event's attributes.

    A "case:" in front is part of the name.
    """
    return re.sub(r"^[a-z] (?=\w+ )", "", column.key)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, ...]]:
    told = rules("process")["log_roles"]
    return {str(role): tuple(normal_name(str(name)) for name in names) for role, names in told.items()}


def log_times(column: Evidence) -> DateFit | None:
    """Dates as everywhere; under a name that says start or end also where a few are unreadable or zones are mixed."""
    fit = date_fit(column)
    if fit is not None or not column.n or column.number_share > 0.5 or not _is_named_time(column):
        return fit
    return mostly(column.texts)


def _is_named_time(column: Evidence) -> bool:
    return any(log_key(column) in _names()[role] for role in TIMES if role in _names())


def log_roles(columns: Sequence[Evidence]) -> dict[int, Proposal]:
    """Roles by name, over empty columns too: a log whose start column is empty still has one."""
    found: dict[int, Proposal] = {}
    for role, names in _names().items():
        held = [column for column in columns if log_key(column) in names and _can_be(column, role)]
        best = sorted(held, key=lambda column: names.index(log_key(column)))
        for column in best if role == "cost" else best[:1]:
            fit = log_times(column) if role in TIMES and column.n else None
            found.setdefault(column.index, Proposal(role, 0.92, why.WHY_NAME, formats=fit.formats if fit else ()))
    for role, likely in (("case_id", _case(columns)), ("activity", _activity(columns))):
        if likely is not None and not any(one.role == role for one in found.values()):
            found[likely.index] = Proposal(role, 0.8, why.WHY_NAME)
    return found | _only_time(columns, found)


def _only_time(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> dict[int, Proposal]:
    """A single time under any name is when the step ended."""
    if any(
        column.index in found and found[column.index].role in ("start_ts", "end_ts") for column in columns if column.n
    ):
        return {}
    dated = [(column, fit) for column in columns if column.index not in found and (fit := date_fit(column))]
    return {c.index: Proposal("end_ts", 0.8, why.WHY_DATES, _told(c), formats=f.formats) for c, f in dated[:1]}


def _told(column: Evidence) -> dict[str, object]:
    return {"share": why.percent(1.0), "example": column.texts[0]}


def _can_be(column: Evidence, role: str) -> bool:
    if not column.n:
        return role in TIMES
    if role in TIMES:
        return log_times(column) is not None
    return is_numeric(column) if role == "cost" else role != "case_id" or is_id(column)
