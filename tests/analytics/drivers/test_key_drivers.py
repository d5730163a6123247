"""The whole analysis: intervals, ranks, signs, blanks, customers, and what is left out with which reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.drivers.bootstrap import rank_stability, sign_stability
from analytics.drivers.covariance import sums_of_products, unit_sums
from analytics.drivers.key_drivers import drivers_of_sums, key_drivers, missing_sensitivity
from analytics.drivers.model import KeyDrivers, NoDrivers
from tests.analytics.drivers.published import (
    N_SWISS,
    SWISS,
    SWISS_HIGH,
    SWISS_LOW,
    SWISS_NAMES,
    SWISS_R2,
    SWISS_SHARES,
    rows_with,
)  # fmt: skip

ROWS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "refs" / "kd_swiss.csv"


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def survey(n: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Four drivers, moved by a shared mood; "price" hurts, "art" does nothing."""
    drawn = rng(seed)
    x = drawn.normal(size=(n, 4)) + 0.6 * drawn.normal(size=(n, 1))
    y = x @ np.array([2.0, 1.0, -1.0, 0.0]) + 1.5 * drawn.normal(size=n)
    return y, x, ["speed", "staff", "price", "art"]


def found(*asked: object, **more: object) -> KeyDrivers:
    answer = key_drivers(*asked, rng=rng(), **more)
    assert isinstance(answer, KeyDrivers), answer
    return answer


def refused(*asked: object, **more: object) -> NoDrivers:
    answer = key_drivers(*asked, rng=rng(), **more)
    assert isinstance(answer, NoDrivers)
    return answer


def reasons(answer: KeyDrivers | NoDrivers) -> dict[str, str]:
    return {reason.name: reason.code for reason in answer.left_out}


def test_rows_give_the_published_shares():
    rows = rows_with(SWISS, N_SWISS)
    told = found(rows[:, -1], rows[:, :-1], SWISS_NAMES, n_draws=200)
    assert told.r2.value == pytest.approx(SWISS_R2, abs=1e-6)
    assert [driver.lmg.value for driver in told.drivers] == pytest.approx(SWISS_SHARES["lmg"], abs=1e-6)
    assert [driver.last for driver in told.drivers] == pytest.approx(SWISS_SHARES["last"], abs=1e-6)
    assert [d.johnson * told.r2.value for d in told.drivers] == pytest.approx(SWISS_SHARES["johnson"], abs=1e-6)
    assert [driver.name for driver in told.ranked][:2] == ["Education", "Examination"]


@pytest.mark.skipif(not ROWS.exists(), reason="needs ../shared/specs/refs/kd_swiss.csv")
def test_interval_ends_are_the_published_ones():  # relaimpo, 4,000 draws; ours draws other resamples
    rows = pd.read_csv(ROWS)
    told = found(rows["Fertility"].to_numpy(float), rows[list(SWISS_NAMES)].to_numpy(float), SWISS_NAMES, n_draws=4000)
    assert [driver.lmg.low for driver in told.drivers] == pytest.approx(SWISS_LOW, abs=0.02)
    assert [driver.lmg.high for driver in told.drivers] == pytest.approx(SWISS_HIGH, abs=0.02)


def test_shares_add_to_one_and_parts_to_r_squared():
    told = found(*survey())
    assert sum(driver.share.value for driver in told.drivers) == pytest.approx(1.0)
    assert sum(driver.lmg.value for driver in told.drivers) == pytest.approx(told.r2.value)
    assert told.draws.share.sum(axis=1) == pytest.approx(np.ones(len(told.draws)))


def test_the_strongest_is_first_in_every_resample_and_signs_hold():
    speed, staff, price, _art = found(*survey()).drivers
    assert (speed.rank, speed.first_share, speed.rank_low, speed.rank_high) == (1, 1.0, 1, 1)
    assert speed.slope.low < 2.0 < speed.slope.high
    assert staff.correlation.value > 0
    assert staff.sign_share == 1.0
    assert price.slope.is_below_zero


