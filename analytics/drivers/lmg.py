"""Shares of R squared per driver: LMG (Shapley, general dominance), first, last, squared beta, Pratt, Johnson."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np

from analytics.drivers.model import Floats, Ints
from analytics.drivers.subsets import entry_gains, subset_r2

GROUPS = 12  # independent groups of orders behind a sampled share and its error
RIDGE = 1e-11  # keeps a system solvable that is singular in one resample; far below any figure shown
CHUNK = 1 << 20  # subset values held at once


@dataclass(frozen=True, eq=False)
class Sampled:
    """Shares from sampled orders of entry; `value` and its standard error, shape (p,)."""

    value: Floats
    error: Floats


def lmg(r2: Floats) -> Floats:
    """Mean gain in R squared of each driver over all orders of entry [1]_; adds to R squared of the full model.

    lmg_j = sum over subsets S without j of |S|! (p - 1 - |S|)! / p! (R2(S + j) - R2(S)).

    Parameters
    ----------
    r2 : shape (..., 2^p) from `subset_r2`.

    References
    ----------
    .. [1] Lindeman, Merenda & Gold (1980), 120 ff.; Gromping (2006), J. Statistical Software 17(1).

    Examples
    --------
    >>> lmg(np.array([0.0, 0.36, 0.09, 0.45])).round(2).tolist()
    [0.36, 0.09]
    """
    within, without = _weights(r2.shape[-1])
    lost = (r2 * without).sum(axis=-1)
    folded = r2 * (within + without)
    parts = []
    while folded.shape[-1] > 1:  # the upper half holds the last driver; then its subsets fall together
        half = folded.shape[-1] // 2
        parts.append(folded[..., half:].sum(axis=-1) - lost)
        folded = folded[..., :half] + folded[..., half:]
    return np.stack(parts[::-1], axis=-1)


@lru_cache(maxsize=4)
def _weights(subsets: int) -> tuple[Floats, Floats]:
    """Weights of R2(S) where a driver is in S, and (to be taken away) where it is not; shape (2^p,) each."""
    p = subsets.bit_length() - 1
    within = np.array([0.0, *(1 / (p * comb(p - 1, k - 1)) for k in range(1, p + 1))])
    without = np.array([*(1 / (p * comb(p - 1, k)) for k in range(p)), 0.0])
    size = subset_sizes(p)
    return within[size], without[size]


@lru_cache(maxsize=4)
def subset_sizes(p: int) -> Ints:
    """Number of drivers in each of the 2^p subsets."""
    size = np.zeros(1, dtype=np.int64)
    for _ in range(p):
        size = np.concatenate([size, size + 1])
    return size


def lmg_of(correlations: Floats) -> Floats:
    """LMG of many correlation matrices, shape (matrices, p + 1, p + 1), a few at a time; shape (matrices, p)."""
    step = max(1, CHUNK >> (correlations.shape[-1] - 1))
    starts = range(0, len(correlations), step)
    return np.concatenate([lmg(subset_r2(correlations[start : start + step])) for start in starts])


def balanced_orders(p: int, groups: int, rng: np.random.Generator) -> Ints:
    """Orders of entry, shape (groups * 2p, p): each group holds every driver once in every place, forth and back.

    >>> balanced_orders(3, 1, np.random.default_rng(0)).sum(axis=0).tolist()
    [6, 6, 6]
    """
    starts = rng.permuted(np.tile(np.arange(p), (groups, 1)), axis=1)
    turns = (np.arange(p)[:, None] + np.arange(p)) % p
    turned = starts[:, turns]
    orders: Ints = np.concatenate([turned, turned[:, :, ::-1]], axis=1).reshape(-1, p)
    return orders


def sampled_lmg(correlation: Floats, orders: Ints, groups: int = GROUPS) -> Sampled:
    """LMG of one matrix from `orders` of `balanced_orders`, with the standard error over its groups [1]_.

    References
    ----------
    .. [1] Castro, Gomez & Tejada (2009), Computers & Operations Research 36, 1726-1730.
    """
    gains = entry_gains(correlation[None], orders)[0].reshape(groups, -1, orders.shape[1]).mean(axis=1)
    return Sampled(gains.mean(axis=0), gains.std(axis=0, ddof=1) / np.sqrt(groups))


def sampled_lmg_of(correlations: Floats, orders: Ints) -> Floats:
    """LMG of many matrices from the same few orders, shape (matrices, p)."""
    m = correlations.shape[-1]
    step = max(1, 4 * CHUNK // (len(orders) * m * m))
    starts = range(0, len(correlations), step)
    return np.concatenate([entry_gains(correlations[at : at + step], orders).mean(axis=1) for at in starts])


def betas(correlations: Floats) -> Floats:
    """Standardised slopes, shape (..., p); close to the shortest ones where drivers explain each other."""
    within = correlations[..., :-1, :-1] + RIDGE * np.eye(correlations.shape[-1] - 1)
    return np.asarray(np.linalg.solve(within, correlations[..., :-1, -1:])[..., 0], dtype=float)


def last_gains(correlation: Floats) -> Floats:
    """What each driver adds to all others: beta squared over the diagonal of the inverse correlations.

    >>> last_gains(np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]])).round(2).tolist()
    [0.27, 0.0]
    """
    inverse = np.linalg.pinv(correlation[:-1, :-1], rcond=1e-10, hermitian=True)
    gains: Floats = betas(correlation) ** 2 / np.diag(inverse)
    return gains


def johnson_weights(correlations: Floats) -> Floats:
    """Johnson's relative weights [1]_ (the same as Genizi's measure); add to R squared.

    With V D V' the drivers' correlations: L = V sqrt(D) V', weights = L^2 (L^-1 r)^2.

    Parameters
    ----------
    correlations : shape (..., p + 1, p + 1), the outcome last.

    References
    ----------
    .. [1] Johnson (2000), Multivariate Behavioral Research 35, 1-19; Genizi (1993), Statistica Sinica 3, 407-420.

    Examples
    --------
    >>> johnson_weights(np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]])).round(2).tolist()
    [0.36, 0.09]
    """
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    root = np.sqrt(np.clip(values, 0.0, None))
    back = np.divide(1.0, root, out=np.zeros_like(root), where=root > 1e-5)
    turned = np.swapaxes(vectors, -1, -2)
    link = (vectors * root[..., None, :]) @ turned
    slopes = (vectors * back[..., None, :]) @ turned @ correlations[..., :-1, -1:]
    weights: Floats = (link**2 @ slopes**2)[..., 0]
    return weights
