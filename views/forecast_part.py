"""Forecast: what a process instance will take, cost and feel like, how sure that is, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd
import streamlit as st

from analytics.intervals import Estimate
from analytics.performance.forecast import AT_MOST, Forecast, Outcome, base_rate, open_cases
from charts.contrast_rows import PARAMETER as ROW
from i18n import _, language
from reports.table_csv import csv_bytes
from views import empty, figures, loaders, loaders_forecast, paths_chart, state
from views.cards import Card, Tone, draw_cards
from views.escape import plain
from views.forecast_words import (
    amount,
    base_words,
    change,
    ends,
    factor_words,
    fewer,
    model_sentence,
    objective_words,
    open_words,
    outcome_name,
)
from views.view import View


@dataclass(frozen=True)
class Judged:
    """What is shown of one stage: `rate` alone where its model does not beat the mean, else the open cases too."""

    found: Forecast
    rank: int
    objective: str
    rate: Estimate
    waiting: pd.DataFrame

    @property
    def is_better(self) -> bool:
        """Whether the model of the stage beats the mean."""
        return self.found.models[self.rank].is_better


def draw(view: View) -> None:
    """Sentence, cards, gain over the mean per stage, factors, open process instances."""
    controls = st.container(horizontal=True, vertical_alignment="bottom")
    with controls:
        outcome = cast("Outcome", state.bound(
            st.segmented_control, _("What is foreseen"), list(state.OUTCOMES), state.OUTCOME, required=True,
            format_func=outcome_name))  # fmt: skip
    found = loaders_forecast.found(view.scope, outcome)
    if found is None:
        empty.no_data(_("Too few finished process instances to learn from: a model needs 40 that have passed a stage "
                        "and whose outcome is known."))  # fmt: skip
        return
    known = loaders_forecast.known(view.scope)
    stages = stage_by_rank(view)
    with controls:
        rank = _chosen(found, stages)
        objective, is_preset = _objective(view, found)
    judged = Judged(
        found, rank, objective_words(outcome, objective, is_preset=is_preset),
        base_rate(found, rank, objective=objective), open_cases(known, found, objective=objective))  # fmt: skip
    said = _answer(judged, plain(stages.get(rank, str(rank))))
    st.markdown(said)
    draw_cards(_cards(judged))
    _chart(found, rank, stages, said.replace("*", ""))
    if not judged.is_better:
        _factors(found, rank)
        return
    factors, opened = st.columns(2)
    with factors:
        _factors(found, rank)
    with opened.container(border=True):
        _one_case(judged.waiting, found, stages)
    _table(view, judged.waiting, found, stages)


def _answer(judged: Judged, stage: str) -> str:
    """Whether the model beats the mean, then the open cases or the base rate; `stage` is escaped."""
    said = [model_sentence(judged.found.outcome, stage, judged.found.models[judged.rank])]
    if not judged.is_better:
        said.append(base_words(judged.rate, judged.objective))
    elif len(judged.waiting):
        unlikely = int((judged.waiting["chance"] < 0.5).sum())
        said.append(open_words(unlikely, len(judged.waiting), judged.objective))
    return " ".join(said)


def stage_by_rank(view: View) -> dict[int, str]:
    """Rank in the journey, counted from 1, -> name of the stage."""
    names = loaders.stage_names(view.journey_id, language())
    return {number: names[str(stage)] for number, stage in enumerate(loaders.stages(view.journey_id)["stage_id"], 1)}


def _chosen(found: Forecast, stages: dict[int, str]) -> int:
    codes = [str(rank) for rank in sorted(found.models)]
    better = [str(rank) for rank in sorted(found.models) if found.models[rank].is_better]
    code = state.get(state.KNOWN_BY)
    code = code if code in codes else (better[0] if better else codes[0])
    state.show(state.KNOWN_BY, code)
    return int(state.bound(
        st.selectbox, _("Known after the stage"), codes, state.KNOWN_BY, fallback=code, width=260,
        format_func=lambda rank: stages.get(int(rank), rank)))  # fmt: skip


def _objective(view: View, found: Forecast) -> tuple[float, bool]:
    """The objective, and whether it is still the page's own; what is entered outlives the widget."""
    label = _("Objective: at most") if AT_MOST[found.outcome] else _("Objective: at least")
    unit = {"lead": _("days"), "cost": _("CNY"), "score": _("points of 100")}[found.outcome]
    preset = max(0.0, round(found.middle, 1))
    kept = f"forecast_entered_{found.outcome}|{view.journey_id}"
    key = f"forecast_objective_{found.outcome}|{view.journey_id}|{preset}|{language()}"

    def keep() -> None:
        st.session_state[kept] = st.session_state[key]

    value = float(st.number_input(
        _("{label} ({unit})").format(label=label, unit=unit), min_value=0.0,
        value=float(st.session_state.get(kept, preset)), width=220, key=key, on_change=keep,
        help=_("Preset to the median of the finished process instances until you enter your own."),
    ))  # fmt: skip
    return value, value == preset


