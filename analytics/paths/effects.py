"""How many points of satisfaction go with a path, a loop, a hand-off or a delay.

docs/methods/paths.md states the comparison, its assumptions and its limits.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analytics.clusters import jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p
from analytics.paths.exposure import Exposed, exposed_sums

Verdict = Literal["likely_real", "could_be_chance", "too_few"]
LEAST_ANSWERS: Final = 30  # on either side
LEAST_CASES: Final = 8
LEAST_CLUSTERS: Final = 8  # customer accounts on either side
LEAST_DF: Final = 4.0
_COUNTS: Final = (
    "n_with", "n_without", "s_with", "s_without", "cases_with", "cases_without", "clusters_with", "clusters_without"
)  # fmt: skip


@dataclass(frozen=True)
class PathEffect:
    """One feature of the way held against the answers to one question.

    Attributes
    ----------
    mean_with, mean_without : plain means of the answers, points of 100.
    change, low, high : difference within question, scale and quarter, with its 95 % interval; None where too few.
    q : after false-discovery control over everything tested.
    n_with, n_without : answers; cases_with, cases_without : cases; n_clusters : customer accounts.
    """

    feature_no: int
    target: str
    mean_with: float
    mean_without: float
    change: float | None
    low: float | None
    high: float | None
    q: float | None
    verdict: Verdict
    n_with: int
    n_without: int
    cases_with: int
    cases_without: int
    n_clusters: int


def path_effects(
    answers: pd.DataFrame, exposures: pd.DataFrame, *, least_answers: int = LEAST_ANSWERS,
    least_cases: int = LEAST_CASES,
) -> tuple[PathEffect, ...]:  # fmt: skip
    """The difference each feature goes with, per question; strongest evidence first.

    change = sum of products / sum of squares of the centred exposure: the least-squares difference with a level of its
    own for each question, scale and quarter [1]_. Interval and p by the delete-one-account jackknife of that ratio with
    Satterthwaite's degrees of freedom [2]_; q by Benjamini-Hochberg over all that is judged.

    Parameters
    ----------
    answers, exposures : as for `analytics.paths.exposure.exposed_sums`.
    least_answers, least_cases : fewer on either side give "too_few".

    References
    ----------
    .. [1] Frisch & Waugh (1933), Econometrica 1, 387-401.
    .. [2] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> answers = pd.DataFrame({"target": "a", "rank": 1, "case_no": range(80), "moment": 9.0, "stratum": 1,
    ...     "cluster_group": [n // 4 for n in range(80)], "norm": [60.0, 62, 70, 74] * 10 + [60, 62, 70, 70] * 10})
    >>> exposures = pd.DataFrame({"feature_no": 5, "rank": 1, "case_no": range(80), "known_at": 1.0,
    ...     "there_at": [1.0, 1.0, float("nan"), float("nan")] * 20})
    >>> found = path_effects(answers, exposures)
    >>> found[0].change, found[0].mean_with, found[0].n_with, found[0].verdict
    (-10.0, 61.0, 40, 'likely_real')
    """
    frames = [_statistics(sums) for sums in exposed_sums(answers, exposures)]
    if not frames:
        return ()
    frame = pd.concat(frames, ignore_index=True)
    is_enough = (
        (frame[["n_with", "n_without"]] >= least_answers).all(axis=1)
        & (frame[["cases_with", "cases_without"]] >= least_cases).all(axis=1)
        & (frame[["clusters_with", "clusters_without"]] >= LEAST_CLUSTERS).all(axis=1)
        & (frame["df"] >= LEAST_DF)
        & (frame["se"] > 0)
    )
    frame.loc[~is_enough, ["change", "low", "high", "p"]] = np.nan
    ordered = frame.assign(q=bh_q_values(frame["p"])).sort_values(
        ["p", "feature_no", "target"], na_position="last", kind="stable"
    )
    return tuple(_effect(row) for row in ordered.to_dict("records"))


def _statistics(sums: Exposed) -> pd.DataFrame:
    """One row per feature held against one question."""
    found = jackknife_means(sums.spread, sums.product)
    half = t_quantile(0.5 + CONFIDENCE / 2, found.df) * found.se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = two_sided_p(found.value / found.se, found.df)
    return pd.DataFrame(
        {
            "feature_no": sums.features, "target": sums.target, "change": found.value, "low": found.value - half,
            "high": found.value + half, "p": p, "se": found.se, "df": found.df, "n_clusters": found.n_clusters,
            **{name: getattr(sums, name) for name in _COUNTS},
        }
    )  # fmt: skip


def _effect(row: Mapping[Hashable, Any]) -> PathEffect:
    number = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("change", "low", "high", "q")}
    q = number["q"]
    verdict: Verdict = "too_few"
    if q is not None:
        verdict = "likely_real" if q < FALSE_DISCOVERY_RATE else "could_be_chance"
    return PathEffect(
        feature_no=int(row["feature_no"]), target=str(row["target"]), verdict=verdict,
        mean_with=_mean(row["s_with"], row["n_with"]), mean_without=_mean(row["s_without"], row["n_without"]),
        change=number["change"], low=number["low"], high=number["high"], q=q,
        n_with=int(row["n_with"]), n_without=int(row["n_without"]), cases_with=int(row["cases_with"]),
        cases_without=int(row["cases_without"]), n_clusters=int(row["n_clusters"]),
    )  # fmt: skip


def _mean(total: float, n: int) -> float:
    return float(total) / n if n else float("nan")
