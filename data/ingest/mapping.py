"""What an import would write: the journey, its stages and touchpoints, and what the person decided.

A plan is a value. It is proposed by `data.ingest.plan.propose_plan`, changed on the mapping screen with
`dataclasses.replace`, answered with `decide`, and carried out by `workflows.import_survey`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from data.ingest.model import ColumnSpec, ReadParams
from data.ingest.naming import digest, json_text
from data.ingest.text_source import TextSource


@dataclass(frozen=True)
class TouchpointTarget:
    """One touchpoint of the curve: a column's rating, or one `value` of the column that names touchpoints."""

    column: int
    touchpoint_id: str | None
    name: str
    stage: str
    value: str = ""


@dataclass(frozen=True)
class AskedAbout:
    """The columns that one question speaks for, and the numbers it is about."""

    columns: tuple[int, ...]
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """A decided or still open mapping of one file.

    Attributes
    ----------
    touchpoint_axis : "columns" (each rating column is a touchpoint), "rows" (a column names it), None (no curve).
    alternatives : targets per axis, so that the choice of the axis needs no second reading.
    decisions : answers by question id.
    asked : what each question of the reading speaks for, by question id.
    source : what the texts of the file are and who speaks for the organisation.
    recipe_id, survey_id : the recipe laid over the file, and the survey that it continues.
    key_order : header keys whose cells name an answer set without an id; it keeps its id when columns are added.
    first_seen : fingerprint of the headers as first read, before anybody changed how the file is read.
    near : (touchpoint id, its name) that a rating column seems to mean and nobody has confirmed, by column.
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
    asked: Mapping[str, AskedAbout] = field(default_factory=dict)
    source: TextSource = field(default_factory=TextSource)
    recipe_id: str | None = None
    survey_id: str | None = None
    key_order: tuple[str, ...] = ()
    first_seen: str = ""
    near: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def mapping_digest(self) -> str:
        """A short digest of everything that decides what is written."""
        parts = (self.columns, self.targets, self.stages)
        return digest(
            json_text([[asdict(item) for item in part if not isinstance(item, str)] for part in parts]),
            self.touchpoint_axis,
            json_text(dict(self.decisions)),
            self.period,
            *((json_text(asdict(self.source)),) if self.source != TextSource() else ()),
        )

    def with_role(self, role: str) -> tuple[ColumnSpec, ...]:
        """The columns of one role, in file order."""
        return tuple(column for column in self.columns if column.role == role)

    def first(self, *roles: str) -> ColumnSpec | None:
        """The first column of the first role that has one."""
        return next((column for role in roles for column in self.with_role(role)), None)


def with_axis(plan: ImportPlan, axis: str | None) -> ImportPlan:
    """The plan with the other choice of what is a touchpoint."""
    targets = plan.alternatives.get(axis or "", ())
    return replace(
        plan,
        touchpoint_axis=axis if targets else None,
        targets=targets,
        stages=tuple(dict.fromkeys(target.stage for target in targets)),
    )


def column_label(column: ColumnSpec) -> str:
    """The words shown for a column."""
    return (column.label or column.name or f"c{column.index}").strip()
