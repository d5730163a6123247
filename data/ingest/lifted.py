"""Take an upload out of the tables and put it in again, in one transaction: what corrections need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.ingest.again import StoredUpload, batch_of, write_again
from data.ingest.batch import Batch
from data.ingest.mapping import ImportPlan
from data.ingest.taken import Rows, note_taken, put_back
from data.ingest.undo import remove_contributions
from data.transaction import Write


@dataclass(frozen=True)
class Lifted:
    """An upload out of the tables: how it is written again, and what it shared."""

    batch: Batch
    entities: Mapping[str, Rows]


def lift(write: Write, upload: StoredUpload, plan: ImportPlan | None = None) -> Lifted:
    """Remove the rows of a live upload; `plan` is what it will be written by."""
    entities = note_taken(write, upload.upload_id)["entities"]
    batch = batch_of(write, upload, plan or upload.plan)
    remove_contributions(write, upload.upload_id)
    return Lifted(batch, entities)


def settle(write: Write, lifted: Lifted) -> dict[str, int]:
    """Write a lifted upload again; returns the counts of its receipt."""
    put_back(write, lifted.batch.upload_id, lifted.entities)
    return write_again(write, lifted.batch)