def _cards(judged: Judged) -> list[Card]:
    found, rank, waiting = judged.found, judged.rank, judged.waiting
    model, outcome = found.models[rank], found.outcome
    tone: Tone = "blue" if model.is_better else "gray"
    gain = _("gain {gain} against the mean").format(gain=change(outcome, model.gain.value))
    held = _("n = {n} later instances").format(n=figures.count(model.n_held_out))
    error = Card(_("Mean error"), amount(outcome, model.model_error), gain, tone, held)
    if not judged.is_better:
        past = _("n = {n} past instances").format(n=figures.count(judged.rate.n))
        return [error, Card(_("Met the objective in the past"), figures.share(judged.rate.value),
                            figures.share_interval(judged.rate.low, judged.rate.high), "gray",
                            _("{objective}; {n}").format(objective=judged.objective, n=past))]  # fmt: skip
    covered = figures.NONE if model.coverage is None else figures.share(model.coverage)
    shown = [
        error,
        Card(_("95% prediction interval"), _("± {half}").format(half=amount(outcome, model.half)),
             _("held {share} of later instances").format(share=covered), "gray", held),
    ]  # fmt: skip
    if found.factors[rank]:
        first = found.factors[rank][0]
        shown.append(Card(fewer(first.factor), change(outcome, first.change), figures.verdict(first.verdict), "gray",
                          ends(outcome, first.low, first.high)))  # fmt: skip
    if len(waiting):
        n = _("{objective}; {n}").format(
            objective=judged.objective, n=_("n = {n} open").format(n=figures.count(len(waiting))))  # fmt: skip
        shown.append(Card(_("Likely to meet the objective"), figures.share(float((waiting["chance"] >= 0.5).mean())),
                          _("of the open instances"), "gray", n))  # fmt: skip
    return shown


def _chart(found: Forecast, rank: int, stages: dict[int, str], alt: str) -> None:
    st.subheader(_("How much better than the mean, stage by stage"), anchor=False)
    st.caption(
        _("Mean error of the mean of earlier instances less that of the model, on later instances; right of zero the "
          "model is better. 95% confidence interval, grey where it could be chance.")
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "theme_id": str(one.rank),
            "name": stages.get(one.rank, str(one.rank)),
            "change": one.gain.value,
            "low": one.gain.low,
            "high": one.gain.high,
            "tone": "good" if one.is_better else "chance",
            "said": _("{error} against {mean}").format(
                error=amount(found.outcome, one.model_error), mean=amount(found.outcome, one.mean_error)),
            "short": change(found.outcome, one.gain.value),
            "is_selected": one.rank == rank,
        }
        for one in sorted(found.models.values(), key=lambda model: model.rank)
    )  # fmt: skip
    labels = {"name": _("Known after the stage"), "said": _("Mean error"), "alt": alt}
    spec = paths_chart.rows_spec(frame, labels, "forecast")
    paths_chart.clickable(spec, "forecast", (ROW,), "theme_id", alt, state_key=state.KNOWN_BY)


