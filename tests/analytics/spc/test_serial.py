"""Points that hang together: limits from moving ranges are widened, and the printed chance of a signal holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics.spc.charts import Chart, Counts, Settings, Subgroups, Values, chart
from analytics.spc.choose import choice
from analytics.spc.false_alarms import false_alarms
from analytics.spc.rules import signals
from analytics.spc.serial import serial_correlations, serial_root, serial_shuffled, widening
from analytics.spc.stages import proposed_shifts

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]  # e-Handbook 6.3.2.2: limits 45.8159, 55.8041
POINTS = 52
THETA = 0.6
MEMORY = (THETA / (1 + THETA**2), 0.0)  # of a moving average x_t = e_t + .6 e_(t-1): r_1 = .441, no other


def moving_average(rng: np.random.Generator, rows: int) -> np.ndarray:
    noise = rng.standard_normal((rows, POINTS + 1))
    return (noise[:, 1:] + THETA * noise[:, :-1]) / np.sqrt(1 + THETA**2)


def made(kind, data, **settings) -> Chart:
    found = chart(kind, data, settings=Settings(**settings))
    assert isinstance(found, Chart)
    return found


def test_limits_from_moving_ranges_are_wider_by_one_over_root_of_one_less_r():
    """Maragah & Woodall (1992): the moving range of points with correlation r is sqrt(1 - r) too small."""
    plain, wide = made("i", Values.of(NIST)), made("i", Values.of(NIST), serial=(0.19, 0.0))
    assert wide.ucl[0] - wide.center[0] == pytest.approx((55.8041 - 50.81) / 0.9, abs=1e-3)
    assert np.array_equal(wide.companions[0].ucl, plain.companions[0].ucl)  # ranges are judged as they are
    assert wide.estimates[0]["widened"] == pytest.approx(1 / 0.9)


def test_what_all_points_share_widens_nothing():
    """A panel that answers every time adds the same to each point, which the centre line takes up."""
    assert widening((0.3, 0.3, 0.3)) == 1
    assert np.array_equal(made("i", Values.of(NIST), serial=(0.3, 0.3)).ucl, made("i", Values.of(NIST)).ucl)


def test_equal_n_means_by_moving_range_are_widened_like_individuals():
    data = Subgroups.of(NIST, 9.0, sds=np.full(10, 0.9))
    near, plain = 0.19, made("imr_s", data)
    within = plain.sigma[0] ** 2 - plain.estimates[0]["sigma_between"] ** 2  # the part that answers explain, and share
    wide = made("imr_s", data, serial=(near, 0.0))
    assert within == pytest.approx(0.9**2 / 9, rel=0.1)
    assert wide.sigma[0] ** 2 == pytest.approx(plain.sigma[0] ** 2 + near * within, rel=1e-6)


def test_laney_charts_and_the_choice_know_it():
    rng = np.random.default_rng(4)
    counts = Counts.of(rng.binomial(200, 0.3, 40), 200)
    plain, wide = made("p_prime", counts), made("p_prime", counts, serial=(0.19, 0.0))
    assert wide.estimates[0]["sigma_z"] == pytest.approx(plain.estimates[0]["sigma_z"] / 0.9)
    told = choice("share", counts, (0.19, 0.0)).facts["sigma_z"] / choice("share", counts).facts["sigma_z"]
    assert told == pytest.approx(1 / 0.9)


def test_the_variance_of_an_average_is_that_of_the_correlation_matrix():
    """EWMA of 12 points: weights w, variance w' R w with R from the lags."""
    serial, share, n = (0.4, 0.2, 0.0), 0.2, 12
    by_lag = np.array([1.0, 0.4, 0.2, *([0.0] * (n - 3))])
    matrix = by_lag[np.abs(np.arange(n)[:, None] - np.arange(n))]
    drawn = made("ewma", Values.of(np.random.default_rng(0).normal(size=n)), serial=serial, sigma=2.0, center=0.0)
    for at in (0, 4, n - 1):
        weights = np.where(np.arange(n) <= at, share * (1 - share) ** (at - np.arange(n)), 0.0)
        assert drawn.sigma[at] == pytest.approx(2 * np.sqrt(weights @ matrix @ weights))


@pytest.mark.parametrize("kind", ["i", "ewma"])
def test_stable_series_that_hang_together_signal_as_often_as_is_printed(kind):
    worlds = [made(kind, Values.of(x), serial=MEMORY) for x in moving_average(np.random.default_rng(5), 800)]
    rate = float(np.mean([len(signals(one, "default")) > 0 for one in worlds]))
    told = false_alarms(worlds[0], "default", rng=np.random.default_rng(1))
    assert told is not None
    assert told.any_signal == pytest.approx(rate, abs=0.05)
    blind = false_alarms(replace(worlds[0], serial=()), "default", rng=np.random.default_rng(1))
    assert kind == "ewma" or rate > blind.any_signal + 0.1  # without it the chance of long runs is understated


def test_cumulative_sums_and_run_charts_print_the_higher_chance():
    x = moving_average(np.random.default_rng(6), 1)[0]
    for kind in ("cusum", "run"):
        one = made(kind, Values.of(x), serial=MEMORY)
        told = false_alarms(one, "default", rng=np.random.default_rng(1))
        blind = false_alarms(replace(one, serial=()), "default", rng=np.random.default_rng(1))
        assert told.any_signal > blind.any_signal + 0.05


def test_shifts_are_proposed_at_their_level_where_points_hang_together():
    """Shuffled without it, every third such series has a step too clear for chance."""
    series = moving_average(np.random.default_rng(7), 100)
    known, blind = (
        sum(bool(proposed_shifts(made("i", Values.of(x), serial=told), rng=np.random.default_rng(1))) for x in series)
        for told in (MEMORY, ())
    )
    assert known <= 12 < blind


def test_shuffles_keep_the_values_and_the_correlation():
    values = np.random.default_rng(8).normal(size=60)
    rows = serial_shuffled(values, MEMORY, 400, np.random.default_rng(2))
    assert np.allclose(np.sort(rows, axis=1), np.sort(values))
    away = rows - values.mean()
    assert float((away[:, 1:] * away[:, :-1]).sum() / (away**2).sum()) == pytest.approx(MEMORY[0], abs=0.07)


def test_correlations_that_no_series_can_have_are_brought_near_and_unknown_ones_are_none():
    root = serial_root((0.9, 0.0), 20)
    assert np.allclose((root @ root.T).diagonal(), 1)
    assert serial_correlations([0.5], 0.0) == ()
    assert serial_correlations([float("nan"), -1.0], 1.0) == ()
