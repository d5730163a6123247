"""NPS, CSAT and CES from sums per cluster, each with n and an interval that is robust to clustered answers.

docs/methods/scores.md states definitions, formulas and limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.harmonise import comparison
from analytics.intervals import (
    CONFIDENCE,
    Estimate,
    clustered_mean,
    clustered_share,
    effective_n,
    nps_interval,
    t_quantile,
)
from errors import NotEnoughData

NpsKind = Literal["relationship", "transactional"]
CesVersion = Literal["1.0", "2.0"]


@dataclass(frozen=True)
class Nps:
    """Net promoter score in points, -100 to 100; shares 0 to 1.

    `per` says what counts once: each "answer", or each "account" with the score of its own answers.
    Relationship (about the supplier as a whole) and transactional (about one contact) scores are separate measures.
    """

    score: float
    low: float | None
    high: float | None
    n: int
    n_accounts: int
    promoters_share: float
    passives_share: float
    detractors_share: float
    kind: NpsKind
    per: Literal["answer", "account"] = "answer"
    design_effect: float | None = None


@dataclass(frozen=True)
class Csat:
    """Satisfaction on its own scale: `mean` in native units, `satisfied_share` 0 to 1 (the two best of five)."""

    mean: Estimate
    satisfied_share: Estimate | None
    scale: tuple[float, float]


@dataclass(frozen=True)
class Ces:
    """Effort on its own scale. Version "1.0" asks for effort (low is good), "2.0" for ease (high is good)."""

    mean: Estimate
    version: CesVersion
    scale: tuple[float, float]
    lower_is_better: bool


def is_nps(group: str) -> bool:
    """Only a likelihood to recommend on 0-10 is NPS; 1-10 "recommend" and others are labelled as what they are.

    >>> is_nps("nps|0|10"), is_nps("nps|1|10"), is_nps("recommend|0|10")
    (True, False, False)
    """
    parts = comparison(group)
    return parts.metric == "nps" and (parts.low, parts.high) == (0.0, 10.0)


def nps(sums: pd.DataFrame, *, kind: NpsKind) -> Nps:
    """NPS per answer: promoters (9-10) minus detractors (0-6), adjusted Wald on the effective number of answers [1]_.

    Parameters
    ----------
    sums : one row per cluster (account or respondent): cluster_group, n, promoters, detractors (numbers of answers).

    References
    ----------
    .. [1] Reichheld (2003), Harvard Business Review 81(12); interval: docs/methods/scores.md.

    Examples
    --------
    >>> sums = pd.DataFrame({"cluster_group": range(10), "n": 1, "promoters": [1] * 9 + [0],
    ...     "detractors": [0] * 9 + [1]})
    >>> score = nps(sums, kind="transactional")
    >>> round(score.score), round(score.low, 1), round(score.high, 1)
    (80, 22.9, 100.0)
    """
    net = clustered_mean(sums.assign(s=sums["promoters"] - sums["detractors"])[["cluster_group", "n", "s"]])
    p, d = float(sums["promoters"].sum()) / net.n, float(sums["detractors"].sum()) / net.n
    effective, quantile = effective_n(net, p + d - (p - d) ** 2)
    low: float | None = None
    high: float | None = None
    if quantile is not None:
        low, high = nps_interval(p * effective, (1 - p - d) * effective, d * effective, quantile=quantile)
    return Nps(
        score=100 * net.value,
        low=low,
        high=high,
        n=net.n,
        n_accounts=net.n_clusters,
        promoters_share=p,
        passives_share=max(0.0, 1 - p - d),
        detractors_share=d,
        kind=kind,
        design_effect=net.n / effective if quantile is not None else None,
    )


def nps_per_account(accounts: pd.DataFrame, *, kind: NpsKind) -> Nps:
    """Mean of the accounts' own scores: every customer counts once, however many people answered.

    t interval over accounts, within -100 to 100; with fewer than two accounts no interval.

    Parameters
    ----------
    accounts : one row per account: n, promoters, detractors.

    Examples
    --------
    >>> accounts = pd.DataFrame({"n": [8, 1, 1], "promoters": [8, 0, 0], "detractors": [0, 1, 0]})
    >>> nps_per_account(accounts, kind="relationship").score
    0.0
    """
    answered = accounts[accounts["n"] > 0]
    if answered.empty:
        raise NotEnoughData(found=0, needed=1)
    shares = answered[["promoters", "detractors"]].div(answered["n"], axis=0)
    p, d = float(shares["promoters"].mean()), float(shares["detractors"].mean())
    low: float | None = None
    high: float | None = None
    n_accounts = len(answered)
    if n_accounts >= 2:
        spread = float((shares["promoters"] - shares["detractors"]).std()) / math.sqrt(n_accounts)
        half = float(t_quantile(0.5 + CONFIDENCE / 2, n_accounts - 1)) * spread
        low, high = max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))
    return Nps(
        100 * (p - d), low, high, int(answered["n"].sum()), n_accounts, p, max(0.0, 1 - p - d), d, kind, "account"
    )


def csat(sums: pd.DataFrame, group: str) -> Csat:
    """Mean satisfaction, and the satisfied share (top 2 of 5) where the scale has five answers.

    Parameters
    ----------
    sums : one row per cluster: cluster_group, n, s_native, top2 (answers in the two best of the scale).
    group : comparison group, metric|low|high.

    Examples
    --------
    >>> sums = pd.DataFrame({"cluster_group": range(4), "n": 1, "s_native": [5.0, 4.0, 4.0, 1.0], "top2": [1, 1, 1, 0]})
    >>> score = csat(sums, "csat|1|5")
    >>> score.mean.value, score.satisfied_share.value
    (3.5, 0.75)
    """
    scale = comparison(group)
    mean = clustered_mean(_native(sums), bounds=(scale.low, scale.high))
    satisfied = None
    if scale.high - scale.low == 4:
        satisfied = clustered_share(sums[["cluster_group", "n"]].assign(s=sums["top2"]))
    return Csat(mean, satisfied, (scale.low, scale.high))


def ces(sums: pd.DataFrame, group: str, *, version: CesVersion, lower_is_better: bool | None = None) -> Ces:
    """Mean effort on its own scale; one version at a time, so the two never form one trend.

    Parameters
    ----------
    sums : one row per cluster: cluster_group, n, s_native.
    version : from `analytics.effort.ces_version`, by the question's wording.
    lower_is_better : direction of the numbers; by default low is good in 1.0 and high is good in 2.0.
    """
    scale = comparison(group)
    mean = clustered_mean(_native(sums), bounds=(scale.low, scale.high))
    reverse = version == "1.0" if lower_is_better is None else lower_is_better
    return Ces(mean, version, (scale.low, scale.high), reverse)


def _native(sums: pd.DataFrame) -> pd.DataFrame:
    return sums[["cluster_group", "n"]].assign(s=sums["s_native"])
