"""Behind a pair by period: its lags, the comments, and both series period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analytics.links.periods import PeriodCell
from charts.lag_profile import lag_profile
from charts.theme import Mode, Scale
from i18n import _, language
from views import (
    control_export,
    drawing,
    figures,
    frame,
    loaders,
    loaders_matrix,
    matrix_drill,
    matrix_period_words,
    present,
    state,
)
from views.escape import plain, unmarked
from views.view import View

if TYPE_CHECKING:
    from views.matrix_periods import ShownPeriods


def draw(view: View, shown: ShownPeriods, cell: PeriodCell) -> None:
    """Heading, lags, the two cards."""
    st.header(plain(matrix_period_words.pair_name(shown, cell)), anchor=False)
    told = matrix_period_words.finding(shown, cell)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(told, width="stretch")
            control_export.forms(
                "lag_profile", f"{view.journey_id}-lags",
                lambda: _picture(shown, cell, unmarked(told), "light", "export"), lambda: series(shown, cell),
            )  # fmt: skip
        profile(view, shown, cell, unmarked(told))
        st.caption(
            _("Each point: the correlation when the score is looked at so many periods after the measure, with a band "
              "that holds at all lags together. Only the lag found is filled.")
        )  # fmt: skip
    customer, process = st.columns(2)
    with customer.container(border=True, height="stretch"):
        matrix_drill.draw_customer(view, cell.touchpoint)
    with process.container(border=True, height="stretch"):
        st.subheader(_("Both series, period by period"), anchor=False)
        st.dataframe(series(shown, cell), hide_index=True, height=360)
        matrix_drill.draw_link("pages/process/control.py", _("This measure on its control chart"), view,
                               {state.CONTROL_PART: "chart", state.CONTROL_MEASURE: cell.measure})  # fmt: skip


def present_cell(view: View, shown: ShownPeriods, told: str) -> None:
    """One finding and its lags; the arrow keys walk the likely real pairs."""
    from views.matrix_periods import code_of, tested

    if shown.cell is None:
        present.message(told)
        return
    real = [code_of(cell) for cell in tested(shown.reading) if cell.verdict == "likely_real"]
    codes = list(dict.fromkeys([*real, code_of(shown.cell)]))
    with frame.tools():
        present.step(codes, code_of(shown.cell), state.LINK_CELL)
    present.message(told)
    profile(view, shown, shown.cell, unmarked(told))


def profile(view: View, shown: ShownPeriods, cell: PeriodCell, alt: str) -> None:
    """The chart of the lags."""
    mode, scale = drawing.mode(), drawing.scale()
    what = ("lag profile", view.scope, cell, language(), mode, scale)
    spec = loaders.made(
        loaders_matrix.AREAS, what, lambda: drawing.specification(_picture(shown, cell, alt, mode, scale))
    )
    drawing.draw(spec, key=f"lag_profile|{language()}", alt_text=alt)


def _picture(shown: ShownPeriods, cell: PeriodCell, alt: str, mode: Mode, scale: Scale) -> Any:
    rows = [
        (one.lag, one.r, one.low, one.high, one.lag == cell.lag,
         _("{lag}: r = {r} ({interval}); n = {n}").format(
             lag=matrix_period_words.lag_words(one.lag, shown.reading.grain), r=figures.signed(one.r, 2),
             interval=figures.interval(one.low, one.high, 2), n=figures.count(one.n)))
        for one in shown.reading.matrix.profile(cell.touchpoint, cell.measure)
    ]  # fmt: skip
    names = {"week": _("Weeks after the measure"), "month": _("Months after the measure"),
             "quarter": _("Quarters after the measure")}  # fmt: skip
    labels = {"lag": names[shown.reading.grain], "r": _("Correlation"), "said": _("At this lag"), "alt": alt}
    lags = pd.DataFrame(rows, columns=["lag", "r", "low", "high", "is_found", "said"])
    return lag_profile(lags, labels=labels, is_real=cell.verdict == "likely_real", mode=mode, scale=scale)


def series(shown: ShownPeriods, cell: PeriodCell) -> pd.DataFrame:
    """Score, its n and the measure, one row per period, the newest first, under the titles of the screen."""
    reading = shown.reading
    at = reading.matrix.touchpoints.index(cell.touchpoint)
    place = reading.matrix.measures.index(cell.measure)
    told = pd.DataFrame(
        {
            _("First day"): list(reading.starts),
            _("Score (0–100)"): reading.scores[at].round(1),
            _("Answers (n)"): reading.n_answers[at],
            matrix_period_words.measure_name(shown, cell.measure): reading.values[place].round(3),
        }
    )
    return told.iloc[::-1]
