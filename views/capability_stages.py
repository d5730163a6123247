"""Stages by their weakest critical characteristic; a row opens that characteristic."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.capability.ranking import StageRank
from i18n import _, language
from views import capability_words, figures, loaders, loaders_capability, state
from views.escape import plain
from views.view import View
from workflows.capability_model import Report


def draw(view: View, threshold: float) -> None:
    """The ranking with its rule in a sentence."""
    report = loaders_capability.report(view.scope, threshold)
    with st.container(border=True):
        st.header(_("Stages by their weakest characteristic"), anchor=False)
        st.caption(
            _(
                "A stage counts as much as the lowest lower bound of its critical "
                "characteristics. Shares enter with Z ÷ 3, the "
                "index a normal process with as many misses would have. Choose a row to open its "
                "weakest characteristic."
            )
        )
        names = loaders.stage_names(view.journey_id, language())
        table = pd.DataFrame([_row(report, rank, names) for rank in report.ranks])
        if table.empty:
            st.info(_("This journey has no stages yet."), icon=":material/info:")
            return
        codes = [
            None if rank.lowest is None else f"{rank.lowest.kind}:{rank.lowest.measure_id}" for rank in report.ranks
        ]
        key = f"capability_stages|{language()}"

        def choose() -> None:
            rows = st.session_state[key]["selection"]["rows"]
            code = codes[rows[0]] if rows else None
            if code is not None:
                state.put(state.CAPABILITY_MEASURE, code)

        st.dataframe(
            table,
            hide_index=True,
            on_select=choose,
            selection_mode="single-row",
            key=key,
            column_config={
                "rank": st.column_config.TextColumn(_("Rank"), width=60),
                "stage": st.column_config.TextColumn(_("Stage"), width=170),
                "weakest": st.column_config.TextColumn(_("Weakest characteristic"), width=280),
                "bound": st.column_config.TextColumn(_("Lower bound"), width=100),
                "index": st.column_config.TextColumn(_("Index"), width=220),
                "stable": st.column_config.TextColumn(_("Stable?"), width=110),
                "capable": st.column_config.TextColumn(_("Capable?"), width=150),
                "critical": st.column_config.TextColumn(_("Critical characteristics"), width=420),
            },
        )


def _row(report: Report, rank: StageRank, names: dict[str, str]) -> dict[str, str]:
    stage = plain(names.get(rank.stage_id, rank.stage_id), limit=60)
    listed = [report.of(f"{one.kind}:{one.measure_id}") for one in rank.characteristics]
    critical = _("; ").join(capability_words.name(one.measured) for one in listed if one is not None) or _("none set")
    found = None if rank.lowest is None else report.of(f"{rank.lowest.kind}:{rank.lowest.measure_id}")
    if found is None or found.index is None:
        blank = dict.fromkeys(("rank", "weakest", "bound", "index", "stable", "capable"), figures.NONE)
        return {**blank, "stage": stage, "critical": critical}
    index = _("{index} {value} ({interval})").format(
        index=capability_words.index_name(found.index.name),
        value=capability_words.index_value(found.index.value),
        interval=capability_words.index_span(found.index),
    )
    return {
        "rank": str(rank.rank),
        "stage": stage,
        "weakest": capability_words.name(found.measured),
        "bound": capability_words.index_value(found.index.low),
        "index": index,
        "stable": capability_words.stable_word(found),
        "capable": capability_words.capable_word(found),
        "critical": critical,
    }
