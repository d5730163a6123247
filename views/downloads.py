"""A table to take along: the button that hands it over as CSV."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from i18n import _, language
from reports.table_csv import csv_bytes
from views import figures


def csv_button(
    table: pd.DataFrame, titles: Mapping[str, str], *, name: str, key: str, label: str = "", is_main: bool = False
) -> None:
    """Hand `table` over as `name`.csv under the titles of the screen; the file is made when it is asked for."""
    st.download_button(
        label or _("Download CSV"),
        figures.in_language(lambda: csv_bytes(table, titles)),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="primary" if is_main else "secondary",
        on_click="ignore",
        key=f"{key}|{language()}",
    )
