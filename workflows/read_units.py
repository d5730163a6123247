"""Units of a portfolio in time: the score of each by month on its own control chart."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from analytics.spc.model import MIN_POINTS
from data.queries.portfolio_board import GRAIN, unit_courses
from data.queries.scope import Scope
from data.store import Store
from workflows.rank_control import Shifted, min_n, moved_measures
from workflows.read_control import Reading, Row, reading


def unit_readings(store: Store, scope: Scope, kind: str) -> tuple[dict[str, Reading], tuple[Shifted, ...]]:
    """The chart of each unit with enough points; units whose level moved by the false-discovery rate over all."""
    least = min_n(store)
    courses = unit_courses(store, scope, kind)
    told = {
        unit: reading(series, row_of(unit), grain=GRAIN, min_n=least)
        for unit, series in courses.items()
        if (series["n"] >= least).sum() >= MIN_POINTS
    }
    return told, moved_measures(told)


def row_of(unit: str) -> Row:
    """A unit's score as a measure: points, better upwards, without a target."""
    named: dict[Hashable, Any] = {"code": unit, "kind": "mean", "item_id": unit, "name_en": unit, "name_zh": unit}
    return named | {"unit": "points", "direction": "up", "grain": GRAIN, "target": None}
