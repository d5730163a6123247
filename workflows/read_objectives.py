"""Objectives with the course of what they measure and the probability of reaching them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import pandas as pd

from analytics.kpi.progress import Progress, progress_towards
from analytics.kpi.standing import Standing, standing
from analytics.kpi.values import series_values
from analytics.trend import period_means
from data.kpi_catalogue.definitions import Definition
from data.queries.curve import touchpoint_series
from data.queries.goals import objectives
from data.queries.kpi_derived import Asked, data_until
from data.queries.scope import Scope
from data.store import Store
from workflows.case_measures import DIRECTIONS, case_measures
from workflows.read_kpis import MONTHS, Measure, period_end, read_derived

KINDS: Final[dict[str, Literal["kpi", "touchpoint", "case"]]] = {
    "kpi": "kpi", "touchpoint": "touchpoint", "case": "case",
}  # fmt: skip
COURSE: Final = ("period_start", "value", "low", "high", "n")


@dataclass(frozen=True)
class Objective:
    """One objective as it stands.

    Attributes
    ----------
    measure : the measure it is about; None for a touchpoint's experience score (0-100).
    measure_kind : "case" is what the journey's cases take, cost and feel like (`workflows.case_measures`).
    grain : "month", or "quarter" where the measure has no finer values; its value is that of one such period.
    course : one row per full period in time order, those without a value included.
    ahead : periods from the last value to the one that holds the due date.
    reached : where the value of the due period stands, once that period is over.
    agreed_by : pairs of name and day.
    """

    objective_id: str
    goal_id: str
    measure_kind: Literal["kpi", "touchpoint", "case"]
    measure_id: str
    measure: Measure | None
    direction: str
    baseline: float
    baseline_on: date | None
    target: float
    due_on: date
    owner: str | None
    agreed_by: tuple[tuple[str, str], ...]
    published_on: date | None
    grain: str
    course: pd.DataFrame
    progress: Progress
    ahead: int
    reached: Standing


def read_objectives(store: Store, journey_id: str, measures: Sequence[Measure]) -> tuple[Objective, ...]:
    """Every live objective of a journey, by due date."""
    rows = objectives(store, journey_id)
    by_id = {("kpi", measure.kpi_id): measure for measure in measures}
    if (rows["measure_kind"] == "case").any():
        by_id |= {("case", measure.kpi_id): measure for measure in case_measures(store, journey_id)}
    return tuple(_objective(store, journey_id, row, by_id) for row in rows.to_dict("records"))


def _objective(
    store: Store, journey_id: str, row: Mapping[Any, Any], by_id: Mapping[tuple[str, str], Measure]
) -> Objective:
    kind, measure_id = str(row["measure_kind"]), str(row["measure_id"])
    measure = by_id.get((kind, measure_id))
    grain = objective_grain(measure)
    course = course_of(store, journey_id, kind, measure_id, measure)
    due = pd.Timestamp(str(row["due_on"])).date()
    ahead = periods_ahead(course, due, grain)
    direction = measure.direction if measure else DIRECTIONS.get(measure_id, "up") if kind == "case" else "up"
    target = float(str(row["target"]))
    stated = row["baseline_on"]
    return Objective(
        objective_id=str(row["objective_id"]),
        goal_id=str(row["goal_id"]),
        measure_kind=KINDS[kind],
        measure_id=measure_id,
        measure=measure,
        direction=direction,
        baseline=float(str(row["baseline"])),
        baseline_on=None if stated is None or stated != stated else pd.Timestamp(str(stated)).date(),
        target=target,
        due_on=due,
        owner=None if row["owner"] is None or row["owner"] != row["owner"] else str(row["owner"]),
        agreed_by=tuple((str(one["name"]), str(one["on"])) for one in json.loads(str(row["agreed_by"] or "[]"))),
        published_on=_day(row["published_at"]),
        grain=grain,
        course=course,
        progress=progress_towards(course["value"].tolist(), target=target, direction=direction, ahead=ahead),
        ahead=ahead,
        reached=_reached(course, due, grain, target, direction),
    )


def _day(moment: Any) -> date | None:
    return None if moment is None or pd.isna(moment) else pd.Timestamp(str(moment)).date()


def objective_grain(measure: Measure | None) -> str:
    """Months, unless the measure is only known by longer periods."""
    return measure.grain if measure is not None and measure.grain in ("quarter", "year") else "month"


def course_of(store: Store, journey_id: str, kind: str, measure_id: str, measure: Measure | None) -> pd.DataFrame:
    """The values of what an objective measures, one row per full month (or longer period): COURSE."""
    grain = objective_grain(measure)
    if kind == "touchpoint":
        rows = _score_months(store, journey_id, measure_id)
    elif measure is None:
        rows = pd.DataFrame({name: pd.Series(dtype="float64") for name in COURSE})
    elif kind == "kpi" and measure.origin == "records" and measure.grain in ("day", "week"):
        key = measure.definition.key if measure.definition else ""
        until = data_until(store, journey_id)
        rows = read_derived(store, Asked(journey_id, key, measure.parameters, measure_id), until=until, grain=grain)
        rows = rows[rows["is_full"].astype(bool)] if len(rows) else rows
    else:
        rows = measure.values[measure.values["is_full"].astype(bool)] if len(measure.values) else measure.values
        rows = _months(rows, measure.definition) if measure.grain in ("day", "week") else rows
    return _spread(rows, grain)[list(COURSE)]


def _score_months(store: Store, journey_id: str, touchpoint_id: str) -> pd.DataFrame:
    """The experience score of every month that is over."""
    sums = touchpoint_series(store, Scope(journey_id), "month")
    until = data_until(store, journey_id)
    found = period_means(sums[sums["touchpoint_id"] == touchpoint_id], min_n=1)
    full = [
        one for one in found if until is not None and period_end(one.period.date(), "month") <= period_end(until, "day")
    ]
    rows = [(one.period, one.mean, one.low, one.high, float(one.n)) for one in full]
    return pd.DataFrame(rows, columns=list(COURSE)).astype(dict.fromkeys(COURSE[1:], "float64"))


def _months(rows: pd.DataFrame, definition: Definition | None) -> pd.DataFrame:
    """Weekly values as means of the months in which the weeks begin, weighted by n where every n is known."""
    if rows.empty:
        return rows
    weight = rows["n"] if rows["n"].gt(0).all() else pd.Series(1.0, index=rows.index)
    month = pd.to_datetime(rows["period_start"]).dt.to_period("M").dt.to_timestamp()
    counts = ["n", "numerator", "denominator"]
    parts = rows.assign(weighted=rows["value"] * weight, weight=weight, month=month).groupby("month")
    summed = parts[["weighted", "weight"]].sum().join(parts[counts].sum(min_count=1)).reset_index(names="period_start")
    frame = summed.assign(value=summed["weighted"] / summed["weight"], spread=float("nan"))
    told = definition.interval if definition else "wilson"
    return series_values(frame, interval=told, per=definition.per if definition else 1.0)


def _spread(rows: pd.DataFrame, grain: str) -> pd.DataFrame:
    """Every period from the first to the last, also those without a value."""
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in COURSE})
    starts = pd.date_range(
        rows["period_start"].min(),
        rows["period_start"].max(),
        freq={"month": "MS", "quarter": "QS", "year": "YS"}[grain],
    )
    indexed = rows.set_index(pd.DatetimeIndex(pd.to_datetime(rows["period_start"])))
    return indexed.drop(columns="period_start").reindex(starts).rename_axis("period_start").reset_index()


def periods_ahead(course: pd.DataFrame, due: date, grain: str) -> int:
    """Periods from the last one with a value to the one that holds the due date."""
    known = course.dropna(subset=["value"])
    if known.empty:
        return 0
    last = pd.Timestamp(known["period_start"].iloc[-1])
    months = (due.year - last.year) * 12 + due.month - last.month
    return -(-months // MONTHS[grain]) if grain != "month" else months


def _reached(course: pd.DataFrame, due: date, grain: str, target: float, direction: str) -> Standing:
    for row in course.to_dict("records"):
        start = pd.Timestamp(row["period_start"]).date()
        if start <= due < period_end(start, grain):
            return standing(float(row["value"]), float(row["low"]), float(row["high"]), target, direction)
    return "no_value"
