"""The four steps as a folded timeline: a step that needs nobody is closed and says what it found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from i18n import _

MARK = "▲"


def attention(text: str) -> str:
    """Words in orange with their mark: only where a person has to act."""
    return f":orange[{MARK} {text}]"


@dataclass(frozen=True)
class Step:
    """One step: its name, what it found in one line, its content, and whether it waits for the person."""

    code: str
    name: str
    found: str
    draw: Callable[[], None]
    needs_hand: bool
    invites: bool = False  # open at first although nothing has to be decided in it

    @property
    def waits(self) -> bool:
        """Whether something in it must be decided before the import."""
        return self.needs_hand and self.code != "import"


def draw_steps(token: str, steps: Sequence[Step]) -> None:
    """Draw the steps; only what is open is computed. A step opens by itself once, then the person decides."""
    for number, step in enumerate(steps, start=1):
        ready = step.needs_hand if step.code == "import" else ""
        key = f"upload_step_{step.code}_{token}_{ready}"
        shown = st.expander(
            f"**{number} · {step.name}** — {step.found}",
            expanded=st.session_state.setdefault(f"{key}_first", step.needs_hand or step.invites),
            icon=_icon(step),
            type="step",
            key=key,
            on_change="rerun",
        )
        with shown:
            if shown.open:
                step.draw()
            else:
                st.caption(_("One moment…"))  # a step without content could not be opened


def _icon(step: Step) -> str:
    if step.code == "import":
        return ":material/download_done:"
    return ":material/error:" if step.waits else ":material/check_circle:"
