"""Cached reads of the page on experience and process: the matrix, one cell of it, the cases behind."""

from __future__ import annotations

import pandas as pd

from analytics.links.pairs import Pair
from data.queries.linked_names import case_names
from data.queries.scope import Scope
from data.queries.voices import touchpoint_comments
from views.loaders import made, once, store
from workflows import read_link_cell
from workflows.read_link_periods import PeriodReading, read_link_periods
from workflows.read_links import LinksReading, read_links

AREAS = ("feedback", "process", "journey", "setting")


@once
def reading(scope: Scope) -> LinksReading:
    """The matrix of linked answers of a scope and what it rests on."""
    return made(AREAS, ("links", scope), lambda: read_links(store(), scope))


@once
def period_reading(scope: Scope) -> PeriodReading | None:
    """The matrix of a scope by week or month; None where too few periods have both sides."""
    return made(AREAS, ("links by period", scope), lambda: read_link_periods(store(), scope))


@once
def pair(scope: Scope, touchpoint: str, measure: str) -> Pair:
    """The picture of one cell."""
    what = ("link cell", scope, touchpoint, measure)
    return made(AREAS, what, lambda: read_link_cell.cell_pair(reading(scope), touchpoint, measure))


@once
def rows(scope: Scope, touchpoint: str, measure: str) -> pd.DataFrame:
    """One row per answer of one cell, the lowest score first (`workflows.read_link_cell.cell_rows`), with case_key and
    account.
    """

    def make() -> pd.DataFrame:
        told = read_link_cell.cell_rows(reading(scope), touchpoint, measure)
        names = case_names(store(), sorted(set(told["case_id"])))
        return told.merge(names, on="case_id", how="left")

    return made(AREAS, ("link rows", scope, touchpoint, measure), make)


@once
def comments(scope: Scope, touchpoint: str, responses: tuple[int, ...]) -> pd.DataFrame:
    """What these responses say about a touchpoint (`data.queries.voices.touchpoint_comments`)."""
    what = ("link comments", scope, touchpoint, responses)
    return made((*AREAS, "voices"), what, lambda: touchpoint_comments(store(), scope, touchpoint, responses=responses))
