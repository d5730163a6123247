"""Stages by their weakest critical characteristic; a row opens that characteristic."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from analytics.capability.attribute import equivalent_z
from analytics.capability.ranking import StageRank
from i18n import _, language
from views import capability_words, figures, loaders, loaders_capability, state
from views.escape import plain, unmarked
from views.view import View
from workflows.capability_model import Capability, Report
from workflows.read_capability import allowed_share


def draw(view: View, threshold: float) -> None:
    """The ranking with its rule in a sentence."""
    report = loaders_capability.report(view.scope, threshold)
    with st.container(border=True):
        st.header(_("Stages by their weakest characteristic"), anchor=False)
        st.caption(
            _(
                "A stage counts as much as the lowest lower bound of its critical characteristics; what is capable "
                "comes last. Indices and shares stand on one scale: their lower bound less what is asked, both as Z. "
                "Choose a row to open its weakest characteristic."
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
                "rank": st.column_config.TextColumn(_("Rank"), width=48),
                "stage": st.column_config.TextColumn(_("Stage"), width=195),
                "capable": st.column_config.TextColumn(_("Capable?"), width=125),
                "weakest": st.column_config.TextColumn(_("Weakest characteristic"), width=195),
                "index": st.column_config.TextColumn(_("Index or Z"), width=165),
                "margin": st.column_config.TextColumn(
                    _("Margin (Z)"),
                    width=80,
                    help=_("The lower bound less what is asked. Below 0 it does not reach that."),
                ),
                "stable": st.column_config.TextColumn(_("Stable?"), width=80),
                "critical": st.column_config.TextColumn(
                    _("Critical"),
                    width=60,
                    help=_("How many critical characteristics the stage has; they are listed below."),
                ),
            },
        )
        _listed(report, names)
        _outside(report)
        if any(not rank.characteristics for rank in report.ranks):
            st.caption(
                _(
                    "Where none is chosen yet: open a measure of the stage at the top, set its limits and tick "
                    "“Critical for its stage”. A KPI belongs to the stage of the touchpoint it is linked to."
                )
            )


def _listed(report: Report, names: dict[str, str]) -> None:
    """The critical characteristics of each stage in full: a cell of the table would cut them."""
    lines = [
        _("{stage}: {names}").format(
            stage=plain(names.get(rank.stage_id, rank.stage_id), limit=60),
            names=_("; ").join(capability_words.name(one.measured) for one in _known(report, rank)),
        )
        for rank in report.ranks
        if rank.characteristics
    ]
    if lines:
        st.caption(_("Critical characteristics:") + "".join(f"\n- {line}" for line in lines))


def _known(report: Report, rank: StageRank) -> list[Capability]:
    listed = (report.of(f"{one.kind}:{one.measure_id}") for one in rank.characteristics)
    return [one for one in listed if one is not None]


def _outside(report: Report) -> None:
    """Critical characteristics that count in no stage, because they are linked to no touchpoint."""
    names = [
        capability_words.name(one.measured)
        for one in report.capabilities
        if one.measured.stage_id is None and one.measured.limits is not None and one.measured.limits.is_critical
    ]
    if names:
        st.caption(_("Linked to no touchpoint, so in no stage: {names}.").format(names=_("; ").join(names)))


def _row(report: Report, rank: StageRank, names: dict[str, str]) -> dict[str, str]:
    known = _known(report, rank)
    found = known[0] if known else None
    room = rank.lowest.margin if rank.lowest is not None else None
    return {
        "rank": figures.NONE if rank.rank is None else str(rank.rank),
        "stage": unmarked(plain(names.get(rank.stage_id, rank.stage_id), limit=60)),
        "capable": figures.NONE if found is None else capability_words.capable_word(found),
        "weakest": _("none chosen yet") if found is None else capability_words.written_name(found.measured),
        "index": figures.NONE if found is None else _figure(found),
        "margin": figures.NONE if room is None or not math.isfinite(room) else figures.signed(room, 2),
        "stable": figures.NONE if found is None else capability_words.stable_word(found),
        "critical": figures.count(len(known)) if known else figures.NONE,
    }


def _figure(found: Capability) -> str:
    """The index with its interval, or the equivalent Z of a share with the Z that is asked."""
    if found.attribute is not None:
        share, asked = found.attribute, equivalent_z(allowed_share(found.measured))
        return _("Z {value} ({interval}), {asked} asked").format(
            value=capability_words.index_value(share.z),
            interval=figures.span(share.z_low, share.z_high, 2),
            asked=capability_words.index_value(asked),
        )
    if found.index is None:
        return figures.NONE
    low, high = found.index.low, found.index.high
    is_open = not (math.isfinite(low) and math.isfinite(high))
    return _("{index} {value} ({interval})").format(
        index=capability_words.index_name(found.index.name),
        value=capability_words.index_value(found.index.value),
        interval=capability_words.index_span(found.index) if is_open else figures.span(low, high, 2),
    )
