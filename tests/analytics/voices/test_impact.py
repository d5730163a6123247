"""Theme impact: refits by hand, the sandwich written out, planted effects found, and what cannot be told is said."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters import jackknife_differences
from analytics.intervals import t_quantile
from analytics.voices.impact import Impact, theme_impacts
from analytics.voices.joint_fit import MAX_GROUPS, contributions, cross_sums
from errors import BadInput, NotEnoughData

NOTE = Path(__file__).resolve().parents[3] / "docs" / "methods" / "theme-impact.md"
WAITING, TALK, STAFF = ("waiting", "negative"), ("communication", "negative"), ("staff", "positive")
PLANTED = {WAITING: (-16.0, 0.2), TALK: (-6.0, 0.18), STAFF: (7.0, 0.25), ("price", "negative"): (0.0, 0.12)}


def drawn(seed: int, n: int = 600, clusters: int = 40) -> tuple[pd.DataFrame, dict[tuple[str, str], np.ndarray]]:
    """Scores of uneven customers; waiting and communication are often mentioned together."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.8, clusters)
    cluster = rng.choice(clusters, n, p=size / size.sum())
    said = {key: rng.random(n) < share for key, (_, share) in PLANTED.items()}
    said[TALK] = np.where(said[WAITING], rng.random(n) < 0.6, rng.random(n) < 0.075)
    score = 75 + rng.normal(0, 6, clusters)[cluster] + rng.normal(0, 14, n)
    score = score + sum(PLANTED[key][0] * flags for key, flags in said.items())
    return pd.DataFrame({"response": np.arange(n) + 500, "score": score, "cluster": cluster}), said


def mentions_of(said: dict[tuple[str, str], np.ndarray], response: pd.Series) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"response": response.to_numpy()[flags], "theme": theme, "sentiment": sentiment})
        for (theme, sentiment), flags in said.items()
    ]
    return pd.concat(parts, ignore_index=True)


def impacts_of(responses: pd.DataFrame, said: dict[tuple[str, str], np.ndarray], **options: int) -> dict[tuple, Impact]:
    found = theme_impacts(responses, mentions_of(said, responses["response"]), **options)
    return {(row.theme, row.sentiment): row for row in found.impacts}


def test_the_example_of_the_method_note_runs():
    result = doctest.testfile(str(NOTE), module_relative=False)
    assert result.attempted >= 8
    assert result.failed == 0


def test_figures_are_those_of_refits_with_each_customer_left_out():
    responses, said = drawn(3)
    found = impacts_of(responses, said)
    order = list(said)
    design = np.column_stack([np.ones(len(responses)), *(said[key] for key in order)]).astype(float)
    score, cluster = responses["score"].to_numpy(), responses["cluster"].to_numpy()

    def products(kept: np.ndarray) -> np.ndarray:
        beta = np.linalg.lstsq(design[kept], score[kept])[0]
        return np.concatenate([beta[1:], (beta * design[kept].mean(axis=0))[1:]])

    whole = products(np.ones(len(score), dtype=bool))
    customers = np.unique(cluster)
    moves = np.array([products(cluster != one) for one in customers]) - whole
    se = np.sqrt((len(customers) - 1) / len(customers) * np.square(moves).sum(axis=0))
    for place, key in enumerate(order):
        row = found[key]
        assert row.per_mention == pytest.approx(whole[place], abs=1e-6)
        assert row.value == pytest.approx(whole[place + len(order)], abs=1e-6)
        half = (row.high - row.low) / 2
        df = degrees_of_freedom(design, cluster, place + 1)
        assert half == pytest.approx(float(t_quantile(0.975, df)) * se[place + len(order)], rel=1e-6)


def degrees_of_freedom(design: np.ndarray, cluster: np.ndarray, column: int) -> float:
    """From the covariance of the moves, written out: row g is A X_g' (I - H_gg)^-1 (I - H)_g."""
    rows = moving(design, cluster, column) @ (np.eye(len(design)) - hat(design))
    covariance = rows @ rows.T
    return float(np.trace(covariance) ** 2 / np.square(covariance).sum())


def hat(design: np.ndarray) -> np.ndarray:
    return design @ np.linalg.inv(design.T @ design) @ design.T


def moving(design: np.ndarray, cluster: np.ndarray, column: int) -> np.ndarray:
    """Matrix that turns residuals into the moves of one coefficient, shape (customers, n)."""
    bread, projection = np.linalg.inv(design.T @ design), hat(design)
    rows = np.zeros((len(np.unique(cluster)), len(design)))
    for number, one in enumerate(np.unique(cluster)):
        mine = np.flatnonzero(cluster == one)
        without = np.linalg.inv(np.eye(len(mine)) - projection[np.ix_(mine, mine)])
        rows[number, mine] = bread[column] @ design[mine].T @ without
    return rows


