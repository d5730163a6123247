"""Mean, median and 85 % point of lead times with intervals that know that cases cluster in accounts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.intervals import Estimate, as_share, clustered_mean


@dataclass(frozen=True)
class LeadTime:
    """Lead time of one set of cases, seconds; each with its 95 % interval and n."""

    mean: Estimate
    median: Estimate
    p85: Estimate


def quantile_shares(groups: pd.DataFrame, column: str) -> tuple[float, float] | None:
    """The shares whose quantiles bound a quantile [1]_: the interval of the share of cases at or below it.

    Parameters
    ----------
    groups : one row per cluster: cluster_group, n (cases), and in `column` how many lie at or below the quantile.

    Returns
    -------
    (low, high) between 0 and 1; None where clusters are too few for an interval.

    References
    ----------
    .. [1] Woodruff (1952), JASA 47, 635-646.

    Examples
    --------
    >>> groups = pd.DataFrame({"cluster_group": range(100), "n": 1, "n_half": [1] * 50 + [0] * 50})
    >>> [round(share, 4) for share in quantile_shares(groups, "n_half")]
    [0.4038, 0.5962]
    """
    share = as_share(clustered_mean(groups[["cluster_group", "n"]].assign(s=groups[column])))
    return None if share.low is None or share.high is None else (share.low, share.high)


def quantile_estimate(value: float, ends: tuple[float, float] | None, n: int, n_clusters: int) -> Estimate:
    """A quantile with the quantiles at its bounding shares as interval."""
    low, high = (min(ends[0], value), max(ends[1], value)) if ends else (None, None)
    return Estimate(value, low, high, n, n_clusters)
