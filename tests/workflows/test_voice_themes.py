"""What the theme list and the topics ask of the store: counted by comment, blind to content, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.queries.scope import Scope
from data.queries.voice_themes import group_counts, scope_texts, tagged_to_judge, topic_sums, vector_mark
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import run_scoring, scored_survey
from workflows.correct_text import label_theme

COMMENTS = [
    *["Good price."] * 6,
    *[f"Slow delivery and rude staff, order {n}." for n in range(6)],
    *["\u670d\u52a1\u6001\u5ea6\u5f88\u597d"] * 4,
    *["nothing"] * 3,
]


@pytest.fixture
def scope(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scope:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    return Scope(str(store.value("SELECT journey_id FROM journey")))


def test_each_text_stands_once_with_how_often_it_was_said(store: Store, scope: Scope) -> None:
    texts = scope_texts(store, scope).set_index("text")
    assert texts["n_same"].to_dict() == {
        "Good price.": 6, "\u670d\u52a1\u6001\u5ea6\u5f88\u597d": 4,
        **{f"Slow delivery and rude staff, order {n}.": 1 for n in range(6)},
    }  # fmt: skip
    assert texts["has_theme"].all()
    assert texts["language"].value_counts().to_dict() == {"en": 7, "zh": 1}
    assert texts["n_same"].is_monotonic_decreasing


def test_a_comment_with_two_themes_of_a_group_counts_once_for_the_group(store: Store, scope: Scope) -> None:
    per_theme = store.rows(
        """SELECT parent_id, count(*) FROM text_theme JOIN theme USING (theme_id) JOIN comment USING (text_hash)
           GROUP BY 1 ORDER BY 1"""
    )
    groups = dict(group_counts(store, scope).itertuples(index=False, name=None))
    by_hand = dict(
        store.rows(
            """SELECT parent_id, count(DISTINCT comment_id) FROM text_theme JOIN theme USING (theme_id)
               JOIN comment USING (text_hash) GROUP BY 1"""
        )
    )
    assert groups == by_hand
    assert any(n > groups[group] for group, n in per_theme), "some comments speak of two themes of one group"


def test_what_was_judged_is_not_asked_again(store: Store, scope: Scope) -> None:
    theme = "staff_attitude"
    first = tagged_to_judge(store, scope, theme, most=50)
    assert len(first) == 7
    label_theme(store, str(first["text_hash"].iloc[0]), theme, False, at=AT)
    assert tagged_to_judge(store, scope, theme, most=50)["text_hash"].tolist() == first["text_hash"].tolist()[1:]
    assert len(tagged_to_judge(store, scope, theme, most=2)) == 2


def test_the_sums_of_topics_give_the_mean_score_and_sentiment_of_the_store(store: Store, scope: Scope) -> None:
    sums = topic_sums(store, scope)
    assert int(sums["n"].sum()) == 16, "answers without content are left out"
    price = sums[
        sums["text_hash"] == store.value("SELECT any_value(text_hash) FROM comment WHERE text = 'Good price.'")
    ]
    assert int(price["n"].sum()) == 6
    assert price["s"].sum() / 6 == pytest.approx(0.2 + 0.2)  # the scorer's .5 less .1
    by_hand = store.value(
        """SELECT avg(score) FROM comment JOIN (SELECT response_no, avg(norm) AS score FROM score_fact GROUP BY 1)
           USING (response_no) WHERE text = 'Good price.'"""
    )
    assert price["s_score"].sum() / price["n_score"].sum() == pytest.approx(by_hand)


def test_without_vectors_there_is_no_mark(store: Store, scope: Scope) -> None:
    assert vector_mark(store) == ""
