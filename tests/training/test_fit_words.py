"""Words are learnt from texts alone: frequent, sticking together, free on both sides."""

from __future__ import annotations

from training.fit_words import FEWEST, words

PARTS = ["房间", "早餐", "前台", "电梯", "热水", "毛巾", "空调", "地毯"]
ENDS = ["很新", "太旧", "不大", "真小", "够亮", "挺暗"]


def test_a_word_is_found_and_what_cuts_through_words_is_not():
    texts = [part + end for part in PARTS for end in ENDS for _ in range(4)]
    found = words(texts)
    assert set(PARTS) <= set(found)
    assert not any(run[0] == part[1] and run[1] == end[0] for run in found for part in PARTS for end in ENDS)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_rare_run_is_no_word():
    assert words(["雨伞"] * (FEWEST - 1)) == {}
