"""What could be moved: what goes with the outcome, and how many more instances would meet the objectives with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics.performance.factors import FactorEffect
from analytics.performance.forecast import Outcome
from analytics.performance.joint import moved_share
from i18n import _
from views import figures
from views.escape import plain
from views.forecast_words import factor_words, fewer, outcome_name, strongest

if TYPE_CHECKING:
    from views.forecast_part import Judged


def draw(judged: Judged) -> None:
    """The factors of the stage by outcome; the strongest one moved."""
    st.header(_("What could be moved"), anchor=False)
    stage = plain(judged.names.get(judged.rank, str(judged.rank)))
    lever = strongest(judged.found, judged.rank)
    if lever is None:
        st.caption(_("Nothing that can be steered differs between the process instances."))
        return
    st.markdown(moved_sentence(judged, *lever))
    if judged.rank not in judged.found[lever[0]].better:
        st.caption(
            _("This holds on average over many instances; of a single one it tells too little to beat the mean.")
        )
    for outcome, found in judged.found.items():
        effects = found.factors.get(judged.rank, ())
        is_one = len(judged.found) == 1
        if not is_one and effects:
            st.markdown(f"**{outcome_name(outcome)}**")
        shown = [effect for effect in effects if is_one or effect.verdict == "likely_real"]
        for effect in shown:
            st.markdown(factor_words(outcome, effect))
        if not shown and effects:
            st.caption(_("Nothing beyond chance."))
    st.caption(
        _("Counted until {stage} was passed, the other factors being equal; time and cost that a factor brings with it "
          "are part of its effect. It goes with the outcome, on average over many instances; only a trial shows that "
          "it causes it.").format(stage=stage)
    )  # fmt: skip


def moved_sentence(judged: Judged, outcome: Outcome, effect: FactorEffect) -> str:
    """The share of past instances that would have met the objectives with one unit less, from end to end."""
    errors = judged.errors[judged.rank]
    if effect.verdict != "likely_real":
        return _("No factor goes with the outcome beyond chance after this stage, so none is moved here.")
    before, after, low, high = (
        moved_share(errors, judged.aims, outcome, change) for change in (0.0, effect.change, effect.low, effect.high)
    )
    said = _(
        "**{fewer}** goes with **{after}** of the past instances meeting the objective instead of {before} ({low} to "
        "{high} over the interval of the effect)."
    )
    ends = sorted((low, high))
    return said.format(fewer=fewer(effect.factor), after=figures.share(after), before=figures.share(before),
                       low=figures.share(ends[0]), high=figures.share(ends[1]))  # fmt: skip
