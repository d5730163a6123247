"""What could be moved: what goes with the outcome, and how many more instances would meet the objectives with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics.performance.factors import FactorEffect
from analytics.performance.forecast import AT_MOST, Outcome
from analytics.performance.joint import moved_share
from i18n import _
from views import figures
from views.escape import plain
from views.forecast_words import ends, factor_words, fewer, moved, outcome_name, strongest

if TYPE_CHECKING:
    from views.forecast_part import Judged


def draw(judged: Judged) -> None:
    """The factors of the stage by outcome, of each the strongest one moved, or that there is none."""
    st.header(_("What could be moved"), anchor=False)
    stage = plain(judged.names.get(judged.rank, str(judged.rank)))
    lever = strongest(judged.found, judged.rank)
    if lever is None:
        st.caption(_("Nothing that can be steered differs between the process instances."))
        return
    for outcome in judged.found:
        _of_outcome(judged, outcome, stage)
    st.caption(
        _("Counted until {stage} was passed, the other factors being equal; time and cost that a factor brings with it "
          "are part of its effect. It goes with the outcome, on average over many instances; only a trial shows that "
          "it causes it.").format(stage=stage)
    )  # fmt: skip


def _of_outcome(judged: Judged, outcome: Outcome, stage: str) -> None:
    """What could be moved for one outcome: the strongest factor moved, or that there is none; then the factors."""
    found = judged.found[outcome]
    effects = found.factors.get(judged.rank, ())
    is_one = len(judged.found) == 1
    best = best_of(outcome, effects)
    if not is_one and best is not None:
        st.markdown(f"**{outcome_name(outcome)}**")
    if best is None:
        st.markdown(none_sentence(outcome, effects, stage))
    else:
        st.markdown(moved_sentence(judged, outcome, best))
        if judged.rank not in found.better:
            st.caption(
                _("This holds on average over many instances; of a single one it tells too little to beat the mean.")
            )
    for effect in effects:
        if is_one or effect.verdict == "likely_real":
            st.markdown(factor_words(outcome, effect))


def best_of(outcome: Outcome, effects: tuple[FactorEffect, ...]) -> FactorEffect | None:
    """The factor with the strongest evidence of those whose reduction makes the outcome better beyond chance."""
    good = [one for one in effects if one.verdict == "likely_real" and (one.change < 0) == AT_MOST[outcome]]
    return min(good, key=lambda one: one.q, default=None)


def none_sentence(outcome: Outcome, effects: tuple[FactorEffect, ...], stage: str) -> str:
    """That nothing which can be steered makes the outcome better beyond chance, with the strongest evidence."""
    if not effects:
        return _("{outcome}: until {stage} was passed, nothing that can be steered differs between the process "
                 "instances, so none is moved.").format(outcome=outcome_name(outcome), stage=stage)  # fmt: skip
    one = min(effects, key=lambda effect: effect.q)
    return _(
        "{outcome}: of {n} factors that can be steered until {stage} was passed, none makes it better beyond chance, "
        "so none is moved. The strongest evidence: {fewer}, {change} ({interval})."
    ).format(outcome=outcome_name(outcome), n=figures.count(len(effects)), stage=stage, fewer=fewer(one.factor),
             change=moved(outcome, one),
             interval=ends(outcome, one.low, one.high))  # fmt: skip


def moved_sentence(judged: Judged, outcome: Outcome, effect: FactorEffect) -> str:
    """The share of past instances that would have met the objectives with one unit less, from end to end."""
    errors = judged.errors[judged.rank]
    before, after, low, high = (
        moved_share(errors, judged.aims, outcome, change) for change in (0.0, effect.change, effect.low, effect.high)
    )
    said = _(
        "**{fewer}** goes with **{after}** of the past instances meeting the objective instead of {before} ({low} to "
        "{high} over the interval of the effect)."
    )
    least, most = sorted((low, high))
    return said.format(fewer=fewer(effect.factor), after=figures.share(after), before=figures.share(before),
                       low=figures.share(least), high=figures.share(most))  # fmt: skip
