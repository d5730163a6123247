"""The page on experience and process put together: controls, answer, matrix, what stands behind a cell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.links.model import LinkCell
from data.queries.linked_measures import LinkMeasure
from i18n import _, in_a_row, language
from reports.table_csv import csv_bytes
from views import (
    cards,
    control_export,
    drawing,
    empty,
    figures,
    links_warning,
    loaders,
    loaders_matrix,
    matrix_choice,
    matrix_drill,
    matrix_period_words,
    matrix_periods,
    matrix_picture,
    matrix_words,
    state,
)
from views.cards import Card
from views.escape import unmarked
from views.matrix_choice import Shown
from views.view import View
from workflows.read_links import LinksReading


def refuse_unknown(view: View) -> None:
    """Drop what the link asks for and the data do not know, before the header says so."""
    if not view.exists:
        return
    if is_by_period():
        matrix_periods.refuse_unknown(view)
    else:
        matrix_choice.current(view, loaders_matrix.reading(view.scope))


def is_by_period() -> bool:
    """Whether the link asks for means by period."""
    return state.get(state.LINK_LEVEL) == "period"


def rows_csv(view: View) -> bytes:
    """Every tested pair of the view as CSV."""
    if is_by_period() and (series := loaders_matrix.period_reading(view.scope)) is not None:
        periods = matrix_periods.current(view, series)
        return csv_bytes(matrix_period_words.table(periods, tuple(matrix_periods.tested(series))))
    shown = matrix_choice.current(view, loaders_matrix.reading(view.scope))
    return csv_bytes(matrix_picture.table(shown, tuple(matrix_choice.tested(shown.reading))))


def draw(view: View) -> None:
    """The page for one journey."""
    if not view.exists:
        empty.no_journey()
        return
    if is_by_period():
        matrix_periods.draw(view)
        return
    reading = loaders_matrix.reading(view.scope)
    if not reading.counts.n_linked:
        _without_links(view, reading)
        return
    shown = matrix_choice.current(view, reading)
    if state.is_on(state.PRESENT):
        from views import matrix_present

        matrix_present.draw(view, shown)
        return
    matrix_choice.draw(view, shown)
    told = answer(view, shown)
    st.markdown(told)
    links_warning.draw_journey_warning(view.journey_id)
    cards.draw_cards(_cards(shown))
    with st.container(border=True):
        _matrix_card(view, shown, told)
    if shown.cell is not None:
        matrix_drill.draw(view, shown, shown.cell)


def _without_links(view: View, reading: LinksReading) -> None:
    """No answer belongs to a case: why, and the place where the two are joined."""
    told = _("None of the {n} answers in {period} is linked to a process instance, so nothing can be held against it.")
    empty.no_data(told.format(n=figures.count(reading.counts.n_answers), period=view.period_text))
    with st.container(horizontal=True):
        matrix_drill.draw_link("pages/data/quality.py", _("Link answers to process instances"), view, {})
        if reading.counts.n_answers:
            st.button(_("Look by period instead"), icon=":material/calendar_month:", on_click=state.put,
                      args=(state.LINK_LEVEL, "period"), key=state.widget_key("matrix_by_period"))  # fmt: skip


def answer(view: View, shown: Shown) -> str:
    """The page's answer in one or two sentences."""
    reading, cell = shown.reading, shown.cell
    measure = matrix_words.measure_of(reading, cell.measure) if cell else None
    name = matrix_words.target_name(reading, cell.touchpoint) if cell else ""
    return matrix_words.answer(reading, cell, measure, name, view.period_text)


def _cards(shown: Shown) -> list[Card]:
    reading, cell = shown.reading, shown.cell
    told = [matrix_words.real_card(matrix_words.count_real(reading), reading.matrix.n_tested), _match_card(reading)]
    return [*_cell_cards(shown), *told] if cell is not None else told


def _cell_cards(shown: Shown) -> list[Card]:
    """The effect of a usual swing, and how strong an unmeasured cause would have to be."""
    cell = shown.cell
    if cell is None or cell.effect is None or cell.swing is None:
        return []
    is_real = cell.verdict == "likely_real"
    measure = matrix_words.measure_of(shown.reading, cell.measure)
    low, high = sorted((end or 0.0) * cell.swing for end in (cell.low, cell.high))
    effect = cell.effect * cell.swing
    return [
        Card(
            _("Usual swing: {measure}").format(measure=matrix_words.short_name(measure)),
            _("{points} points").format(points=figures.signed(effect)), matrix_words.verdict(cell),
            ("blue" if effect > 0 else "orange") if is_real else "gray",
            _swing_words(cell, measure).format(interval=figures.interval(low, high), n=figures.count(cell.n),
                                               share=figures.share(cell.swing)),
            rise=effect,
        ),
        _robustness(cell),
    ]  # fmt: skip


