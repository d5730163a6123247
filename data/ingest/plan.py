"""What an import would write: the journey, its stages and touchpoints, and what the person decided.

A plan is a value. It is proposed from a reading, changed on the mapping screen with
`dataclasses.replace`, answered with `data.ingest.questions.decide`, and carried out by `workflows.import_survey`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import PurePath

from data.ingest.model import ColumnSpec, Reading, ReadParams
from data.ingest.naming import digest, json_text, name_key
from errors import N_

RATINGS = N_("Ratings")
MAX_ROW_TOUCHPOINTS = 200


@dataclass(frozen=True)
class TouchpointTarget:
    """One touchpoint of the curve: a column's rating, or one value of the column that names touchpoints."""

    column: int
    touchpoint_id: str | None
    name: str
    stage: str


@dataclass(frozen=True)
class ImportPlan:
    """A decided or still open mapping of one file.

    Attributes
    ----------
    touchpoint_axis : "columns" (each rating column is a touchpoint), "rows" (a column names the touchpoint), None (no curve).
    alternatives : targets per axis, so that the choice of the axis needs no second reading.
    decisions : answers by question id.
    """

    reading_digest: str
    columns: tuple[ColumnSpec, ...]
    journey_id: str | None = None
    new_journey_name: str | None = None
    stages: tuple[str, ...] = ()
    targets: tuple[TouchpointTarget, ...] = ()
    touchpoint_axis: str | None = None
    decisions: Mapping[str, object] = field(default_factory=dict)
    period: date | None = None
    params: ReadParams | None = None
    alternatives: Mapping[str, tuple[TouchpointTarget, ...]] = field(default_factory=dict)

    @property
    def mapping_digest(self) -> str:
        """A short digest of everything that decides what is written."""
        parts = (self.columns, self.targets, self.stages)
        return digest(json_text([[asdict(item) for item in part if not isinstance(item, str)] for part in parts]),
                      self.touchpoint_axis, json_text(dict(self.decisions)), self.period)

    def with_role(self, role: str) -> tuple[ColumnSpec, ...]:
        """The columns of one role, in file order."""
        return tuple(column for column in self.columns if column.role == role)

    def first(self, *roles: str) -> ColumnSpec | None:
        """The first column of the first role that has one."""
        return next((column for role in roles for column in self.with_role(role)), None)


def reading_digest(reading: Reading) -> str:
    """A digest of headers and read parameters: what a mapping belongs to."""
    return digest(json_text(reading.table.headers), json_text(asdict(reading.table.params)), reading.table.cells.shape)


def header_fingerprint(reading: Reading) -> str:
    """The same for next month's file of the same survey: its header texts, in order."""
    return digest(reading.vendor, json_text(reading.table.headers), length=16)


def propose_plan(reading: Reading, *, journey_id: str | None = None, aliases: Mapping[str, str] | None = None) -> ImportPlan:
    """The mapping a person would most likely choose; everything in it can be changed.

    `aliases` maps a touchpoint's name (any spelling) to its id in the journey `journey_id`.
    """
    columns = tuple(_with_about(reading.columns))
    known = {name_key(name): touchpoint_id for name, touchpoint_id in (aliases or {}).items()}
    rows = _row_targets(reading, columns, known)
    by_axis = {"columns": _column_targets(columns, known), "rows": rows}
    offered = {axis: targets for axis, targets in by_axis.items() if targets}
    axis = "columns" if "columns" in offered else next(iter(offered), None)
    plan = ImportPlan(reading_digest(reading), columns, journey_id=journey_id, params=reading.table.params,
                      new_journey_name=None if journey_id else file_title(reading.table.name), alternatives=offered)
    return with_axis(plan, axis)


def with_axis(plan: ImportPlan, axis: str | None) -> ImportPlan:
    """The plan with the other choice of what is a touchpoint."""
    targets = plan.alternatives.get(axis or "", ())
    return replace(plan, touchpoint_axis=axis if targets else None, targets=targets,
                   stages=tuple(dict.fromkeys(target.stage for target in targets)))


def file_title(name: str) -> str:
    """A journey's first name: the file's name without its endings."""
    stem = PurePath(name).name
    for ending in (".gz", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"):
        stem = stem[: -len(ending)] if stem.casefold().endswith(ending) else stem
    return stem.replace("_", " ").strip() or "Survey"


def _with_about(columns: Iterable[ColumnSpec]) -> list[ColumnSpec]:
    """Every score column says what it is about; a single rating is no curve, so it becomes the overall score."""
    filled = [replace(c, about=c.about or "touchpoint") if c.role == "score" else c for c in columns]
    rated = [c for c in filled if c.role == "score" and c.about == "touchpoint"]
    if len(rated) != 1:
        return filled
    return [replace(c, about="overall") if c is rated[0] else c for c in filled]


def _column_targets(columns: Iterable[ColumnSpec], known: Mapping[str, str]) -> tuple[TouchpointTarget, ...]:
    rated = [c for c in columns if c.role == "score" and c.about == "touchpoint"]
    return tuple(TouchpointTarget(c.index, known.get(name_key(column_label(c))), column_label(c), c.matrix or RATINGS)
                 for c in rated)


def _row_targets(reading: Reading, columns: Iterable[ColumnSpec],
                 known: Mapping[str, str]) -> tuple[TouchpointTarget, ...]:
    """One target per value of the column that names touchpoints, in the order of first appearance."""
    column = next((c for c in columns if c.role == "touchpoint"), None)
    if column is None or not any(c.role == "score" for c in columns):
        return ()
    values = dict.fromkeys(text.strip() for text in reading.table.cells.iloc[:, column.index].dropna().unique())
    found = [value for value in values if value]
    if not 1 < len(found) <= MAX_ROW_TOUCHPOINTS:
        return ()
    return tuple(TouchpointTarget(column.index, known.get(name_key(value)), value, RATINGS) for value in found)


def column_label(column: ColumnSpec) -> str:
    """The words shown for a column."""
    return (column.label or column.name or f"c{column.index}").strip()
