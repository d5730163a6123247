"""Themes on two sides: how many comments speak of each, how many of these badly, and what that does to the score.

docs/methods/voices-compared.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analytics.compare import smallest_detectable
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p
from analytics.voices.impact import Impact
from analytics.voices.two_sides import Contrast, judged, share_contrasts


def theme_contrasts(
    side: tuple[pd.DataFrame, pd.DataFrame],
    other: tuple[pd.DataFrame, pd.DataFrame],
    *,
    min_n: int = 8,
) -> tuple[Contrast, ...]:
    """Both shares of every theme, judged together: the false-discovery rate is held over all of them.

    Parameters
    ----------
    side, other : comments (one row per cluster_group: n comments with content) and mentions (one row per theme_id and
        cluster_group: n_mentions, n_negative), numbered alike.
    min_n : themes with fewer mentions on both sides together are left out.

    Examples
    --------
    >>> comments = pd.DataFrame({"cluster_group": range(60), "n": 1})
    >>> often = pd.DataFrame({"theme_id": "price", "cluster_group": range(30), "n_mentions": 1, "n_negative": 1})
    >>> found = theme_contrasts((comments, often), (comments.assign(cluster_group=range(60, 120)), often.head(0)))
    >>> [(one.measure, one.value, one.other, one.verdict) for one in found]
    [('mentions', 0.5, 0.0, 'likely_real'), ('negative', 1.0, None, 'too_few')]
    """
    total = pd.concat([side[1], other[1]]).groupby("theme_id")["n_mentions"].sum()
    themes = total.index[total >= min_n]
    spoken = [_spread(comments, mentions, themes) for comments, mentions in (side, other)]
    badly = [_badly(mentions, themes) for _comments, mentions in (side, other)]
    return judged(
        [
            *share_contrasts(spoken[0], spoken[1], measure="mentions", min_n=min_n),
            *share_contrasts(badly[0], badly[1], measure="negative", min_n=min_n),
        ]
    )


def _spread(comments: pd.DataFrame, mentions: pd.DataFrame, themes: pd.Index[str]) -> pd.DataFrame:
    """One row per theme and cluster: all comments, and those that speak of the theme."""
    everywhere = pd.MultiIndex.from_product([themes, comments["cluster_group"]], names=["key", "cluster_group"])
    rows = pd.DataFrame({"n": np.tile(comments["n"].to_numpy(), len(themes))}, index=everywhere)
    said = mentions.set_index(["theme_id", "cluster_group"])["n_mentions"].rename_axis(["key", "cluster_group"])
    return rows.assign(s=said.reindex(everywhere).fillna(0.0)).reset_index()


def _badly(mentions: pd.DataFrame, themes: pd.Index[str]) -> pd.DataFrame:
    kept = mentions[mentions["theme_id"].isin(themes)]
    columns = {"theme_id": "key", "cluster_group": "cluster_group", "n_mentions": "n", "n_negative": "s"}
    return kept[list(columns)].rename(columns=columns)


def impact_contrasts(side: Iterable[Impact], other: Iterable[Impact]) -> tuple[Contrast, ...]:
    """What negative mentions of a theme do to the mean score, on one side minus the other; points of 0-100 [1]_.

    The sides are taken as independent: variance = sum of both, degrees of freedom of Welch and Satterthwaite. Where the
    same customers stand on both sides the interval is too wide rather than too narrow, as far as they stay as they are.
    The impacts are judged by themselves, apart from the shares.

    References
    ----------
    .. [1] Welch (1947), Biometrika 34, 28-35.
    """
    there = {one.theme: one for one in other if _is_known(one)}
    return judged(_impact(one, there[one.theme]) for one in side if _is_known(one) and one.theme in there)


def _is_known(one: Impact) -> bool:
    return one.sentiment == "negative" and one.value is not None and one.se is not None and (one.df or 0.0) >= 1


def _impact(one: Impact, other: Impact) -> Contrast:
    value, there = float(one.value or 0.0), float(other.value or 0.0)
    parts = np.array([one.se or 0.0, other.se or 0.0]) ** 2
    freedom = np.array([one.df or 1.0, other.df or 1.0])
    se = np.sqrt(parts.sum(keepdims=True))
    df = np.square(parts.sum(keepdims=True)) / (np.square(parts) / freedom).sum() if se[0] > 0 else freedom[:1]
    change = value - there
    half = float((t_quantile(0.5 + CONFIDENCE / 2, df) * se)[0])
    p = 1.0 if change == 0 else float(two_sided_p(change / np.maximum(se, 1e-12), df)[0])
    return Contrast(
        "impact", one.theme, value, there, change, change - half, change + half, one.n, other.n, p,
        detectable=float(smallest_detectable(se, df)[0]),
    )  # fmt: skip
