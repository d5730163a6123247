"""Explain this number: formula, n, interval, method note and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from i18n import _
from reports.explain import Explanation
from views.escape import plain


def draw_explanation(key: str, told: Explanation, rows: Callable[[], pd.DataFrame] | None = None) -> None:
    """A small button that opens the explanation; the rows are read once it is open."""
    with st.popover(
        _("Explain this number"), icon=":material/info:", type="tertiary", on_change="rerun", key=f"explain_{key}"
    ) as opened:
        if not opened.open:
            return
        st.markdown(f"**{plain(told.title)}**")
        st.markdown("\n".join(_lines(told)))
        if rows is not None:
            st.dataframe(rows(), hide_index=True, key=f"explain_rows_{key}")


def _lines(told: Explanation) -> list[str]:
    pairs = [
        (_("Formula"), told.formula),
        (_("Sample"), told.sample),
        (_("Interval"), told.interval),
        (_("Method"), told.method),
        (_("Note"), told.note),
    ]
    return [_("- **{name}**: {text}").format(name=name, text=plain(text)) for name, text in pairs if text]
