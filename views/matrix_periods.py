"""The matrix by week or month, for processes without a link to answers: the weaker look, and labelled so."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.links.periods import PeriodCell
from i18n import _, in_a_row, language
from views import (
    control_export,
    drawing,
    figures,
    loaders,
    loaders_matrix,
    matrix_lags,
    matrix_period_words,
    matrix_words,
    state,
)
from views.cards import Card, draw_cards
from views.escape import unmarked
from views.matrix_choice import BETWEEN, draw_clickable, draw_level, draw_real, draw_set
from views.view import View
from workflows.read_link_periods import PeriodReading

Row = Mapping[Hashable, Any]
SETS = ("whole", "waits", "work")


@dataclass(frozen=True, eq=False)
class ShownPeriods:
    """The part of the matrix on screen; `rows` holds the measures by code, `cell` the chosen one."""

    reading: PeriodReading
    touchpoints: tuple[str, ...]
    measures: tuple[str, ...]
    rows: dict[str, Row]
    names: dict[str, str]
    cell: PeriodCell | None
    measure_set: str

    @property
    def cells(self) -> tuple[PeriodCell, ...]:
        """Tested cells on screen, the surest first."""
        return tuple(one for one in tested(self.reading)
                     if one.touchpoint in self.touchpoints and one.measure in self.measures)  # fmt: skip


def code_of(cell: PeriodCell) -> str:
    """A cell in a link."""
    return f"{cell.touchpoint}{BETWEEN}{cell.measure}"


def set_of(measure: str) -> str:
    """The group of measures that a measure's code belongs to.

    >>> [set_of(code) for code in ("kpi:it.rate", "wait:it.design", "work:it.design")]
    ['whole', 'waits', 'work']
    """
    return {"wait": "waits", "work": "work"}.get(measure.partition(":")[0], "whole")


def tested(reading: PeriodReading) -> list[PeriodCell]:
    """Cells with a figure, the surest first."""
    found = [cell for cell in reading.matrix if cell.r is not None]
    return sorted(found, key=lambda cell: (cell.q or 0.0, cell.p or 0.0, cell.touchpoint, cell.measure))


def current(view: View, reading: PeriodReading) -> ShownPeriods:
    """What the link asks for, else the surest cell and the measures around it; unknown codes are refused."""
    cells = tested(reading)
    wanted = state.get(state.LINK_CELL)
    chosen = next((cell for cell in cells if code_of(cell) == wanted), None)
    if wanted and chosen is None:
        state.refuse(state.LINK_CELL, wanted)
    opening = chosen or next(iter(cells), None)
    asked = state.get(state.LINK_SET)
    measure_set = asked if asked in SETS else set_of(opening.measure) if opening else SETS[0]
    is_strict = state.is_on(state.LINK_REAL)
    kept = [cell for cell in cells if set_of(cell.measure) == measure_set
            and (cell.verdict == "likely_real" or not is_strict)]  # fmt: skip
    cell = chosen if chosen in kept else next(iter(kept), None)
    if cell is not None:
        state.show(state.LINK_CELL, code_of(cell))
    rows, columns = {one.touchpoint for one in kept}, {one.measure for one in kept}
    return ShownPeriods(
        reading, tuple(one for one in reading.matrix.touchpoints if one in rows),
        tuple(one for one in reading.matrix.measures if one in columns),
        {str(row["code"]): row for row in reading.measures.to_dict("records")},
        loaders.names(view.journey_id, language()), cell, measure_set,
    )  # fmt: skip


def refuse_unknown(view: View) -> None:
    """Drop a pair that the series do not know."""
    reading = loaders_matrix.period_reading(view.scope)
    if reading is not None:
        current(view, reading)


def draw(view: View) -> None:
    """Controls, answer, matrix, the lags of a pair."""
    reading = loaders_matrix.period_reading(view.scope)
    if reading is None:
        with st.container(key="matrix_controls"):
            draw_level()
        st.info(_("Too few periods have both answers and process measures. Choose a longer period."))
        return
    shown = current(view, reading)
    told = answer(view, shown)
    if state.is_on(state.PRESENT):
        matrix_lags.present_cell(view, shown, told)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix_controls"):
        draw_level()
        draw_set(SETS, shown.measure_set)
        draw_real()
    st.markdown(told)
    draw_cards(_cards(shown))
    with st.container(border=True):
        _matrix_card(view, shown, unmarked(told))
    if shown.cell is not None:
        matrix_lags.draw(view, shown, shown.cell)


def answer(view: View, shown: ShownPeriods) -> str:
    """The chosen pair, and how many of how many are likely real."""
    n_tested, n_real = shown.reading.matrix.n_tested, count_real(shown.reading)
    if not n_real or shown.cell is None:
        return in_a_row(_("Period level."), matrix_words.nothing_real(n_tested, view.period_text))
    told = matrix_words.real_of(n_real, n_tested, view.period_text)
    return in_a_row(_("Period level."), matrix_period_words.finding(shown, shown.cell), told)


def count_real(reading: PeriodReading) -> int:
    """Likely real cells of the whole matrix."""
    return sum(cell.verdict == "likely_real" for cell in reading.matrix)


def _cards(shown: ShownPeriods) -> list[Card]:
    matrix, cell = shown.reading.matrix, shown.cell
    real = matrix_words.real_card(count_real(shown.reading), matrix.n_tested)
    searched = Card(
        _("Lags searched"), f"{matrix.lags[0]}–{matrix.lags[-1]}", _("the search is paid for"), "gray",
        _("Each pair is held against {n} windows of shifted series.").format(n=figures.count(matrix.n_windows)),
    )  # fmt: skip
    if cell is None:
        return [real, searched]
    own = Card(
        _("Correlation by period"), figures.signed(cell.r, 2), matrix_words.verdict(cell), "gray",
        _("{interval}; n = {n} periods").format(
            interval=figures.interval(cell.low, cell.high, 2), n=figures.count(cell.n)),
    )  # fmt: skip
    return [own, real, searched]


def _matrix_card(view: View, shown: ShownPeriods, alt: str) -> None:
    def figure(mode: Any, scale: Any, *, is_wide: bool) -> Any:
        return matrix_period_words.matrix(shown, alt=alt, mode=mode, scale=scale, is_wide=is_wide)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Touchpoints against process measures, by period"), anchor=False, width="stretch")
        control_export.forms(
            "matrix_periods", f"{view.journey_id}-links-periods", lambda: figure("light", "export", is_wide=True),
            lambda: matrix_period_words.table(shown, tuple(tested(shown.reading))),
        )  # fmt: skip
    st.caption(matrix_period_words.basis(shown))
    if not shown.touchpoints:
        st.info(_("No pair of these measures is likely real. Show all tested pairs, or other measures."))
        return
    look = (drawing.mode(), drawing.scale())
    what = ("links matrix by period", view.scope, shown.cell, shown.measures, shown.touchpoints, language(), *look)
    spec = loaders.made(loaders_matrix.AREAS, what, lambda: drawing.specification(
        figure(*look, is_wide=not drawing.is_phone())))  # fmt: skip
    chosen = code_of(shown.cell) if shown.cell else ""
    draw_clickable(spec, f"links_matrix_periods|{language()}", chosen, alt)
    st.caption(matrix_period_words.how_to_read())
    names = {code_of(cell): matrix_period_words.pair_name(shown, cell) for cell in shown.cells}
    state.bound(st.selectbox, _("Pair"), list(names), state.LINK_CELL, fallback=chosen or None, width=520,
                format_func=lambda code: names[code])  # fmt: skip
    with st.expander(_("Show data"), on_change="rerun", key=f"matrix_period_data|{language()}") as opened:
        if opened.open:
            st.dataframe(matrix_period_words.table(shown, shown.cells), hide_index=True)
