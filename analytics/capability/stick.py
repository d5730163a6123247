"""Broken sticks over a grid of breaks, from sums per account: one fit, its resamples and the test of the break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.capability.model import Floats

_POINTS: Final = 40
_EDGE: Final = 0.10  # share of the cases left on either side of a break


@dataclass(frozen=True)
class Sticks:
    """Fitted lines, one per resample; each array has shape (resamples,).

    Attributes
    ----------
    break_at : where the slope changes, in units of waiting.
    level : fitted score at wait 0 of the first piece.
    slope_before, slope_after : points per unit of waiting.
    """

    break_at: Floats
    level: Floats
    slope_before: Floats
    slope_after: Floats

    def at(self, wait: Floats) -> Floats:
        """Fitted score at a wait per resample (shape (resamples,) or (1,))."""
        beyond = np.maximum(wait - self.break_at, 0.0)
        return np.asarray(self.level + self.slope_before * wait + (self.slope_after - self.slope_before) * beyond)


@dataclass(frozen=True)
class ClusterSums:
    """Cross products per account for each candidate break.

    Attributes
    ----------
    grid : shape (k,), candidate breaks.
    gram : shape (k, accounts, 9), products of (1, wait, hinge) with one another.
    moment : shape (k, accounts, 3), their products with the score.
    square : shape (accounts,), sums of squared scores.
    scores : shape (k, accounts), sums of hinge x residual of the straight line, hinge freed of 1 and wait.
    leverage : shape (k, accounts), share of the freed hinge's square that lies in each account, at most .9.
    """

    grid: Floats
    gram: Floats
    moment: Floats
    square: Floats
    scores: Floats
    leverage: Floats

    def fit(self, weights: Floats) -> Sticks:
        """Least squares with each account counted `weights` times, shape (resamples, accounts)."""
        gram = np.matmul(weights, self.gram).reshape(len(self.grid), len(weights), 3, 3)
        moment = np.matmul(weights, self.moment)
        ridge = 1e-12 * np.trace(gram, axis1=2, axis2=3)[..., None, None] * np.eye(3)
        line = np.linalg.solve(gram + ridge, moment[..., None])[..., 0]
        lost = (weights @ self.square)[None, :] - (line * moment).sum(axis=2)
        best = lost.argmin(axis=0)
        level, before, bend = line[best, np.arange(len(weights))].T
        return Sticks(self.grid[best], level, before, before + bend)

    def break_test(self, rng: np.random.Generator, draws: int) -> float:
        """Chance of as sharp a downward bend under a straight line.

        The statistic is the largest -t over the grid, t robust to clusters; under no break the residuals of each
        account keep or change their sign together.
        """
        sd = np.sqrt(np.square(self.scores).sum(axis=1))
        usable = sd > 0
        if not usable.any():
            return 1.0
        scores = -self.scores[usable] / sd[usable][:, None]
        signs = rng.choice(np.array([-1.0, 1.0]), size=(draws, scores.shape[1]))
        # an account that bends the line by itself has too small a residual: made as large as if it had been left out
        largest = (signs @ (scores / (1 - self.leverage[usable])).T).max(axis=1)
        return (1 + int((largest >= scores.sum(axis=1).max()).sum())) / (draws + 1)


def stick_grid(wait: Floats) -> Floats:
    """Candidate breaks, shape (grid,): quantiles of the waits, shape (cases,), that leave a tenth on either side."""
    return np.unique(np.quantile(wait, np.linspace(_EDGE, 1 - _EDGE, _POINTS)))[1:-1]


def cluster_sticks(wait: Floats, score: Floats, accounts: NDArray[np.intp], grid: Floats) -> ClusterSums:
    """All sums the fits and the test need, per account; `wait`, `score` and `accounts` (numbers from 0 on) per case."""
    n_accounts = int(accounts.max()) + 1
    owner = (accounts[None, :] == np.arange(n_accounts)[:, None]).astype(float)
    hinge = np.maximum(wait[None, :] - grid[:, None], 0.0)
    ones = np.ones_like(hinge)
    columns = np.stack([ones, ones * wait, hinge], axis=2)

    def summed(values: Floats) -> Floats:
        """Sums per account over the cases (axis 1)."""
        return np.asarray(np.matmul(owner, values.reshape(len(grid), len(wait), -1))).reshape(
            len(grid), n_accounts, *values.shape[2:]
        )

    gram = summed((columns[..., :, None] * columns[..., None, :]).reshape(len(grid), len(wait), 9))
    moment = summed(columns * score[None, :, None])
    square = np.bincount(accounts, weights=np.square(score), minlength=n_accounts).astype(float)
    plain = np.column_stack([np.ones_like(wait), wait])
    projection = np.linalg.lstsq(plain, np.column_stack([score, hinge.T]), rcond=None)[0]
    freed = np.column_stack([score, hinge.T]) - plain @ projection
    share = summed(np.square(freed[:, 1:].T))
    leverage = np.minimum(share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300), 0.9)
    return ClusterSums(grid, gram, moment, square, summed(freed[:, 1:].T * freed[:, 0]), leverage)
