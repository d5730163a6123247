"""The words of the page on process control: measures, figures, lengths of a period."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from charts.wrapping import clipped
from data.queries.measures import EVENT_KINDS
from i18n import _, pick
from views import figures

Row = Mapping[Hashable, Any]
SHARE_KINDS = ("satisfied", "low", "csatshare")


def own_name(row: Row) -> str:
    """What the measured thing is called: touchpoint, stage, question or KPI; as somebody wrote it, not escaped."""
    named = pick(figures.text_or_none(row["name_en"]), figures.text_or_none(row["name_zh"]))
    return clipped(named, 60) if named else case_name(str(row["kind"]))


def case_name(kind: str) -> str:
    """The name of a figure of the cases."""
    return {
        "lead": _("Lead time"),
        "throughput": _("Process instances closed"),
        "complaints": _("Complaints"),
        "escaped": _("Defects found in operation"),
        "rework": _("Process instances with a repeated step"),
    }.get(kind, kind)


def list_name(row: Row) -> str:
    """The measure in the list to choose from: what kind of thing it is, and its name."""
    kind = str(row["kind"])
    patterns = {
        "mean": _("Touchpoint: {name}"),
        "stage": _("Stage: {name}"),
        "nps": _("NPS: {name}"),
        "csat": _("Satisfaction: {name}"),
        "effort": _("Effort: {name}"),
        "ease": _("Ease: {name}"),
        "rating": _("Question: {name}"),
        "kpi": _("Process KPI: {name}"),
        "derived": _("Process KPI: {name}"),
        "wait": _("Wait before: {name}"),
        "work": _("Work at: {name}"),
        "complaints": _("Events: {name}"),
        "escaped": _("Events: {name}"),
        "rework": _("Events: {name}"),
        "severe": _("Events: defects in operation, {name}"),
        "activity": _("Events: process instances with {name}"),
        "lowest": _("Events: lowest answers at {name}"),
    }
    return patterns.get(kind, _("Process instances: {name}")).format(name=own_name(row))


def title(row: Row) -> str:
    """The measure on its own: name and figure."""
    counted = _counted(row)
    if str(row["unit"]) in ("days", "hours") and str(row["kind"]) in EVENT_KINDS:
        return _("{name}: time between two").format(name=counted)
    return _("{name}: number between two").format(name=counted) if str(row["unit"]) == "between" else counted


def _counted(row: Row) -> str:
    patterns = {
        "mean": _("{name}, experience score"),
        "satisfied": _("{name}, satisfied share"),
        "low": _("{name}, share of low scores"),
        "stage": _("{name}, experience score of the stage"),
        "csatshare": _("{name}, satisfied share"),
        "nps": _("{name} (NPS)"),
        "lead": _("{name}, median"),
        "wait": _("Wait before {name}, median"),
        "work": _("Work at {name}, median"),
        "severe": _("Defects found in operation, severity {name}"),
        "activity": _("Process instances with {name}"),
        "lowest": _("{name}, lowest answers"),
    }
    return patterns.get(str(row["kind"]), "{name}").format(name=own_name(row))


def figure_name(figure: str) -> str:
    """Which figure of a score is charted."""
    return {"mean": _("Mean"), "satisfied": _("Satisfied share"), "low": _("Share of low scores")}[figure]


def grain_name(grain: str) -> str:
    """The length of a period."""
    return {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter"), "event": _("Event")}[grain]


def unit_of(row: Row) -> str:
    """The unit over the value axis."""
    unit, kind = str(row["unit"]), str(row["kind"])
    if kind in SHARE_KINDS:
        named = figure_name("low" if kind == "low" else "satisfied")
        return _("{name} ({unit})").format(name=named, unit=figures.unit_name(unit))
    words = {
        "points": _("points (0–100)"),
        "nps": _("NPS points"),
        "native": _("mean as asked"),
        "count": _("number per period"),
        "between": between_unit(kind),
    }
    return words.get(unit, figures.unit_name(unit))


def between_unit(kind: str) -> str:
    """What is counted between two events."""
    units = {"escaped": _("defects in between"), "severe": _("defects in between"), "lowest": _("answers in between")}
    return units.get(kind, _("process instances in between"))


def value_words(row: Row, value: float | None) -> str:
    """A value of the measure with its unit."""
    unit = str(row["unit"])
    if unit in ("points", "count"):
        return figures.number(value, 1)
    if unit == "native":
        return figures.number(value, 2)
    if unit == "between":
        return figures.number(value, 0)
    if unit == "nps":
        return figures.signed(value, 0)
    return figures.unit_value(value, unit)