def test_a_driver_whose_slope_turns_against_its_correlation_is_marked():
    drawn = rng(3)
    strong = drawn.normal(size=2000)
    shadow = strong + 0.5 * drawn.normal(size=2000)
    y = 3 * strong - shadow + drawn.normal(size=2000)
    told = found(y, np.column_stack([strong, shadow]), ["strong", "shadow"])
    assert told.drivers[1].correlation.value > 0
    assert [driver.is_turned for driver in told.drivers] == [False, True]


def test_slopes_are_those_of_least_squares():
    y, x, names = survey()
    slopes = np.linalg.lstsq(np.column_stack([np.ones(len(y)), x]), y)[0][1:]
    assert [driver.slope.value for driver in found(y, x, names).drivers] == pytest.approx(slopes, abs=1e-9)


def test_resampled_covariances_are_those_of_the_resampled_rows():  # nothing is lost by never refitting
    y, x, _names = survey(60)
    values = np.column_stack([x, y])
    counts = np.bincount(rng(5).integers(0, 60, 60), minlength=60)
    sums = unit_sums(values, rng=rng())
    again = sums.covariance(counts @ sums.flat)
    assert again.correlation == pytest.approx(np.corrcoef(np.repeat(values, counts, axis=0), rowvar=False), abs=1e-10)


def test_answers_of_one_customer_are_drawn_together():  # each customer answers 20 times, always the same
    y, x, names = survey(50)
    many = [np.repeat(part, 20, axis=0) for part in (y, x)]
    customers = np.repeat(np.arange(50), 20)
    alone, naive = found(y, x, names), found(*many, names)
    robust = found(*many, names, clusters=customers)
    assert (robust.n, robust.n_clusters, robust.n_units) == (1000, 50, 50)

    def width(told: KeyDrivers) -> float:
        return told.drivers[0].share.high - told.drivers[0].share.low

    assert width(robust) == pytest.approx(width(alone), rel=0.15)
    assert width(naive) < 0.5 * width(robust)


def test_blocks_of_customers_give_the_width_of_customers():
    y, x, names = survey(6000)
    fine = unit_sums(np.column_stack([x, y]), rng=rng(), units=6000)
    coarse = unit_sums(np.column_stack([x, y]), rng=rng(), units=1000)
    assert (fine.n_units, coarse.n_units, coarse.n_clusters) == (6000, 1000, 6000)
    one, other = (drivers_of_sums(sums, names, rng=rng(2)) for sums in (fine, coarse))
    for left, right in zip(one.drivers[:3], other.drivers[:3], strict=True):
        assert left.share.value == pytest.approx(right.share.value, abs=1e-12)
        assert right.share.high - right.share.low == pytest.approx(left.share.high - left.share.low, rel=0.15)


def test_weights_count_rows_more_than_once():
    y, x, names = survey(100)
    weight = rng(8).integers(0, 4, 100)
    weighted = found(y, x, names, weights=weight.astype(float), n_draws=0)
    repeated = found(np.repeat(y, weight), np.repeat(x, weight, axis=0), names, n_draws=0)
    for one, other in zip(weighted.drivers, repeated.drivers, strict=True):
        assert one.share.value == pytest.approx(other.share.value)
    assert weighted.n == (weight > 0).sum()
    assert weighted.n_effective == pytest.approx(weight.sum() ** 2 / np.square(weight).sum())


def test_sums_made_elsewhere_give_the_same_drivers():
    y, x, names = survey(300)
    values = np.column_stack([x, y]) + 1000
    elsewhere = sums_of_products(np.ones(300), values, values[:, :, None] * values[:, None, :])
    told = drivers_of_sums(elsewhere, names, rng=rng())
    direct = found(y, x, names)
    for one, other in zip(told.drivers, direct.drivers, strict=True):
        assert one.share.value == pytest.approx(other.share.value, abs=1e-9)
        assert one.slope.low == pytest.approx(other.slope.low, abs=1e-6)


