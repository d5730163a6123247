"""Texts as the models read them, and their language."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analytics.voices.model_files import model_text
from analytics.voices.text import LONGEST, clean, clean_all, language_of, places


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Great<br/>staff &amp; food", "Great staff & food"),
        ("&lt;p&gt;Slow&lt;/p&gt; but <b>kind</b>", "Slow but kind"),
        ("a <3 for price<quality and time>money", "a <3 for price<quality and time>money"),
        ("ＧＯＯＤ　ｓｅｒｖｉｃｅ！", "GOOD service!"),
        ("服務員態度很好，東西也不貴", "服务员态度很好,东西也不贵"),
        ("It’s  fine\r\n\tok\x00", "It's fine ok"),
        ("See https://example.org/a?b=1 for more", "See for more"),
        ("Late again.\n\nSent from my iPhone", "Late again."),
        ("快递太慢了 发自我的华为手机", "快递太慢了"),
        ("Cold food.\n\nKind regards,\nJo", "Cold food."),
        ("\u2764\ufe0f\u200b", "\u2764"),
        ("   ", ""),
    ],
)
def test_the_same_words_have_one_form(text, read):
    assert clean(text) == read


def test_fifty_thousand_characters_are_read_and_no_more():
    assert len(clean("很好" * 60_000)) == LONGEST


def test_separators_inside_texts_do_not_move_the_rows():
    assert clean_all(["a\uffffb", "c", "\uffff", "\ud800d"]) == ["a b", "c", "", "d"]


@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_batch_reads_each_text_as_it_reads_it_alone(texts):
    assert clean_all(texts) == [clean(text) for text in texts]


@given(st.text(alphabet=st.sampled_from("aB <>&;/br很國\u0301\uff21\u3000\n é👍"), max_size=40))
def test_every_character_read_has_a_place_in_the_text(text):
    read, at = places(text)
    assert read == clean(text)
    assert len(at) == len(read)
    assert all(0 <= place < len(text) for place in at)


def test_places_point_at_the_words_as_given():
    text = "<p>服務  很差</p> &amp; ｓｌｏｗ"
    read, at = places(text)
    start = read.index("slow")
    assert text[at[start] : at[start + 3] + 1] == "ｓｌｏｗ"
    assert text[at[read.index("差")]] == "差"


def test_each_traditional_character_has_one_simplified_form():
    pairs = yaml.safe_load(model_text("characters.yaml"))["pairs"].split()
    assert all(len(pair) == 2 for pair in pairs)
    traditional = [pair[0] for pair in pairs]
    assert len(set(traditional)) == len(traditional) > 1000
    assert not set(traditional) & {pair[1] for pair in pairs}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The staff were friendly", "en"),
        ("no", "en"),
        ("10/10", "en"),
        ("👍👍", "en"),
        ("", "en"),
        ("Good service, nice café", "en"),
        ("服务很好", "zh"),
        ("東西不錯", "zh"),
        ("App很好用", "zh"),
        ("这个app的UI design真的nice", "zh"),
        ("The 服务 was slow and rude", "en"),
        ("。。。", "zh"),
        ("Très bien, le service est rapide", "other"),
        ("Das Essen war kalt und der Kellner unfreundlich", "other"),
        ("La comida es muy buena pero el servicio lento", "other"),
        ("Спасибо большое", "other"),
        ("とても良かったです", "other"),
        ("서비스가 좋아요", "other"),
        ("الخدمة ممتازة", "other"),
        ("บริการดีมาก", "other"),
    ],
)
def test_the_language_is_marked_and_other_languages_are_not_guessed(text, language):
    assert list(language_of([text])) == [language]
