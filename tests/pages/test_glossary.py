"""The glossary page: found in both languages and by other spellings, each entry with a link."""

from __future__ import annotations

import pytest

from reports.glossary import entries
from tests.pages.bench import enter, words
from views.term import by_slug, slug

TITLES = {"en": "What does this word mean here?", "zh": "这个词在这里是什么意思？"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_terms_are_listed(store, lang):
    app = enter("glossary", lang=lang)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    assert sum(len(table.value) for table in app.table) == len(entries())


@pytest.mark.parametrize(
    ("lang", "asked"), [("en", "low point"), ("en", "体验低谷点"), ("zh", "low point"), ("zh", "接触点")]
)
def test_a_term_is_found_in_either_language_and_by_its_variants(store, lang, asked):
    app = enter("glossary", lang=lang, q=asked)
    assert not app.exception
    assert 1 <= sum(len(table.value) for table in app.table) < 10


def test_the_search_stands_in_the_link(store):
    app = enter("glossary")
    app.text_input[0].set_value("NPS").run()
    assert app.query_params["q"] == "NPS"
    assert app.text_input[0].value == "NPS"


def test_a_link_opens_one_entry(store):
    app = enter("glossary", entry="emotion-curve")
    assert not app.exception
    assert app.header[0].value == "emotion curve"


def test_an_unknown_entry_and_hostile_words_are_told_and_do_nothing(store):
    app = enter("glossary", entry="![x](http://a.example/i.png)", q="<img src=x onerror=alert(1)>")
    assert app.title[0].value == TITLES["en"]
    assert not app.exception
    assert app.warning
    assert not [text for text in words(app) if "![x](" in text or "<img src=" in text]


def test_every_entry_has_a_link_of_its_own():
    codes = [slug(entry) for entry in entries()]
    assert len(set(codes)) == len(codes)
    assert all(by_slug(code) is not None for code in codes)


@pytest.mark.parametrize("page", ["upload", "quality", "settings", "glossary"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_link_opens_the_usual_page(store, page, lang):
    bad = "![x](http://a.example/i.png)"
    app = enter(
        page, lang=lang, j=bad, tp="../../etc/passwd", seg="';DROP TABLE upload;--", sel="<script>", per="x" * 500
    )
    assert not app.exception
    assert app.title
    assert not [text for text in words(app) if bad in text or "<script>" in text]
