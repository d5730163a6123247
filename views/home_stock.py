"""The process half of home where no KPI of the journey has values: what process data there are, and where."""

from __future__ import annotations

import streamlit as st

from data.queries.process_stock import process_stock
from i18n import _, language, ngettext
from views import loaders, state
from views.view import View


def stock() -> dict[str, int]:
    """How much process data of real files there is."""
    return loaders.made(("process", "feedback"), ("process_stock",), lambda: process_stock(loaders.store()))


def amounts(held: dict[str, int]) -> list[str]:
    """What there is, each with its number."""
    cases, kpis = held["process_cases"], held["kpis"]
    of_cases = ngettext("{n} process instance", "{n} process instances", cases).format(n=f"{cases:,}")
    of_kpis = ngettext("{n} KPI", "{n} KPIs", kpis).format(n=f"{kpis:,}")
    n = held["events"], held["kpi_values"], held["work_items"], held["costs"]
    said = (
        ngettext("{n} event of {cases}", "{n} events of {cases}", n[0]).format(n=f"{n[0]:,}", cases=of_cases),
        ngettext("{n} value of {kpis}", "{n} values of {kpis}", n[1]).format(n=f"{n[1]:,}", kpis=of_kpis),
        ngettext("{n} work item", "{n} work items", n[2]).format(n=f"{n[2]:,}"),
        ngettext("{n} cost", "{n} costs", n[3]).format(n=f"{n[3]:,}"),
    )
    return [words for words, number in zip(said, n, strict=True) if number]


def draw(view: View) -> None:
    """One sentence and, where there is something, the way to it."""
    found = amounts(stock())
    if not found:
        said = _("No process KPI has values in {period}. Add KPI data to see customer and process side by side.")
        st.info(said.format(period=view.period_text))
        return
    said = _("In the store: {amounts}. No KPI of this journey has values in {period}, so none is drawn here yet.")
    with st.container(border=True):
        st.markdown(said.format(amounts=_(", ").join(found), period=view.period_text))
        st.page_link(
            "pages/data/quality.py",
            label=_("See the process data"),
            icon=":material/fact_check:",
            query_params={state.LANGUAGE: language()},
        )
