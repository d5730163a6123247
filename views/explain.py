"""Explain this number: formula, n, interval, method note and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from i18n import _


@dataclass(frozen=True)
class Explanation:
    """What a reader may ask about a figure; every text is already in the language of the screen."""

    title: str
    formula: str
    sample: str
    interval: str
    method: str
    note: str = ""
    rows: pd.DataFrame | None = None


def draw_explanation(key: str, explanation: Explanation) -> None:
    """A small button that opens the explanation; nothing inside is computed before it is opened."""
    with st.popover(_("Explain this number"), icon=":material/info:", type="tertiary"):
        st.markdown(f"**{explanation.title}**")
        st.markdown("\n".join(_lines(explanation)))
        if explanation.rows is not None:
            st.dataframe(explanation.rows, hide_index=True, key=f"explain_rows_{key}")


def _lines(explanation: Explanation) -> Sequence[str]:
    pairs = [
        (_("Formula"), explanation.formula),
        (_("Sample"), explanation.sample),
        (_("Interval"), explanation.interval),
        (_("Method"), explanation.method),
        (_("Note"), explanation.note),
    ]
    return [f"- {name}{_(': ')}{text}" for name, text in pairs if text]
