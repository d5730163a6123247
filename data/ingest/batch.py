"""One import on its way into the store: what is known about it before the first row is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from data.ingest.kind_table import kind_named
from data.ingest.mapping import ImportPlan
from data.ingest.model import ColumnSpec, Issue, Reading
from data.ingest.text_source import TRANSCRIPT

Step = Callable[[float, str], None]

SCORES = frozenset({"score", "rank"})
TEXT_ANSWERS = frozenset(
    {
        "choice",
        "choice_option",
        "other_text",
        "coded_comment",
        "outcome",
        "theme",
        "theme_flag",
        "sentiment_label",
        "attention_check",
        "consent",
    }
)
NUMBERS = frozenset({"numeric_attr", "process_metric"})
KINDS = {
    "score": "score",
    "rank": "rank",
    "multi_option": "multi",
    "multi_delimited": "multi",
    "comment": "comment",
    "numeric_attr": "number",
    "process_metric": "number",
    "other_text": "text",
}
ANSWERED = SCORES | TEXT_ANSWERS | NUMBERS | {"multi_option", "multi_delimited", "comment"}
SAID = SCORES | {"choice", "choice_option", "multi_option", "multi_delimited", "comment", "other_text", "coded_comment"}
TIMES = frozenset(
    {
        "started_at",
        "submitted_at",
        "recorded_at",
        "survey_sent_at",
        "event_date",
        "start_ts",
        "end_ts",
        "enabled_ts",
        "stage_ts",
        "target_ts",
        "kpi_date",
    }
)
# Looked up in the map of distinct values, which takes care of marks that cannot be seen.
EXACT = SCORES | {"duration_s", *TIMES}
# Roles whose cells land somewhere; the others stay in the file's own cells.
USED = ANSWERED | {
    "segment",
    "touchpoint",
    "response_id",
    "respondent_id",
    "language",
    "channel",
    "collector_id",
    "weight",
    "finished",
    "response_type",
    "progress",
    "case_id",
    "pii",
    "question_id",
    "activity",
    "event_id",
    "lifecycle",
    "resource",
    "cost",
    "kpi_value",
    "kpi_n",
    "kpi_date_part",
    *EXACT,
}


@dataclass(frozen=True)
class StoredFile:
    """The file in the store's folder: its bytes and its cells, both synced."""

    name: str
    sha256: str
    n_bytes: int
    cells: Path
    n_rows: int


@dataclass(frozen=True)
class Batch:
    """Everything that the writers need to know.

    Attributes
    ----------
    touchpoints : touchpoint id per column (axis "columns") or per value (axis "rows").
    questions : question id per column.
    aside : (row_no, reason, cells as JSON) of rows that land nowhere.
    response_base : the answers of the file are numbered from here on, the same numbers whenever they are written.
    is_again : the upload is listed already and comes back to its place among the others.
    """

    upload_id: str
    reading: Reading
    plan: ImportPlan
    file: StoredFile
    journey_id: str | None
    survey_id: str
    source_id: str
    recipe_id: str
    zone: str
    at: datetime
    by: str
    step: Step = field(repr=False)
    touchpoints: dict[int | str, str] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    response_base: int = 0
    is_again: bool = False

    @property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """The mapped columns in file order."""
        return self.plan.columns

    def having(self, roles: Iterable[str]) -> tuple[ColumnSpec, ...]:
        """The columns of any of `roles`."""
        wanted = frozenset(roles)
        return tuple(column for column in self.columns if column.role in wanted)

    @property
    def is_long(self) -> bool:
        """Whether several rows may belong to one answer set."""
        has_id = bool(self.plan.with_role("response_id")) or self.reading.kind == TRANSCRIPT
        return has_id and (kind_named(self.reading.kind).is_long or bool(self.plan.with_role("question_id")))

    @property
    def is_by_row(self) -> bool:
        """Whether each row names its touchpoint."""
        return self.plan.touchpoint_axis == "rows"

    @property
    def has_answers(self) -> bool:
        """Whether rows are answer sets; customer tables, event logs and KPI series hold none."""
        return kind_named(self.reading.kind).has_answers

    def issues_of(self, code: str) -> tuple[Issue, ...]:
        """The issues of one kind."""
        return tuple(issue for issue in self.reading.issues if issue.code == code)
