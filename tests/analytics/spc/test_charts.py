"""Invariants of charts, gaps, stages, unequal n, and bad input that must end in a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.constants import c4
from analytics.spc.model import KINDS, Chart, NoChart
from analytics.spc.rules import RULE_SETS, signals

GAP = float("nan")
SERIES = arrays(float, st.integers(12, 40), elements=st.integers(-50, 50).map(float)).filter(lambda x: np.ptp(x) > 0)


def made(kind: str, data, **options) -> Chart:
    drawn = chart(kind, data, **options)
    assert isinstance(drawn, Chart), drawn
    return drawn


def ratings(rng: np.random.Generator, sizes, *, between: float = 0.0) -> Subgroups:
    period = np.repeat(np.arange(len(sizes)), sizes)
    levels = rng.normal(70, between, len(sizes)) if between else np.full(len(sizes), 70.0)
    return Subgroups.of_values(rng.normal(levels[period], 10), period, len(sizes))


@settings(deadline=None)
@given(SERIES, st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_shift_and_scale_go_through(x, shift, scale):
    base, moved = made("i", Values.of(x)), made("i", Values.of(scale * x + shift))
    size = scale * float(np.abs(x).max()) + abs(shift) + 1
    for name in ("center", "lcl", "ucl", "values"):
        assert getattr(moved, name) == pytest.approx(scale * getattr(base, name) + shift, abs=1e-9 * size)
    assert moved.z == pytest.approx(base.z, abs=1e-5)
    assert moved.companion.ucl == pytest.approx(scale * base.companion.ucl, abs=1e-9 * size)


@settings(deadline=None)
@given(SERIES, st.floats(0.01, 100))
def test_ewma_and_cusum_scale_with_the_values(x, scale):
    for kind in ("ewma", "cusum"):
        base, moved = made(kind, Values.of(x)), made(kind, Values.of(scale * x))
        for name in ("values", "lcl", "ucl"):
            assert getattr(moved, name) == pytest.approx(scale * getattr(base, name), rel=1e-6, abs=1e-6 * scale)


@settings(deadline=None)
@given(SERIES)
def test_the_log_chart_is_the_chart_of_logs(x):
    positive = np.exp(x / 25)
    inner, outer = made("i", Values.of(x / 25)), made("i_log", Values.of(positive))
    assert outer.ucl == pytest.approx(np.exp(inner.ucl))
    assert outer.z == pytest.approx(inner.z, abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(12, 40))
def test_the_order_of_answers_within_a_period_does_not_matter(seed, n_periods):
    rng = np.random.default_rng(seed)
    period = np.repeat(np.arange(n_periods), 6)
    answers = rng.integers(1, 6, len(period)).astype(float)
    shuffled = rng.permutation(len(period))
    one, other = Subgroups.of_values(answers, period), Subgroups.of_values(answers[shuffled], period[shuffled])
    assert made("xbar_s", one).ucl == pytest.approx(made("xbar_s", other).ucl)


def test_u_of_equal_sizes_is_c_and_np_is_p():
    counts = np.random.default_rng(0).poisson(9, 30)
    c, u = made("c", Counts.of(counts)), made("u", Counts.of(counts, 4))
    assert u.ucl * 4 == pytest.approx(c.ucl)
    assert u.z == pytest.approx(c.z)


def test_i_mr_s_of_equal_n_is_the_individuals_chart_of_the_means():
    data = ratings(np.random.default_rng(1), np.full(30, 20), between=4.0)
    by_moves, plain = made("imr_s", data), made("i", Values.of(data.means))
    assert by_moves.ucl == pytest.approx(plain.ucl)
    assert by_moves.companion.ucl == pytest.approx(plain.companion.ucl)
    assert [one.kind for one in by_moves.companions] == ["mr", "s"]
    assert by_moves.sigma[0] > 1.5 * made("xbar_s", data).sigma[0]


def test_i_mr_s_keeps_limits_that_know_n():
    """Variance of a mean is 3^2 + 10^2 / n; both parts are found again from 4,000 periods."""
    rng = np.random.default_rng(3)
    data = ratings(rng, rng.choice([5, 50], 4000), between=3.0)
    drawn = made("imr_s", data)
    assert drawn.estimates[0]["sigma_between"] == pytest.approx(3, abs=0.15)
    for n in (5, 50):
        assert drawn.sigma[data.n == n].mean() == pytest.approx(np.sqrt(9 + 100 / n), rel=0.03)
        assert np.abs(drawn.z[data.n == n]).std() < 0.7  # of |z|: .60 for normal z


def test_unequal_n_gives_each_point_its_own_limits():
    data = ratings(np.random.default_rng(5), np.tile([5, 20, 80], 10))
    drawn = made("xbar_s", data)
    assert drawn.sigma[0] == pytest.approx(2 * drawn.sigma[1])
    assert drawn.sigma[1] == pytest.approx(2 * drawn.sigma[2])
    assert drawn.companion.center[:3] == pytest.approx(c4(np.array([5.0, 20, 80])) * np.mean(data.sds / c4(data.n)))
    # Every way of joining unequal spreads is near the true 10, and they agree where n is equal.
    for spread in ("auto", "unweighted", "weighted", "pooled", "rms_by_n"):
        sigma = made("xbar_s", data, settings=Settings(spread=spread)).estimates[0]["sigma"]
        assert sigma == pytest.approx(10, rel=0.09)
    even = ratings(np.random.default_rng(6), np.full(25, 8))
    found = [made("xbar_s", even, settings=Settings(spread=name)).ucl[0] for name in ("auto", "unweighted", "weighted")]
    assert found == pytest.approx([found[0]] * 3)


def test_a_design_effect_of_two_breaks_means_charts_but_not_those_by_moving_range():
    """Answers that cluster double the variance of a mean: 3.4 % of stable points leave limits made from s."""
    rng, seen = np.random.default_rng(12), {"xbar_s": [], "imr_s": []}
    for _ in range(60):
        data = ratings(rng, np.full(100, 20), between=10 / np.sqrt(20))
        for kind, shares in seen.items():
            shares.append(np.abs(made(kind, data).z) > 3)
    assert np.mean(seen["xbar_s"]) == pytest.approx(0.034, abs=0.006)
    assert np.mean(seen["imr_s"]) == pytest.approx(0.0027, abs=0.002)


def test_spread_of_ratings_at_the_end_of_their_scale_is_not_understated():
    rng, chances = np.random.default_rng(13), np.array([0.02, 0.03, 0.05, 0.20, 0.70])
    true = np.sqrt(chances @ np.arange(1, 6) ** 2 - (chances @ np.arange(1, 6)) ** 2)
    sizes = rng.integers(3, 8, 4000)
    data = Subgroups.of_values(
        rng.choice([1, 2, 3, 4, 5], int(sizes.sum()), p=chances), np.repeat(np.arange(len(sizes)), sizes)
    )
    found = {name: made("xbar_s", data, settings=Settings(spread=name)) for name in ("auto", "unweighted")}
    assert found["auto"].estimates[0]["sigma_within"] == pytest.approx(true, rel=0.03)
    assert found["unweighted"].estimates[0]["sigma_within"] < 0.9 * true
    # The chart of s is centred on what s is, either way.
    assert found["auto"].companion.center[0] == found["unweighted"].companion.center[0]
    assert abs(np.nanmean(found["auto"].companion.z)) < 0.15


def test_a_gap_has_no_point_but_limits_go_on():
    x = [5.0, 6, 4, GAP, 5, 7, 5, 4, 6, 5, 4, 6, 5, 6]
    drawn = made("i", Values.of(x))
    assert np.isnan(drawn.values[3])
    assert np.isnan(drawn.z[3])
    assert np.isfinite(drawn.ucl).all()
    # No moving range is taken across the gap.
    assert np.isnan(drawn.companion.values[[0, 3, 4]]).all()
    assert drawn.estimates[0]["mean_moving_range"] == pytest.approx(np.mean([1, 2, 2, 2, 1, 2, 1, 1, 2, 1, 1]))
    p = made(
        "p", Counts.of([3, 4, 0, 5, 2, 4, 3, 5, 4, 3, 2, 5, 4], [40, 50, 0, 50, 30, 50, 40, 60, 50, 40, 30, 50, 50])
    )
    assert np.isnan(p.values[2])
    assert p.ucl[2] == pytest.approx(p.center[2] + 3 * np.sqrt(p.center[2] * (1 - p.center[2]) / 45))
    x_s = made("xbar_s", ratings(np.random.default_rng(0), [9, 9, 0, *[9] * 12]))
    assert np.isnan(x_s.values[2])
    assert x_s.ucl[2] == pytest.approx(x_s.ucl[1])
    ewma = made("ewma", Values.of(x))
    assert np.isnan(ewma.values[3])
    assert ewma.values[4] == pytest.approx(0.2 * 5 + 0.8 * ewma.values[2])


def test_stages_have_their_own_limits():
    rng = np.random.default_rng(8)
    x = np.concatenate((rng.normal(10, 1, 20), rng.normal(20, 2, 8)))
    drawn = made("i", Values.of(x), starts=[20])
    assert drawn.stages == (0, 20)
    assert drawn.ucl[:20] == pytest.approx(made("i", Values.of(x[:20])).ucl)
    assert drawn.ucl[20:] == pytest.approx(made("i", Values.of(x[20:])).ucl)
    assert drawn.is_trial.tolist() == [False] * 20 + [True] * 8
    assert drawn.companion.stages == (0, 20)
    assert np.isnan(drawn.companion.values[20])


def test_limits_are_trial_under_twelve_points_unless_they_are_given():
    assert made("i", Values.of(np.arange(11.0))).is_trial.all()
    assert not made("i", Values.of(np.arange(12.0))).is_trial.any()
    assert not made("i", Values.of(np.arange(5.0)), settings=Settings(center=2, sigma=1)).is_trial.any()


def test_points_left_out_are_drawn_and_judged_but_do_not_move_limits():
    x = np.array([5.0, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6, 60])
    counted = np.arange(13) < 12
    drawn = made("i", Values.of(x), counted=counted)
    assert drawn.ucl == pytest.approx(np.full(13, made("i", Values.of(x[:12])).ucl[0]))
    assert signals(drawn).at(12) == ("N1",)
    screened = made("i", Values.of(x), settings=Settings(screen=True))
    assert screened.estimates[0]["mean_moving_range"] == pytest.approx(np.abs(np.diff(x[:12])).mean())


def test_limits_are_cut_at_the_ends_of_the_scale():
    drawn = made("i", Values.of([90.0, 99, 95, 100, 92, 99]), settings=Settings(bounds=(0, 100)))
    assert drawn.ucl[0] == 100
    p = made("p", Counts.of([48, 49, 50, 49, 47, 50], 50))
    assert p.ucl[0] == 1


BAD = [
    ("i", Values.of([]), "no_values"),
    ("i", Values.of([GAP] * 20), "no_values"),
    ("i", Values.of([1.0, 2, 3]), "too_few_points"),
    ("i", Values.of([7.0] * 20), "constant"),
    ("i", Values.of([0.1 + 0.2, 0.3] * 10), "constant"),  # differ by rounding only
    ("i", Values.of([0.0] * 20), "all_zero"),
    ("run", Values.of([0.0] * 20), "all_zero"),
    ("i", Values.of([1.0, float("inf"), 2, 3, 4]), "not_finite"),
    ("i_log", Values.of([1.0, 0, 2, 3, 4]), "value_not_above_zero"),
    ("t", Values.of([1.0, -1, 2, 3, 4]), "negative_value"),
    ("g", Values.of([0.0] * 9), "all_zero"),
    ("c", Counts.of([0] * 20), "all_zero"),
    ("c", Counts.of([1, 2, -3, 4, 5]), "negative_count"),
    ("p", Counts.of([0] * 20, 30), "all_zero"),
    ("p", Counts.of([30] * 20, 30), "all_full"),
    ("p", Counts.of([3, 31, 2, 4], 30), "count_above_size"),
    ("p", Counts.of([0] * 20, [0] * 20), "no_values"),
    ("u", Counts.of([3, 1, 2, 4, 5], [9, 9, -9, 9, 9]), "negative_size"),
    ("u", Counts.of([3, 1, 2, 4, 5], [9, 9, 0, 9, 9]), "count_without_size"),
    ("u", Counts.of([3, 1, 2], [9, 9]), "unequal_lengths"),
    ("u_prime", Counts.of([4] * 20, 9), "constant"),
    ("xbar_s", Subgroups.of([3.0, 4, 5, 4], [1, 1, 1, 1], sds=[GAP] * 4), "no_spread"),
    ("xbar_s", Subgroups.of([3.0, 4, 5, 4], [5, 5, 5, 5], sds=[0.0] * 4), "no_spread"),
    ("xbar_s", Subgroups.of([3.0, 4, 5, 4], [5, 5, 5, 5], sds=[1.0, 1, -1, 1]), "negative_spread"),
    ("xbar_r", Subgroups.of([3.0, 4, 5, 4], [500] * 4, ranges=[1.0] * 4), "subgroup_too_large"),
    ("imr_s", Subgroups.of([3.0] * 12, [5] * 12, sds=[1.0] * 12), "constant"),
    ("ewma", Values.of([7.0] * 20), "constant"),
    ("cusum", Values.of([1.0, 2, 3]), "too_few_points"),
    ("p", Values.of([1.0, 2, 3, 4]), "wrong_data"),
    ("pie", Values.of([1.0, 2, 3, 4]), "wrong_data"),
]


@pytest.mark.parametrize(("kind", "data", "code"), BAD)
def test_bad_input_ends_in_a_reason(kind, data, code):
    found = chart(kind, data)
    assert isinstance(found, NoChart)
    assert found.code == code
    assert len(found.values) == len(data) or code == "wrong_data"


def test_bad_settings_and_stages_end_in_a_reason():
    x = Values.of(np.arange(20.0))
    assert chart("i", x, starts=[25]).code == "wrong_stages"
    assert chart("i", x, counted=[True]).code == "wrong_stages"
    assert chart("i", x, settings=Settings(sigma=0.0)).code == "wrong_setting"
    assert chart("ewma", x, settings=Settings(weight=1.5)).code == "wrong_setting"
    short = chart("i", x, starts=[18])
    assert (short.code, short.facts["start"], short.facts["found"]) == ("too_few_points", 18, 2)


@settings(deadline=None)
@given(
    st.sampled_from([kind for kind in KINDS if kind not in ("xbar_s", "xbar_r", "imr_s")]),
    st.lists(st.one_of(st.integers(-3, 9).map(float), st.just(GAP), st.just(float("inf"))), max_size=30),
    st.lists(st.integers(-1, 12).map(float), min_size=1, max_size=30),
)
def test_no_series_whatever_raises(kind, numbers, sizes):
    counted = kind in ("p", "np", "u", "c", "p_prime", "u_prime")
    data = Counts.of(numbers, sizes) if counted else Values.of(numbers)
    drawn = chart(kind, data)
    if isinstance(drawn, Chart):
        assert np.isfinite(drawn.center).all()
        assert (drawn.lcl <= drawn.ucl).all() or kind == "run"
        for name in RULE_SETS:
            assert (signals(drawn, name).index < len(drawn)).all()


@settings(deadline=None)
@given(
    st.sampled_from(["xbar_s", "xbar_r", "imr_s", "ewma", "cusum"]),
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), max_size=40),
)
def test_no_ratings_whatever_raise(kind, answers):
    period, value = ([pair[i] for pair in answers] for i in (0, 1))
    drawn = chart(kind, Subgroups.of_values(value, period, 13))
    if isinstance(drawn, Chart):
        assert np.isfinite(drawn.ucl).all()
        assert len(signals(drawn, "nelson8").rules) >= 1
