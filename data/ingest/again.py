"""Write an upload a second time from its kept cells and its confirmed plan: for redo, corrections and shared series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from data.ingest.batch import Batch, StoredFile
from data.ingest.cells import frame_of_arrow
from data.ingest.event_order import take_back
from data.ingest.fact import setting_zone
from data.ingest.mapping import ImportPlan
from data.ingest.model import Issue, Reading, ReadParams, RowAside, Table
from data.ingest.plan_document import plan_of
from data.ingest.receipt import renew_upload
from data.ingest.steps import silent
from data.ingest.taken import asides, note_taken, take_aliases_back
from data.ingest.write import finish, write_rows
from data.reading import Reader
from data.transaction import Write
from errors import N_, BadInput, UnknownId

UPLOAD = """
SELECT file_name, sha256, size_bytes, uploaded_at, uploaded_by, vendor, kind, survey_id, source_id, journey_id,
    recipe_id, read_params ->> 'cells' AS cells, n_cells_in, plan, taken, response_base, state, upload_no, is_sample
FROM upload WHERE upload_id = $id
"""
ISSUES = "SELECT code, severity, col_no, row_nos, n, facts FROM issue WHERE upload_id = $id ORDER BY issue_id"
NO_PLAN = N_("It was imported before plans were kept. Undo it and import the file again.")
NO_CELLS = N_("The kept cells of this file are gone. Import the file again.")


@dataclass(frozen=True)
class StoredUpload:
    """An upload as it is kept: who, when, where, and the document of its plan."""

    upload_id: str
    file_name: str
    sha256: str
    n_bytes: int
    at: datetime
    by: str
    vendor: str
    kind: str
    survey_id: str
    source_id: str
    journey_id: str | None
    recipe_id: str
    cells: str
    n_cells_in: int
    document: Mapping[str, Any]
    taken: Mapping[str, Any]
    response_base: int
    state: str
    upload_no: int

    @property
    def plan(self) -> ImportPlan:
        """The plan as it was carried out."""
        return plan_of(self.document, journey_id=self.journey_id)


def stored_upload(store: Reader, upload_id: str) -> StoredUpload:
    """What is kept of one upload; raises UnknownId, or BadInput where it has no plan (sample data, older versions)."""
    rows = store.rows(UPLOAD, id=upload_id)
    if not rows:
        raise UnknownId(kind="upload", id=upload_id)
    told, (plan, taken, base, state, upload_no, is_sample) = rows[0][:13], rows[0][13:]
    if plan is None or is_sample:
        raise BadInput(field="UPLOAD_ID", value=upload_id, fix=NO_PLAN)
    kept = json.loads(taken) if taken else {}
    fields = (*told, json.loads(plan), kept, int(base or 0), state, upload_no)
    return StoredUpload(upload_id, *fields)


def batch_of(write: Write, upload: StoredUpload, plan: ImportPlan) -> Batch:
    """The upload ready to be written again by `plan`."""
    place = write.files / "uploads" / upload.sha256 / upload.cells
    table = _table(write, upload, place)
    issues = tuple(
        Issue(code, severity, column, tuple(json.loads(rows or "[]")), int(n or 0), json.loads(facts or "{}"))
        for code, severity, column, rows, n, facts in write.rows(ISSUES, id=upload.upload_id)
    )
    reading = Reading(table, upload.vendor, upload.kind, "import", plan.columns, issues)
    return Batch(
        upload.upload_id,
        reading,
        plan,
        StoredFile(upload.file_name, upload.sha256, upload.n_bytes, place, len(table.cells)),
        upload.journey_id,
        upload.survey_id,
        upload.source_id,
        upload.recipe_id,
        setting_zone(write),
        upload.at,
        upload.by,
        silent,
        response_base=upload.response_base,
        is_again=True,
    )


def _table(write: Write, upload: StoredUpload, place: Path) -> Table:
    if not place.exists():
        raise BadInput(field="UPLOAD_ID", value=upload.upload_id, fix=NO_CELLS)
    cells = frame_of_arrow(pq.read_table(place))
    headers = tuple(tuple(row) for row in upload.document["headers"])
    params = ReadParams(**upload.document["params"])
    return Table(params, headers, cells, _aside(write, upload), upload.n_cells_in, name=upload.file_name, is_asked=True)


def _aside(write: Write, upload: StoredUpload) -> tuple[RowAside, ...]:
    return asides(upload.taken if upload.state == "undone" else note_taken(write, upload.upload_id))


def write_again(write: Write, batch: Batch) -> dict[str, int]:
    """Write the rows of an upload that is listed already; returns the counts of its receipt."""
    batch = replace(batch, plan=_with_known_points(write, batch.plan))
    batch, counts = write_rows(write, batch)
    renew_upload(write, batch, counts)
    take_back(write, batch.upload_id)
    take_aliases_back(write, batch.upload_id)
    finish(write, batch)
    return counts


def _with_known_points(write: Write, plan: ImportPlan) -> ImportPlan:
    """Touchpoints that are gone are found by name or made anew."""
    known = {row[0] for row in write.rows("SELECT touchpoint_id FROM touchpoint")}
    targets = [t if t.touchpoint_id in known else replace(t, touchpoint_id=None) for t in plan.targets]
    return replace(plan, targets=tuple(targets))
