"""Before and after: the difference of two indices or two shares, with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Change:
    """After less before with its 95 % interval, in the unit of the two figures.

    `verdict` is "likely_real" where the interval leaves out 0, else "may_be_chance".
    """

    before: float
    after: float
    change: float
    low: float
    high: float
    n_before: int
    n_after: int

    @property
    def verdict(self) -> Literal["likely_real", "may_be_chance"]:
        """Likely real where the interval of the change leaves zero out."""
        return "likely_real" if self.low > 0 or self.high < 0 else "may_be_chance"


def change_between(
    before: tuple[float, float, float], after: tuple[float, float, float], *, n_before: int, n_after: int
) -> Change:
    """The difference of two independent figures given as (value, low, high) [1]_.

    low = d - sqrt((after - its low)^2 + (before's high - before)^2), high the other way round. For two shares with
    Wilson's intervals this is Newcombe's method 10.

    References
    ----------
    .. [1] Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Newcombe (1998), the same 17, 873-890.

    Examples
    --------
    >>> from analytics.intervals import wilson
    >>> found = change_between((48 / 80, *wilson(48, 80)), (56 / 70, *wilson(56, 70)), n_before=80, n_after=70)
    >>> round(found.change, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    one, one_low, one_high = before
    two, two_low, two_high = after
    low = two - one - math.hypot(two - two_low, one_high - one)
    high = two - one + math.hypot(two_high - two, one - one_low)
    return Change(one, two, two - one, low, high, n_before, n_after)
