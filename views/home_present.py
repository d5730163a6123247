"""Home on a projector: where it hurts, then one customer measure beside one process measure at a time, then changes."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import frame, home_board, home_changes, journey_answer, journey_present, loaders, present, state
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
        curve = loaders.journey_curve(view.scope)
        journey_present.draw_finding(view, curve, journey_answer.opening_point(curve))
    elif current == "changes":
        home_changes.draw_changes(view)
    else:
        _pair(view, int(current.removeprefix("pair")) - 1)
    with frame.tools():
        present.step(slides, current, state.SELECTION)


def _pair(view: View, number: int) -> None:
    customers, processes = home_board.customer_measures(view), home_board.process_measures(view)
    left, right = st.columns(2)
    with left:
        st.header(_(":violet[●] Customers"), anchor=False)
        if number < len(customers):
            home_board.draw_customer_card(view, customers[number])
    with right:
        st.header(_(":green[■] Process"), anchor=False)
        if number < len(processes):
            home_board.draw_process_card(view, processes[number])
