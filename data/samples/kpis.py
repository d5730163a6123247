"""KPI definitions, their series and costs; what can be counted from the generated records is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.samples.feedback import upload_id
from data.samples.model import Ints, Window
from data.samples.people import People
from data.samples.process import steps
from data.samples.story import Story, read_yaml

ZONE = "Asia/Shanghai"
PERSON_DAY_CNY = 1800.0


def kpi_defs(story: Story) -> Mapping[str, Any]:
    """Definitions by short name."""
    told: Mapping[str, Any] = read_yaml("kpis.yaml")[story.journey_id]
    return told


def definition_frame(story: Story) -> pd.DataFrame:
    """One row per KPI."""
    rows = [
        {
            "kpi_id": f"{story.journey_id}.{key}",
            "name_en": told["name"]["en"],
            "name_zh": told["name"]["zh"],
            "unit": told["unit"],
            "direction": told["direction"],
            "upper_spec": told.get("upper_spec"),
            "target": told.get("target"),
            "grain": told["grain"],
            "formula_en": told["formula"]["en"],
            "formula_zh": told["formula"]["zh"],
            "owner": told["owner"],
            "journey_id": story.journey_id,
            "is_sample": True,
        }
        for key, told in kpi_defs(story).items()
    ]
    return pd.DataFrame(rows).astype({"upper_spec": "float64", "target": "float64"})


def value_frame(
    story: Story,
    everyone: People,
    window: Window,
    rng: np.random.Generator,
    items: pd.DataFrame | None,
    extra: Ints,
    *,
    effects: bool,
) -> pd.DataFrame:
    """One row per KPI and full period."""
    counted: dict[str, pd.DataFrame] = {}
    if items is not None:
        counted = _from_items(items) | {
            "on_time_delivery_rate": _on_time(everyone, window),
            "confirmation_rounds": _rounds(everyone, window, extra),
        }
    parts = []
    for key, told in kpi_defs(story).items():
        periods = full_periods(window, told["grain"])
        rows = (
            counted[key].reindex(periods)
            if key in counted
            else _drawn(story, told, window, rng, periods, effects=effects)
        )
        rows = rows.dropna(subset=["value"])
        parts.append(
            rows.assign(kpi_id=f"{story.journey_id}.{key}", period_start=rows.index, period_grain=told["grain"])
        )
    values = pd.concat(parts, ignore_index=True).astype({"kpi_id": "str", "period_grain": "str", "n": "Int64"})
    return values.assign(upload_id=upload_id(story), row_no=np.arange(1, len(values) + 1))


def full_periods(window: Window, grain: str) -> pd.DatetimeIndex:
    """First days of the weeks or months that lie wholly inside the window."""
    ends = pd.Timestamp(window.until) + pd.Timedelta(days=1)
    if grain == "week":
        first = pd.Timestamp(window.start)
        first += pd.Timedelta(days=(7 - first.weekday()) % 7)
        return pd.date_range(first, ends - pd.Timedelta(days=7), freq="7D", unit="us")
    return pd.date_range(window.start, ends - pd.offsets.MonthBegin(1), freq="MS", unit="us")


def _drawn(
    story: Story,
    told: Mapping[str, Any],
    window: Window,
    rng: np.random.Generator,
    periods: pd.DatetimeIndex,
    *,
    effects: bool,
) -> pd.DataFrame:
    n = int(told.get("n", 40))
    if "share" in told:
        hits = rng.binomial(n, told["share"], len(periods)).astype(float)
        return pd.DataFrame({"value": hits / n, "numerator": hits, "denominator": float(n), "n": n}, index=periods)
    values = told["mean"] + told["spread"] * rng.standard_normal(len(periods))
    jump = told.get("jump")
    if jump is not None and effects:
        since = pd.Timestamp(window.monday_before_end(story.effects[jump["with"]]["weeks"]))
        values = values + np.where(periods >= since, jump["by"], 0.0)
    return pd.DataFrame(
        {"value": np.round(values, 4), "numerator": np.nan, "denominator": np.nan, "n": n}, index=periods
    )


def _ratio(numerator: pd.Series, denominator: pd.Series, *, one_minus: bool = False, per: float = 1.0) -> pd.DataFrame:
    top, bottom = numerator.align(denominator, join="right", fill_value=0.0)
    share = per * top / bottom.where(bottom > 0)
    return pd.DataFrame(
        {
            "value": 1 - share if one_minus else share,
            "numerator": top,
            "denominator": bottom,
            "n": bottom.astype("int64"),
        }
    )


def _on_time(everyone: People, window: Window) -> pd.DataFrame:
    """By the week in which the delivery was handed over."""
    days = pd.Timestamp(window.start) + pd.to_timedelta(np.floor(everyone.case_day), unit="D")
    week = (days - pd.to_timedelta(days.day_of_week, unit="D")).as_unit("us")
    delivered = pd.Series(~everyone.is_late, index=week).astype(float)
    return _ratio(delivered.groupby(level=0).sum(), delivered.groupby(level=0).size().astype(float))


def _rounds(everyone: People, window: Window, extra: Ints) -> pd.DataFrame:
    """By the month in which the last confirmation took place."""
    days = pd.Timestamp(window.start) + pd.to_timedelta(np.floor(everyone.case_day - 97), unit="D")
    rounds = pd.Series(1.0 + extra, index=_month(pd.Series(days)))
    return _ratio(rounds.groupby(level=0).sum(), rounds.groupby(level=0).size().astype(float))


def _month(days: pd.Series) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days.dt.to_period("M").dt.to_timestamp()).as_unit("us")


def _from_items(items: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """RSI, change rate, density, escape rate and rework by the month in which the item was created."""
    local = items["created_at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    rows = items.assign(month=_month(local))
    kind, is_base = rows["kind"], rows["in_baseline"].astype(bool)

    def count(chosen: pd.Series, column: str | None = None) -> pd.Series:
        grouped = rows[chosen].groupby("month")
        return grouped.size().astype(float) if column is None else grouped[column].sum()

    baseline = count((kind == "requirement") & is_base)
    added, changed = count((kind == "requirement") & ~is_base), count(kind == "change")
    defects = count(kind == "defect")
    rework = count(kind.isin(["defect", "change"]), "person_days")
    n_rework = count(kind.isin(["defect", "change"]))
    nothing = pd.Series(np.nan, index=rework.index)
    return {
        "requirements_stability_index": _ratio(added.add(changed, fill_value=0.0), baseline, one_minus=True),
        "requirement_change_rate": _ratio(changed, baseline),
        "defect_density": _ratio(defects, count((kind == "requirement") & is_base, "size"), per=100.0),
        "defect_escape_rate": _ratio(count((kind == "defect") & (rows["phase_found"] == "operation")), defects),
        "rework_person_days": pd.DataFrame(
            {"value": rework.round(2), "numerator": nothing, "denominator": nothing, "n": n_rework.astype("int64")}
        ),
    }


def cost_frame(story: Story, events: pd.DataFrame, items: pd.DataFrame | None) -> pd.DataFrame:
    """Monthly costs: each touchpoint's own work, rework inside, and confirmations that had been given before."""
    months = _month(events["start_ts"].dt.tz_convert(ZONE).dt.tz_localize(None))
    rows = events.assign(month=months)
    known = rows[rows["touchpoint_id"].notna()]
    touchpoints = known.groupby(["touchpoint_id", "month"])["cost"].sum().reset_index(name="amount")
    parts = [
        touchpoints.rename(columns={"touchpoint_id": "scope_id"}).assign(
            scope="touchpoint", basis="hours x hourly rate"
        )
    ]
    if items is not None:
        parts += [_rework_cost(items), _repeat_cost(story, rows)]
    costs = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "cost_id": pd.Series(
                [f"{story.journey_id}.cost_{number:05d}" for number in range(1, len(costs) + 1)], dtype="str"
            ),
            "scope": costs["scope"].astype("str"),
            "scope_id": costs["scope_id"].astype("str"),
            "period_start": costs["month"],
            "period_grain": "month",
            "amount": costs["amount"].round(2),
            "currency": "CNY",
            "basis": costs["basis"].astype("str"),
            "upload_id": upload_id(story),
            "row_no": np.arange(1, len(costs) + 1),
        }
    )


def _rework_cost(items: pd.DataFrame) -> pd.DataFrame:
    local = items["created_at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    defects = items.assign(month=_month(local))[items["kind"] == "defect"]
    scope = np.where(defects["phase_found"] == "operation", "external_failure", "internal_failure")
    summed = defects.assign(scope_id=scope).groupby(["scope_id", "month"])["person_days"].sum() * PERSON_DAY_CNY
    monthly: pd.DataFrame = summed.reset_index(name="amount")
    return monthly.assign(scope="failure", basis="person-days x 1,800 CNY")


def _repeat_cost(story: Story, rows: pd.DataFrame) -> pd.DataFrame:
    repeated = steps(story)["repeated"]
    again = rows[rows["activity"] == repeated["activity"]]
    again = again[again.groupby("case_id").cumcount() > 0]
    counted = again.groupby("month").size() * repeated["person_days_each"] * PERSON_DAY_CNY
    monthly: pd.DataFrame = counted.reset_index(name="amount")
    return monthly.assign(
        scope="activity", scope_id=repeated["activity"], basis="repeats x 1.5 person-days x 1,800 CNY"
    )
