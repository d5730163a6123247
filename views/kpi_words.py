"""The words of the page on measures: names, values, where they come from, where they stand."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from analytics.kpi.pooled import Pooled
from analytics.kpi.standing import Standing, standing
from charts.trend import Words
from i18n import _, language, ngettext, pick
from i18n import in_a_row as in_a_row  # part of the words of a measure
from views import figures, loaders, periods
from views.escape import plain
from workflows.read_kpis import Measure

SHORT: Final = ("defects per 100 function points", "points", "per 1,000", "rounds", "revisions", "person-days")


def name(measure: Measure) -> str:
    """What the measure is called, as it was written."""
    return pick(*measure.names) or measure.kpi_id


def shown_name(measure: Measure) -> str:
    """The name, escaped for Markdown."""
    return plain(name(measure), limit=60)


def value(measure: Measure, number: float | None) -> str:
    """A value with the measure's unit."""
    return figures.unit_value(number, measure.unit, str(loaders.rules()["currency"]))


def chart_words(measure: Measure) -> Words | None:
    """How a chart writes the values of the measure; None where a number beside the unit of the axis will do."""
    if measure.unit != "money":
        return None
    currency = str(loaders.rules()["currency"])
    return Words(lambda one: figures.money(one, currency), lambda tick: figures.money(tick, currency, digits=2))


def short_value(measure: Measure, number: float | None) -> str:
    """A value in a narrow column: units that take long words are left to their own column."""
    return figures.unit_value(number, "") if measure.unit in SHORT else value(measure, number)


def target(measure: Measure) -> str:
    """The target with the side that reaches it; without one, which way is better."""
    sign = "≥" if measure.direction == "up" else "≤"
    if measure.target is None:
        return {"up": "↑", "down": "↓"}.get(measure.direction, figures.NONE)
    return f"{sign} {short_value(measure, measure.target)}"


def interval(measure: Measure, row: pd.Series) -> str:
    """The interval of a value in words, or that none can be given."""
    return _interval(measure, row["low"], row["high"])


def _interval(measure: Measure, low: float, high: float) -> str:
    if pd.isna(low) or pd.isna(high):
        return _("no interval")
    return _("95% CI {low} to {high}").format(low=value(measure, low), high=value(measure, high))


def n_words(row: pd.Series) -> str:
    """The sample size behind a value."""
    return _n(row["n"])


def _n(n: float) -> str:
    return _("n = {n}").format(n=figures.count(float(n))) if pd.notna(n) else _("n unknown")


def pooled_figure(measure: Measure, one: Pooled) -> str:
    """The value of a span with interval and n, in brackets what they are."""
    return _("{value} ({interval}, {n})").format(
        value=value(measure, one.value), interval=_interval(measure, one.low, one.high), n=_n(one.n)
    )


def pooled_span(measure: Measure, one: Pooled) -> str:
    """The ends of the interval for a column that is called so; a dash where there are none."""
    if pd.isna(one.low) or pd.isna(one.high):
        return figures.NONE
    return _("{low} to {high}").format(low=short_value(measure, one.low), high=short_value(measure, one.high))


def brief_figure(measure: Measure, one: Pooled) -> str:
    """The value of a span with the ends of its interval and n, for a column that says that the brackets are one."""
    n = _n(one.n)
    if pd.isna(one.low) or pd.isna(one.high):
        return _("{value}, no interval, {n}").format(value=short_value(measure, one.value), n=n)
    return _("{value} ({low} to {high}), {n}").format(
        value=short_value(measure, one.value),
        low=short_value(measure, one.low),
        high=short_value(measure, one.high),
        n=n,
    )


