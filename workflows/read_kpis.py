"""The measures of a journey: what the catalogue and the store say of each, and its values with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import pandas as pd

from analytics.influence import influence_weights
from analytics.kpi.satisfaction import satisfaction_index
from analytics.kpi.values import kpi_values, series_values
from data.kpi_catalogue.definitions import Definition, catalogue, known_as
from data.queries.curve import touchpoint_series
from data.queries.influence import influence_sums
from data.queries.kpi_derived import Asked, data_until, derived_series, is_derivable
from data.queries.kpi_series import imported_series
from data.queries.kpi_write import kpi_parameters
from data.queries.kpis import kpi_definitions
from data.queries.measure_derived import INDEX, window_days
from data.queries.scope import Scope
from data.store import Store

Origin = Literal["series", "records"]
CSI: Final = INDEX
VALUES: Final = ("period_start", "value", "low", "high", "n", "numerator", "denominator", "is_full")
PERCENT: Final = ("%", "percent")
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Measure:
    """One measure of a journey.

    Attributes
    ----------
    definition : its entry in the catalogue; None for a measure of the house's own.
    origin : "series" (imported) or "records" (derived here); None while there is no value at all.
    values : one row per period in time order, see VALUES; is_full tells a period that is over and whose windows are.
    derived : the same from records, beside an imported series; empty where the records cannot tell.
    """

    kpi_id: str
    names: tuple[str | None, str | None]
    definition: Definition | None
    unit: str
    direction: str
    grain: str
    target: float | None
    lower_spec: float | None
    upper_spec: float | None
    owner: str | None
    formulas: tuple[str | None, str | None]
    parameters: tuple[tuple[str, float], ...]
    origin: Origin | None
    values: pd.DataFrame
    derived: pd.DataFrame


def read_measures(store: Store, journey_id: str) -> tuple[Measure, ...]:
    """Every measure the journey defines, then those of the catalogue, with values where series or records give any."""
    imported = imported_series(store, journey_id)
    until = data_until(store, journey_id)
    given = _given(kpi_parameters(store, journey_id))
    stated = {str(row["kpi_id"]): row for row in kpi_definitions(store, journey_id).to_dict("records")}
    matched = {kpi_id: _key(kpi_id, row, journey_id) for kpi_id, row in stated.items()}
    found = []
    for key, definition in catalogue().items():
        kpi_id = next((known for known, of in matched.items() if of == key), f"{journey_id}.{key}")
        asked = Asked(journey_id, key, given.get(kpi_id, ()), kpi_id)
        found.append(_measure(store, kpi_id, stated.get(kpi_id), definition, asked, imported, until))
    for kpi_id, row in stated.items():
        if matched[kpi_id] is None:
            found.append(_measure(store, kpi_id, row, None, Asked(journey_id, ""), imported, until))
    return tuple(found)


def _given(parameters: pd.DataFrame) -> dict[str, tuple[tuple[str, float], ...]]:
    return {
        str(kpi_id): tuple(zip(rows["name"], rows["value"], strict=True))
        for kpi_id, rows in parameters.groupby("kpi_id")
    }


def _key(kpi_id: str, row: Mapping[Any, Any], journey_id: str) -> str | None:
    """The entry of the catalogue that a measure of the store is: by its id, else by its name."""
    own = kpi_id.removeprefix(f"{journey_id}.")
    return own if own in catalogue() else known_as(_text(row["name_en"])) or known_as(_text(row["name_zh"]))


def _measure(
    store: Store,
    kpi_id: str,
    row: Mapping[Any, Any] | None,
    definition: Definition | None,
    asked: Asked,
    imported: pd.DataFrame,
    until: date | None,
) -> Measure:
    series = imported[imported["kpi_id"] == kpi_id]
    derived = read_derived(store, asked, until=until) if definition else _nothing()
    unit = str(row["unit"]) if row else str(definition.unit if definition else "")
    own = imported_values(series, definition, unit) if len(series) else _nothing()
    values, origin = (own, "series") if len(own) else (derived, "records" if len(derived) else None)
    told = row or {}
    texts = definition.texts if definition else None
    return Measure(
        kpi_id=kpi_id,
        names=(
            _text(told.get("name_en")) or (texts["name"]["en"] if texts and not told else None),
            _text(told.get("name_zh")) or (texts["name"]["zh"] if texts and not told else None),
        ),
        definition=definition,
        unit=unit,
        direction=str(told["direction"]) if told else str(definition.direction if definition else "up"),
        grain=_grain(told, definition),
        target=_number(told.get("target")),
        lower_spec=_number(told.get("lower_spec")),
        upper_spec=_number(told.get("upper_spec")),
        owner=_text(told.get("owner")),
        formulas=(_text(told.get("formula_en")), _text(told.get("formula_zh"))),
        parameters=asked.parameters,
        origin=origin,  # type: ignore[arg-type]
        values=values,
        derived=derived if len(own) else _nothing(),
    )


def _grain(told: Mapping[Any, Any], definition: Definition | None) -> str:
    stated = _text(told.get("grain"))
    return stated or (definition.grain if definition else "month")


def imported_values(series: pd.DataFrame, definition: Definition | None, unit: str) -> pd.DataFrame:
    """The values of a measure as imported, one row per period, see VALUES."""
    interval = definition.interval if definition else "wilson"
    per = 100.0 if unit.lower() in PERCENT else definition.per if definition else 1.0
    rows = series_values(series, interval=interval, per=per)
    return rows.assign(is_full=True)[list(VALUES)].reset_index(drop=True)


def read_derived(store: Store, asked: Asked, *, until: date | None, grain: str | None = None) -> pd.DataFrame:
    """The values of a measure from the records of the store, one row per period; empty where they cannot tell."""
    definition = catalogue().get(asked.key)
    if definition is None or until is None:
        return _nothing()
    step = grain or definition.grain
    if asked.key == CSI:
        rows = index_rows(store, asked.journey_id, step)
    elif is_derivable(asked.key):
        sums = derived_series(store, asked, grain=step)
        rows = kpi_values(sums, form=definition.form, interval=definition.interval, per=definition.per)
    else:
        return _nothing()
    if rows["value"].isna().all():
        return _nothing()
    closed = until - timedelta(days=window_days(asked) - 1)
    full = [period_end(start.date(), step) <= closed for start in rows["period_start"]]
    return rows.assign(is_full=full)[list(VALUES)].reset_index(drop=True)


def index_rows(store: Store, journey_id: str, grain: str) -> pd.DataFrame:
    """The satisfaction index of each period, weighted by what the touchpoints explain of the overall score.

    One row per period with answers: period_start, value, low, high (95 %), n; numerator and denominator are missing.
    """
    scope = Scope(journey_id)
    sums = touchpoint_series(store, scope, grain)
    weights = {key: weight.share for key, weight in influence_weights(influence_sums(store, scope)).items()}
    rows = []
    for start, part in sums.groupby("period_start"):
        found = satisfaction_index(part, weights)
        rows.append((start, found.value, found.low, found.high, float(found.n)))
    frame = pd.DataFrame(rows, columns=["period_start", "value", "low", "high", "n"])
    return frame.astype({"low": "float64", "high": "float64"}).assign(numerator=float("nan"), denominator=float("nan"))


def period_end(start: date, grain: str) -> date:
    """The day after a period's last.

    >>> period_end(date(2026, 10, 1), "quarter"), period_end(date(2026, 10, 26), "week")
    (datetime.date(2027, 1, 1), datetime.date(2026, 11, 2))
    """
    if grain == "day":
        return start + timedelta(days=1)
    if grain == "week":
        return start + timedelta(days=7)
    index = start.year * 12 + start.month - 1 + MONTHS[grain]
    return date(index // 12, index % 12 + 1, 1)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in VALUES})


def _number(value: object) -> float | None:
    return None if value is None or value != value else float(str(value))


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value or not str(value) else str(value)
