"""Units of a portfolio against each other: scores left, process right, each in its own funnel."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.fdr import bh_q_values
from analytics.funnel import FALSE_SHARE, INNER, OUTER, Funnel, mean_funnel, share_funnel

GRID = 60
SCORE_ENDS = (0.0, 100.0)


def score_funnel(units: pd.DataFrame) -> Funnel:
    """The funnel of mean scores (0-100) of units: n, mean, sd, variance (of the mean by its clusters, or missing).

    The design effect is that of all units together: sum(n variance) / sum(sd^2), at least 1.

    Raises
    ------
    NotEnoughData
        Fewer than three units.
    """
    return mean_funnel(units["mean"], units["sd"], units["n"], design_effect=design_effect(units), bounds=SCORE_ENDS)


def design_effect(units: pd.DataFrame) -> float:
    """How much wider than for independent answers; 1 where no unit has two clusters.

    >>> design_effect(pd.DataFrame({"n": [100, 50], "sd": [10.0, 10.0], "variance": [2.0, None]}))
    2.0
    """
    known = units[units["variance"].notna() & (units["sd"] > 0)]
    if known.empty:
        return 1.0
    wide = float((known["n"] * known["variance"]).sum() / np.square(known["sd"]).sum())
    return max(1.0, wide)


def on_time_funnel(units: pd.DataFrame) -> Funnel:
    """The funnel of shares of units: n, n_on_time.

    Raises
    ------
    NotEnoughData
        Fewer than three units, or all or none of the cases on time.
    """
    return share_funnel(units["n_on_time"], units["n"])


def outside(*funnels: Funnel | None) -> list[NDArray[np.bool_] | None]:
    """Which units of each funnel are called, the false-discovery rate taken over all funnels of the board together."""
    known = [one.p for one in funnels if one is not None]
    q = bh_q_values(np.concatenate(known)) if known else np.array([])
    parts = iter(np.split(q, np.cumsum([len(p) for p in known])[:-1]))
    return [None if one is None else next(parts) < FALSE_SHARE for one in funnels]


def limit_lines(funnel: Funnel) -> pd.DataFrame:
    """One row per n of a grid from the smallest to the largest unit: n, low, high, outer_low, outer_high.

    n are whole numbers: there is no share of 3.4 cases.
    """
    known = funnel.n[np.isfinite(funnel.values) & (funnel.n > 0)]
    first, last = np.sqrt(max(known.min() * 0.8, 1.0)), np.sqrt(known.max() * 1.05)
    n = np.unique(np.round(np.square(np.linspace(first, last, GRID))))
    (low, high), (outer_low, outer_high) = funnel.limits(n, INNER), funnel.limits(n, OUTER)
    return pd.DataFrame({"n": n, "low": low, "high": high, "outer_low": outer_low, "outer_high": outer_high})
