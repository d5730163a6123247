"""Sigma within subgroups and overall, each with the degrees of freedom its estimator really has."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.capability.model import Floats, Sigma, SigmaMethod
from analytics.spc.constants import D2_MOVING, c4, d2, d3
from errors import N_, BadInput, NotEnoughData

LARGEST_GROUP: Final = 10
_MR_VARIANCE: Final = 2 * math.pi / 3 + math.sqrt(3) - 3


def overall_sigma(values: Floats) -> Sigma:
    """The sample standard deviation of values, shape (n,), n - 1 degrees of freedom. Raises NotEnoughData below two.

    >>> overall_sigma(np.array([10000001.0, 10000003.0, 10000002.0])).value
    1.0
    """
    if len(values) < 2:
        raise NotEnoughData(found=len(values), needed=2)
    return Sigma(float(np.std(values, ddof=1)), "overall", len(values) - 1.0)


def moving_range_sigma(values: Floats) -> Sigma:
    """Mean moving range / 1.128 of values in time order [1]_.

    Neighbouring ranges share a value, so n values carry about .605 (n - 1) degrees of freedom.
    `values` is of shape (n,); raises NotEnoughData below two.

    References
    ----------
    .. [1] Cryer & Ryan (1990), Journal of Quality Technology 22, 187-192.

    Examples
    --------
    >>> sigma = moving_range_sigma(np.array([4.0, 6.0, 4.0, 6.0]))
    >>> round(sigma.value, 4), round(sigma.df, 3)
    (1.773, 1.815)
    """
    if len(values) < 2:
        raise NotEnoughData(found=len(values), needed=2)
    ranges = np.abs(np.diff(values))
    return Sigma(float(ranges.mean()) / D2_MOVING, "mr_d2", (len(values) - 1) / (2 * _MR_VARIANCE))


def range_sigma(values: Floats, groups: NDArray[np.intp]) -> Sigma:
    """Mean range / d2 of k subgroups of one size, 2 to 10; degrees of freedom k d2^2 / (2 d3^2) [1]_.

    `values` and `groups`, the number of each value's subgroup from 0 on, are of shape (n,). Raises BadInput where the
    sizes differ or are out of bounds.

    References
    ----------
    .. [1] Montgomery, Introduction to Statistical Quality Control, section 6.2.
    """
    sizes, low, high = _sizes(groups), _least(values, groups), -_least(-values, groups)
    size = int(sizes[0])
    if len(set(sizes.tolist())) > 1 or not 2 <= size <= LARGEST_GROUP:
        raise BadInput(field="subgroups", value=size, fix=N_("Ranges need subgroups of one size, 2 to 10."))
    mean_range, spread = float(d2(size)), float(d3(size))
    df = len(sizes) * mean_range**2 / (2 * spread**2)
    return Sigma(float((high - low).mean()) / mean_range, "r_d2", df)


def deviation_sigma(values: Floats, groups: NDArray[np.intp]) -> Sigma:
    """Mean of s / c4 over the subgroups of two or more; degrees of freedom by the variance of s.

    Values and groups as for `range_sigma`. Raises NotEnoughData without such a subgroup.
    """
    sizes, squares = _within(values, groups)
    several = sizes >= 2
    _needs(int(several.sum()))
    n = sizes[several]
    unbiased = np.sqrt(squares[several] / (n - 1)) / c4(n)
    spread = (1 - c4(n) ** 2) / c4(n) ** 2
    return Sigma(float(unbiased.mean()), "s_c4", float(len(n) ** 2 / (2 * spread.sum())))


def pooled_sigma(values: Floats, groups: NDArray[np.intp]) -> Sigma:
    """Root of the pooled within-subgroup variance; degrees of freedom: sum of (size - 1).

    Values and groups as for `range_sigma`. Raises NotEnoughData where no subgroup has two values.

    >>> pooled = pooled_sigma(np.array([1.0, 3.0, 11.0, 13.0]), np.array([0, 0, 1, 1]))
    >>> round(pooled.value, 4), pooled.df
    (1.4142, 2.0)
    """
    sizes, squares = _within(values, groups)
    df = float((sizes - 1).sum())
    _needs(int(df))
    return Sigma(float(np.sqrt(squares.sum() / df)), "pooled", df)


def within_sigma(values: Floats, groups: NDArray[np.intp] | None, method: SigmaMethod | None = None) -> Sigma:
    """Sigma within subgroups: moving range without subgroups, else pooled unless `method` says otherwise.

    Values and groups as for `range_sigma`; raises what the method raises.
    """
    if groups is None or method == "mr_d2":
        return moving_range_sigma(values)
    return {"r_d2": range_sigma, "s_c4": deviation_sigma}.get(method or "pooled", pooled_sigma)(values, groups)


def _needs(found: int) -> None:
    if found < 1:
        raise NotEnoughData(found=found, needed=1)


def _sizes(groups: NDArray[np.intp]) -> Floats:
    return np.bincount(groups).astype(float)


def _within(values: Floats, groups: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Sizes and sums of squares about the own mean, per subgroup."""
    sizes = _sizes(groups)
    means = np.bincount(groups, weights=values) / np.maximum(sizes, 1)
    return sizes, np.bincount(groups, weights=np.square(values - means[groups])).astype(float)


def _least(values: Floats, groups: NDArray[np.intp]) -> Floats:
    least = np.full(int(groups.max()) + 1, np.inf)
    np.minimum.at(least, groups, values)
    return least
