"""Evidence is shown as whole words that clearly weighed."""

from __future__ import annotations

import pytest

from analytics.voices.engine import score
from analytics.voices.evidence import LEAST_SHARE, MOST
from analytics.voices.han_words import spans, word_costs


def shown(text: str) -> dict[str, float]:
    return {text[place.start : place.end]: place.weight for place in score([text]).evidence[0]}


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("房间很干净，早餐也丰富", "干净", 1),
        ("前台态度冷淡，办个入住等了半个小时", "态度", -1),
        ("网站打不开，电话永远占线", "打不开", -1),
        ("The waiter was rude and the soup was cold", "rude", -1),
    ],
)
def test_the_words_that_decided_are_whole(text, word, sign):
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
    assert 1 <= len(weights) <= MOST
    assert weights == sorted(weights, reverse=True)
    assert min(weights) >= LEAST_SHARE * max(weights)
