"""New topics as a user meets them: named in words, with figures and quotes, and one click from being a theme."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.queries.scope import Scope
from data.queries.text_write import write_vectors
from tests.pages.bench import press, words
from views import loaders_themes, voices_topics

PAGE = "pages/journey/voices.py"
SCOPE = Scope("it_delivery")


def with_vectors(store) -> None:
    """Vectors in which the language of a text does not matter: those of its length and a bit of chance."""
    rows = store.frame("SELECT DISTINCT text_hash, length(text) AS n FROM comment ORDER BY text_hash")
    rng = np.random.default_rng(0)
    angle = rows["n"].to_numpy(float) / 20
    values = np.column_stack([np.cos(angle), np.sin(angle), rng.normal(0, 0.1, len(rows))]).astype(np.float16)
    vectors = pd.DataFrame({"text_hash": rows["text_hash"], "vector": [row.tobytes() for row in values]})
    with store.write("vectors", "voices") as write:
        write_vectors(write, vectors, "standard")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_vectors_the_page_says_so_and_groups_by_spelling(read_store, app, lang):
    screen = app(PAGE, j="it_delivery", per="all", vp="topics", tof="all", lang=lang)
    assert not screen.exception
    assert any(("only the engine Instant" if lang == "en" else "没有句向量") in one.value for one in screen.info)
    assert any(one.label == ("Make it a theme" if lang == "en" else "设为主题") for one in screen.button)


def test_with_vectors_both_languages_come_together(read_store, app):
    with_vectors(read_store)
    screen = app(PAGE, j="it_delivery", per="all", vp="topics", tof="all")
    assert not screen.exception
    assert not any("only the engine Instant" in one.value for one in screen.info)
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    assert found.is_by_meaning
    assert any(one.name_en and one.name_zh for one in found.groups)


def test_sizes_add_up_and_each_mean_lies_in_its_interval(read_store):
    with_vectors(read_store)
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    assert sum(one.n for one in found.groups) == found.n
    assert sum(one.share for one in found.groups) == pytest.approx(1)
    counted = read_store.value(
        """SELECT count(*) FROM comment JOIN response USING (response_no) JOIN text_state USING (text_hash)
           WHERE journey_id = 'it_delivery' AND is_current AND text_state.language IN ('en', 'zh')"""
    )
    assert 0.9 * counted <= found.n <= counted
    for one in found.groups:
        assert one.score is not None
        assert one.score.low <= one.score.value <= one.score.high
        assert 1 <= len(one.quotes) <= 3


def test_names_of_topics_differ(read_store):
    with_vectors(read_store)
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    for language in ("en", "zh"):
        shown = [voices_topics.names(one, number, language)[0] for number, one in enumerate(found.groups)]
        assert len(set(shown)) == len(shown)


def test_an_answer_about_a_theme_does_not_group_anew(read_store, monkeypatch):
    with_vectors(read_store)
    first = loaders_themes.topics(SCOPE, "all")
    monkeypatch.setattr("views.loaders_themes.discover_topics", lambda *_args, **_kwargs: pytest.fail("grouped again"))
    with read_store.write("label", "voices") as write:
        write.execute("INSERT INTO theme_label SELECT min(text_hash), 'ease', true, '', now() FROM comment")
    assert loaders_themes.topics(SCOPE, "all") == first


def test_make_it_a_theme_opens_the_form_filled_with_the_words_of_the_topic(read_store, app):
    with_vectors(read_store)
    screen = app(PAGE, j="it_delivery", per="all", vp="topics", tof="all")
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    first = found.groups[0]
    press(screen, "Make it a theme")
    assert not screen.exception
    assert any(one.value == "New theme" for one in screen.header)
    english = next(one for one in screen.text_area if one.label == "Words, English").value
    chinese = next(one for one in screen.text_area if one.label == "Words, Chinese").value
    assert (english, chinese) == (", ".join(first.name_en), ", ".join(first.name_zh))
    assert any("These words find **" in text for text in words(screen))


def test_too_few_comments_without_a_theme_lead_to_all_of_them(read_store, app):
    with read_store.write("tags", "voices") as write:
        write.execute(
            """INSERT INTO text_theme BY NAME SELECT text_hash, question_hash, 0 AS clause_no, 'ease' AS theme_id,
                   'keyword' AS source FROM text_score"""
        )
    screen = app(PAGE, j="it_delivery", per="all", vp="topics")
    assert not screen.exception
    press(screen, "Group all comments")
    assert any(one.label == "Make it a theme" for one in screen.button)


def test_all_comments_of_a_topic_are_one_click_away(read_store, app):
    with_vectors(read_store)
    screen = app(PAGE, j="it_delivery", per="all", vp="topics", tof="all")
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    first = found.groups[0]
    press(screen, f"Read all {first.n:,}")
    assert not screen.exception
    assert any(text.startswith(f"**{first.n:,} of ") for text in words(screen)), "as many as the topic says"
    assert any(one.label.startswith("One topic, as with") for one in screen.button)
    again = app(PAGE, j="it_delivery", per="all", vp="verbatims", tof="all", tpc=first.key, vc="some")
    assert any(text.startswith(f"**{first.n:,} of ") for text in words(again)), "a link leads to the same"


def test_a_link_to_a_topic_that_is_gone_says_so_or_shows_nothing(read_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", tpc="0" * 32)
    assert not screen.exception
    assert any("The link asks for topic" in one.value for one in screen.warning)