def pooled_sentence(measure: Measure, one: Pooled, span: str) -> str:
    """The measure over the period looked at, and how its periods were put together where they were not counted up."""
    facts = {
        "period": span, "value": value(measure, one.value), "interval": _interval(measure, one.low, one.high),
        "n": _n(one.n), "k": one.n_periods,
    }  # fmt: skip
    if one.kind != "mean":
        return _("{period}: **{value}** ({interval}, {n}).").format(**facts)
    said = {
        "day": ngettext("{period}: **{value}**, mean of {k} day ({interval}, {n}).",
                        "{period}: **{value}**, mean of {k} days ({interval}, {n}).", one.n_periods),
        "week": ngettext("{period}: **{value}**, mean of {k} week ({interval}, {n}).",
                         "{period}: **{value}**, mean of {k} weeks ({interval}, {n}).", one.n_periods),
        "month": ngettext("{period}: **{value}**, mean of {k} month ({interval}, {n}).",
                          "{period}: **{value}**, mean of {k} months ({interval}, {n}).", one.n_periods),
        "quarter": ngettext("{period}: **{value}**, mean of {k} quarter ({interval}, {n}).",
                            "{period}: **{value}**, mean of {k} quarters ({interval}, {n}).", one.n_periods),
        "year": ngettext("{period}: **{value}**, mean of {k} year ({interval}, {n}).",
                         "{period}: **{value}**, mean of {k} years ({interval}, {n}).", one.n_periods),
    }[measure.grain]  # fmt: skip
    return said.format(**facts)


def period(start: date, grain: str) -> str:
    """The name of one period of a measure."""
    if grain == "week":
        return periods.week_label(start)
    if grain == "day":
        return periods.day_label(start)
    if grain == "quarter":
        return _("Q{number} {year}").format(number=(start.month - 1) // 3 + 1, year=start.year)
    return str(start.year) if grain == "year" else periods.month_label(start)


def last_full(measure: Measure, start: date | None, end: date | None) -> pd.Series | None:
    """The newest value of a period that is over, within the period looked at."""
    rows = within(measure.values, start, end)
    rows = rows[rows["is_full"].astype(bool) & rows["value"].notna()]
    return rows.iloc[-1] if len(rows) else None


def within(rows: pd.DataFrame, start: date | None, end: date | None) -> pd.DataFrame:
    """The values of periods that begin from `start` to before `end`."""
    keep = pd.Series(True, index=rows.index)
    if start is not None:
        keep &= pd.to_datetime(rows["period_start"]) >= pd.Timestamp(start)
    if end is not None:
        keep &= pd.to_datetime(rows["period_start"]) < pd.Timestamp(end)
    return rows[keep]


def stands(measure: Measure, one: Pooled | None) -> Standing:
    """Where the measure stands against its target, over the period looked at."""
    if one is None:
        return "no_value"
    return standing(one.value, one.low, one.high, measure.target, measure.direction)


def standing_words(code: str) -> str:
    """A standing in words, with its mark."""
    return {
        "reached": _("▲ reached"),
        "missed": _("▼ missed"),
        "open": _("◆ could be either"),
        "reached_unsure": _("△ reached, no interval"),
        "missed_unsure": _("▽ missed, no interval"),
        "no_target": _("no target"),
        "no_value": _("no value"),
    }[code]


def direction(code: str) -> str:
    """Which way is better."""
    return {"up": _("more is better"), "down": _("less is better")}.get(code, _("neither is better"))


def limits(measure: Measure) -> str:
    """The specification limits in words."""
    low, high = measure.lower_spec, measure.upper_spec
    if low is None and high is None:
        return figures.NONE
    if low is None:
        return f"≤ {short_value(measure, high)}"
    if high is None:
        return f"≥ {short_value(measure, low)}"
    return _("{low} to {high}").format(low=short_value(measure, low), high=short_value(measure, high))


def source(measure: Measure) -> str:
    """Where the values come from."""
    if measure.origin == "series":
        return _("imported series")
    told = measure.definition
    if measure.origin is None or told is None:
        return figures.NONE
    return {
        "work_item": _("work items"),
        "event": _("event log"),
        "project": _("projects"),
        "account": _("contracts"),
        "cost": _("costs"),
        "score": _("scores"),
    }.get(told.source, told.source)


def defined(measure: Measure, part: str) -> str:
    """Formula, numerator, denominator, exclusions or what is lacking, in the language of the screen."""
    if part == "formula" and (own := pick(*measure.formulas)) and measure.origin == "series":
        return own
    if measure.definition is None:
        return pick(*measure.formulas) or "" if part == "formula" else ""
    return measure.definition.text(part, "zh" if language() == "zh" else "en", dict(measure.parameters))
