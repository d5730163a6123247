"""Linked against unlinked answers: the figures agree with scipy, planted gaps are found, chance ones are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, ttest_ind

from analytics.match_bias import MatchBias, match_bias

N = 600
Drawn = tuple[np.ndarray, np.ndarray, np.ndarray]


def compared(scores: np.ndarray, region: np.ndarray, linked: np.ndarray, margin: float = 5.0) -> MatchBias:
    """The comparison of single answers, each its own cluster."""
    frame = pd.DataFrame({"is_linked": linked, "cluster_group": np.arange(len(scores)), "n": 1})
    shares = [
        frame.assign(kind="segment", name="region", value=value, s=(region == value).astype(float))
        for value in np.unique(region)
    ]
    return match_bias(
        frame.assign(name="overall", s=scores),
        pd.concat(shares),
        n_linked=int(linked.sum()),
        n_unlinked=int((~linked).sum()),
        margin=margin,
    )


@pytest.fixture
def drawn() -> Drawn:
    rng = np.random.default_rng(5)
    return rng.normal(60, 20, N).clip(0, 100), rng.choice(["North", "South", "West"], N), rng.random(N) < 0.7


def test_differences_and_q_values_are_those_of_welch_and_benjamini_hochberg(drawn: Drawn) -> None:
    scores, region, linked = drawn
    bias = compared(scores + 3 * linked, region, linked)
    values = {"overall": scores + 3 * linked} | {name: 100.0 * (region == name) for name in np.unique(region)}
    tests = {name: ttest_ind(v[linked], v[~linked], equal_var=False) for name, v in values.items()}
    q = dict(zip(tests, false_discovery_control([test.pvalue for test in tests.values()]), strict=True))
    assert len(bias.gaps) == 4
    for gap in bias.gaps:
        name = gap.value or gap.name
        welch = tests[name].confidence_interval()
        assert gap.difference.change == pytest.approx(values[name][linked].mean() - values[name][~linked].mean())
        assert (gap.difference.low, gap.difference.high) == pytest.approx((welch.low, welch.high), rel=2e-3)
        assert gap.difference.q == pytest.approx(q[name], rel=2e-2, abs=1e-6)
        assert (gap.linked, gap.unlinked) == pytest.approx((values[name][linked].mean(), values[name][~linked].mean()))


def test_a_planted_gap_in_score_is_a_warning_and_a_small_one_is_none(drawn: Drawn) -> None:
    scores, region, linked = drawn
    assert [gap.name for gap in compared(scores + 9 * linked, region, linked).warnings] == ["overall"]
    assert compared(scores, region, linked).warnings == ()
    assert compared(scores + 9 * linked, region, linked, margin=15.0).warnings == ()


def test_a_planted_gap_in_segments_is_a_warning(drawn: Drawn) -> None:
    scores, region, linked = drawn
    skewed = np.where(linked & (region == "West"), "North", region)
    assert {gap.value for gap in compared(scores, skewed, linked).warnings} == {"North", "West"}


def test_chance_alone_rarely_warns() -> None:
    rng = np.random.default_rng(11)
    worlds = [
        compared(rng.normal(60, 20, 200), rng.choice(["North", "South"], 200), rng.random(200) < 0.6)
        for _ in range(100)
    ]
    assert sum(bool(world.warnings) for world in worlds) <= 9  # 5 expected at most; P(> 9) < .03


def test_everything_linked_leaves_nothing_to_compare(drawn: Drawn) -> None:
    scores, region, _linked = drawn
    bias = compared(scores, region, np.ones(N, dtype=bool))
    assert not bias.is_comparable
    assert bias.warnings == ()
    assert {gap.difference.verdict for gap in bias.gaps} == {"too_few"}
