"""Constants against published tables and against integrals done another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate
from scipy.stats import chi2, norm

from analytics.spc.constants import D2_MOVING, D3_MOVING, c4, c5, d2, d3, factors, range_moments

# Montgomery (2009), Introduction to Statistical Quality Control, 6th ed., appendix VI.
TABLE = {
    2: {"A2": 1.880, "A3": 2.659, "c4": 0.7979, "B3": 0, "B4": 3.267, "d2": 1.128, "d3": 0.853, "D3": 0, "D4": 3.267},
    3: {"A2": 1.023, "A3": 1.954, "c4": 0.8862, "B3": 0, "B4": 2.568, "d2": 1.693, "d3": 0.888, "D3": 0, "D4": 2.575},
    4: {"A2": 0.729, "A3": 1.628, "c4": 0.9213, "B3": 0, "B4": 2.266, "d2": 2.059, "d3": 0.880, "D3": 0, "D4": 2.282},
    5: {"A2": 0.577, "A3": 1.427, "c4": 0.9400, "B3": 0, "B4": 2.089, "d2": 2.326, "d3": 0.864, "D3": 0, "D4": 2.115},
    6: {"A2": 0.483, "A3": 1.287, "c4": 0.9515, "B3": 0.030, "B4": 1.970, "d2": 2.534, "d3": 0.848, "D3": 0,
        "D4": 2.004},
    7: {"A2": 0.419, "A3": 1.182, "c4": 0.9594, "B3": 0.118, "B4": 1.882, "d2": 2.704, "d3": 0.833, "D3": 0.076,
        "D4": 1.924},
    10: {"A2": 0.308, "A3": 0.975, "c4": 0.9727, "B3": 0.284, "B4": 1.716, "d2": 3.078, "d3": 0.797, "D3": 0.223,
         "D4": 1.777},
    25: {"A2": 0.153, "A3": 0.606, "c4": 0.9896, "B3": 0.565, "B4": 1.435, "d2": 3.931, "d3": 0.708, "D3": 0.459,
         "D4": 1.541},
}  # fmt: skip


@pytest.mark.parametrize("n", TABLE)
def test_factors_are_those_of_the_published_table(n):
    ours = {**factors(n), "c4": float(c4(n)), "d2": float(d2(n)), "d3": float(d3(n))}
    for name, published in TABLE[n].items():
        # The table's own rounding: D4(5) is printed as 2.115, 2.114499 computed.
        assert ours[name] == pytest.approx(published, abs=6e-4 if name != "c4" else 6e-5), name


@pytest.mark.parametrize("n", [2, 5, 9, 25])
def test_moments_of_the_range_by_another_integral(n):
    """With the density of the range itself: n (n - 1) times the integral of f(x) f(x + r) (F(x + r) - F(x))^(n - 2)."""

    x, grid = np.linspace(-10, 10, 801)[:, None], np.linspace(0, 14, 561)
    inner = norm.pdf(x) * norm.pdf(x + grid) * (norm.cdf(x + grid) - norm.cdf(x)) ** (n - 2)
    f = n * (n - 1) * integrate.simpson(inner, x=x[:, 0], axis=0)
    mean, square = integrate.simpson(grid * f, x=grid), integrate.simpson(grid**2 * f, x=grid)
    assert range_moments(n) == pytest.approx((mean, np.sqrt(square - mean**2)), abs=1e-6)


def test_c4_is_the_mean_standard_deviation_of_chi():
    for n in (2, 7, 40):
        mean = integrate.quad(lambda q, df=n - 1: np.sqrt(q) * chi2.pdf(q, df), 0, np.inf)[0] / np.sqrt(n - 1)
        assert float(c4(n)) == pytest.approx(mean, abs=1e-6)
        assert float(c5(n)) ** 2 + mean**2 == pytest.approx(1, abs=1e-6)


def test_two_neighbours():
    assert D2_MOVING == float(d2(2.0)) == 1.128
    assert range_moments(2)[0] == pytest.approx(2 / np.sqrt(np.pi), abs=1e-9)
    assert float(d3(2.0)) == pytest.approx(D3_MOVING, abs=1e-9)
    assert np.isnan(c4(1.0))
    assert np.isnan(d2(1.0))
