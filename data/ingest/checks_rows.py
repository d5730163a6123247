"""Problems of rows and cells: repeats, tests, partial and empty answers, blanks, formulas, damaged text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.checks_case import Case
from data.ingest.evidence import Evidence, is_missing
from data.ingest.issues import issue
from data.ingest.model import Issue
from data.ingest.vendors import rules

SURVEYS = ("survey_wide", "reviews")
FEW = 30
MANY = 1_000


def rows(case: Case) -> Iterator[Issue]:
    """All issues of rows and cells."""
    n = len(case.table.cells)
    if n < FEW and case.kind in SURVEYS:
        yield issue("very_few_rows", n=n)
    if case.kind in SURVEYS:
        yield from _duplicates(case)
        yield from _states(case)
        yield from _tests(case)
        yield from _empty(case)
        yield from _placeholder(case)
    yield from _spaces(case)
    yield from _formulas(case)
    yield from _mojibake(case)


LOOPING = frozenset({"questionpro"})  # writes one row per turn of a loop, all under the id of the answer


def _numbers(case: Case, mask: np.ndarray) -> tuple[int, ...]:
    """Record numbers of the marked rows."""
    return tuple(int(row_no) for row_no in case.table.cells.index[mask])


def _duplicates(case: Case) -> Iterator[Issue]:
    """Rows that repeat an id; without ids, rows equal in every cell where chance cannot make them so."""
    cells = case.table.cells
    keys = [column for column in case.of("response_id") if column.n_distinct >= 0.5 * max(column.n, 1)]
    if keys and keys[0].n:
        if keys[0].n_distinct == keys[0].n:
            return
        ids = case.cells(keys[0]).str.strip()
        repeated = (ids.duplicated(keep=False) & (ids != "")).to_numpy()
        extra = int((ids.duplicated() & (ids != "")).sum())
        if case.vendor.name in LOOPING and not _are_same_answers(case, keys[0]):
            return
    else:
        if not any(c.distinct_share > 0.9 and c.n > 0.5 * c.n_rows for c in case.columns):
            return
        hashed = pd.util.hash_pandas_object(cells, index=False)
        repeated, extra = hashed.duplicated(keep=False).to_numpy(), int(hashed.duplicated().sum())
    if extra:
        yield issue("duplicate_rows", rows=_numbers(case, repeated), n=extra)


def _are_same_answers(case: Case, key: Evidence) -> bool:
    """Whether rows of one id hold the same answers too; a loop over several objects gives a row for each of them."""
    answers = [column.index for column in case.questions() if column.index != key.index]
    hashed = pd.util.hash_pandas_object(case.table.cells.iloc[:, [key.index, *answers]], index=False)
    return bool(hashed.duplicated().any())


def _states(case: Case) -> Iterator[Issue]:
    """Partial answers by status or progress, previews by response type."""
    partial = np.zeros(len(case.table.cells), dtype=bool)
    for column in case.of("finished"):
        partial |= case.cells(column).str.strip().str.lower().isin(_words("partial")).to_numpy()
    for column in case.of("progress"):
        if case.vendor.name.startswith("qualtrics"):
            partial |= (pd.to_numeric(case.cells(column), errors="coerce") < 100).to_numpy()
    if case.vendor.name == "limesurvey":
        for column in case.of("submitted_at"):
            partial |= (case.cells(column).str.strip() == "").to_numpy()
    if partial.any():
        yield issue("partial_responses", rows=_numbers(case, partial), n=int(partial.sum()))


def _words(part: str) -> list[str]:
    return [str(word) for word in rules("words")[part]]


def _tests(case: Case) -> Iterator[Issue]:
    """Previews by the tool's own mark, and cells that say "test"."""
    marked = np.zeros(len(case.table.cells), dtype=bool)
    for column in case.of("response_type"):
        marked |= case.cells(column).str.strip().str.lower().isin(_words("preview")).to_numpy()
    for column in case.questions():
        if column.number_share < 0.5 and column.n:
            hits = column.strings[column.strings.str.match(_compiled("tests"))]
            if len(hits):
                marked |= case.cells(column).str.strip().isin(list(hits)).to_numpy()
    if marked.any():
        yield issue("test_response", rows=_numbers(case, marked), n=int(marked.sum()))


