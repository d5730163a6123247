"""How probable it is that a measure reaches its target by a date, from its course so far.

docs/methods/objectives.md states the model, its assumptions, and how well its probabilities hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analytics.clusters import Floats
from analytics.intervals import CONFIDENCE, t_quantile

MIN_POINTS: Final = 8
MAX_POINTS: Final = 24
LIKELY: Final = 0.9
ALPHAS: Final = np.arange(0.05, 1.001, 0.05)
Reason = Literal["told", "few", "far", "constant", "past"]
Model = Literal["line", "level"]
Outlook = Literal["will_reach", "open", "will_miss", "cannot_tell"]


@dataclass(frozen=True)
class Progress:
    """The outlook of one objective.

    Attributes
    ----------
    probability : chance that the value of the due period reaches the target; None where it cannot be told.
    reason : "told", or why not: "few" points, "far" ahead, a "constant" series, the due period is "past".
    value, low, high : the value expected in the due period with its 95 % prediction interval; None when not told.
    path : the same for every period from the first after the last value to the due one, rows of (value, low, high).
    model : "line" (the course goes on) or "level" (values hang together: the level of lately is carried on).
    n : points it rests on.
    """

    probability: float | None
    reason: Reason
    value: float | None = None
    low: float | None = None
    high: float | None = None
    path: tuple[tuple[float, float, float], ...] = ()
    model: Model = "line"
    n: int = 0


def progress_towards(values: Sequence[float], *, target: float, direction: str, ahead: int) -> Progress:
    """Chance of reaching `target` `ahead` periods after the last value, P(T(n - 2) <= (expected - target) / s_pred).

    Line: least squares through the last 24 values at most, s_pred^2 = s^2 (1 + 1/n + (t0 - mean t)^2 / Sxx) [1]_.
    Level, where its residuals hang together (lag-1 autocorrelation above 0): exponential smoothing,
    s_pred^2 = s^2 (1 + (ahead - 1) a^2) with s and a from the one-step errors [2]_.

    Parameters
    ----------
    values : one per period in time order, in the unit of the target; NaN where a period has none.
    direction : "up" where more is better, "down" where less is.
    ahead : periods from the last value to the one that holds the due date; below 1 the date is past.

    References
    ----------
    .. [1] Draper & Smith (1998), Applied Regression Analysis, 3rd ed., 3.1: prediction of one further value.
    .. [2] Hyndman & Athanasopoulos (2021), Forecasting: principles and practice, 3rd ed., 8.1 and 8.7.

    Examples
    --------
    >>> found = progress_towards([1, 2, 3.2, 3.9, 5.1, 6, 7.1, 7.9], target=9.0, direction="up", ahead=2)
    >>> found.reason, found.model, round(found.value, 2), round(found.probability, 3)
    ('told', 'line', 9.99, 1.0)
    >>> progress_towards([1, 2, 3], target=9.0, direction="up", ahead=2).reason
    'few'
    """
    y = np.asarray(values, dtype=float)[-MAX_POINTS:]
    known = np.isfinite(y)
    n = int(known.sum())
    if ahead < 1:
        return Progress(None, "past", n=n)
    if n < MIN_POINTS:
        return Progress(None, "few", n=n)
    if ahead > len(y):
        return Progress(None, "far", n=n)
    t = np.arange(len(y), dtype=float)
    return _forecast(t[known], y[known], len(y) - 1.0 + np.arange(1.0, ahead + 1.0), target, direction)


def _forecast(t: Floats, y: Floats, future: Floats, target: float, direction: str) -> Progress:
    from scipy.special import stdtr

    n = len(y)
    expected, spread, residual = _line(t, y, future)
    model: Model = "line"
    if _autocorrelation(residual) > 0:
        model, (expected, spread) = "level", _level(y, len(future))
    if spread[-1] <= 1e-9 * max(1.0, float(np.abs(y).max())):
        return Progress(None, "constant", n=n)
    half = float(t_quantile(0.5 + CONFIDENCE / 2, n - 2)) * spread
    path = tuple(zip(expected.tolist(), (expected - half).tolist(), (expected + half).tolist(), strict=True))
    sign = 1.0 if direction == "up" else -1.0
    chance = float(stdtr(n - 2, sign * (expected[-1] - target) / spread[-1]))
    return Progress(chance, "told", *path[-1], path=path, model=model, n=n)


def _line(t: Floats, y: Floats, future: Floats) -> tuple[Floats, Floats, Floats]:
    """Expected values, their standard deviations, and the residuals of the least-squares line."""
    n, sxx = len(y), float(np.square(t - t.mean()).sum())
    slope = float((t - t.mean()) @ y) / sxx
    residual = y - y.mean() - slope * (t - t.mean())
    s = math.sqrt(float(residual @ residual) / (n - 2))
    return y.mean() + slope * (future - t.mean()), s * np.sqrt(1 + 1 / n + np.square(future - t.mean()) / sxx), residual


def _autocorrelation(residual: Floats) -> float:
    """Lag-1 autocorrelation; 0 where nothing varies."""
    square = float(residual @ residual)
    return float(residual[1:] @ residual[:-1]) / square if square > 1e-18 else 0.0


def _level(y: Floats, ahead: int) -> tuple[Floats, Floats]:
    """The smoothed last level carried on, and standard deviations that grow with every period."""
    level = np.full(len(ALPHAS), y[: MIN_POINTS // 2].mean())
    squares = np.zeros(len(ALPHAS))
    for value in y:  # at most 24 of them
        error = value - level
        squares += np.square(error)
        level = level + ALPHAS * error
    best = int(np.argmin(squares))
    s = math.sqrt(float(squares[best]) / (len(y) - 2))
    steps = np.arange(ahead, dtype=float)
    return np.full(ahead, level[best]), s * np.sqrt(1 + steps * ALPHAS[best] ** 2)


def outlook(probability: float | None) -> Outlook:
    """The plain words for a probability: 90 % and more, 10 % and less, or between.

    >>> outlook(0.93), outlook(0.5), outlook(0.04), outlook(None)
    ('will_reach', 'open', 'will_miss', 'cannot_tell')
    """
    if probability is None:
        return "cannot_tell"
    if probability >= LIKELY:
        return "will_reach"
    return "will_miss" if probability <= 1 - LIKELY else "open"
