"""The words of goals and objectives: what is measured, where it stands, how likely it is to be reached."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.kpi.progress import MIN_POINTS, outlook
from i18n import _, language, ngettext, pick
from views import figures, kpi_words, loaders, periods
from views.escape import plain
from workflows.read_objectives import Objective


def goal_name(row: Any) -> str:
    """What a goal says, as it was written."""
    return pick(figures.text_or_none(row["name_en"]), figures.text_or_none(row["name_zh"])) or str(row["goal_id"])


def measured(objective: Objective, journey_id: str) -> str:
    """What an objective is measured by."""
    if objective.measure_kind == "case":
        return case_name(objective.measure_id)
    if objective.measure is not None:
        return kpi_words.name(objective.measure)
    if objective.measure_kind == "kpi":
        return objective.measure_id
    names = loaders.names(journey_id, language())
    return _("{touchpoint}, experience score").format(touchpoint=names.get(objective.measure_id, objective.measure_id))


def case_name(code: str) -> str:
    """What a journey's cases are measured by."""
    return {
        "lead": _("Lead time, median of a month"),
        "work": _("Processing time, median of a month"),
        "first_pass": _("First-pass yield"),
        "flow": _("Flow efficiency"),
        "cost": _("Cost per process instance, median of a month"),
        "score": _("Final satisfaction, mean of a month"),
    }.get(code, code)


def value(objective: Objective, number: float | None) -> str:
    """A value in the unit of what is measured."""
    if objective.measure is not None:
        return kpi_words.value(objective.measure, number)
    return figures.unit_value(number, "points")


def last(objective: Objective) -> pd.Series | None:
    """The newest value, with its period, interval and n."""
    rows = objective.course.dropna(subset=["value"])
    return rows.iloc[-1] if len(rows) else None


def long_term(objective: Objective) -> str:
    """The target that the measure itself has, with the side that reaches it; a dash where it has none."""
    if objective.measure_kind != "kpi" or objective.measure is None or objective.measure.target is None:
        return figures.NONE
    return kpi_words.target(objective.measure)


def step_sentence(objective: Objective) -> str:
    """How the target of the due date relates to the one the measure has for good; empty where they are the same."""
    measure = objective.measure
    if objective.measure_kind != "kpi" or measure is None or measure.target is None:
        return ""
    gap = (objective.target - measure.target) * (-1.0 if measure.direction == "down" else 1.0)
    if abs(gap) <= 1e-9 * max(1.0, abs(measure.target)):
        return ""
    said = (
        _("An interim step: the long-term target of the measure is {target}.")
        if gap < 0
        else _("It goes beyond the long-term target of the measure, {target}.")
    )
    return said.format(target=kpi_words.target(measure))


def interval(objective: Objective, low: float | None, high: float | None) -> str:
    """Two ends in the unit of what is measured."""
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return _("no interval")
    return _("{low} to {high}").format(low=value(objective, low), high=value(objective, high))


def span(objective: Objective, low: float, high: float) -> str:
    """Two ends for a column that is called an interval; a dash where there are none."""
    return figures.NONE if pd.isna(low) or pd.isna(high) else interval(objective, low, high)


def brief_figure(objective: Objective) -> str:
    """Where it is with the ends of its interval and n, for a column that says that the brackets are one."""
    row = last(objective)
    if row is None:
        return figures.NONE
    now, n = value(objective, float(row["value"])), kpi_words.n_words(row)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return _("{value}, no interval, {n}").format(value=now, n=n)
    return _("{value} ({low} to {high}), {n}").format(
        value=now, low=value(objective, row["low"]), high=value(objective, row["high"]), n=n
    )


def mark(code: str) -> str:
    """The mark of a state, the first sign of its words; none where nothing can be told."""
    return "" if code in ("cannot_tell", "no_value") else state_words(code)[0]


def confidence(objective: Objective, row: pd.Series) -> str:
    """The 95 % confidence interval of a value in words."""
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return _("no interval")
    return _("95% CI {low} to {high}").format(low=value(objective, row["low"]), high=value(objective, row["high"]))


def state(objective: Objective) -> str:
    """The code of where an objective stands: its outlook, or how it ended."""
    if objective.progress.reason == "past":
        return objective.reached
    return outlook(objective.progress.probability)


def state_words(code: str) -> str:
    """A state in words, with its mark."""
    return {
        "will_reach": _("▲ will probably be reached"),
        "open": _("◆ may or may not be reached"),
        "will_miss": _("▼ will probably be missed"),
        "cannot_tell": _("cannot tell"),
        "reached": _("▲ reached"),
        "missed": _("▼ missed"),
        "reached_unsure": _("△ reached, no interval"),
        "missed_unsure": _("▽ missed, no interval"),
        "no_value": _("no value at the due date"),
    }[code]


def probability(objective: Objective) -> str:
    """The chance in percent, never closer to certain than 1 in 100."""
    chance = objective.progress.probability
    if chance is None:
        return figures.NONE
    if chance < 0.01:
        return "<1%"
    return ">99%" if chance > 0.99 else f"{chance:.0%}"


def outlook_sentence(objective: Objective) -> str:
    """How likely it is to be reached and why, or why that cannot be told."""
    found = objective.progress
    due = periods.day_label(objective.due_on)
    target = value(objective, objective.target)
    if found.reason == "told":
        line = _(
            "By {due} **{probability}** likely to reach {target}: if the course of the last {n} values goes on, "
            "{expected} is expected (95% prediction interval {interval})."
        )
        level = _(
            "By {due} **{probability}** likely to reach {target}: if the level of lately is carried on, {expected} is "
            "expected (95% prediction interval {interval}; from {n} values)."
        )
        said = line if found.model == "line" else level
        return said.format(
            due=due, probability=probability(objective), target=target, n=found.n,
            expected=value(objective, found.value), interval=interval(objective, found.low, found.high),
        )  # fmt: skip
    if found.reason == "past":
        return _("The due date {due} is past: {state}.").format(due=due, state=state_words(objective.reached))
    if found.reason == "few":
        told = ngettext(
            "Cannot tell: there is {n} value, and a trend needs {needed}.",
            "Cannot tell: there are {n} values, and a trend needs {needed}.",
            found.n,
        )
        return told.format(n=found.n, needed=MIN_POINTS)
    if found.reason == "far":
        return _("Cannot tell: {due} lies further ahead than the values reach back.").format(due=due)
    return _("Cannot tell: the values do not vary, so nothing says how sure the next one is.")


def agreed(objective: Objective) -> str:
    """Who agreed, and when; escaped."""
    if not objective.agreed_by:
        return _("nobody yet")
    one = _("{name} ({day})")
    return _(", ").join(
        one.format(name=plain(name, limit=80), day=periods.day_label(pd.Timestamp(day).date()))
        for name, day in objective.agreed_by
    )


def step_words(what: str) -> str:
    """What was done with an objective."""
    return {
        "added": _("stated"),
        "changed": _("changed"),
        "published": _("published"),
        "agreed": _("agreed to"),
        "retired": _("taken off the page"),
    }.get(what, what)
