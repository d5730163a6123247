"""Shares of R squared against published figures, brute force, and what must always hold."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.drivers.dominance import complete_dominance, level_gains
from analytics.drivers.lmg import balanced_orders, betas, johnson_weights, last_gains, lmg, lmg_of, sampled_lmg
from analytics.drivers.subsets import entry_gains, subset_r2
from tests.analytics.drivers.published import (
    AZEN,
    AZEN_GENERAL,
    AZEN_LEVELS,
    SWISS,
    SWISS_R2,
    SWISS_SHARES,
    correlations,
    rows_with,
)  # fmt: skip

SEEDS = st.integers(0, 10_000)


def drawn(seed: int, p: int, n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Correlated drivers and an outcome that they move."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) @ rng.normal(size=(p, p)) + rng.normal(size=(n, 1))
    return x, x @ rng.normal(size=p) + np.sqrt(p) * rng.normal(size=n)


def r2_by_least_squares(x: np.ndarray, y: np.ndarray, columns: tuple[int, ...]) -> float:
    """The plain way: fit the subset's rows."""
    design = np.column_stack([np.ones(len(y)), x[:, columns]])
    left = y - design @ np.linalg.lstsq(design, y)[0]
    return 1 - (left @ left) / np.square(y - y.mean()).sum()


def correlation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.corrcoef(np.column_stack([x, y]), rowvar=False)


def test_swiss_shares_are_the_published_ones():
    r = correlations(SWISS)
    found = {
        "lmg": lmg(subset_r2(r)),
        "first": r[:-1, -1] ** 2,
        "last": last_gains(r),
        "betasq": betas(r) ** 2,
        "pratt": betas(r) * r[:-1, -1],
        "johnson": johnson_weights(r),
    }
    for name, published in SWISS_SHARES.items():
        assert found[name] == pytest.approx(published, abs=1e-7), name
    assert subset_r2(r)[-1] == pytest.approx(SWISS_R2, abs=1e-7)


def test_conditional_dominance_of_azen_and_budescu():
    table = subset_r2(AZEN)
    assert level_gains(table) == pytest.approx(np.array(AZEN_LEVELS), abs=0.002)
    assert level_gains(table).mean(axis=0) == pytest.approx(AZEN_GENERAL, abs=0.002)
    assert lmg(table) == pytest.approx(level_gains(table).mean(axis=0), abs=1e-12)


def test_complete_dominance_of_azen_and_budescu():  # x1 over all others; no other pair
    expected = np.zeros((4, 4), dtype=bool)
    expected[0, 1:] = True
    assert (complete_dominance(subset_r2(AZEN)) == expected).all()


@pytest.mark.parametrize("p", [1, 2, 4, 6])
def test_every_subset_matches_least_squares_on_the_rows(p):
    x, y = drawn(p, p)
    table = subset_r2(correlation(x, y))
    for size in range(p + 1):
        for columns in combinations(range(p), size):
            place = sum(1 << j for j in columns)
            assert table[place] == pytest.approx(r2_by_least_squares(x, y, columns), abs=1e-10)


def test_lmg_is_the_mean_over_all_orders_of_entry():  # the definition, by brute force on rows
    x, y = drawn(5, 4)
    gains = np.zeros(4)
    for order in permutations(range(4)):
        for place, driver in enumerate(order):
            gains[driver] += r2_by_least_squares(x, y, order[: place + 1]) - r2_by_least_squares(x, y, order[:place])
    assert lmg(subset_r2(correlation(x, y))) == pytest.approx(gains / 24, abs=1e-10)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 9))
def test_lmg_and_johnson_add_to_r_squared(seed, p):
    r = correlation(*drawn(seed, p))
    table = subset_r2(r)
    assert lmg(table).sum() == pytest.approx(table[-1], abs=1e-9)
    assert lmg(table).min() >= -1e-12
    assert johnson_weights(r).sum() == pytest.approx(table[-1], abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(2, 8), st.floats(-0.1, 0.9))