def with_blanks(share: float = 0.3) -> tuple[np.ndarray, np.ndarray, list[str]]:
    y, x, names = survey(500)
    return y, np.where(rng(4).random(x.shape) < share, np.nan, x), names


def test_pairwise_correlations_are_those_of_pandas():
    y, x, _names = with_blanks()
    values = np.column_stack([x, y])
    total = unit_sums(values, rng=rng(), missing="pairwise").total()
    frame = pd.DataFrame(values)
    assert total.correlation == pytest.approx(frame.corr().to_numpy(), abs=1e-10)
    assert total.mean == pytest.approx(frame.mean().to_numpy())
    assert total.sd == pytest.approx(frame.std(ddof=0).to_numpy())


def test_complete_rows_are_those_without_blanks():
    y, x, names = with_blanks()
    full = np.isfinite(x).all(axis=1)
    told, direct = found(y, x, names), found(y[full], x[full], names)
    assert (told.n, told.n_rows) == (int(full.sum()), 500)
    assert [d.share.value for d in told.drivers] == pytest.approx([d.share.value for d in direct.drivers])


def test_treatments_of_blanks_are_compared():
    y, x, names = with_blanks()
    both = {way: found(y, x, names, missing=way) for way in ("complete", "pairwise")}
    assert both["pairwise"].n > both["complete"].n
    told = missing_sensitivity(both)
    assert told.is_same_first
    assert 0 < told.largest_shift < 0.15
    assert missing_sensitivity({"complete": both["complete"]}).largest_shift is None


def test_contradicting_pairs_are_refused():  # three pairs that no data set can have together
    a, b, blank = np.array([1.0, -1.0] * 40), np.array([1.0, 1.0, -1.0, -1.0] * 20), np.full(80, np.nan)
    noise = 0.01 * rng(1).normal(size=(3, 80))
    first = np.concatenate([a, blank, a + noise[0]])
    second = np.concatenate([a + noise[1], b, blank])
    outcome = np.concatenate([blank, b + noise[2], -a])
    values = np.column_stack([first, second, outcome])
    told = drivers_of_sums(unit_sums(values, rng=rng(), missing="pairwise"), ["first", "second"], rng=rng())
    assert isinstance(told, NoDrivers)
    assert told.code == "pairs_disagree"


def test_what_says_nothing_of_its_own_is_left_out_with_its_reason():
    y, x, names = survey()
    n = len(y)
    rare = np.where(np.arange(n) < 12, x[:, 0], np.nan)
    extra = [np.full(n, 7.0), 3 - 2 * x[:, 0], x[:, 1] + x[:, 2], np.full(n, np.nan), rare, 2 * y + 1]
    told = found(y, np.column_stack([x, *extra]), [*names, "same", "twin", "mix", "empty", "rare", "leak"])
    assert told.names == tuple(names)
    assert reasons(told) == {
        "same": "constant", "twin": "duplicate", "mix": "collinear", "empty": "all_missing",
        "rare": "too_few_answers", "leak": "copy_of_outcome",
    }  # fmt: skip
    facts = {reason.name: reason.facts for reason in told.left_out}
    assert facts["twin"] == {"of": "speed"}
    assert facts["mix"] == {"of": ["staff", "price"]}
    assert facts["rare"] == {"n": 12, "needed": 30}
    assert facts["same"] == {"value": 7.0, "n": n}


def test_a_sparse_driver_goes_before_it_costs_all_rows():
    y, x, names = survey()
    half = np.arange(len(y))
    first = np.where(half < 210, x[:, 0], np.nan)
    other = np.where(half >= 200, x[:, 1], np.nan)
    told = found(y, np.column_stack([first, other, x[:, 2:]]), names)
    assert reasons(told) == {"staff": "too_sparse"}
    assert told.n == 210


