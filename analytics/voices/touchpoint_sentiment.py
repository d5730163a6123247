"""How comments sound per touchpoint, on the 0-100 scale of the emotion curve: its second line.

docs/methods/sentiment.md says what stands behind the figures.
"""

from __future__ import annotations

import pandas as pd

from analytics.intervals import Estimate, clustered_mean

MIDDLE = 50.0
"""As much positive as negative."""


def sentiment_marks(sums: pd.DataFrame, *, min_n: int = 8) -> dict[str, Estimate]:
    """Mean sentiment of the comments of each touchpoint with its 95 % interval.

    mark = 50 (1 + mean of p_positive - p_negative): 0 all negative, 50 as much of both, 100 all positive.

    Parameters
    ----------
    sums : one row per key (a touchpoint, "" = none) and cluster_group: n comments with content, s = sum of p_positive -
        p_negative over them.
    min_n : touchpoints of fewer comments get no mark.

    Examples
    --------
    >>> sums = pd.DataFrame({"key": ["desk"] * 10, "cluster_group": range(10), "n": 1, "s": [1.0, -0.5] * 5})
    >>> mark = sentiment_marks(sums)["desk"]
    >>> mark.value, round(mark.low, 2), round(mark.high, 2), mark.n
    (62.5, 34.22, 90.78, 10)
    """
    told = sums[(sums["key"] != "") & (sums["n"] > 0)]
    marks = {}
    for touchpoint, rows in told.groupby("key"):
        if int(rows["n"].sum()) >= max(min_n, 1):
            scaled = rows.assign(s=MIDDLE * (rows["n"] + rows["s"]))
            marks[str(touchpoint)] = clustered_mean(scaled, bounds=(0.0, 100.0))
    return marks
