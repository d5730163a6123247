"""Comments in other languages than English and Chinese: counted as comments, in no figure of sentiment."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter
from data.queries.voice_review import question_counts
from data.queries.voice_rows import scored_responses, sentiment_sums, theme_counts
from data.queries.voice_texts import comment_page, review_queue
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import RealScorer, scored_survey
from views.voices_quote import sentiment_fact
from workflows.correct_text import label_text, label_theme
from workflows.score_comments import score_comments

SPANISH = "El servicio fue excelente y la entrega muy r\u00e1pida"
KOREAN = "\uc11c\ube44\uc2a4\uac00 \ub108\ubb34 \ub290\ub838\uc5b4\uc694"
OWN = [f"The service on day {n} was excellent, thank you all" for n in range(1, 30)]
NOTHING_READ = ["n_negative", "n_neutral", "n_positive", "n", "n_low", "n_unread", "n_none"]


@pytest.fixture
def voices(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Scope]:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    scored_survey(store, tmp_path, [*OWN, SPANISH, KOREAN])
    available = {"instant": None, "standard": "not here", "accurate": "not here"}
    score_comments(store, RealScorer(), clock=lambda: AT, available=available)
    return store, Scope(str(store.value("SELECT journey_id FROM journey")))


def test_they_are_counted_beside_all_figures(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    told = sentiment_sums(store, scope).drop(columns=["key", "cluster_group"]).sum()
    assert (told["n_all"], told["n_foreign"], told["n"], told["n_unread"]) == (31, 2, 29, 0)
    assert told[["n_negative", "n_neutral", "n_positive"]].sum() == 29
    alone = sentiment_sums(store, scope, chosen=VoiceFilter(language="other"))
    assert alone[NOTHING_READ].sum().tolist() == [0] * len(NOTHING_READ)
    assert alone["s"].sum() == 0
    assert question_counts(store, scope)["n_unread"].sum() == 0
    assert len(scored_responses(store, scope)) == 29
    assert not {SPANISH, KOREAN} & set(review_queue(store, scope)["text"])


def test_on_screen_they_have_no_sentiment_until_a_person_gives_one(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    page = comment_page(store, scope, VoiceFilter(language="other"))
    assert set(page["text"]) == {SPANISH, KOREAN}
    assert page[["sentiment", "net", "confidence", "p_negative", "evidence"]].isna().all(axis=None)
    assert {sentiment_fact(row) for row in page.to_dict("records")} == {"other language, not read"}
    row = page.set_index("text").loc[SPANISH]
    label_text(store, row["text_hash"], row["question_hash"], "positive", at=AT)
    assert sentiment_sums(store, scope)[["n_foreign", "n"]].sum().tolist() == [1, 30]
    said = comment_page(store, scope, VoiceFilter(sentiment="positive", language="other"))
    assert said["text"].tolist() == [SPANISH]


def test_a_theme_named_by_a_person_gives_them_no_tone(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    before = theme_counts(store, scope)
    theme = str(store.value("SELECT min(theme_id) FROM theme WHERE retired_at IS NULL AND parent_id IS NOT NULL"))
    text_hash = str(store.value("SELECT text_hash FROM comment WHERE text = $text", text=KOREAN))
    label_theme(store, text_hash, theme, True, at=AT)
    after = theme_counts(store, scope)
    toned = after[after["sentiment"].notna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(toned, before)
    assert after["n_comments"].sum() == before["n_comments"].sum() + 1
