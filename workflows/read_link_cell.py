"""One cell of a matrix of linked answers in detail: its picture, and the rows behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.links.model import LinkedRows
from analytics.links.pairs import Pair, pair
from workflows.read_links import LinksReading


def cell_pair(reading: LinksReading, touchpoint: str, measure: str) -> Pair:
    """The scatter of a cell with all its answers.

    Raises
    ------
    ValueError
        No touchpoint or measure of that name.
    """
    scores, values = cell_columns(reading, touchpoint, measure)
    rows = LinkedRows.wide([touchpoint], scores[:, None], [measure], values[:, None], stratum=reading.held.codes,
                           cluster=pd.factorize(reading.rows.clusters)[0])  # fmt: skip
    every = max(len(scores), 1)  # no point is left out, so that no chance is needed
    return pair(rows, touchpoint, measure, rng=np.random.default_rng(0), most=every)


def cell_columns(reading: LinksReading, touchpoint: str, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Scores and values of a cell, one per row of the joining set; nan where not asked or unknown."""
    targets = reading.rows.targets
    is_point = (targets["kind"] == "touchpoint").to_numpy(bool)
    at = np.flatnonzero(is_point)[reading.matrix.touchpoints.index(touchpoint)]
    return reading.rows.scores[:, at], reading.rows.values[:, reading.matrix.measures.index(measure)]


def cell_rows(reading: LinksReading, touchpoint: str, measure: str) -> pd.DataFrame:
    """One row per answer of a cell, the lowest score first: response_no, case_id, day, score (0-100), value."""
    scores, values = cell_columns(reading, touchpoint, measure)
    told: pd.DataFrame = reading.rows.rows[["response_no", "case_id", "day"]].assign(score=scores, value=values)
    known: pd.DataFrame = told[np.isfinite(scores) & np.isfinite(values)]
    return known.sort_values(
        ["score", "value", "day"], ascending=[True, False, False], kind="stable", ignore_index=True
    )