def test_the_standard_error_of_a_coefficient_is_the_sandwich_with_leverage_taken_out():
    responses, said = drawn(5, n=300, clusters=25)
    design = np.column_stack([np.ones(300), *said.values()]).astype(float)
    score, cluster = responses["score"].to_numpy(), responses["cluster"].to_numpy()
    fit = contributions(cross_sums(score, design[:, 1:], pd.factorize(cluster)[0]))
    residual = score - design @ np.linalg.lstsq(design, score)[0]
    groups = len(np.unique(cluster))
    for column in range(1, design.shape[1]):
        moves = moving(design, cluster, column) @ residual
        expected = np.sqrt((groups - 1) / groups * np.square(moves).sum())
        assert fit.coefficient_se[column - 1] == pytest.approx(expected, rel=1e-6)


def test_one_theme_alone_is_the_difference_of_two_clustered_means():
    rng = np.random.default_rng(8)
    cluster = np.repeat(np.arange(24), 10)
    says = cluster % 2 == 0  # whole customers, so that no customer is on both sides
    score = 70 - 9 * says + rng.normal(0, 5, 24)[cluster] + rng.normal(0, 10, 240)
    fit = contributions(cross_sums(score, says[:, None].astype(float), cluster))

    def sums(flags: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n = np.bincount(cluster, flags.astype(float), 24)[None]
        return n, np.bincount(cluster, flags * score, 24)[None]

    expected = jackknife_differences(*sums(says), *sums(~says))
    assert fit.coefficient[0] == pytest.approx(expected.value[0], abs=1e-6)
    # Each mean has its own (G - 1) / G there (12 customers), the joint fit one over all 24.
    assert fit.coefficient_se[0] == pytest.approx(expected.se[0] * np.sqrt((23 / 24) / (11 / 12)), rel=1e-6)
    assert fit.df[0] == pytest.approx(expected.df[0], rel=1e-6)


def test_a_theme_is_not_charged_for_what_is_said_along_with_it():
    gaps, values = [], []
    for seed in range(40):
        responses, said = drawn(seed)
        gaps.append(responses["score"][said[TALK]].mean() - responses["score"][~said[TALK]].mean())
        values.append(impacts_of(responses, said)[TALK].per_mention)
    assert np.mean(values) == pytest.approx(-6.0, abs=0.8)
    assert np.mean(gaps) < -12.0


def test_intervals_cover_the_planted_impacts():
    share = {key: planted[1] for key, planted in PLANTED.items()} | {TALK: 0.2 * 0.6 + 0.8 * 0.075}
    covered = []
    for seed in range(80):
        found = impacts_of(*drawn(seed, n=400, clusters=25))
        covered += [found[key].low <= PLANTED[key][0] * share[key] <= found[key].high for key in PLANTED]
    assert 0.92 <= np.mean(covered) <= 0.985


def test_silent_customers_as_reference_would_give_a_theme_without_effect_an_impact():
    rng = np.random.default_rng(11)
    silent_n = 900
    with_silent, without = [], []
    for seed in range(20):
        responses, said = drawn(seed)
        silent = pd.DataFrame(
            {
                "response": np.arange(silent_n) + 10_000,
                "score": 83 + rng.normal(0, 15, silent_n),
                "cluster": rng.integers(0, 40, silent_n),
            }
        )
        mentions = mentions_of(said, responses["response"])
        for rows, found in ((responses, without), (pd.concat([responses, silent]), with_silent)):
            found.append(theme_impacts(rows, mentions).of("price", "negative").per_mention)
    assert abs(np.mean(without)) < 1.5
    assert np.mean(with_silent) < -2.5


def test_rare_themes_and_those_of_few_customers_are_said_not_to_be_measurable():
    responses, said = drawn(2)
    said[("parking", "negative")] = np.arange(600) < 14
    said[("invoice", "positive")] = (responses["cluster"] == responses["cluster"].mode()[0]).to_numpy()
    said[("greeting", "positive")] = np.arange(600) >= 5
    found = impacts_of(responses, said)
    status = {key[0]: row.status for key, row in found.items()}
    assert (status["parking"], status["invoice"], status["greeting"]) == ("rare", "few_customers", "everywhere")
    parking = found["parking", "negative"]
    assert (parking.value, parking.low, parking.q, parking.n) == (None, None, None, 14)
    assert status["waiting"] == "measured"


def test_a_theme_told_apart_only_through_one_customer_is_not_measured():
    responses, said = drawn(2)
    one = (responses["cluster"] == responses["cluster"].mode()[0]).to_numpy()
    said[("queue", "negative")] = np.where(one, ~said[WAITING], said[WAITING])
    found = impacts_of(responses, said)
    assert found["queue", "negative"].status == "few_customers"
    assert found[STAFF].status == "measured"


def test_themes_always_mentioned_together_are_named_and_the_rest_is_measured():
    responses, said = drawn(4)
    said[("hold music", "negative")] = said[WAITING]
    found = impacts_of(responses, said)
    assert found[WAITING].status == found["hold music", "negative"].status == "collinear"
    assert found[WAITING].together_with == (("hold music", "negative"),)
    alone = impacts_of(*drawn(4))
    assert found[TALK].value == pytest.approx(alone[TALK].value, abs=1e-6)  # "any of the two" stands for waiting


def test_positive_and_negative_mentions_of_one_theme_are_measured_apart():
    rng = np.random.default_rng(1)
    said = {("staff", "negative"): rng.random(800) < 0.2, ("staff", "positive"): rng.random(800) < 0.3}
    score = 60 - 20 * said["staff", "negative"] + 10 * said["staff", "positive"] + rng.normal(0, 1, 800)
    found = impacts_of(pd.DataFrame({"response": range(800), "score": score, "cluster": range(800)}), said)
    assert found["staff", "negative"].per_mention == pytest.approx(-20, abs=0.5)
    assert found["staff", "positive"].per_mention == pytest.approx(10, abs=0.5)
    assert all(row.q < 1e-6 for row in found.values())


def test_neutral_mentions_are_adjusted_for_and_not_reported():
    rng = np.random.default_rng(1)
    neutral = rng.random(500) < 0.3
    negative = np.where(neutral, rng.random(500) < 0.7, rng.random(500) < 0.1)
    said = {("price", "neutral"): neutral, ("price", "negative"): negative}
    score = 60 - 15 * neutral + rng.normal(0, 1, 500)
    found = impacts_of(pd.DataFrame({"response": range(500), "score": score, "cluster": range(500)}), said)
    assert set(found) == {("price", "negative")}
    assert found["price", "negative"].per_mention == pytest.approx(0, abs=0.5)


@settings(max_examples=20, deadline=None)
@given(shift=st.floats(-50, 50), factor=st.floats(0.1, 3))
def test_impacts_follow_the_unit_of_the_score(shift: float, factor: float):
    responses, said = drawn(1, n=200)
    moved = responses.assign(score=responses["score"] * factor + shift)
    base, other = impacts_of(responses, said), impacts_of(moved, said)
    for key in said:
        assert other[key].value == pytest.approx(base[key].value * factor, abs=1e-6)
        assert other[key].q == pytest.approx(base[key].q, abs=1e-6)


def test_the_order_of_rows_and_repeated_mentions_change_nothing():
    responses, said = drawn(6)
    mentions = mentions_of(said, responses["response"])
    base = theme_impacts(responses, mentions)
    shuffled = pd.concat([mentions, mentions.head(50)]).sample(frac=1, random_state=3)
    other = theme_impacts(responses.sample(frac=1, random_state=4), shuffled)
    for row, again in zip(base.impacts, other.impacts, strict=True):
        assert (row.theme, row.n, row.n_clusters) == (again.theme, again.n, again.n_clusters)
        assert (row.value, row.low) == pytest.approx((again.value, again.low), abs=1e-6)


def test_more_customers_than_groups_are_folded():
    responses, said = drawn(1, n=3000)
    found = impacts_of(responses.assign(cluster=range(3000)), said)
    sums = cross_sums(responses["score"].to_numpy(), said[WAITING][:, None].astype(float), np.arange(3000))
    assert len(sums.xx) == MAX_GROUPS
    assert found[WAITING].n_clusters == int(said[WAITING].sum())
    assert found[WAITING].low < PLANTED[WAITING][0] * 0.2 < found[WAITING].high


def test_without_mentions_there_is_the_mean_and_no_row():
    responses, _ = drawn(1)
    found = theme_impacts(responses, pd.DataFrame({"response": [], "theme": [], "sentiment": []}))
    assert found.impacts == ()
    assert found.n == found.n_without_theme == 600


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda frame: frame.head(29), NotEnoughData),
        (lambda frame: pd.concat([frame, frame.head(1)]), BadInput),
        (lambda frame: frame.assign(score=np.nan), BadInput),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(change, error):
    responses, said = drawn(1)
    with pytest.raises(error):
        theme_impacts(change(responses), mentions_of(said, responses["response"]))
    with pytest.raises(BadInput, match="sentiment: bad cannot be used"):
        theme_impacts(responses, mentions_of({("price", "bad"): said[WAITING]}, responses["response"]))
