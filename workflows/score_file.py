"""Score one column of a file: per row sentiment, language, confidence and themes, written as CSV."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analytics.voices.codeframe import Codeframe
from analytics.voices.engine import ENGINES, available_engines, score, usable_engine
from analytics.voices.scores import TextScores
from analytics.voices.themes import tag
from data.ingest.model import Reading, ReadParams
from errors import N_, BadInput, UnknownColumn
from workflows.inspect_file import inspect_file
from workflows.store_reader import StoreReader

LANGUAGES = ("auto", "en", "zh")
COLUMNS = ("p_negative", "p_neutral", "p_positive", "is_none", "language", "confidence", "themes")
LOW_CONFIDENCE = 0.5
BATCH = 20_000
"""Distinct texts scored together: bounds memory, not results."""


@dataclass(frozen=True)
class ScoreOrder:
    """What to score and how; columns are names as in the file or numbers from 1."""

    path: Path
    column: str
    out: Path
    question: str | None = None
    question_column: str | None = None
    language: str = "auto"
    reader: StoreReader = field(default_factory=StoreReader)

    @property
    def engine(self) -> str:
        """The engine that is asked for."""
        return self.reader.engine


def score_file(order: ScoreOrder, translate: Callable[[str], str]) -> dict[str, Any]:
    """Score the texts of a column and write one row per data row, in the order of the file; the summary.

    Raises
    ------
    FileRefused
        The file cannot be read.
    UnknownColumn
        There is no such column.
    BadInput
        An option cannot be used, or the output cannot be written.
    """
    _check(order)
    reading = read_table(order.path.expanduser())
    texts = column_cells(reading, column_place(reading, order.column))
    asked: Sequence[str | None] = [order.question] * len(texts)
    if order.question_column is not None:
        asked = column_cells(reading, column_place(reading, order.question_column))
    keys = list(zip(texts, asked, strict=True))
    distinct = list(dict.fromkeys(keys))
    told, seconds = _timed(distinct, order)
    themes = _themes([text for text, _ in distinct], told.language.tolist(), order.reader.themes)
    place = {key: number for number, key in enumerate(distinct)}
    rows = np.array([place[key] for key in keys], dtype=np.int64)
    _write(order.out.expanduser(), told, themes, rows)
    return _summary(order, told, rows, seconds, translate)


def check_engine(engine: str | None) -> None:
    """Refuse the name of an engine that there is not."""
    if engine is not None and engine not in ENGINES:
        raise BadInput(field="--engine", value=engine, fix=N_("Use instant, standard or accurate."))


def _check(order: ScoreOrder) -> None:
    check_engine(order.engine)
    if order.language not in LANGUAGES:
        raise BadInput(field="--language", value=order.language, fix=N_("Use auto, en or zh."))
    if order.question is not None and order.question_column is not None:
        fix = N_("Give either --question or --question-column.")
        raise BadInput(field="--question-column", value=order.question_column, fix=fix)


def read_table(path: Path) -> Reading:
    """The file as a table; header rows that no vendor is known to write are data."""
    is_text = path.name.casefold().endswith((".txt", ".text", ".log", ".md"))
    reading = inspect_file(path, params=ReadParams() if is_text else None)
    is_known = reading.vendor not in ("", "generic", "unknown")
    return reading if is_text or is_known or reading.table.params.header_rows == 1 else inspect_file(
        path, params=ReadParams()
    )  # fmt: skip


def column_place(reading: Reading, told: str) -> int:
    """The place of a column given by its name or its number from 1."""
    names = [column.name for column in reading.columns]
    lowest = list(reading.table.headers[-1]) if reading.table.headers else []
    for listed in (names, lowest, [name.strip() for name in names]):
        if told in listed:
            return listed.index(told)
    if told.isdecimal() and 1 <= int(told) <= reading.table.n_columns:
        return int(told) - 1
    raise UnknownColumn(name=told, columns=", ".join(f"{number} {name}" for number, name in enumerate(names, 1)))


def column_cells(reading: Reading, column: int) -> list[str]:
    """The cells of a column for every row below the header, rows set aside included; blank lines at the end not."""
    cells = reading.table.cells.iloc[:, column]
    found = dict(zip(cells.index.tolist(), cells.fillna("").astype(str).tolist(), strict=True))
    last = max(found, default=0)
    for row in reading.table.aside:
        is_row = row.reason != "title" and (row.reason != "blank" or row.row_no < last)
        if is_row:
            found[row.row_no] = row.cells[column] if column < len(row.cells) else ""
    return [found[number] for number in sorted(found)]


def _timed(distinct: Sequence[tuple[str, str | None]], order: ScoreOrder) -> tuple[TextScores, float]:
    """Scores of distinct texts and the seconds of scoring alone, models being loaded."""
    score(("The staff were kind",) * 2, ("en", "zh"), engine=order.engine, with_evidence=False)
    adapted = order.reader.adapted if usable_engine(order.engine) == order.engine else None
    starts = time.perf_counter()
    parts = [
        score(
            [text for text, _ in batch],
            order.language,
            [question for _, question in batch],
            engine=order.engine,
            adapted=adapted,
            with_evidence=False,
        )
        for batch in (distinct[first : first + BATCH] for first in range(0, max(len(distinct), 1), BATCH))
    ]
    return _joined(parts), time.perf_counter() - starts


def _joined(parts: Sequence[TextScores]) -> TextScores:
    names = ("p_negative", "p_neutral", "p_positive", "is_none", "confidence", "language")
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return TextScores(**arrays, evidence=sum((part.evidence for part in parts), ()), engine=parts[0].engine)


def _themes(texts: Sequence[str], language: Sequence[str], codeframe: Codeframe) -> list[str]:
    """The codes of the themes of each text, in the order in which they are named; none in other languages."""
    hits = tag([text if spoken != "other" else "" for text, spoken in zip(texts, language, strict=True)], codeframe)
    found: dict[int, dict[str, None]] = {}
    for text, theme in zip(hits["text"].tolist(), hits["theme_id"].tolist(), strict=True):
        found.setdefault(text, {})[theme] = None
    return [";".join(found.get(number, ())) for number in range(len(texts))]


def _write(out: Path, told: TextScores, themes: Sequence[str], rows: np.ndarray) -> None:
    try:
        with out.open("w", encoding="utf-8-sig", newline="") as sink:
            writer = csv.writer(sink)
            writer.writerow(COLUMNS)
            lines = [
                (f"{negative:.6f}", f"{neutral:.6f}", f"{positive:.6f}", str(none).lower(), language, f"{sure:.4f}", of)
                for negative, neutral, positive, none, language, sure, of in zip(
                    told.p_negative.tolist(), told.p_neutral.tolist(), told.p_positive.tolist(), told.is_none.tolist(),
                    told.language.tolist(), told.confidence.tolist(), themes, strict=True,
                )
            ]  # fmt: skip
            writer.writerows(lines[row] for row in rows.tolist())
    except OSError as problem:
        raise BadInput(field="--out", value=out, fix=problem.strerror or str(problem)) from problem


def _summary(
    order: ScoreOrder, told: TextScores, rows: np.ndarray, seconds: float, translate: Callable[[str], str]
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "out": str(order.out),
        "engine": told.engine,
        "n": len(rows),
        "n_distinct": len(told),
        "seconds": round(seconds, 4),
        "texts_per_second": round(len(told) / seconds, 1) if seconds > 0 else None,
        "shares": _shares(told, rows),
        "languages": dict(sorted(Counter(told.language[rows].tolist()).items())),
    }
    if order.reader.version:
        document["model_version"] = order.reader.version
    if told.engine != order.engine:
        reason = available_engines()[order.engine]
        document["note"] = translate(N_("{asked} cannot run here, {used} scored instead. {reason}")).format(
            asked=order.engine, used=usable_engine(order.engine), reason=reason
        )
    return document


def _shares(told: TextScores, rows: np.ndarray) -> dict[str, float]:
    """Shares of all rows; one without content is "none", one in another language "other_language", and nothing else."""
    if not len(rows):
        return {}
    verdict = np.column_stack([told.p_negative, told.p_neutral, told.p_positive]).argmax(axis=1)[rows]
    none = told.is_none[rows]
    foreign = (told.language[rows] == "other") & ~none
    is_read = ~none & ~foreign
    found = {
        "negative": (verdict == 0) & is_read,
        "neutral": (verdict == 1) & is_read,
        "positive": (verdict == 2) & is_read,
        "none": none,
        "other_language": foreign,
        "low_confidence": (told.confidence[rows] < LOW_CONFIDENCE) & is_read,
    }
    return {name: round(float(np.mean(rows_of)), 4) for name, rows_of in found.items()}
