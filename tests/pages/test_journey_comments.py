"""The second line of the emotion curve: how comments sound, where enough of them were read."""

from __future__ import annotations

import pytest

from data.queries.scope import Scope
from views import journey_comments, loaders

JOURNEY = "pages/journey/journey.py"
HALF = """INSERT INTO text_score SELECT DISTINCT text_hash, coalesce(md5(q.label), ''), 'made', 0.5, 0.3, 0.2, false,
    0.9, '[]'::JSON, now() FROM comment c LEFT JOIN question q USING (question_id)"""


@pytest.fixture
def read_store(sample_store):
    """The sample world in which every comment was read as a little negative."""
    with sample_store.write("t", "voices") as write:
        write.execute(HALF)
    return sample_store


def legends(screen) -> list[str]:
    return [one.value for one in screen.caption if "✚" in one.value]


@pytest.mark.parametrize(("lang", "words"), [("en", "50 as much praise as blame"), ("zh", "50为褒贬各半")])
def test_the_line_is_drawn_named_and_explained(read_store, app, lang, words):
    screen = app(JOURNEY, lang=lang, per="all")
    assert not screen.exception
    assert len(legends(screen)) == 1
    assert words in legends(screen)[0]
    marks = journey_comments.marks(Scope("it_delivery"))
    assert len(marks) > 10
    assert {round(mark.value, 6) for mark in marks.values()} == {35.0}
    assert all(mark.low <= 35.0 + 1e-9 and mark.high >= 35.0 - 1e-9 for mark in marks.values())


@pytest.mark.parametrize("query", [{"ov": "none"}, {"raw": "1"}, {"ov": "period", "per": "h"}])
def test_it_goes_where_another_line_or_scale_is_asked_for(read_store, app, query):
    screen = app(JOURNEY, lang="en", **query)
    assert not screen.exception
    assert not screen.warning
    assert legends(screen) == []


def test_without_read_comments_there_is_no_line_and_no_choice_of_one(sample_view, app):
    screen = app(JOURNEY, lang="en", per="all")
    assert legends(screen) == []
    second = next(one for one in screen.selectbox if one.label == "Second line")
    assert second.options[0] == "No second line"


def test_a_quote_says_how_it_was_read_and_leads_to_the_voices_page(read_store, app):
    with read_store.write("t", "voices") as write:
        write.execute("INSERT INTO text_emotion SELECT DISTINCT text_hash, 'worry', 0.7, '[]'::JSON, '' FROM comment")
        write.execute(
            "INSERT INTO text_state SELECT text_hash, row_number() OVER (), 'en', 9, 'made' "
            "FROM (SELECT DISTINCT text_hash FROM comment)"
        )
    screen = app(JOURNEY, lang="en", per="all", tp="it_delivery.requirement_confirmation")
    assert not screen.exception
    quotes = next(one.value for one in screen.markdown if one.value.startswith("“"))
    assert quotes.count("▼ Negative (not sure)") + quotes.count("▼ Negative") >= 5
    assert quotes.count("Worry \\(hint\\)") == 5
    (link,) = [one for one in screen.get("page_link") if "voices" in str(one.proto.page)]
    assert "vt=it_delivery.requirement_confirmation" in link.proto.query_string


def test_few_comments_of_a_touchpoint_have_no_mark(read_store):
    least = int(loaders.rules()["min_comments"])
    one = read_store.value("SELECT min(touchpoint_id) FROM comment WHERE touchpoint_id LIKE 'it_delivery.%'")
    with read_store.write("t", "feedback") as write:
        write.execute(
            "DELETE FROM comment WHERE touchpoint_id = $t AND comment_id NOT IN "
            "(SELECT comment_id FROM comment WHERE touchpoint_id = $t ORDER BY comment_id LIMIT $n)",
            t=one, n=least - 1,
        )  # fmt: skip
    assert one not in journey_comments.marks(Scope("it_delivery"))
