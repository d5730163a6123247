"""A text box with one item per line, "English | Chinese"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from i18n import language


def lines_field(label: str, told: Sequence[Mapping[str, Any]], *, height: int = 100) -> list[dict[str, str]]:
    """The items as lines to edit; a line without a bar is in the language of the screen."""
    shown = "\n".join(" | ".join(str(text) for text in (item.get("en"), item.get("zh")) if text) for item in told)
    written = st.text_area(label, shown, height=height)
    pairs = [line.partition("|") for line in written.splitlines() if line.strip()]
    return [
        {"en": first.strip(), "zh": second.strip()} if second.strip() else {language(): first.strip()}
        for first, _mark, second in pairs
    ]
