"""How many rows above the data are header, by what vendors write there."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LEGACY = re.compile(r"^V\d+$")
_Q_CODE = re.compile(r"^Q\d+([._-]?\w+)?$", re.IGNORECASE)
_OWN_WORDS = {"response", "open-ended response"}
_OTHER = "other (please specify)"
DEPTH = 12


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """Number of header rows; `rows` are the first records below the blank ones."""
    if len(rows) < 2:
        return 1
    if _has_import_ids(rows, 2):
        return 3
    if _has_import_ids(rows, 1):
        return 2
    if sum(bool(_LEGACY.match(cell.strip())) for cell in rows[0]) >= 5:
        return 2
    if _codes_over_questions(rows):
        return 3
    return 2 if _names_options(rows[0], rows[1]) else 1


def _has_import_ids(rows: Sequence[Sequence[str]], at: int) -> bool:
    return len(rows) > at and any('{"ImportId"' in cell.replace(" ", "") for cell in rows[at])


def _codes_over_questions(rows: Sequence[Sequence[str]]) -> bool:
    """Q1, Q2 ... on top by hand, with the two rows of SurveyMonkey beneath."""
    filled = [cell for cell in rows[0] if cell.strip()]
    codes = sum(bool(_Q_CODE.match(cell.strip())) for cell in filled)
    if len(rows) < 3 or codes < 2 or codes < 0.5 * len(filled):
        return False
    return (codes >= 3 and _names_options(rows[1], rows[2])) or (len(filled) < len(rows[0]) and _repeats(rows[1:3]))


def _repeats(headers: Sequence[Sequence[str]]) -> bool:
    """The lower row says the upper one again, alone or with an option behind it, or is one of the tool's own words."""
    pairs = [
        (top, cell.strip()) for top, cell in zip(filled_questions(headers), headers[1], strict=False) if cell.strip()
    ]
    said = sum((bool(top) and top.lower() in cell.lower()) or cell.lower() in _OWN_WORDS for top, cell in pairs)
    return len(pairs) >= 2 and said >= 0.8 * len(pairs)


def _names_options(first: Sequence[str], second: Sequence[str]) -> bool:
    """The second row says what the first leaves blank: option texts or SurveyMonkey's own words.

    "Other (please specify)" is an answer too, so it counts only where the row above is blank.
    """
    pairs = list(zip(first, second, strict=False))
    if any(_is_own_word(top, below.strip().lower()) for top, below in pairs):
        return True
    blank_on_top = [below for top, below in pairs if not top.strip()]
    named = sum(bool(below.strip()) and not _is_number(below) for below in blank_on_top)
    empty_below = sum(bool(top.strip()) and not below.strip() for top, below in pairs)
    return named >= 3 and named >= 0.8 * len(blank_on_top) and empty_below >= 1


def _is_own_word(top: str, below: str) -> bool:
    return below in _OWN_WORDS or (below == _OTHER and not top.strip())


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*-?[\d.,:/ -]+\s*", text))


def column_names(headers: Sequence[Sequence[str]], vendor: str) -> list[str]:
    """The name of each column: the vendor's id, or question and option joined by " | "."""
    if len(headers) == 1:
        return [cell.strip() for cell in headers[0]]
    if vendor.startswith("qualtrics"):
        return [cell.strip() for cell in headers[0]]
    questions = filled_questions(headers)
    return [_joined(question, cell.strip()) for question, cell in zip(questions, headers[-1], strict=True)]


def filled_questions(headers: Sequence[Sequence[str]]) -> list[str]:
    """The question over each column, carried right over its option columns."""
    if len(headers) == 1:
        return [cell.strip() for cell in headers[0]]
    questions, last = [], ""
    for cell in headers[-2]:
        last = cell.strip() or last
        questions.append(last)
    return questions


def option_of(question: str, cell: str) -> str:
    """The option that the lowest header row adds to its question.

    >>> option_of("Rate each:", "Rate each: - Food"), option_of("Region", "Region"), option_of("Why?", "Response")
    ('Food', '', '')
    """
    option = cell.strip()
    if question and option.startswith(question):
        option = re.sub(r"^\s*[-–—|:]\s*", "", option[len(question) :])
    return "" if option.lower() in _OWN_WORDS else option.strip()


def _joined(question: str, option: str) -> str:
    option = option_of(question, option)
    return question if not option else f"{question} | {option}" if question else option
