"""One objective opened: course and outlook against the target, who agreed, every step so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from charts.trend import Level, kpi_trend, score_trend
from i18n import _, language
from reports.chart_labels import trend_labels
from views import drawing, figures, goal_words, goals_form, kpi_words, loaders, loaders_goals, periods, present, state
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows.edit_goals import agree, publish_objective, retire_objective, undo_objective
from workflows.read_kpis import period_end
from workflows.read_objectives import Objective

HEIGHT: Final = 240
PRESENT_HEIGHT: Final = 420
SHOWN: Final = 24


def draw(view: View, goals: pd.DataFrame, objective: Objective) -> None:
    """Sentence, chart, then what was agreed at the left and the steps so far at the right."""
    st.header(plain(goal_words.measured(objective, view.journey_id), limit=80), anchor=False)
    goal = next((row for row in goals.to_dict("records") if row["goal_id"] == objective.goal_id), None)
    if goal is not None:
        st.caption(_("Serves the goal: {goal}").format(goal=plain(goal_words.goal_name(goal), limit=200)))
    st.markdown(_figure(objective))
    if objective.course["value"].notna().any():
        _chart(objective)
    left, right = st.columns(2, gap="large")
    with left:
        _agreement(objective)
        goals_form.draw_change(view, objective)
    with right:
        _steps(objective)
    if objective.measure_kind == "kpi" and objective.measure is not None:
        st.button(
            _("Open the measure"), icon=":material/speed:", key=f"goal_measure|{language()}", on_click=_to_measure,
            args=(objective.measure_id,),
        )  # fmt: skip


def draw_presented(view: View, objective: Objective) -> None:
    """Where the objective stands as the message, and its course."""
    name = plain(goal_words.measured(objective, view.journey_id), limit=80)
    present.message(_("**{name}**. {figure}").format(name=name, figure=_figure(objective)))
    if objective.course["value"].notna().any():
        _chart(objective)


def _figure(objective: Objective) -> str:
    """Where it is, whether its target is the last one, and what is to be expected."""
    said = (now_sentence(objective), goal_words.step_sentence(objective), goal_words.outlook_sentence(objective))
    return kpi_words.in_a_row(*(text for text in said if text))


def _to_measure(kpi_id: str) -> None:
    state.put(state.KPI, kpi_id)
    state.put(state.KPI_PERIOD, "")
    state.put(state.KPI_PART, "measures")


def now_sentence(objective: Objective) -> str:
    """From where to where, and where it is now."""
    row = goal_words.last(objective)
    if row is None:
        return _("There is no value yet.")
    return _("From {baseline} to {target}; in {period} it was **{value}** ({interval}, {n}).").format(
        baseline=goal_words.value(objective, objective.baseline),
        target=goal_words.value(objective, objective.target),
        period=kpi_words.period(pd.Timestamp(row["period_start"]).date(), objective.grain),
        value=goal_words.value(objective, float(row["value"])),
        interval=goal_words.confidence(objective, row),
        n=kpi_words.n_words(row),
    )


def rows(objective: Objective) -> pd.DataFrame:
    """The course, then the values expected up to the due period with their prediction interval."""
    shown = objective.course.tail(SHOWN).assign(is_ahead=False)
    start = pd.Timestamp(objective.course.dropna(subset=["value"])["period_start"].iloc[-1]).date()
    ahead = []
    for value, low, high in objective.progress.path:
        start = period_end(start, objective.grain)
        ahead.append({"period_start": pd.Timestamp(start), "value": value, "low": low, "high": high, "n": None})
    if not ahead:
        return shown
    first = pd.Timestamp(str(ahead[0]["period_start"]))
    shown = shown[pd.to_datetime(shown["period_start"]) < first]
    return pd.concat([shown, pd.DataFrame(ahead).assign(is_ahead=True)], ignore_index=True)


def _label(day: date, grain: str) -> str:
    return periods.short_month(day) if grain == "month" else kpi_words.period(day, grain)


def _chart(objective: Objective) -> None:
    course = rows(objective)
    is_share = objective.measure is not None and objective.measure.unit in ("share", "ratio")
    times = 100.0 if is_share else 1.0
    days = [pd.Timestamp(one).date() for one in course["period_start"]]
    first_ahead = course["is_ahead"].astype(bool) & ~course["is_ahead"].astype(bool).shift(fill_value=False)
    frame = pd.DataFrame(
        {
            "label": [_label(day, objective.grain) for day in days],
            "title": [kpi_words.period(day, objective.grain) for day in days],
            **{name: pd.to_numeric(course[name]).astype(float) * times for name in ("value", "low", "high")},
            "n": pd.to_numeric(course["n"]).astype(float),
            "low_n": course["is_ahead"].astype(bool),
            "break_before": first_ahead,
            "break_text": _("expected"),
        }
    )
    name = goal_words.measured(objective, "")
    what = ("objective", frame.to_csv(), objective.target, language(), drawing.mode(), drawing.scale())
    spec = loaders.made(loaders_goals.AREAS, what, lambda: drawing.specification(_built(objective, frame, times)))
    alt = _("{name} so far and as expected up to the due date, against the target").format(name=name)
    drawing.draw(spec, key=f"objective_{objective.objective_id}|{language()}", alt_text=alt)
    st.caption(
        _(
            "Filled: measured, with 95% confidence interval. Hollow: expected if the course goes on, with 95% "
            "prediction interval."
        )
    )  # fmt: skip


def _built(objective: Objective, frame: pd.DataFrame, times: float) -> Any:
    target = Level(objective.target * times, _("Target"))
    if objective.measure is None:
        return score_trend(
            frame, labels=trend_labels(score=_("points (0–100)")), mode=drawing.mode(), scale=drawing.scale(),
            target=target, value_range=(0.0, 100.0), digits=1, height=drawing.most(HEIGHT, PRESENT_HEIGHT),
        )  # fmt: skip
    unit = objective.measure.unit
    return kpi_trend(
        frame, labels=trend_labels(score=figures.unit_name(unit)), mode=drawing.mode(), scale=drawing.scale(),
        target=target, digits=0 if unit in figures.SHARES or unit == "money" else 2 if unit == "index" else 1,
        height=drawing.most(HEIGHT, PRESENT_HEIGHT), words=kpi_words.chart_words(objective.measure),
    )  # fmt: skip


def _agreement(objective: Objective) -> None:
    """Published or not, and who agreed."""
    st.subheader(_("Published and agreed"), anchor=False)
    if objective.published_on is None:
        st.markdown(_("A draft: nobody is asked to agree before it is published."))
        key = f"publish|{objective.objective_id}|{language()}"
        st.button(
            _("Publish"), icon=":material/campaign:", type="primary", key=key, on_click=_do,
            args=(publish_objective, objective.objective_id, _("Published.")),
        )  # fmt: skip
    else:
        st.markdown(
            _("Published on {day}. Agreed: {who}.").format(
                day=periods.day_label(objective.published_on), who=goal_words.agreed(objective)
            )
        )
        key = f"agree_{objective.objective_id}_{len(objective.agreed_by)}|{language()}"
        with (
            st.form(f"form_{key}", border=False, clear_on_submit=True),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            st.text_input(_("Name of who agrees"), max_chars=100, key=key)
            st.form_submit_button(_("I agree"), on_click=_agree, args=(objective.objective_id, key))
    st.button(
        _("Take off the page"), icon=":material/archive:", type="tertiary",
        key=f"retire|{objective.objective_id}|{language()}", on_click=_do,
        args=(retire_objective, objective.objective_id, _("The objective is off the page; its history stays.")),
    )  # fmt: skip


def _agree(objective_id: str, key: str) -> None:
    name = str(st.session_state.get(key, ""))
    attempt(lambda: agree(loaders.store(), objective_id, name, at=datetime.now(UTC)), _("Noted."))


def _do(write: Any, objective_id: str, done: str) -> None:
    attempt(lambda: write(loaders.store(), objective_id, at=datetime.now(UTC)), done)


def _steps(objective: Objective) -> None:
    """Every step, newest first, and the way back."""
    st.subheader(_("Steps so far"), anchor=False)
    history = loaders_goals.history(objective.objective_id)
    for row in history.to_dict("records"):
        st.markdown(f"- {step_line(row, objective)}")
    if history["undone_at"].isna().any():
        st.button(
            _("Undo last change"), icon=":material/undo:", key=f"goal_undo|{objective.objective_id}|{language()}",
            on_click=_do, args=(undo_objective, objective.objective_id, _("The change is taken back.")),
        )  # fmt: skip


def step_line(row: Mapping[Any, Any], objective: Objective) -> str:
    """One step in words, escaped: day, what, by whom, target and due date from then on."""
    body = json.loads(row["body"])
    who = figures.text_or_none(row["changed_by"])
    told = (_("{day}: {what} by {who}") if who else _("{day}: {what}")).format(
        day=periods.day_label(row["changed_at"].date()), what=goal_words.step_words(row["what"]), who=plain(who or "")
    )
    if row["what"] in ("added", "changed"):
        told = _("{told}; target {target} by {due}").format(
            told=told, target=goal_words.value(objective, float(body["target"])),
            due=periods.day_label(date.fromisoformat(body["due_on"])),
        )  # fmt: skip
    return _("~~{told}~~ (taken back)").format(told=told) if pd.notna(row["undone_at"]) else told
