"""Customer tolerance: the wait beyond which satisfaction falls below the expectation floor.

A broken stick (one slope before the break, a steeper fall after it) is fitted to satisfaction on waiting. The tolerance
is where the fitted line crosses the floor. Accounts are the unit of chance throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analytics.capability.model import Floats
from analytics.capability.stick import Sticks, cluster_sticks, stick_grid
from errors import NotEnoughData

MIN_CASES: Final = 40
MIN_ACCOUNTS: Final = 15
SIZE: Final = 0.05
DRAWS: Final = 999
_LOST: Final = 0.10  # share of resamples without a crossing above which no interval is given


@dataclass(frozen=True)
class Tolerance:
    """What customers tolerate, or why it is not known.

    Attributes
    ----------
    reason : "found", or why not: "no_break" (satisfaction does not begin to fall faster, beyond chance), "not_worse"
        (the best line does not fall after its break), "below_at_once" (below the floor even without waiting),
        "stays_above" (never at the floor within the waits observed), "uncertain" (no interval).
    wait, low, high : tolerated wait with its 95 % interval, in the unit of the waits; None unless found.
    break_at : wait at which the slope changes; break_low, break_high: its interval.
    slope_before, slope_after : points per unit of waiting.
    start : fitted satisfaction at the shortest wait observed.
    p : chance of as sharp a downward bend without one.
    n_cases, n_accounts : linked cases and the accounts they belong to.
    floor : the expectation floor it was held against, 0-100.
    """

    reason: str
    wait: float | None
    low: float | None
    high: float | None
    break_at: float
    break_low: float
    break_high: float
    slope_before: float
    slope_after: float
    start: float
    p: float
    n_cases: int
    n_accounts: int
    floor: float

    @property
    def is_found(self) -> bool:
        """Whether a tolerated wait is shown."""
        return self.reason == "found"


def customer_tolerance(cases: pd.DataFrame, floor: float, *, rng: np.random.Generator, draws: int = DRAWS) -> Tolerance:
    """The tolerated wait by a segmented fit [1]_, its break tested by a wild cluster bootstrap [2]_.

    Parameters
    ----------
    cases : one row per linked case: wait (any unit, 0 or more), score (0-100, mean of its answers), account.
    floor : expectation floor, 0-100.
    rng : source of the resamples.

    Raises
    ------
    NotEnoughData
        Fewer than 40 cases or 15 accounts.

    References
    ----------
    .. [1] Muggeo (2003), Statistics in Medicine 22, 3055-3071 (the model); here the break is searched on a grid.
    .. [2] Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414-427; sup-test over the grid:
       Hansen (1996), Econometrica 64, 413-430.
    """
    known = cases.dropna(subset=["wait", "score", "account"])
    accounts, names = pd.factorize(known["account"])
    _check(len(known), len(names))
    wait, score = known["wait"].to_numpy(float), known["score"].to_numpy(float)
    grid = stick_grid(wait)
    if not len(grid):
        raise NotEnoughData(found=len(np.unique(wait)), needed=5)
    sticks = cluster_sticks(wait, score, np.asarray(accounts), grid)
    p = sticks.break_test(rng, draws)
    fit = sticks.fit(np.ones((1, len(names))))
    again = sticks.fit(_resampled(len(names), rng, draws))
    ends = float(wait.min()), float(wait.max())
    crossing = crossings(fit, floor, ends)[0]
    breaks = np.quantile(again.break_at, [0.025, 0.975])
    reason, interval = _judged(fit, crossings(again, floor, ends), crossing, p, floor, ends)
    before, after = float(fit.slope_before[0]), float(fit.slope_after[0])
    found = reason == "found"
    return Tolerance(
        reason=reason,
        wait=float(crossing) if found else None,
        low=interval[0] if found else None,
        high=interval[1] if found else None,
        break_at=float(fit.break_at[0]),
        break_low=float(breaks[0]),
        break_high=float(breaks[1]),
        slope_before=before,
        slope_after=after,
        start=float(fit.at(np.array([ends[0]]))[0]),
        p=p,
        n_cases=len(known),
        n_accounts=len(names),
        floor=floor,
    )


def _check(n_cases: int, n_accounts: int) -> None:
    if n_cases < MIN_CASES:
        raise NotEnoughData(found=n_cases, needed=MIN_CASES)
    if n_accounts < MIN_ACCOUNTS:
        raise NotEnoughData(found=n_accounts, needed=MIN_ACCOUNTS)


def _resampled(n: int, rng: np.random.Generator, draws: int) -> Floats:
    """How often each account is drawn, shape (draws, n)."""
    return rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)


def crossings(fit: Sticks, floor: float, ends: tuple[float, float]) -> Floats:
    """Wait at which each line first falls to the floor, shape (fits,); nan where not within the waits observed."""
    shortest, longest = ends
    at_break = fit.at(fit.break_at)
    with np.errstate(divide="ignore", invalid="ignore"):
        early = fit.break_at - (at_break - floor) / fit.slope_before
        late = fit.break_at + (at_break - floor) / -fit.slope_after
    is_early = (at_break <= floor) & (fit.slope_before < 0)
    found = np.where(at_break > floor, np.where(fit.slope_after < 0, late, np.nan), np.where(is_early, early, np.nan))
    return np.where((found >= shortest) & (found <= longest), found, np.nan)


def _judged(
    fit: Sticks, again: Floats, crossing: float, p: float, floor: float, ends: tuple[float, float]
) -> tuple[str, tuple[float, float]]:
    nothing = (float("nan"), float("nan"))
    if p >= SIZE:
        return "no_break", nothing
    if fit.slope_after[0] >= min(0.0, fit.slope_before[0]):
        return "not_worse", nothing
    if float(fit.at(np.array([ends[0]]))[0]) <= floor:
        return "below_at_once", nothing
    if not np.isfinite(crossing):
        return "stays_above", nothing
    known = again[np.isfinite(again)]
    if 1 - len(known) / len(again) > _LOST:
        return "uncertain", nothing
    low, high = np.quantile(known, [0.025, 0.975])
    return "found", (float(low), float(high))
