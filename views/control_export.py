"""A chart to take away: as a picture for a report, as a drawing, as figures."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from charts.control_chart import StatedBand
from i18n import _
from reports.image import Drawable, png, svg
from reports.table_csv import csv_bytes
from views import control_picture, figures, state
from views.view import View
from workflows.read_control import Reading


def draw(view: View, one: Reading, answer: str, selected: str, baseline: StatedBand | None = None) -> None:
    """The control chart."""
    alt = answer.replace("*", "")
    forms(
        "control", f"{one.row['kind']}-{one.row['item_id']}",
        lambda: control_picture.figure(view, one, alt=alt, selected=selected, baseline=baseline),
        lambda: control_picture.table(one),
    )  # fmt: skip


def forms(key: str, name: str, figure: Callable[[], Drawable], rows: Callable[[], pd.DataFrame]) -> None:
    """One button that opens the three forms; each is made when it is asked for."""

    def table() -> bytes:
        told = rows()
        return csv_bytes(told, {column: column for column in told.columns})

    offered = (
        (_("Picture (PNG)"), lambda: png(figure()), "png", "image/png"),
        (_("Drawing (SVG)"), lambda: svg(figure()), "svg", "image/svg+xml"),
        (_("Figures (CSV)"), table, "csv", "text/csv"),
    )
    with st.popover(_("Export"), icon=":material/download:", key=state.widget_key(f"{key}_export")):
        for label, make, ending, mime in offered:
            st.download_button(
                label, figures.in_language(make), file_name=f"{name.replace('.', '-')}.{ending}", mime=mime,
                on_click="ignore", key=state.widget_key(f"{key}_{ending}"), width="stretch",
            )  # fmt: skip
