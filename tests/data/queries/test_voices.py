"""What the page voices counts: by hand on a small survey, every filter, and search in both languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import runtime
from data.queries.scope import Scope
from data.queries.text_write import write_vectors
from data.queries.voice_base import VoiceFilter
from data.queries.voice_rows import (
    scored_responses,
    sentiment_sums,
    theme_counts,
    theme_mentions,
)
from data.queries.voice_search import found_texts
from data.queries.voice_texts import comment_page, n_comments, review_queue, text_vectors
from data.store import Store
from tests.stores import new_store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import run_scoring, scored_survey

SERVICE = "\u670d\u52a1\u5f88\u597d"
COMMENTS = [
    *["The desk was good."] * 4,
    *["The wait was bad."] * 3,
    *["Nothing"] * 2,
    "Delivery came on Tuesday.",
    SERVICE,
    "Good desk, bad wait.",
    *[f"Remark number {n} on the delivery" for n in range(20)],
]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the comments read, each word a theme; every test gets a copy."""
    folder = tmp_path_factory.mktemp("heard")
    store = new_store(folder / "throughline.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.import_survey.inspect_file", read_here)
        scored_survey(store, folder, COMMENTS)
    run_scoring(store)
    with store.write("t", "voices") as write:
        write.execute("DELETE FROM text_theme")
        for theme in ("desk", "wait"):
            write.execute(
                "INSERT INTO theme (theme_id, parent_id, name_en, name_zh) VALUES ($id, 'service', $id, $id)", id=theme
            )
        write.execute("""INSERT INTO text_theme SELECT DISTINCT s.text_hash, s.question_hash, 0, 'desk', 'keyword', 1.0,
            0.1, 0.1, 0.8, '[[4, 8]]' FROM text_score s JOIN comment c USING (text_hash) WHERE c.text ILIKE '%desk%'""")
        write.execute("""INSERT INTO text_theme SELECT DISTINCT s.text_hash, s.question_hash, 1, 'wait', 'keyword', 1.0,
            0.8, 0.1, 0.1, '[[4, 8]]' FROM text_score s JOIN comment c USING (text_hash) WHERE c.text ILIKE '%wait%'""")
        write.execute("DELETE FROM text_emotion")
        write.execute("""INSERT INTO text_emotion SELECT DISTINCT text_hash, 'anger', 0.7, '[[13, 16]]', NULL
            FROM comment WHERE text = 'The wait was bad.'""")
    store.close()
    return folder


@pytest.fixture
def voices(process: Callable[[Path, bool], None], heard: Path, tmp_path: Path) -> tuple[Store, Scope]:
    process(shutil.copytree(heard, tmp_path / "store") / "throughline.duckdb", False)
    store = runtime.open_store()
    return store, Scope(str(store.value("SELECT journey_id FROM journey")))


