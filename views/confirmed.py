"""A step that cannot be taken by accident: a button that says what it does, and asks once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from i18n import language


def confirmed(
    label: str, icon: str, says: str, yes: str, *, key: str, on_click: Callable[..., None], args: tuple[Any, ...] = ()
) -> None:
    """A popover `label` that says what will happen; `on_click` runs once `yes` is pressed in it."""
    with st.popover(label, icon=f":material/{icon}:", key=f"{key}|{language()}"):
        st.markdown(says)
        st.button(yes, type="primary", key=f"{key}_yes|{language()}", on_click=on_click, args=args)
