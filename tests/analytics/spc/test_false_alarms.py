"""The printed rate is the one that stable charts show."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.intervals import clopper_pearson
from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.false_alarm_table import RATES
from analytics.spc.false_alarms import exact_default, false_alarms, rates_of
from analytics.spc.rules import RULE_SETS, flagged, signals
from analytics.spc.surprise import chart_p

WORLDS = 600


def measured(draw, rule_set: str, kind: str) -> tuple[int, int, float]:
    """Charts with a signal, charts, share of flagged points."""
    rng = np.random.default_rng(11)
    found = [signals(chart(kind, draw(rng)), rule_set).flagged for _ in range(WORLDS)]
    return sum(bool(marks.any()) for marks in found), WORLDS, float(np.mean([marks.mean() for marks in found]))


@pytest.mark.parametrize("rule_set", RULE_SETS)
@pytest.mark.parametrize("n", [24, 60])  # 60 lies between two rows of the table
def test_individuals(rule_set, n):
    hits, worlds, per_point = measured(lambda rng: Values.of(rng.normal(50, 7, n)), rule_set, "i")
    printed = rates_of("moving_range", rule_set, n)
    low, high = clopper_pearson(hits, worlds)
    assert low - 0.02 <= printed[0] <= high + 0.02
    assert per_point == pytest.approx(printed[1], rel=0.2)


def test_means_of_ratings():
    def draw(rng):
        return Subgroups.of_values(rng.normal(70, 10, 30 * 8), np.repeat(np.arange(30), 8))

    hits, worlds, _ = measured(draw, "default", "xbar_s")
    low, high = clopper_pearson(hits, worlds)
    assert low <= rates_of("within", "default", 30)[0] <= high


@pytest.mark.parametrize(
    ("kind", "draw"),
    [
        ("c", lambda rng: Counts.of(rng.poisson(2.5, 40))),
        ("p", lambda rng: Counts.of(rng.binomial(25, 0.08, 40), 25)),
        ("u", lambda rng: Counts.of(rng.poisson(np.tile([2.0, 6.0], 20)), np.tile([1.0, 3.0], 20))),
        ("g", lambda rng: Values.of(rng.geometric(0.04, 40) - 1)),
    ],
)
def test_counts_are_simulated_with_their_own_sizes(kind, draw):
    hits, worlds, _ = measured(draw, "default", kind)
    long = chart(kind, draw(np.random.default_rng(5)))
    settings = Settings(center={"c": 2.5, "p": 0.08, "u": 2.0, "g": 24.0}[kind])
    known = chart(kind, draw(np.random.default_rng(5)), settings=settings)
    printed = false_alarms(known, "default", rng=np.random.default_rng(1))
    low, high = clopper_pearson(hits, worlds)
    assert printed.source == "simulated"
    assert low - 0.02 <= printed.any_signal <= high + 0.02
    assert false_alarms(long, "default", rng=np.random.default_rng(1)).any_signal > 0


@pytest.mark.parametrize("kind", ["run", "ewma", "cusum", "t"])
def test_charts_with_a_memory_and_without_a_normal_point(kind):
    def draw(rng):
        return Values.of(rng.exponential(9, 40) if kind == "t" else rng.normal(size=40))

    hits, worlds, _ = measured(draw, "default", kind)
    low, high = clopper_pearson(hits, worlds)
    rate = false_alarms(chart(kind, draw(np.random.default_rng(0))), "default", rng=np.random.default_rng(0))
    assert low - 0.02 <= rate.any_signal <= high + 0.02
    assert rate.source == ("simulated" if kind in ("t", "cusum") else "table")


SKEWED = (0.02, 0.03, 0.05, 0.20, 0.70)  # of ratings 1 to 5


def skewed_ratings(rng, per_period):
    sizes = rng.integers(per_period - 2, per_period + 3, 52)
    answers = rng.choice([1, 2, 3, 4, 5], size=int(sizes.sum()), p=SKEWED)
    return Subgroups.of_values(answers, np.repeat(np.arange(52), sizes))


@pytest.mark.parametrize("kind", ["xbar_s", "imr_s"])
def test_ratings_near_the_end_of_their_scale_have_a_rate_of_their_own(kind):
    rng, on_scale = np.random.default_rng(0), Settings(bounds=(1, 5))
    charts = [chart(kind, skewed_ratings(rng, 8), settings=on_scale) for _ in range(300)]
    hits = sum(bool(len(signals(made))) for made in charts)
    printed = [false_alarms(made, "default", rng=rng) for made in charts[:8]]
    low, high = clopper_pearson(hits, len(charts))
    assert {rate.source for rate in printed} == {"simulated"}
    assert low - 0.03 <= np.mean([rate.any_signal for rate in printed]) <= high + 0.03
    assert low > 0.25  # far from the .18 of normal points
    # Many answers per period are normal enough, and so are answers in the middle of the scale.
    many = chart(kind, skewed_ratings(rng, 900), settings=on_scale)
    assert false_alarms(many, "default", rng=rng).source == "table"


@pytest.mark.parametrize("kind", ["i", "c"])
def test_one_p_value_per_chart_holds_its_level_on_stable_charts_and_is_small_on_others(kind):
    rng = np.random.default_rng(1)

    def made(shift: float):
        level = 4 + shift * (np.arange(40) >= 25)
        return chart(kind, Counts.of(rng.poisson(level)) if kind == "c" else Values.of(rng.normal(level)))

    p = np.array([chart_p(made(0.0), rng=rng) for _ in range(300)])
    for level in (0.05, 0.3):
        low, high = clopper_pearson(int((p <= level).sum()), len(p))
        assert low <= level  # never too small; a little too large, because lengths of runs tie
        assert high >= 0.7 * level
    assert np.median([chart_p(made(6.0), rng=rng) for _ in range(20)]) < 0.005
    assert chart_p(chart("run", Values.of(rng.normal(size=20))), rng=rng) is None


def test_the_long_run_is_one_signal_in_so_many_points():
    """Known limits, long run: 370 points for test 1, 151 for 1 and 2, 72 for 1 to 4, 43 for all eight."""
    assert 1 / exact_default(1)[1] == pytest.approx(370.4, abs=0.1)
    assert 1 / exact_default(10**6)[1] == pytest.approx(151.6, abs=0.1)
    assert 1 / rates_of("known", "nelson8", 10**6)[1] == pytest.approx(43, abs=1)
    z = np.random.default_rng(0).normal(size=(200, 10_000))
    assert 1 / flagged(z, z, ("N1", "N2", "N3", "N4")).mean() == pytest.approx(72, abs=2)
    assert rates_of("moving_range", "default", 52)[0] == pytest.approx(0.18, abs=0.01)
    assert rates_of("moving_range", "short", 52)[0] == pytest.approx(0.39, abs=0.01)


@pytest.mark.parametrize("n", [row[0] for row in RATES["known"]["default"]])
def test_table_and_closed_form_agree_where_both_exist(n):
    assert rates_of("known", "default", n) == pytest.approx(exact_default(n), rel=0.02, abs=8e-4)


@pytest.mark.parametrize("n", [1, 9, 12, 16])
def test_the_closed_form_counts_every_sequence(n):
    quiet = 0
    for sides in range(2**n):
        text = f"{sides:0{n}b}"
        quiet += "0" * 9 not in text and "1" * 9 not in text
    beyond = 0.0026997960632601866
    assert exact_default(n)[0] == pytest.approx(1 - (1 - beyond) ** n * quiet / 2**n, abs=1e-12)


def test_stages_add_up_and_spread_has_no_rate():
    x = Values.of(np.random.default_rng(3).normal(size=60))
    rng = np.random.default_rng(0)
    one = false_alarms(chart("i", x, starts=[30]), "western", rng=rng)
    half = rates_of("moving_range", "western", 30)
    assert one.any_signal == pytest.approx(1 - (1 - half[0]) ** 2)
    assert one.per_point == pytest.approx(half[1])
    assert one.points_per_alarm == pytest.approx(1 / half[1])
    assert false_alarms(chart("i", x).companion, "western", rng=rng) is None
    given = false_alarms(chart("i", x, settings=Settings(center=0, sigma=1)), "default", rng=rng, known=True)
    assert (given.source, given.any_signal) == ("exact", exact_default(60)[0])


def test_settings_of_one_s_own_are_simulated():
    x = Values.of(np.random.default_rng(3).normal(size=52))
    usual = false_alarms(chart("ewma", x), "default", rng=np.random.default_rng(0))
    narrow = false_alarms(chart("ewma", x, settings=Settings(width=2.0)), "default", rng=np.random.default_rng(0))
    assert (usual.source, narrow.source) == ("table", "simulated")
    assert narrow.any_signal > 3 * usual.any_signal
