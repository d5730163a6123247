"""The board's order and words: what holds over the whole board comes first, then what its own chart says."""

from __future__ import annotations

from datetime import date

import pytest

from views import board_icons
from workflows.capability_document import last_year
from workflows.rank_control import journey_readings, moved_measures

LAST = date(2026, 10, 31)
ROOM = 972  # of the table at a window of 1440, the column of boxes aside


@pytest.fixture
def told(sample_store):
    readings = journey_readings(sample_store, last_year(sample_store, "it_delivery"), last=LAST)
    return board_icons.lines(readings, moved_measures(readings))


def test_what_got_worse_comes_first_and_the_rest_by_need(told) -> None:
    needs = [board_icons.NEEDS.index(line.need) for line in told]
    assert needs == sorted(needs)
    strengths = [line.moved.strength for line in told if line.need == "concern"]
    assert strengths == sorted(strengths, reverse=True)


def test_only_a_shift_that_holds_over_the_board_is_named(told) -> None:
    for line in told:
        said = board_icons.state_words(line)
        assert said.startswith(("▼", "▲", "◆")) == (line.moved is not None)


def test_the_board_says_of_signals_what_the_charts_say(told) -> None:
    calm = 0
    for line in told:
        said = board_icons.state_words(line)
        if line.one.is_confirmed and line.moved is None:
            assert (said, line.need) == ("○ Signal on its chart", "signal")
        if line.one.variation is not None and not line.one.is_confirmed:
            calm += 1
            assert said in ("● Common causes", "○ Unconfirmed signal")
            assert line.need in ("common", "unconfirmed", "will_fail")
    assert any(line.need == "signal" for line in told)
    assert next(card for card in board_icons.cards(told) if card.label == "Common causes only").value == str(calm)


def test_no_assurance_is_promised_while_a_signal_is_confirmed(told) -> None:
    changing = [line.one for line in told if line.one.assurance is not None and line.one.is_confirmed]
    assert changing
    assert {board_icons.assurance_words(one) for one in changing} == {"Changing"}


def test_the_table_has_a_row_and_a_course_for_every_measure(told) -> None:
    rows = board_icons.table(told)
    assert len(rows) == len(told) > 20
    assert rows["course"].map(len).min() >= 1
    assert (rows["name"] != "").all()


def test_an_empty_board_says_how_many_measures_were_looked_at(told) -> None:
    calm = [line for line in told if line.need == "common"]
    assert f"None of {len(calm)} measures" in board_icons.answer_sentence(calm, "2026")


def test_every_column_has_room_at_1440(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_icons.drawing, "is_phone", lambda: False)
    monkeypatch.setattr(board_icons.st, "column_config", _Widths)
    assert sum(board_icons._columns().values()) <= ROOM


class _Widths:
    """Columns that are their width alone."""

    @staticmethod
    def TextColumn(_label: str, *, width: int, **_more: object) -> int:
        return width

    LineChartColumn = TextColumn


def test_few_answers_are_hollow_and_the_interval_stands_without_its_name(told) -> None:
    assert board_icons.n_words(26.0, "points") == "○ 26"
    assert board_icons.n_words(30.0, "points") == "30"
    rows = board_icons.table(told)
    assert not rows["interval"].str.contains("CI").any()
    assert rows["interval"].str.contains(" to ").sum() > 20
