"""The board's order and words: what holds over the whole board comes first, then what its own chart says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from views import board_icons, board_present
from workflows.capability_document import last_year
from workflows.rank_control import journey_readings, moved_measures

LAST = date(2026, 10, 31)
ROOM = 972  # of the table at a window of 1440, the column of boxes aside


@pytest.fixture(scope="module")
def kept() -> dict:
    return {}


@pytest.fixture
def told(sample_view, kept):
    """The lines of the board, read once for the file."""
    if not kept:
        readings = journey_readings(sample_view, last_year(sample_view, "it_delivery"), last=LAST)
        kept["lines"] = board_icons.lines(readings, moved_measures(readings))
    return kept["lines"]


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
        if line.one.variation is not None and line.one.variation.code == "undecided":
            assert said == "– Too few points to tell"
            assert line.need in ("undecided", "will_fail") or line.moved is not None
        elif line.one.variation is not None and not line.one.is_confirmed:
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
    widths = board_icons._columns()
    assert sum(widths.values()) <= ROOM
    assert widths["state"] >= 220  # "Improvement since 26 Jan 2026" is 205 wide
    assert widths["assurance"] >= 124  # "May or may not pass"


def test_a_long_name_ends_in_a_sign_and_a_course_is_grey(told, monkeypatch: pytest.MonkeyPatch) -> None:
    names = board_icons.table(told)["name"]
    assert names.str.len().max() <= board_icons.NAME
    assert names.str.endswith("…").any()
    colours = []
    monkeypatch.setattr(
        board_icons.st.column_config, "LineChartColumn", lambda *_a, **more: colours.append(more["color"])
    )
    board_icons._columns()
    assert colours == ["gray"]


class _Widths:
    """Columns that are their width alone."""

    @staticmethod
    def TextColumn(_label: str, *, width: int, **_more: object) -> int:
        return width

    LineChartColumn = TextColumn


def test_long_times_are_said_in_days_with_their_interval(told) -> None:
    hours = [line.one for line in told if str(line.one.row["unit"]) in ("hours", "h")]
    assert hours
    one = hours[0]
    assert board_icons.value_words(one, 283.0) == "11.8 d"
    assert board_icons.value_words(one, 12.5) == "12.5 h"
    assert board_icons.value_words(one, 12.0, like=283.0) == "0.50 d"
    rows = board_icons.table(told)
    assert not rows["value"].str.contains(r"\d{3,} h", regex=True).any()
    assert not rows["interval"].str.contains(r"\d{3,} h", regex=True).any()


def test_on_a_phone_icon_value_and_n_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_icons.drawing, "is_phone", lambda: True)
    assert board_icons._order()[:4] == ["icon", "value", "n", "name"]
    monkeypatch.setattr(board_icons.st, "column_config", _Widths)
    widths = board_icons._columns()
    assert set(board_icons._order()) == set(widths)
    assert sum(widths[column] for column in ("icon", "value", "n")) < 180


def test_a_room_sees_one_page_of_rows_with_the_chosen_one(told) -> None:
    shown = board_icons.table(told)
    needs = [line.need for line in told]
    for at in (0, board_present.MOST - 1, board_present.MOST, len(told) - 1):
        rows = board_present.picture_rows(shown, needs, at)
        assert len(rows) <= board_present.MOST
        assert rows.loc[rows["is_selected"], "name"].tolist() == [shown["name"].iloc[at]]
    first = board_present.picture_rows(shown, needs, 0)
    assert (first["tone"] == "bad").tolist() == [need == "concern" for need in needs[: len(first)]]


def test_few_answers_are_hollow_and_the_interval_stands_without_its_name(told) -> None:
    assert board_icons.n_words(26.0, "points") == "○ 26"
    assert board_icons.n_words(30.0, "points") == "30"
    rows = board_icons.table(told)
    assert not rows["interval"].str.contains("CI").any()
    assert rows["interval"].str.contains(" to ").sum() > 20


def test_a_month_of_weeks_is_not_called_calm(sample_view) -> None:
    month = replace(last_year(sample_view, "it_delivery"), start=date(2026, 10, 1), end=date(2026, 11, 1))
    readings = journey_readings(sample_view, month, last=LAST)
    few = board_icons.lines(readings, moved_measures(readings))
    undecided = [line for line in few if line.need == "undecided"]
    assert undecided
    assert {board_icons.state_words(line) for line in undecided} == {"– Too few points to tell"}
    card = next(card for card in board_icons.cards(few) if card.label == "Common causes only")
    assert "too few points to tell" in str(card)
    assert int(card.value) <= len(few) - len(undecided)


def test_the_table_file_has_the_figures_of_every_measure(told) -> None:
    rows = [board_icons._figures(line) for line in told]
    assert [row["measure"] for row in rows] == [line.code for line in told]
    assert all(set(row) == set(board_icons.CSV) for row in rows)
    assert all((row["moved_on"] != "") == (line.moved is not None) for row, line in zip(rows, told, strict=True))
