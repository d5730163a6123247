"""Evidence is shown as whole words that clearly weighed."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.voices.engine import base_scores, score
from analytics.voices.evidence import LEAST_SHARE, MOST, evidence_of
from analytics.voices.han_words import evidence_words, spans, word_costs
from analytics.voices.rules import findings
from analytics.voices.whole_words import snapped, telling, within_sentence
from analytics.voices.word_tones import speaks, tones


def shown(text: str) -> dict[str, float]:
    return {text[place.start : place.end]: place.weight for place in score([text]).evidence[0]}


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("房间很干净，早餐也丰富", "干净", 1),
        ("前台态度冷淡，办个入住等了半个小时", "冷淡", -1),
        ("网站打不开，电话永远占线", "打不开", -1),
        ("The waiter was rude and the soup was cold", "rude", -1),
    ],
)
def test_words_that_speak_for_a_reading_are_whole(text, word, sign):
    matching = [weight for found, weight in shown(text).items() if word in found]
    assert matching
    assert matching[0] * sign > 0


def test_chinese_is_cut_between_words():
    text = "酒店的服务态度非常好"
    words = [text[start:end] for start, end in spans(text)]
    assert "酒店" in words[0]
    assert not any(word in ("店的", "度非", "务态") for word in words)
    assert "".join(words) == text
    assert spans("") == []


def test_learnt_words_are_runs_of_two_to_four_characters():
    costs, unknown = word_costs()
    assert len(costs) > 3_000
    assert {len(word) for word in costs} == {2, 3, 4}
    assert unknown > max(costs.values())


@pytest.mark.parametrize("text", ["我们的房间在五楼。", "The room was on the fifth floor, and it was the one we had."])
def test_words_that_stand_everywhere_are_no_evidence(text):
    assert not set(shown(text)) & {"的", "在", "我们", "the", "was", "and", "it", "we", "had"}


def test_only_clear_contributions_are_shown():
    found = shown("Great staff and great food, but the room by the lift was noisy, small, hot and a bit dark at night")
    weights = [abs(weight) for weight in found.values()]
    assert 1 <= len(weights) <= MOST == 4
    assert min(weights) >= LEAST_SHARE * max(weights)


LATIN = [
    "Your competitor is better",
    "The wi-fi was slow. The staff couldn't help, staffing is poor!",
    "Delivered as promised. The invoice was clear. Great; but the room was noisy. Rude? Never.",
    "网络wifi太慢了，staff态度差，wi-fi经常断",
    "I don't like the new app. It crashes all the time",
]


@pytest.mark.parametrize("text", LATIN)
def test_no_latin_word_is_cut_and_no_mark_crosses_a_sentence_end(text):
    found = score([text]).evidence[0]
    assert found
    for place in found:
        around = (text[max(place.start - 1, 0) : place.start + 1], text[place.end - 1 : place.end + 1])
        assert not any(len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in around)
        assert not any(end in text[place.start : place.end] for end in (". ", "! ", "? ", "; "))


@pytest.mark.parametrize(
    ("text", "whole"),
    [("不好意思，想问一下", "不好意思"), ("新服务台不错", "服务台"), ("系统经常崩溃", "经常")],
)
def test_words_that_only_hold_praise_or_blame_are_neither_cut_nor_marked(text, whole):
    assert whole in [text[start:end] for start, end in spans(text)]
    first = text.index(whole)
    found = score([text]).evidence[0]
    assert all(place.end <= first or place.start >= first + len(whole) for place in found)


def test_nearly_a_week_is_not_quick():
    assert not any("快" in word for word in shown("查了快一周还没有结果"))
    assert any("快" in word for word in shown("发货很快，很满意"))


@pytest.mark.parametrize("lone", sorted(evidence_words()["single"])[:5])
def test_a_character_that_says_something_may_stand_alone(lone):
    assert telling(lone, 0, 1) == (0, 1)


def test_other_characters_and_function_words_never_stand_alone():
    assert telling("台", 0, 1) is None
    assert telling("but the", 0, 7) is None
    assert telling("I'm", 0, 3) is None
    assert telling("As promised. The invoice", 3, 16) == (3, 11)
    assert within_sentence("Great. Would stay again", 0, 23) == (7, 23)
    assert snapped((0, 2), [(0, 4)]) == (0, 4)


def under(text: str, p: tuple[float, float, float]) -> dict[str, float]:
    """What is shown for a text under a reading that is given, with its weight."""
    base = base_scores([text])
    ruled = findings(list(base.texts), base.language.tolist())
    found = evidence_of([text], base, ruled, np.array([p]), np.array([max(p)]))
    return {text[place.start : place.end]: place.weight for place in found[0]}


def test_marks_agree_with_the_reading():
    blame, both = "The waiter was rude", "Great food. The waiter was rude"
    assert under(blame, (0.9, 0.05, 0.05))
    assert under(blame, (0.05, 0.05, 0.9)) == {}
    assert under(blame, (0.1, 0.8, 0.1)) == {}
    assert next(iter(under(both, (0.9, 0.05, 0.05)).values())) < 0
    assert next(iter(under(both, (0.05, 0.05, 0.9)).values())) > 0
    assert {weight > 0 for weight in under(both, (0.1, 0.8, 0.1)).values()} == {True, False}


@pytest.mark.parametrize("sign", ["\U0001f60a", ":)", "5/5"])
def test_faces_and_ratings_stay_evidence(sign):
    assert sign in under(f"We arrived on Monday {sign}", (0.05, 0.05, 0.9))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("As promised. The invoice goes to our accounts department.", "invoice"),
        ("The manual is confusing", "manual"),
        ("房间干净，早餐一般", "早餐"),
        ("送货很慢，客服不理人", "客服"),
    ],
)
def test_names_of_things_and_faint_praise_are_no_reason_for_a_reading(text, word):
    told = score([text], engine="standard")
    assert not any(text[place.start : place.end].lower().startswith(word) for place in told.evidence[0])


@pytest.mark.parametrize(("text", "word"), [("Quick reply and a helpful agent", "helpful")])
def test_a_word_with_a_tone_is_shown_where_n_grams_know_none(text, word):
    told = score([text], engine="standard")
    assert [text[place.start : place.end] for place in told.evidence[0]] == [word]
    assert told.evidence[0][0].weight > 0
    assert not score([text], engine="instant").evidence[0]


def test_tones_hold_polar_words_of_both_signs_and_things():
    known = tones()
    assert all(known[word] == 0 for word in ("department", "page", "房间", "发票"))
    assert all(known[word] > 1 for word in ("helpful", "great", "满意", "推荐"))
    assert all(known[word] < -1 for word in ("rude", "broken", "失望", "麻烦"))
    assert not speaks(["promised"], -1)
    assert speaks(["not", "helpful"], -1)


@pytest.mark.parametrize("word", ["better", "improved", "half", "启动", "升级"])
def test_words_that_are_no_reason_for_a_complaint_are_not_marked_as_one(word):
    assert not speaks([word], -1)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Compared with last year, much better. The lead came half a year early with ideas.", 2),
        ("Compared to the previous project it is better", 2),
        ("Compared with last year, not better", 0),
        ("Compared with before, could be better", 0),
    ],
)
@pytest.mark.parametrize("question", [None, "What could we do better?"])
def test_a_comparison_with_before_has_the_sign_it_says(text, best, question):
    told = score([text], "en", question, engine="instant")
    assert int(np.argmax([told.p_negative[0], told.p_neutral[0], told.p_positive[0]])) == best
