"""The part "Measures": the answer, the list, and the measure that is open below it."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import empty, kpi_words, kpis_list, kpis_open, state
from views.escape import plain
from views.view import View
from workflows.read_kpis import Measure


def draw(view: View) -> None:
    """The list in the period, and one measure of it."""
    found = kpis_list.lines(view)
    if not found:
        empty.no_data(_("No measure has a value in {period}.").format(period=view.period_text))
        _lacking(kpis_list.without(view))
        return
    st.markdown(kpis_list.answer(found, view.period_text))
    chosen = _chosen(found)
    kpis_list.draw(found, chosen.measure.kpi_id)
    names = {line.measure.kpi_id: kpi_words.name(line.measure) for line in found}
    state.bound(
        st.selectbox, _("Measure to open"), list(names), state.KPI, fallback=chosen.measure.kpi_id, width=420,
        format_func=lambda code: names[code], after=lambda: state.put(state.KPI_PERIOD, ""),
    )  # fmt: skip
    kpis_open.draw(view, chosen)
    _lacking(kpis_list.without(view))


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
        for measure in known:
            line = _("**{name}** needs {what}, or a series of its own.").format(
                name=kpi_words.shown_name(measure), what=kpi_words.defined(measure, "lacks")
            )
            st.markdown(f"- {line} {plain(kpi_words.defined(measure, 'formula'))}")
