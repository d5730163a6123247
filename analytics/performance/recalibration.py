"""Probabilities that earlier outcomes show to be too high, too low or too bold are bent back: two numbers, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.performance.ridge import Floats

SPREAD: Final = np.array([2.0, 0.5])  # of intercept and slope around 0 and 1, on the logit scale
STEPS: Final = 50
TINY: Final = 1e-9


@dataclass(frozen=True)
class Recalibration:
    """logit of the probability shown = intercept + slope * logit of the one told; a slope of 0 is the base rate."""

    intercept: float
    slope: float

    def shown(self, told: Floats) -> Floats:
        """Probabilities of any shape; 0 (a limit is passed) stays 0 and what cannot be told stays missing.

        >>> Recalibration(0.0, 1.0).shown(np.array([0.0, 0.25, np.nan])).round(2).tolist()
        [0.0, 0.25, nan]
        """
        bent = _chance(self.intercept + self.slope * logit(told))
        found: Floats = np.where(told == 0, 0.0, bent)
        return found


def logit(p: Floats) -> Floats:
    """Log odds, ends kept finite."""
    kept = np.clip(p, TINY, 1 - TINY)
    found: Floats = np.log(kept) - np.log1p(-kept)
    return found


def recalibration(told: Floats, met: Floats, *, n_cases: int) -> Recalibration:
    """Logistic recalibration [1]_ of probabilities on what came true, drawn towards leaving them alone.

    Maximises log likelihood * cases / forecasts - intercept^2 / (2 * 2^2) - (slope - 1)^2 / (2 * 0.5^2): forecasts of
    one case repeat each other and count as one. A slope below 0 would turn the order round and is set to 0.

    Parameters
    ----------
    told, met : (n,) probabilities and 0 or 1; forecasts of 0 are certain and left out.
    n_cases : different cases among them.

    References
    ----------
    .. [1] Cox (1958), Biometrika 45, 562-565.

    Examples
    --------
    Told 40 % and 80 %, but half as often true.

    >>> told = np.repeat([0.4, 0.8], 5000)
    >>> met = np.tile(np.r_[np.ones(1000), np.zeros(4000)], 2) + np.r_[np.zeros(6000), np.ones(1000), np.zeros(3000)]
    >>> recalibration(told, met, n_cases=10_000).shown(np.array([0.4, 0.8])).round(2).tolist()
    [0.2, 0.4]
    """
    use = told > 0
    x, y = np.column_stack([np.ones(int(use.sum())), logit(told[use])]), met[use]
    weight = n_cases / max(len(told), 1)
    found = _fitted(x, y, weight, np.array([0.0, 1.0]), SPREAD)
    if found[1] < 0:
        found = np.array([_fitted(x[:, :1], y, weight, np.zeros(1), SPREAD[:1])[0], 0.0])
    return Recalibration(float(found[0]), float(found[1]))


def _fitted(x: Floats, y: Floats, weight: float, center: Floats, spread: Floats) -> Floats:
    """Newton's method on the penalised log likelihood, which is strictly concave."""
    found = center.copy()
    for _ in range(STEPS):
        p = _chance(x @ found)
        slope = weight * x.T @ (y - p) - (found - center) / spread**2
        bend = weight * (x * (p * (1 - p))[:, None]).T @ x + np.diag(spread**-2.0)
        step = np.linalg.solve(bend, slope)
        found = found + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < TINY:
            break
    return found


def _chance(odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    return found


def losses(told: Floats, met: Floats) -> tuple[float, float]:
    """Mean squared error (Brier) and mean log loss of probabilities; lower is better.

    >>> [round(one, 3) for one in losses(np.array([0.5, 0.5]), np.array([1.0, 0.0]))]
    [0.25, 0.693]
    """
    kept = np.clip(told, TINY, 1 - TINY)
    logs = met * np.log(kept) + (1 - met) * np.log1p(-kept)
    return float(np.square(told - met).mean()), -float(logs.mean())
