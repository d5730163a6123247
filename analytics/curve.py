"""The emotion curve: mean per touchpoint with its interval, and which touchpoints are low beyond chance.

docs/methods/low-points.md states formulas, assumptions, limits and measured error rates.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.contrasts import GroupContrasts, group_contrasts
from analytics.fdr import bh_q_values
from analytics.harmonise import comparison
from analytics.pooling import pooled_means

FALSE_DISCOVERY_RATE = 0.05
_NO_GROUP = ""


@dataclass(frozen=True)
class TouchpointScore:
    """One touchpoint. Means and contrasts in points of the 0-100 scale; None where hidden or not estimable.

    Attributes
    ----------
    comparison_group : metric and scale the figures belong to; the one with most answers when several exist.
    n, n_accounts : what the mean rests on; n_clusters : units the interval rests on.
    mean_native, scale : mean on the question's own scale and its ends.
    pooled_mean, pooled_contrast : after partial pooling, for ranking only.
    contrast : lower than the rest of its comparison group when negative; is_paired : within the same responses.
    p, q : two-sided chance of such a contrast without a difference, before and after false-discovery control.
    probability : posterior probability, after pooling, that the touchpoint lies at least the margin below the rest.
    tied_with : touchpoints of the group it cannot be told apart from.
    """

    touchpoint_id: str
    comparison_group: str
    n: int
    n_clusters: int
    mean: float | None
    low: float | None
    high: float | None
    mean_native: float | None
    scale: tuple[float, float] | None
    pooled_mean: float | None
    hidden: bool
    low_n: bool
    contrast: float | None
    contrast_low: float | None
    contrast_high: float | None
    p: float | None
    q: float | None
    probability: float | None
    is_low_point: bool
    tied_with: tuple[str, ...]
    is_paired: bool
    pooled_contrast: float | None = None
    n_accounts: int = 0


@dataclass(frozen=True)
class EmotionCurve:
    """All touchpoints in journey order.

    `peak_id` is the best touchpoint, `end_id` the last one shown, `worst_id` the worst low point (None: no low point).
    `groups` are the comparison groups in use: more than one means heights are not comparable across them.
    """

    points: tuple[TouchpointScore, ...]
    margin: float
    min_n: int
    low_n: int
    n_answers: int
    groups: tuple[str, ...]
    peak_id: str | None
    end_id: str | None
    worst_id: str | None

    @property
    def low_points(self) -> tuple[TouchpointScore, ...]:
        """Low points, worst first by the pooled contrast."""
        low = [point for point in self.points if point.is_low_point]
        return tuple(sorted(low, key=lambda point: _or(point.pooled_contrast, 0.0)))


def emotion_curve(
    sums: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    order: Sequence[str],
    margin: float = 5.0,
    min_n: int = 5,
    low_n: int = 30,
) -> EmotionCurve:
    """Score every touchpoint of a journey.

    A low point lies beyond chance (Benjamini-Hochberg q < .05 over the touchpoints shown) and at least `margin` points
    below the rest of its comparison group.

    Parameters
    ----------
    sums : one row per (touchpoint_id, comparison_group, cluster_group): n, s (sum on 0-100), s_native, paired_n,
        paired_s (sum over responses of own score minus the mean of the response's others), rest_n (others rated).
    counts : one row per (touchpoint_id, comparison_group): n_answers, n_accounts.
    order : touchpoint ids in journey order; ids without answers appear hidden with n = 0, ids not listed are left out.
    margin : points of 100 that matter. min_n : fewer answers are hidden. low_n : fewer answers are marked.

    Examples
    --------
    >>> sums = pd.DataFrame({"touchpoint_id": ["a"] * 40 + ["b"] * 40, "comparison_group": "csat|1|5",
    ...     "cluster_group": list(range(40)) * 2, "n": 1, "s": [50.0, 25.0] * 20 + [75.0, 100.0] * 20,
    ...     "s_native": [3.0, 2.0] * 20 + [4.0, 5.0] * 20, "paired_n": 1, "rest_n": 1,
    ...     "paired_s": [-25.0, -75.0] * 20 + [25.0, 75.0] * 20})
    >>> counts = pd.DataFrame({"touchpoint_id": ["a", "b"], "comparison_group": "csat|1|5", "n_answers": 40,
    ...     "n_accounts": 0})
    >>> curve = emotion_curve(sums, counts, order=["a", "b"])
    >>> curve.worst_id, curve.points[0].mean, curve.points[0].contrast, curve.points[0].mean_native
    ('a', 37.5, -50.0, 2.5)
    """
    chosen = _chosen_groups(counts, order)
    table = _touchpoint_frame(sums, counts, chosen, order, min_n)
    table["q"] = bh_q_values(table["p"])
    table["is_low_point"] = (table["q"] < FALSE_DISCOVERY_RATE) & (table["contrast"] <= -margin)
    table = _pooled(table, margin)
    points = tuple(_point(row, low_n) for row in table.to_dict("records"))
    return EmotionCurve(
        points=points,
        margin=margin,
        min_n=min_n,
        low_n=low_n,
        n_answers=int(sum(point.n for point in points)),
        groups=tuple(sorted({point.comparison_group for point in points if not point.hidden})),
        peak_id=_peak(points),
        end_id=next((point.touchpoint_id for point in reversed(points) if not point.hidden), None),
        worst_id=_worst(points),
    )


def _chosen_groups(counts: pd.DataFrame, order: Sequence[str]) -> Mapping[str, str]:
    """Per touchpoint the comparison group with most answers; the first by name on a tie."""
    mine = counts[counts["touchpoint_id"].isin(list(order))]
    ranked = mine.sort_values(["n_answers", "comparison_group"], ascending=[False, True], kind="stable")
    best = ranked.drop_duplicates("touchpoint_id")
    return dict(zip(best["touchpoint_id"].astype(str), best["comparison_group"].astype(str), strict=True))


def _touchpoint_frame(
    sums: pd.DataFrame, counts: pd.DataFrame, chosen: Mapping[str, str], order: Sequence[str], min_n: int
) -> pd.DataFrame:
    """One row per touchpoint in order, with its statistics; hidden ones without figures."""
    index = pd.Index(list(dict.fromkeys(order)), name="touchpoint_id")
    table = pd.DataFrame({"comparison_group": [chosen.get(name, _NO_GROUP) for name in index]}, index=index)
    table = table.join(_chosen_counts(counts, chosen)).join(_group_statistics(sums, chosen))
    whole = ["n_answers", "n_accounts", "n_clusters"]
    table[whole] = table[whole].fillna(0).astype(int)
    table["is_paired"] = table["is_paired"].eq(True)
    table["hidden"] = table["n_answers"] < min_n
    figures = [name for name in GroupContrasts.figures if name != "n_clusters"]
    table.loc[table["hidden"], figures] = np.nan
    shown = set(index[~table["hidden"]])
    table["tied_with"] = [
        tuple(other for other in ties if other in shown) if isinstance(ties, tuple) and name in shown else ()
        for name, ties in table["tied_with"].items()
    ]
    return table.reset_index()


def _chosen_counts(counts: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    mine = counts[counts["comparison_group"] == counts["touchpoint_id"].map(dict(chosen))]
    columns = ["n_answers", "n_accounts"]
    return mine.groupby("touchpoint_id")[columns].sum()


def _group_statistics(sums: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """One row per touchpoint: the figures of its chosen group."""
    parts = []
    for group in sorted(set(chosen.values())):
        contrasts = group_contrasts(sums[sums["comparison_group"] == group])
        mine = [name for name in contrasts.frame.index if chosen.get(name) == group]
        parts.append(contrasts.frame.loc[mine])
    return pd.concat(parts) if parts else pd.DataFrame(columns=[*GroupContrasts.figures, "is_paired", "tied_with"])


def _pooled(table: pd.DataFrame, margin: float) -> pd.DataFrame:
    """Adds pooled_mean, pooled_contrast and probability, pooling within each comparison group."""
    from scipy.special import ndtr

    table = table.assign(pooled_mean=np.nan, pooled_contrast=np.nan, probability=np.nan)
    for _, rows in table.groupby("comparison_group"):
        means = pooled_means(rows["mean"], rows["se"])
        contrasts = pooled_means(rows["contrast"], rows["contrast_se"])
        table.loc[rows.index, "pooled_mean"] = means.mean
        table.loc[rows.index, "pooled_contrast"] = contrasts.mean
        with np.errstate(invalid="ignore", divide="ignore"):
            table.loc[rows.index, "probability"] = ndtr((-margin - contrasts.mean) / contrasts.sd)
    return table


def _point(row: Mapping[Hashable, Any], low_n: int) -> TouchpointScore:
    group, hidden = str(row["comparison_group"]), bool(row["hidden"])
    parts = comparison(group) if group != _NO_GROUP else None
    figures: dict[str, Any] = {name: _number(row[name]) for name in _FIGURES}
    figures |= {name: int(row[name]) for name in _COUNTS}
    n = int(row["n_answers"])
    return TouchpointScore(
        touchpoint_id=str(row["touchpoint_id"]),
        comparison_group=group,
        n=n,
        scale=None if parts is None else (parts.low, parts.high),
        hidden=hidden,
        low_n=not hidden and n < low_n,
        is_low_point=bool(row["is_low_point"]),
        tied_with=row["tied_with"],
        is_paired=bool(row["is_paired"]),
        **figures,
    )


_COUNTS = ("n_clusters", "n_accounts")
_FIGURES = (
    "mean",
    "low",
    "high",
    "mean_native",
    "pooled_mean",
    "contrast",
    "contrast_low",
    "contrast_high",
    "p",
    "q",
    "probability",
    "pooled_contrast",
)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _peak(points: Sequence[TouchpointScore]) -> str | None:
    shown = [point for point in points if not point.hidden and point.mean is not None]
    best = max(shown, key=lambda point: _or(point.pooled_mean, _or(point.mean, 0.0)), default=None)
    return best.touchpoint_id if best else None


def _worst(points: Sequence[TouchpointScore]) -> str | None:
    low = [point for point in points if point.is_low_point]
    worst = min(low, key=lambda point: _or(point.pooled_contrast, 0.0), default=None)
    return worst.touchpoint_id if worst else None
