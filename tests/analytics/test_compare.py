"""Differences between periods and segments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.clusters import jackknife_differences
from analytics.compare import difference, differences, smallest_detectable
from benchmarks.facts import cluster_sums


def period(level: float, *, seed: int = 0, n_clusters: int = 30, per_cluster: int = 8, spread: float = 10.0):
    rng = np.random.default_rng(seed)
    own = np.random.default_rng(99).normal(0, 15, n_clusters)  # what each account keeps from period to period
    means = level + own + rng.normal(0, spread / per_cluster**0.5, n_clusters)
    return pd.DataFrame({"cluster_group": range(n_clusters), "n": per_cluster, "s": means * per_cluster})


def test_two_sets_of_independent_answers_are_welch():
    # Welch (1947): means 5 and 8, variances 2.5 and 20/3 over 5 and 4 answers: se^2 = 13/6
    now = pd.DataFrame({"cluster_group": range(5), "n": 1, "s": [3.0, 4, 5, 6, 7]})
    before = pd.DataFrame({"cluster_group": range(10, 14), "n": 1, "s": [5.0, 7, 9, 11]})
    found = difference(now, before, min_n=2)
    assert found.change == pytest.approx(-3.0)
    jackknife = jackknife_differences(*_matrices(now, before))
    assert jackknife.se[0] ** 2 == pytest.approx(13 / 6)
    assert jackknife.df[0] == pytest.approx((1 / 5 + 1 / 4) ** 2 / (1 / 5**2 / 4 + 1 / 4**2 / 3))  # equal variances


def _matrices(now: pd.DataFrame, before: pd.DataFrame):
    clusters = sorted({*now["cluster_group"], *before["cluster_group"]})
    spread = [frame.set_index("cluster_group").reindex(clusters).fillna(0.0) for frame in (now, before)]
    return [part[column].to_numpy(float)[None, :] for part in spread for column in ("n", "s")]


def test_accounts_in_both_periods_do_not_count_their_level_twice():
    now, before = period(60, seed=1), period(70, seed=2)
    paired = difference(now, before)
    apart = difference(now, before.assign(cluster_group=lambda rows: rows["cluster_group"] + 100))
    assert paired.change == pytest.approx(apart.change)
    assert paired.high - paired.low < 0.6 * (apart.high - apart.low)
    assert paired.is_fall


def test_verdicts_in_plain_words():
    assert difference(period(60, seed=1), period(70, seed=2)).verdict == "likely_real"
    assert difference(period(70, seed=1), period(70, seed=2)).verdict == "could_be_chance"
    few = pd.DataFrame({"cluster_group": [0], "n": [4], "s": [200.0]})
    assert difference(few, period(70)).verdict == "too_few"
    assert difference(few, few.head(0)).verdict == "too_few"


def test_a_sure_but_small_change_is_real_and_not_practical():
    found = difference(period(68.5, seed=1, per_cluster=400), period(70, seed=2, per_cluster=400))
    assert found.verdict == "likely_real"
    assert not found.is_practical
    assert not found.is_fall


def test_one_account_in_both_periods_gives_no_verdict():
    one = pd.DataFrame({"cluster_group": [1], "n": [50], "s": [2500.0]})
    found = difference(one, one.assign(s=1000.0))
    assert (found.verdict, found.change, found.low) == ("too_few", None, None)


def test_many_comparisons_pay_for_their_number():
    parts = {f"t{i:02d}": (period(70, seed=i), period(70, seed=100 + i)) for i in range(40)}
    now = pd.concat(frame.assign(touchpoint_id=key) for key, (frame, _) in parts.items())
    before = pd.concat(frame.assign(touchpoint_id=key) for key, (_, frame) in parts.items())
    found = differences(now, before)
    assert [part.key for part in found] == sorted(parts)
    assert all(part.q >= part.p for part in found)
    assert sum(part.verdict == "likely_real" for part in found) == 0


def test_a_changed_question_is_never_a_fall():
    now = period(40).assign(touchpoint_id="a", comparison_group="csat|0|10")
    before = period(70).assign(touchpoint_id="a", comparison_group="csat|1|5")
    found = differences(now, before)
    assert [(part.key, part.verdict, part.change) for part in found] == [("a", "question_changed", None)]
    same_scale = before.assign(comparison_group="csat|0|10")
    assert differences(now, same_scale)[0].is_fall
    assert differences(now, same_scale, changed={"a"})[0].verdict == "question_changed"


def test_a_touchpoint_of_one_period_only_is_too_few():
    now = pd.concat([period(70).assign(touchpoint_id="a"), period(70).assign(touchpoint_id="new")])
    before = period(70, seed=5).assign(touchpoint_id="a")
    grouped = [frame.assign(comparison_group="csat|1|5") for frame in (now, before)]
    assert {part.key: part.verdict for part in differences(*grouped)} == {"a": "could_be_chance", "new": "too_few"}


def test_smallest_detectable_fall_is_found_four_times_in_five():  # Bloom (1995): 2.80 standard errors
    assert smallest_detectable(np.array([1.0]), np.array([1e9]))[0] == pytest.approx(2.80, abs=0.005)
    rng = np.random.default_rng(0)
    accounts, per, hits, size = 40, 5, 0, 300
    detectable = np.mean([difference(*_pair(rng, accounts, per, 0.0)).detectable for _ in range(40)])
    for _ in range(size):
        hits += difference(*_pair(rng, accounts, per, -float(detectable))).p < 0.05
    assert hits / size == pytest.approx(0.80, abs=0.07)


def _pair(rng: np.random.Generator, accounts: int, per: int, change: float):
    level = rng.normal(70, 8, accounts)
    sums = [
        pd.DataFrame(
            {"cluster_group": range(accounts), "n": per, "s": per * (level + shift + rng.normal(0, 9, accounts))}
        )
        for shift in (change, 0.0)
    ]
    return sums[0], sums[1]


def test_sums_of_facts_can_be_compared_as_they_are():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "touchpoint_id": "a",
            "comparison_group": "csat|1|5",
            "response_no": range(400),
            "cluster_no": rng.integers(0, 20, 400),
            "native": rng.integers(1, 6, 400).astype(float),
        }
    ).assign(norm=lambda rows: (rows["native"] - 1) * 25)
    late = rng.random(400) < 0.5
    found = differences(cluster_sums(frame[late]), cluster_sums(frame[~late]))
    assert found[0].n_now + found[0].n_before == 400
