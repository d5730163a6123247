"""Stability first: the control chart of the same data, under the default rules, before any capability is stated."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.capability.model import Floats
from analytics.capability.study import Stability
from analytics.spc.charts import chart
from analytics.spc.choose import choice
from analytics.spc.inputs import Counts, Data, Values
from analytics.spc.model import NoChart
from analytics.spc.rules import signals


def gate(kind: str, data: Data) -> Stability:
    """The signals of one chart under Nelson 1 and 2; no chart, no statement.

    >>> gate("i", Values.of([1.0, 2.0] * 10)).state, gate("i", Values.of([1.0, 2.0] * 10 + [9.0])).state
    ('stable', 'unstable')
    """
    made = chart(kind, data)
    if isinstance(made, NoChart):
        return Stability(0, 0, kind)
    found = np.flatnonzero(signals(made).flagged)
    return Stability(made.n_points, len(found), kind, tuple(int(place) for place in found))


def series_gate(values: Floats) -> Stability:
    """One number per period, shape (periods,) in time order: individuals chart."""
    return gate("i", Values.of(values))


def share_gate(missed: Floats, n: Floats) -> Stability:
    """Misses of n per period, both of shape (periods,): the chart that is proposed for shares, p or Laney's p' [1]_.

    References
    ----------
    .. [1] Laney (2002), Quality Engineering 14, 531-537.
    """
    data = Counts.of(missed, n)
    proposed = choice("share", data)
    return gate(proposed.kind if isinstance(proposed, NoChart) else proposed.fallback or proposed.kind, data)


def cases_gate(values: Floats, groups: NDArray[np.intp]) -> Stability:
    """Many values per period, skewed and clustered: individuals chart of the periods' medians, on logs above zero.

    `values` and `groups`, the number of each value's period in time order, are of shape (n,).
    """
    medians = pd.Series(values).groupby(groups).median().to_numpy(float)
    is_positive = bool(len(medians)) and float(np.nanmin(medians)) > 0
    return gate("i_log" if is_positive else "i", Values.of(medians))
