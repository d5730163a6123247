"""The review of comments: one key an answer, the counter moves, the last answer can be taken back even after a skip."""

from __future__ import annotations

import re

import pytest

from tests.pages.bench import words
from tests.pages.readings import AT, read_as_shipped
from views.voices_review import ENOUGH, progress_words
from workflows.correct_text import label_text

LINK = {"j": "it_delivery", "per": "all", "vp": "review"}
PAGE = "pages/journey/voices.py"
SAID = {"en": "{n} of 50 corrections", "zh": "已更正 {n} 条"}
WAIT = {"en": "wait for a person", "zh": "等待人工校对"}


@pytest.fixture
def read(sample_store):
    """The sample world, each comment read with little confidence."""
    read_as_shipped(sample_store, confidence=0.4)
    return sample_store


def counted(screen) -> int:
    """The number in front of the bar."""
    found = [re.search(r"\d+", one.proto.text) for one in screen.get("progress")]
    return int(found[0][0])


def press(screen, what: str, lang: str = "en"):
    return screen.button(key=f"review_{what}|{lang}").click().run()


def shown(screen) -> str:
    return str(screen.header[0].value)


def labels(store) -> list[tuple[str, str]]:
    rows = store.rows(
        "SELECT text, any_value(label) FROM text_label JOIN comment USING (text_hash) GROUP BY text ORDER BY text"
    )
    return [(str(text), str(label)) for text, label in rows]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_answer_moves_the_counter_and_shows_the_next_comment(read, app, lang):
    screen = app(PAGE, lang=lang, **LINK)
    assert WAIT[lang] in "\n".join(words(screen))
    asked = {"en": "What should we know?", "zh": "您有什么想告诉我们的？"}
    assert any(asked[lang] in one.value for one in screen.caption)
    seen = [shown(screen)]
    for n, label in enumerate(("negative", "neutral", "positive", "none"), start=1):
        press(screen, label, lang)
        assert not screen.exception
        assert counted(screen) == n
        assert SAID[lang].format(n=n) in screen.get("progress")[0].proto.text
        seen.append(shown(screen))
    assert len(set(seen)) == 5
    assert sorted(label for _text, label in labels(read)) == ["negative", "neutral", "none", "positive"]


def test_the_keys_are_the_ones_on_the_buttons(read, app):
    screen = app(PAGE, **LINK)
    keys = {str(one.key): one.proto.shortcut for one in screen.button if str(one.key).startswith("review_")}
    labels_in_order = ("negative", "neutral", "positive", "none")
    assert keys == {f"review_{label}|en": str(n) for n, label in enumerate(labels_in_order, 1)} | {
        "review_skip|en": "s"
    }
    press(screen, "positive")
    assert screen.button(key="review_undo|en").proto.shortcut == "u"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_undo_after_a_skip_takes_back_the_last_answer_and_shows_its_comment(read, app, lang):
    screen = app(PAGE, lang=lang, **LINK)
    press(screen, "positive", lang)
    answered = shown(screen)
    press(screen, "negative", lang)
    skipped = shown(screen)
    press(screen, "skip", lang)
    assert shown(screen) not in (answered, skipped)
    press(screen, "undo", lang)
    assert shown(screen) == answered
    assert counted(screen) == 1
    assert [label for _text, label in labels(read)] == ["positive"]
    press(screen, "undo", lang)
    assert counted(screen) == 0
    assert not any(str(one.key).startswith("review_undo") for one in screen.button)


def test_a_skipped_comment_stays_away_until_it_is_asked_for(read, app):
    screen = app(PAGE, **LINK)
    first = shown(screen)
    press(screen, "skip")
    press(screen, "positive")
    assert first not in {shown(screen)}
    assert counted(screen) == 1


def test_words_are_drawn_after_the_keys_that_belong_to_them(read, app, monkeypatch):
    """Whoever presses a key upon new words must not answer the comment before."""
    from views import voices_review

    order: list[str] = []
    for name in ("_keys", "_draw_words"):
        drawn = getattr(voices_review, name)
        monkeypatch.setattr(voices_review, name, lambda *a, f=drawn, n=name: (order.append(n), f(*a)))
    app(PAGE, **LINK)
    assert order == ["_keys", "_draw_words"]


def test_with_enough_corrections_the_way_to_the_model_is_open(read, app):
    rows = read.rows("SELECT DISTINCT text_hash, question_hash FROM text_score ORDER BY 1 LIMIT $n", n=ENOUGH)
    for text_hash, question_hash in rows:
        label_text(read, text_hash, question_hash, "positive", at=AT)
    screen = app(PAGE, **LINK)
    assert screen.get("progress")[0].proto.text == progress_words(ENOUGH)
    screen.button(key="review_to_model|en").click().run()
    assert not screen.exception
    assert any(str(one.key).startswith("model_learn") for one in screen.button)
