"""Measures of the catalogue that the records of the store give and nobody imported: listed and read like KPIs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from data.kpi_catalogue.definitions import Definition, catalogue, known_as
from data.queries.kpi_derived import RECORDS, Asked, data_until, derived_series, has_records
from data.queries.kpi_write import kpi_parameters
from data.queries.measure_scores import period_sql
from data.queries.scope import Scope
from data.reading import Reader

INDEX: Final = "customer_satisfaction_index"
FINEST: Final = {"day": "week", "year": "quarter"}


def derived_list(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per measure, in the columns of `data.queries.measures.measure_list`; kind is "derived"."""
    return _listed(store, journey_id, RECORDS, lambda kpi_id: has_records(store, asked_of(store, journey_id, kpi_id)))


def index_list(store: Reader, journey_id: str) -> pd.DataFrame:
    """The same of the satisfaction index, which is computed above this layer; no row without touchpoint scores."""
    scored = store.value(
        "SELECT count(*) FROM (SELECT 1 FROM score_fact WHERE journey_id = $journey AND about = 'touchpoint' LIMIT 1)",
        journey=journey_id,
    )
    return _listed(store, journey_id, [INDEX], lambda _kpi_id: bool(scored))


def _listed(store: Reader, journey_id: str, keys: Iterable[str], is_known: Callable[[str], bool]) -> pd.DataFrame:
    imported = {str(row[0]) for row in store.rows("SELECT DISTINCT kpi_id FROM kpi_value WHERE segment IS NULL")}
    stated = {
        str(row[0]): row[1:]
        for row in store.rows(
            """SELECT kpi_id, target, lower_spec, upper_spec FROM kpi_def WHERE journey_id = $journey""",
            journey=journey_id,
        )
    }
    linked = {
        str(row[0]): row[1]
        for row in store.rows("SELECT kpi_id, min(touchpoint_id) FROM touchpoint_kpi GROUP BY kpi_id")
    }
    rows = []
    for key in keys:
        kpi_id = f"{journey_id}.{key}"
        if kpi_id not in imported and is_known(kpi_id):
            rows.append(_row(catalogue()[key], kpi_id, stated.get(kpi_id, (None, None, None)), linked.get(kpi_id)))
    return pd.DataFrame(rows)


def _row(told: Definition, kpi_id: str, limits: tuple[Any, ...], touchpoint_id: str | None) -> dict[str, Any]:
    target, lower, upper = limits
    return {
        "code": f"derived:{kpi_id}", "kind": "derived", "item_id": kpi_id, "touchpoint_id": touchpoint_id,
        "stage_id": None, "name_en": told.text("name", "en"), "name_zh": told.text("name", "zh"), "unit": told.unit,
        "direction": told.direction, "target": target, "lower_spec": lower, "upper_spec": upper,
        "grain": FINEST.get(told.grain, told.grain),
    }  # fmt: skip


def derivable_key(store: Reader, journey_id: str, kpi_id: str) -> str | None:
    """The measure of the catalogue that an imported KPI is, by id or name, where the journey's records can tell it."""
    row = store.rows("SELECT name_en, name_zh FROM kpi_def WHERE kpi_id = $id", id=kpi_id)
    own = kpi_id.removeprefix(f"{journey_id}.")
    names = row[0] if row else ()
    key = own if own in RECORDS else next((found for name in names if (found := known_as(name)) in RECORDS), None)
    return key if key is not None and has_records(store, asked_of(store, journey_id, f"{journey_id}.{key}")) else None


def asked_of(store: Reader, journey_id: str, kpi_id: str) -> Asked:
    """The measure with its windows and rates as somebody set them."""
    given = kpi_parameters(store, journey_id)
    mine = given[given["kpi_id"] == kpi_id]
    pairs = tuple((str(name), float(value)) for name, value in zip(mine["name"], mine["value"], strict=True))
    return Asked(journey_id, kpi_id.removeprefix(f"{journey_id}."), pairs)


def derived_measure_series(
    store: Reader, scope: Scope, kpi_id: str, grain: str, *, week_start: str = "mon"
) -> pd.DataFrame:
    """One row per period that is over and whose window is: period_start, value, n, sd, numerator, denominator.

    Numerator and denominator are filled where the value is the one over the other: counts per opportunity. Of events
    per 100 or 1,000 the denominator is in that unit.
    """
    asked = asked_of(store, scope.journey_id, kpi_id)
    told = catalogue()[asked.key]
    sums = derived_series(store, asked, step=period_sql("day", grain, week_start), scope=scope)
    rows = sums.assign(
        value=_value(sums, told), n=sums["n_num" if told.form in ("sum", "median") else "n_den"], sd=None
    )
    if told.form != "ratio" or told.interval == "ratio_t" or (told.per != 1 and told.interval != "poisson"):
        rows = rows.assign(numerator=None, denominator=None)
    else:
        rows = rows.assign(denominator=rows["denominator"] / told.per)
    starts = rows["period_start"]
    ends = starts + (pd.Timedelta(days=7) if grain == "week" else pd.DateOffset(months=3 if grain == "quarter" else 1))
    until = data_until(store, scope.journey_id)
    if until is not None:
        rows = rows[ends <= pd.Timestamp(until - timedelta(days=window_days(asked) - 1))]
    inside = (scope.start is None) | (rows["period_start"] >= pd.Timestamp(scope.start or "1970-01-01"))
    inside &= (scope.end is None) | (rows["period_start"] < pd.Timestamp(scope.end or "9999-01-01"))
    columns = ["period_start", "value", "n", "sd", "numerator", "denominator"]
    return rows.loc[inside & rows["value"].notna(), columns].astype(dict.fromkeys(columns[1:], "float64"))


def window_days(asked: Asked) -> int:
    """How many days after its end a period is still open; 0 without a window."""
    days = {**catalogue()[asked.key].parameters, **dict(asked.parameters)}
    return max((int(value) for name, value in days.items() if name.endswith("_days")), default=0)


def _value(sums: pd.DataFrame, told: Definition) -> pd.Series:
    if told.form == "median":
        return sums["median"].astype(float)
    if told.form == "sum":
        return sums["numerator"].where(sums["n_num"] > 0)
    ratio = told.per * sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0)
    return 1 - ratio if told.form == "one_minus" else ratio
