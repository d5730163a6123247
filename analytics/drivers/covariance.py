"""Covariances from weighted sums of products per resampling unit: read once from rows, resampled without them.

A unit is a customer; where there are more customers than `units` allows, random blocks of equally many of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.model import MISSING, Floats, Ints

LARGEST = 8_000_000  # numbers held for all units
MOST_UNITS, LEAST_UNITS = 4_000, 200


@dataclass(frozen=True, eq=False)
class Covariance:
    """Means and covariances of k variables, for one data set or, along the first axes, for many.

    n : (..., k, k) sum of weights of the rows that have both; mean, sd : (..., k); correlation : (..., k, k).
    """

    n: Floats
    mean: Floats
    sd: Floats
    correlation: Floats

    def of(self, columns: Ints) -> Covariance:
        """Some of the variables, in this order."""
        square = (..., columns[:, None], columns)
        return Covariance(self.n[square], self.mean[..., columns], self.sd[..., columns], self.correlation[square])

    def picked(self, rows: NDArray[np.intp] | None) -> Covariance:
        """Some of the data sets along the first axis; None: one more axis before it."""
        return Covariance(self.n[rows], self.mean[rows], self.sd[rows], self.correlation[rows])


@dataclass(frozen=True, eq=False)
class UnitSums:
    """Sums of products per unit, after `shift` was taken from each variable and the rest divided by `scale`.

    Attributes
    ----------
    flat : (units, q) numbers per unit; what they are depends on `missing`.
    missing : "complete": rows without any blank; "pairwise": each pair of variables by the rows that have both.
    n : rows that count: complete ones, or with at least one pair; n_clusters : customers in them.
    n_effective : (sum of weights)^2 / sum of squared weights.
    counts : (k, k) rows that have both variables, unweighted.
    """

    flat: Floats
    shift: Floats
    scale: Floats
    missing: str
    n: int
    n_clusters: int
    n_effective: float
    counts: Ints

    @property
    def n_units(self) -> int:
        return len(self.flat)

    def total(self) -> Covariance:
        """Of all units together."""
        return self.covariance(self.flat.sum(axis=0))

    def covariance(self, sums: Floats) -> Covariance:
        """Of sums over units, shape (..., q)."""
        k = len(self.shift)
        parts = _complete(sums, k) if self.missing == "complete" else _pairwise(sums, k)
        return Covariance(parts.n, self.shift + self.scale * parts.mean, self.scale * parts.sd, parts.correlation)


def unit_sums(
    values: Floats,
    *,
    rng: np.random.Generator,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    missing: str = "complete",
    units: int | None = None,
) -> UnitSums:
    """Read the rows once.

    Parameters
    ----------
    values : shape (rows, k), nan where blank.
    rng : which customers share a block, where there are more than `units`.
    clusters : shape (rows,) customer of each row as an integer; None: each row is its own.
    weights : shape (rows,), zero or above; None: all 1.
    missing : one of MISSING.
    units : at most so many units; None: as many as fit (200 to 4,000).

    Examples
    --------
    >>> read = unit_sums(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]]), rng=np.random.default_rng(0))
    >>> read.n, read.total().correlation.round(3).tolist()
    (3, [[1.0, 0.982], [0.982, 1.0]])
    """
    if missing not in MISSING:
        raise ValueError(f"missing is {missing!r}, not one of {MISSING}")
    known = np.isfinite(values)
    keep = known.all(axis=1) if missing == "complete" else known.any(axis=1)
    if weights is not None:
        keep &= weights > 0
    k = values.shape[1]
    owner = np.arange(len(values)) if clusters is None else clusters
    unit, n_clusters = _units(owner[keep], units or most_units(k, missing), rng)
    order = np.argsort(unit, kind="stable")
    weight = np.ones(len(order)) if weights is None else weights[keep][order]
    rows, has = values[keep][order], known[keep][order]
    shift, scale = _location(rows, has)
    centred = np.where(has, (rows - shift) / scale, 0.0)
    starts = np.flatnonzero(np.diff(unit[order], prepend=-1))
    summed = _complete_sums if missing == "complete" else _pairwise_sums
    effective = weight.sum() ** 2 / max(np.square(weight).sum(), 1e-300)
    counted = has.astype(float)
    counts = (counted.T @ counted).round().astype(np.int64)
    flat = summed(centred, has, weight, starts)
    return UnitSums(flat, shift, scale, missing, len(order), n_clusters, float(effective), counts)


def most_units(k: int, missing: str) -> int:
    """Units whose sums of k variables are held at once."""
    per_unit = 4 * k * k if missing == "pairwise" else 1 + k + k * (k + 1) // 2
    return int(np.clip(LARGEST // per_unit, LEAST_UNITS, MOST_UNITS))


def _units(owner: Ints, most: int, rng: np.random.Generator) -> tuple[Ints, int]:
    """Unit of each row, and the number of customers; block sizes differ by one customer at most."""
    names, code = np.unique(owner, return_inverse=True)
    if len(names) <= most:
        return code.astype(np.int64), len(names)
    block = rng.permutation(len(names)) % most
    return block[code].astype(np.int64), len(names)


def _location(rows: Floats, has: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Mean and standard deviation of what is known; 0 and 1 where nothing is, or nothing varies."""
    n = np.maximum(has.sum(axis=0), 1)
    filled = np.where(has, rows, 0.0)
    shift = filled.sum(axis=0) / n
    spread = np.sqrt(np.square(np.where(has, filled - shift, 0.0)).sum(axis=0) / n)
    rounding = 1e-12 * np.maximum(np.abs(shift), 1e-300)
    return shift, np.where(spread > rounding, spread, 1.0)


