"""Learning from a workspace: scores are witnesses and no truth, corrections come on top, the guard may say no."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analytics.voices import corrections
from analytics.voices.adapt import ModelUnreadable, from_bytes
from analytics.voices.adapt_fit import cross_fitted, fitted, folds, logistic, logits
from analytics.voices.adapt_learn import Learnt, Rows, learn
from analytics.voices.adapt_parts import Design, design, lens
from analytics.voices.engine import base_scores, score, start_polarity
from analytics.voices.guard import agreement, recalls
from analytics.voices.student import Lessons
from analytics.voices.witness import LEVELS, levels, witnessed
from benchmarks.adapt_worlds import KINDS, World, world

Floats = np.ndarray


@cache
def drawn(kind: str, n: int = 700, seed: int = 3) -> World:
    return world(KINDS[kind], n, np.random.default_rng([seed, 9]))


@cache
def seen(kind: str) -> Rows:
    return drawn(kind).rows()


def balanced(logit: Floats, truth: Floats) -> float:
    return float(((logit > 0)[truth].mean() + (logit <= 0)[~truth].mean()) / 2)


def on_others(told: Learnt, kind: str) -> tuple[float, float]:
    """Balanced accuracy on comments that were not learnt from, before and after."""
    others = drawn(kind, 600, 4)
    base = base_scores(others.texts, engine="standard")
    assert told.adapted is not None
    before, after = start_polarity(base, others.questions), told.adapted.polarity(base, others.questions)
    return balanced(before, others.is_positive), balanced(after, others.is_positive)


def test_a_planted_table_is_recovered() -> None:
    rng = np.random.default_rng(1)
    planted = np.array([[[0.05, 0.1, 0.15, 0.3, 0.4], [0.02, 0.03, 0.05, 0.2, 0.7]],
                        [[0.5, 0.25, 0.15, 0.05, 0.05], [0.03, 0.05, 0.12, 0.3, 0.5]]])  # fmt: skip
    n = 6_000
    group, z = rng.integers(2, size=n), rng.random(n) < 0.5
    level = (rng.random(n)[:, None] > planted[group, z.astype(int)].cumsum(axis=1)).sum(axis=1)
    text = rng.normal(np.where(z, 1.5, -1.5), 1.0)  # log-odds of positive are 3 x text at equal shares
    asked = [("better?", "why?")[one] for one in group.tolist()]
    told = witnessed(3 * text / 2, asked, level * 25.0, lambda _soft: 3 * text)
    assert told.table.rates[:2] == pytest.approx(planted, abs=0.04)


def test_a_score_of_one_to_five_keeps_its_steps() -> None:
    assert levels(np.array([0.0, 25.0, 50.0, 75.0, 100.0])).tolist() == list(range(LEVELS))


def test_scores_as_witnesses_read_better_than_the_engine_and_than_scores_as_truth() -> None:
    rows = seen("faults question")
    told = learn(rows, seed=1)
    before, after = on_others(told, "faults question")
    naive = learn_naively(rows, "faults question")
    assert after > before + 0.05
    assert naive < after - 0.03
    assert told.table is not None
    faults = told.table.questions.index("What could we do better?")
    assert told.table.rates[faults, 0, 3:].sum() == pytest.approx(0.65, abs=0.12), "who finds faults may be content"


def test_scores_leave_the_border_where_the_engine_has_it() -> None:
    told = learn(seen("faults question"), seed=1).adapted
    assert told is not None
    n_asked = 2 + len(told.lens.questions)
    assert told.kinds == ("witness",)
    assert np.abs(told.stages[0][[0, *range(2, 2 + n_asked)]]).max() < 0.2


def learn_naively(rows: Rows, kind: str) -> float:
    """Balanced accuracy when a good score is taken for a positive text."""
    parts, target = design(lens(rows.base, rows.questions), rows.base, rows.questions), rows.scores >= 62.5
    stage = fitted(parts.after(start_polarity(rows.base, rows.questions)), target.astype(float))
    others = drawn(kind, 600, 4)
    base = base_scores(others.texts, engine="standard")
    there = design(lens(rows.base, rows.questions), base, others.questions)
    return balanced(logits(there.after(start_polarity(base, others.questions)), stage), others.is_positive)


def test_corrections_read_better_on_other_comments() -> None:
    kind = "shifted"
    told = learn(replace(seen(kind), labels=drawn(kind).labels(200), scores=np.full(700, np.nan)), seed=1)
    before, after = on_others(told, kind)
    assert after > before + 0.1
    verdict = told.verdicts[0]
    assert (verdict.stage, verdict.measure, verdict.is_accepted) == ("corrections", "balanced_accuracy", True)
    assert verdict.n <= 200
    assert verdict.low < verdict.change < verdict.high
    assert verdict.change == pytest.approx(verdict.after - verdict.before)


def test_corrections_below_fifty_and_scores_below_two_hundred_teach_nothing() -> None:
    rows = replace(seen("plain"), labels=drawn("plain").labels(49), scores=np.full(700, np.nan))
    rows.scores[:199] = 50.0
    told = learn(rows, seed=1)
    assert told.adapted is None
    assert not told.verdicts


def test_the_guard_refuses_what_reads_worse() -> None:
    truth = np.repeat([0, 1], 50)
    worse = truth.copy()
    worse[:10] = 1
    assert not recalls("witness", truth, truth, worse).is_accepted
    assert recalls("witness", truth, worse, truth).is_accepted
    sure = np.linspace(-4, 4, 201)
    assert not agreement("witness", sure, -sure).is_accepted
    assert agreement("witness", sure, sure + 0.1).is_accepted


def test_the_interval_is_that_of_paired_differences() -> None:
    rng = np.random.default_rng(2)
    truth = np.repeat([0, 1], [300, 100])
    before, after = ((rng.random(400) < share).astype(int) for share in (0.5, 0.5))
    told = recalls("x", truth, before, after)
    draws = []
    for _draw in range(2_000):
        pick = np.concatenate([rng.integers(0, 300, 300), rng.integers(300, 400, 100)])
        right = [
            np.mean([(said == truth)[pick][truth[pick] == one].mean() for one in (0, 1)]) for said in (before, after)
        ]
        draws.append(right[1] - right[0])
    assert (told.low, told.high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.012)


def test_the_score_of_a_comment_does_not_touch_its_text_sentiment() -> None:
    told = learn(seen("faults question"), seed=1)
    assert told.adapted is not None
    texts, asked = drawn("faults question").texts[:40], drawn("faults question").questions[:40]
    base = base_scores(texts, engine="standard")
    plain = told.adapted.polarity(base, asked)
    low, high = (told.adapted.with_score(base, asked, np.full(40, value)) for value in (0.0, 100.0))
    assert (low < high).all(), "beside it, the score moves the posterior"
    assert told.adapted.with_score(base, asked, np.full(40, np.nan)) == pytest.approx(logistic(plain))
    assert told.adapted.polarity(base, asked).tolist() == plain.tolist()


def test_a_score_moves_what_is_said_of_its_own_text_only_through_others() -> None:
    rows = seen("faults question")
    other = rows.scores.copy()
    other[rows.base.texts.index(rows.base.texts[0])] = 100 - rows.scores[0]
    parts = design(lens(rows.base, rows.questions), rows.base, rows.questions).after(rows.base.polarity)
    fold, all_rows = folds(rows.base.texts, rows.labels.astype(str), seed=1), np.ones(700, dtype=bool)
    one, two = (cross_fitted(parts, told / 100, all_rows, fold)[0] for told in (rows.scores, other))
    assert one == pytest.approx(two, abs=0.02)


def test_equal_rows_and_seed_make_equal_bytes_and_they_come_back() -> None:
    one, two = (learn(seen("faults question"), seed=1).adapted for _again in range(2))
    assert one is not None
    assert two is not None
    told = one.to_bytes()
    assert told == two.to_bytes()
    assert one.name == two.name
    assert len(told) < 500_000
    back = from_bytes(told)
    texts, asked = drawn("faults question", 600, 4).texts, drawn("faults question", 600, 4).questions
    base = base_scores(texts, engine="standard")
    assert back.polarity(base, asked) == pytest.approx(one.polarity(base, asked), abs=1e-4)
    assert back.table is not None
    assert back.table.questions == one.table.questions
    assert score(texts, question=asked, engine="standard", adapted=back).p_positive == pytest.approx(
        score(texts, question=asked, engine="standard", adapted=one).p_positive, abs=1e-4
    )


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no such file", b"\x00" * 100])
def test_damaged_bytes_are_refused_in_a_sentence(damage: bytes) -> None:
    with pytest.raises(ModelUnreadable, match="learn anew"):
        from_bytes(damage)


def test_a_pupil_comes_nearer_to_its_teacher() -> None:
    rows, truth = seen("shifted"), drawn("shifted").is_positive
    polarity = np.where(truth, 3.0, -3.0)
    polarity[600:] = np.nan
    taught = replace(rows, lessons=Lessons(polarity, np.where(np.isnan(polarity), np.nan, -2.0)))
    told = learn(replace(taught, scores=np.full(700, np.nan), labels=drawn("shifted").labels(40)), seed=1)
    assert [verdict.stage for verdict in told.verdicts] == ["student"]
    before, after = on_others(told, "shifted")
    assert after > before + 0.1


def test_a_fit_with_nothing_to_learn_is_the_engine() -> None:
    rows = seen("plain")
    prior = start_polarity(rows.base, rows.questions)
    parts: Design = design(lens(rows.base, rows.questions), rows.base, rows.questions).after(prior)
    stiff = replace(parts, penalty=np.where(parts.penalty > 0, 1e6, 0.0))
    even = np.full(len(prior), 0.5)
    assert fitted(stiff, even)[1] == pytest.approx(1.0, abs=0.02)


def test_equal_texts_share_a_fold_and_labels_are_spread() -> None:
    texts = [f"text {number % 60}" for number in range(120)]
    labels = np.array([("negative", "positive")[number % 2] for number in range(120)])
    fold = folds(texts, labels, seed=3)
    assert fold[:60].tolist() == fold[60:].tolist()
    assert [int((labels[fold == one] == "positive").sum()) for one in range(5)] == [12] * 5


def test_words_of_both_languages_are_labels() -> None:
    words = ("POS", "-1", "\u8d1f\u9762", "\u4e2d\u6027", "\u597d\u8bc4", "maybe")
    assert [corrections.label_of(word) for word in words] == [
        "positive", "negative", "negative", "neutral", "positive", None,
    ]  # fmt: skip
