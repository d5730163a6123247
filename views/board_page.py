"""The board page: which of its parts is open."""

from __future__ import annotations

from collections.abc import Callable

from i18n import _
from views import board_icons, board_portfolio, empty, state
from views.part_switch import open_part
from views.view import View

PARTS: dict[str, Callable[[View], None]] = {"icons": board_icons.draw, "portfolio": board_portfolio.draw}


def part_label(code: str) -> str:
    """The name of a part."""
    return {"icons": _("Icon board"), "portfolio": _("Portfolio")}[code]


def draw(view: View) -> None:
    """The switch and the open part."""
    if not view.exists:
        empty.no_journey()
        return
    PARTS[open_part(state.BOARD_PART, list(PARTS), part_label)](view)


def rows_csv(view: View) -> bytes:
    """The rows of the open part in figures."""
    return (board_portfolio.csv if state.get(state.BOARD_PART) == "portfolio" else board_icons.csv)(view)


def refuse_unknown(view: View) -> None:
    """Drop what the link asks for and the data do not know."""
    if view.exists:
        board_portfolio.refuse_unknown(view)
