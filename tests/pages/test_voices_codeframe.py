"""The theme list as a user meets it: it opens on a theme, words are tried before they count, every edit goes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from analytics.voices.codeframe import standard
from analytics.voices.suggest import MIN_MEASURED
from data.queries.scope import Scope
from data.queries.themes import theme_corrections, theme_entries, themes
from data.queries.voice_rows import theme_counts
from data.queries.voice_themes import group_counts
from tests.pages.bench import press, words
from views.codeframe_rows import codeframe_rows, measured_share, short_share
from views.voices_codeframe import checked_words
from workflows.correct_text import label_theme
from workflows.edit_themes import ensure_codeframe

PAGE = "pages/journey/voices.py"
AT = datetime(2026, 11, 2, tzinfo=UTC)
SPEED = "speed_waiting"


def opened(app, **query: str):
    return app(PAGE, j="it_delivery", per="all", vp="codeframe", **query)


def area(screen, label: str):
    return next(one for one in screen.text_area if one.label == label)


def said(screen) -> str:
    return "\n".join(words(screen) + [one.value for one in screen.success])


@pytest.mark.parametrize(("lang", "name"), [("en", "Speed and waiting"), ("zh", "速度与等待")])
def test_it_opens_on_a_theme_with_its_words_and_what_they_find(read_store, app, lang, name):
    screen = opened(app, lang=lang, th=SPEED)
    assert not screen.exception
    assert [one.value for one in screen.header if one.value == name]
    assert "等" in area(screen, "Words, Chinese" if lang == "en" else "中文词").value
    assert ("Finds **" if lang == "en" else "命中 **") in said(screen)
    assert ("0 of 10" if lang == "en" else "需要 10 条，现有 0 条") in said(screen)


def test_without_a_theme_in_the_link_the_commonest_is_open(read_store, app):
    screen = opened(app)
    sizes = theme_counts(read_store, Scope("it_delivery")).groupby("theme_id")["n_comments"].sum()
    assert screen.header[0].value == standard().theme(str(sizes.idxmax())).name_en


def test_other_words_are_tried_out_before_they_are_saved_and_the_edit_goes_back(read_store, app):
    before = theme_entries(read_store)
    screen = opened(app, th=SPEED)
    area(screen, "Words, English").set_value("zzz").run()
    assert "fewer than before" in said(screen)
    assert any("no longer" in text for text in words(screen))
    assert theme_entries(read_store) == before, "nothing is saved yet"
    press(screen, "Save the theme")
    saved = next(entry for entry in theme_entries(read_store) if entry["id"] == SPEED)
    assert saved["words"]["en"] == ["zzz"]
    assert "is saved" in said(screen)
    press(screen, "Undo last change")
    assert theme_entries(read_store) == before
    assert "zzz" not in area(screen, "Words, English").value


def test_a_word_that_cannot_be_used_is_named_and_not_saved(read_store, app):
    before = theme_entries(read_store)
    screen = opened(app, th=SPEED)
    area(screen, "Words, English").set_value("wait*, ***").run()
    assert any("\\*\\*\\*" in one.value for one in screen.warning)
    press(screen, "Save the theme")
    assert any("at least one of them a letter" in one.value for one in screen.error)
    assert theme_entries(read_store) == before


def test_a_theme_is_added_with_names_and_words_in_both_languages(read_store, app):
    screen = opened(app, th=SPEED)
    press(screen, "Add a theme")
    assert any(one.value == "New theme" for one in screen.header)
    press(screen, "Add the theme")
    assert any("Each theme needs a name" in one.value for one in screen.error)
    next(one for one in screen.text_input if one.label == "Name in English").set_value("Signatures")
    next(one for one in screen.text_input if one.label == "Name in Chinese").set_value("签字")
    area(screen, "Words, English").set_value("sign*")
    area(screen, "Words, Chinese").set_value("签字、签名").run()
    assert "These words find **" in said(screen)
    press(screen, "Add the theme")
    added = theme_entries(read_store)[-1]
    assert (added["id"], added["parent"], added["words"]) == (
        "signatures", standard().theme(SPEED).parent, {"en": ["sign*"], "zh": ["签字", "签名"]})  # fmt: skip
    assert screen.header[0].value == "Signatures"


def test_a_theme_is_merged_with_its_answers_and_the_merge_goes_back(read_store, app):
    text = str(read_store.value("SELECT min(text_hash) FROM comment"))
    label_theme(read_store, text, SPEED, True, at=AT)
    before = (theme_entries(read_store), read_store.rows("SELECT * FROM theme_label"))
    screen = opened(app, th=SPEED)
    next(one for one in screen.selectbox if one.label == "Merge into").set_value("ease").run()
    press(screen, "Merge")
    assert SPEED not in {entry["id"] for entry in theme_entries(read_store)}
    assert read_store.rows("SELECT is_present FROM theme_label WHERE theme_id = 'ease'") == [(True,)]
    assert screen.header[0].value == standard().theme("ease").name_en
    press(screen, "Undo last change")
    assert (theme_entries(read_store), read_store.rows("SELECT * FROM theme_label")) == before


def test_a_theme_is_retired_and_brought_back(read_store, app):
    before = theme_entries(read_store)
    screen = opened(app, th=SPEED)
    press(screen, "Retire")
    assert SPEED not in {entry["id"] for entry in theme_entries(read_store)}
    assert any(one.label == "1 retired theme" for one in screen.expander)
    assert not screen.exception
    press(screen, "Undo last change")
    assert theme_entries(read_store) == before


def test_a_yes_or_no_under_a_comment_is_a_correction_of_the_theme(read_store, app):
    screen = opened(app, th=SPEED)
    first = next(one for one in screen.segmented_control if str(one.key).startswith("theme_said_"))
    first.set_value("no").run()
    assert not screen.exception
    assert read_store.rows("SELECT theme_id, is_present FROM theme_label") == [(SPEED, False)]
    assert "1 of 10" in said(screen)
    first = next(one for one in screen.segmented_control if str(one.key).startswith("theme_said_"))
    assert first.value == "no", "the comment stays, so that the answer can be changed"


def test_missed_comments_are_looked_for_on_a_click_and_can_be_judged(read_store, app):
    screen = opened(app, th=SPEED)
    next(one for one in screen.segmented_control if str(one.key).startswith("theme_check")).set_value("missed").run()
    press(screen, "Look for missed comments")
    assert not screen.exception
    found = [one for one in screen.segmented_control if str(one.key).startswith("theme_said_")]
    told = [one.value for one in screen.info]
    assert found or any("No comment looks like this theme" in text for text in told)


def test_comments_of_a_theme_that_few_speak_of_are_hidden(read_store, app):
    screen = opened(app, th=SPEED)
    press(screen, "Add a theme")
    rare = str(
        read_store.value("SELECT min(text) FROM comment WHERE length(text) > 40 AND regexp_matches(text, '^[ -~]+$')")
    )
    area(screen, "Words, English").set_value(" ".join(rare.rstrip(".").split()[:7])).run()
    assert re.search(r"These words find \*\*[1-7] comments?\*\*", said(screen))
    assert any("could show who said what" in one.value for one in screen.info)
    assert not any("-background[" in one.value for one in screen.markdown)


def test_precision_is_measured_from_ten_answers_on_with_its_interval():
    assert measured_share(9, MIN_MEASURED - 1) == "not enough corrections yet: 9 of 10"
    # Wilson, 9 of 12: 46.8 % to 91.1 % (R: prop.test(9, 12, correct = FALSE))
    assert measured_share(9, 12) == "75% (95% interval 47% to 91%; n = 12)"


def test_a_group_stands_before_its_themes(store):
    ensure_codeframe(store, at=AT)
    scope = Scope("nothing")
    rows = codeframe_rows(
        themes(store), theme_counts(store, scope), group_counts(store, scope), theme_corrections(store), "en"
    )  # fmt: skip
    parents = {theme.id: theme.parent for theme in standard().themes}
    above: str | None = None
    for theme_id, is_group in zip(rows["theme_id"], rows["is_group"], strict=True):
        above = theme_id if is_group else above
        assert (parents[theme_id] is None) == is_group
        assert is_group or parents[theme_id] == above
    assert len(rows) == len(standard().themes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "no text file in UTF-8"),
        (b"[" * 50_000, "Each theme needs id, name"),
        (b"a: &a [x]\nthemes: [*a]", "References"),
        (b"themes: []", "The key themes with a list of themes is missing"),
        (b"themes: [{id: a, name: {en: A, zh: A}, parent: {x: y}}]", "There is no group with this id"),
        (b"themes: [{id: '![x](http://a.example)', name: {en: A, zh: A}}]", "An id has small letters"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_changes_nothing(read_store, app, content, sentence):
    before = theme_entries(read_store)
    screen = opened(app, th=SPEED)
    screen.session_state["theme_file|en"] = True
    screen.run()
    screen.file_uploader[0].set_value(("list.yaml", content, "application/yaml")).run()
    press(screen, "Use this list")
    assert not screen.exception
    assert any(sentence in one.value for one in screen.error)
    assert theme_entries(read_store) == before


def test_a_share_that_is_not_measured_is_no_number_in_the_list():
    assert short_share(2, MIN_MEASURED - 1) == "–"
    assert short_share(9, MIN_MEASURED) == "90%"
    assert "not measured yet" in checked_words(0)
    assert checked_words(2).format(checked=2) == "How right their words are is measured for 2 of them."


def test_columns_of_shares_appear_with_the_first_measured_one(read_store, app):
    assert "Precision" not in opened(app).dataframe[0].value
