"""Take an upload out of the tables and put it in again, in one transaction: what corrections and shared series need.

Of two files that hold the same period of a KPI the earlier one counts. When it goes or comes back, the later ones
are lifted before and settled after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from data.ingest.again import StoredUpload, batch_of, stored_upload, write_again
from data.ingest.batch import Batch
from data.ingest.mapping import ImportPlan
from data.ingest.taken import Rows, note_taken, put_back
from data.ingest.undo import remove_contributions
from data.transaction import Write

LATER_SERIES = """
SELECT DISTINCT u.upload_id, u.upload_no FROM upload u JOIN row_origin r USING (upload_id)
WHERE u.state = 'live' AND u.plan IS NOT NULL AND r.entity = 'kpi_def' AND list_contains($ids, r.entity_id)
    AND u.upload_no > $upload_no ORDER BY u.upload_no
"""
SERIES_OF = "SELECT entity_id FROM row_origin WHERE upload_id = $id AND entity = 'kpi_def'"


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


def series_of(write: Write, upload_id: str) -> list[str]:
    """The KPI series that an upload has values of."""
    return [str(row[0]) for row in write.rows(SERIES_OF, id=upload_id)]


@contextmanager
def later_series_lifted(write: Write, upload_no: int, kpi_ids: list[str]) -> Iterator[None]:
    """Inside, the later uploads of the same series are out of the tables."""
    later = write.rows(LATER_SERIES, ids=kpi_ids, upload_no=upload_no) if kpi_ids else []
    lifted = [lift(write, stored_upload(write, str(row[0]))) for row in later]
    yield
    for one in lifted:
        settle(write, one)
