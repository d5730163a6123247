"""The part "Measures": the answer, the list, and the measure that is open below it."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import empty, frame, kpi_words, kpis_list, kpis_open, loaders_kpis, present, state
from views.escape import plain
from views.view import View
from workflows.read_kpis import Measure


def draw(view: View) -> None:
    """The list in the period, and one measure of it; also one without a value, so that it can be linked."""
    found = kpis_list.lines(view)
    if found and state.is_on(state.PRESENT):
        _present(view, found)
        return
    waiting = kpis_list.without(view)
    if found:
        st.markdown(kpis_list.answer(found, view.period_text))
    else:
        empty.no_data(_("No measure has a value in {period}.").format(period=view.period_text))
    every = [*found, *(kpis_list.Line(measure, None, "no_value") for measure in waiting)]
    chosen = _chosen(every)
    if found:
        kpis_list.draw(found, chosen.measure.kpi_id)
    names = {line.measure.kpi_id: _option(view, line) for line in every}
    state.bound(
        st.selectbox, _("Measure to open"), list(names), state.KPI, fallback=chosen.measure.kpi_id, width=420,
        format_func=lambda code: names[code], after=lambda: state.put(state.KPI_PERIOD, ""),
    )  # fmt: skip
    kpis_open.draw(view, chosen)
    _lacking([measure for measure in waiting if not _is_split(view, measure)])


def _present(view: View, found: list[kpis_list.Line]) -> None:
    """One measure at a time, the worst standing first; the arrow keys walk the list."""
    chosen = _chosen(found)
    with frame.tools():
        present.step([line.measure.kpi_id for line in found], chosen.measure.kpi_id, state.KPI)
    kpis_open.draw_presented(view, chosen)


def refuse_unknown(view: View) -> None:
    """Drop the measure of the link where there is none of that name."""
    wanted = state.get(state.KPI)
    if wanted and all(measure.kpi_id != wanted for measure in loaders_kpis.measures(view.journey_id)):
        state.refuse(state.KPI, wanted)


def _option(view: View, line: kpis_list.Line) -> str:
    name = kpi_words.name(line.measure)
    if line.row is not None:
        return name
    said = _("{name} (per segment)") if _is_split(view, line.measure) else _("{name} (no value yet)")
    return said.format(name=name)


def _is_split(view: View, measure: Measure) -> bool:
    """Whether the measure has values, but only for segments of its file."""
    return bool(loaders_kpis.segments(view.journey_id, measure.kpi_id))


def _chosen(found: list[kpis_list.Line]) -> kpis_list.Line:
    """The measure of the link, else the first: the list begins with the worst standing."""
    wanted = state.get(state.KPI)
    line = next((line for line in found if line.measure.kpi_id == wanted), None)
    if line is None:
        if wanted:
            state.refuse(state.KPI, wanted)
        line = found[0]
    state.show(state.KPI, line.measure.kpi_id)
    return line


def _lacking(measures: list[Measure]) -> None:
    """What the catalogue has and these data do not give yet, with what is needed."""
    known = [measure for measure in measures if measure.definition is not None]
    if not known:
        return
    label = _("Measures of the catalogue that need other data ({n})").format(n=len(known))
    with st.expander(label, icon=":material/playlist_add:"):
        st.caption(_("Choose one above to see its definition, and to link it to the touchpoint whose steps it counts."))
        for measure in known:
            line = _("**{name}** needs {what}, or a series of its own.").format(
                name=kpi_words.shown_name(measure), what=kpi_words.defined(measure, "lacks")
            )
            formula = plain(kpi_words.defined(measure, "formula"))
            st.markdown(f"- {kpi_words.in_a_row(line, formula)}")
