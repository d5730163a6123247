"""Which distribution is used, what bad input is told, and what a verdict needs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.capability.attribute import attribute_capability
from analytics.capability.gate import cases_gate, series_gate, share_gate
from analytics.capability.indices import normal_indices
from analytics.capability.model import Index, Spec
from analytics.capability.percentiles import percentile_indices
from analytics.capability.shapes import OBSERVED, ORDER, Shape, above, choose_shape, fitted, quantiles
from analytics.capability.study import Stability, capability_study, values_to_decide, verdict
from errors import BadInput, LimitsCrossed, NoSpread, NotEnoughData

STABLE = Stability(30, 0, "i")
RNG = np.random.default_rng


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (lambda rng: rng.normal(10, 1, 120), "normal"),
        (lambda rng: rng.lognormal(1, 0.7, 120), "box_cox"),
        (lambda rng: np.where(rng.random(120) < 0.5, 0, 9) + rng.normal(size=120), OBSERVED),
    ],
)
def test_the_first_distribution_that_fits_is_used_and_those_before_are_named(draw, name):
    shape = choose_shape(draw(RNG(11)))
    assert shape.name == name
    assert shape.refused == (ORDER if name == OBSERVED else ORDER[: ORDER.index(name)])


def test_values_at_or_below_zero_skip_what_needs_positive_ones():
    values = RNG(12).lognormal(0, 0.8, 200) - 0.3
    shape = choose_shape(values)
    assert "box_cox" in shape.refused
    assert shape.name in ("yeo_johnson", OBSERVED)


def test_transforms_and_families_are_the_maximum_likelihood_fits_of_scipy():
    values = RNG(13).gamma(2.0, 3.0, 400)
    assert fitted(values, "gamma").parameters == pytest.approx(np.delete(stats.gamma.fit(values, floc=0), 1), rel=1e-4)
    weibull = np.delete(stats.weibull_min.fit(values, floc=0), 1)
    assert fitted(values, "weibull").parameters == pytest.approx(weibull, rel=1e-3)
    for name, peer in (("box_cox", stats.boxcox_llf), ("yeo_johnson", stats.yeojohnson_llf)):
        power = fitted(values, name).parameters[0]
        best = max(peer(step, values) for step in np.linspace(-2, 2, 401))
        assert peer(power, values) > best - 1.93  # a plain power is taken within the 95 % likelihood interval


def test_quantiles_are_those_of_scipy():
    ends = np.array([-3.0, 0.0, 3.0])
    weibull, gamma = Shape("weibull", (1.5, 4.0), None), Shape("gamma", (2.5, 3.0), None)
    share = stats.norm.cdf(ends)
    assert quantiles(weibull, ends) == pytest.approx(stats.weibull_min.ppf(share, 1.5, scale=4.0), rel=1e-9)
    assert quantiles(gamma, ends) == pytest.approx(stats.gamma.ppf(share, 2.5, scale=3.0), rel=1e-9)
    assert above(gamma, 9.0) == pytest.approx(stats.gamma.sf(9.0, 2.5, scale=3.0), rel=1e-9)


def test_percentile_method_of_a_lognormal_by_hand():
    # Pp = (U - L) / (e^(m + 3 s) - e^(m - 3 s)), Ppu = (U - e^m) / (e^(m + 3 s) - e^m), s over n - 1
    values = RNG(14).lognormal(1.0, 0.4, 60)
    m, s = np.log(values).mean(), np.log(values).std(ddof=1)
    found, beyond = percentile_indices(values, Spec(0.5, 9.0), fitted(values, "lognormal"))
    high, low = math.exp(m + 3 * s), math.exp(m - 3 * s)
    assert found["pp"].value == pytest.approx(8.5 / (high - low))
    assert found["ppu"].value == pytest.approx((9.0 - math.exp(m)) / (high - math.exp(m)))
    assert found["ppl"].value == pytest.approx((math.exp(m) - 0.5) / (math.exp(m) - low))
    missed = stats.norm.sf((math.log(9.0) - m) / s) + stats.norm.cdf((math.log(0.5) - m) / s)
    assert beyond.ppm == pytest.approx(1e6 * missed, rel=1e-6)


def test_one_sided_specifications_have_no_cp():
    study = capability_study(RNG(15).normal(10, 1, 60), Spec(upper=14))
    assert {"cp", "pp", "cpm", "cpl", "ppl"}.isdisjoint(study.indices)
    assert {"cpk", "ppk"} <= set(study.indices)


def test_expected_ppm_of_a_centred_process_with_cp_one_is_2700():
    values = 2 * np.sqrt(99 / 100) * np.tile([1.0, -1.0], 50)
    found = normal_indices(values, Spec(-6.0, 6.0))
    assert found.expected_overall.ppm == pytest.approx(2699.796, abs=0.01)
    assert found.expected_overall.z == pytest.approx(stats.norm.isf(0.002699796), abs=1e-5)


def test_a_limit_that_values_above_zero_cannot_reach_falls_away():
    study = capability_study(RNG(16).lognormal(0, 0.7, 80), Spec(0.0, 30.0))
    assert study.shape.name == "box_cox"
    assert "cpl" not in study.indices
    assert "cpk" in study.indices


def test_crossed_limits_are_refused_with_a_sentence():
    with pytest.raises(LimitsCrossed, match=r"9\.0 is not below the upper limit 3\.0"):
        Spec(9.0, 3.0)
    with pytest.raises(LimitsCrossed):
        Spec(3.0, 3.0)
    with pytest.raises(BadInput):
        Spec()
    with pytest.raises(BadInput):
        Spec(upper=math.nan)


def test_a_constant_series_three_points_and_none_are_refused_with_a_sentence():
    with pytest.raises(NoSpread, match="without spread"):
        capability_study(np.full(40, 3.0), Spec(upper=4.0))
    for values in (np.array([1.0, 2.0, 3.0]), np.array([]), np.full(20, np.nan)):
        with pytest.raises(NotEnoughData):
            capability_study(values, Spec(upper=4.0))
    with pytest.raises(NotEnoughData):
        attribute_capability(pd.DataFrame({"cluster_group": [], "n": [], "s": []}))


def test_missing_values_are_left_out_never_zero():
    values = RNG(17).normal(10, 1, 50)
    holed = np.insert(values, [5, 20], np.nan)
    assert capability_study(holed, Spec(6, 14)).indices["ppk"] == capability_study(values, Spec(6, 14)).indices["ppk"]


@settings(deadline=None, max_examples=25)
@given(st.floats(-1e3, 1e3), st.floats(0.1, 50.0))
def test_indices_do_not_change_with_the_unit(shift, factor):
    values = RNG(18).normal(0, 1, 40)
    base = normal_indices(values, Spec(-4, 5)).indices
    moved = normal_indices(factor * values + shift, Spec(-4 * factor + shift, 5 * factor + shift)).indices
    for name, index in base.items():
        assert moved[name].value == pytest.approx(index.value, rel=1e-6)


def test_clustered_values_widen_the_interval():
    rng, owners = RNG(19), np.repeat(np.arange(12), 10)
    values = rng.normal(0, 1, 12)[owners] + rng.normal(0, 1, 120)
    alone = capability_study(values, Spec(-6, 6), wanted="normal").indices["ppk"]
    clustered = capability_study(values, Spec(-6, 6), wanted="normal", clusters=owners).indices["ppk"]
    assert clustered.value == alone.value
    assert clustered.high - clustered.low > 1.5 * (alone.high - alone.low)


def test_an_interval_across_the_threshold_gets_no_verdict():
    index = Index("cpk", 1.0, 0.65, 1.35, "within")
    assert verdict(index, STABLE, 1.0) == "cannot_tell"
    assert verdict(index, STABLE, 1.33) == "cannot_tell"
    assert verdict(index, STABLE, 1.67) == "not_capable"
    assert verdict(Index("cpk", 1.6, 1.4, 1.8, "within"), STABLE, 1.33) == "capable"
    assert verdict(None, STABLE, 1.33) == "cannot_tell"
    assert values_to_decide(Index("cpk", 1.33, 1.2, 1.46, "within"), 1.33) is None


@pytest.mark.parametrize("stability", [Stability(30, 1, "i"), Stability(11, 0, "i"), Stability(0, 0, "i")])
def test_nothing_is_judged_before_the_process_is_stable(stability):
    assert verdict(Index("cpk", 2.0, 1.8, 2.2, "within"), stability, 1.33) == "not_judged"


def test_an_unstable_process_is_described_by_its_performance():
    values = np.r_[RNG(20).normal(10, 1, 40), RNG(21).normal(13, 1, 40)]
    assert series_gate(values).state == "unstable"
    study = capability_study(values, Spec(upper=20), wanted="normal")
    assert study.judged(is_stable=False).name == "ppk"
    assert study.judged(is_stable=False).value < study.judged().value


def test_gates_follow_the_data_type():
    rng = RNG(22)
    groups = np.repeat(np.arange(30), 6)
    waits = rng.lognormal(2, 0.5, 180)
    assert cases_gate(waits, groups).chart == "i_log"
    assert cases_gate(waits - 40, groups).chart == "i"
    n = np.full(30, 200.0)
    assert share_gate(rng.binomial(200, 0.1, 30).astype(float), n).chart == "p"  # nothing is over-dispersed
    assert series_gate(np.array([1.0, 2.0, 3.0])).state == "unknown"


def test_shares_without_a_miss_have_no_z_but_a_bound():
    found = attribute_capability(pd.DataFrame({"cluster_group": range(50), "n": 4, "s": 0}))
    assert (found.share, found.low, found.z, found.z_high) == (0.0, 0.0, None, None)
    assert found.z_low > 1.4
