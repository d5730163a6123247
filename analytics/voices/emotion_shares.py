"""How often comments hint at each emotion, against the other comments, and how often the hints are right.

docs/methods/emotions.md states formulas, assumptions and limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from analytics.fdr import bh_q_values
from analytics.intervals import Estimate, clustered_share, wilson
from analytics.voices.emotion_names import EMOTIONS

FALSE_DISCOVERY_RATE = 0.05
MIN_EXPECTED = 5.0
"""Hits each side has to expect, were there no difference; fewer are not tested."""
MIN_MEASURED = 10
"""Corrections under which agreement is not measured."""


@dataclass(frozen=True)
class EmotionShare:
    """One emotion among some comments, beside the other comments of the view.

    Attributes
    ----------
    n_hits : comments of the n that hint at it. share : 0 to 1, with interval; None below the least n.
    rest : the same among the other comments; None without enough of them.
    change, low, high : share minus rest with its 95 % interval; p, q : chance of such a difference without any,
        before and after false-discovery control over the emotions; None where not tested.
    """

    emotion: str
    n_hits: int
    n: int
    share: Estimate | None
    rest: Estimate | None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None

    @property
    def is_real(self) -> bool:
        """Whether the difference from the other comments is beyond chance."""
        return self.q is not None and self.q < FALSE_DISCOVERY_RATE


@dataclass(frozen=True)
class Agreement:
    """Share of hints at one emotion that people called right, with its 95 % Wilson interval.

    `n` hints were judged; value, low and high are None below MIN_MEASURED. `n_missed`: comments in which people saw
    the emotion without a hint.
    """

    emotion: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    n_missed: int


def emotion_shares(sums: pd.DataFrame, *, min_n: int = 5) -> tuple[EmotionShare, ...]:
    """The share of each emotion with its interval, the most frequent first, and whether it differs from the rest.

    Parameters
    ----------
    sums : one row per emotion ("" = all comments) and cluster_group: n_chosen, n_rest comments.
    min_n : fewer comments on a side give no share of it.

    Examples
    --------
    >>> sums = pd.DataFrame({"emotion": [""] * 200 + ["joy"] * 200, "cluster_group": [*range(200)] * 2,
    ...     "n_chosen": [1] * 100 + [0] * 100 + [1] * 40 + [0] * 160,
    ...     "n_rest": [0] * 100 + [1] * 100 + [0] * 190 + [1] * 10})
    >>> joy = emotion_shares(sums)[0]
    >>> joy.emotion, joy.n_hits, joy.n, joy.share.value, joy.rest.value, joy.is_real
    ('joy', 40, 100, 0.4, 0.1, True)
    """
    table = sums.pivot_table(
        index="cluster_group", columns="emotion", values=["n_chosen", "n_rest"], aggfunc="sum", fill_value=0
    )
    shares = [_share(table, emotion, min_n) for emotion in EMOTIONS]
    tested = [_tested(share) for share in shares]
    q = bh_q_values([math.nan if one.p is None else one.p for one in tested])
    known = [one if one.p is None else replace(one, q=value) for one, value in zip(tested, q.tolist(), strict=True)]
    return tuple(sorted(known, key=lambda one: (-one.n_hits, EMOTIONS.index(one.emotion))))


def _share(table: pd.DataFrame, emotion: str, min_n: int) -> EmotionShare:
    chosen, rest = (_side(table, name, emotion) for name in ("n_chosen", "n_rest"))
    n = int(chosen["n"].sum())
    return EmotionShare(
        emotion,
        int(chosen["s"].sum()),
        n,
        clustered_share(chosen) if n >= max(min_n, 1) else None,
        clustered_share(rest) if int(rest["n"].sum()) >= max(min_n, 1) else None,
    )


def _side(table: pd.DataFrame, name: str, emotion: str) -> pd.DataFrame:
    """One row per cluster of one side: cluster_group, n comments, s that hint at the emotion."""
    nothing = pd.Series(0, index=table.index)
    n, s = (table.get((name, key), nothing) for key in ("", emotion))
    side = pd.DataFrame({"cluster_group": table.index, "n": n.to_numpy(), "s": s.to_numpy()})
    return side[side["n"] > 0]


def _tested(one: EmotionShare) -> EmotionShare:
    if one.share is None or one.rest is None:
        return one
    found = share_difference(one.share, one.rest)
    if found is None:
        return one
    change, low, high, p = found
    return replace(one, change=change, low=low, high=high, p=p)


def share_difference(one: Estimate, other: Estimate) -> tuple[float, float, float, float] | None:
    """Difference of two shares, its 95 % interval and two-sided p; None where either side expects too few hits.

    The interval joins the two Wilson intervals [1]_. The test is the score test on effective numbers, the counts
    divided by the design effect of their clusters [2]_: (p1 - p2) / sqrt(p (1 - p) (1/m1 + 1/m2)), p pooled.

    References
    ----------
    .. [1] Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    .. [2] Rao & Scott (1992), Biometrics 48, 577-585.

    Examples
    --------
    >>> from analytics.intervals import Estimate, wilson
    >>> a, b = (Estimate(s / n, *wilson(s, n), n, n, 1.0) for s, n in ((56, 70), (48, 80)))
    >>> [round(value, 4) for value in share_difference(a, b)]
    [0.2, 0.0524, 0.3339, 0.008]
    """
    m, other_m = _effective(one), _effective(other)
    pooled = (one.value * m + other.value * other_m) / (m + other_m)
    expected = min(m, other_m) * min(pooled, 1 - pooled)
    ends = (one.low, one.high, other.low, other.high)
    if expected < MIN_EXPECTED or any(end is None for end in ends):
        return None
    low, high, other_low, other_high = (float(end) for end in ends if end is not None)
    change = one.value - other.value
    down = math.hypot(one.value - low, other_high - other.value)
    up = math.hypot(high - one.value, other.value - other_low)
    z = change / math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / other_m))
    return change, change - down, change + up, math.erfc(abs(z) / math.sqrt(2))


def _effective(share: Estimate) -> float:
    """Independent comments that would tell as much; never more than there are."""
    return share.n / max(share.design_effect or 1.0, 1.0)


def agreement(corrections: pd.DataFrame) -> tuple[Agreement, ...]:
    """How often people call the hints right, one entry per emotion in the order of `EMOTIONS`.

    Parameters
    ----------
    corrections : one row per judged emotion: emotion, n_hit (hinted at, yes), n_false (hinted at, no), n_missed.

    Examples
    --------
    >>> told = agreement(pd.DataFrame({"emotion": ["joy"], "n_hit": [18], "n_false": [2], "n_missed": [1]}))
    >>> told[0].emotion, told[0].value, round(told[0].low, 3), round(told[0].high, 3), told[0].n, told[1].n
    ('joy', 0.9, 0.699, 0.972, 20, 0)
    """
    counts = corrections.set_index("emotion").reindex(EMOTIONS, fill_value=0)
    rows = zip(EMOTIONS, *(counts[name].astype(int) for name in ("n_hit", "n_false", "n_missed")), strict=True)
    return tuple(_agreement(emotion, hit, hit + false, missed) for emotion, hit, false, missed in rows)


def _agreement(emotion: str, n_hit: int, n: int, n_missed: int) -> Agreement:
    if n < MIN_MEASURED:
        return Agreement(emotion, None, None, None, n, n_missed)
    return Agreement(emotion, n_hit / n, *wilson(n_hit, n), n, n_missed)
