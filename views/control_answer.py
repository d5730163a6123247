"""The answer of a control chart in words, and its four cards."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from analytics.intervals import mean_interval, wilson
from analytics.spc.false_alarms import FalseAlarms
from analytics.spc.icons import can_signal
from analytics.spc.model import WEIGHTED, Chart
from analytics.spc.stages import Shift
from i18n import _, in_a_row, ngettext
from views import control_periods, control_reasons, control_words, figures
from views.cards import Card, Tone
from views.escape import plain
from workflows.read_control import SCORE_KINDS, SHARE_KINDS, Reading, target_of


def sentence(one: Reading, period: str, alarms: FalseAlarms | None, shift: Shift | None) -> str:
    """In control or not, with the number of points, n, period, and what chance alone would show."""
    facts = {
        "name": plain(control_words.title(one.row)),
        "points": figures.count(one.n_points),
        "period": period,
        "n": figures.count(one.n_observations),
        "rules": control_reasons.rules_in_use(one.kind, one.rule_set),
    }
    if not isinstance(one.chart, Chart) or one.found is None:
        return in_a_row(
            _("**{name}**: no verdict.").format(**facts), control_reasons.no_chart(_none(one)), _basis(one, facts)
        )
    if is_undecided(one):
        return in_a_row(_verdict(one, facts), _basis(one, facts))
    said = [_verdict(one, facts), _since(one, shift), _basis(one, facts), chance(alarms)]
    return in_a_row(*said)


def message(one: Reading, period: str, shift: Shift | None) -> str:
    """The verdict alone, with its period: what is said while presenting."""
    if not isinstance(one.chart, Chart) or one.found is None:
        return sentence(one, period, None, None)
    facts = {"name": plain(control_words.title(one.row)), "points": figures.count(one.n_points)}
    said = [_verdict(one, facts), "" if is_undecided(one) else _since(one, shift), _("{period}.").format(period=period)]
    return in_a_row(*said)


def _none(one: Reading):  # type: ignore[no-untyped-def]
    return one.chart


def is_undecided(one: Reading) -> bool:
    """Whether there is no signal because no rule could give one with so few points."""
    if not isinstance(one.chart, Chart) or one.found is None:
        return False
    return not len(one.found) and not can_signal(one.chart)


def _verdict(one: Reading, facts: dict[str, str]) -> str:
    assert one.found is not None
    marked, lone = int(one.found.flagged.sum()), int(one.found.lone_points.sum())
    told = {**facts, "k": figures.count(marked - lone), "lone": figures.count(lone)}
    if marked - lone and one.kind == "cusum":
        said = _("**{name}** is **not in control**: of {points} points confirmed crossings of a sum's limit: {k}.")
        return said.format(**told)
    if marked - lone:
        return _("**{name}** is **not in control**: {k} of {points} points are confirmed signals.").format(**told)
    if lone:
        return ngettext(
            "**{name}** shows no confirmed signal: {lone} of {points} points is marked, and nothing confirms it.",
            "**{name}** shows no confirmed signal: {lone} of {points} points are marked, and nothing confirms them.",
            lone,
        ).format(**told)
    if is_undecided(one):
        return _("**{name}**: **too few points to tell**: with {points} points no rule can signal.").format(**told)
    return _("**{name}** is **in control**: none of {points} points is a signal.").format(**told)


def _since(one: Reading, shift: Shift | None) -> str:
    """The latest change of level, where one is beyond chance."""
    if shift is None or not one.is_confirmed:
        return ""
    worse = is_worse(one, shift.after - shift.before)
    said = {
        True: _("Worse since {since}: {after} instead of {before}."),
        False: _("Better since {since}: {after} instead of {before}."),
        None: _("Another level since {since}: {after} instead of {before}."),
    }[worse]
    return said.format(
        since=control_periods.title(day_of(one, shift.index), one.grain),
        after=control_words.value_words(one.row, shift.after),
        before=control_words.value_words(one.row, shift.before),
    )


def _basis(one: Reading, facts: dict[str, str]) -> str:
    if one.n_observations and str(one.row["unit"]) != "count":
        return _("{period}; {rules}; n = {n}.").format(**facts)
    return _("{period}; {rules}.").format(**facts)


def chance(alarms: FalseAlarms | None) -> str:
    """What a stable process would show by chance with these rules and so many points."""
    if alarms is None:
        return ""
    said = _("By chance alone {share} of stable charts of {n} points signal ({points} flagged points expected).")
    return said.format(
        share=figures.share(alarms.any_signal),
        n=figures.count(alarms.n_points),
        points=figures.number(alarms.per_point * alarms.n_points, 2),
    )


def is_worse(one: Reading, change: float) -> bool | None:
    """Whether a change goes the wrong way; None where neither way is better."""
    if one.improvement == "none":
        return None
    return change < 0 if one.improvement == "up" else change > 0


def day_of(one: Reading, index: int) -> date:
    """The first day of a period."""
    day: date = one.series["period_start"].iloc[index].date()
    return day


# cards -------------------------------------------------------------------------------------------
def cards(one: Reading, alarms: FalseAlarms | None) -> list[Card]:
    """Variation, assurance, the last value with its interval, signals."""
    return [_variation(one), _assurance(one), _last(one), _signals(one, alarms)]


def variation_words(code: str, *, is_lone: bool) -> str:
    """The variation icon with its words."""
    if is_lone:
        return _("○ Unconfirmed signal")
    return {
        "common": _("● Common causes"),
        "undecided": _("– Too few points to tell"),
        "improving": _("▲ Improvement"),
        "concerning": _("▼ Concern"),
        "neutral": _("◆ Change"),
    }[code]


def _card_words(code: str, *, is_lone: bool) -> str:
    """The same, short enough for a card beside three others."""
    if is_lone:
        return _("○ Unconfirmed")
    short = {"common": _("● Common"), "undecided": _("– Undecided")}
    return short.get(code) or variation_words(code, is_lone=False)


def _variation(one: Reading) -> Card:
    seen = one.variation
    if seen is None:
        return Card(_("Variation"), figures.NONE, _("no limits"), "gray", _("No chart with limits yet."))
    tone: Tone = "gray"
    if not seen.is_lone:
        tone = {"improving": "blue", "concerning": "orange"}.get(seen.code, "gray")  # type: ignore[assignment]
    if seen.code == "undecided":
        basis = _("No rule can signal with so few points.")
        return Card(
            _("Variation, last point"), _card_words(seen.code, is_lone=False), _("too few points to tell"), tone, basis,
            has_arrow=False,
        )  # fmt: skip
    way = {1: _("higher"), -1: _("lower"), 0: _("no direction")}[seen.direction]
    said = way if seen.code != "common" else _("nothing special")
    basis = _(", ").join(control_reasons.rule_words(rule) for rule in seen.rules) or _("The last point is no signal.")
    name = _card_words(seen.code, is_lone=seen.is_lone)
    return Card(_("Variation, last point"), name, said, tone, basis, has_arrow=False)


def assurance_words(code: str) -> str:
    """The assurance icon with its words."""
    return {
        "will_pass": _("Will pass"),
        "may_or_may_not": _("May or may not"),
        "will_fail": _("Will fail"),
    }[code]


def _assurance(one: Reading) -> Card:
    seen = one.assurance
    if seen is None:
        if target_of(one.row) is not None:
            without = _("This chart has no limits that could be held against the target.")
            if one.kind in WEIGHTED:
                without = _("Its limits are those of the weighted mean or the sum, not of single values.")
                return Card(_("Assurance"), figures.NONE, _("not on this chart"), "gray", without)
            return Card(_("Assurance"), figures.NONE, _("no limits"), "gray", without)
        return Card(_("Assurance"), figures.NONE, _("no target"), "gray", _("Nobody stated a target for this measure."))
    goal = control_words.value_words(one.row, seen.target)
    is_floor = str(one.row["kind"]) == "mean"
    said = (_("expectation floor {goal}") if is_floor else _("target {goal}")).format(goal=goal)
    low, high = (control_words.value_words(one.row, end) for end in (seen.lcl, seen.ucl))
    if not seen.is_stable:
        span = _("Limits {low} to {high} promise nothing while signals are confirmed.").format(low=low, high=high)
        return Card(_("Assurance"), _("Changing"), said, "gray", span, has_arrow=False)
    tones: dict[str, Tone] = {"will_pass": "blue", "will_fail": "orange"}
    span = _("Limits {low} to {high}.").format(low=low, high=high)
    return Card(_("Assurance"), assurance_words(seen.code), said, tones.get(seen.code, "gray"), span, has_arrow=False)


def _last(one: Reading) -> Card:
    known = np.flatnonzero(one.series["value"].notna().to_numpy())
    if not known.size:
        return Card(_("Last value"), figures.NONE, _("no value"), "gray", _("No period has a value."))
    at = int(known[-1])
    row = one.series.iloc[at]
    n = float(row["n"])
    basis = control_periods.title(day_of(one, at), one.grain)
    if one.is_between:
        value = control_words.value_words(one.row, float(row["value"]))
        return Card(_("Last value"), value, _("before the latest event"), "gray", basis, has_arrow=False)
    if n > 0 and str(one.row["unit"]) != "count":
        basis = _("{period}; n = {n}").format(period=basis, n=figures.count(n))
    if 0 < n < 30 and str(one.row["kind"]) in (*SCORE_KINDS, *SHARE_KINDS):
        basis = _("{basis}, low n").format(basis=basis)
    value = control_words.value_words(one.row, float(row["value"]))
    return Card(_("Last value"), value, interval_words(one, at), "gray", basis)


def interval(one: Reading, at: int) -> tuple[float, float] | None:
    """The 95 % interval of one period's value; None where the spread of single values is not known.

    Stated ends as they are, shares by Wilson, means by t; answers of one period are taken as independent.
    """
    row = one.series.iloc[at]
    if "low" in one.series and math.isfinite(float(row["low"])) and math.isfinite(float(row["high"])):
        return float(row["low"]), float(row["high"])
    value, n, sd = float(row["value"]), float(row["n"]), float(row["sd"])
    counted, of = float(row["numerator"]), float(row["denominator"])
    if math.isfinite(counted) and math.isfinite(of) and 0 <= counted <= of and of > 0 and _is_share(one):
        return wilson(counted, of)
    if not (math.isfinite(sd) and n >= 2):
        return None
    low, high = mean_interval(value, sd, n)
    ends = {"points": (0.0, 100.0), "nps": (-100.0, 100.0)}.get(str(one.row["unit"]), (-math.inf, math.inf))
    return max(low, ends[0]), min(high, ends[1])


def _is_share(one: Reading) -> bool:
    return str(one.row["unit"]).lower() in figures.SHARES


def interval_words(one: Reading, at: int) -> str:
    """The interval in words, or that there is none."""
    ends = interval(one, at)
    if ends is None:
        return _("no interval: spread unknown")
    low, high = (control_words.value_words(one.row, end) for end in ends)
    return _("95% CI {low} to {high}").format(low=low, high=high)


def span_words(one: Reading, at: int) -> str:
    """The ends of the interval; "" where there is none."""
    ends = interval(one, at)
    if ends is None:
        return ""
    low, high = (control_words.value_words(one.row, end) for end in ends)
    return _("{low} to {high}").format(low=low, high=high)


def _signals(one: Reading, alarms: FalseAlarms | None) -> Card:
    if one.found is None:
        return Card(_("Signals"), figures.NONE, _("no limits"), "gray", control_reasons.no_chart(_none(one)))
    lone = int(one.found.lone_points.sum())
    sure = int(one.found.flagged.sum()) - lone
    said = _("{n} unconfirmed").format(n=figures.count(lone))
    rules = control_reasons.rules_in_use(one.kind, one.rule_set)
    basis = _("{rules}.").format(rules=rules)
    if alarms is not None and not is_undecided(one):
        basis = _("{rules}; {share} of stable charts signal by chance.").format(
            rules=rules, share=figures.share(alarms.any_signal)
        )
    return Card(_("Confirmed signals"), figures.count(sure), said, "gray", basis)
