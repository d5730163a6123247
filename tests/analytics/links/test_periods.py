"""Touchpoints against process measures by period: correlations, lags, the search's price, gaps and bad input."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from scipy.stats import pearsonr

from analytics.links.lags import correlation_p, lag_correlations
from analytics.links.periods import LEAST_PERIODS, period_matrix
from analytics.links.series import carries, detrended, whitened
from analytics.links.shifts import block_order, shifted
from errors import BadInput
from tests.analytics.links.test_cases import ANSCOMBE_R, ANSCOMBE_X, ANSCOMBE_Y

ANSCOMBE_P = (0.002169628873079, 0.002178816236911, 0.002176305279228)  # R 4.2.2, cor.test


def with_memory(rng: np.random.Generator, k: int, n: int, carry: float) -> np.ndarray:
    """k series of n periods, each taking over `carry` of the period before."""
    series = rng.normal(size=(k, n + 50))
    for period in range(1, n + 50):
        series[:, period] += carry * series[:, period - 1]
    return series[:, 50:]


def matrix(scores: np.ndarray, values: np.ndarray, lags=range(5), seed: int = 0, **options):
    names = [[f"{kind}{number}" for number in range(len(rows))] for kind, rows in (("t", scores), ("m", values))]
    return period_matrix(names[0], scores, names[1], values, lags=lags, rng=np.random.default_rng(seed), **options)


def test_r_and_p_of_anscombes_pairs():
    found = lag_correlations(np.array(ANSCOMBE_Y), np.array([ANSCOMBE_X], float), [0])
    assert found.r[0, :, 0] == pytest.approx(ANSCOMBE_R, abs=1e-12)
    assert correlation_p(found.r, found.n)[0, :, 0] == pytest.approx(ANSCOMBE_P, abs=1e-12)


@pytest.mark.parametrize("share_missing", [0.0, 0.2])
def test_each_lag_is_pearsons_r_of_the_overlap(share_missing):
    rng = np.random.default_rng(1)
    scores, values = rng.normal(size=(3, 60)), rng.normal(size=(2, 60))
    for rows in (scores, values):
        rows[rng.random(rows.shape) < share_missing] = np.nan
    found = lag_correlations(scores, values, [-2, 0, 3])
    for place, (later, earlier) in enumerate(
        ((slice(0, 58), slice(2, 60)), (slice(None),) * 2, (slice(3, 60), slice(0, 57)))
    ):
        for t in range(3):
            for m in range(2):
                one, two = scores[t, later], values[m, earlier]
                both = np.isfinite(one) & np.isfinite(two)
                assert found.r[place, t, m] == pytest.approx(pearsonr(one[both], two[both]).statistic, abs=1e-12)
                assert found.n[place, t, m] == both.sum()


def test_a_line_and_the_memory_are_taken_out():
    rng = np.random.default_rng(2)
    series = with_memory(rng, 200, 104, 0.6)
    trended = series + 0.3 * np.arange(104)
    assert detrended(trended) == pytest.approx(detrended(series), abs=1e-9)
    assert carries(detrended(series)).mean() == pytest.approx(0.6, abs=0.02)  # without its correction .55
    rest = whitened(trended).values
    neighbours = [pearsonr(row[2:], row[1:-1]).statistic for row in rest]
    assert abs(np.mean(neighbours)) < 0.05
    assert np.isnan(rest[:, 0]).all()


def test_a_yearly_wave_is_taken_out_of_two_years_and_more():
    time = np.arange(104)
    wave = np.stack([3 + 0.1 * time + 4 * np.sin(2 * np.pi * time / 52 + 1), np.cos(2 * np.pi * time / 52)])
    wave[0, [5, 40, 41]] = np.nan
    assert np.abs(np.nan_to_num(detrended(wave, season=52))).max() < 1e-9
    assert np.isnan(detrended(wave, season=52)[0]).sum() == 3
    assert np.nanstd(detrended(wave[:, :103], season=52)[0]) > 1  # less than two years: the wave stays


def test_a_gap_costs_two_points_and_a_difference_is_one():
    series = np.array([[1.0, 4.0, 2.0, np.nan, 5.0, 3.0, 8.0, 4.0, 9.0]])
    assert np.isnan(whitened(series).values[0]).tolist() == [True, False, False, True, True] + [False] * 4
    rest = whitened(np.cumsum(np.array([[1.0, 3.0, 5.0, 3.0, 1.0]]), axis=1), how="difference")
    assert rest.values[0, 1:] == pytest.approx([0.0, np.sqrt(2), 0.0, -np.sqrt(2)])


def test_a_planted_lag_is_found_in_trended_series_with_memory_and_gaps():
    found = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        values = with_memory(rng, 4, 107, 0.5)
        scores = with_memory(rng, 5, 104, 0.3)
        scores[2] -= 1.2 * values[1, :104]  # three periods earlier
        scores += np.linspace(0, 4, 104)
        scores[rng.random(scores.shape) < 0.05] = np.nan
        cell = matrix(scores, values[:, 3:], range(9), seed).of("t2", "m1")
        found += cell.verdict == "likely_real" and cell.lag == 3 and cell.high < 0
    assert found == 10


def test_the_search_keeps_its_false_positive_rate():
    called = tested = false_worlds = naive = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        scores = with_memory(rng, 8, 104, 0.6) + np.linspace(0, 3, 104)
        values = with_memory(rng, 6, 104, 0.6) + np.linspace(0, 3, 104)
        cells = matrix(scores, values, range(13), seed)
        called += sum(cell.p <= 0.05 for cell in cells)
        tested += len(cells.cells)
        false_worlds += any(cell.verdict == "likely_real" for cell in cells)
        plain = lag_correlations(scores, values, range(13))
        naive += int((correlation_p(plain.r, plain.n).min(axis=0) < 0.05).sum())
    assert called / tested < 0.065
    assert false_worlds <= 3
    assert naive / tested > 0.5  # what the best of thirteen plain correlations would have said


def test_bands_hold_at_all_lags_together():
    outside = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        cells = matrix(with_memory(rng, 3, 80, 0.3), with_memory(rng, 2, 80, 0.3), range(7), seed)
        for cell in cells:
            points = cells.profile(cell.touchpoint, cell.measure)
            outside += any(not point.low <= 0 <= point.high for point in points)
    assert outside / 120 < 0.09


def test_same_seed_same_figures_and_chosen_lag_is_the_largest():
    rng = np.random.default_rng(6)
    scores, values = rng.normal(size=(2, 40)), rng.normal(size=(2, 40))
    one, two = matrix(scores, values, seed=1), matrix(scores, values, seed=1)
    assert [astuple(cell) for cell in one] == [astuple(cell) for cell in two]
    cell = one.of("t1", "m0")
    largest = max(one.profile("t1", "m0"), key=lambda point: abs(np.arctanh(point.r)) * (point.n - 3) ** 0.5)
    assert (cell.lag, cell.r, cell.n) == (largest.lag, largest.r, largest.n)
    assert one.n_windows >= 50_000


def test_shifts_skip_the_searched_window_and_blocks_keep_every_period():
    rng = np.random.default_rng(7)
    values = rng.normal(size=(1, 400))
    apart = shifted(np.roll(values, 2, axis=1), values, range(4), rng=rng)
    assert apart.largest.max() < 6  # the shift by two itself would give far more
    order = block_order(100, rng)
    assert sorted(order.tolist()) == list(range(100))
    assert (np.diff(order) % 100 == 1).mean() > 0.6


def test_bad_series_end_in_codes_and_never_in_nan():
    rng = np.random.default_rng(8)
    n = 60
    scores = np.stack(
        [rng.normal(size=n), np.full(n, 70.0), np.full(n, np.nan), np.where(np.arange(n) < 12, 1.0, np.nan)]
    )
    scores[3, :12] += rng.normal(size=12)
    values = np.stack([rng.normal(size=n), np.arange(n) * 2.0, np.full(n, np.nan), np.zeros(n)])
    values = np.vstack([values, values[:1]])
    cells = matrix(scores, values)
    verdicts = [[cells.of(f"t{t}", f"m{m}").verdict for m in range(5)] for t in range(4)]
    assert verdicts == [
        ["could_be_chance", "constant", "all_missing", "constant", "duplicate"],
        ["constant", "constant", "all_missing", "constant", "duplicate"],
        ["all_missing", "all_missing", "all_missing", "all_missing", "duplicate"],
        ["too_few", "constant", "all_missing", "constant", "duplicate"],
    ]
    assert cells.of("t0", "m4").duplicate_of == "m0"
    assert cells.profile("t0", "m4") == ()
    assert cells.profile("t3", "m0")[0].r is None
    assert not any(value != value for cell in cells for value in astuple(cell))
    assert cells.n_tested == 1


def test_short_series_are_too_few():
    rng = np.random.default_rng(9)
    cells = matrix(rng.normal(size=(1, 12)), rng.normal(size=(1, 12)))
    assert cells.of("t0", "m0").verdict == "too_few"
    assert cells.of("t0", "m0").n < LEAST_PERIODS


def test_unusable_windows_and_shapes_are_refused():
    rng = np.random.default_rng(10)
    with pytest.raises(BadInput):
        matrix(np.zeros((1, 30)), np.zeros((1, 29)))
    with pytest.raises(BadInput):
        matrix(np.zeros((1, 30)), np.zeros((1, 30)), lags=[30])
    with pytest.raises(BadInput):
        period_matrix(["a", "b"], np.zeros((1, 30)), ["x"], np.zeros((1, 30)), lags=[0], rng=rng)


@pytest.mark.parametrize("lags", [range(12), range(-6, 7), [0, 30, 36, 39], [25, -25]])
def test_whole_series_give_numpys_r_at_every_lag(lags):
    rng = np.random.default_rng(9)
    scores, measures = rng.normal(size=(3, 40)), rng.normal(size=(2, 40))
    found = lag_correlations(scores, measures, lags)
    for number, lag in enumerate(lags):
        size = 40 - abs(lag)
        assert (found.n[number] == size).all()
        if size < 4:
            assert np.isnan(found.r[number]).all()
            continue
        later, earlier = scores[:, max(lag, 0) :][:, :size], measures[:, max(-lag, 0) :][:, :size]
        assert found.r[number] == pytest.approx(np.corrcoef(later, earlier)[:3, 3:], abs=1e-12)