def _swing_words(cell: LinkCell, measure: LinkMeasure) -> str:
    """What a usual swing is; between yes and no it is a part of the whole step, which the answer above tells."""
    if measure.unit == "yes_no":
        return _("{interval}; one standard deviation within the groups, {share} of the step from in time to late; "
                 "n = {n}")  # fmt: skip
    return _("{interval}; one standard deviation within the groups; n = {n}")


def _robustness(cell: LinkCell) -> Card:
    """How strong a cause that nobody measured would have to be to explain the pair away."""
    if cell.verdict != "likely_real":
        return Card(_("Robustness"), figures.NONE, _("could be chance"), "gray",
                    _("Chance explains it already; no unmeasured cause is needed."))  # fmt: skip
    return Card(
        _("Robustness"), figures.share(cell.robustness), _("to bring the effect to zero"), "gray",
        _("An unmeasured cause would have to explain so much of what is left open in measure and score; {share} "
          "would make chance possible.").format(share=figures.share(cell.robustness_low)),
    )  # fmt: skip


def _match_card(reading: LinksReading) -> Card:
    counts = reading.counts
    return Card(
        _("Match rate"), figures.share(counts.match_rate), _("linked answers"), "gray",
        _("{n} of {of} answers, {customers} customers").format(
            n=figures.count(counts.n_linked), of=figures.count(counts.n_answers),
            customers=figures.count(counts.n_clusters_linked)),
    )  # fmt: skip


def _matrix_card(view: View, shown: Shown, told: str) -> None:
    alt = unmarked(told)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Touchpoints against process measures"), anchor=False, width="stretch")
        control_export.forms(
            "matrix", f"{view.journey_id}-links",
            lambda: matrix_picture.matrix(shown, alt=alt, mode="light", scale="export", is_wide=True),
            lambda: matrix_picture.table(shown, tuple(matrix_choice.tested(shown.reading))),
        )  # fmt: skip
    st.caption(matrix_words.basis(shown.reading))
    if not shown.targets:
        st.info(_("No pair of these measures is likely real. Show all tested pairs, or other measures."))
        return
    _chart(view, shown, alt)
    st.caption(how_to_read())
    _choose(shown)
    with st.expander(_("Show data"), on_change="rerun", key=f"matrix_data|{language()}") as opened:
        if opened.open:
            st.dataframe(matrix_picture.table(shown, shown.cells), hide_index=True)
            st.caption(_left_out(shown))


def _chart(view: View, shown: Shown, alt: str) -> None:
    mode, scale, is_wide = drawing.mode(), drawing.scale(), not drawing.is_phone()
    what = ("links matrix", view.scope, shown.code, shown.measure_set, shown.stage, state.get(state.LINK_ORDER),
            state.get(state.LINK_REAL), language(), mode, scale, is_wide)  # fmt: skip
    spec = loaders.made(loaders_matrix.AREAS, what, lambda: drawing.specification(
        matrix_picture.matrix(shown, alt=alt, mode=mode, scale=scale, is_wide=is_wide)
    ))  # fmt: skip
    matrix_choice.draw_clickable(spec, f"links_matrix|{language()}", shown.code, alt)


def how_to_read() -> str:
    """What fill, number and bare sign mean."""
    return in_a_row(
        _("Filled: likely real. The number is what a usual swing of the measure (one standard deviation) goes along "
          "with, in points."),
        _("A bare sign: could be chance. Grey: not tested, too few linked answers."),
        _("A link goes along with the score; it does not show what caused what."),
    )  # fmt: skip


def _choose(shown: Shown) -> None:
    """The second way to choose a pair, for keyboard and screen readers."""
    names = {
        matrix_choice.code_of(cell): _("{touchpoint} × {measure}").format(
            touchpoint=matrix_words.target_name(shown.reading, cell.touchpoint),
            measure=matrix_words.name_of(matrix_words.measure_of(shown.reading, cell.measure)))
        for cell in shown.cells
    }  # fmt: skip
    if names:
        state.bound(st.selectbox, _("Pair"), list(names), state.LINK_CELL, fallback=shown.code, width=520,
                    format_func=lambda code: names[code])  # fmt: skip


def _left_out(shown: Shown) -> str:
    """How many pairs have no figure, by reason."""
    verdicts = pd.Series([cell.verdict for cell in shown.reading.matrix]).value_counts()
    said = _("Not tested in the whole matrix: {few} with too few answers, {missing} never known before the answer, "
             "{constant} without variation, {same} that repeat another measure.")  # fmt: skip
    counts = {code: figures.count(int(verdicts.get(code, 0)))
              for code in ("too_few", "all_missing", "constant", "duplicate")}  # fmt: skip
    return said.format(few=counts["too_few"], missing=counts["all_missing"], constant=counts["constant"],
                       same=counts["duplicate"])  # fmt: skip
