"""Moments of truth: touchpoints that matter, miss or exceed what is expected, and stand where memory is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.drivers.bootstrap import intervals, rank_stability
from analytics.drivers.model import Floats, Interval
from analytics.drivers.quadrant import Sampled

HOLDS = 0.8  # resamples in which the rank must be as high or higher
MOST = 5  # ranks below are never called moments of truth
POSITION_WEIGHTS = {"peak": 1.5, "end": 1.5, "first_after_signing": 1.25, "other": 1.0}
KINDS = ("negative", "positive", "white_space", "open")


@dataclass(frozen=True)
class Moment:
    """One touchpoint.

    Attributes
    ----------
    score : importance x |gap| / scale x position weight; 0 to 1 times the largest weight.
    plain : the same without the position weight.
    gap : performance minus expectation, in the unit of the scores.
    kind : one of KINDS: surely below or above what is expected; white space: at least as important as the mean
        touchpoint, and not surely either, a place that nothing fills yet; open: neither, and less important.
    rank, plain_rank : 1 for the largest score, with and without position.
    rank_holds : resamples in which its rank is as high or higher; None without resamples.
    is_moment : its rank is at most MOST and in the upper half, and holds in at least HOLDS of the resamples.
    """

    name: str
    position: str
    weight: float
    importance: Interval
    gap: Interval
    score: Interval
    plain: Interval
    kind: str
    rank: int
    plain_rank: int
    rank_holds: float | None
    is_moment: bool


def moments_of_truth(
    names: Sequence[str],
    importance: Sampled,
    performance: Sampled,
    expectation: Floats,
    positions: Sequence[str],
    *,
    scale: float = 100.0,
    weights: dict[str, float] | None = None,
) -> tuple[Moment, ...]:
    """Touchpoints in the order given, with how far their rank can be trusted.

    score = share of the explained variance x |performance - expectation| / scale x position weight. All three factors,
    the scaling and the weights are stated beside the list, and the list is also given without position.

    Parameters
    ----------
    importance : derived shares; performance : mean scores of the same resamples.
    expectation : (k,) floor, benchmark or expected score per touchpoint, in the unit of the performance.
    positions : one of POSITION_WEIGHTS per touchpoint.
    scale : length of the scores' scale.
    weights : position weights that replace POSITION_WEIGHTS.

    Raises
    ------
    ValueError : unequal lengths, or a position without a weight.

    Examples
    --------
    >>> known = Sampled.known
    >>> found = moments_of_truth(["enquiry", "invoice"], known(np.array([0.6, 0.4])), known(np.array([70.0, 50.0])),
    ...     np.array([75.0, 75.0]), ["other", "end"])
    >>> [(moment.name, round(moment.score.value, 3), moment.rank) for moment in found]
    [('enquiry', 0.03, 2), ('invoice', 0.15, 1)]
    """
    if len({len(names), len(importance.value), len(performance.value), len(expectation), len(positions)}) > 1:
        raise ValueError("names, importance, performance, expectation and positions differ in length")
    known = {**POSITION_WEIGHTS, **(weights or {})}
    unknown = sorted(set(positions) - set(known))
    if unknown:
        raise ValueError(f"no weight for position {unknown[0]!r}")
    weight = np.array([known[position] for position in positions])
    n = min(len(importance.draws), len(performance.draws))
    gap, gap_draws = performance.value - expectation, performance.draws[:n] - expectation
    plain, plain_draws = importance.value * np.abs(gap) / scale, importance.draws[:n] * np.abs(gap_draws) / scale
    ranked = rank_stability(plain * weight, plain_draws * weight)
    plain_rank = rank_stability(plain, plain_draws).rank
    weights_shown = intervals(importance.value, importance.draws)
    gaps = intervals(gap, gap_draws)
    scores = intervals(plain * weight, plain_draws * weight)
    plains = intervals(plain, plain_draws)
    return tuple(
        Moment(
            name=name,
            position=positions[j],
            weight=float(weight[j]),
            importance=weights_shown[j],
            gap=gaps[j],
            score=scores[j],
            plain=plains[j],
            kind=_kind(gaps[j], bool(importance.value[j] >= importance.value.mean())),
            rank=int(ranked.rank[j]),
            plain_rank=int(plain_rank[j]),
            rank_holds=float(ranked.at_least[j]) if n else None,
            is_moment=_is_moment(int(ranked.rank[j]), float(ranked.at_least[j]), len(names)),
        )
        for j, name in enumerate(names)
    )


def _kind(gap: Interval, is_important: bool) -> str:
    if gap.is_below_zero:
        return "negative"
    if gap.is_above_zero:
        return "positive"
    return "white_space" if is_important else "open"


def _is_moment(rank: int, holds: float, n_touchpoints: int) -> bool:
    return rank <= min(MOST, max(1, n_touchpoints // 2)) and holds >= HOLDS
