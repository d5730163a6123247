"""What rules find: answers without content, ratings, emoji, negated trouble and praise, slang."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analytics.voices.pattern_starts import beginnings, needs
from analytics.voices.prescreen import Prescreen
from analytics.voices.rule_book import rule_book
from analytics.voices.rules import MOST, findings
from analytics.voices.text import clean_all, language_of
from benchmarks.comments import comments


def found(*texts: str):
    cleaned = clean_all(texts)
    return findings(cleaned, language_of(cleaned).tolist())


def polarity(text: str) -> float:
    told = found(text)
    return {"positive": MOST, "negative": -MOST}.get(told.kind[0], float(told.polarity[0]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("N/A", "empty"), ("n.a.", "empty"), ("...", "empty"),
        ("?", "empty"), ("-", "empty"), ("no comment", "empty"),
        ("I don't know", "empty"), ("Nothing further to add", "empty"), ("同上", "empty"),
        ("没有意见", "empty"),
        ("不知道", "empty"), ("没什么要说的", "empty"), ("nothing", "nothing"),
        ("None!", "nothing"), ("no", "nothing"),
        ("Can't think of anything", "nothing"), ("Nothing really, thanks", "nothing"), ("無", "nothing"),
        ("没有", "nothing"), ("暂时没有", "nothing"), ("everything", "everything"),
        ("Pretty much everything", "everything"),
        ("全部", "everything"), ("都很满意", "positive"), ("很好", "positive"),
        ("好评！", "positive"), ("太差了", "negative"),
        ("垃圾", "negative"), ("一般", "neutral"), ("还行吧", "neutral"),
        ("马马虎虎", "neutral"), ("average", "neutral"),
        ("No parking", ""), ("Nothing worked as promised", ""), ("没有停车场", ""),
        ("Everything was late", "negative"), ("Everything was on the third floor", ""),
    ],
)  # fmt: skip
def test_a_whole_answer_has_one_meaning(text, kind):
    assert list(found(text).kind) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "10/10", "9 out of 10", "five stars", "5 star service", "100/100", "给五星", "打9分",
        "No problems at all with my order",
        "I can't fault the team", "couldn't be better", "without any trouble", "一点也不贵", "没毛病",
        "从来没有出过问题", "👍👍",
        "Arrived on Monday :)", "真香", "The nurse was on time 🙂",
    ],
)  # fmt: skip
def test_speaks_for_positive(text):
    assert polarity(text) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "1/10", "2 out of 10", "one star", "打1分", "The staff were not helpful at all", "Never works when I need it",
        "I wouldn't recommend this", "used to be great", "不够专业", "不怎么样", "没有人帮忙",
        "踩雷了", "智商税", "😡", "Third call :(",
        "I waited three hours", "等了两个小时",
    ],
)  # fmt: skip
def test_speaks_for_negative(text):
    assert polarity(text) < -0.8


@pytest.mark.parametrize(
    "text",
    ["open 24/7", "on 10/10/2025", "in 5 minutes of walking", "步行5分钟", "三星手机", "page 3 of 10", "1/2 litre"],
)
def test_numbers_that_are_no_rating_say_nothing(text):
    places = found(text).places.get(0, [])
    assert [place for place in places if re.search(r"\d|三", text[place.start : place.end])] == []


def test_a_rating_in_the_middle_is_neutral():
    told = found("5 out of 10", "3/5")
    assert (told.neutral > 2).all()
    assert np.abs(told.polarity).max() < 0.5


def test_a_phrase_decides_less_in_a_long_text():
    short, long = (
        "I have no complaints.",
        "I have no complaints. " + "We came on a Monday with two of our people. " * 40,
    )
    assert polarity(short) > 2 * polarity(long) > 0


def test_what_the_models_would_misread_is_hidden_from_them():
    assert found("I had no problems with it").texts == ["i had with it"]
    assert found("The bus was blue").texts == ["The bus was blue"]


def test_other_languages_are_only_read_for_marks_and_ratings():
    text = "Das ist nicht gut und sehr teuer 😡"
    assert [text[place.start : place.end] for place in found(text).places[0]] == ["😡"]


@given(st.lists(st.text(alphabet=st.sampled_from("no problem不没问题差好 10/5分星😡:)(,."), max_size=30), max_size=5))
def test_rules_are_bounded_and_each_text_stands_alone(texts):
    told = found(*texts)
    assert np.abs(told.polarity).max(initial=0) <= MOST
    for number, text in enumerate(texts):
        alone = found(text)
        assert alone.polarity[0] == pytest.approx(told.polarity[number])
        assert alone.kind[0] == told.kind[number]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_quick_look_never_loses_a_match(language):
    rules, screen = rule_book().patterns[language], rule_book().screens[language]
    drawn = comments(language, 1_000, np.random.default_rng(3))
    told = yaml.safe_load(Path(__file__).with_name("behaviours_tuned.yaml").read_text(encoding="utf-8"))
    lines = [line.lower() for line in clean_all([*SENTENCES[language], *drawn, *_strings(told)])]
    missed = [
        (line, rule.pattern.pattern)
        for line in lines
        for number, rule in enumerate(rules)
        if rule.pattern.search(line) and not screen.candidates(line) >> number & 1
    ]
    assert missed == []


def _strings(told):
    """Every sentence within a file of behaviours, whatever its shape."""
    if isinstance(told, str):
        return [told]
    parts = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [text for part in parts for text in _strings(part)]


def test_each_way_of_matching_names_all_words_it_needs():
    pattern = re.compile(r"\b(?:hats off|over the (?:moon|top)|lit|goat)\b|\b(?:not|never)\b(?: \w+)? (?:bad|awful)")
    ways = {tuple(sorted(map("|".join, map(sorted, way)))) for way in needs(pattern, 8, True)}
    assert ways == {("hats ", "off "), ("moon |top ", "over ", "the "), ("goat |lit ",), ("awful|bad", "never |not ")}
    assert needs(re.compile(r"\b\w+ly\b"), 8, True) == [()], "any text may hold such a word"
    screen = Prescreen([pattern], 8, by_word=True)
    texts = ("Little off the top".lower(), "hats, off", "never so bad", "the goat's", "not a badge", "bad", "'lit'")
    assert [screen.candidates(text) for text in texts] == [0, 1, 1, 1, 1, 0, 1]


def test_rules_see_a_phrase_in_quotation_marks():
    assert found("The room was 'not good'").polarity[0] == found('The room was "not good"').polarity[0] < 0


def test_beginnings_follow_branches_classes_and_repeats():
    assert beginnings(re.compile("(?:ab|c[de])f*"), 3, False) == {"ab", "abf", "cd", "cdf", "ce", "cef"}
    assert beginnings(re.compile("[^a]b"), 3, False) is None
    screen = Prescreen([re.compile(r"\blate\b"), re.compile(r"\bno (?:one|body)")], 5, by_word=True)
    assert [screen.candidates(line) for line in ("too late", "no one", "fine")] == [1, 2, 0]


SENTENCES = {
    "en": [
        "Could you send it (please)?", "I never-ever had a problem", "no-one told us", "It's top-notch; hats off!",
        "We waited, again, for 3 hours.", "Oh great, another update", "5/5 and a 5-star stay", "\"Useless\" they said",
        "the app doesn't work", "It wasn't bad", "'No problem' at all", "I'd have given five stars", "v10/10",
        "If only you had called", "Wish all shops were like this",
    ],
    "zh": [
        "没出过任何问题", "一点都不麻烦", "以前很慢,现在很快", "等了三个小时", "又脏又乱", "打9分(满分10分)",
        "比预期的好",
        "建议增加车位", "请问在哪里?", "如果大家都这样就好了", "感谢你们让我又等了一天", "根本没有人管",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", ["two out of ten", "1/10", "one star"])
def test_a_rating_that_is_the_whole_answer_decides(text):
    alone, within = findings([text, f"we gave it {text} because of the food"], ["en", "en"]).polarity
    assert alone < -4.5
    assert alone < within < 0
