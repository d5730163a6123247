"""The voices page as a user meets it: what is unread is said, what a person corrects counts."""

from __future__ import annotations

import pytest

from tests.pages.bench import words

PAGE = "pages/journey/voices.py"


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "What do they say, and how do they feel?"), ("zh", "客户说了什么，感受如何？")]
)
def test_comments_that_wait_for_a_reading_are_counted_and_do_not_hold_up_the_page(sample_store, app, lang, title):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all")
    assert screen.title[0].value == title
    assert not screen.exception
    assert any(("still being read" if lang == "en" else "正在判读") in one.value for one in screen.info)


def test_a_correction_in_place_is_kept_and_said(sample_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims")
    first = next(one for one in screen.segmented_control if str(one.key).startswith("voice_said_"))
    first.set_value("negative").run()
    assert not screen.exception
    assert sample_store.rows("SELECT label FROM text_label") == [("negative",)]
    assert any("said by a person" in text for text in words(screen))


def test_a_theme_of_few_comments_shows_no_sentiment():
    from views.loaders_voices import ThemeRow
    from views.voices_themes import large_enough

    rows = tuple(ThemeRow(name, n, n, 0, None, None) for name, n in (("price", 5), ("waiting", 4)))
    assert [row.theme_id for row in large_enough(rows, 5)] == ["price"]


N_FELT = 9  # comments of fewer than eight would stay hidden


@pytest.fixture
def felt_store(sample_store):
    """The sample world with an emotion hinted at in a few comments."""
    some = """SELECT DISTINCT text_hash FROM comment JOIN response USING (response_no) WHERE journey_id = 'it_delivery'
        GROUP BY text_hash HAVING count(*) = 1 ORDER BY text_hash LIMIT $n"""
    with sample_store.write("t", "voices") as write:
        for (text_hash,) in sample_store.rows(some, n=N_FELT):
            write.execute("INSERT INTO text_emotion VALUES ($h, 'worry', 0.7, '[[0, 4]]', NULL)", h=text_hash)
    return sample_store


@pytest.mark.parametrize(("lang", "hint"), [("en", "Worry \\(hint\\)"), ("zh", "担忧（推测）")])
def test_a_hint_at_an_emotion_is_called_one_and_can_be_filtered(felt_store, app, lang, hint):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp="verbatims", em="worry")
    assert not screen.exception
    assert sum(hint in one.value for one in screen.caption) == N_FELT
    assert len([one for one in screen.segmented_control if str(one.key).startswith("voice_said_")]) == N_FELT