@lru_cache(maxsize=8)
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(str(rules("words")[name]))


def _empty(case: Case) -> Iterator[Issue]:
    """Rows without an answer to any question."""
    questions = case.questions()
    if not questions:
        return
    open_rows = np.ones(len(case.table.cells), dtype=bool)
    for column in questions:
        if not open_rows.any():
            return
        cells = case.cells(column) if open_rows.all() else case.cells(column).iloc[np.flatnonzero(open_rows)]
        blank = [text for text in cells.unique() if is_missing(" ".join(text.split()))]
        open_rows[open_rows] = _among(cells, blank)
    if open_rows.any():
        yield issue("empty_response", rows=_numbers(case, open_rows), n=int(open_rows.sum()))


def _among(cells: pd.Series, texts: list[str]) -> np.ndarray:
    """As `Series.isin`, without an object in Python per cell."""
    found = pc.is_in(pa.array(cells.array), value_set=pa.array(texts, type=pa.large_string()))
    return found.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _placeholder(case: Case) -> Iterator[Issue]:
    """One word for "nothing" in more cells than are blank, over at least half of the columns."""
    total: dict[str, int] = {}
    holders: dict[str, int] = {}
    for column in case.columns:
        for word, n in column.missing.items():
            total[word] = total.get(word, 0) + n
            holders[word] = holders.get(word, 0) + 1
    if not total:
        return
    word = max(total, key=lambda text: total[text])
    n_blank = sum(column.n_blank for column in case.columns)
    if holders[word] >= 0.5 * len(case.columns) and total[word] > 5 * n_blank and len(case.columns) > 4:
        yield issue("placeholder_na_everywhere", n=total[word], value=word)


def _spaces(case: Case) -> Iterator[Issue]:
    for column in case.columns:
        if column.n_spaces and column.number_share > 0.9:
            blank = (case.cells(column).str.strip() == "") & (case.cells(column) != "")
            yield issue(
                "blank_in_number",
                column=column.index,
                rows=_numbers(case, blank.to_numpy()),
                n=column.n_spaces,
                col=column.name,
            )


def _formulas(case: Case) -> Iterator[Issue]:
    """Cells that a spreadsheet would run; a dash before a word or a plain number is none."""
    n, first = 0, None
    row_nos: list[int] = []
    for column in case.columns:
        if column.number_share > 0.98 or not column.n:
            continue
        case.table.release()
        texts = column.strings if column.n_distinct == len(column.texts) else case.cells(column).str.strip()
        hits = _matching(texts, "formula", "not_formula")
        if hits:
            mask = case.cells(column).str.strip().isin(hits).to_numpy()
            n, first = n + int(mask.sum()), column.index if first is None else first
            row_nos.extend(_numbers(case, mask))
    if n:
        yield issue("formula_injection", column=first, rows=tuple(sorted(set(row_nos))), n=n)


def _matching(texts: pd.Series, pattern: str, but: str | None = None) -> list[str]:
    first = rules("words").get(f"{pattern}_first")
    likely = texts[_matches(texts, str(first))] if first and len(texts) > MANY else texts
    hits = likely[likely.str.match(_compiled(pattern))]
    return [text for text in hits if but is None or not _compiled(but).match(text)]


def _matches(texts: pd.Series, pattern: str) -> np.ndarray:
    """As `Series.str.match`, without a step in Python per text."""
    return pc.match_substring_regex(pa.array(texts.array), pattern=pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _mojibake(case: Case) -> Iterator[Issue]:
    n, example, first = 0, "", None
    for column in case.columns:
        if column.number_share > 0.5 or not column.n:
            continue
        mask = column.strings.str.contains(_compiled("mojibake")).to_numpy(dtype=bool)
        if mask.any():
            n += int(column.weights[mask].sum())
            first = column.index if first is None else first
            example = example or str(column.strings[mask].iloc[0])[:40]
    if n:
        yield issue("mojibake", column=first, n=n, example=example)
