"""Customer tables as persons with attributes, and the masked traces of personal data."""

from __future__ import annotations

from data.ingest.attributes import attributes
from data.ingest.batch import Batch
from data.ingest.mapping import column_label
from data.ingest.sql import cell, fill
from data.transaction import Write

CUSTOMERS = """
INSERT INTO respondent (respondent_id, upload_id, source_id, external_key_hash, pseudonym, attributes)
SELECT <id>, $upload_id, $source_id, <id>, 'P-' || upper(substr(<id>, 1, 6)), <attributes> FROM staged s
"""
CUSTOMER_ORIGINS = "INSERT INTO row_origin SELECT $upload_id, row_no, 'respondent', <id> FROM staged s"
CUSTOMER_SEGMENTS = """
INSERT INTO segment_value (owner_kind, owner_id, dim, value, upload_id)
SELECT 'respondent', <id>, $dim, <cell>, $upload_id FROM staged s WHERE <cell> IS NOT NULL
"""
CUSTOMER_ID = "coalesce(s.respondent_id, s.response_id)"
PII = """
INSERT INTO pii (respondent_id, kind, value, masked, upload_id)
SELECT DISTINCT s.respondent_id, $kind, NULL, <masked>, $upload_id FROM staged s
WHERE s.respondent_id IS NOT NULL AND <cell> IS NOT NULL
"""
MASKS = {
    "email": r"regexp_replace(<cell>, '^(.).*@(.).*$', '\1***@\2***')",
    "phone": "'***' || right(<cell>, 2)",
    "ip": "split_part(<cell>, '.', 1) || '.*.*.*'",
    "national_id": "'***'",
}
OTHER_MASK = "left(<cell>, 1) || '***'"


def write_customers(write: Write, batch: Batch) -> int:
    """One person per row, with attributes; segments also as values to split by. Returns the persons."""
    told = attributes(batch, ("segment", "choice", "numeric_attr", "outcome", "score"))
    n_customers = write.execute(
        fill(CUSTOMERS, id=CUSTOMER_ID, attributes=told), upload_id=batch.upload_id, source_id=batch.source_id
    )
    write.execute(fill(CUSTOMER_ORIGINS, id=CUSTOMER_ID), upload_id=batch.upload_id)
    for column in batch.plan.with_role("segment"):
        write.execute(
            fill(CUSTOMER_SEGMENTS, id=CUSTOMER_ID, cell=cell(column.index)),
            dim=column_label(column),
            upload_id=batch.upload_id,
        )
    return n_customers


def write_masked(write: Write, batch: Batch) -> None:
    """Personal data of known persons as masked texts only; the values stay in the uploaded file."""
    for column in batch.plan.with_role("pii"):
        mask = MASKS.get(column.pii_type or "", OTHER_MASK)
        write.execute(
            fill(PII, masked=fill(mask, cell=cell(column.index)), cell=cell(column.index)),
            kind=column.pii_type or "other",
            upload_id=batch.upload_id,
        )
