"""Sentiment by theme: the whole comment where it speaks with one voice, its clauses where it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from analytics.voices.aspects import aspect_scores, joined_clauses
from analytics.voices.clauses import clauses
from analytics.voices.codeframe import standard
from analytics.voices.scores import TextScores
from analytics.voices.themes import owned_clauses, tag
from benchmarks.theme_texts import likeliest, read_tones

LEAN = {"good": 0.8, "bad": -0.8}


def scores(texts: list[str]) -> TextScores:
    """A stand-in engine: the mean of the words good (.9 positive) and bad (.9 negative); no such word: no content."""
    found = [[LEAN[word] for word in text.replace(",", "").split() if word in LEAN] for text in texts]
    lean = np.array([sum(values) / max(len(values), 1) for values in found])
    n, nothing = len(texts), np.array([not values for values in found], dtype=bool)
    negative, positive = (0.9 - lean) / 2, (0.9 + lean) / 2
    return TextScores(negative, np.full(n, 0.1), positive, nothing, np.ones(n), np.full(n, "en"), ((),) * n, "instant")


def spans(text: str) -> list[tuple[int, int]]:
    return clauses(text, "en")


def aspects(text: str) -> dict[str, tuple[float, str]]:
    cut, seen = [spans(text)], []

    def score(pieces: list[str], owners: np.ndarray) -> TextScores:
        seen.append(len(pieces))
        assert set(owners) == {0}
        return scores(pieces)

    rows = aspect_scores([text], cut, tag([text], standard(), clauses=cut), scores([text]), score)
    assert len(seen) <= 1
    return {row.theme_id: (round(row.p_positive - row.p_negative, 6), row.source) for row in rows.itertuples()}


def test_each_theme_of_a_mixed_comment_gets_its_own_clause():
    assert aspects("good food, bad parking") == {
        "food_drink": (0.8, "clause"),
        "access_location": (-0.8, "clause"),
    }


def test_one_theme_in_a_comment_of_one_voice_is_scored_by_the_whole_comment():
    assert aspects("good food, good indeed") == {"food_drink": (0.8, "comment")}


def test_one_theme_in_a_comment_of_two_voices_is_scored_by_its_own_clause():
    assert aspects("good food. a bad day") == {"food_drink": (0.8, "clause")}


def test_a_verdict_behind_a_comma_goes_with_the_theme_before_it():
    assert aspects("the food came, so good. bad parking") == {
        "food_drink": (0.8, "clause"),
        "access_location": (-0.8, "clause"),
    }


def test_a_verdict_that_comes_first_goes_with_the_theme_behind_it():
    assert aspects("all bad, the food came, good parking")["food_drink"] == (-0.8, "clause")


def test_a_contrast_keeps_clauses_apart():
    assert aspects("good food, but a bad day") == {"food_drink": (0.8, "clause")}
    assert aspects("although the food was bad, a good day") == {"food_drink": (-0.8, "clause")}


def test_a_theme_without_content_in_its_clauses_takes_the_comment():
    assert aspects("the parking, good food. a bad day")["access_location"] == (0.0, "comment")


def test_clauses_count_by_their_length():
    found = aspects("good food, good parking, bad pizza and bad soup and bad wine")
    short, long = len("good food"), len("bad pizza and bad soup and bad wine")
    assert found["food_drink"][0] == pytest.approx(0.8 * (short - long) / (short + long), abs=1e-6)


def pieces(text: str, language: str) -> list[str]:
    cut = [clauses(text, language)]
    rows = joined_clauses([text], cut, owned_clauses(tag([text], standard(), clauses=cut)))
    ends = rows.groupby("piece").agg(start=("start", "min"), end=("end", "max"))
    return [text[row.start : row.end] for row in ends.itertuples()]


@pytest.mark.parametrize(("text", "language", "expected"), [
    ("Unbelievable, the parcel came, at last, today. Lovely day", "en",
     ["Unbelievable, the parcel came, at last, today", "Lovely day"]),
    ("交付逾期，无法接受，但是价格便宜，值", "zh", ["交付逾期，无法接受", "但是价格便宜，值"]),
    ("真没想到，排队这么久！虽然价格便宜，心情不好", "zh", ["真没想到，排队这么久", "虽然价格便宜", "心情不好"]),
    ("The queue was long - a whole hour in line - and nobody cared; the price was fair", "en",
     ["The queue was long", "a whole hour in line - and nobody cared", "the price was fair"]),
])  # fmt: skip
def test_a_piece_speaks_of_the_themes_of_one_clause(text, language, expected):
    assert pieces(text, language) == expected


def tones_right(*, chinese: bool) -> tuple[int, int]:
    told = yaml.safe_load((Path(__file__).parent / "aspect_tones.yaml").read_text(encoding="utf-8"))["rows"]
    rows = [row for row in told if any("\u4e00" <= char <= "\u9fff" for char in row[0]) == chinese]
    read = likeliest(read_tones([text for text, _ in rows], ["zh" if chinese else "en"] * len(rows)))
    found = set(read.itertuples(index=False, name=None))
    meant = [(number, *pair) for number, (_, tones) in enumerate(rows) for pair in tones.items()]
    return sum(row in found for row in meant), len(meant)


@pytest.mark.parametrize(("chinese", "least"), [(False, 0.8), (True, 0.8)])
def test_tones_of_single_themes_in_mixed_comments_are_read(chinese, least):
    right, n = tones_right(chinese=chinese)
    assert n >= 50
    assert right / n >= least


def test_a_comment_of_one_clause_needs_no_clause_scores():
    assert aspects("good food and bad parking") == {
        "food_drink": (0.0, "comment"),
        "access_location": (0.0, "comment"),
    }


def test_no_hits_give_no_rows_and_probabilities_add_up():
    rows = aspect_scores(["hm"], [[(0, 2)]], tag(["hm"], standard()), scores(["hm"]), lambda pieces, _: scores(pieces))
    assert rows.empty
    text = "good food, bad parking"
    rows = aspect_scores(
        [text], [spans(text)], tag([text], standard(), clauses=[spans(text)]), scores([text]), lambda p, _: scores(p)
    )
    assert np.allclose(rows[["p_negative", "p_neutral", "p_positive"]].sum(axis=1), 1)
    assert rows["n_clauses"].tolist() == [1, 1]
