"""How far the forecasts hold: what past instances did, what was told of later ones and what came true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.intervals import Estimate, clustered_share
from analytics.performance.calibration import Calibration
from analytics.performance.forecast import Outcome
from analytics.performance.joint import Aim, StageErrors, past_met
from i18n import _, language
from views import figures, paths_chart, state
from views.cards import Card
from views.forecast_words import amount, change, ends, fewer, moved, outcome_name, strongest
from views.kpi_words import in_a_row

if TYPE_CHECKING:
    from views.forecast_part import Judged


def base_rate(stage: StageErrors, aims: tuple[Aim, ...]) -> Estimate:
    """The share of later cases that met every objective, its interval by customer."""
    sums = pd.DataFrame({"cluster_group": stage.cases["cluster_group"], "n": 1, "s": past_met(stage, aims)})
    return clustered_share(sums.astype({"s": "float64"}).groupby("cluster_group", as_index=False).sum())


def sentence(held: Calibration | None) -> str:
    """Of later forecasts in the class with most of them, the share that came true; and whether that beats chance.

    Corrected: all forecasts of the cases used for neither. Refuted: that was said first, and is not said again.
    """
    if held is None:
        return _("How well the probabilities hold cannot be told yet: too few later instances.")
    blunt = "" if held.is_sharper else _("The probabilities do **not** tell more than the base rate.")
    said = [] if held.refuted is not None else [_held_words(held)]
    return in_a_row(*said, *([_corrected(held)] if held.bend is not None else []), *([blunt] if blunt else []))


def _held_words(held: Calibration) -> str:
    if held.bend is not None:
        facts = {"cases": figures.count(held.n_cases), "n": figures.count(held.n), "told": figures.share(held.told),
                 "met": figures.share(held.met.value),
                 "interval": figures.share_interval(held.met.low, held.met.high)}  # fmt: skip
        return _("Held against {cases} later instances that were not used to correct them: of {n} forecasts {told} "
                 "were told to come true on average, and **{met}** did ({interval}).").format(**facts)  # fmt: skip
    one = held.largest
    facts = {"n": figures.count(one.met.n), "low": figures.share(one.low), "high": figures.share(one.high),
             "told": figures.share(one.mean), "met": figures.share(one.met.value),
             "interval": figures.share_interval(one.met.low, one.met.high)}  # fmt: skip
    return _("Held against later instances: of {n} forecasts between {low} and {high} (mean {told}), **{met}** "
             "came true ({interval}).").format(**facts)  # fmt: skip


def _corrected(held: Calibration) -> str:
    before = held.told if held.before is None else held.before.mean
    return _("They are corrected by what came true of instances before those; uncorrected, {before} would have been "
             "told.").format(before=figures.share(before))  # fmt: skip


def cards(judged: Judged) -> list[Card]:
    """Expected to meet it, met in the past, told and met, and the strongest lever."""
    rate = base_rate(judged.errors[judged.rank], judged.aims)
    past = _("n = {n} past instances").format(n=figures.count(rate.n))
    shown = [Card(_("Met the objective in the past"), figures.share(rate.value),
                  figures.share_interval(rate.low, rate.high), "gray", past)]  # fmt: skip
    chances = judged.waiting["chance"].dropna()
    if len(chances) and (judged.held is None or judged.held.refuted is None):
        n = _("n = {n} open").format(n=figures.count(len(chances)))
        shown.insert(0, Card(_("Expected to meet the objective"), figures.share(float(chances.mean())),
                             _("of the open instances"), "gray", n))  # fmt: skip
    if judged.held is not None:
        met = judged.held.met
        basis = _("{n} forecasts of {cases} later instances").format(
            n=figures.count(judged.held.n), cases=figures.count(judged.held.n_cases))  # fmt: skip
        said = _("came true {share}").format(share=figures.share(met.value))
        shown.append(Card(_("Told on average"), figures.share(judged.held.told), said, "gray", basis))
    lever = strongest(judged.found, judged.rank)
    if lever is not None:
        outcome, effect = lever
        shown.append(Card(fewer(effect.factor), moved(outcome, effect), figures.verdict(effect.verdict), "gray",
                          ends(outcome, effect.low, effect.high)))  # fmt: skip
    return shown


def draw(judged: Judged) -> None:
    """Opened on demand: the classes of probability, and how much better than the mean the models are."""
    label = _("How well the forecasts hold")
    with st.expander(label, on_change="rerun", key=f"forecast_held|{language()}") as opened:
        if not opened.open:
            return
        if judged.held is not None:
            _classes(judged.held)
        for outcome in judged.found:
            _gains(judged, outcome)


def _classes(held: Calibration) -> None:
    st.markdown(
        _("Of {n} forecasts of {cases} later instances, each from earlier instances only, over all stages:").format(
            n=figures.count(held.n), cases=figures.count(held.n_cases))
    )  # fmt: skip
    rows = [
        {_("Told"): f"{figures.share(one.low)}–{figures.share(one.high)}", _("Mean told"): figures.share(one.mean),
         _("Came true"): figures.share(one.met.value),
         _("95% CI"): figures.share_span(one.met.low, one.met.high), _("n"): one.met.n}
        for one in held.classes
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"forecast_classes|{language()}")
    st.caption(
        _("Squared error of the base rate less that of the probabilities: {gain} ({interval}); above zero they tell "
          "more than the base rate.").format(
            gain=figures.signed(held.gain.value, 3),
            interval=_("no interval") if held.gain.low is None else
            _("95% CI {low} to {high}").format(low=figures.signed(held.gain.low, 3),
                                               high=figures.signed(held.gain.high, 3)))
    )  # fmt: skip


def _gains(judged: Judged, outcome: Outcome) -> None:
    """How much better than the mean a model is, stage by stage."""
    models = sorted(judged.found[outcome].models.values(), key=lambda model: model.rank)
    st.subheader(_("{outcome}: how much better than the mean, stage by stage").format(outcome=outcome_name(outcome)),
                 anchor=False)  # fmt: skip
    st.caption(
        _("Mean error of the mean of earlier instances less that of the model, on later instances; right of zero the "
          "model is better. 95% confidence interval, grey where it could be chance.")
    )  # fmt: skip
    said = _("{error} against {mean}")
    frame = pd.DataFrame(
        {"theme_id": str(one.rank), "name": judged.names.get(one.rank, str(one.rank)), "change": one.gain.value,
         "low": one.gain.low, "high": one.gain.high, "tone": "good" if one.is_better else "chance",
         "said": said.format(error=amount(outcome, one.model_error), mean=amount(outcome, one.mean_error)),
         "short": change(outcome, one.gain.value), "is_selected": one.rank == judged.rank}
        for one in models
    )  # fmt: skip
    here = next((one for one in models if one.rank == judged.rank), None)
    if here is not None and here.coverage is not None:
        told = _("After this stage the 95% prediction interval is ± {half}; it held {share} of {n} later instances.")
        st.markdown(told.format(half=amount(outcome, here.half), share=figures.share(here.coverage),
                                n=figures.count(here.n_held_out)))  # fmt: skip
    alt = _("Gain of the model over the mean after each stage")
    labels = {"name": _("Known after the stage"), "said": _("Mean error"), "alt": alt}
    spec = paths_chart.rows_spec(frame, labels, f"forecast {outcome}")
    paths_chart.clickable(spec, f"forecast_{outcome}", ("contrast",), "theme_id", alt, state_key=state.KNOWN_BY)