def test_sums_add_up_to_what_was_said(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    sums = sentiment_sums(store, scope)
    told = sums.drop(columns=["key", "cluster_group"]).sum()
    assert told["n_all"] == len(COMMENTS)
    assert (told["n_none"], told["n_unread"], told["n"]) == (2, 0, len(COMMENTS) - 2)
    assert told["s"] == pytest.approx(0.4 * (4 - 3))
    assert told["n_low"] == 23, "where neither word stands the fake is unsure"
    assert told[["n_negative", "n_neutral", "n_positive"]].tolist() == [3, 23, 4]


def test_clusters_are_the_customers(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    sums = sentiment_sums(store, scope)
    n_customers = store.value("SELECT count(DISTINCT coalesce(account_id, respondent_id)) FROM response")
    assert sums["cluster_group"].nunique() == n_customers == 32


def test_touchpoints_and_languages_are_cuts_of_the_same_sum(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    whole = sentiment_sums(store, scope)[["n_all", "n", "s"]].sum()
    for by in ("touchpoint", "language"):
        cut = sentiment_sums(store, scope, by)
        pd.testing.assert_series_equal(cut[["n_all", "n", "s"]].sum(), whole)


def test_a_comment_without_a_touchpoint_belongs_to_that_of_its_question(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    assert set(sentiment_sums(store, scope, "touchpoint")["key"]) == {""}
    with store.write("t", "feedback") as write:
        write.execute(
            "UPDATE question SET touchpoint_id = 'asked' WHERE question_id IN (SELECT question_id FROM comment)"
        )
        write.execute("UPDATE comment SET touchpoint_id = 'own' WHERE text = 'The wait was bad.'")
    by_point = sentiment_sums(store, scope, "touchpoint").groupby("key")["n_all"].sum().to_dict()
    assert by_point == {"own": 3, "asked": len(COMMENTS) - 3}
    assert n_comments(store, scope, VoiceFilter(touchpoint_id="asked"))[0] == len(COMMENTS) - 3


def test_a_period_and_a_segment_narrow(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    north = Scope(scope.journey_id, segments=(("Region", "North"),))
    assert n_comments(store, north)[0] == len(COMMENTS[::3])
    assert n_comments(store, scope.between(pd.Timestamp("2027-01-01").date(), None)) == (0, 0)


def test_tests_and_flags_left_out_are_not_heard(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    with store.write("t", "feedback") as write:
        write.execute("UPDATE response SET status = 'test' WHERE row_no = (SELECT min(row_no) FROM response)")
    assert n_comments(store, scope)[0] == len(COMMENTS) - 1


@pytest.mark.parametrize(
    ("chosen", "n"),
    [
        (VoiceFilter(), 32),
        (VoiceFilter(sentiment="positive"), 4),
        (VoiceFilter(sentiment="none"), 2),
        (VoiceFilter(theme_id="wait"), 4),
        (VoiceFilter(theme_id="wait", sentiment="negative"), 4),
        (VoiceFilter(theme_id="wait", sentiment="positive"), 0),
        (VoiceFilter(theme_id="service"), 8),
        (VoiceFilter(language="zh"), 1),
        (VoiceFilter(is_sure=True), 7),
        (VoiceFilter(touchpoint_id=""), 32),
        (VoiceFilter(touchpoint_id="'; DROP TABLE comment; --"), 0),
        (VoiceFilter(texts=()), 0),
        (VoiceFilter(emotion="anger"), 3),
        (VoiceFilter(emotion="anger' OR true --"), 0),
    ],
)
def test_each_filter_narrows_to_what_it_says(voices: tuple[Store, Scope], chosen: VoiceFilter, n: int) -> None:
    store, scope = voices
    assert n_comments(store, scope, chosen)[0] == n
    assert sentiment_sums(store, scope, "all", chosen)["n_all"].sum() == n
    page = comment_page(store, scope, chosen, most=100)
    assert page["n_same"].sum() == n


def test_themes_count_comments_by_the_sign_of_their_clauses(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    counts = theme_counts(store, scope).set_index(["theme_id", "sentiment"])["n_comments"]
    assert counts.to_dict() == {("desk", "positive"): 5, ("wait", "negative"): 4}


def test_a_persons_no_takes_a_theme_away_and_a_yes_adds_it(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    hashes = dict(store.rows("SELECT DISTINCT text, text_hash FROM comment"))
    with store.write("t", "voices") as write:
        for text, theme, is_present in (("The desk was good.", "desk", False), ("The wait was bad.", "desk", True)):
            write.execute("INSERT INTO theme_label VALUES ($hash, $theme, $is_present, '', $at)", hash=hashes[text],
                          theme=theme, is_present=is_present, at=AT)  # fmt: skip
    counts = theme_counts(store, scope).set_index(["theme_id", "sentiment"])["n_comments"]
    assert counts.to_dict() == {("desk", "positive"): 1, ("desk", "negative"): 3, ("wait", "negative"): 4}


def test_a_persons_label_counts_instead_of_the_models(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    with store.write("t", "voices") as write:
        write.execute(
            """INSERT INTO text_label SELECT DISTINCT s.text_hash, s.question_hash, 'negative', '', $at
            FROM text_score s JOIN comment c USING (text_hash) WHERE c.text = 'The desk was good.'""",
            at=AT,
        )
    told = sentiment_sums(store, scope)[["n_negative", "n_positive", "s"]].sum()
    assert told.tolist() == pytest.approx([7, 0, -4 - 0.4 * 3])


def test_what_the_impact_of_a_theme_is_computed_from(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    responses, mentions = scored_responses(store, scope), theme_mentions(store, scope)
    assert len(responses) == len(COMMENTS) - 2
    assert responses["response"].is_unique
    assert responses["score"].between(0, 100).all()
    assert set(mentions["response"]) <= set(responses["response"])
    assert mentions.groupby("theme")["response"].nunique().to_dict() == {"desk": 5, "wait": 4}
    assert mentions[["p_negative", "p_neutral", "p_positive"]].sum(axis=1).to_numpy() == pytest.approx(1)
    own = scored_responses(store, scope, question_id=str(store.value("SELECT min(question_id) FROM score_fact")))
    assert len(own) <= len(responses)


def test_a_page_holds_each_text_once_with_all_that_is_known_of_it(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    page = comment_page(store, scope, order="best", most=3)
    first = page.iloc[0]
    assert (first["text"], first["sentiment"], first["n_same"], first["engine"]) == (
        "The desk was good.", "positive", 4, "instant",
    )  # fmt: skip
    assert json.loads(first["themes"])[0]["theme_id"] == "desk"
    assert json.loads(first["evidence"]) == []
    everything = [
        comment_page(store, scope, order="worst", first=start, most=7)["text_hash"] for start in (0, 7, 14, 21)
    ]
    assert pd.concat(everything).is_unique
    assert len(pd.concat(everything)) == store.value("SELECT count(DISTINCT text_hash) FROM comment")


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("desk", 5),
        ("DESK  good", 5),
        ("deliv", 21),
        ("delivery tuesday", 1),
        ("elivery", 0),
        ("\u670d\u52a1", 1),
        ("\u52a1", 1),
        ("\u670d\u597d", 0),
        ("\u5f88\u597d\u670d\u52a1", 0),
        ("\uff44\uff45\uff53\uff4b", 5),
        ("'; DROP TABLE comment; --", 0),
        ("%", None),
        ("", None),
    ],
)
def test_search_finds_words_and_characters(voices: tuple[Store, Scope], query: str, n: int | None) -> None:
    store, scope = voices
    found = found_texts(store, query)
    assert (None if found is None else n_comments(store, scope, VoiceFilter(texts=found))[0]) == n


def test_the_least_certain_texts_are_looked_at_first(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    queue = review_queue(store, scope, most=100)
    assert queue["confidence"].is_monotonic_increasing
    assert len(queue) == 25
    pd.testing.assert_frame_equal(queue, review_queue(store, most=100))
    first = queue.iloc[0]
    with store.write("t", "voices") as write:
        write.execute("INSERT INTO text_label VALUES ($t, $q, 'neutral', '', $at)", t=first["text_hash"],
                      q=first["question_hash"], at=AT)  # fmt: skip
    assert len(review_queue(store, scope, most=100)) == 24


def test_vectors_are_kept_once_and_read_in_one_matrix(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    hashes = dict(store.rows("SELECT DISTINCT text, text_hash FROM comment"))
    angles = {"The desk was good.": 0.0, SERVICE: 0.1, "The wait was bad.": 3.0, "Delivery came on Tuesday.": 1.0}
    vectors = [np.array([np.cos(a), np.sin(a)], dtype=np.float16).tobytes() for a in angles.values()]
    rows = pd.DataFrame({"text_hash": [hashes[text] for text in angles], "vector": vectors})
    with store.write("t", "voices") as write:
        assert write_vectors(write, rows, "fake") == 4
        assert write_vectors(write, rows, "fake") == 0
    texts, matrix = text_vectors(store, scope)
    assert matrix.shape == (4, 2)
    assert texts["n_same"].sum() == 9


def test_a_comment_says_how_sure_the_chosen_sentiment_of_the_chosen_theme_is(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    praise = comment_page(store, scope, VoiceFilter(theme_id="desk", sentiment="positive"), most=100)
    assert praise["p_chosen"].tolist() == pytest.approx([0.8] * len(praise))
    by_parent = comment_page(store, scope, VoiceFilter(theme_id="service", sentiment="negative"), most=100)
    assert set(by_parent["text"]) == {"The wait was bad.", "Good desk, bad wait."}
    assert by_parent["p_chosen"].tolist() == pytest.approx([0.8, 0.8])
    assert comment_page(store, scope, VoiceFilter(theme_id="desk"))["p_chosen"].isna().all()
