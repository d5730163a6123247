"""Passages between touchpoints: shares that go on or leave, and what the score does across, with intervals.

docs/methods/paths.md states what a visit is and when a customer counts as gone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analytics.clusters import cluster_table, jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, Estimate, clustered_share, t_quantile, two_sided_p

LEFT: Final = "left"
END: Final = "end"
LEAST_VISITS: Final = 30
LEAST_CLUSTERS: Final = 8
_HOURS: Final = ("median_hours", "low_hours", "high_hours", "p85_hours")
Verdict = Literal["likely_real", "could_be_chance", "too_few"]


@dataclass(frozen=True)
class ScoreChange:
    """Score after less score before in the same cases, points of 100; no interval and "too_few" where few rate both."""

    change: float
    low: float | None
    high: float | None
    q: float | None
    verdict: Verdict
    n: int
    n_clusters: int
    before: float


@dataclass(frozen=True)
class Transition:
    """Where the visits of one touchpoint go.

    Attributes
    ----------
    went_to : a touchpoint, "left" (the case ended or fell silent before the last stage) or "end" (of the journey).
    share : of all decided visits, 0 to 1; its n is that of the visits of the touchpoint.
    n : visits that went this way.
    channel : share of them that change the channel; None where channels are unknown.
    median_hours, low_hours, high_hours, p85_hours : time between; None without a next touchpoint.
    """

    touchpoint_id: str
    went_to: str
    share: Estimate
    n: int
    channel: float | None
    n_known: int
    median_hours: float | None
    low_hours: float | None
    high_hours: float | None
    p85_hours: float | None
    score: ScoreChange | None


@dataclass(frozen=True)
class Ways:
    """What becomes of all decided visits: shares that go on, leave, and of those that go on change the channel.

    `channel` is None where no visit has both channels known.
    """

    on: Estimate
    left: Estimate
    channel: Estimate | None


def all_ways(sums: pd.DataFrame) -> Ways | None:
    """The shares over all touchpoints with intervals robust to accounts; None without a decided visit.

    Examples
    --------
    >>> sums = pd.DataFrame({"touchpoint_id": "a", "went_to": ["b"] * 40 + ["left"] * 10, "cluster_group": range(50),
    ...     "n": 1, "n_channel": [1] * 20 + [0] * 30, "n_known": 1})
    >>> ways = all_ways(sums)
    >>> ways.on.value, ways.left.value, ways.channel.value, ways.channel.n
    (0.8, 0.2, 0.5, 40)
    """
    decided = sums[sums["went_to"].notna()]
    if decided.empty:
        return None
    is_on = ~decided["went_to"].isin((LEFT, END))
    on = decided[is_on]
    known = on.assign(n=on["n_known"], s=on["n_channel"])
    return Ways(
        _share_of(decided.assign(s=decided["n"].where(is_on, 0))),
        _share_of(decided.assign(s=decided["n"].where(decided["went_to"] == LEFT, 0))),
        _share_of(known[known["n"] > 0]) if known["n"].sum() else None,
    )


def _share_of(sums: pd.DataFrame) -> Estimate:
    return clustered_share(sums.groupby("cluster_group", as_index=False)[["n", "s"]].sum())


def transitions(
    sums: pd.DataFrame, times: pd.DataFrame, scores: pd.DataFrame, *, least: int = LEAST_VISITS
) -> tuple[Transition, ...]:
    """One passage per pair, most frequent first; those that never happened are not there.

    Parameters
    ----------
    sums, times, scores : `passage_sums`, `passage_times`, `passage_score_sums` of `data.queries.path_transitions`.
    least : fewer cases that rate both sides are not judged.

    Examples
    --------
    >>> sums = pd.DataFrame({"touchpoint_id": "a", "went_to": ["b"] * 40 + ["left"] * 10, "cluster_group": range(50),
    ...     "n": 1, "n_channel": 0, "n_known": 1})
    >>> times = pd.DataFrame({"touchpoint_id": ["a"], "went_to": ["b"], "n": [40], "median_hours": [5.0],
    ...     "low_hours": [4.0], "high_hours": [6.0], "p85_hours": [9.0]})
    >>> scores = pd.DataFrame({"touchpoint_id": "a", "went_to": "b", "cluster_group": range(40), "n": 1,
    ...     "s": [-9.0, -11.0] * 20, "s_before": 70.0})
    >>> on, left = transitions(sums, times, scores)
    >>> on.share.value, left.share.value, on.score.change, on.score.verdict
    (0.8, 0.2, -10.0, 'likely_real')
    """
    decided = sums[sums["went_to"].notna()]
    timed = {(str(row["touchpoint_id"]), str(row["went_to"])): row for row in times.to_dict("records")}
    changed = score_changes(scores, least=least)
    groups = {str(name): rows for name, rows in decided.groupby("touchpoint_id")}
    found = [
        _transition(str(rows["touchpoint_id"].iloc[0]), str(went_to), part, rows, timed, changed)
        for rows in groups.values()
        for went_to, part in rows.groupby("went_to")
    ]
    return tuple(sorted(found, key=lambda one: (-one.n, one.touchpoint_id, one.went_to)))


def _transition(
    touchpoint_id: str, went_to: str, part: pd.DataFrame, rows: pd.DataFrame,
    timed: Mapping[tuple[str, str], Mapping[Hashable, Any]],
    changed: dict[tuple[str, str], ScoreChange],
) -> Transition:  # fmt: skip
    visits = rows.groupby("cluster_group", as_index=False)["n"].sum()
    went = part.groupby("cluster_group")["n"].sum()
    share = clustered_share(visits.assign(s=visits["cluster_group"].map(went).fillna(0.0).astype(float)))
    n_known = int(part["n_known"].sum())
    key = (touchpoint_id, went_to)
    hours = timed.get(key)
    median, low, high, p85 = (None if hours is None else float(hours[name]) for name in _HOURS)
    channel = float(part["n_channel"].sum()) / n_known if n_known else None
    n = int(part["n"].sum())
    return Transition(
        touchpoint_id, went_to, share, n, channel, n_known, median, low, high, p85, changed.get(key)
    )  # fmt: skip


def score_changes(scores: pd.DataFrame, *, least: int = LEAST_VISITS) -> dict[tuple[str, str], ScoreChange]:
    """What the score does across each passage; interval by the delete-one-account jackknife, q over all judged [1]_.

    `scores`: one row per touchpoint_id, went_to and cluster_group: n, s (sum of changes, points of 0-100), s_before.

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181; Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    if scores.empty:
        return {}
    keyed = scores.assign(pair=scores["touchpoint_id"] + "|" + scores["went_to"])
    table = cluster_table(keyed, "pair")
    found = jackknife_means(table.n, table.s)
    half = t_quantile(0.5 + CONFIDENCE / 2, found.df) * found.se
    n = table.n.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = two_sided_p(found.value / found.se, found.df)
    is_enough = (n >= least) & (found.n_clusters >= LEAST_CLUSTERS) & np.isfinite(p)
    q = bh_q_values(np.where(is_enough, p, np.nan))
    before = keyed.groupby("pair")["s_before"].sum().reindex(list(table.keys)).to_numpy(float) / n
    changes = {}
    for row, key in enumerate(table.keys):
        left, _, right = key.partition("|")
        real: Verdict = "likely_real" if q[row] < FALSE_DISCOVERY_RATE else "could_be_chance"
        value = float(found.value[row])
        width = float(half[row]) if is_enough[row] else None
        changes[left, right] = ScoreChange(
            value, None if width is None else value - width, None if width is None else value + width,
            float(q[row]) if is_enough[row] else None, real if is_enough[row] else "too_few",
            int(n[row]), int(found.n_clusters[row]), float(before[row]),
        )  # fmt: skip
    return changes


def leaving(found: tuple[Transition, ...]) -> tuple[Transition, ...]:
    """Where customers leave before the last stage, highest share first; only touchpoints with enough visits."""
    gone = [one for one in found if one.went_to == LEFT and one.share.n >= LEAST_VISITS]
    return tuple(sorted(gone, key=lambda one: (-one.share.value, one.touchpoint_id)))


def worst_fall(found: tuple[Transition, ...], *, margin: float) -> Transition | None:
    """The passage across which the score falls most, beyond chance and by at least `margin` points, if any."""
    fallen = [one for one in found if one.score is not None and one.score.verdict == "likely_real"
              and one.score.change <= -margin]  # fmt: skip
    return min(fallen, key=lambda one: one.score.change if one.score else 0.0, default=None)
