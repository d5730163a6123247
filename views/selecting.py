"""Keys of the elements that select, where several of them select the same thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def key_of(name: str, selected: str, own_choice: Callable[[Any], str | None]) -> str:
    """The key of the element `name`; a new one once its own choice is no longer what the page shows.

    A chart or a table keeps what was last chosen in it. When the choice then changes elsewhere, the browser reports
    no second click on the old one, because to the element nothing changed; with a new key it starts without a choice.
    """
    counter = f"{name}_round"
    number = int(st.session_state.get(counter, 0))
    own = own_choice(st.session_state.get(f"{name}_{number}"))
    if own is not None and own != selected:
        number += 1
        st.session_state[counter] = number
    return f"{name}_{number}"