def _complete_sums(z: Floats, has: NDArray[np.bool_], weight: Floats, starts: NDArray[np.intp]) -> Floats:
    """n, k sums, k (k + 1) / 2 sums of products per unit."""
    ones = np.hstack([np.ones((len(z), 1)), z])
    weighted = ones * weight[:, None]
    k = ones.shape[1]
    return np.hstack([_reduced(weighted[:, [i]] * ones[:, i:], starts) for i in range(k)])


def _pairwise_sums(z: Floats, has: NDArray[np.bool_], weight: Floats, starts: NDArray[np.intp]) -> Floats:
    """Per unit and pair (i, j): weights of rows with both, sum of i there, of i squared, of i times j."""
    k = z.shape[1]
    mask = has * weight[:, None]
    left = (mask, z * weight[:, None], z * z * weight[:, None])
    parts = [_reduced(one[:, [i]] * has, starts) for one in left for i in range(k)]
    return np.hstack([*parts, *(_reduced(left[1][:, [i]] * z, starts) for i in range(k))])


def _reduced(products: Floats, starts: NDArray[np.intp]) -> Floats:
    sums: Floats = np.add.reduceat(products, starts, axis=0) if len(starts) else np.zeros((0, products.shape[1]))
    return sums


def _complete(sums: Floats, k: int) -> Covariance:
    ends = np.cumsum([0, *range(k + 1, 0, -1)])
    n = sums[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums[..., 1 : k + 1] / n[..., None]
        product = np.zeros((*sums.shape[:-1], k, k))
        for i, (start, end) in enumerate(pairwise(ends[1:])):
            product[..., i, i:] = product[..., i:, i] = sums[..., start:end]
        cov = product / n[..., None, None] - mean[..., :, None] * mean[..., None, :]
    var = np.diagonal(cov, axis1=-2, axis2=-1)
    both = np.broadcast_to(n[..., None, None], cov.shape)
    return Covariance(both, mean, _root(var), _correlation(cov, var[..., :, None], var[..., None, :]))


def _pairwise(sums: Floats, k: int) -> Covariance:
    n, first, square, product = np.moveaxis(sums.reshape(*sums.shape[:-1], 4, k, k), -3, 0)
    other = np.swapaxes(first, -1, -2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = first / n
        var = square / n - mean**2
        cov = product / n - mean * other / n
    own = np.diagonal(var, axis1=-2, axis2=-1)
    correlation = _correlation(cov, var, np.swapaxes(var, -1, -2))
    return Covariance(n, np.diagonal(mean, axis1=-2, axis2=-1), _root(own), correlation)


def _root(var: Floats) -> Floats:
    root: Floats = np.sqrt(np.where(var > 1e-12, var, 0.0))
    return root


def _correlation(cov: Floats, one: Floats, other: Floats) -> Floats:
    """nan where either has no variance (variances are near 1 after scaling)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        r = cov / np.sqrt(np.where((one > 1e-12) & (other > 1e-12), one * other, np.nan))
    correlation: Floats = np.clip(r, -1.0, 1.0)
    return correlation


def sums_of_products(n: Floats, s: Floats, ss: Floats) -> UnitSums:
    """Units from sums that were made elsewhere (complete rows only).

    Parameters
    ----------
    n : (units,) rows or weights; s : (units, k) sums; ss : (units, k, k) sums of products.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0]])
    >>> sums_of_products(np.ones(3), x, x[:, :, None] * x[:, None, :]).total().correlation[0, 1].round(3)
    np.float64(0.982)
    """
    total = n.sum()
    shift = s.sum(axis=0) / total
    inner = ss - shift[:, None] * s[:, None, :] - s[:, :, None] * shift + n[:, None, None] * np.outer(shift, shift)
    spread = np.sqrt(np.clip(np.diagonal(inner.sum(axis=0)) / total, 0.0, None))
    scale = np.where(spread > 1e-12 * np.maximum(np.abs(shift), 1e-300), spread, 1.0)
    inner = inner / np.outer(scale, scale)
    centred = (s - n[:, None] * shift) / scale
    upper = np.triu_indices(len(shift))
    flat = np.hstack([n[:, None], centred, inner[:, upper[0], upper[1]]])
    counts = np.full((len(shift), len(shift)), round(float(total)), dtype=np.int64)
    return UnitSums(flat, shift, scale, "complete", round(float(total)), len(n), float(total), counts)
