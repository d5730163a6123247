"""Which part of the matrix is shown, and which cell of it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st

from analytics.links.model import LinkCell
from analytics.links.order import block_order
from charts.links_matrix import PARAMETER
from data.queries.linked_measures import LinkMeasure
from i18n import _, language
from views import drawing, loaders, state
from views.selecting import key_of
from views.view import View
from workflows.read_links import LinksReading, LinkTarget

SETS: Final = ("whole", "waits", "repeats")
_SET_OF: Final = {"step_wait": "waits", "step_again": "repeats"}
BETWEEN: Final = "~"  # between touchpoint and measure in the code of a cell


@dataclass(frozen=True, eq=False)
class Shown:
    """The part of the matrix on screen: rows, columns, and the chosen cell (None where nothing was tested)."""

    reading: LinksReading
    targets: tuple[LinkTarget, ...]
    measures: tuple[LinkMeasure, ...]
    cell: LinkCell | None
    measure_set: str
    stage: str

    @property
    def code(self) -> str:
        """The chosen cell in the link."""
        return code_of(self.cell) if self.cell else ""

    @property
    def cells(self) -> tuple[LinkCell, ...]:
        """The tested cells on screen, the surest first."""
        rows, columns = {one.touchpoint_id for one in self.targets}, {one.code for one in self.measures}
        return tuple(cell for cell in tested(self.reading) if cell.touchpoint in rows and cell.measure in columns)


def code_of(cell: LinkCell) -> str:
    """A cell in a link.

    >>> code_of(LinkCell("it.acceptance", "late", "too_few"))
    'it.acceptance~late'
    """
    return f"{cell.touchpoint}{BETWEEN}{cell.measure}"


def set_of(measure: str) -> str:
    """The group of measures that a measure's code belongs to.

    >>> set_of("late"), set_of("step_wait:log/Design")
    ('whole', 'waits')
    """
    return _SET_OF.get(measure.partition(":")[0], "whole")


def tested(reading: LinksReading) -> list[LinkCell]:
    """Cells with a figure, the surest first."""
    found = [cell for cell in reading.matrix if cell.effect is not None]
    return sorted(found, key=lambda cell: (cell.q or 0.0, cell.p or 0.0, cell.touchpoint, cell.measure))


def current(view: View, reading: LinksReading) -> Shown:
    """What the link asks for, else the surest cell and the measures around it; unknown codes are refused."""
    cells = tested(reading)
    chosen = _chosen(cells)
    stage = _stage(view)
    opening = chosen or _opening(cells, reading, stage)
    asked = state.get(state.LINK_SET)
    measure_set = asked if asked in SETS else (set_of(opening.measure) if opening else SETS[0])
    targets = tuple(one for one in reading.targets if stage in ("", one.stage_id))
    measures = tuple(one for one in reading.measures if set_of(one.code) == measure_set)
    rows, columns = {one.touchpoint_id for one in targets}, {one.code for one in measures}
    inside = [cell for cell in cells if cell.touchpoint in rows and cell.measure in columns]
    if chosen is not None and chosen in inside:
        cell: LinkCell | None = chosen
    else:
        cell = opening if opening in inside else next(iter(inside), None)
    if cell is not None:
        state.show(state.LINK_CELL, code_of(cell))
    return _narrowed(Shown(reading, targets, measures, cell, measure_set, stage), inside)


def _chosen(cells: list[LinkCell]) -> LinkCell | None:
    wanted = state.get(state.LINK_CELL)
    if not wanted:
        return None
    found = next((cell for cell in cells if code_of(cell) == wanted), None)
    if found is None:
        state.refuse(state.LINK_CELL, wanted)
    return found


def _stage(view: View) -> str:
    stage = state.get(state.LINK_STAGE)
    if stage and stage not in loaders.stage_names(view.journey_id, language()):
        state.refuse(state.LINK_STAGE, stage)
        return ""
    return stage


def _opening(cells: list[LinkCell], reading: LinksReading, stage: str) -> LinkCell | None:
    """The surest likely real cell of the stage that hurts, else the surest of all; a touchpoint of the link first."""
    places = {one.touchpoint_id: one.stage_id for one in reading.targets}
    inside = [cell for cell in cells if stage in ("", places[cell.touchpoint])]
    own = [cell for cell in inside if cell.touchpoint == state.get(state.TOUCHPOINT)]
    real = [cell for cell in own or inside if cell.verdict == "likely_real"]
    worse = {one.code: -1.0 if one.direction == "down" else 0.0 for one in reading.measures}
    hurts = [cell for cell in real if (cell.effect or 0.0) * worse[cell.measure] > 0]
    return next(iter(hurts or real or own or inside), None)


def _narrowed(shown: Shown, inside: list[LinkCell]) -> Shown:
    """Rows and columns with a figure; with the filter on those with a likely real one; in the order asked for."""
    is_strict = state.is_on(state.LINK_REAL)
    kept = [cell for cell in inside if cell.verdict == "likely_real" or not is_strict]
    rows, columns = {cell.touchpoint for cell in kept}, {cell.measure for cell in kept}
    targets = [one for one in shown.targets if one.touchpoint_id in rows]
    measures = [one for one in shown.measures if one.code in columns]
    if state.get(state.LINK_ORDER) == "strength":
        targets, measures = _by_strength(shown.reading, targets, measures)
    cell = shown.cell if shown.cell in kept else next(iter(kept), None)
    return Shown(shown.reading, tuple(targets), tuple(measures), cell, shown.measure_set, shown.stage)


def _by_strength(
    reading: LinksReading, targets: list[LinkTarget], measures: list[LinkMeasure]
) -> tuple[list[LinkTarget], list[LinkMeasure]]:
    """Likely real links together at the top left; what has none keeps its order: chance gives no order."""
    found = [[reading.matrix.of(row.touchpoint_id, column.code) for column in measures] for row in targets]
    strength = np.array(
        [[(cell.rho or 0.0) if cell.verdict == "likely_real" else 0.0 for cell in row] for row in found], dtype=float
    ).reshape(len(targets), len(measures))
    rows, columns = np.flatnonzero(strength.any(axis=1)), np.flatnonzero(strength.any(axis=0))
    row_order, column_order = block_order(strength[np.ix_(rows, columns)])
    first = [targets[at] for at in rows[row_order].tolist()]
    before = [measures[at] for at in columns[column_order].tolist()]
    return [*first, *(one for one in targets if one not in first)], [
        *before, *(one for one in measures if one not in before)
    ]  # fmt: skip


def forget_cell() -> None:
    """A choice of what is shown makes the chosen cell void."""
    state.put(state.LINK_CELL, "")


def draw(view: View, shown: Shown) -> None:
    """The row of controls: level, measures, stage, order, filter."""
    named = loaders.stage_names(view.journey_id, language())
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix_controls"):
        draw_level()
        held = {set_of(one.code) for one in shown.reading.measures}
        draw_set([one for one in SETS if one in held] or list(SETS[:1]), shown.measure_set)
        stages = {one.stage_id for one in shown.reading.targets}
        state.bound(
            st.selectbox, _("Stage"), ["", *(code for code in named if code in stages)], state.LINK_STAGE,
            format_func=lambda code: named.get(code) or _("All stages"), after=forget_cell, width=150,
        )  # fmt: skip
        state.bound(
            st.selectbox, _("Order"), ("strength", "journey"), state.LINK_ORDER, width=160,
            format_func=lambda code: _("Likely real first") if code == "strength" else _("As in the journey"),
        )  # fmt: skip
        draw_real()


def draw_level() -> None:
    """Single linked answers, or means by period."""

    def forget() -> None:  # the other level has other measures
        forget_cell()
        state.put(state.LINK_SET, "")

    state.bound(
        st.selectbox, _("Level of comparison"), ("case", "period"), state.LINK_LEVEL, after=forget, width=150,
        format_func=lambda code: _("Linked answers") if code == "case" else _("By period"),
    )  # fmt: skip


def draw_set(options: Sequence[str], chosen: str) -> None:
    """Which group of measures stands in the columns."""
    state.bound(st.selectbox, _("Process measures"), list(options), state.LINK_SET, format_func=set_name,
                fallback=chosen, after=forget_cell, width=190)  # fmt: skip


def draw_real() -> None:
    """All tested pairs or only what is likely real."""
    state.bound(
        st.segmented_control, _("Show"), state.SWITCH, state.LINK_REAL, required=True,
        format_func=lambda code: _("Only likely real") if code == "1" else _("All tested"),
    )  # fmt: skip


def set_name(code: str) -> str:
    """A group of measures in words."""
    return {
        "whole": _("Whole instance"), "waits": _("Waits before steps"), "repeats": _("Repeated steps"),
        "work": _("Work at steps"),
    }[code]  # fmt: skip


def draw_clickable(spec: dict[str, Any], name: str, chosen: str, alt_text: str) -> None:
    """The matrix; a click on a field that was tested chooses its pair."""

    def clicked_code(event: Any) -> str | None:
        return drawing.chosen_code(event, PARAMETER, "id")

    key = key_of(name, chosen, clicked_code)

    def choose() -> None:
        if code := clicked_code(st.session_state.get(key)):
            state.put(state.LINK_CELL, code)

    drawing.clickable(spec, choose, key=key, parameter=PARAMETER, alt_text=alt_text)
