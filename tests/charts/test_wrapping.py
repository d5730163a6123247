"""Names break where a reader would break them, and never lose a letter without saying so."""

from hypothesis import given
from hypothesis import strategies as st

from charts.wrapping import clipped, display_width, flowed, wrapped

NAMES = st.text(alphabet="abcdefgh 需求澄清（），", min_size=1, max_size=40)


def test_chinese_breaks_between_characters_but_not_before_punctuation() -> None:
    assert wrapped("需求澄清确认", 8) == ["需求澄清", "确认"]
    assert wrapped("需求，澄清", 4, 4) == ["需", "求，", "澄清"]


def test_english_breaks_between_words() -> None:
    assert wrapped("Requirement clarification", 13) == ["Requirement", "clarification"]


def test_a_word_longer_than_the_line_is_cut_with_a_hyphen() -> None:
    assert wrapped("clarification", 9, 3) == ["clarific-", "ation"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrapped("one two three four", 5, 2) == ["one", "two…"]


def test_a_bilingual_name_breaks_at_its_line_break() -> None:
    assert wrapped("Delivery\n交付", 20) == ["Delivery", "交付"]


@given(NAMES, st.integers(6, 20), st.integers(1, 3))
def test_lines_are_few_and_short(name: str, width: int, lines: int) -> None:
    rows = wrapped(name, width, lines)
    assert 1 <= len(rows) <= lines
    assert all(display_width(row) <= width for row in rows)


@given(NAMES, st.integers(6, 20))
def test_with_room_enough_no_letter_is_lost(name: str, width: int) -> None:
    letters = [char for char in "".join(wrapped(name, width, 60)) if char not in " -"]
    assert letters == [char for char in name if char not in " -"]


@given(NAMES, st.integers(2, 30))
def test_clipping_keeps_short_names_whole(name: str, width: int) -> None:
    assert display_width(clipped(name, width)) <= max(width, 1)
    assert clipped(name, 200) == name


def test_words_flow_into_lines() -> None:
    assert flowed(["aaa", "bbb", "ccc"], 8, gap=" ") == ["aaa bbb", "ccc"]
