"""A planted break is found with its interval, and nothing is derived where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.capability.stick import cluster_sticks
from analytics.capability.tolerance import customer_tolerance
from errors import NotEnoughData

FLOOR = 66.0


def linked(
    seed: int, *, n: int = 600, accounts: int = 80, breaks_at: float = 10.0, before: float = 0.0, after: float = -2.0
) -> pd.DataFrame:
    """Cases whose satisfaction falls by `after` points per hour beyond the break; accounts have levels of their own."""
    rng = np.random.default_rng([seed, 77])
    account = rng.integers(0, accounts, n)
    wait = rng.gamma(1.6, 8.0, n)
    score = 82 + before * wait + (after - before) * np.maximum(wait - breaks_at, 0)
    score += rng.normal(0, 4, accounts)[account] + rng.normal(0, 14, n)
    return pd.DataFrame({"wait": wait, "score": score, "account": account.astype(str)})


@pytest.mark.parametrize("seed", range(3))
def test_the_planted_tolerance_is_found(seed):
    found = customer_tolerance(linked(seed), FLOOR, rng=np.random.default_rng(seed), draws=499)
    assert found.is_found
    assert found.low < 18.0 < found.high  # 82 - 2 (w - 10) = 66 at w = 18
    assert found.break_low < 10.0 < found.break_high
    assert (found.n_cases, found.n_accounts) == (600, 80)


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (-0.8, -0.8)])
def test_without_a_break_nothing_is_derived(before, after):
    for seed in range(4):
        found = customer_tolerance(
            linked(seed, before=before, after=after), FLOOR, rng=np.random.default_rng(seed), draws=299
        )
        assert found.reason == "no_break"
        assert (found.wait, found.low, found.high) == (None, None, None)


def test_a_break_that_stays_above_the_floor_gives_no_limit():
    found = customer_tolerance(linked(5), -90.0, rng=np.random.default_rng(5), draws=299)
    assert found.reason == "stays_above"
    assert found.wait is None


def test_customers_below_the_floor_without_waiting_give_no_limit():
    found = customer_tolerance(linked(6), 97.0, rng=np.random.default_rng(6), draws=299)
    assert found.reason == "below_at_once"


def test_too_few_cases_or_accounts_are_refused():
    with pytest.raises(NotEnoughData):
        customer_tolerance(linked(7, n=30), FLOOR, rng=np.random.default_rng(7))
    with pytest.raises(NotEnoughData):
        customer_tolerance(linked(7, accounts=6), FLOOR, rng=np.random.default_rng(7))
    with pytest.raises(NotEnoughData):
        customer_tolerance(linked(7).assign(wait=4.0), FLOOR, rng=np.random.default_rng(7))


def test_the_fit_is_least_squares_at_its_break():
    cases = linked(8)
    wait, score = cases["wait"].to_numpy(), cases["score"].to_numpy()
    sums = cluster_sticks(wait, score, cases["account"].astype(int).to_numpy(), np.array([6.0, 10.0, 14.0]))
    fit = sums.fit(np.ones((1, 80)))
    lines = {}
    for place in (6.0, 10.0, 14.0):
        design = np.column_stack([np.ones_like(wait), wait, np.maximum(wait - place, 0)])
        line, lost, _rank, _values = np.linalg.lstsq(design, score, rcond=None)
        lines[float(lost[0])] = (place, *line)
    place, level, before, bend = lines[min(lines)]
    assert fit.break_at[0] == place
    assert (fit.level[0], fit.slope_before[0], fit.slope_after[0]) == pytest.approx((level, before, before + bend))


def test_the_same_chance_gives_the_same_interval():
    one, two = (customer_tolerance(linked(9), FLOOR, rng=np.random.default_rng(1), draws=199) for _draw in range(2))
    assert one == two
