"""Forecast: how likely each open process instance is to meet its objectives, how far that holds, what would move it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import pandas as pd
import streamlit as st

from analytics.performance.calibration import Calibration
from analytics.performance.forecast import AT_MOST, Forecast, Outcome
from analytics.performance.joint import Aim, StageErrors
from analytics.performance.model import StageModel
from i18n import _, language
from views import (
    empty,
    figures,
    forecast_cases,
    forecast_held,
    forecast_levers,
    loaders,
    loaders_forecast,
    present,
    state,
)
from views.cards import draw_cards
from views.escape import plain
from views.forecast_words import SHORT_DAYS, aim_words, aims_words, model_sentence, outcome_name
from views.kpi_words import in_a_row
from views.view import View


@dataclass(frozen=True, eq=False)
class Judged:
    """What is shown: the objectives, the stage looked at, and all that is known of open and past instances.

    Attributes
    ----------
    aims : one, or several that are to be met together.
    told : the objectives in words.
    found : models by outcome; `single` is the one of a single outcome.
    errors : by rank of the stage; `rank` is one of them.
    waiting : open instances, the least likely first.
    names : of the stages by rank.
    """

    view: View
    aims: tuple[Aim, ...]
    told: str
    found: dict[Outcome, Forecast]
    errors: dict[int, StageErrors]
    rank: int
    waiting: pd.DataFrame
    held: Calibration | None
    names: dict[int, str]

    @property
    def model(self) -> StageModel | None:
        """The model of the stage where one outcome is looked at."""
        if len(self.aims) != 1 or self.aims[0].outcome not in self.found:
            return None
        return self.found[self.aims[0].outcome].models.get(self.rank)


def draw(view: View) -> None:
    """Sentence, cards, the spread of the probabilities, then one instance and what could be moved."""
    published = loaders_forecast.aims(view.journey_id)
    is_presented = state.is_on(state.PRESENT)
    controls = st.container(horizontal=True, vertical_alignment="bottom")
    outcome = _outcome(controls, published, is_shown=not is_presented)
    wanted: tuple[Outcome, ...] = tuple(aim.outcome for aim in published) if outcome == "all" else (outcome,)  # type: ignore[assignment]
    found = {name: one for name in wanted if (one := loaders_forecast.found(view.scope, name)) is not None}
    if len(found) < len(wanted):
        empty.no_data(_("Too few finished process instances to learn from: a model needs 40 that have passed a stage "
                        "and whose outcome is known and not always the same."))  # fmt: skip
        return
    with controls:
        aims, told = _aims(view, outcome, found, published)
    errors = loaders_forecast.stages(view.scope, aims)
    if not errors:
        empty.no_data(_("Too few later process instances of which all of this is known: the probability of meeting the "
                        "objectives together rests on 20. Choose one outcome alone."))  # fmt: skip
        return
    names = stage_by_rank(view)
    rank = _chosen(controls, errors, found, names, is_shown=not is_presented)
    judged = Judged(view, aims, told, found, errors, rank, loaders_forecast.waiting(view.scope, aims),
                    loaders_forecast.held(view.scope, aims), names)  # fmt: skip
    _draw(judged, is_presented=is_presented)


def _draw(judged: Judged, *, is_presented: bool) -> None:
    said = _answer(judged)
    if is_presented:
        present.message(in_a_row(forecast_cases.open_sentence(judged), forecast_held.sentence(judged.held)))
    else:
        st.markdown(said)
        draw_cards(forecast_held.cards(judged))
    forecast_cases.draw_spread(judged, said.replace("*", ""))
    if is_presented:
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        forecast_cases.draw_one(judged)
    with right, st.container(border=True):
        forecast_levers.draw(judged)
    forecast_cases.draw_list(judged)
    forecast_held.draw(judged)
    st.caption(
        _("Each probability is the share of later process instances, not younger than this one, whose errors allow the "
          "objectives; errors of one instance stay together, so that outcomes may hang together. Where no model beats "
          "the mean, it is the base rate at this age.")
    )  # fmt: skip


def _answer(judged: Judged) -> str:
    """How many will rather miss it, whether a model tells more than the mean, and whether the probabilities hold."""
    said = [forecast_cases.open_sentence(judged)]
    model = judged.model
    if model is not None:
        stage = plain(judged.names.get(judged.rank, str(judged.rank)))
        said.append(model_sentence(judged.aims[0].outcome, stage, model))
    if not any(judged.errors[judged.rank].is_foreseen):
        said.append(_instead(judged))
    said.append(forecast_held.sentence(judged.held))
    return in_a_row(*said)


def _instead(judged: Judged) -> str:
    """What is shown where no model beats the mean."""
    usual = forecast_held.base_rate(judged.errors[judged.rank], judged.aims)
    return _("No model speaks after this stage. Shown instead is how often past instances of the same age met the "
             "objective (of all {n}: {share}); it differs between instances by their age, cost and committed date "
             "only.").format(n=figures.count(usual.n), share=figures.share(usual.value))  # fmt: skip


def stage_by_rank(view: View) -> dict[int, str]:
    """Rank in the journey, counted from 1, -> name of the stage."""
    names = loaders.stage_names(view.journey_id, language())
    return {number: names[str(stage)] for number, stage in enumerate(loaders.stages(view.journey_id)["stage_id"], 1)}


def _outcome(controls: st.delta_generator.DeltaGenerator, published: tuple[Aim, ...], *, is_shown: bool) -> str:
    """What is foreseen; all published objectives together where there are any."""
    options = [code for code in state.OUTCOMES if code != "all" or published]
    if not is_shown:
        return next(code for code in (state.get(state.OUTCOME), options[0]) if code in options)
    with controls:
        return state.bound(
            st.segmented_control, _("What is foreseen"), options, state.OUTCOME, required=True,
            format_func=lambda code: _("Objectives together") if code == "all" else outcome_name(code),
            after=lambda: state.put(state.CHANCE_CLASS, ""),
        )  # fmt: skip


def _chosen(
    controls: st.delta_generator.DeltaGenerator, errors: dict[int, StageErrors], found: dict[Outcome, Forecast],
    names: dict[int, str], *, is_shown: bool,
) -> int:  # fmt: skip
    """The stage looked at: the first whose model beats the mean unless another one was chosen."""
    codes = [str(rank) for rank in sorted(errors)]
    better = [str(rank) for rank in sorted({rank for one in found.values() for rank in one.better}) if rank in errors]
    code = state.get(state.KNOWN_BY)
    code = code if code in codes else (better[0] if better else codes[0])
    state.show(state.KNOWN_BY, code)
    if not is_shown:
        return int(code)
    with controls:
        return int(state.bound(
            st.selectbox, _("Known after the stage"), codes, state.KNOWN_BY, fallback=code, width=260,
            format_func=lambda rank: names.get(int(rank), rank)))  # fmt: skip


def _aims(
    view: View, outcome: str, found: dict[Outcome, Forecast], published: tuple[Aim, ...]
) -> tuple[tuple[Aim, ...], str]:
    """The published objectives together, or one outcome with the limit entered; and both in words."""
    if outcome == "all":
        return published, _("published: {objectives}").format(objectives=aims_words(published))
    name = cast("Outcome", outcome)
    stated = next((aim.limit for aim in published if aim.outcome == name), None)
    times = _times(name, found[name].middle)
    preset = stated if stated is not None else _rounded(name, found[name].middle * times) / times
    limit = (
        preset if state.is_on(state.PRESENT) else _entered(view, name, preset, times, is_published=stated is not None)
    )
    aim = Aim(name, limit)
    if limit != preset:
        return (aim,), _("entered: {objective}").format(objective=aim_words(aim))
    if stated is not None:
        return (aim,), _("published: {objectives}").format(objectives=aim_words(aim))
    return (aim,), _("preset: {objective}, the median of the past").format(objective=aim_words(aim))


def _rounded(outcome: Outcome, middle: float) -> float:
    """To one decimal on the easier side: of outcomes that are nearly all alike the median is met."""
    return max(0.0, math.ceil(10 * middle - 1e-6) / 10 if AT_MOST[outcome] else math.floor(10 * middle + 1e-6) / 10)


def _times(outcome: Outcome, middle: float) -> float:
    """Units of the limit entered in one of the outcome: short lead times are entered in minutes."""
    return 1440.0 if outcome == "lead" and middle < SHORT_DAYS else 1.0


def _entered(view: View, outcome: Outcome, preset: float, times: float, *, is_published: bool) -> float:
    """What is entered outlives the widget."""
    label = _("Objective: at most") if AT_MOST[outcome] else _("Objective: at least")
    unit = {"lead": _("minutes") if times > 1 else _("days"), "cost": _("CNY"), "score": _("points of 100")}[outcome]
    kept = f"forecast_entered_{outcome}|{view.journey_id}"
    key = f"forecast_objective_{outcome}|{view.journey_id}|{preset}|{language()}"

    def keep() -> None:
        st.session_state[kept] = st.session_state[key]

    entered = float(st.number_input(
        _("{label} ({unit})").format(label=label, unit=unit), min_value=0.0,
        value=float(st.session_state.get(kept, preset * times)), width=220, key=key, on_change=keep,
        help=_("The published objective until you enter another limit.") if is_published else
        _("Preset to the median of the finished process instances until you enter your own."),
    ))  # fmt: skip
    return preset if entered == preset * times else entered / times
