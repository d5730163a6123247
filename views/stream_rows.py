"""The steps of the stream as rows, and the files to take along: the rows, and the picture of the map."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from analytics.process.value_stream import KEPT_PAIRS, StreamStep
from i18n import _, language
from reports.table_csv import csv_bytes
from views import figures, selecting, state
from views.stream_words import brief, class_lines, flow_name, wait_owner_name
from views.view import View
from workflows.read_stream import StreamReading

_ENDINGS: Final = re.compile(r"(\.(csv|tsv|txt|json|xes|xlsx?|parquet|gz|zip))+$", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[^\w]+")


def draw_downloads(view: View, reading: StreamReading, picture: Callable[[], bytes]) -> None:
    """The map as a picture, and all steps as rows; both are made when they are asked for."""

    def rows() -> bytes:
        return csv_bytes(table(reading))

    with st.container(horizontal=True, key="stream_downloads"):
        for name, make, kind, icon, label in (
            ("png", picture, "image/png", "image", _("Download PNG")),
            ("csv", rows, "text/csv", "download", _("Download CSV")),
        ):
            st.download_button(
                label, figures.in_language(make), file_name=f"{stem(view)}.{name}", mime=kind,
                icon=f":material/{icon}:", type="tertiary", on_click="ignore",
                key=f"stream_{name}|{state.widget_key('dl')}",
            )  # fmt: skip


def stem(view: View, part: str = "value-stream") -> str:
    """The name of a download without its ending: what people call the journey or the log, never an id.

    A log goes by the name of its file; `part` says what of it the download holds.
    """
    called = "" if view.journey_name == view.scope.journey_id else _ENDINGS.sub("", view.journey_name)
    kept = _NO_NAME.sub("-", called).strip("-")[:60]
    return f"{kept}-{part}" if kept else part


def draw_table(view: View, reading: StreamReading, selected: str) -> None:
    """All steps as rows; a chosen row selects its step."""
    codes = [step.code for step in reading.stream.steps]

    def own(event: Any) -> str | None:
        rows = ((event or {}).get("selection") or {}).get("rows") or []
        return codes[rows[0]] if rows and rows[0] < len(codes) else None

    key = selecting.key_of(f"stream_table_{view.journey_id}_{language()}", selected, own)

    def choose() -> None:
        chosen = own(st.session_state.get(key))
        if chosen:
            state.put(state.STEP, chosen)

    st.dataframe(table(reading), hide_index=True, key=key, on_select=choose, selection_mode="single-row", height=420)


def _owner(step: StreamStep) -> str:
    return "" if step.wait_median_hours is None else wait_owner_name(step.decision.wait_owner)


def _order(step: StreamStep) -> str:
    return figures.share(step.kept_share) if step.n_pairs >= KEPT_PAIRS else figures.NONE


def table(reading: StreamReading) -> pd.DataFrame:
    """One row per step, in words."""
    rows, by = [], reading.stream.clock
    for step in reading.stream.steps:
        classed, more = class_lines(step.decision)
        rows.append(
            {
                _("Step"): step.activity,
                _("Class"): f"{classed}, {more}" if more else classed,
                _("Waiting before (median)"): brief(step.wait_median_hours, by=by),
                _("Waiting before (P85)"): brief(step.wait_p85_hours, by=by),
                _("Processing (median)"): brief(step.work_median_hours, by=by),
                _("Processing (P85)"): brief(step.work_p85_hours, by=by),
                _("%C&A"): figures.share(step.accurate_share),
                _("Rework"): figures.share(step.again_share),
                _("People"): step.n_people,
                _("Instances (n)"): step.n_cases,
                _("Visits"): step.n_visits,
                _("The wait is"): _owner(step),
                _("Work comes by"): flow_name(step.flow),
                _("Order kept"): _order(step) if reading.stream.is_timed else figures.NONE,
                _("Pairs in the queue (n)"): step.n_pairs,
            }
        )
    return pd.DataFrame(rows)
