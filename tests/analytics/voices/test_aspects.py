"""Sentiment by theme: the whole comment where it speaks with one voice, its clauses where it does not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from analytics.voices.aspects import aspect_scores
from analytics.voices.codeframe import standard
from analytics.voices.scores import TextScores
from analytics.voices.themes import tag

LEAN = {"good": 0.8, "bad": -0.8}


def scores(texts: list[str]) -> TextScores:
    """A stand-in engine: the mean of the words good (.9 positive) and bad (.9 negative); no such word: no content."""
    found = [[LEAN[word] for word in text.replace(",", "").split() if word in LEAN] for text in texts]
    lean = np.array([sum(values) / max(len(values), 1) for values in found])
    n, nothing = len(texts), np.array([not values for values in found], dtype=bool)
    negative, positive = (0.9 - lean) / 2, (0.9 + lean) / 2
    return TextScores(negative, np.full(n, 0.1), positive, nothing, np.ones(n), np.full(n, "en"), ((),) * n, "instant")


def spans(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(place + 1 for place, char in enumerate(text) if char == ","), len(text)]
    return list(pairwise(cuts))


def aspects(text: str) -> dict[str, tuple[float, str]]:
    clauses, seen = [spans(text)], []

    def score(pieces: list[str], owners: np.ndarray) -> TextScores:
        seen.append(len(pieces))
        assert set(owners) == {0}
        return scores(pieces)

    rows = aspect_scores([text], clauses, tag([text], standard(), clauses=clauses), scores([text]), score)
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
    assert aspects("good food, bad day") == {"food_drink": (0.8, "clause")}


def test_a_theme_without_content_in_its_clauses_takes_the_comment():
    assert aspects("the parking, good food, bad day")["access_location"] == (0.0, "comment")


def test_clauses_count_by_their_length():
    found = aspects("good food, bad pizza and bad soup and bad wine, good parking")
    short, long = len("good food,"), len(" bad pizza and bad soup and bad wine,")
    assert found["food_drink"][0] == pytest.approx(0.8 * (short - long) / (short + long), abs=1e-6)


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
