"""Intervals against published values; formulas against an independent computation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters import cluster_table, jackknife_differences, jackknife_means
from analytics.intervals import (
    clopper_pearson,
    clustered_mean,
    clustered_share,
    mean_interval,
    nps_interval,
    wilson,
)
from errors import NotEnoughData

# Lohr, Sampling: Design and Analysis (2nd ed.), example 5.2: grade points of four students in each of five suites.
SUITES = {
    1: (3.08, 2.60, 3.44, 3.04),
    2: (2.36, 3.04, 3.28, 2.68),
    3: (2.00, 2.56, 2.52, 1.88),
    4: (3.00, 2.88, 3.44, 3.64),
    5: (2.68, 1.92, 3.28, 3.20),
}


def sums_of(groups: dict[int, tuple[float, ...]]) -> pd.DataFrame:
    return pd.DataFrame(
        {"cluster_group": key, "n": len(y), "s": sum(y), "s2": sum(value * value for value in y)}
        for key, y in groups.items()
    )


@pytest.mark.parametrize(
    ("successes", "n", "score", "exact"),
    [  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I
        (81, 263, (0.2552885198783, 0.3662095769828), (0.2527367455853, 0.3676219226014)),
        (15, 148, (0.06238639953074, 0.1604872417233), (0.05784401008345, 0.1616504903495)),
    ],
)
def test_share_intervals_match_newcombe(successes, n, score, exact):
    assert wilson(successes, n) == pytest.approx(score, abs=1e-12)
    assert clopper_pearson(successes, n) == pytest.approx(exact, abs=1e-12)


def test_exact_interval_of_all_and_none_ends_at_the_edges():  # rule of three: 1 - .025^(1/20)
    assert clopper_pearson(20, 20) == (pytest.approx(0.025 ** (1 / 20)), 1.0)
    assert clopper_pearson(0, 20) == (0.0, pytest.approx(1 - 0.025 ** (1 / 20)))


def test_mean_interval_matches_the_nist_heat_flow_meter():  # NIST/SEMATECH e-Handbook 1.3.5.2
    assert mean_interval(9.261460, 0.02278881, 195) == pytest.approx((9.258242, 9.264679), abs=1e-6)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "ends"),
    [(162, 108, 54, (24.945251413034, 41.109794458526)), (50, 50, 50, (-12.905941176675, 12.905941176675))],
)
def test_nps_interval_is_adjusted_wald(promoters, passives, detractors, ends):
    assert nps_interval(promoters, passives, detractors) == pytest.approx(ends, abs=1e-9)


def test_nps_interval_stays_on_the_scale_where_plain_wald_leaves_it():
    plain = 100 * (0.9 + 1.959964 * (0.09 / 10) ** 0.5)
    assert plain == pytest.approx(108.6, abs=0.05)
    assert nps_interval(9, 1, 0)[1] <= 100.0


@pytest.mark.parametrize(("n", "margin"), [(87, 15), (400, 7), (1000, 4.5)])
def test_nps_margin_shrinks_with_n(n, margin):  # 60 % promoters, 14 % detractors: NPS 46
    low, high = nps_interval(0.60 * n, 0.26 * n, 0.14 * n)
    assert (high - low) / 2 == pytest.approx(margin, abs=0.35)


def test_clustered_mean_matches_lohr_suites():  # mean 2.826, SE .164 with 5 of 100 suites drawn
    mean = clustered_mean(sums_of(SUITES))
    assert mean.value == pytest.approx(2.826, abs=5e-4)
    assert mean.se * (1 - 5 / 100) ** 0.5 == pytest.approx(0.164, abs=5e-4)
    assert mean.df == pytest.approx(4.0)
    assert (mean.n, mean.n_clusters) == (20, 5)
    assert mean.design_effect > 1


def test_one_answer_per_cluster_is_the_t_interval():
    y = np.array([4.0, 7.0, 1.0, 9.0, 5.0, 5.0])
    mean = clustered_mean(sums_of({key: (value,) for key, value in enumerate(y)}))
    assert (mean.low, mean.high) == pytest.approx(mean_interval(y.mean(), y.std(ddof=1), len(y)))
    assert mean.design_effect == pytest.approx(1.0)


def test_one_cluster_has_a_value_but_no_interval():
    mean = clustered_mean(sums_of({1: (3.0, 4.0, 5.0)}))
    assert (mean.value, mean.low, mean.high, mean.se) == (4.0, None, None, None)
    share = clustered_share(pd.DataFrame({"cluster_group": [1], "n": [10], "s": [4]}))
    assert (share.value, share.low, share.high) == (0.4, None, None)


def test_no_answer_is_refused():
    with pytest.raises(NotEnoughData):
        clustered_mean(pd.DataFrame({"cluster_group": [], "n": [], "s": []}))


def test_share_of_agreeing_clusters_counts_clusters_not_answers():
    everyone = pd.DataFrame({"cluster_group": range(10), "n": 50, "s": 50})
    share = clustered_share(everyone)
    assert share.high == 1.0
    assert share.low < wilson(10, 10)[0] < wilson(500, 500)[0]


def test_answers_that_copy_each_other_count_once():
    alone = sums_of({key: (float(key % 5),) for key in range(30)})
    copied = sums_of({key: (float(key % 5),) * 8 for key in range(30)})
    assert clustered_mean(copied).se == pytest.approx(clustered_mean(alone).se)
    assert clustered_mean(copied).design_effect == pytest.approx(8.0, rel=0.05)


groups = st.dictionaries(
    st.integers(0, 50),
    st.lists(st.floats(0, 100, width=32), min_size=1, max_size=6).map(tuple),
    min_size=2,
    max_size=12,
)


@given(groups)
@settings(max_examples=60, deadline=None)
def test_jackknife_equals_leaving_clusters_out_by_hand(answers):
    sums = sums_of(answers)
    everything = np.concatenate(list(answers.values()))
    left_out = [np.concatenate([y for key, y in answers.items() if key != gone]).mean() for gone in answers]
    size = len(answers)
    variance = (size - 1) / size * np.square(np.array(left_out) - everything.mean()).sum()
    mean = clustered_mean(sums)
    assert mean.value == pytest.approx(everything.mean(), abs=1e-6)
    assert mean.se == pytest.approx(variance**0.5, abs=1e-6)


@given(groups)
@settings(max_examples=60, deadline=None)
def test_degrees_of_freedom_equal_the_matrix_formula(answers):
    n = np.array([len(y) for y in answers.values()], dtype=float)
    share, size = n / n.sum(), len(n)
    center = np.eye(size) - np.outer(share, np.ones(size))
    product = center.T @ np.diag(1 / np.square(1 - share)) @ center @ np.diag(n)
    expected = np.trace(product) ** 2 / np.trace(product @ product)
    assert clustered_mean(sums_of(answers)).df == pytest.approx(expected, rel=1e-9)


@given(groups, st.floats(-50, 50), st.floats(0.1, 10))
@settings(max_examples=60, deadline=None)
def test_shift_and_scale_move_the_interval_along(answers, shift, scale):
    base = clustered_mean(sums_of(answers))
    moved = clustered_mean(sums_of({key: tuple(scale * v + shift for v in y) for key, y in answers.items()}))
    assert moved.value == pytest.approx(scale * base.value + shift, abs=1e-6)
    assert moved.se == pytest.approx(scale * base.se, abs=1e-5)
    assert moved.df == pytest.approx(base.df)


@given(groups, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_numbering_of_clusters_and_split_rows_do_not_matter(answers, random):
    sums = sums_of(answers)
    names = list(answers)
    random.shuffle(names)
    renamed = sums.assign(cluster_group=names).sample(frac=1.0, random_state=random.randrange(1000))
    halves = pd.concat([renamed.assign(n=renamed["n"] * 0.5, s=renamed["s"] * 0.5)] * 2)
    base, other = clustered_mean(sums[["cluster_group", "n", "s"]]), clustered_mean(halves[["cluster_group", "n", "s"]])
    assert other.se == pytest.approx(base.se, abs=1e-6)
    assert other.df == pytest.approx(base.df)


def test_what_clusters_keep_between_two_series_cancels():
    level = np.array([[10.0, 50.0, 90.0, 30.0]])
    n = np.ones_like(level)
    apart = jackknife_differences(n, level + 5.0, n, level)
    assert apart.value[0] == pytest.approx(5.0)
    assert apart.se[0] == pytest.approx(0.0, abs=1e-9)
    assert jackknife_means(n, level).se[0] > 10


def test_clusters_without_answers_do_not_count():
    table = cluster_table(
        pd.DataFrame({"key": ["a", "a", "b"], "cluster_group": [1, 2, 3], "n": [2, 2, 2], "s": [2.0, 4.0, 3.0]}), "key"
    )
    means = jackknife_means(table.n, table.s)
    assert means.n_clusters.tolist() == [2.0, 1.0]
    assert np.isnan(means.se[1])
    assert means.df[1] == 0.0


def test_standard_error_matches_mancl_and_derouen():  # statsmodels 0.15 GEE, independence, cov_type="bias_reduced"
    answers = {1: (3, 4, 5, 2), 2: (5, 5), 3: (1, 2, 2, 3, 4, 2, 1), 4: (4,), 5: (3, 3, 5), 6: (2, 4, 4, 5, 1)}
    mean = clustered_mean(sums_of(answers))
    assert mean.value == pytest.approx(3.18181818)
    assert mean.se * (6 / 5) ** 0.5 == pytest.approx(0.5296627468016661, abs=1e-12)  # the jackknife adds (G - 1) / G
