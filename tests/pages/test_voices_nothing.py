"""Answers of "nothing": counted beside every average of sentiment, in no topic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.queries.scope import Scope
from tests.pages.bench import words
from views import loaders_themes, loaders_voices
from views.loaders_voices import Heard
from views.voices_tiles import beside
from views.voices_topics import not_grouped

PAGE = "pages/journey/voices.py"
SCOPE = Scope("it_delivery")
HEARD = Heard(1000, 100, 0, 0, 900, 400, 300, None)


def test_both_kinds_of_nothing_are_said_apart():
    assert beside(HEARD, 45) == (
        "10% of 1,000 comments have no content and are in no average. 45 more say only “nothing” and take their sign "
        "from the question (5.0% of those with content)."
    )
    assert "more" not in beside(HEARD, 0)
    assert beside(replace(HEARD, n_all=0, n_none=0), 0).startswith("–")
    assert not_grouped(HEARD, 45).startswith("145 of 1,000 comments (14%)")


def test_the_count_is_that_of_the_store_and_none_of_them_is_a_topic(heard_store):
    hashes, n = loaders_voices.bare(SCOPE)
    said = heard_store.rows(
        """SELECT lower(c.text), count(*) FROM comment c JOIN question q USING (question_id)
        JOIN text_score s ON s.text_hash = c.text_hash AND s.question_hash = md5(q.label)
        WHERE NOT s.is_none AND lower(c.text) IN ('nothing', 'none', 'no', 'nothing at all') GROUP BY ALL"""
    )
    assert n >= sum(count for _text, count in said) > 0
    found = loaders_themes.topics(SCOPE, "all")
    assert found is not None
    assert found.n + n == loaders_voices.heard(SCOPE).n
    assert hashes


@pytest.mark.parametrize("part", ["themes", "compare", "topics"])
@pytest.mark.parametrize(("lang", "said"), [("en", "nothing”"), ("zh", "只答“无”")])
def test_it_stands_beside_the_figures_of_every_part(heard_store, app, part, lang, said):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp=part, tof="all")
    assert not screen.exception
    assert any(said in text for text in words(screen))


def test_it_stands_beside_the_line_of_comments_on_the_journey_map(heard_store, app):
    screen = app("pages/journey/journey.py", j="it_delivery", per="all")
    assert any("✚" in one.value and "have no content" in one.value for one in screen.caption)