def test_equal_drivers_get_equal_shares(seed, p, within):
    r = np.full((p + 1, p + 1), max(within, -0.9 / (p - 1)))
    r[-1] = r[:, -1] = 0.1
    np.fill_diagonal(r, 1.0)
    for share in (lmg(subset_r2(r)), johnson_weights(r)):
        assert share == pytest.approx(np.full(p, share.mean()), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 3))
def test_noise_drivers_leave_the_order_of_the_true_ones(seed, n_noise):
    rng = np.random.default_rng(seed)
    true = rng.normal(size=(1500, 3)) + 0.5 * rng.normal(size=(1500, 1))
    y = true @ np.array([3.0, 2.0, 1.0]) + 2 * rng.normal(size=1500)
    noise = rng.normal(size=(1500, n_noise))
    alone = lmg(subset_r2(correlation(true, y)))
    with_noise = lmg(subset_r2(correlation(np.hstack([noise, true]), y)))
    assert (np.argsort(with_noise[n_noise:]) == np.argsort(alone)).all()
    assert with_noise[:n_noise].max() < with_noise[n_noise:].min()


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.lists(st.floats(0.01, 100), min_size=4, max_size=4), st.permutations(range(4)))
def test_units_and_order_of_drivers_do_not_matter(seed, units, order):
    x, y = drawn(seed, 4)
    shares = lmg(subset_r2(correlation(x, y)))
    moved = lmg(subset_r2(correlation((x * units)[:, order], 5 - 2 * y)))
    assert moved == pytest.approx(shares[list(order)], abs=1e-9)


def test_many_matrices_at_once_are_the_single_ones():
    many = np.stack([correlation(*drawn(seed, 5)) for seed in range(7)])
    assert lmg_of(many) == pytest.approx(np.stack([lmg(subset_r2(one)) for one in many]), abs=1e-12)


def test_a_copy_of_a_driver_adds_nothing():
    x, y = drawn(3, 3)
    table = subset_r2(correlation(np.column_stack([x, x[:, 0]]), y))
    assert table[0b1111] == pytest.approx(table[0b0111], abs=1e-9)
    assert np.isfinite(lmg(table)).all()


def test_gains_of_one_order_are_the_published_sums_of_squares():
    r = correlation(*drawn(2, 3))
    table = subset_r2(r)
    gains = entry_gains(r[None], np.array([[2, 0, 1]]))[0, 0]
    assert gains == pytest.approx([table[0b101] - table[0b100], table[0b111] - table[0b101], table[0b100]], abs=1e-10)


def test_sampled_shares_add_up_and_miss_by_what_they_state():
    r = correlation(*drawn(11, 12))
    exact = lmg(subset_r2(r))
    errors = []
    for seed in range(30):
        found = sampled_lmg(r, balanced_orders(12, 12, np.random.default_rng(seed)))
        assert found.value.sum() == pytest.approx(exact.sum(), abs=1e-9)
        errors.append((found.value - exact) / found.error)
    assert 0.6 < np.sqrt(np.square(errors).mean()) < 1.5  # standardised misses have a spread near one


def test_twenty_drivers_are_exact():
    x, y = drawn(20, 20, n=400)
    r = correlation(x, y)
    table = subset_r2(r)
    assert table[-1] == pytest.approx(r2_by_least_squares(x, y, tuple(range(20))), abs=1e-9)
    assert lmg(table).sum() == pytest.approx(table[-1], abs=1e-9)


def test_more_than_twenty_are_refused():
    with pytest.raises(ValueError, match="21 drivers"):
        subset_r2(np.eye(22))


def test_rows_made_for_the_tests_have_the_published_covariances():
    assert np.cov(rows_with(SWISS, 47), rowvar=False) == pytest.approx(SWISS, rel=1e-6)
