"""Attribute capability: the share of answers or units that miss, for measures that have no Cp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from analytics.intervals import Estimate, clustered_share

MILLION: Final = 1e6


@dataclass(frozen=True)
class AttributeCapability:
    """How many miss.

    Attributes
    ----------
    n, n_clusters : answers, and the accounts (or periods) they come from.
    n_missed : answers below the floor.
    share, low, high : their share, 0 to 1, with its 95 % Wilson interval; ends None with one cluster only.
    dpmo, dpmo_low, dpmo_high : the same per million opportunities.
    z, z_low, z_high : normal quantile that leaves this share beyond it; None where the share (or its end) is 0 or 1.
    """

    n: int
    n_clusters: int
    n_missed: int
    share: float
    low: float | None
    high: float | None

    @property
    def dpmo(self) -> float:
        """Misses per million opportunities."""
        return MILLION * self.share

    @property
    def dpmo_low(self) -> float | None:
        """Lower end of the interval of `dpmo`."""
        return None if self.low is None else MILLION * self.low

    @property
    def dpmo_high(self) -> float | None:
        """Upper end of the interval of `dpmo`."""
        return None if self.high is None else MILLION * self.high

    @property
    def z(self) -> float | None:
        """Normal quantile with the share beyond it."""
        return equivalent_z(self.share)

    @property
    def z_low(self) -> float | None:
        """Lower end of `z`: from the upper end of the share."""
        return equivalent_z(self.high)

    @property
    def z_high(self) -> float | None:
        """Upper end of `z`: from the lower end of the share."""
        return equivalent_z(self.low)


def equivalent_z(share: float | None) -> float | None:
    """The normal quantile with `share` beyond it, without the shift of 1.5 some tables add.

    >>> round(equivalent_z(0.00135), 2), equivalent_z(0.0)
    (3.0, None)
    """
    from scipy.special import ndtri

    return None if share is None or not 0 < share < 1 else -float(ndtri(share))


def attribute_capability(sums: pd.DataFrame) -> AttributeCapability:
    """Share that misses, with Wilson's interval on the effective number of answers.

    Parameters
    ----------
    sums : one row per cluster (account, or period of a KPI): cluster_group, n (answers), s (those that miss).

    Raises
    ------
    NotEnoughData
        No answer.

    Examples
    --------
    >>> found = attribute_capability(pd.DataFrame({"cluster_group": range(263), "n": 1, "s": [1] * 81 + [0] * 182}))
    >>> round(found.low, 4), round(found.high, 4), round(found.dpmo)
    (0.2553, 0.3662, 307985)
    """
    share: Estimate = clustered_share(sums)
    missed = round(float(sums["s"].sum()))
    # an end at the edge is the edge, not what rounding leaves of it
    low = 0.0 if missed == 0 and share.low is not None else share.low
    high = 1.0 if missed == share.n and share.high is not None else share.high
    return AttributeCapability(share.n, share.n_clusters, missed, share.value, low, high)