def _factors(found: Forecast, rank: int) -> None:
    st.subheader(_("What could be moved"), anchor=False)
    if not found.factors[rank]:
        st.caption(_("Nothing that can be steered differs between the process instances."))
        return
    is_judged = found.models[rank].is_better
    for effect in found.factors[rank]:
        st.markdown(factor_words(found.outcome, effect, is_judged=is_judged))
    if not is_judged:
        st.caption(_("Not judged: the model does not beat the mean on later process instances."))
    st.caption(
        _("Counted until the stage was passed, the other factors being equal; time and cost that a factor brings with "
          "it are part of its effect. It goes along with the outcome; only a trial shows that it causes it.")
    )  # fmt: skip


def _one_case(waiting: pd.DataFrame, found: Forecast, stages: dict[int, str]) -> None:
    st.subheader(_("One open process instance, stage by stage"), anchor=False)
    if waiting.empty:
        st.caption(_("No process instance is open."))
        return
    keys = waiting["case_key"].tolist()
    key = st.selectbox(_("Process instance"), keys, key=f"forecast_case|{language()}")
    row = waiting.iloc[keys.index(key)]
    st.markdown(
        _("Project {project}, customer {account}: {outcome} **{prediction}** ({low} to {high}).").format(
            project=plain(row["project"]), account=plain(figures.text_or_none(row["account"]) or figures.NONE),
            outcome=outcome_name(found.outcome), prediction=amount(found.outcome, float(row["prediction"])),
            low=amount(found.outcome, float(row["low"])), high=amount(found.outcome, float(row["high"])))
    )  # fmt: skip
    for rank, chance in zip(row["ranks"], row["chances"], strict=True):
        said = _("After {stage}: objective met with probability {share}")
        st.markdown(
            "- " + said.format(stage=plain(stages.get(int(rank), str(rank))), share=figures.share(float(chance)))
        )


def _table(view: View, waiting: pd.DataFrame, found: Forecast, stages: dict[int, str]) -> None:
    st.subheader(_("Open process instances, the least likely first"), anchor=False)
    if waiting.empty:
        st.caption(_("No process instance is open."))
        return
    titles = {
        "case_key": _("Process instance"), "project": _("Project"), "account": _("Customer"), "stage": _("Passed"),
        "prediction": outcome_name(found.outcome), "low": _("Low end (95% prediction interval)"),
        "high": _("High end (95% prediction interval)"), "chance": _("Probability of the objective"),
        "chances": _("After each stage"),
    }  # fmt: skip
    table = waiting.assign(stage=[stages.get(int(rank), str(rank)) for rank in waiting["rank"]])[list(titles)]
    st.dataframe(
        table, hide_index=True, height=320, key=f"forecast_open|{language()}",
        column_config={
            **{name: st.column_config.Column(titles[name]) for name in ("case_key", "project", "account", "stage")},
            **{
                name: st.column_config.NumberColumn(titles[name], format="%.1f")
                for name in ("prediction", "low", "high")
            },
            "chance": st.column_config.ProgressColumn(titles["chance"], min_value=0, max_value=1, format="percent"),
            "chances": st.column_config.LineChartColumn(titles["chances"], y_min=0, y_max=1),
        },
    )  # fmt: skip
    flat = table.assign(chances=[" ".join(f"{value:.2f}" for value in values) for values in table["chances"]])
    st.download_button(
        _("Download the process instances"), figures.in_language(lambda: csv_bytes(flat, titles)),
        file_name=f"{view.journey_id}-forecast.csv", mime="text/csv", icon=":material/download:", type="primary",
        on_click="ignore", key=f"forecast_csv|{language()}",
    )  # fmt: skip
