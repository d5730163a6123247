"""Voices on a projector: few themes, one quote a side, the arrow keys; quotes that say one thing."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest

from tests.pages.bench import words
from views import voices_filters, voices_quotes, voices_themes

PAGE = "pages/journey/voices.py"


def rows_of(screen) -> int:
    """Rows of the first chart."""
    sent = screen.get("vega_lite_chart")[0].proto.datasets[0].data.data
    return int(pa.ipc.open_stream(sent).read_all().num_rows)


@pytest.mark.parametrize("part", ["themes", "compare"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_presenting_shows_six_rows_and_one_quote_a_side(heard_store, app, part, lang):
    large = app(PAGE, lang=lang, j="it_delivery", per="all", vp=part, present="1")
    usual = app(PAGE, lang=lang, j="it_delivery", per="all", vp=part)
    assert not large.exception
    assert rows_of(large) == 6 < rows_of(usual)
    assert 1 <= sum(one.value.startswith("\u201c") for one in large.header) <= 2
    assert sum(str(button.key).startswith("present_forward") for button in large.button) == 1


def test_the_arrow_keys_walk_the_themes(heard_store, app):
    screen = app(PAGE, j="it_delivery", per="all", present="1")
    first = screen.caption[-1].value
    next(button for button in screen.button if button.label == "Forward").click().run()
    assert not screen.exception
    assert screen.caption[-1].value != first


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_room_sees_a_few_comments_in_large_type_and_no_tools_of_the_desk(heard_store, app, lang):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp="verbatims", sn="negative", present="1")
    assert not screen.exception
    assert len(screen.header) == 1 + 3, "the message and three comments"
    keys = [str(button.key) for button in screen.button]
    assert any(key.startswith("voices_next") for key in keys)
    assert any(key.startswith("present_end") for key in keys)
    assert not screen.text_input
    choices = [one for one in screen.segmented_control if "negative" in one.options or "Negative" in one.options]
    assert not choices
    parts = next(one for one in screen.segmented_control if len(one.options) == 4)
    assert {"en": "Verbatims", "zh": "原声"}[lang] in parts.options
    first = [one.value for one in screen.header]
    next(button for button in screen.button if str(button.key).startswith("voices_next")).click().run()
    assert [one.value for one in screen.header] != first


ALLOWED = ("present_", "voices_next", "voices_back")


@pytest.mark.parametrize("part", ["themes", "compare", "verbatims", "topics", "codeframe", "model"])
def test_a_projected_part_is_one_message_without_cards_choices_or_buttons_of_the_desk(heard_store, app, part):
    screen = app(PAGE, j="it_delivery", per="all", vp=part, tof="all", present="1")
    assert not screen.exception
    assert screen.header[0].value, "the message stands first, in large type"
    assert not screen.selectbox
    assert not screen.metric
    assert [str(one.key) for one in screen.button if not str(one.key).startswith(ALLOWED)] == []
    assert len(screen.segmented_control) == 2, "language and part"


def test_a_room_sees_the_comparison_that_was_chosen_at_the_desk(heard_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="compare", vs="industry", va="Finance", present="1")
    assert not screen.exception
    sides = [one.value for one in screen.caption if ": negative, " in one.value]
    assert len(sides) == 2
    assert "negative, Finance" in sides[0]
    assert "negative, everybody else" in sides[1]


def test_a_room_does_not_begin_with_an_answer_that_says_nothing(heard_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims", present="1")
    assert any(one.value == "Answers without content are left out." for one in screen.caption)
    assert not any("No content" in one.value for one in screen.caption)
    asked = app(PAGE, j="it_delivery", per="all", vp="verbatims", vc="none", present="1")
    assert any("No content" in one.value for one in asked.caption), "who asks for them sees them"


def test_the_list_says_which_comments_are_on_screen():
    assert voices_filters.place_words(12, 24, 2053) == "13–24 of 2,053, newest first"


def comment(sentiment: str, *clauses: tuple[str, str], text: str = "Quick and friendly.", sure: float = 0.9):
    chance = {"negative": (0.9, 0.05), "positive": (0.05, 0.9), "neutral": (0.1, 0.1)}
    told = [
        {"theme_id": theme, "clause": number, "p_negative": chance[sign][0], "p_positive": chance[sign][1], "spans": []}
        for number, (theme, sign) in enumerate(clauses)
    ]
    facts = {"text": text, "confidence": sure, "language": "en"}
    return {"sentiment": sentiment, "themes": json.dumps(told)} | facts


def test_comments_that_also_say_the_opposite_are_told_apart():
    frame = pd.DataFrame(
        [
            comment("positive", ("speed", "positive"), ("ease", "neutral")),
            comment("positive", ("speed", "positive"), ("speed", "negative")),
            comment("neutral", ("speed", "positive")),
            comment("positive", ("speed", "positive"), sure=0.5),
            comment("positive", ("speed", "positive"), text="Quick. However, the form is long."),
            comment("positive", ("speed", "positive"), text="Lovely, friendly staff. Horrible, filthy room."),
        ]
    )
    assert voices_quotes.two_sided(frame, "positive").tolist() == [False] + 5 * [True]


def test_the_clause_that_decides_stands_first_where_all_say_both():
    said = "Picked up at once, but two weeks overdue."
    row = comment("negative", ("speed", "positive"), ("speed", "negative"), text=said)
    assert voices_quotes.deciding_clause(row, "speed", "positive") == "Picked up at once"
    assert voices_quotes.deciding_clause(row, "ease", "positive") == ""


def test_themes_beyond_the_chart_are_counted(heard_store, app, monkeypatch):
    monkeypatch.setattr(voices_themes, "MOST", 2)
    screen = app(PAGE, j="it_delivery", per="all")
    assert any("more themes stand under" in one.value for one in screen.caption)


def test_the_name_of_a_theme_is_shown_as_it_was_typed(heard_store, app):
    typed = "![x](http://evil.example/i.png)"
    with heard_store.write("rename", "voices") as write:
        write.execute("UPDATE theme SET name_en = $name", name=typed)
    for present in ("0", "1"):
        screen = app(PAGE, j="it_delivery", per="all", present=present)
        assert not screen.exception
        drawn = [text for text in words(screen) if "evil" in text]
        assert drawn
        assert not any(typed in text for text in drawn)
