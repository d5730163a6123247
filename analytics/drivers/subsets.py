"""R squared of every subset of drivers from one correlation matrix, and gains along orders of entry.

Many matrices are read at once: the last axis of an array is the matrix (a resample, a subset, an order of entry).
"""

from __future__ import annotations

import numpy as np

from analytics.drivers.model import LARGEST_TABLE, Floats, Ints

PIVOT = 1e-9  # a driver whose variance beside the others falls below this share brings nothing new


def subset_r2(correlations: Floats) -> Floats:
    """R squared of all 2^p subsets [1]_.

    One driver after the other is put in or left out; what is in is swept out of the rest (a Schur complement), so each
    subset costs one step from the subset without its last driver. A driver that others explain fully adds nothing.

    Parameters
    ----------
    correlations : shape (..., p + 1, p + 1), the outcome last.

    Returns
    -------
    Shape (..., 2^p): bit j of the position says whether driver j is in.

    Raises
    ------
    ValueError : more than LARGEST_TABLE drivers.

    References
    ----------
    .. [1] Budescu (1993), Psychological Bulletin 114, 542-551; Schur complements: Zhang (2005), ch. 0.

    Examples
    --------
    >>> subset_r2(np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]])).round(2).tolist()
    [0.0, 0.36, 0.09, 0.45]
    """
    p = correlations.shape[-1] - 1
    if p > LARGEST_TABLE:
        raise ValueError(f"all subsets of {p} drivers do not fit: at most {LARGEST_TABLE}")
    many = correlations.reshape(-1, p + 1, p + 1)
    rest = np.moveaxis(many, 0, -1)[..., None, :]  # (m, m, subsets, matrices)
    for _ in range(p):
        rest = _in_or_out(rest)
    left = rest[0, 0].T
    r2: Floats = np.clip(1.0 - left / left[:, :1], 0.0, 1.0).reshape(*correlations.shape[:-2], 2**p)
    return r2


def _in_or_out(rest: Floats) -> Floats:
    """Twice the subsets: first without, then with the first driver of `rest`, which itself is gone."""
    m, _, subsets, matrices = rest.shape
    both = np.empty((m - 1, m - 1, 2 * subsets, matrices))
    both[:, :, :subsets] = rest[1:, 1:]
    swept(rest, out=both[:, :, subsets:])
    return both


def swept(rest: Floats, out: Floats | None = None) -> Floats:
    """The rest beside its first variable: rest[1:, 1:] - a a' / pivot, over all trailing axes."""
    first, pivot = rest[1:, 0], rest[0, 0]
    ratio = first / np.where(pivot > PIVOT, pivot, np.inf)
    product = np.multiply(first[:, None], ratio[None], out=out)
    left: Floats = np.subtract(rest[1:, 1:], product, out=product)
    return left


def entry_gains(correlations: Floats, orders: Ints) -> Floats:
    """What each driver adds to R squared when it enters in a given order.

    Parameters
    ----------
    correlations : shape (matrices, p + 1, p + 1), the outcome last.
    orders : shape (orders, p), each row a permutation of the drivers.

    Returns
    -------
    Shape (matrices, orders, p), by driver; each row adds to R squared of the full model.

    Examples
    --------
    >>> three = np.array([[[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]]])
    >>> entry_gains(three, np.array([[0, 1], [1, 0]])).round(2).tolist()
    [[[0.36, 0.0], [0.27, 0.09]]]
    """
    p = orders.shape[1]
    entry = np.hstack([orders, np.full((len(orders), 1), p)])
    rest = correlations[:, entry[:, :, None], entry[:, None, :]]  # (matrices, orders, m, m)
    rest = np.ascontiguousarray(np.moveaxis(rest, (0, 1), (-2, -1)))
    total = rest[-1, -1].copy()
    gains = np.empty((*total.shape, p))
    place = np.arange(len(orders))
    for step in range(p):
        pivot = rest[0, 0]
        gains[:, place, orders[:, step]] = rest[0, -1] ** 2 / np.where(pivot > PIVOT, pivot, np.inf) / total
        rest = swept(rest)
    return gains
