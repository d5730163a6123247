"""Voices compared: tiles against the period before, themes of two sides, the course of a theme."""

from __future__ import annotations

import pytest

from analytics.intervals import Estimate
from analytics.voices.two_sides import Contrast, judged
from views.loaders_voices import Heard
from views.voices_tiles import cards

HEARD = Heard(2000, 200, 0, 500, 1800, 900, 500, Estimate(-0.05, -0.08, -0.02, 1800, 300))


def change(measure: str, by: float, p: float) -> Contrast:
    return Contrast(measure, "all", 0.5 + by, 0.5, by, by - 0.01, by + 0.01, 1800, 1700, p)


def test_a_tile_is_coloured_by_what_is_better_and_only_beyond_chance():
    found = judged([change("net", 4.0, 0.001), change("negative", 0.06, 0.001), change("none", -0.03, 0.002),
                    change("low", 0.01, 0.6)])  # fmt: skip
    shown = cards(HEARD, {one.measure: one for one in found})
    assert [card.tone for card in shown] == ["blue", "orange", "blue", "gray"]
    assert [card.delta for card in shown] == [
        "+4.0 · likely real", "+6.0 · likely real", "−3.0 · likely real", "+1.0 · could be chance",
    ]  # fmt: skip
    assert "+5.0 to +7.0 points, n before = 1,700" in shown[1].basis


@pytest.mark.parametrize(
    "found", [{}, {"negative": Contrast("negative", "all", 0.5, None, None, None, None, 9, 2, None)}]
)
def test_without_a_period_before_no_tile_is_coloured(found):
    shown = cards(HEARD, found)
    assert {card.tone for card in shown} == {"gray"}
    assert shown[0].delta == "no comparison"
    assert shown[1].delta == ("too few answers to compare" if found else "no comparison")
