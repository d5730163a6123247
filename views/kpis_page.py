"""The page on measures and goals: which part is open, and what both share."""

from __future__ import annotations

from i18n import _
from views import empty, kpis_goals, kpis_list, kpis_measures, state
from views.part_switch import open_part
from views.view import View

PARTS = {"measures": kpis_measures.draw, "goals": kpis_goals.draw}


def part_label(code: str) -> str:
    """The name of a part."""
    return {"measures": _("Measures"), "goals": _("Goals and objectives")}[code]


def rows_csv(view: View) -> bytes:
    """Every value of every measure in the period."""
    return kpis_list.csv(view)


def refuse_unknown(view: View) -> None:
    """Drop a measure that the catalogue does not know, before the header says so."""
    if view.exists and state.get(state.KPI_PART) == "measures":
        kpis_measures.refuse_unknown(view)


def draw(view: View) -> None:
    """The switch and the open part."""
    if not view.exists:
        empty.no_journey()
        return
    PARTS[open_part(state.KPI_PART, list(PARTS), part_label)](view)
