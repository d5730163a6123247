"""The approved baseline in force as a band on the control chart: which one, the switch, and the words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from charts.control_chart import StatedBand
from i18n import _
from views import control_baselines, control_picture, control_words, periods, state
from views.control_choice import Choice
from views.escape import plain
from views.view import View
from workflows.read_control import Reading

OTHER_UNITS = ("cusum", "np", "g", "t")


def kept(view: View, choice: Choice, one: Reading) -> dict[str, Any] | None:
    """The newest version for this measure, length of period and segments; None where none can stand on the chart."""
    if one.kind in OTHER_UNITS or one.is_between:
        return None
    found = control_baselines.in_force(view, choice)
    ends = ("center", "lower_limit", "upper_limit")
    return None if found is None or any(pd.isna(found[name]) for name in ends) else found


def draw_switch() -> None:
    """Whether the band is drawn."""
    key = state.widget_key(state.CONTROL_BASELINE)
    st.session_state[key] = state.is_on(state.CONTROL_BASELINE)
    st.toggle(_("Baseline"), key=key, on_change=lambda: state.put(
        state.CONTROL_BASELINE, "1" if st.session_state.get(key) else "0"))  # fmt: skip


def band(one: Reading, found: dict[str, Any] | None) -> StatedBand | None:
    """The band in the unit of the chart."""
    if found is None or not state.is_on(state.CONTROL_BASELINE):
        return None
    times = control_picture.factor(one)
    low, high, center = (float(found[name]) for name in ("lower_limit", "upper_limit", "center"))
    text = _("Baseline {version}: {value}").format(
        version=int(found["version"]), value=control_picture.text(one, center)
    )
    return StatedBand(low * times, high * times, center * times, text)


def words(one: Reading, found: dict[str, Any] | None) -> str:
    """What the band is: version, figures, who approved it and when."""
    if band(one, found) is None or found is None:
        return ""
    low, high, center = (
        control_words.value_words(one.row, float(found[name])) for name in ("lower_limit", "upper_limit", "center")
    )
    said = _("Blue band: baseline version {version}, {center} ({low} to {high}), approved by {who} on {day}.")
    return said.format(
        version=int(found["version"]), center=center, low=low, high=high,
        who=plain(str(found["approved_by"]), limit=60),
        day=periods.day_label(pd.Timestamp(found["approved_on"]).date()),
    )  # fmt: skip
