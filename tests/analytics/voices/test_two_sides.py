"""Two sides of voices: against published and independently computed values, and in worlds without a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.voices.two_sides import Contrast, judged, mean_contrasts, share_contrasts


def independent(yes: int, n: int, *, first: int = 0, key: str = "a") -> pd.DataFrame:
    return pd.DataFrame(
        {"key": key, "cluster_group": range(first, first + n), "n": 1, "s": [1] * yes + [0] * (n - yes)}
    )


def contrast(one: pd.DataFrame, two: pd.DataFrame) -> Contrast:
    return judged(share_contrasts(one, two, measure="m"))[0]


@pytest.mark.parametrize(("yes", "n", "yes_other", "n_other"), [(56, 70, 48, 80), (9, 10, 3, 10), (0, 40, 4, 50)])
def test_independent_shares_are_as_wide_as_agresti_caffo_or_the_t_interval(yes, n, yes_other, n_other):
    found = contrast(independent(yes, n), independent(yes_other, n_other, first=1000))
    p, q = yes / n, yes_other / n_other
    wald = p * (1 - p) / (n - 1) + q * (1 - q) / (n_other - 1)
    caffo = _agresti_caffo_variance(yes, n) + _agresti_caffo_variance(yes_other, n_other)
    se = (found.high - found.change) / stats.t.ppf(0.975, _welch(n, n_other))
    assert found.change == pytest.approx(p - q)
    # each side takes the larger of its two variances, so the sum is at least either sum and at most both
    assert max(wald, caffo) <= se**2 * (1 + 1e-9)
    assert se**2 <= wald + caffo


def _agresti_caffo_variance(yes: int, n: int) -> float:
    """Of one side: one success and one failure added (Agresti & Caffo 2000, section 2)."""
    return (yes + 1) * (n - yes + 1) / (n + 2) ** 3


def _welch(n: int, m: int) -> float:
    """Degrees of freedom of Welch's test where both sides have the same variance of one answer."""
    return (1 / n + 1 / m) ** 2 / (1 / n**2 / (n - 1) + 1 / m**2 / (m - 1))


def test_a_wide_middle_share_is_welchs_t_test():
    side, other = independent(200, 400), independent(120, 400, first=1000)
    found = contrast(side, other)
    welch = stats.ttest_ind(side["s"], other["s"], equal_var=False)
    assert found.p == pytest.approx(welch.pvalue, rel=0.02)


def test_means_of_independent_comments_are_welchs_test():
    values, others = (
        np.array([0.3, -0.2, 0.9, -0.6, 0.1, 0.4, 0.0, 0.5]),
        np.array([-0.4, 0.2, -0.8, -0.1, 0.3, -0.5] * 2),
    )
    side = pd.DataFrame({"key": "a", "cluster_group": range(8), "n": 1, "s": values})
    other = pd.DataFrame({"key": "a", "cluster_group": range(20, 32), "n": 1, "s": others})
    found = mean_contrasts(side, other, measure="m")[0]
    assert found.change == pytest.approx(values.mean() - others.mean())
    half = (found.high - found.low) / 2
    se = np.sqrt(values.var(ddof=1) / 8 + others.var(ddof=1) / 12)
    assert half == pytest.approx(stats.t.ppf(0.975, _welch(8, 12)) * se)


def test_a_customer_on_both_sides_leaves_both_at_once():
    rng = np.random.default_rng(5)
    yes = rng.binomial(10, rng.beta(1, 1, 40))
    side = pd.DataFrame({"key": "a", "cluster_group": range(40), "n": 10, "s": yes})
    moved = side.assign(s=np.clip(yes - 1, 0, 10))
    paired = contrast(moved, side)
    apart = contrast(moved, side.assign(cluster_group=side["cluster_group"] + 100))
    assert paired.change == pytest.approx(apart.change)
    assert paired.high - paired.low < 0.5 * (apart.high - apart.low)


def test_sides_where_all_agree_are_not_called_certain():
    found = contrast(independent(0, 30), independent(0, 30, first=100))
    assert (found.change, found.verdict) == (0.0, "could_be_chance")
    assert found.high - found.low > 0.1
    grouped = pd.DataFrame({"key": "a", "cluster_group": range(5), "n": 6, "s": 0})
    few = contrast(grouped, grouped.assign(cluster_group=range(10, 15)))
    assert few.high - few.low > 2 * (found.high - found.low), "thirty comments of five customers say less"


def test_too_few_comments_show_neither_share_nor_difference():
    found = contrast(independent(3, 7), independent(9, 30, first=100))
    assert (found.value, found.change, found.verdict) == (None, None, "too_few")
    assert found.other == pytest.approx(0.3)
    one_customer = pd.DataFrame({"key": "a", "cluster_group": [0], "n": [50], "s": [20]})
    assert contrast(one_customer, independent(9, 30, first=100)).verdict == "too_few"


def test_only_what_was_tested_counts_among_the_rows():
    rows = [Contrast("m", str(p), 0, 0, 0, 0, 0, 9, 9, p) for p in (0.012, 0.02, None, 0.9)]
    assert [one.verdict for one in judged(rows)] == ["likely_real", "likely_real", "too_few", "could_be_chance"]


def world(rng: np.random.Generator, *, keys: int, shared: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two sides of customers who differ among each other (beta) but not between the sides; shares from 2 % to 50 %."""
    sides = []
    for number in range(2):
        customers = int(rng.integers(12, 60))
        first = 0 if shared else number * 500
        for key in range(keys):
            share = rng.choice([0.02, 0.05, 0.15, 0.5]) if number == 0 else sides[key]["level"].iloc[0]
            own = rng.beta(share * 6, (1 - share) * 6, customers)  # correlation within a customer 1 / 7
            n = 1 + rng.geometric(0.35, customers)
            sides.append(
                pd.DataFrame(
                    {"key": f"k{key}", "cluster_group": range(first, first + customers), "n": n,
                     "s": rng.binomial(n, own), "level": share, "side": number}
                )
            )  # fmt: skip
    frame = pd.concat(sides)
    return frame[frame["side"] == 0], frame[frame["side"] == 1]


@pytest.mark.parametrize("shared", [False, True])
def test_without_a_difference_hardly_any_is_called(shared):
    rng = np.random.default_rng(11)
    found = [judged(share_contrasts(*world(rng, keys=12, shared=shared), measure="m")) for _ in range(80)]
    tested = [one for row in found for one in row if one.p is not None]
    covered = np.mean([one.low <= 0 <= one.high for one in tested])
    called = np.mean([any(one.is_real for one in row) for row in found])
    assert len(tested) > 800
    assert covered >= 0.94
    assert called <= 0.05
