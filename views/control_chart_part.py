"""The control chart of one measure: is it in control, which points are signals, what happened there."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import control_choice, empty, loaders_control
from views.view import View


def draw(view: View) -> None:
    """Controls and the series of the chosen measure."""
    choice = control_choice.current(view, "")
    if choice is None:
        sentence = _("Nothing was measured yet: a control chart needs scores, KPI values or process instances.")
        empty.no_data(sentence, has_more=False)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="control_controls"):
        control_choice.draw_measure(view, choice)
        control_choice.draw_grain(choice)
    series = loaders_control.series(view.scope, choice.measure, choice.grain, view.last)
    st.dataframe(series, hide_index=True)
