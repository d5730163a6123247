"""A word has a tone where both heads agree on it, and is a thing where neither sees one."""

from __future__ import annotations

import numpy as np

from training.fit_tones import FEWEST, chinese_words, english_words, tones


def test_polar_words_and_things_are_told_apart_and_the_rest_is_left_out():
    rng = np.random.default_rng(1)
    words = ["good", "bad", "table", "torn", *(f"w{n}" for n in range(400))]
    middle = rng.normal(size=(4, 400))
    first, second = (np.concatenate([[4, -4, 0, 4], row]) for row in middle[:2])
    second[3] = -0.1  # the heads do not agree
    neutral = [np.concatenate([[-3, -3, 3, -3], row]) for row in middle[2:]]
    found = tones(words, (first, second), (neutral[0], neutral[1]))
    assert found["good"] > 2
    assert found["bad"] < -2
    assert found["table"] == 0
    assert "torn" not in found


def test_words_come_from_many_rows_or_from_our_own_lists():
    assert english_words(["a Fine day"] * FEWEST + ["rare"], "own: [invoice*]") == ["day", "fine", "invoice", "own"]
    assert chinese_words(["房间"], "发票, 等了很久很久很久, 开票*") == ["发票", "开票", "房间"]
