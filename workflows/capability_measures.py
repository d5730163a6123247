"""The measures of a journey that can be held to a limit, with the limits in force, and their data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.capability.model import Spec
from data.queries import capability_rows, journey
from data.queries.capability_rows import stage_clock
from data.queries.measures import KPI_KINDS, measure_list
from data.queries.process_clock import CALENDAR, Clock
from data.queries.scope import Scope
from data.queries.specifications import specifications
from data.queries.work_calendar import has_working_week
from data.reading import Reader
from data.store import Store
from errors import ThroughlineError
from workflows.capability_kpis import kpi_rows
from workflows.capability_model import (
    CALENDAR_TIME,
    HOURS,
    SHARE,
    STAGE_KINDS,
    VALUES,
    WORKING_TIME,
    Limits,
    Measured,
    Rows,
)

RATING_GRAIN = "week"


def capability_measures(store: Store, journey_id: str) -> list[Measured]:
    """KPIs (imported or from records), times of the stages, and ratings of touchpoints with a floor, in journey order.

    Hours of a stage are working time where a working week is set, unless its limits say otherwise.
    """
    stages, points = journey.stages(store, journey_id), journey.touchpoints(store, journey_id)
    set_limits = {
        (row["measure_kind"], row["measure_id"]): row for row in specifications(store, journey_id).to_dict("records")
    }
    stage_of = dict(zip(points["touchpoint_id"].astype(str), points["stage_id"].astype(str), strict=True))
    unit = HOURS[WORKING_TIME if has_working_week(store, journey_id) else CALENDAR_TIME]
    found = [*_kpis(store, journey_id, stage_of), *_stages(stages, unit), *_ratings(points)]
    order = {str(stage): place for place, stage in enumerate(stages["stage_id"])}
    found.sort(key=lambda one: order.get(str(one.stage_id), len(order)))
    return [_limited(one, set_limits.get((one.kind, one.measure_id))) for one in found]


def _kpis(store: Store, journey_id: str, stage_of: dict[str, str]) -> list[Measured]:
    listed = measure_list(store, journey_id)
    return [
        Measured(
            str(row["kind"]), str(row["item_id"]), stage_of.get(str(row["touchpoint_id"])), _text(row["name_en"]),
            _text(row["name_zh"]), str(row["unit"]), str(row["direction"]),
            SHARE if str(row["unit"]) in ("share", "percent", "%") else VALUES, str(row["grain"]), *_stated(row),
        )
        for row in listed[listed["kind"].isin(KPI_KINDS)].to_dict("records")
    ]  # fmt: skip


def _stages(stages: pd.DataFrame, unit: str) -> list[Measured]:
    return [
        Measured(
            kind, str(row["stage_id"]), str(row["stage_id"]), _text(row["name_en"]), _text(row["name_zh"]), unit,
            "down", VALUES, "week", None,
        )
        for row in stages.to_dict("records") for kind in STAGE_KINDS
    ]  # fmt: skip


def _ratings(points: pd.DataFrame) -> list[Measured]:
    return [
        Measured(
            "rating", str(row["touchpoint_id"]), str(row["stage_id"]), _text(row["name_en"]), _text(row["name_zh"]),
            "share", "down", SHARE, RATING_GRAIN, None,
        )
        for row in points[points["floor"].notna()].to_dict("records")
    ]  # fmt: skip


def _stated(row: Any) -> tuple[Limits | None, ThroughlineError | None]:
    """The limits stated with the KPI, or why they cannot be; such a KPI is critical until somebody says otherwise."""
    lower, upper, target = (_number(row[name]) for name in ("lower_spec", "upper_spec", "target"))
    if lower is None and upper is None:
        return None, None
    try:
        return Limits(Spec(lower, upper, target), is_critical=True, source="catalogue"), None
    except ThroughlineError as problem:
        return None, problem


def _limited(measured: Measured, row: Any) -> Measured:
    """The measure with the limits somebody set for it; a version without any withdraws what was stated."""
    if row is None:
        return measured
    lower, upper, target = (_number(row[name]) for name in ("lower_limit", "upper_limit", "target"))
    if lower is None and upper is None:
        return replace(measured, limits=None, fault=None)
    facts = None if _text(row["facts"]) is None else json.loads(row["facts"])
    limits = Limits(
        Spec(lower, upper, target), bool(row["is_critical"]), str(row["source"]), str(row["set_by"]),
        row["set_at"].to_pydatetime(), int(row["version"]), facts,
    )  # fmt: skip
    if measured.kind in STAGE_KINDS:  # a limit counts hours as it was stated, whatever calendar came later
        measured = replace(measured, unit=HOURS[(facts or {}).get("clock", CALENDAR_TIME)])
    return replace(measured, limits=limits, fault=None)


def clock_of(store: Reader, journey_id: str, measured: Measured) -> Clock:
    """The clock that counts the hours of a measure."""
    return stage_clock(store, journey_id) if measured.clock == WORKING_TIME else CALENDAR


def rows_of(store: Store, scope: Scope, measured: Measured) -> Rows:
    """The data of a measure in a scope; empty arrays where there are none."""
    if measured.kind == "rating":
        return _rating_rows(store, scope, measured)
    if measured.kind in KPI_KINDS:
        return kpi_rows(store, scope, measured)
    clock = clock_of(store, scope.journey_id, measured)
    cases = capability_rows.stage_cases(store, scope, measured.measure_id, clock)
    cases = cases.dropna(subset=[STAGE_KINDS[measured.kind]])
    weeks = pd.to_datetime(cases["done_on"]).dt.to_period("W").astype(str)
    owners = cases["account_id"].fillna(cases["case_id"])
    return Rows(
        cases[STAGE_KINDS[measured.kind]].to_numpy(float),
        groups=np.asarray(pd.factorize(weeks)[0]),
        clusters=np.asarray(pd.factorize(owners)[0]),
    )


def _rating_rows(store: Store, scope: Scope, measured: Measured) -> Rows:
    periods = capability_rows.floor_miss_periods(store, scope, RATING_GRAIN)
    mine = periods[periods["touchpoint_id"] == measured.measure_id]
    missed, n = mine["s"].to_numpy(float), mine["n"].to_numpy(float)
    return Rows(missed / np.maximum(n, 1), missed=missed, n=n)


def _text(value: Any) -> str | None:
    return None if value is None or value != value or value is pd.NA else str(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
