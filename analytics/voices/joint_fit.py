"""What each column adds to a mean: least squares for all columns at once, intervals by leaving out customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MAX_GROUPS = 1024
GUARD = 1e-12  # relative weight on the diagonal, so that a singular sample shows as a huge inverse instead of an error


@dataclass(frozen=True)
class Sums:
    """Cross products of the columns (a constant first) and the outcome, per group of clusters.

    Attributes
    ----------
    xx : shape (groups, k + 1, k + 1); xy : shape (groups, k + 1).
    """

    xx: Floats
    xy: Floats


@dataclass(frozen=True)
class Contributions:
    """Figures of k columns.

    Attributes
    ----------
    coefficient : shape (k,), change of the outcome where the column is one higher and all others are as they are.
    value : shape (k,), coefficient times the mean of the column: what the column adds to the mean of the outcome.
    coefficient_se, se : their standard errors; df : shape (k,), Satterthwaite degrees of freedom of the coefficient.
    inflation : shape (k,), the highest variance inflation of the column over all samples with one group left out.
    """

    coefficient: Floats
    value: Floats
    coefficient_se: Floats
    se: Floats
    df: Floats
    inflation: Floats


def cross_sums(outcome: Floats, columns: Floats, cluster: Ints) -> Sums:
    """Sums per cluster, clusters folded into at most 1,024 groups as in the store.

    Parameters
    ----------
    outcome : shape (n,); columns : shape (n, k); cluster : shape (n,), 0 ... clusters - 1.
    """
    group = cluster % MAX_GROUPS
    order = np.argsort(group, kind="stable")
    design = np.column_stack([np.ones(len(outcome)), columns])[order]
    starts = np.flatnonzero(np.diff(group[order])) + 1
    parts = list(zip(np.split(design, starts), np.split(outcome[order], starts), strict=True))
    return Sums(np.stack([x.T @ x for x, _ in parts]), np.stack([x.T @ y for x, y in parts]))


def contributions(sums: Sums) -> Contributions:
    """Coefficients times means with delete-one-group jackknife errors of the product [1]_.

    Moves are sqrt((G - 1) / G) times (figure without the group minus figure); the squared moves add up to the variance.
    The degrees of freedom are those of the coefficient if answers were independent. The columns must not be collinear.

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> column = np.array([1.0, 1, 0, 0, 1, 0])
    >>> found = contributions(cross_sums(80 - 20 * column, column[:, None], np.arange(6)))
    >>> found.coefficient.round(6).tolist(), found.value.round(6).tolist()
    ([-20.0], [-10.0])
    """
    xx, xy = sums.xx.sum(axis=0), sums.xy.sum(axis=0)
    inverse = np.linalg.inv(xx)
    beta = inverse @ xy
    without = _inverse_without(sums, xx)
    betas = np.einsum("gij,gj->gi", without, xy - sums.xy)
    shares = (xx[0] - sums.xx[:, 0]) / (xx[0, 0] - sums.xx[:, 0, :1])
    value = beta * xx[0] / xx[0, 0]
    groups = len(sums.xx)
    scale = (groups - 1) / groups
    return Contributions(
        coefficient=beta[1:],
        value=value[1:],
        coefficient_se=np.sqrt(scale * np.square(betas - beta).sum(axis=0))[1:],
        se=np.sqrt(scale * np.square(betas * shares - value).sum(axis=0))[1:],
        df=_degrees_of_freedom(sums.xx, inverse, without)[1:],
        inflation=_inflation(xx - sums.xx, without).max(axis=0)[1:],
    )


def _inverse_without(sums: Sums, xx: Floats) -> Floats:
    """Inverses of the cross products without each group, shape (groups, k + 1, k + 1)."""
    return np.asarray(np.linalg.inv(xx - sums.xx + GUARD * np.diag(np.diag(xx))), dtype=np.float64)


def _inflation(left: Floats, inverse: Floats) -> Floats:
    """1 / (1 - R squared) of each column on the others, per sample with cross products `left`."""
    spread = np.diagonal(left, axis1=1, axis2=2) - np.square(left[:, 0]) / left[:, :1, 0]
    inflation: Floats = spread * np.diagonal(inverse, axis1=1, axis2=2)
    return inflation


def _degrees_of_freedom(xx: Floats, inverse: Floats, without: Floats) -> Floats:
    """(trace P)^2 / trace(P^2), P the covariance of the moves of one coefficient under independent answers.

    A group's move is b' X_g' e with b its column of the inverse without the group, and e has the covariance
    I - X (X'X)^-1 X'. So P = diag(d) - W' (X'X)^-1 W with w_g = X_g'X_g b_g and d_g = b_g' w_g.
    """
    w = xx @ without
    own = np.einsum("gij,gij->gj", without, w)
    shared = np.einsum("gij,ik,gkj->gj", w, inverse, w, optimize=True)
    crossed = np.einsum("gij,gkj->jik", w, w, optimize=True)
    folded = inverse @ crossed
    square = np.square(own).sum(axis=0) - 2 * (own * shared).sum(axis=0) + np.einsum("jik,jki->j", folded, folded)
    trace = (own - shared).sum(axis=0)
    df: Floats = np.divide(np.square(trace), square, out=np.zeros_like(trace), where=square > 0)
    return df
