"""Comments like one comment: hand-made vectors give their own cosines, words their hand-computed ones."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.queries.scope import Scope
from data.queries.text_write import write_vectors
from data.queries.voice_base import VoiceFilter
from data.queries.voice_groups import least_group, named_points
from data.queries.voice_similar import compared_texts, number_of, text_of, vector_cosines, word_cosines
from data.queries.voice_texts import n_comments
from data.store import Store
from tests.workflows.surveys import read_here
from tests.workflows.voices import run_scoring, scored_survey
from workflows.similar_comments import level_of, similar_comments

SERVICE = "\u670d\u52a1\u5f88\u597d"
BETTER = "\u670d\u52a1\u597d"
COMMENTS = ["The desk was good", "A good desk", SERVICE, BETTER, "Delivery came late", "Nothing", "The desk was good"]


@pytest.fixture
def voices(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Scope]:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    return store, Scope(str(store.value("SELECT journey_id FROM journey")))


def hashes(store: Store) -> dict[str, str]:
    return dict(store.rows("SELECT DISTINCT text, text_hash FROM comment"))


def keep_vectors(store: Store, angles: dict[str, float]) -> None:
    known = hashes(store)
    vectors = [np.array([np.cos(a), np.sin(a)], dtype=np.float16).tobytes() for a in angles.values()]
    rows = pd.DataFrame({"text_hash": [known[text] for text in angles], "vector": vectors})
    with store.write("t", "voices") as write:
        write_vectors(write, rows, "standard")


def test_vectors_of_both_languages_are_ranked_together(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    keep_vectors(store, {"The desk was good": 0.0, SERVICE: 0.1, "A good desk": 1.0, "Delivery came late": 3.0})
    found = similar_comments(store, scope, hashes(store)["The desk was good"])
    assert found is not None
    assert found.by == "meaning"
    texts = [text_of(store, one) for one in _hashes_of(store, found.found["text_no"])]
    assert texts == [SERVICE, "A good desk", "Delivery came late"]
    assert found.found["cosine"].tolist() == pytest.approx(np.cos([0.1, 1.0, 3.0]).tolist(), abs=2e-3)
    assert found.n_compared == 3, "a text without a vector cannot be compared"
    assert len(found.alike) == 2


def _hashes_of(store: Store, numbers: pd.Series) -> list[str]:
    by_number = dict(store.rows("SELECT text_no, text_hash FROM text_state"))
    return [by_number[number] for number in numbers.tolist()]


def test_slices_of_the_numbers_miss_no_text(voices: tuple[Store, Scope], monkeypatch: pytest.MonkeyPatch) -> None:
    store, scope = voices
    keep_vectors(store, {text: 0.1 * n for n, text in enumerate(dict.fromkeys(COMMENTS))})
    own, among = number_of(store, hashes(store)[SERVICE]), compared_texts(store, scope)["text_no"]
    assert own is not None
    whole = vector_cosines(store, own, among)
    monkeypatch.setattr("data.queries.voice_similar.SLICE", 2)
    sliced = vector_cosines(store, own, among)
    assert whole is not None
    assert sliced is not None
    assert sorted(whole.index) == sorted(among)
    pd.testing.assert_series_equal(whole.sort_index(), sliced.sort_index())


def test_without_vectors_shared_words_count_and_rare_ones_more(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    own = number_of(store, hashes(store)["The desk was good"])
    assert own is not None
    among = compared_texts(store, scope)["text_no"]
    assert len(among) == 5, "'Nothing' says nothing, and equal texts are one"
    cosine = word_cosines(store, own, among)
    two, one = log(5 / 2) ** 2, log(5 / 1) ** 2
    expected = 2 * two / sqrt((2 * two + 2 * one) * (2 * two + one))  # {the, desk, was, good} against {a, good, desk}
    by_text = {text_of(store, one): cosine[number] for number, one in store.rows(
        "SELECT text_no, text_hash FROM text_state") if number in cosine.index}  # fmt: skip
    assert by_text["A good desk"] == pytest.approx(expected)
    assert by_text["Delivery came late"] == 0
    assert by_text["The desk was good"] == pytest.approx(1)
    found = similar_comments(store, scope, hashes(store)[SERVICE])
    assert found is not None
    assert found.by == "words"
    assert text_of(store, _hashes_of(store, found.found["text_no"])[0]) == BETTER


def test_a_text_that_was_not_read_has_no_likeness(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    assert similar_comments(store, scope, "0" * 32) is None
    assert text_of(store, "0" * 32) is None
    assert [level_of("meaning", cosine) for cosine in (0.85, 0.65, 0.45, 0.449)] == [0, 1, 2, 3]


def test_answers_without_content_can_be_left_out_or_kept_alone(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    assert n_comments(store, scope, VoiceFilter(has_content=True))[0] == 6
    assert n_comments(store, scope, VoiceFilter(has_content=False))[0] == 1


def test_the_smallest_group_is_that_of_the_segments_or_what_they_leave_out(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    numbers = [number for (number,) in store.rows("SELECT response_no FROM response ORDER BY response_no")]
    with store.write("t", "feedback") as write:
        for place, number in enumerate(numbers):
            for dim, value in (("tier", "large" if place < 5 else "small"), ("city", "east" if place % 2 else "west")):
                write.execute(
                    """INSERT INTO segment_value SELECT 'response', response_id, response_no, $dim, $value, upload_id
                       FROM response WHERE response_no = $no""", dim=dim, value=value, no=number)  # fmt: skip
    assert least_group(store, scope) is None
    large = Scope(scope.journey_id, (("tier", "large"),))
    assert least_group(store, large) == 2, "the two small ones are left out"
    both = Scope(scope.journey_id, (("tier", "large"), ("tier", "small")))
    assert least_group(store, both) == 2, "leaving out one value again singles the other out"
    crossed = Scope(scope.journey_id, (("city", "east"), ("tier", "large")))
    assert least_group(store, crossed) == 1, "of those in the east one is not large"


def test_the_touchpoints_that_comments_name_are_listed(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    point = str(store.value("SELECT min(touchpoint_id) FROM touchpoint"))
    with store.write("t", "feedback") as write:
        write.execute("UPDATE comment SET touchpoint_id = $point WHERE text = 'Nothing'", point=point)
    assert point in named_points(store, scope)
