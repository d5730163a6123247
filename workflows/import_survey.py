"""Import one file: keep its bytes and cells, then write everything it holds in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.faults import is_full
from data.ingest import keep
from data.ingest.batch import Batch, StoredFile
from data.ingest.cross_tab import CODE, as_series
from data.ingest.issues import refused
from data.ingest.kind_table import UNSHARED, kind_named
from data.ingest.mapping import ImportPlan
from data.ingest.model import Issue, Reading
from data.ingest.naming import digest, free_id, slug
from data.ingest.plan import decide, guesses, header_fingerprint, open_questions, proposed_answers
from data.ingest.staging import next_base
from data.ingest.steps import READING, STAGING, part_of
from data.ingest.write import write_import
from data.queries.setting import setting
from data.queries.uploads import (
    KnownUpload,
    journey_row,
    live_uploads,
    upload_issues,
)
from data.store import Store, Write
from errors import N_, Cancelled, DecisionNeeded, FileRefused, StoreFull, StoreUnavailable, UnknownId
from workflows.inspect_file import inspect_file, issue_json
from workflows.know_file import CHANGED, know_file, wanted_params
from workflows.same_log import source_of

Progress = Callable[[float, str], None]
Translate = Callable[[str], str]
SAMPLE_JOURNEY = N_("{journey} holds sample data only. Copy the journey and import the file into the copy.")


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did; `counts` are the receipt's."""

    upload_id: str
    journey_id: str | None
    already_imported: bool
    counts: Mapping[str, int]
    issues: tuple[Issue, ...] = ()
    guessed: tuple[Mapping[str, Any], ...] = ()  # questions answered by a default without evidence

    def document(self, translate: Translate = str) -> dict[str, Any]:
        """As the CLI prints it."""
        return {
            "upload_id": self.upload_id,
            "journey_id": self.journey_id,
            "already_imported": self.already_imported,
            "counts": dict(self.counts),
            "issues": [issue_json(issue, translate) for issue in self.issues],
            "guessed": [{"id": one["id"], "answer": one["default"]} for one in self.guessed],
        }


@dataclass(frozen=True)
class Order:
    """Who imports what, when, and how to tell them about it."""

    name: str
    at: datetime
    by: str = ""
    journey_id: str | None = None
    accept: bool = False
    decisions: Mapping[str, object] = field(default_factory=dict)
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    period: date | None = None
    reading: Reading | None = None

    def step(self, share: float, message: str) -> None:
        """Tell how far it is; raises Cancelled when the person stopped it."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(share, message)


def import_survey(
    store: Store,
    path: Path,
    plan: ImportPlan | None,
    *,
    name: str,
    at: datetime,
    by: str = "",
    journey_id: str | None = None,
    accept: bool = False,
    decisions: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    period: date | None = None,
    reading: Reading | None = None,
) -> ImportOutcome:
    """Import `path` as planned, or as proposed where no plan is given.

    `period` dates the answers of a file that says no date. `reading` is what `inspect_file` made of the same bytes,
    so that they need not be read a second time; it counts where the plan reads the file in the same way.

    Raises
    ------
    FileRefused
        The file cannot be imported, or the journey holds sample data.
    DecisionNeeded
        The file leaves questions open and neither `decisions` nor `accept` answers them.
    Cancelled, StoreFull
        Nothing was changed.
    """
    order = Order(name, at, by, journey_id, accept, decisions or {}, progress, cancelled, period, reading)
    _check_journey(store, (plan.journey_id if plan else None) or journey_id)
    order.step(0.0, STAGING)
    try:
        return _staged(store, order, plan, path)
    except OSError as error:
        if is_full(error) and not isinstance(error, StoreUnavailable):
            raise StoreFull(path=store.path) from error
        raise


def propose(
    store: Store,
    reading: Reading,
    *,
    journey_id: str | None = None,
    decisions: Mapping[str, object] | None = None,
    first_seen: str = "",
) -> tuple[Reading, ImportPlan]:
    """The reading and its plan in the light of the store: last month's mapping, journey and decisions."""
    is_other = (decisions or {}).get(CHANGED) == "different"
    known = know_file(store, reading, journey_id=journey_id, is_other_survey=is_other, first_seen=first_seen)
    return known.reading, known.plan(store)


def _staged(store: Store, order: Order, plan: ImportPlan | None, path: Path) -> ImportOutcome:
    original, sha256, n_bytes = keep.copy_of(path, store.files / "staging")
    try:
        return _imported(store, order, plan, original, sha256, n_bytes)
    finally:
        original.unlink(missing_ok=True)


def _imported(
    store: Store, order: Order, plan: ImportPlan | None, original: Path, sha256: str, n_bytes: int
) -> ImportOutcome:
    same = live_uploads(store, sha256)
    if same and same[0].sheet is None:
        return _already(store, same[0])
    order.step(0.02, READING)
    reading, first_seen = _reading(store, original, order, plan)
    known = next((upload for upload in same if upload.sheet == reading.table.params.sheet), None)
    if known is not None:
        return _already(store, known)
    reading, plan, guessed = _decided(store, order, reading, plan, first_seen)
    with _files(store, original, sha256, reading, n_bytes, order.name) as stored:
        return replace(_written(store, order, reading, plan, stored), guessed=guessed)


