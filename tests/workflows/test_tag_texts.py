"""Themes of a text carry the clause they stand in and, where a text is mixed, the sentiment of their own clauses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.queries.text_work import count_untagged
from data.queries.themes import codeframe_version, theme_entries
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import INSTANT_ONLY, RealScorer, scored_survey
from workflows import score_comments as scoring

MIXED = "The staff were wonderful and friendly. But the price is terrible, far too expensive."
PLAIN = "The staff were wonderful and friendly."
CHINESE = (
    "\u5ba2\u670d\u6001\u5ea6\u5f88\u597d\uff0c\u975e\u5e38\u6ee1\u610f\u3002"
    "\u4f46\u662f\u4ef7\u683c\u592a\u8d35\u4e86\uff0c\u5f88\u5931\u671b\u3002"
)
OTHER = "\u30b9\u30bf\u30c3\u30d5\u306f\u3068\u3066\u3082\u89aa\u5207\u3067\u3057\u305f\u3002staff price"
TEXTS = [MIXED, PLAIN, CHINESE, OTHER, *[f"The desk was good on day {n}." for n in range(30)]]


@pytest.fixture
def tagged(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    scored_survey(store, tmp_path, TEXTS)
    read_again(store)
    return store


def read_again(store: Store) -> None:
    scoring.score_comments(store, RealScorer(), clock=lambda: AT, available=INSTANT_ONLY)


def tags(store: Store, text: str) -> pd.DataFrame:
    return store.frame(
        """SELECT DISTINCT m.theme_id, m.clause_no, m.p_negative, m.p_positive, s.p_positive AS whole, m.spans
           FROM text_theme m JOIN comment c USING (text_hash) JOIN text_score s USING (text_hash, question_hash)
           WHERE c.text = $text ORDER BY m.clause_no, m.theme_id""",
        text=text,
    )


@pytest.mark.parametrize("text", [MIXED, CHINESE])
def test_each_theme_of_a_mixed_text_is_spoken_of_in_its_own_clause(tagged: Store, text: str) -> None:
    found = tags(tagged, text).set_index("theme_id")
    attitude, price = (found.loc[[name]].iloc[0] for name in ("staff_attitude", "price_value"))
    assert attitude["clause_no"] < price["clause_no"]
    assert attitude["p_positive"] > 0.6 > 0.4 > attitude["p_negative"]
    assert price["p_negative"] > 0.6 > 0.4 > price["p_positive"]


def test_a_plain_text_gives_its_theme_the_sentiment_of_the_whole(tagged: Store) -> None:
    found = tags(tagged, PLAIN)
    assert set(found["clause_no"]) == {0}
    assert found["p_positive"].tolist() == found["whole"].tolist()


def test_a_text_in_another_language_has_no_themes_and_is_not_looked_at_again(tagged: Store) -> None:
    language = "SELECT DISTINCT t.language FROM text_state t JOIN comment c USING (text_hash) WHERE c.text = $text"
    assert tagged.value(language, text=OTHER) == "other"
    assert tags(tagged, OTHER).empty
    assert count_untagged(tagged, codeframe_version(theme_entries(tagged))) == 0


def test_texts_tagged_in_an_earlier_way_are_tagged_again(tagged: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with tagged.write("t", "voices") as write:
        write.execute("DELETE FROM text_theme")
    read_again(tagged)
    assert tags(tagged, MIXED).empty
    monkeypatch.setattr("data.queries.themes.TAGGING", "another way")
    read_again(tagged)
    assert not tags(tagged, MIXED).empty
