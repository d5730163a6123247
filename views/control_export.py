"""The chart to take away: as a picture for a report, as a drawing, as figures."""

from __future__ import annotations

import streamlit as st

from charts.control_chart import StatedBand
from i18n import _
from reports.image import png, svg
from reports.table_csv import csv_bytes
from views import control_picture, figures, state
from views.view import View
from workflows.read_control import Reading


def draw(view: View, one: Reading, answer: str, selected: str, baseline: StatedBand | None = None) -> None:
    """One button that opens the three forms; each is made when it is asked for."""
    alt = answer.replace("*", "")
    name = f"{one.row['kind']}-{one.row['item_id']}".replace(".", "-")

    def picture() -> bytes:
        return png(control_picture.figure(view, one, alt=alt, selected=selected, baseline=baseline))

    def scalable() -> bytes:
        return svg(control_picture.figure(view, one, alt=alt, selected=selected, baseline=baseline))

    def rows() -> bytes:
        told = control_picture.table(one)
        return csv_bytes(told, {column: column for column in told.columns})

    forms = (
        (_("Picture (PNG)"), picture, "png", "image/png"),
        (_("Drawing (SVG)"), scalable, "svg", "image/svg+xml"),
        (_("Figures (CSV)"), rows, "csv", "text/csv"),
    )
    with st.popover(_("Export"), icon=":material/download:", key=state.widget_key("control_export")):
        for label, make, ending, mime in forms:
            st.download_button(
                label, figures.in_language(make), file_name=f"{name}.{ending}", mime=mime, on_click="ignore",
                key=state.widget_key(f"control_{ending}"), width="stretch",
            )  # fmt: skip
