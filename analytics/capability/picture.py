"""The values of a study as a histogram with the curve of the distribution used, ready to be drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analytics.capability.model import Floats
from analytics.capability.shapes import OBSERVED, Shape, above, transformed
from analytics.intervals import clustered_mean

FEWEST, MOST, POINTS = 6, 36, 160
_REACH: Final = 0.06  # room beyond the outermost value or limit, as a share of the span


@dataclass(frozen=True, eq=False)
class Picture:
    """What a capability chart draws.

    Attributes
    ----------
    bins : one row per bar: start, end (unit of the values), n, is_beyond (its middle lies beyond a limit).
    curve : one row per point: value, n (values a bar of that width would hold); empty without a distribution.
    low, high : ends of the axis; limits lie inside.
    """

    bins: pd.DataFrame
    curve: pd.DataFrame
    low: float
    high: float


def capability_picture(values: Floats, shape: Shape, limits: tuple[float | None, float | None]) -> Picture:
    """Bars of equal width (Freedman and Diaconis), cut at the limits, and the curve on their scale [1]_.

    `values` is of shape (n,); missing ones are left out.

    References
    ----------
    .. [1] Freedman & Diaconis (1981), Zeitschrift fuer Wahrscheinlichkeitstheorie 57, 453-476.

    Examples
    --------
    >>> picture = capability_picture(np.random.default_rng(1).normal(10, 1, 80), Shape("normal", (), None), (6.0, 14.0))
    >>> int(picture.bins["n"].sum()), picture.low < 6.0 < 14.0 < picture.high
    (80, True)
    """
    known = values[np.isfinite(values)]
    width = _width(known)
    edges = _edges(known, width, limits)
    n, edges = np.histogram(known, bins=edges)
    middle = (edges[1:] + edges[:-1]) / 2
    lower = -math.inf if limits[0] is None else limits[0]
    upper = math.inf if limits[1] is None else limits[1]
    bins = pd.DataFrame(
        {"start": edges[:-1], "end": edges[1:], "n": n, "is_beyond": (middle < lower) | (middle > upper)}
    )
    ends = [edges[0], edges[-1], *(limit for limit in limits if limit is not None)]
    room = _REACH * (max(ends) - min(ends))
    low, high = min(ends) - room, max(ends) + room
    return Picture(bins, _curve(known, shape, width, low, high), float(low), float(high))


def waiting_groups(cases: pd.DataFrame, *, most: int = 8, fewest: int = 20) -> pd.DataFrame:
    """Cases in groups of equal size by waiting time: wait (mean), low_wait, high_wait, score, low, high, n.

    `cases` has one row per linked case: wait, score, account. Intervals are robust to accounts; groups hold at least
    `fewest` cases.

    >>> cases = pd.DataFrame({"wait": range(100), "score": range(100), "account": range(100)})
    >>> waiting_groups(cases)["n"].tolist()
    [20, 20, 20, 20, 20]
    """
    n_groups = max(1, min(most, len(cases) // fewest))
    group = pd.qcut(cases["wait"].rank(method="first"), n_groups, labels=False)
    rows = []
    for _number, mine in cases.groupby(group):
        sums = pd.DataFrame({"cluster_group": pd.factorize(mine["account"])[0], "n": 1, "s": mine["score"].to_numpy()})
        mean = clustered_mean(sums.groupby("cluster_group", as_index=False).sum())
        ends = (mean.low, mean.high) if mean.low is not None and mean.high is not None else (mean.value, mean.value)
        wait = mine["wait"]
        rows.append((float(wait.mean()), float(wait.min()), float(wait.max()), mean.value, *ends, len(mine)))
    return pd.DataFrame(rows, columns=["wait", "low_wait", "high_wait", "score", "low", "high", "n"])


def _width(values: Floats) -> float:
    spread = float(np.subtract(*np.quantile(values, [0.75, 0.25])))
    span = float(np.ptp(values))
    width = 2 * spread / len(values) ** (1 / 3) if spread > 0 else span / 10
    return min(max(width, span / MOST), span / FEWEST)


def _edges(values: Floats, width: float, limits: tuple[float | None, float | None]) -> Floats:
    """Edges that fall on a limit, so that no bar lies on both sides of it."""
    anchor = next((limit for limit in (limits[1], limits[0]) if limit is not None), float(values.min()))
    first = anchor + width * math.floor((float(values.min()) - anchor) / width)
    count = math.floor((float(values.max()) - first) / width) + 1
    return np.asarray(first + width * np.arange(count + 1))


def _curve(values: Floats, shape: Shape, width: float, low: float, high: float) -> pd.DataFrame:
    empty = pd.DataFrame({"value": [], "n": []}, dtype=float)
    if shape.name == OBSERVED:
        return empty
    if shape.name not in ("normal", "yeo_johnson"):
        low = max(low, 1e-9)
    at = np.linspace(low, high, POINTS)
    density = np.gradient(_below(values, shape, at), at)
    return pd.DataFrame({"value": at, "n": density * width * len(values)})


def _below(values: Floats, shape: Shape, at: Floats) -> Floats:
    """Share of the distribution below each place."""
    from scipy.special import ndtr

    if not shape.is_transform:
        return np.array([1 - above(shape, float(place)) for place in at])
    moved = transformed(values, shape)
    return np.asarray(ndtr((transformed(at, shape) - moved.mean()) / moved.std(ddof=1)))
