"""Means, contrasts and ties of the touchpoints of one comparison group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.clusters import ClusterTable, Floats, Jackknife, cluster_table, jackknife_differences, jackknife_means
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p

NEAR_TIE = 1.0  # points of 100: a smaller gap is called a tie even where n proves it


@dataclass(frozen=True)
class GroupContrasts:
    """`frame`: one row per touchpoint (index touchpoint_id) with the columns `figures`, is_paired and tied_with."""

    frame: pd.DataFrame
    figures: ClassVar[tuple[str, ...]] = (
        "mean",
        "se",
        "low",
        "high",
        "mean_native",
        "n_clusters",
        "contrast",
        "contrast_se",
        "contrast_low",
        "contrast_high",
        "p",
    )


def group_contrasts(sums: pd.DataFrame) -> GroupContrasts:
    """Compare each touchpoint with the rest of one comparison group (`sums` as for `emotion_curve`, one group only).

    Paired where the responses that rate a touchpoint rate on average at least half of the others: mean over responses
    of own score minus mean of the response's other scores. Otherwise touchpoint mean minus mean of all other answers of
    the group. Both by the delete-one-cluster jackknife with t(df); p two-sided against zero.
    """
    own = cluster_table(sums, "touchpoint_id")
    means = jackknife_means(own.n, own.s)
    paired = _is_paired(sums, own)
    contrast, contrast_se, df = _contrasts(sums, own, paired)
    quantile = t_quantile(0.5 + CONFIDENCE / 2, means.df)
    half, contrast_half = quantile * means.se, t_quantile(0.5 + CONFIDENCE / 2, df) * contrast_se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(contrast == 0, 1.0, two_sided_p(contrast / contrast_se, df))
    native = sums.groupby("touchpoint_id")["s_native"].sum().reindex(own.keys).to_numpy(float)
    frame = pd.DataFrame(
        {
            "tied_with": pd.Series(ties(own.keys, means, quantile), dtype=object).to_numpy(),
            "mean": means.value,
            "se": means.se,
            "low": np.clip(means.value - half, 0.0, 100.0),
            "high": np.clip(means.value + half, 0.0, 100.0),
            "mean_native": native / own.n.sum(axis=1),
            "n_clusters": means.n_clusters,
            "contrast": contrast,
            "contrast_se": contrast_se,
            "contrast_low": contrast - contrast_half,
            "contrast_high": contrast + contrast_half,
            "p": p,
            "is_paired": paired,
        },
        index=pd.Index(own.keys, name="touchpoint_id"),
    )
    return GroupContrasts(frame)


def _is_paired(sums: pd.DataFrame, own: ClusterTable) -> NDArray[np.bool_]:
    others = len(own.keys) - 1
    totals = sums.groupby("touchpoint_id")[["n", "rest_n"]].sum().reindex(own.keys)
    rated: Floats = (totals["rest_n"] / totals["n"]).to_numpy(float)
    return (rated >= 0.5 * others) & (others > 0)


def _contrasts(sums: pd.DataFrame, own: ClusterTable, paired: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Contrast, standard error and degrees of freedom, each of shape (touchpoints,); nan in a group of one."""
    rest_n, rest_s = own.n.sum(axis=0) - own.n, own.s.sum(axis=0) - own.s
    apart = jackknife_differences(own.n, own.s, rest_n, rest_s)
    pairs = cluster_table(sums, "touchpoint_id", n="paired_n", s="paired_s")
    within = jackknife_means(pairs.n, pairs.s)
    return (
        np.where(paired, within.value, apart.value),
        np.where(paired, within.se, apart.se),
        np.where(paired, within.df, apart.df),
    )


def ties(keys: tuple[str, ...], means: Jackknife, quantile: Floats) -> list[tuple[str, ...]]:
    """Per series the others whose mean differs by less than chance or `NEAR_TIE`; covariance within clusters counts.

    `quantile` holds t(.975) of each series; a pair takes the larger one, that of the smaller degrees of freedom.
    """
    products = np.einsum("ic,jc->ij", means.moves, means.moves)
    own = np.diag(products)
    variance = np.maximum(own[:, None] + own[None, :] - 2 * products, 0.0)
    gap = np.abs(means.value[:, None] - means.value[None, :])
    chance = np.maximum(quantile[:, None], quantile[None, :]) * np.sqrt(variance)
    tied = ~(gap >= np.maximum(np.nan_to_num(chance, nan=np.inf), NEAR_TIE))
    np.fill_diagonal(tied, False)
    return [tuple(keys[other] for other in np.flatnonzero(row)) for row in tied]
