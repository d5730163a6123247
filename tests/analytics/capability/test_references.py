"""Capability against published figures, each with its source."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.capability.indices import normal_indices
from analytics.capability.intervals import one_sided_interval, smaller_interval, spread_interval
from analytics.capability.model import Index, Spec
from analytics.capability.normality import anderson_darling, normal_fit
from analytics.capability.sigma import (
    deviation_sigma,
    moving_range_sigma,
    overall_sigma,
    pooled_sigma,
    range_sigma,
)

# Package qcc 3.0 (L. Scrucca), its unit tests: three subgroups of four.
QCC = np.array([[10.0, 10.02, 9.98, 10.01], [10.03, 9.99, 10.01, 10.0], [9.97, 10.04, 10.02, 9.99]]).ravel()
QCC_GROUPS = np.repeat(np.arange(3), 4)
QCC_SPEC = Spec(9.9, 10.1, 10.0)
QCC_EXPECTED = {
    "cp": (1.372667, 0.80846, 1.937713),
    "cpk": (1.304033, 0.727408, 1.880659),
    "cpm": (1.344463, 0.804207, 1.885321),
    "pp": (1.612598, 0.949773, 2.27641),
    "ppk": (1.531968, 0.864608, 2.199329),
    "ppm_target": (1.567395, 0.933327, 2.202237),
}
QCC_SIDES = {
    "cpl": (1.4413, 0.911657, 1.970943),
    "cpu": (1.304033, 0.820114, 1.787953),
    "ppl": (1.693228, 1.078708, 2.307749),
    "ppu": (1.531968, 0.971902, 2.092035),
}


@pytest.fixture(scope="module")
def qcc() -> dict[str, Index]:
    return normal_indices(QCC, QCC_SPEC, groups=QCC_GROUPS, method="r_d2", nominal_df=True).indices


@pytest.mark.parametrize("name", QCC_EXPECTED)
def test_indices_and_intervals_of_qcc(qcc, name):
    found = qcc[name]
    assert (found.value, found.low, found.high) == pytest.approx(QCC_EXPECTED[name], abs=1e-6)


@pytest.mark.parametrize("name", QCC_SIDES)
def test_one_sided_indices_of_qcc(qcc, name):
    value, low, high = QCC_SIDES[name]
    assert qcc[name].value == pytest.approx(value, abs=1e-6)
    # qcc gives these as a pair of one-sided 95 % bounds by the normal formula: a two-sided interval of 90 %
    assert smaller_interval(value, 12, 11, confidence=0.90) == pytest.approx((low, high), abs=2e-6)


def test_sigma_of_ranges_is_worth_fewer_degrees_of_freedom_than_n_less_one():
    nominal = normal_indices(QCC, QCC_SPEC, groups=QCC_GROUPS, method="r_d2", nominal_df=True)
    honest = normal_indices(QCC, QCC_SPEC, groups=QCC_GROUPS, method="r_d2")
    assert honest.within.df == pytest.approx(8.2, abs=0.1)  # Duncan's table for R-bar, k = 3, n = 4: about 8.3
    assert honest.indices["cp"].low < nominal.indices["cp"].low


def test_nist_michelson_speed_of_light():
    # NIST StRD, data set Michelso: certified mean and standard deviation
    mean, sd = 299.8524, 0.0790105478190518
    values = mean + sd * np.sqrt(99 / 100) * np.tile([1.0, -1.0], 50)
    found = normal_indices(values, Spec(299.6, 300.1))
    assert found.overall.value == pytest.approx(sd, rel=1e-9)
    assert found.indices["pp"].value == pytest.approx(1.05471149907961, rel=1e-9)
    assert found.indices["ppk"].value == pytest.approx((300.1 - mean) / (3 * sd), rel=1e-9)


def test_nist_numacc1_keeps_its_digits():
    assert overall_sigma(np.array([10000001.0, 10000003.0, 10000002.0])).value == 1.0


def test_nist_handbook_example():
    # NIST/SEMATECH e-Handbook 6.1.6: limits 8 and 20, mean 16, s 2: Cp 1.0, Cpk .6667; Cpm by its formula
    values = 16 + 2 * np.sqrt(99 / 100) * np.tile([1.0, -1.0], 50)
    found = normal_indices(values, Spec(8, 20, 14)).indices
    assert found["pp"].value == pytest.approx(1.0, abs=1e-9)
    assert found["ppk"].value == pytest.approx(0.6667, abs=1e-4)
    assert found["ppm_target"].value == pytest.approx(0.7071, abs=1e-4)


def test_montgomery_intervals():
    # Montgomery, Introduction to Statistical Quality Control, 6th ed., examples 8.4 and 8.5
    assert spread_interval(24 / (6 * 1.75), 19) == pytest.approx((1.57, 3.01), abs=0.01)
    assert smaller_interval(1.33, 20, 19) == pytest.approx((0.88, 1.78), abs=0.01)


@pytest.mark.parametrize(("n", "low", "high"), [(20, 0.65, 1.35), (100, 0.85, 1.15)])
def test_an_index_of_one_from_few_values_says_little(n, low, high):
    assert smaller_interval(1.0, n, n - 1) == pytest.approx((low, high), abs=0.005)


@pytest.mark.parametrize(("n", "factor"), [(10, 3.981), (20, 3.295), (30, 3.064)])
def test_one_sided_bounds_are_the_published_tolerance_factors(n, factor):
    # One-sided tolerance factors for 99 % with confidence 95 % (NIST/SEMATECH e-Handbook 7.2.6.3; Odeh & Owen 1980)
    low, _high = one_sided_interval(factor / 3, n, n - 1, confidence=0.90)
    assert low == pytest.approx(stats.norm.ppf(0.99) / 3, abs=2e-4)


def test_the_estimators_of_sigma_agree_on_a_long_normal_series():
    values, groups = np.random.default_rng(4).normal(0, 2, 20_000), np.repeat(np.arange(4_000), 5)
    estimates = [moving_range_sigma(values), *(f(values, groups) for f in (range_sigma, deviation_sigma, pooled_sigma))]
    assert [one.value for one in estimates] == pytest.approx([2.0] * 4, abs=0.05)


def test_degrees_of_freedom_are_those_of_the_estimators_scatter():
    rng, groups = np.random.default_rng(5), np.repeat(np.arange(12), 5)
    draws = [rng.normal(size=60) for _ in range(4_000)]
    for estimate in (moving_range_sigma, lambda v: range_sigma(v, groups), lambda v: deviation_sigma(v, groups)):
        found = [estimate(values) for values in draws]
        sigmas = np.array([one.value for one in found])
        assert found[0].df == pytest.approx(1 / (2 * (sigmas.std() / sigmas.mean()) ** 2), rel=0.08)


def test_anderson_darling_is_that_of_scipy():
    # Weights of eleven men (Snedecor; Shapiro & Wilk 1965), independently computed by scipy.stats
    weights = np.array([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236], dtype=float)
    with pytest.warns(FutureWarning):
        expected = stats.anderson(weights).statistic
    uniform = stats.norm.cdf(weights, weights.mean(), weights.std(ddof=1))
    assert anderson_darling(uniform) == pytest.approx(expected, abs=1e-9)
    assert not normal_fit(weights).fits
