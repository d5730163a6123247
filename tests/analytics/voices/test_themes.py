"""Keyword tagging: what counts as a hit, where it stands, and which clause it belongs to."""

from __future__ import annotations

import string

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.voices.codeframe import Codeframe, Rules, Theme, standard
from analytics.voices.fold import fold
from analytics.voices.themes import owned_clauses, presence, tag

GROUP = Theme("product", "Product", "产品")


def frame(en: list[str] | None = None, zh: list[str] | None = None, *, en_not=(), zh_not=()) -> Codeframe:
    rules = Rules(tuple(en or ()), tuple(en_not)), Rules(tuple(zh or ()), tuple(zh_not))
    return Codeframe((GROUP, Theme("a", "A", "甲", "product", *rules)))


def words(text: str, codeframe: Codeframe) -> list[str]:
    hits = tag([text], codeframe)
    return [text[start:end] for start, end in zip(hits["start"], hits["end"], strict=True)]


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("price", "Price, prices, pricey", ["Price", "prices"]),
        ("delivery", "Deliveries and delivery's", ["Deliveries", "delivery's"]),
        ("wait*", "I waited; await the wait", ["waited", "wait"]),
        ("waiting time", "waiting  time / waiting-time. Waiting. Time", ["waiting  time", "waiting-time"]),
        ("# hours", "3 hours, two hours, many-hours, some hours", ["3 hours", "two hours", "many-hours"]),
        ("didn't work", "It didn’t work", ["didn’t work"]),
        ("cafe", "Ｃａｆｅ café CAFÉ", ["Ｃａｆｅ", "café", "CAFÉ"]),
        ("app", "happy app很慢App", ["app", "App"]),
    ],
)
def test_english_rules(rule, text, found):
    assert words(text, frame([rule])) == found


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("价格", "價格高，价格低", ["價格", "价格"]),
        ("等", "等等", ["等", "等"]),
        ("服务态度很差", "服務態度很差，服务态度好", ["服務態度很差"]),
        ("4s店", "去了４Ｓ店", ["４Ｓ店"]),
        ("乾净", "很干净，很乾淨", ["干净", "乾淨"]),
    ],
)
def test_chinese_rules(rule, text, found):
    assert words(text, frame(zh=[rule])) == found


def test_a_hit_inside_an_exception_does_not_count():
    rules = frame(["wait*"], ["服务"], en_not=["waiting room"], zh_not=["服务器"])
    assert words("The waiting room: long wait", rules) == ["wait"]
    assert words("服务器坏了，服务好", rules) == ["服务"]


def test_the_longest_hit_of_a_theme_stands_for_those_inside_it():
    assert words("waiting time", frame(["wait*", "time", "waiting time"])) == ["waiting time"]
    assert words("服务态度", frame(zh=["服务", "态度", "服务态度"])) == ["服务态度"]


def test_exceptions_of_one_theme_leave_the_others_alone():
    other = Theme("b", "B", "乙", "product", Rules(("waiting",)))
    rules = Codeframe((*frame(["wait*"], en_not=["waiting room"]).themes, other))
    assert tag(["waiting room"], rules)["theme_id"].tolist() == ["b"]


def test_a_hit_knows_its_clause():
    text = "Food was good but the wait was long."
    clauses = [[(0, 13), (14, 36)], []]
    hits = tag([text, "food"], frame(["food", "wait*"]), clauses=clauses)
    assert hits[["text", "clause"]].to_numpy().tolist() == [[0, 0], [0, 1], [1, -1]]
    assert owned_clauses(hits)["clause"].tolist() == [0, 1]


@pytest.mark.parametrize("texts", [[], [""], ["", "\x00", "\ud800", "​", "😀" * 10], ["a" * 50_000]])
def test_texts_without_words_have_no_hits(texts):
    hits = tag(texts, standard(), clauses=[[] for _ in texts])
    assert hits.empty
    assert list(hits.columns) == ["text", "clause", "theme_id", "start", "end"]


def test_a_codeframe_without_words_tags_nothing():
    assert tag(["price 价格"], frame()).empty


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=string.ascii_letters + " .-'价格等待服务員態度\x00\n0", max_size=40), st.integers(0, 30))
def test_a_text_is_tagged_alike_alone_and_among_others(text, before):
    alone = tag([text], standard())
    among = tag([*(["The waiting time 价格"] * before), text, "服务"], standard())
    own = among[among["text"] == before].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.drop(columns="text"), alone.drop(columns="text"))


def test_batches_do_not_show(monkeypatch):
    texts = ["The waiting time was long.", "价格贵", "", "Great food"] * 20
    whole = tag(texts, standard())
    monkeypatch.setattr("analytics.voices.themes.BATCH_CHARS", 30)
    pd.testing.assert_frame_equal(tag(texts, standard()), whole)


def test_presence_has_a_column_for_each_theme():
    has = presence(tag(["too expensive", "nothing"], standard()), 2, standard())
    assert has.shape == (2, len(standard().ids))
    assert [standard().ids[column] for column in has[0].nonzero()[0]] == ["price_value"]
