"""The matrix period by period, for processes without a link to answers: lags searched, and the search paid for.

docs/methods/links.md states what is taken out of the series, what a lag means, and the limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.links.cases import duplicates
from analytics.links.lags import LagCorrelations, lag_correlations
from analytics.links.model import Floats, Verdict, grid
from analytics.links.series import Whitened, Whitening, whitened
from analytics.links.shifts import Shifted, shifted
from errors import N_, BadInput

LEAST_PERIODS: Final = 16  # periods with both values, at a lag that is searched


@dataclass(frozen=True)
class LagPoint:
    """One lag of one cell: r with the band that holds at all searched lags together; None where too few periods."""

    lag: int
    n: int
    r: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class PeriodCell:
    """One touchpoint against one process measure by period.

    Attributes
    ----------
    lag : periods by which the measure comes before the score (negative: after it), chosen for the largest |z|.
    r, low, high : correlation at that lag of what is left of both series, with an interval that pays for the search.
    p, q : chance of so large a correlation anywhere in the window; q after false-discovery control over the matrix.
    n : periods with both values at that lag. duplicate_of: the measure that says the same (duplicate).
    """

    touchpoint: str
    measure: str
    verdict: Verdict
    n: int = 0
    lag: int | None = None
    r: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, eq=False)
class Searched:
    """What was found at the lags, of the M measures kept.

    Per cell (T, M): place of the best lag, and p. Per lag and cell (lags, T, M): r, n, low, high; nan where too few.
    """

    measures: tuple[str, ...]
    best: NDArray[np.intp]
    p: Floats
    r: Floats
    n: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class PeriodMatrix:
    """All cells, touchpoint by touchpoint; `carry` is what a period takes over from the one before, per name.

    `n_tested` cells are paid for by the q-values; `n_windows` shifted windows stand behind each p.
    """

    touchpoints: tuple[str, ...]
    measures: tuple[str, ...]
    lags: tuple[int, ...]
    how: Whitening
    cells: tuple[PeriodCell, ...]
    score_carry: tuple[float, ...]
    measure_carry: tuple[float, ...]
    n_tested: int
    n_windows: int
    searched: Searched

    def __iter__(self) -> Iterator[PeriodCell]:
        return iter(self.cells)

    def of(self, touchpoint: str, measure: str) -> PeriodCell:
        """One cell; ValueError where there is none of that name."""
        return self.cells[self.touchpoints.index(touchpoint) * len(self.measures) + self.measures.index(measure)]

    def grid(self, figure: Literal["r", "q"]) -> Floats:
        """One figure of all cells (T, M), nan where a cell has none."""
        return grid([getattr(cell, figure) for cell in self.cells], len(self.touchpoints))

    def profile(self, touchpoint: str, measure: str) -> tuple[LagPoint, ...]:
        """Every lag of the window for one cell; () for a measure that was left out as a duplicate."""
        if measure not in self.searched.measures:
            return ()
        at = self.touchpoints.index(touchpoint), self.searched.measures.index(measure)
        return tuple(_point(lag, self.searched, (number, *at)) for number, lag in enumerate(self.lags))


def period_matrix(
    touchpoints: Sequence[str], scores: Floats, measures: Sequence[str], values: Floats, *, lags: Sequence[int],
    rng: np.random.Generator, how: Whitening = "ar1", season: int | None = None,
) -> PeriodMatrix:  # fmt: skip
    """Every touchpoint against every measure over time: the lag with the largest correlation, and what that is worth.

    Both series lose their straight line, their yearly wave and their own memory (`analytics.links.series.whitened`). p
    is the share of windows of shifted series whose largest |z| reaches the one found (`analytics.links.shifts`),
    so it pays for all lags; q by Benjamini-Hochberg over the cells.

    Parameters
    ----------
    touchpoints, scores : names and mean scores (T, periods), points of 100, evenly spaced in time, nan for gaps.
    measures, values : names and period values (M, periods) in their own units, nan for gaps.
    season : periods in a year (12, 52), to take a yearly wave out of series of two years and more; None: leave it in.
    lags : the window searched, in periods; 0 is the same period, positive lets the measure come first.

    Raises
    ------
    BadInput
        Series of unequal length, or names that do not fit them; no lag, or one as long as the series.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> waits = rng.normal(5, 1, 120)
    >>> scores = 80 - 4 * np.roll(waits, 2) + rng.normal(0, 3, 120)
    >>> cell = period_matrix(["offer"], scores[None], ["wait_days"], waits[None], lags=range(5), rng=rng).of(
    ...     "offer", "wait_days")
    >>> cell.lag, cell.r < -0.6, cell.verdict
    (2, True, 'likely_real')
    """
    searched = tuple(sorted({int(lag) for lag in lags}))
    _checked(touchpoints, scores, measures, values, searched)
    one, two = (whitened(rows, how=how, season=season) for rows in (scores, values))
    repeated = duplicates(values)
    kept = [number for number in range(len(measures)) if number not in repeated]
    apart = shifted(one.values, two.values[kept], searched, rng=rng)
    found = _searched(tuple(measures[k] for k in kept), lag_correlations(one.values, two.values[kept], searched), apart)
    q = bh_q_values(found.p.ravel()).reshape(found.p.shape)
    codes = _codes(scores, values[kept], one, two, kept)
    places = {k: number for number, k in enumerate(kept)}
    cells = tuple(
        PeriodCell(touchpoint, name, "duplicate", duplicate_of=measures[repeated[k]])
        if k in repeated
        else _cell((touchpoint, name), searched, found, (t, places[k]), float(q[t, places[k]]), codes[t, places[k]])
        for t, touchpoint in enumerate(touchpoints)
        for k, name in enumerate(measures)
    )
    return PeriodMatrix(
        tuple(touchpoints), tuple(measures), searched, how, cells,
        score_carry=tuple(one.carry.tolist()), measure_carry=tuple(two.carry.tolist()),
        n_tested=int(np.isfinite(found.p).sum()), n_windows=len(apart.largest), searched=found,
    )  # fmt: skip


def _checked(
    touchpoints: Sequence[str], scores: Floats, measures: Sequence[str], values: Floats, lags: Sequence[int]
) -> None:
    if scores.ndim != 2 or values.ndim != 2 or scores.shape[1] != values.shape[1]:
        raise BadInput(field="values", value="", fix=N_("All series must cover the same periods."))
    if (len(touchpoints), len(measures)) != (len(scores), len(values)):
        raise BadInput(field="measures", value="", fix=N_("Every series needs one name."))
    if not lags or max(map(abs, lags)) >= scores.shape[1]:
        raise BadInput(field="lags", value="", fix=N_("The window of lags must be shorter than the series."))


def _searched(measures: tuple[str, ...], found: LagCorrelations, apart: Shifted) -> Searched:
    r = np.where(found.n >= LEAST_PERIODS, found.r, np.nan)
    z = np.abs(found.z) / apart.widening
    known = np.where(np.isnan(r), -1.0, z)
    best = np.argmax(known, axis=0)
    largest = known.max(axis=0)
    half = apart.limit * apart.widening / np.sqrt(np.maximum(found.n - 3, 1.0))
    centre = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    p = apart.p(np.where(largest < 0, np.nan, largest))
    return Searched(measures, best, p, r, found.n, np.tanh(centre - half), np.tanh(centre + half))


def _codes(scores: Floats, values: Floats, one: Whitened, two: Whitened, kept: Sequence[int]) -> NDArray[np.str_]:
    """Why a cell has no figures, if it has none: (T, M) of codes."""
    common = np.isfinite(scores).astype(float) @ np.isfinite(values).T.astype(float)
    constant = one.is_constant[:, None] | two.is_constant[list(kept)][None, :]
    return np.where(common == 0, "all_missing", np.where(constant, "constant", "too_few"))


def _cell(
    names: tuple[str, str], lags: Sequence[int], found: Searched, at: tuple[int, int], q: float, code: str
) -> PeriodCell:
    if np.isnan(q):
        return PeriodCell(*names, cast(Verdict, code), int(found.n[:, *at].max()))
    lag = int(found.best[at])
    chosen = _point(lags[lag], found, (lag, *at))
    verdict: Verdict = "likely_real" if q < FALSE_DISCOVERY_RATE else "could_be_chance"
    return PeriodCell(*names, verdict, chosen.n, chosen.lag, chosen.r, chosen.low, chosen.high, float(found.p[at]), q)


def _point(lag: int, found: Searched, at: tuple[int, int, int]) -> LagPoint:
    r, low, high = (float(each[at]) for each in (found.r, found.low, found.high))
    if np.isnan(r):
        return LagPoint(lag, int(found.n[at]), None, None, None)
    return LagPoint(lag, int(found.n[at]), r, low, high)
