"""Home on a projector: where it hurts, then one customer measure beside one process measure at a time, then changes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from i18n import _
from views import (
    drawing,
    figures,
    frame,
    home_board,
    home_changes,
    home_trends,
    journey_answer,
    journey_present,
    loaders_scores,
    present,
    state,
)
from views.cards import score_change_words
from views.kpi_list import KpiLine
from views.outcome_scores import OutcomeScore, interval_text, kind_name, value_text
from views.view import View


def draw(view: View) -> None:
    """One slide; which one is in the URL."""
    customers, processes = home_board.customer_measures(view), home_board.process_measures(view)
    n_pairs = max(len(customers), len(processes))
    slides = ["hurts", *(f"pair{number}" for number in range(1, n_pairs + 1)), "changes"]
    current = state.get(state.SELECTION)
    if current not in slides:
        current = slides[0]
    if current == "hurts":
        curve = loaders_scores.journey_curve(view.scope)
        journey_present.draw_finding(view, curve, journey_answer.opening_point(curve))
    elif current == "changes":
        home_changes.draw_changes(view)
    else:
        _pair(view, int(current.removeprefix("pair")) - 1)
    with frame.tools():
        present.step(slides, current, state.SELECTION)


def _pair(view: View, number: int) -> None:
    customers, processes = home_board.customer_measures(view), home_board.process_measures(view)
    left, right = st.columns(2, gap="large")
    with left:
        st.header(_(":violet[●] Customers"), anchor=False)
        if number < len(customers):
            _customer(view, customers[number])
    with right:
        st.header(_(":green[■] Process"), anchor=False)
        if number < len(processes):
            _process(view, processes[number])


def _customer(view: View, score: OutcomeScore) -> None:
    """The measure and its figure as the title of its trend, large enough for the last row of a room."""
    name, value = kind_name(score), value_text(score)
    change = loaders_scores.outcome_changes(view.scope, view.before).get(score.question_id) if view.before else None
    subtitle = _("{change}; {interval}; n = {n}").format(
        change=score_change_words(change, score)[0], interval=interval_text(score), n=figures.count(score.n)
    )
    what = replace(home_trends.score_trend_of(view, score), title=f"{name}\n{value}", subtitle=subtitle)
    alt_text = home_board.trend_alt(name, value, view)
    drawing.draw(home_trends.score_specification(what), key=f"slide_{score.kind}", alt_text=alt_text)


def _process(view: View, line: KpiLine) -> None:
    value = figures.unit_value(line.now, line.unit)
    subtitle = _("{before}; {target}").format(before=home_board.against(view, line), target=home_board.basis(line))
    what = replace(home_trends.kpi_trend_of(view, line), title=f"{line.name}\n{value}", subtitle=subtitle)
    alt_text = home_board.trend_alt(line.name, value, view)
    drawing.draw(home_trends.kpi_specification(what), key=f"slide_{line.kpi_id}", alt_text=alt_text)
