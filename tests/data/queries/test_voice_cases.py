"""The cases behind a theme: which side they stand on, and measures counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from data.queries.scope import Scope
from data.queries.voice_cases import linked_share, theme_cases
from tests.data.queries.test_voice_similar import SERVICE, voices  # noqa: F401 - a fixture
from tests.workflows.surveys import AT

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
LINK = "INSERT INTO link (response_id, case_id, method, target) VALUES ($response, $case, 'key', 'process_case')"
CASE = "INSERT INTO process_case (case_id, opened_at, closed_at, upload_id) VALUES ($case, $start, $end, $upload)"
EVENT = """INSERT INTO event (event_id, case_id, seq, activity, enabled_ts, start_ts, end_ts, target_ts, upload_id)
    VALUES ($id, 'A', $seq, $activity, $enabled, $begun, $done, $due, $upload)"""


@pytest.fixture
def linked(voices):  # noqa: F811
    """Three cases: A spoken of with the theme, B without, C with a comment that says nothing."""
    store, scope = voices
    answers = "SELECT c.text, min(r.response_id) FROM comment c JOIN response r USING (response_no) GROUP BY c.text"
    texts = dict(store.rows(answers))
    upload = str(store.value("SELECT upload_id FROM upload"))
    with store.write("t", "voices", "process") as write:
        write.execute("DELETE FROM text_theme")
        write.execute("INSERT INTO theme (theme_id, parent_id, name_en, name_zh) VALUES ('desk', 'service', 'd', 'd')")
        write.execute("""INSERT INTO text_theme SELECT DISTINCT s.text_hash, s.question_hash, 0, 'desk', 'keyword', 1.0,
            0.8, 0.1, 0.1, '[[4, 8]]' FROM text_score s JOIN comment c
            USING (text_hash) WHERE c.text = 'A good desk'""")
        for case, text in (("A", "A good desk"), ("B", "Delivery came late"), ("C", "Nothing")):
            write.execute(LINK, response=texts[text], case=case)
            write.execute(CASE, case=case, start=START, end=START + timedelta(hours=30), upload=upload)
        for seq, (activity, wait, due) in enumerate([("plan", 2, 4), ("build", 3, 1), ("build", 0, None)]):
            at = START + timedelta(hours=10 * seq)
            write.execute(
                EVENT, id=f"e{seq}", seq=seq, activity=activity, enabled=at, begun=at + timedelta(hours=wait),
                done=at + timedelta(hours=4), due=None if due is None else at + timedelta(hours=due), upload=upload,
            )  # fmt: skip
    return store, scope


def test_cases_stand_on_the_side_of_their_comments_with_their_measures(linked) -> None:
    store, scope = linked
    cases = theme_cases(store, scope, "desk")
    assert cases["has_theme"].tolist() == [True, False], "the comment of the third case says nothing"
    assert cases["cluster_group"].nunique() == 2
    assert cases.loc[0, ["lead_hours", "wait_hours", "repeats", "late"]].tolist() == [30.0, 5.0, 1.0, 1.0]
    assert cases.loc[1, "lead_hours"] == 30.0
    assert cases.loc[1, ["wait_hours", "repeats", "late"]].isna().all(), "no step is known: missing is not zero"


def test_a_theme_in_another_tone_stands_on_neither_side(linked) -> None:
    store, scope = linked
    assert theme_cases(store, scope, "desk", "negative")["has_theme"].tolist() == [True, False]
    assert theme_cases(store, scope, "desk", "positive")["has_theme"].tolist() == [False]


def test_the_match_rate_counts_answers_with_content(linked) -> None:
    store, scope = linked
    assert linked_share(store, scope) == (2, 6)
    none = Scope(scope.journey_id, start=AT.date() + pd.Timedelta(days=4000).to_pytimedelta())
    assert linked_share(store, none) == (0, 0)


def test_another_answer_of_the_same_case_stands_on_its_own_side(linked) -> None:
    store, scope = linked
    other = str(
        store.value("SELECT min(r.response_id) FROM comment c JOIN response r USING (response_no) WHERE c.text = $text",
                    text=SERVICE)
    )  # fmt: skip
    with store.write("t", "process") as write:
        write.execute(LINK, response=other, case="A")
    cases = theme_cases(store, scope, "desk")
    assert cases["has_theme"].tolist() == [True, False, False], "many comments do not put a case on the theme's side"
    assert cases["repeats"].tolist()[:2] == [1.0, 1.0]
    assert cases["cluster_group"].nunique() == 2
