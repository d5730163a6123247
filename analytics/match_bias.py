"""Match bias: how answers that belong to a case differ from those that belong to none.

A figure that joins answers to the process speaks for the linked answers only. It stands for all of them as far as the
two groups agree on score, segment and period. docs/methods/linkage.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.compare import Difference, differences

Kind = Literal["score", "segment", "period"]
KEYS = ["kind", "name", "value"]
SUMS = ["cluster_group", "n", "s"]
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Gap:
    """Linked minus unlinked on one score, or on the share of one segment value or period.

    Attributes
    ----------
    kind, name, value : what is compared: a score by its name, a dimension and its value, a period.
    linked, unlinked : mean on 0-100, or share in percent; None without answers on that side.
    difference : linked minus unlinked in points of 100 with interval, q over all comparisons, and verdict.
    """

    kind: Kind
    name: str
    value: str
    linked: float | None
    unlinked: float | None
    difference: Difference

    @property
    def is_beyond_chance(self) -> bool:
        """Likely real and at least the margin."""
        return self.difference.verdict == "likely_real" and self.difference.is_practical


@dataclass(frozen=True)
class MatchBias:
    """Every comparison of linked with unlinked answers, scores first."""

    n_linked: int
    n_unlinked: int
    margin: float
    gaps: tuple[Gap, ...]

    @property
    def warnings(self) -> tuple[Gap, ...]:
        """The gaps beyond chance, scores before shares, the largest first."""
        return tuple(sorted((gap for gap in self.gaps if gap.is_beyond_chance), key=_weight))

    @property
    def is_comparable(self) -> bool:
        """Whether anything could be compared at all."""
        return any(gap.difference.change is not None for gap in self.gaps)


def match_bias(
    scores: pd.DataFrame,
    shares: pd.DataFrame,
    *,
    n_linked: int,
    n_unlinked: int,
    margin: float = 5.0,
    min_n: int = 5,
) -> MatchBias:
    """Compare linked with unlinked answers, clusters as in `analytics.compare`, with one false-discovery family.

    Parameters
    ----------
    scores : one row per score, side and cluster: name, is_linked, cluster_group, n, s (sum on 0-100).
    shares : one row per dimension, value, side and cluster: kind ("segment" or "period"), name, value, is_linked,
        cluster_group, n (answers of the cluster of which the dimension is known), s (those with the value).
    margin : points of 100, or percentage points, that matter.
    min_n : fewer answers on either side, or fewer answers with a value on both sides together, are not compared.

    Examples
    --------
    >>> scores = pd.DataFrame({"name": "overall", "is_linked": [True] * 20 + [False] * 20,
    ...     "cluster_group": range(40), "n": 1, "s": [80.0, 90] * 10 + [50.0, 60] * 10})
    >>> shares = pd.DataFrame(columns=["kind", "name", "value", "is_linked", "cluster_group", "n", "s"])
    >>> bias = match_bias(scores, shares, n_linked=20, n_unlinked=20)
    >>> bias.gaps[0].difference.change, [gap.name for gap in bias.warnings]
    (30.0, ['overall'])
    """
    parts = [scores.assign(kind="score", value=""), _rated(shares, min_n)]
    sums = pd.concat([part for part in parts if len(part)], ignore_index=True) if len(scores) + len(shares) else None
    if sums is None:
        return MatchBias(n_linked, n_unlinked, margin, ())
    sums = sums.assign(
        key=sums[KEYS].astype(str).agg(_SEPARATOR.join, axis=1), is_linked=sums["is_linked"].astype(bool)
    )
    linked, unlinked = sums[sums["is_linked"]], sums[~sums["is_linked"]]
    compared = differences(linked[["key", *SUMS]], unlinked[["key", *SUMS]], key="key", margin=margin, min_n=min_n)
    means = {side: _means(frame) for side, frame in ((True, linked), (False, unlinked))}
    gaps = [_gap(found, means) for found in compared]
    return MatchBias(n_linked, n_unlinked, margin, tuple(sorted(gaps, key=_order)))


def _rated(shares: pd.DataFrame, min_n: int) -> pd.DataFrame:
    """The shares as percent, without values that too few answers hold."""
    if shares.empty:
        return shares
    held = shares.groupby(KEYS)["s"].transform("sum")
    return shares.assign(s=100.0 * shares["s"].astype(float))[held >= min_n]


def _means(sums: pd.DataFrame) -> dict[str, float]:
    totals = sums.groupby("key")[["n", "s"]].sum()
    known = totals[totals["n"] > 0]
    return {str(key): float(value) for key, value in (known["s"] / known["n"]).items()}


def _gap(found: Difference, means: dict[bool, dict[str, float]]) -> Gap:
    kind, name, value = found.key.split(_SEPARATOR)
    known: Kind = "score" if kind == "score" else "period" if kind == "period" else "segment"
    return Gap(known, name, value, means[True].get(found.key), means[False].get(found.key), found)


def _order(gap: Gap) -> tuple[int, float, str, str]:
    """Scores by size, then segments by dimension and value, then periods in order of time."""
    place, size = _weight(gap)
    return place, size if gap.kind == "score" else 0.0, gap.name, gap.value


def _weight(gap: Gap) -> tuple[int, float]:
    """Gaps in scores before gaps in shares, the largest first."""
    return ("score", "segment", "period").index(gap.kind), -abs(gap.difference.change or 0.0)
