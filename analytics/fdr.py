"""False-discovery control over the touchpoints of one view."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def bh_q_values(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini-Hochberg q-values [1]_.

    With p sorted ascending, q_(i) = min over j >= i of p_(j) * m / j. nan (not tested) stays nan and does not count.

    Parameters
    ----------
    p : array of shape (m,)
        Two-sided p-values, 0 to 1.

    References
    ----------
    .. [1] Benjamini & Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> bh_q_values([0.01, 0.04, 0.03, 0.50]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    values = np.asarray(p, dtype=float)
    q = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    if tested.size:
        order = tested[np.argsort(values[tested], kind="stable")]
        scaled = values[order] * tested.size / np.arange(1, tested.size + 1)
        q[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return q
