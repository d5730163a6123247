"""Touchpoints against process measures, case by case: against SciPy, statsmodels and the plain way of computing it."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr

from analytics.fdr import bh_q_values
from analytics.links import cases
from analytics.links.cases import case_matrix, duplicates
from analytics.links.model import LinkedRows
from analytics.links.ranks import average_ranks, level_ranks, value_levels
from analytics.links.sensitivity import robustness_value, strength_beyond_interval
from errors import BadInput

# Anscombe (1973), The American Statistician 27, 17-21: the first three pairs share their x
ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE_Y = (
    [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
    [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74],
    [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
)
ANSCOMBE_R = (0.8164205163448, 0.8162365060002, 0.8162867394896)


def made(n: int = 72) -> tuple[np.ndarray, ...]:
    """Days, score, group and account by a formula, so that other programs can be given the same rows."""
    i = np.arange(n)
    account, group = i // 6, (i * 5) % 3
    days = ((i * 7) % 11).astype(float) + group
    score = 70 - 3 * days + 8 * group + ((i * 13) % 17) + 4 * (account % 4)
    return days, score.astype(float), group, account


def one_cell(days, score, group, account, **options):
    rows = LinkedRows.wide(["sign_off"], score[:, None], ["days"], days[:, None], stratum=group, cluster=account)
    return case_matrix(rows, **options).of("sign_off", "days")


def test_effect_is_that_of_least_squares_with_a_level_per_group():
    cell = one_cell(*made())
    assert cell.effect == pytest.approx(-2.9077302442940742, abs=1e-12)  # statsmodels 0.15 OLS
    assert np.sign(cell.rho) == -1
    assert cell.verdict == "likely_real"


def test_interval_is_near_the_cluster_covariance_of_statsmodels():
    cell = one_cell(*made())
    half = 0.19933681644676737 * 2.201  # its cluster-robust error; t of 12 accounts
    assert (cell.high - cell.low) / 2 == pytest.approx(half, rel=0.02)
    assert cell.p == pytest.approx(1.53e-8, rel=0.2)


def test_interval_is_that_of_leaving_out_one_account_after_the_other():
    days, score, group, account = made()
    x, y = days.copy(), score.copy()
    for number in range(3):
        x[group == number] -= days[group == number].mean()
        y[group == number] -= score[group == number].mean()
    whole = x @ y / (x @ x)
    left = [(x * y)[account != g].sum() / np.square(x)[account != g].sum() for g in range(12)]
    se = np.sqrt(11 / 12 * np.square(np.array(left) - whole).sum() * 72 / 69)
    cell = one_cell(days, score, group, account)
    assert (cell.high - cell.low) / 2 == pytest.approx(2.201 * se, rel=0.01)  # df: 10.96 to 11
    assert cell.low < whole < cell.high


@pytest.mark.parametrize("share_missing", [0.0, 0.3])
def test_rho_is_that_of_scipy_with_ties_and_gaps(share_missing):
    rng = np.random.default_rng(5)
    values = rng.integers(0, 9, (200, 6)) * np.array([1, 0.1, -1, 1e9, 1 / 3, 1e-9])
    values[rng.random(values.shape) < share_missing] = np.nan
    scores = rng.integers(0, 6, 200) * 20.0
    rows = LinkedRows.wide(["a"], scores[:, None], "uvwxyz", values, stratum=np.zeros(200), cluster=np.arange(200) // 4)
    for column, cell in zip(values.T, case_matrix(rows), strict=True):
        known = np.isfinite(column)
        assert cell.rho == pytest.approx(spearmanr(scores[known], column[known]).statistic, abs=1e-12)
        assert cell.n == known.sum()


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e300])
def test_ranks_are_those_of_scipy_where_single_precision_sees_ties(scale):
    rng = np.random.default_rng(6)
    near = 1.0 + rng.integers(-50, 50, (3, 400)) * 1e-9  # 1e-9 apart: one value in single precision
    rows = np.concatenate([near, rng.normal(size=(2, 400)), rng.choice([-0.0, 0.0, -1.5, np.inf], (1, 400))]) * scale
    assert average_ranks(rows) == pytest.approx(rankdata(rows, axis=1), abs=0)


@pytest.mark.parametrize(
    "column",
    [
        np.random.default_rng(7).integers(-9, 9, 400).astype(float),  # counted
        np.random.default_rng(7).normal(size=400),  # distinct
        1.0 + np.random.default_rng(7).integers(0, 300, 400) * 1e-9,  # ties, more levels than the part has rows
        np.array([-1e308, 1e308, 0.5, 0.5] * 100),
    ],
)
def test_ranks_of_a_part_from_the_levels_of_the_whole_are_those_of_scipy(column):
    part = np.random.default_rng(8).permutation(400)[:150]
    column[part[0] - 1] = np.nan
    part = part[np.isfinite(column[part])]
    levels = value_levels(column)
    plain = rankdata(column[part])
    assert level_ranks(levels.places[part], levels) == pytest.approx((plain - plain.mean()) / plain.std(), abs=1e-12)


def test_ranks_of_nothing_and_of_one_value():
    assert average_ranks(np.empty((2, 0))).shape == (2, 0)
    assert average_ranks(np.array([[7.0], [3.0]])).tolist() == [[1.0], [1.0]]


def test_correlation_of_anscombes_pairs():
    accounts = np.arange(11)
    for y, r in zip(ANSCOMBE_Y, ANSCOMBE_R, strict=True):
        cell = one_cell(np.array(ANSCOMBE_X, float), np.array(y), accounts * 0, accounts, least_answers=5)
        assert cell.partial_r == pytest.approx(r, abs=1e-12)
        assert cell.effect == pytest.approx(0.5, abs=1e-3)


def test_robustness_is_that_of_its_authors_example():
    """Cinelli & Hazlett (2020), table 1, violence in Darfur: t = 4.18, df = 783, robustness 13.9 %, 7.6 % at 95 %."""
    cohen = np.array([4.18445 / 783**0.5])
    assert robustness_value(cohen)[0] == pytest.approx(0.139, abs=5e-4)
    effect, half = np.array([0.097]), np.array([0.097 / 4.18445 * 1.963])
    assert robustness_value(strength_beyond_interval(cohen, effect, half))[0] == pytest.approx(0.076, abs=5e-4)
    assert robustness_value(strength_beyond_interval(cohen, effect, 2 * effect))[0] == 0.0


def test_q_values_pay_for_the_whole_matrix():
    rng = np.random.default_rng(1)
    scores, values = rng.normal(70, 10, (300, 3)), rng.normal(size=(300, 4))
    rows = LinkedRows.wide("abc", scores, "wxyz", values, stratum=np.zeros(300), cluster=np.arange(300) // 3)
    found = case_matrix(rows)
    assert found.n_tested == 12
    assert [cell.q for cell in found] == pytest.approx(bh_q_values([cell.p for cell in found]).tolist())


def test_wide_and_long_rows_say_the_same():
    rng = np.random.default_rng(2)
    scores, values = rng.normal(70, 10, (200, 3)), rng.normal(size=(200, 2))
    scores[rng.random(scores.shape) < 0.4] = np.nan
    shared = {"stratum": rng.integers(0, 3, 200), "cluster": rng.integers(0, 40, 200)}
    wide = case_matrix(LinkedRows.wide("abc", scores, "xy", values, **shared))
    row, touchpoint = np.nonzero(np.isfinite(scores))
    shared = {name: codes[row] for name, codes in shared.items()}
    long = case_matrix(LinkedRows.long("abc", touchpoint, scores[row, touchpoint], "xy", values[row], **shared))
    assert [cell.effect for cell in wide] == pytest.approx([cell.effect for cell in long])
    assert [cell.n for cell in wide] == [cell.n for cell in long]


def test_bad_input_ends_in_codes_and_never_in_nan():
    n = 120
    rng = np.random.default_rng(3)
    good, period = rng.normal(size=n), np.arange(n) % 4
    few = np.where(np.arange(n) < 12, good, np.nan)
    measures = {
        "good": good, "same": good.copy(), "flat": np.full(n, 7.0), "flat_in_period": period * 2.0,
        "twelve": few, "unknown": np.full(n, np.nan), "tied": (np.arange(n) % 2).astype(float),
    }  # fmt: skip
    answers = np.column_stack([rng.normal(70, 9, n), np.full(n, 80.0), np.full(n, np.nan), period * 5.0])
    rows = LinkedRows.wide(
        ["usual", "all_equal", "unasked", "by_period"], answers, list(measures),
        np.column_stack(list(measures.values())), stratum=period, cluster=np.arange(n) // 4,
    )  # fmt: skip
    found = case_matrix(rows)
    verdicts = {name: found.of("usual", name).verdict for name in measures}
    assert verdicts == {
        "good": "could_be_chance", "same": "duplicate", "flat": "constant", "flat_in_period": "constant",
        "twelve": "too_few", "unknown": "all_missing", "tied": "constant",
    }  # fmt: skip
    assert found.of("usual", "same").duplicate_of == "good"
    assert found.of("usual", "flat").note == "measure"
    assert found.of("usual", "flat_in_period").note == "measure_within_groups"
    assert found.of("all_equal", "good").note == "answers"
    assert found.of("by_period", "good").note == "answers_within_groups"
    assert {found.of("unasked", name).verdict for name in measures} == {"all_missing", "duplicate"}
    assert not any(value != value for cell in found for value in astuple(cell))


def test_one_account_or_groups_of_one_are_too_few():
    days, score, group, account = made()
    assert one_cell(days, score, group, account * 0).verdict == "too_few"
    assert one_cell(days, score, np.arange(72), account).verdict == "too_few"


def test_an_exact_line_has_a_narrow_interval():
    days, _, group, account = made()
    cell = one_cell(days, 3 * days, group, account)
    assert cell.effect == pytest.approx(3.0)
    assert cell.high - cell.low == pytest.approx(0.0, abs=1e-9)
    assert cell.robustness == pytest.approx(1.0)


def test_no_rows_and_no_measures():
    none = LinkedRows.wide(["a"], np.empty((0, 1)), ["x"], np.empty((0, 1)), stratum=[], cluster=[])
    assert case_matrix(none).of("a", "x").verdict == "all_missing"
    assert case_matrix(LinkedRows.wide([], np.empty((0, 0)), [], np.empty((0, 0)), stratum=[], cluster=[])).cells == ()
    assert duplicates(np.full((2, 3), np.nan)) == {}


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(BadInput):
        LinkedRows.wide(["a"], np.zeros((3, 1)), ["x"], np.zeros((2, 1)), stratum=[0, 0, 0], cluster=[0, 0, 0])
    with pytest.raises(BadInput):
        LinkedRows.long(["a"], [0, 1], [1.0, 2.0], ["x"], np.zeros((2, 1)), stratum=[0, 0], cluster=[0, 0])


def test_clustered_rows_without_effects_are_called_no_more_often_than_allowed():
    rng = np.random.default_rng(0)
    called = covered = tested = false_worlds = 0
    for _ in range(40):
        accounts = rng.integers(0, 40, 400)
        scores = rng.normal(0, 8, (40, 6))[accounts] + rng.normal(0, 15, (400, 6))
        values = np.exp(rng.normal(0, 0.4, (40, 5))[accounts] + rng.normal(0, 0.4, (400, 5)))
        rows = LinkedRows.wide("abcdef", scores, "vwxyz", values, stratum=rng.integers(0, 8, 400), cluster=accounts)
        found = case_matrix(rows)
        judged = [cell for cell in found if cell.p is not None]
        called += sum(cell.p < 0.05 for cell in judged)
        covered += sum(cell.rho_low < 0 < cell.rho_high for cell in judged)
        tested += len(judged)
        false_worlds += any(cell.verdict == "likely_real" for cell in found)
    assert tested > 1000
    assert called / tested < 0.065
    assert covered / tested > 0.92
    assert false_worlds <= 5


def test_grid_has_the_figures_of_the_cells_and_gaps():
    days, score, group, account = made()
    answers = np.column_stack([score, score * np.nan])
    rows = LinkedRows.wide(["a", "b"], answers, ["days"], days[:, None], stratum=group, cluster=account)
    found = case_matrix(rows)
    assert found.grid("effect")[0, 0] == found.of("a", "days").effect
    assert np.isnan(found.grid("rho")[1, 0])


def test_large_tables_say_the_same_as_their_parts(monkeypatch):
    rng = np.random.default_rng(4)
    rows = LinkedRows.wide(
        "abcd", rng.normal(70, 9, (500, 4)), "xyz", rng.normal(size=(500, 3)),
        stratum=rng.integers(0, 4, 500), cluster=rng.integers(0, 50, 500),
    )  # fmt: skip
    whole = case_matrix(rows)
    monkeypatch.setattr(cases, "MANY", 0)  # by two threads
    monkeypatch.setattr(cases, "AT_ONCE", 1)  # one measure at a time
    parts = case_matrix(rows)
    assert [cell.verdict for cell in parts] == [cell.verdict for cell in whole]
    for figure in ("rho", "effect", "q"):
        assert parts.grid(figure) == pytest.approx(whole.grid(figure), abs=1e-12)
