"""Writes from callbacks: an error there never reaches the frame, so its sentence waits for the next drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from errors import ThroughlineError
from i18n import _
from views.escape import plain

_SESSION = "throughline_attempts"


def attempt(write: Callable[[], object], done: str = "") -> bool:
    """Do `write`; the page drawn next says `done`, or what was refused. False when it was refused."""
    try:
        write()
    except ThroughlineError as error:
        note("error", plain(error.sentence(_)))
        return False
    if done:
        note("success", done)
    return True


def note(kind: Literal["error", "success"], sentence: str) -> None:
    """Have the page that is drawn next say a sentence."""
    st.session_state.setdefault(_SESSION, []).append((kind, sentence))


def draw_outcomes() -> None:
    """What the last attempts came to, once."""
    for kind, sentence in st.session_state.pop(_SESSION, []):
        if kind == "error":
            st.error(sentence, icon=":material/error:")
        else:
            st.success(sentence, icon=":material/check_circle:")
