"""The receipt of an import: the upload with its columns, issues and rows set aside, and the counts that must add up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.mapping import column_label
from data.ingest.naming import digest, json_text
from data.ingest.plan_document import plan_document
from data.ingest.survey_rows import scale_id_of
from data.transaction import Write
from errors import CellsLost

MOST_SETTLED = 200
SETTLED = """
SELECT col_no, raw FROM value_map WHERE na_reason IN ('unparsed', 'out_of_scale') AND length(raw) <= 80 ORDER BY ALL
"""


def write_aside(write: Write, batch: Batch) -> int:
    """Rows that land nowhere, each with its reason and its cells; returns their number."""
    read_aside = [(row.row_no, row.reason, json_text(list(row.cells))) for row in batch.reading.table.aside]
    if read_aside:
        write.insert("aside", pd.DataFrame(read_aside, columns=["row_no", "reason", "cells"]))
    return write.execute(
        "INSERT INTO upload_row_aside SELECT $upload_id, row_no, reason, cells FROM aside ORDER BY row_no",
        upload_id=batch.upload_id,
    )


def write_columns(write: Write, batch: Batch) -> None:
    """One row per column of the file: what it was taken for, and why."""
    write.insert("upload_column", pd.DataFrame([_column(batch, place) for place in range(len(batch.columns))]))


def _column(batch: Batch, place: int) -> dict[str, Any]:
    column = batch.columns[place]
    headers = [row[column.index] if column.index < len(row) else "" for row in batch.reading.table.headers][:3]
    header_1, header_2, header_3 = (*headers, None, None, None)[:3]
    return {
        "upload_id": batch.upload_id,
        "col_no": column.index,
        "header_1": header_1,
        "header_2": header_2,
        "header_3": header_3,
        "label": column_label(column),
        "role": column.role,
        "role_source": column.role_source,
        "about": column.about,
        "confidence": float(column.confidence),
        "why": json_text([column.why[0], dict(column.why[1])]),
        "scale_id": scale_id_of(column.scale) if column.scale and column.role == "score" else None,
        "format": column.date_format or column.delimiter,
        "na_codes": json_text(column.scale.na) if column.scale else None,
        "pii_type": column.pii_type,
        "fill_rate": float(column.fill_rate),
        "n_distinct": int(column.n_distinct),
        "question_id": batch.questions.get(column.index),
        "touchpoint_id": batch.touchpoints.get(column.index),
    }


def write_issues(write: Write, batch: Batch) -> None:
    """What was wrong with the file and what was decided about it."""
    rows = []
    for place, issue in enumerate(batch.reading.issues):
        key = issue.code if issue.column is None else f"{issue.code}:{issue.column}"
        decision = batch.plan.decisions.get(key, batch.plan.decisions.get(issue.code))
        rows.append(
            {
                "issue_id": digest(batch.upload_id, place),
                "upload_id": batch.upload_id,
                "code": issue.code,
                "severity": issue.severity,
                "col_no": issue.column,
                "row_nos": json_text(list(issue.rows)),
                "n": issue.n,
                "facts": json_text(dict(issue.facts)),
                "decision": None if decision is None else json_text(decision),
                "decided_by": batch.by if decision is not None else None,
            }
        )
    if rows:
        write.insert("issue", pd.DataFrame(rows).astype({"col_no": "Int64"}))


def settled_counts(write: Write, batch: Batch, landed: dict[str, int], n_aside: int) -> dict[str, int]:
    """The counts of the receipt; raises CellsLost when a row or a cell is neither in the store nor set aside."""
    table = batch.reading.table
    n_rows = batch.file.n_rows + len(table.aside)
    n_landed = int(
        write.value(
            "SELECT count(DISTINCT row_no) FROM row_origin WHERE upload_id = $id AND row_no > 0", id=batch.upload_id
        )
    )
    kept = batch.file.n_rows * table.n_columns + sum(len(row.cells) for row in table.aside)
    if n_landed + n_aside != n_rows or kept != table.n_cells_in:
        raise CellsLost(rows=n_rows, landed=n_landed, aside=n_aside, cells=table.n_cells_in, kept=kept)
    return {"rows": n_rows, **landed, "rows_set_aside": n_aside, "cells_in": table.n_cells_in, "cells_kept": kept}


def write_upload(write: Write, batch: Batch, counts: dict[str, int]) -> None:
    """The upload itself."""
    upload_no = int(write.value("SELECT coalesce(max(upload_no), 0) + 1 FROM upload"))
    write.insert(
        "upload",
        pd.DataFrame(
            [
                {
                    "upload_id": batch.upload_id,
                    "upload_no": upload_no,
                    "file_name": batch.file.name,
                    "sha256": batch.file.sha256,
                    "size_bytes": batch.file.n_bytes,
                    "uploaded_at": batch.at,
                    "uploaded_by": batch.by,
                    "vendor": batch.reading.vendor,
                    "kind": batch.reading.kind,
                    "survey_id": batch.survey_id,
                    "source_id": batch.source_id,
                    "journey_id": batch.journey_id,
                    "recipe_id": batch.recipe_id,
                    "state": "live",
                    "n_rows": counts["rows"],
                    "n_set_aside": counts["rows_set_aside"],
                    "read_params": json_text({**asdict(batch.reading.table.params), "cells": batch.file.cells.name}),
                    "n_cells_in": counts["cells_in"],
                    "n_cells_kept": counts["cells_kept"],
                    "counts": json_text(counts),
                    "is_sample": False,
                    "plan": json_text(plan_document(batch, _settled(write, batch))),
                    "response_base": batch.response_base,
                    "response_top": _response_top(batch),
                }
            ]
        ),
    )
    count_recipes(write)


def renew_upload(write: Write, batch: Batch, counts: dict[str, int]) -> None:
    """An upload that is listed already counts again, with the counts and the plan of now."""
    write.execute(
        "UPDATE upload SET state = 'live', undone_at = NULL, taken = NULL, n_set_aside = $aside, counts = $counts, "
        "plan = $plan WHERE upload_id = $id",
        id=batch.upload_id,
        aside=counts["rows_set_aside"],
        counts=json_text(counts),
        plan=json_text(plan_document(batch, _settled(write, batch))),
    )
    count_recipes(write)


def _response_top(batch: Batch) -> int:
    cells = batch.reading.table.cells
    return batch.response_base + (int(cells.index.max()) if len(cells) else 0)


def _settled(write: Write, batch: Batch) -> dict[int, list[str]]:
    """Per score column the texts that its scale does not hold: imported as no answer, so not asked about again."""
    found: dict[int, list[str]] = {}
    for column, raw in write.rows(SETTLED):
        found.setdefault(int(column), []).append(str(raw))
    return {column: found[column][:MOST_SETTLED] for column in found}


def count_recipes(write: Write) -> None:
    """How many live uploads use each recipe; its mapping is the plan of the newest of them."""
    write.execute(
        "UPDATE recipe SET used_count = (SELECT count(*) FROM upload u WHERE u.recipe_id = recipe.recipe_id "
        "AND u.state = 'live'), mapping = coalesce((SELECT arg_max(u.plan::VARCHAR, u.upload_no) FROM upload u "
        "WHERE u.recipe_id = recipe.recipe_id AND u.state = 'live' AND u.plan IS NOT NULL), mapping::VARCHAR)"
    )