def _reading(store: Store, original: Path, order: Order, plan: ImportPlan | None) -> tuple[Reading, str]:
    """The reading, as a known file is read, and the fingerprint of the headers as the reader saw them first."""
    if order.reading is not None and plan is not None and plan.params == order.reading.table.params:
        return order.reading, plan.first_seen
    params = plan.params if plan else None
    sheet = order.decisions.get("several_sheets")
    if isinstance(sheet, str):
        params = replace(params, sheet=sheet) if params else None
    step = part_of(order.step, 0.02, 0.1)
    reading = inspect_file(original, name=order.name, params=params, progress=step, cancelled=order.cancelled)
    first_seen = header_fingerprint(reading)
    asked = wanted_params(store, reading) if params is None else None
    if params is None and isinstance(sheet, str):
        base = asked or reading.table.params
        asked = base if base.sheet == sheet else replace(base, sheet=sheet, header_rows=-1, skip_rows=-1)
    if asked is not None:
        reading = inspect_file(original, name=order.name, params=asked, progress=step, cancelled=order.cancelled)
    if reading.vendor == CODE and order.decisions.get(CODE) == "kpi_series":
        reading = as_series(reading)
    if reading.verdict == "reject":
        stop = next((issue for issue in reading.issues if issue.severity == "stop"), None)
        raise refused(stop.code, **stop.facts) if stop else refused("summary_export_not_responses")
    return reading, first_seen


def _decided(
    store: Store, order: Order, reading: Reading, plan: ImportPlan | None, first_seen: str
) -> tuple[Reading, ImportPlan, tuple[Mapping[str, Any], ...]]:
    """The reading, the plan with every question answered, and what was answered without evidence.

    Raises DecisionNeeded.
    """
    if plan is None:
        reading, plan = propose(
            store, reading, journey_id=order.journey_id, decisions=order.decisions, first_seen=first_seen
        )
    plan = decide(plan, order.decisions)
    guessed = tuple(guesses(reading, plan)) if order.accept else ()
    if order.accept:
        plan = decide(plan, proposed_answers(reading, plan))
    questions = open_questions(reading, plan)
    if questions:
        raise DecisionNeeded(questions)
    if plan.period is None:
        plan = replace(plan, period=order.period)
    _check_journey(store, plan.journey_id)
    return reading, plan, guessed


def _check_journey(store: Store, journey_id: str | None) -> None:
    """A real file never goes into a sample journey."""
    if journey_id is None:
        return
    found = journey_row(store, journey_id)
    if found is None:
        raise UnknownId(kind="journey", id=journey_id)
    if found[1]:
        raise FileRefused("sample_journey", SAMPLE_JOURNEY, journey=journey_id)


@contextmanager
def _files(
    store: Store, original: Path, sha256: str, reading: Reading, n_bytes: int, name: str
) -> Iterator[StoredFile]:
    """Bytes and cells in their place, synced; taken away again when the import does not happen."""
    folder = store.files / "uploads" / sha256
    held = bool(store.value("SELECT count(*) FROM upload WHERE sha256 = $sha256", sha256=sha256))
    cells_name = f"cells-{digest(reading.table.params, n_bytes)}.parquet" if held else "cells.parquet"
    cells = original.with_suffix(".cells")
    try:
        keep.write_cells(reading.table.cells, cells)
        place = keep.settle(original, cells, folder, cells_name=cells_name)
        yield StoredFile(name, sha256, n_bytes, place, len(reading.table.cells))
    except BaseException:
        cells.unlink(missing_ok=True)
        if not held:
            keep.forget(folder)
        raise


def _written(store: Store, order: Order, reading: Reading, plan: ImportPlan, stored: StoredFile) -> ImportOutcome:
    zone = str(setting(store, "time_zone"))
    with store.write("import", *_areas(reading, plan)) as write:
        batch = _batch(write, order, reading, plan, stored, zone)
        batch, counts = write_import(write, batch)
    if order.progress is not None:
        order.progress(1.0, "")
    return ImportOutcome(batch.upload_id, batch.journey_id, False, counts, reading.issues)


def _areas(reading: Reading, plan: ImportPlan) -> tuple[str, ...]:
    """The areas that the file touches."""
    has_events = any(column.role in ("stage_ts", "case_id") for column in plan.columns)
    return tuple(dict.fromkeys((*kind_named(reading.kind).areas, *(("process",) if has_events else ()))))


def _batch(write: Write, order: Order, reading: Reading, plan: ImportPlan, stored: StoredFile, zone: str) -> Batch:
    journey_id = plan.journey_id
    if journey_id is None and plan.new_journey_name and kind_named(reading.kind).needs_journey:
        taken = {row[0] for row in write.rows("SELECT journey_id FROM journey")}
        journey_id = free_id(slug(plan.new_journey_name, prefix="j"), taken)
    n_before = write.value("SELECT count(*) FROM upload WHERE sha256 = $sha256", sha256=stored.sha256)
    recipe_id, survey_id = source_of(write, reading, plan, sha256=stored.sha256, journey_id=journey_id)
    source_id = survey_id if reading.vendor in UNSHARED else reading.vendor
    upload_id = digest(stored.sha256, journey_id, n_before)
    return Batch(
        upload_id,
        reading,
        plan,
        stored,
        journey_id,
        survey_id,
        source_id,
        recipe_id,
        zone,
        order.at,
        order.by,
        order.step,
        response_base=next_base(write),
    )


def _already(store: Store, upload: KnownUpload) -> ImportOutcome:
    issues = tuple(
        Issue(code, severity, column, tuple(json.loads(rows or "[]")), int(n or 0), json.loads(facts or "{}"))
        for code, severity, column, rows, n, facts in upload_issues(store, upload.upload_id)
    )
    return ImportOutcome(upload.upload_id, upload.journey_id, True, upload.counts, issues)
