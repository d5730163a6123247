"""How often do the 95 % intervals cover the truth when answers cluster in few, unequal accounts?

Trials of one world share its accounts, so the exact binomial interval of a pooled rate is a little narrow; the scores
with one trial per world are free of that.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle, product

import numpy as np
import pandas as pd

from analytics.compare import difference
from analytics.curve import emotion_curve
from analytics.intervals import clustered_mean, clustered_share, mean_interval
from analytics.scores import nps, nps_per_account
from benchmarks.clustered_worlds import ClusteredWorld, Plan, clustered_world, recommend_scores, true_nps, true_share
from benchmarks.facts import cluster_sums, touchpoint_counts
from benchmarks.rates import Rate, pooled

LOW, HIGH = 0.92, 0.98
HEIGHTS = (-0.4, -0.2, -0.1, 0.0, 0.0, 0.1, 0.2, 0.4)
Trials = dict[str, list[bool]]


def plans() -> list[Plan]:
    """Surveys of 10 to 120 accounts, even and very uneven sizes, within-account correlation .1 and .2."""
    sizes = ((10, 200), (15, 900), (25, 500), (40, 1600), (120, 1200))
    return [
        Plan(accounts, responses, spread, correlation, stages=stages, heights=HEIGHTS)
        for (accounts, responses), spread, correlation, stages in product(sizes, (0.4, 1.0), (0.1, 0.2), (1, 4))
    ]


def coverage_rates(seeds: Iterable[int]) -> list[Rate]:
    """One world per seed, going round the plans; rates of covered true values, pooled and per kind of figure."""
    covered: Trials = {}
    for seed, plan in zip(seeds, cycle(plans()), strict=False):
        rng = np.random.default_rng([seed, 1])
        drawn = clustered_world(plan, rng)
        for part in (_curve(drawn), _scores(drawn, rng)):
            for name, trials in part.items():
                covered.setdefault(name, []).extend(trials)
    naive = covered.pop("mean, clusters ignored")
    rates = [Rate(f"coverage: {name}", sum(hits), len(hits), LOW, HIGH) for name, hits in covered.items()]
    everything = pooled("coverage: all figures", rates, at_least=LOW, at_most=HIGH)
    return [*rates, everything, Rate("for comparison: mean, accounts ignored", sum(naive), len(naive))]


def _curve(drawn: ClusteredWorld) -> Trials:
    """Means and contrasts of every touchpoint."""
    curve = emotion_curve(cluster_sums(drawn.facts), touchpoint_counts(drawn.facts), order=drawn.order, min_n=2)
    n = np.array([point.n for point in curve.points], dtype=float)
    trials: Trials = {"touchpoint mean": [], "contrast, paired": [], "contrast, unpaired": []}
    for number, point in enumerate(curve.points):
        rest = np.ones(len(n)) if point.is_paired else n.copy()
        rest[number] = 0.0
        contrast = drawn.means[number] - float(rest @ drawn.means / rest.sum())
        kind = "contrast, paired" if point.is_paired else "contrast, unpaired"
        trials["touchpoint mean"] += _covers(point.low, point.high, float(drawn.means[number]))
        trials[kind] += _covers(point.contrast_low, point.contrast_high, contrast)
    return trials


def _scores(drawn: ClusteredWorld, rng: np.random.Generator) -> Trials:
    """Figures with one trial per world: plain mean, satisfied share, NPS, difference of two halves."""
    first = drawn.facts[drawn.facts["touchpoint_id"] == drawn.order[0]]
    one = _one_touchpoint(first)
    mean, share = clustered_mean(one), clustered_share(one.assign(s=one["top2"]))
    scores = recommend_scores(drawn.plan, first["account_no"].to_numpy(), rng)
    score, per_account = nps(scores, kind="relationship"), nps_per_account(scores, kind="relationship")
    late = rng.random(len(first)) < 0.5
    change = difference(_one_touchpoint(first[late]), _one_touchpoint(first[~late]))
    naive = mean_interval(float(first["norm"].mean()), float(first["norm"].std()), len(first))
    truth = float(drawn.means[0])
    return {
        "mean of one question": _covers(mean.low, mean.high, truth),
        "satisfied share": _covers(share.low, share.high, true_share(drawn.plan)),
        "NPS per answer": _covers(score.low, score.high, true_nps()),
        "NPS per account": _covers(per_account.low, per_account.high, true_nps()),
        "difference of two periods": _covers(change.low, change.high, 0.0),
        "mean, clusters ignored": _covers(*naive, truth),
    }


def _one_touchpoint(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per cluster: n, s, top2."""
    top2 = (facts["native"] >= 4).astype(int)
    sums = cluster_sums(facts)
    return sums.assign(top2=top2.groupby(facts["cluster_no"]).sum().reindex(sums["cluster_group"]).to_numpy())


def _covers(low: float | None, high: float | None, truth: float) -> list[bool]:
    """One trial, or none where no interval can be given."""
    return [] if low is None or high is None else [low <= truth <= high]