@pytest.mark.parametrize("missing", ["complete", "pairwise"])
def test_two_drivers_that_nobody_answered_together(missing):
    y, x, names = survey()
    early = np.arange(len(y)) < 250
    apart = np.column_stack([np.where(early, x[:, 0], np.nan), np.where(early, np.nan, x[:, 1]), x[:, 2:]])
    told = found(y, apart, names, missing=missing)
    assert "too_sparse" in reasons(told).values()
    assert len(told.drivers) == 3


def test_twelve_responses_are_refused():
    y, x, names = survey(12)
    told = refused(y, x, names)
    assert (told.code, told.facts) == ("too_few_answers", {"n": 12, "needed": 30})


def test_more_drivers_than_answers_are_refused():
    x = rng().normal(size=(40, 60))
    told = refused(x.sum(axis=1), x, [f"q{j}" for j in range(60)])
    assert told.code == "more_drivers_than_answers"
    assert told.facts == {"n": 40, "n_drivers": 60}


def test_few_answers_per_driver_are_refused():
    x = rng().normal(size=(40, 10))
    told = refused(x.sum(axis=1), x, [f"q{j}" for j in range(10)])
    assert (told.code, told.facts) == ("too_few_per_driver", {"n": 40, "n_drivers": 10, "needed": 50})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda y, x: (np.full(len(y), np.nan), x), "no_outcome"),
        (lambda y, x: (np.full(len(y), 3.0), x), "constant_outcome"),
        (lambda y, x: (y, np.full_like(x, np.nan)), "no_drivers"),
        (lambda y, x: (y, np.ones_like(x)), "no_drivers"),
        (lambda y, x: (y[:-1], x), "unequal_lengths"),
    ],
)
def test_refusals_name_their_reason(change, code):
    y, x, names = survey()
    assert refused(*change(y, x), names).code == code


def test_an_unknown_treatment_of_blanks_is_refused():
    y, x, names = survey()
    assert refused(y, x, names, missing="zero").code == "wrong_setting"


def test_few_customers_have_shares_but_no_intervals():
    y, x, names = survey()
    told = found(y, x, names, clusters=np.arange(len(y)) % 5)
    assert told.n_clusters == 5
    assert told.r2.low is None
    assert told.drivers[0].share.low is None
    assert told.drivers[0].first_share is None


def test_tied_and_yes_no_drivers_end_in_numbers():
    drawn = rng(2)
    x = drawn.integers(0, 2, (300, 5)).astype(float)
    told = found((x.sum(axis=1) > 2).astype(float), x, list("abcde"))
    assert np.isfinite([driver.share.value for driver in told.drivers]).all()


def test_thirty_drivers_state_their_sampling_error():
    x = rng().normal(size=(500, 30)) + rng(1).normal(size=(500, 1))
    told = found(x @ np.linspace(0, 1, 30) + rng(2).normal(size=500), x, [f"q{j}" for j in range(30)], n_draws=200)
    assert told.method == "sampled"
    assert 0 < told.error < 0.01
    assert told.dominates is None
    assert sum(driver.share.value for driver in told.drivers) == pytest.approx(1.0)
    assert all(d.share.low <= d.share.value <= d.share.high for d in told.drivers)


def test_the_same_chance_gives_the_same_figures():
    assert found(*survey()).drivers == found(*survey()).drivers


def test_ranks_and_signs_count_resamples():
    draws = np.array([[0.5, 0.3, -0.1], [0.2, 0.6, -0.1], [0.5, 0.3, 0.1], [0.5, 0.3, -0.2]])
    ranked = rank_stability(np.array([0.5, 0.3, -0.1]), draws)
    assert ranked.first.tolist() == [0.75, 0.25, 0.0]
    assert ranked.same.tolist() == [0.75, 0.75, 1.0]
    assert ranked.at_least.tolist() == [0.75, 1.0, 1.0]
    assert sign_stability(np.array([0.5, 0.3, -0.1]), draws).tolist() == [1.0, 1.0, 0.75]
