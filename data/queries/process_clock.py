"""Durations of steps and cases by the calendar or by working time, as pieces of SQL.

Working time of a span is W(end) - W(start), where W(t) is the working seconds since a first day: those of all days
before, looked up by the day, and those of the day itself until t.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np

Spans = tuple[int, int, int, int]


@dataclass(frozen=True)
class WorkingDays:
    """Working time day by day, without a gap.

    Attributes
    ----------
    first : the first day.
    spans : per day (opens, closes, opens again, closes again), seconds since midnight; zeros where nobody works.
    missing_years : years in the range without public holidays on record: counted by the week alone.
    """

    first: date
    spans: tuple[Spans, ...]
    missing_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Clock:
    """How durations are counted; without `days` by the calendar."""

    days: WorkingDays | None = None


CALENDAR = Clock()
WORK_DAY = """work_day AS MATERIALIZED (
    SELECT CAST($first_day AS DATE) + i::INTEGER AS day,
        epoch_us((CAST($first_day AS DATE) + i::INTEGER)::TIMESTAMP) AS day_us,
        $opens[i + 1] AS o1, $closes[i + 1] AS c1, $opens_again[i + 1] AS o2, $closes_again[i + 1] AS c2,
        $before[i + 1] AS before_s
    FROM range(len($opens)) r(i)),
"""
_STEP_MOMENTS = {
    "wb": "s.began_at",
    "we": "s.ended_at",
    "wf": "s.began_at - to_microseconds((1e6 * s.wait_s)::BIGINT)",
    "wq": "s.began_at - to_microseconds((1e6 * s.queue_s)::BIGINT)",
    "wc": "s.ended_at - to_microseconds((1e6 * s.covered_s)::BIGINT)",
}


def step_clock(clock: Clock) -> tuple[dict[str, str], dict[str, object]]:
    """Pieces <clock>, <joins> and <times> for a query over `step_fact s`; <times> are took, waited, queued, covered."""
    if clock.days is None:
        times = "s.processing_s AS took, s.wait_s AS waited, s.queue_s AS queued, s.covered_s AS covered"
        return {"clock": "", "joins": "", "times": times}, {}
    at = {alias: worked_sql(moment, alias) for alias, moment in _STEP_MOMENTS.items()}
    times = (
        f"CASE WHEN s.processing_s IS NOT NULL THEN {at['we']} - {at['wb']} END AS took, "
        f"{at['wb']} - {at['wf']} AS waited, {at['wb']} - {at['wq']} AS queued, {at['we']} - {at['wc']} AS covered"
    )
    joins = " ".join(
        f"LEFT JOIN work_day {alias} ON {alias}.day = ({moment})::DATE" for alias, moment in _STEP_MOMENTS.items()
    )
    return {"clock": WORK_DAY, "joins": joins, "times": times}, day_params(clock.days)


def case_clock(clock: Clock) -> tuple[dict[str, str], dict[str, object]]:
    """Pieces <clock>, <joins> and <lead> for a query over `case_fact c`."""
    if clock.days is None:
        return {"clock": "", "joins": "", "lead": "c.lead_s"}, {}
    joins = "JOIN work_day wb ON wb.day = c.began_at::DATE JOIN work_day we ON we.day = c.ended_at::DATE"
    lead = f"({worked_sql('c.ended_at', 'we')} - {worked_sql('c.began_at', 'wb')})"
    return {"clock": WORK_DAY, "joins": joins, "lead": lead}, day_params(clock.days)


def day_params(days: WorkingDays) -> dict[str, object]:
    """The parameters of `work_day`."""
    spans = np.asarray(days.spans, dtype=np.int64).reshape(-1, 4)
    worked = spans[:, 1] - spans[:, 0] + spans[:, 3] - spans[:, 2]
    names = ("opens", "closes", "opens_again", "closes_again")
    columns: dict[str, object] = {name: spans[:, place].tolist() for place, name in enumerate(names)}
    return {"first_day": days.first, "before": (np.cumsum(worked) - worked).tolist()} | columns


def worked_hours(days: WorkingDays, start: datetime, end: datetime) -> float:
    """Working hours between two moments; days that `days` does not hold count as not worked.

    >>> worked_hours(WorkingDays(date(2026, 3, 2), ((32400, 43200, 46800, 64800),)), datetime(2026, 3, 2, 10),
    ...              datetime(2026, 3, 2, 14))
    3.0
    """
    midnight = datetime.combine(days.first, time())
    spans = (
        np.asarray(days.spans, dtype=np.float64).reshape(-1, 2, 2) + 86400.0 * np.arange(len(days.spans))[:, None, None]
    )
    low, high = (start - midnight).total_seconds(), (end - midnight).total_seconds()
    inside = np.minimum(spans[..., 1], high) - np.maximum(spans[..., 0], low)
    return float(np.clip(inside, 0.0, None).sum() / 3600.0)


def worked_sql(moment: str, alias: str) -> str:
    """Working seconds from the first day of `work_day` to a moment whose day is joined as `alias`."""
    second = f"((epoch_us({moment}) - {alias}.day_us) / 1e6)"
    spans = " + ".join(
        f"least(greatest({second} - {alias}.o{part}, 0), {alias}.c{part} - {alias}.o{part})" for part in (1, 2)
    )
    return f"({alias}.before_s + {spans})"
