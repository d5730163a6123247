"""Days beyond chance and shares beside the customer base, against scipy.stats and planted counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.representativeness import representativeness
from analytics.response_quality import _upper_tail, day_spikes, share_of

# Weldon's dice (Pearson 1900, Philosophical Magazine 50): fives and sixes in 26,306 throws of twelve dice.
WELDON = [185, 1149, 3265, 5475, 6114, 5194, 3067, 1331, 403, 105, 14 + 4]
FAIR = [stats.binom.pmf(k, 12, 1 / 3) for k in range(10)]
FAIR = [*FAIR, 1 - sum(FAIR)]


def series(counts: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"day": pd.date_range("2026-01-05", periods=len(counts)), "n": counts}).query("n > 0")


def cells(n: list[int], share: list[float], dim: str = "size") -> pd.DataFrame:
    return pd.DataFrame({"dim": dim, "value": [f"v{i}" for i in range(len(n))], "n": n, "share": share})


def test_the_tail_is_that_of_scipy() -> None:
    n, mean, alpha = np.array([0.0, 3, 40, 90]), np.array([4.0, 4, 20, 20]), np.array([0.5, 0.01, 0.3, 1.2])
    size = 1 / alpha
    expected = stats.nbinom.sf(n - 1, size, size / (size + mean))
    assert _upper_tail(n, mean, alpha) == pytest.approx(expected, rel=1e-9)
    assert _upper_tail(np.array([12.0]), np.array([5.0]), np.array([0.0])) == pytest.approx(stats.poisson.sf(11, 5))


@pytest.mark.parametrize(("alpha", "weekend"), [(0.0, 1.0), (0.3, 1.0), (0.1, 0.2)])
def test_series_without_a_spike_rarely_show_one(alpha: float, weekend: float) -> None:
    rng = np.random.default_rng(11)
    mean = 20 * np.where(np.arange(180) % 7 >= 5, weekend, 1.0)
    alarms = 0
    for _ in range(200):
        drawn = rng.gamma(1 / alpha, alpha * mean) if alpha else mean
        alarms += bool(day_spikes(series(rng.poisson(drawn)))["is_spike"].any())
    assert stats.binomtest(alarms, 200, 0.05, alternative="greater").pvalue > 0.01


def test_planted_spikes_are_found_where_they_are() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(15, 120)
    counts[[40, 41, 90]] += 70
    found = day_spikes(series(counts))
    assert np.flatnonzero(found["is_spike"]).tolist() == [40, 41, 90]
    assert found["n"].sum() == counts.sum()
    assert found["expected"].iloc[90] == pytest.approx(15, abs=3)


def test_few_days_are_not_judged() -> None:
    assert day_spikes(series(np.array([1, 90, 2, 1])))["q"].isna().all()
    assert day_spikes(series(np.array([], dtype=int))).empty


def test_the_chi_square_is_pearsons() -> None:
    fit = representativeness(cells(WELDON, FAIR))[0]
    reference = stats.chisquare(WELDON, np.array(FAIR) * sum(WELDON))
    assert fit.chi2 == pytest.approx(reference.statistic, rel=1e-9)
    assert fit.p == pytest.approx(reference.pvalue, rel=1e-6)
    assert fit.df == 10


def test_cells_carry_exact_tails_where_few_are_expected() -> None:
    fit = representativeness(cells([9, 191], [0.01, 0.99]))[0]
    exact = 2 * stats.binom.sf(8, 200, 0.01)
    assert fit.cells[0].q == pytest.approx(exact, rel=1e-9)
    assert fit.chi2 is None
    assert fit.cells[0].verdict == "over"


def test_residuals_are_those_of_a_share_and_unknown_bases_stay_unknown() -> None:
    told = pd.concat([cells([30, 70], [0.5, 0.5]), cells([10, 20], [np.nan, np.nan], "region")])
    region, size = representativeness(told)
    assert size.cells[0].residual == pytest.approx((30 - 50) / np.sqrt(25))
    assert (size.cells[0].verdict, size.cells[1].verdict) == ("under", "over")
    assert not region.is_known
    assert {cell.verdict for cell in region.cells} == {"unknown"}


def test_samples_of_the_base_itself_are_rarely_called_off() -> None:
    rng = np.random.default_rng(5)
    share = [0.4, 0.3, 0.2, 0.07, 0.03]
    off = sum(bool(representativeness(cells(list(rng.multinomial(150, share)), share))[0].off) for _ in range(400))
    assert stats.binomtest(off, 400, 0.05, alternative="greater").pvalue > 0.01


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), st.integers(1, 9))
def test_the_order_of_values_does_not_matter(n: list[int], step: int) -> None:
    share = [(i * step % 7 + 1) for i in range(len(n))]
    told = cells(n, [part / sum(share) for part in share])
    one, other = representativeness(told)[0], representativeness(told.iloc[::-1])[0]
    assert {cell.value: cell.verdict for cell in one.cells} == {cell.value: cell.verdict for cell in other.cells}


def test_a_rate_over_one_is_unknown() -> None:
    assert share_of(120, 100).value is None
    assert share_of(0, 40).low == 0.0
