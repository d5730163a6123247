"""The page on process control: which of its parts is open, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from i18n import _
from views import control_baselines, control_capability, control_chart_part, empty, state
from views.part_switch import open_part
from views.view import View, current


@dataclass(frozen=True)
class Part:
    """One part of the page: its code in the URL (CONTROL_PART), its name in the language of now, its view."""

    code: str
    label: Callable[[], str]
    draw: Callable[[View], None]


# in the order of the switch
PARTS: tuple[Part, ...] = (
    Part("chart", lambda: _("Chart"), control_chart_part.draw),
    Part("capability", lambda: _("Capability"), control_capability.draw),
    Part("baselines", lambda: _("Baselines"), control_baselines.draw),
)


def refuse_unknown() -> None:
    """Drop what the link asks for and the data do not know, before the header says so."""
    view = current()
    if not view.exists:
        return
    part = state.get(state.CONTROL_PART)
    if part == "chart":
        control_chart_part.refuse_unknown(view)
    elif part == "capability":
        control_capability.current(view)


def draw(view: View) -> None:
    """The switch, where there is more than one part, and the open part."""
    if not view.exists:
        empty.no_journey()
        return
    parts = {part.code: part for part in PARTS}
    parts[open_part(state.CONTROL_PART, list(parts), lambda code: parts[code].label())].draw(view)
