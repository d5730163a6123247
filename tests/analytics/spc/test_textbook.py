"""Worked examples of textbooks: Montgomery (2009), Introduction to Statistical Quality Control, 6th ed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import geom

from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.rules import signals
from analytics.spc.run_chart import run_test


def limits(made) -> list[float]:
    return [float(made.center[0]), float(made.lcl[0]), float(made.ucl[0])]


def beyond(made) -> list[int]:
    """Numbers of the points beyond limits, counted from 1."""
    found = signals(made)
    return (found.index[np.isin(found.rule, ["N1", "L1"])] + 1).tolist()


def test_costs_of_processing_loans():  # example 6.5
    costs = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
    made = chart("i", Values.of(costs))
    assert limits(made) == pytest.approx([300.5, 279.78, 321.22], abs=0.005)
    assert limits(made.companion) == pytest.approx([7.79, 0, 25.45], abs=0.005)
    assert beyond(made) == []


def test_flow_width_of_the_hard_bake_process():  # example 6.1: mean 1.5056, mean range .32521, n = 5
    wobble = np.tile([0.01, -0.01], 12)
    made = chart("xbar_r", Subgroups.of(1.5056 + wobble, np.full(24, 5), ranges=np.full(24, 0.32521)))
    assert limits(made) == pytest.approx([1.5056, 1.31795, 1.69325], abs=5e-4)
    assert limits(made.companion) == pytest.approx([0.32521, 0, 0.68749], abs=5e-4)


JUICE_CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip


def test_leaking_juice_cans():  # example 7.1
    made = chart("p", Counts.of(JUICE_CANS, 50))
    assert limits(made) == pytest.approx([0.2313, 0.0524, 0.4102], abs=5e-5)
    assert beyond(made) == [15, 23]
    counted = np.ones(30, dtype=bool)
    counted[[14, 22]] = False  # explained and left out
    revised = chart("p", Counts.of(JUICE_CANS, 50), counted=counted)
    assert limits(revised) == pytest.approx([0.2150, 0.0407, 0.3893], abs=5e-5)
    assert beyond(revised) == [15, 21, 23]
    assert limits(chart("np", Counts.of(JUICE_CANS, 50))) == pytest.approx([50 * x for x in limits(made)])


def test_nonconformities_of_printed_circuit_boards():  # example 7.3
    counts = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
    made = chart("c", Counts.of(counts))
    assert limits(made) == pytest.approx([19.85, 6.48, 33.22], abs=0.01)
    assert beyond(made) == [6, 20]


def test_piston_rings_with_unequal_samples():  # example 6.4: mean 74.001, root mean square s .0103
    n = np.tile([5.0, 3, 4], 8)
    rings = Subgroups.of(74.001 + np.tile([1e-4, -1e-4], 12), n, sds=np.full(24, 0.0103))
    made = chart("xbar_s", rings, settings=Settings(spread="rms_by_n"))
    assert made.ucl[:3] == pytest.approx(74.001 + 0.0103 * np.array([1.427, 1.954, 1.628]), abs=2e-5)  # A3
    assert made.companion.ucl[:3] == pytest.approx(0.0103 * np.array([2.089, 2.568, 2.266]), abs=1e-5)  # B4
    assert made.companion.center[:3] == pytest.approx([0.0103] * 3)


def test_defects_of_wafers():
    """NIST/SEMATECH e-Handbook, 6.3.3.1: mean 16, limits 4 and 28; a wafer on the limit is within, wafer 24 beyond."""
    defects = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
    made = chart("c", Counts.of(defects))
    assert limits(made) == pytest.approx([16, 4, 28])
    assert beyond(made) == [24]


def test_errors_per_shipment():  # example 7.4
    errors = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
    made = chart("u", Counts.of(errors, 50))
    assert limits(made) == pytest.approx([0.0740, 0, 0.1894], abs=5e-5)
    assert beyond(made) == []


def test_time_between_failures_of_a_valve():  # example 7.6
    hours = [
        286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96,
    ]  # fmt: skip
    made = chart("t", Values.of(hours))
    roots = np.array(hours) ** 0.2777
    assert roots[:5] == pytest.approx([4.80986, 6.70903, 5.72650, 3.81367, 6.43541], abs=5e-5)
    assert made.center[0] ** 0.2777 == pytest.approx(roots.mean(), abs=5e-3)
    assert made.lcl[0] == 0
    assert beyond(made) == []


SHIFTED = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62,
    10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip


def test_cusum_of_a_mean_that_moves_by_one_sigma():  # table 9.2: first beyond 5 at period 29
    made = chart("cusum", Values.of(SHIFTED), settings=Settings(center=10, sigma=1))
    assert made.values[28] == pytest.approx(5.28, abs=0.005)
    assert made.values[[3, 4, 5, 6, 7]] == pytest.approx([1.16, 2.82, 2.50, 0.04, 1.00], abs=0.005)
    assert made.lower[[0, 1, 2]] == pytest.approx([-0.05, -1.56, -1.77], abs=0.005)
    assert (made.values[[28, 29]] > made.ucl[28]).all()
    assert beyond(made) == [29]  # a crossing counts once
    assert not signals(made).is_lone.any()
    assert signals(made).first.tolist() == [22]  # the sum left 0 with period 23: moved between 22 and 23


def test_ewma_of_the_same_series():  # table 9.10: lambda .1, L 2.7
    made = chart("ewma", Values.of(SHIFTED), settings=Settings(center=10, sigma=1, weight=0.1, width=2.7))
    expected = [9.945, 9.7495, 9.70355, 9.8992, 10.1253, 10.1307, 9.92167, 10.0755]
    assert made.values[:8] == pytest.approx(expected, abs=1e-4)
    assert made.ucl[[0, 1]] == pytest.approx([10.27, 10.36], abs=0.005)
    assert (made.ucl[-1], made.lcl[-1]) == pytest.approx((10.62, 9.38), abs=0.005)


@pytest.mark.parametrize(
    ("n", "longest", "fewest"), [(10, 6, 2), (12, 7, 3), (20, 7, 6), (24, 8, 8), (36, 8, 13), (60, 9, 23)]
)
def test_run_chart_limits(n, longest, fewest):
    """Anhøj & Olesen (2014), PLoS ONE 9(11): e113825, table 1."""
    test = run_test(np.arange(n, dtype=float), (n - 1) / 2)
    assert (test.longest_run_max, test.crossings_min) == (longest, fewest)


@pytest.mark.parametrize("mean", [0.4, 5.0, 80.0, 900.0])
def test_g_chart_limits_are_quantiles_of_the_geometric(mean):
    made = chart("g", Values.of([mean] * 20), settings=Settings(center=mean))
    law = geom(1 / (mean + 1), loc=-1)
    assert limits(made) == pytest.approx([law.ppf(0.5), law.ppf(0.00135), law.ppf(0.99865)])
    # |z| > 3 says the same as the limits.
    points = np.arange(0, int(law.ppf(0.9999)) + 5, dtype=float)
    shown = chart("g", Values.of(points), settings=Settings(center=mean))
    outside = (shown.values > shown.ucl) | (shown.values < shown.lcl)
    assert (outside == (np.abs(shown.z) > 3)).all()
    wide = chart("g", Values.of(points), settings=Settings(center=mean, probability_limits=False))
    assert limits(wide) == pytest.approx([mean, 0, mean + 3 * np.sqrt(mean * (mean + 1))])


def test_laney_reduces_to_p_when_counts_are_binomial_and_widens_when_not():
    rng = np.random.default_rng(2)
    plain = rng.binomial(400, 0.1, 400)
    spread = rng.binomial(400, np.clip(rng.normal(0.1, 0.03, 400), 0, 1))
    assert chart("p_prime", Counts.of(plain, 400)).estimates[0]["sigma_z"] == pytest.approx(1, abs=0.08)
    # variance = p q / n + .03^2 (1 - 1 / n): sigma_z = 2.23
    assert chart("p_prime", Counts.of(spread, 400)).estimates[0]["sigma_z"] == pytest.approx(2.23, abs=0.15)
