"""Emotions are counted by hand on a small survey: hints, what people said of them, and the comments around."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from data.ingest.held_texts import forget_texts
from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter
from data.queries.voice_emotions import emotion_corrections, emotion_sums, emotions_of_text
from data.queries.voice_texts import comment_page, n_comments
from data.store import Store
from errors import UnknownId
from tests.data.queries.test_voices import COMMENTS, heard, voices
from tests.workflows.surveys import AT
from workflows.correct_text import label_emotion
from workflows.undo_upload import undo_upload

__all__ = ["heard", "voices"]  # the survey of the other file, here as a fixture
CONTENT = len(COMMENTS) - 2  # two say nothing


def hash_of(store: Store, text: str) -> str:
    return str(store.value("SELECT any_value(text_hash) FROM comment WHERE text = $text", text=text))


def totals(sums: pd.DataFrame) -> dict[str, tuple[int, int]]:
    rows = sums.groupby("emotion")[["n_chosen", "n_rest"]].sum()
    return {str(name): (int(row["n_chosen"]), int(row["n_rest"])) for name, row in rows.iterrows()}


def test_comments_with_content_are_counted_beside_the_others(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    assert totals(emotion_sums(store, scope)) == {"": (CONTENT, 0), "anger": (3, 0)}
    by_theme = totals(emotion_sums(store, scope, VoiceFilter(theme_id="wait")))
    assert by_theme == {"": (4, CONTENT - 4), "anger": (3, 0)}
    assert emotion_sums(store, scope)["cluster_group"].nunique() == CONTENT


def test_texts_nobody_looked_at_are_in_no_share(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    with store.write("t", "voices") as write:
        write.execute(
            "UPDATE text_state SET emotion_version = NULL WHERE text_hash = $h", h=hash_of(store, COMMENTS[0])
        )
    assert totals(emotion_sums(store, scope))[""] == (CONTENT - 4, 0)


def test_a_persons_no_takes_a_hint_away_and_a_yes_adds_an_emotion(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    bad, good = hash_of(store, "The wait was bad."), hash_of(store, "The desk was good.")
    assert label_emotion(store, bad, "anger", False, at=AT) is None
    assert label_emotion(store, good, "joy", True, at=AT) is None
    assert totals(emotion_sums(store, scope)) == {"": (CONTENT, 0), "joy": (4, 0)}
    assert n_comments(store, scope, VoiceFilter(emotion="anger"))[0] == 0
    assert n_comments(store, scope, VoiceFilter(emotion="joy"))[0] == 4
    page = comment_page(store, scope, most=100).set_index("text")
    denied = json.loads(page.loc["The wait was bad.", "emotions"])
    assert [(one["emotion"], one["said"]) for one in denied] == [("anger", False)], "kept, so that it can be taken back"
    assert label_emotion(store, bad, "anger", None, at=AT) is False
    assert n_comments(store, scope, VoiceFilter(emotion="anger"))[0] == 3


def test_corrections_tell_hits_false_hints_and_missed_ones_apart(voices: tuple[Store, Scope]) -> None:
    store, _scope = voices
    bad, good = hash_of(store, "The wait was bad."), hash_of(store, "The desk was good.")
    label_emotion(store, bad, "anger", True, at=AT)
    label_emotion(store, good, "anger", True, at=AT)
    label_emotion(store, good, "worry", False, at=AT)
    assert emotion_corrections(store).to_dict("list") == {
        "emotion": ["anger", "worry"], "n_hit": [1, 0], "n_false": [0, 0], "n_missed": [1, 0],
    }  # fmt: skip
    told = emotions_of_text(store, bad)
    assert (told["emotion"].tolist(), told["spans"].tolist(), told["said"].tolist()) == (
        ["anger"],
        ["[[13, 16]]"],
        [True],
    )


def test_unknown_texts_and_emotions_are_refused(voices: tuple[Store, Scope]) -> None:
    store, _scope = voices
    with pytest.raises(UnknownId):
        label_emotion(store, "no such text", "anger", True, at=AT)
    with pytest.raises(UnknownId):
        label_emotion(store, hash_of(store, "The wait was bad."), "boredom", True, at=AT)


def test_labels_outlive_an_undo_and_go_with_an_erasure(voices: tuple[Store, Scope]) -> None:
    store, _scope = voices
    label_emotion(store, hash_of(store, "The wait was bad."), "anger", True, at=AT)
    undo_upload(store, str(store.value("SELECT any_value(upload_id) FROM comment")), at=AT)
    assert store.value("SELECT count(*) FROM emotion_label") == 1
    with store.write("erase", "voices") as write:
        forget_texts(write, with_labels=True)
    assert store.value("SELECT count(*) FROM emotion_label") == 0
