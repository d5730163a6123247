"""From a reading to a proposed plan; the questions it leaves open are in `data.ingest.questions`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import PurePath

from data.ingest.mapping import ImportPlan, TouchpointTarget, column_label, with_axis
from data.ingest.model import ColumnSpec, Reading
from data.ingest.naming import digest, json_text, name_key
from data.ingest.near_names import settle_near
from data.ingest.questions import asked_about, decide, guesses, open_questions, proposed_answers
from data.ingest.text_source import TEXT_KINDS, TRANSCRIPT, source_of
from data.ingest.texts import is_record, spoken_on
from errors import N_

__all__ = [
    "ImportPlan",
    "TouchpointTarget",
    "decide",
    "file_title",
    "guesses",
    "header_fingerprint",
    "open_questions",
    "propose_plan",
    "proposed_answers",
    "reading_digest",
    "with_axis",
]

RATINGS = N_("Ratings")
MAX_ROW_TOUCHPOINTS = 200


def reading_digest(reading: Reading) -> str:
    """A digest of headers and read parameters: what a mapping belongs to."""
    return digest(json_text(reading.table.headers), json_text(asdict(reading.table.params)), reading.table.cells.shape)


def header_fingerprint(reading: Reading) -> str:
    """The same for next month's file of the same survey: its header texts, in order; a record of speech is its own."""
    if is_own_record(reading):
        return digest(TRANSCRIPT, file_title(reading.table.name), length=16)
    return digest(reading.vendor, json_text(reading.table.headers), length=16)


def is_own_record(reading: Reading) -> bool:
    """A record of speech: its columns are those of every other record, so that only its name tells it from them."""
    return reading.kind == TRANSCRIPT and is_record(reading.table)


def propose_plan(
    reading: Reading, *, journey_id: str | None = None, aliases: Mapping[str, str] | None = None
) -> ImportPlan:
    """The mapping a person would most likely choose; everything in it can be changed.

    `aliases` maps a touchpoint's name (any spelling) to its id in the journey `journey_id`.
    """
    known = {name_key(name): touchpoint_id for name, touchpoint_id in (aliases or {}).items()}
    rows = _row_targets(reading, known)
    columns = tuple(with_about(reading.columns, is_curve_anyway=bool(rows)))
    rated, near = settle_near(column_targets(columns, known), aliases or {})
    by_axis = {"columns": rated, "rows": rows}
    offered = {axis: targets for axis, targets in by_axis.items() if len(targets) > 1}
    axis = "columns" if "columns" in offered else next(iter(offered), None)
    plan = ImportPlan(
        reading_digest(reading),
        columns,
        journey_id=journey_id,
        params=reading.table.params,
        new_journey_name=None if journey_id else timeless_title(reading.table.name),
        alternatives=offered,
        asked=asked_about(reading.issues),
        source=source_of(reading),
        period=spoken_on(reading.table) if is_own_record(reading) else None,
        near=near,
    )
    return with_axis(plan, axis)


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DATED = re.compile(
    rf"(?<![A-Za-z])(?:{_MONTHS})(?:[ _-]*(?:19|20)?\d\d(?!\d))?(?![A-Za-z\d])"
    r"|(?<!\d)(?:19|20)\d\d(?:[ _.\-\u5e74]*(?:0?[1-9]|1[0-2])(?:[ _.\-\u6708]+[0-3]?\d\u65e5?)?)?[\u5e74\u6708]?(?!\d)"
    r"|(?<!\d)(?:1[0-2]|0?[1-9])\u6708(?:\u4efd)?|(?<![A-Za-z])Q[1-4](?!\w)",
    re.IGNORECASE,
)


def file_title(name: str) -> str:
    """A journey's first name: the file's name without its endings."""
    stem = PurePath(name).name
    for ending in (".gz", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".docx", ".md", ".vtt", ".srt"):
        stem = stem[: -len(ending)] if stem.casefold().endswith(ending) else stem
    return stem.replace("_", " ").strip() or "Survey"


def timeless_title(name: str) -> str:
    """A file's title without the month, quarter, year or day it is of, for later files follow it.

    >>> timeless_title("delivery_sep.csv"), timeless_title("NPS 2026-09.xlsx"), timeless_title("2026.csv")
    ('delivery', 'NPS', '2026')
    """
    title = file_title(name)
    bare = re.sub(r"[\s_\-–—.,]+", " ", _DATED.sub(" ", title)).strip()
    return bare or title


def with_about(columns: Iterable[ColumnSpec], *, is_curve_anyway: bool) -> list[ColumnSpec]:
    """Every score column says what it is about; a single rating is no curve, so it becomes the overall score."""
    filled = [replace(c, about=c.about or "touchpoint") if c.role == "score" else c for c in columns]
    rated = [c for c in filled if c.role == "score" and c.about == "touchpoint"]
    if len(rated) != 1 or is_curve_anyway:
        return filled
    return [replace(c, about="overall") if c is rated[0] else c for c in filled]


def column_targets(columns: Iterable[ColumnSpec], known: Mapping[str, str]) -> tuple[TouchpointTarget, ...]:
    rated = [c for c in columns if c.role == "score" and c.about == "touchpoint"]
    return tuple(
        TouchpointTarget(c.index, known.get(name_key(column_label(c))), column_label(c), c.matrix or RATINGS)
        for c in rated
    )


def _row_targets(reading: Reading, known: Mapping[str, str]) -> tuple[TouchpointTarget, ...]:
    """One target per value of the column that names touchpoints, in the order of first appearance."""
    column = next((c for c in reading.columns if c.role == "touchpoint"), None)
    is_told = reading.kind in TEXT_KINDS or any(c.role == "score" for c in reading.columns)
    if column is None or not is_told:
        return ()
    values = dict.fromkeys(text.strip() for text in reading.table.cells.iloc[:, column.index].dropna().unique())
    found = [value for value in values if value]
    if not 1 < len(found) <= MAX_ROW_TOUCHPOINTS:
        return ()
    return tuple(TouchpointTarget(column.index, known.get(name_key(value)), value, RATINGS, value) for value in found)
