"""What the page on process control looks at: measure, figure, length of a period; unknown codes are refused."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from data.queries.measures import GRAINS, Measure
from i18n import _
from views import control_words, loaders_control, state
from views.view import View

# how the mean of a thing is called, and which kinds its other figures are
FIGURES = {
    "mean": {"mean": "mean", "satisfied": "satisfied", "low": "low"},
    "csat": {"mean": "csat", "satisfied": "csatshare"},
}
_BASE = {"satisfied": "mean", "low": "mean", "csatshare": "csat"}


@dataclass(frozen=True)
class Choice:
    """The measure that is shown, with all the list says about it."""

    measure: Measure
    row: dict[Hashable, Any]
    grain: str

    @property
    def title(self) -> str:
        """The measure in words."""
        return control_words.title(self.row)

    @property
    def grains(self) -> tuple[str, ...]:
        """The lengths of a period its data allow."""
        return GRAINS[GRAINS.index(str(self.row["grain"])) :]


def listed(view: View) -> pd.DataFrame:
    """The measures as a list to choose from: each thing once, by its mean."""
    every = loaders_control.measures(view.journey_id)
    return every[~every["kind"].isin(list(_BASE))]


def settle() -> None:
    """Links may name a share directly (`satisfied:...`); the page keeps thing and figure apart."""
    kind, _sep, item = state.get(state.CONTROL_MEASURE).partition(":")
    if kind in _BASE and item:
        state.put(state.CONTROL_MEASURE, f"{_BASE[kind]}:{item}")
        state.put(state.CONTROL_FIGURE, "low" if kind == "low" else "satisfied")


def current(view: View, opening: str) -> Choice | None:
    """The chosen measure, or `opening`; None where the journey has none."""
    settle()
    codes = list(listed(view)["code"])
    code = state.get(state.CONTROL_MEASURE)
    if code and code not in codes:
        state.refuse(state.CONTROL_MEASURE, code)
        code = ""
    if not codes:
        return None
    code = code or (opening if opening in codes else codes[0])
    state.show(state.CONTROL_MEASURE, code)
    return _choice(view, code)


def _choice(view: View, code: str) -> Choice:
    kind, _sep, item = code.partition(":")
    kind = FIGURES.get(kind, {}).get(state.get(state.CONTROL_FIGURE), kind)
    every = loaders_control.measures(view.journey_id)
    row = every[every["code"] == f"{kind}:{item}"].to_dict("records")[0]
    grains = GRAINS[GRAINS.index(str(row["grain"])) :]
    asked = state.get(state.CONTROL_GRAIN)
    if asked and asked not in GRAINS:
        state.refuse(state.CONTROL_GRAIN, asked)
        asked = ""
    usual = loaders_control.opening_grain(view.scope, f"{kind}:{item}", view.last)
    return Choice(Measure(kind, item), row, asked if asked in grains else usual)


def draw_measure(view: View, choice: Choice) -> None:
    """Which thing is charted, and which figure of it."""
    rows = {str(row["code"]): row for row in listed(view).to_dict("records")}
    base = _BASE.get(choice.measure.kind, choice.measure.kind)

    def forget() -> None:
        state.put(state.CHART_POINT, "")
        state.put(state.CHART_TYPE, "auto")

    state.bound(
        st.selectbox, _("Measure"), list(rows), state.CONTROL_MEASURE, fallback=f"{base}:{choice.measure.item_id}",
        format_func=lambda code: control_words.list_name(rows[code]), after=forget, width=280,
    )  # fmt: skip
    if base in FIGURES:
        state.bound(
            st.selectbox, _("Figure"), list(FIGURES[base]), state.CONTROL_FIGURE, after=forget,
            format_func=control_words.figure_name, width=140,
        )  # fmt: skip


def draw_grain(choice: Choice) -> None:
    """The length of a period."""

    def forget() -> None:
        state.put(state.CHART_POINT, "")

    state.bound(
        st.selectbox, _("Period length"), list(choice.grains), state.CONTROL_GRAIN, fallback=choice.grain, after=forget,
        format_func=control_words.grain_name, width=100,
    )  # fmt: skip
