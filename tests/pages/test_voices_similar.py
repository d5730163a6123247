"""Verbatims narrowed by a link, hostile links, and comments like one comment, as a user meets them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.pages.bench import words
from tests.workflows.voices import UP_TO_STANDARD, RealScorer
from workflows.score_comments import score_comments

PAGE = "pages/journey/voices.py"
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_a_link_narrows_and_every_filter_is_named_and_taken_back(heard_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", sn="negative", cf="sure", vl="en", vc="some")
    assert not screen.exception
    said = next(text for text in words(screen) if " of 608 comments** by " in text)
    n = int(said.removeprefix("**").split(" of ")[0])
    assert 8 <= n < 608
    chips = [button.label for button in screen.button if str(button.key).startswith("voices_chip_")]
    assert chips == [
        "Sentiment: Negative",
        "How sure the reading is: sure",
        "Language of the comment: English",
        "Answers without content: left out",
    ]
    next(button for button in screen.button if button.label == "Clear all").click().run()
    assert any(text.startswith("**608 comments** by ") for text in words(screen))
    assert screen.query_params.get("sn", "all") in ("all", ["all"])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vt", "no.such.touchpoint"), ("cf", "certain"), ("vc", "<script>"), ("like", "0" * 32),
        ("like", "'; DROP TABLE comment; --"), ("find", "!!! ..."), ("sn", "none"), ("th", "no_theme"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_link_is_answered_by_a_sentence(heard_store, app, key, value, lang):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", lang=lang, **{key: value})
    assert not screen.exception
    expected = "which is not known here" if lang == "en" else "\u94fe\u63a5"
    assert any(expected in warning.value for warning in screen.warning)
    assert any("608" in text for text in words(screen))


def test_filters_that_leave_few_comments_show_none_of_them(heard_store, app):
    rare = heard_store.value(
        """SELECT text_hash FROM comment JOIN response USING (response_no) WHERE journey_id = 'it_delivery'
           GROUP BY text_hash HAVING count(*) = 1 ORDER BY max(length(text)) DESC LIMIT 1"""
    )
    text = str(heard_store.value("SELECT any_value(text) FROM comment WHERE text_hash = $one", one=rare))
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", find=" ".join(text.split()[:9]))
    assert not screen.exception
    assert any("hidden: fewer than 8" in one.value for one in screen.info)
    assert not [one for one in screen.segmented_control if str(one.key).startswith("voice_said_")]
    assert not screen.get("download_button")[1:], "only the link of the header row may be downloaded"


def test_segments_that_leave_out_few_comments_hide_the_words(heard_store, app):
    numbers = heard_store.rows("SELECT DISTINCT response_no FROM comment ORDER BY response_no")
    with heard_store.write("t", "feedback") as write:
        for place, (number,) in enumerate(numbers):
            write.execute(
                """INSERT INTO segment_value SELECT 'response', response_id, response_no, 'shift', $value, upload_id
                   FROM response WHERE response_no = $no""",
                value="night" if place < 3 else "day",
                no=number,
            )
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", seg="shift:day")
    assert not screen.exception
    assert any("single out or leave out 3 comments" in one.value for one in screen.info)
    assert not [one for one in screen.segmented_control if str(one.key).startswith("voice_said_")]


def test_comments_like_one_are_shown_with_their_likeness_and_can_be_listed(sample_store, app):
    score_comments(sample_store, RealScorer(), clock=lambda: AT, available=UP_TO_STANDARD)
    like = sample_store.value(
        "SELECT text_hash FROM comment WHERE text ILIKE '%app is%' AND length(text) < 60 ORDER BY text_hash LIMIT 1"
    )
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", like=like)
    assert not screen.exception
    chip = next(button.label for button in screen.button if str(button.key).startswith("voices_chip_like"))
    assert chip.startswith("Like: \u201c")
    shown = [str(one.value) for one in screen.markdown]
    assert sum("app" in text.lower() for text in shown) >= 5
