"""Durations of the value stream: one unit for figures that stand together."""

from __future__ import annotations

import pytest

from views.stream_words import brief, card_time, signed


@pytest.mark.parametrize(
    ("hours", "like", "said"),
    [
        (0.75, None, "45 min"),
        (0.75, 30.0, "0.8 h"),
        (1.5, 0.75, "90 min"),
        (50.0, 40.0, "50.0 h"),
        (34.7, 105.6, "1.4 d"),
        (None, 2.0, "–"),
        (3.0, None, "3.0 h"),
    ],
)
def test_a_duration_takes_the_unit_of_the_one_beside_it(hours, like, said):
    assert brief(hours, like) == said


@pytest.mark.parametrize(("hours", "said"), [(0.75, "45 min"), (4.5, "4.5 h"), (76.0, "3 d 4 h"), (None, "–")])
def test_the_figure_of_a_card_has_the_unit_of_its_other_lines(hours, said):
    assert card_time(hours) == said


def test_a_difference_and_its_interval_have_one_unit():
    assert [signed(value, 105.6) for value in (-34.7, -105.6, 36.3)] == ["−1.4 d", "−4.4 d", "+1.5 d"]
