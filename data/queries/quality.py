"""What was imported, set aside and undone: the frames behind the data quality page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from data.ingest.mask_comments import said_masked

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store

UPLOADS = """
WITH kept AS (
    SELECT upload_id, count(*) AS n_columns, count(*) FILTER (
               WHERE role IN ('other', 'empty', 'derived', 'url', 'custom_data', 'coded_comment')) AS n_columns_aside
    FROM upload_column GROUP BY upload_id),
landed AS (SELECT upload_id, count(DISTINCT row_no) AS n_landed FROM row_origin WHERE row_no > 0 GROUP BY upload_id),
raised AS (SELECT upload_id, count(*) AS n_issues FROM issue GROUP BY upload_id)
SELECT u.upload_id, u.upload_no, u.file_name, u.vendor, u.kind, u.uploaded_at, u.uploaded_by, u.size_bytes, u.state,
       u.is_sample, u.undone_at, u.journey_id, j.name_en AS journey_en, j.name_zh AS journey_zh,
       u.n_rows, u.n_set_aside, u.n_cells_in, u.n_cells_kept,
       coalesce(l.n_landed, 0) AS n_landed, coalesce(k.n_columns, 0) AS n_columns,
       coalesce(k.n_columns_aside, 0) AS n_columns_aside, coalesce(r.n_issues, 0) AS n_issues,
       coalesce(TRY_CAST(u.counts ->> 'responses' AS BIGINT), 0) AS n_responses,
       coalesce(TRY_CAST(u.counts ->> 'answers' AS BIGINT), 0) AS n_answers,
       coalesce(TRY_CAST(u.counts ->> 'comments' AS BIGINT), 0) AS n_comments,
       coalesce(TRY_CAST(u.counts ->> 'events' AS BIGINT), 0) AS n_events
FROM upload u
LEFT JOIN journey j USING (journey_id)
LEFT JOIN kept k USING (upload_id)
LEFT JOIN landed l USING (upload_id)
LEFT JOIN raised r USING (upload_id)
ORDER BY u.upload_no DESC
"""
UPLOAD_TYPES = {
    **dict.fromkeys(
        ("upload_id", "file_name", "vendor", "kind", "uploaded_by", "state", "journey_id", "journey_en",
         "journey_zh"), "str"
    ),
    **dict.fromkeys(
        ("upload_no", "size_bytes", "n_rows", "n_set_aside", "n_cells_in", "n_cells_kept", "n_landed", "n_columns",
         "n_columns_aside", "n_issues", "n_responses", "n_answers", "n_comments", "n_events"), "int64"
    ),
    "is_sample": "bool",
}  # fmt: skip


def uploads(store: Store) -> pd.DataFrame:
    """One row per upload, newest first, with its counts and the journey it went to."""
    return store.frame(UPLOADS, dtypes=UPLOAD_TYPES)


def upload_columns(store: Store, upload_id: str) -> pd.DataFrame:
    """One row per column of the file, in file order: what it was taken for and why."""
    return store.frame(
        """SELECT c.col_no, coalesce(c.label, c.header_1, '') AS name, c.role, c.role_source, c.about, c.confidence,
                  c.fill_rate, c.n_distinct, s.metric, s.low, s.high, c.pii_type,
                  coalesce(s.lower_is_better, false) AS lower_is_better
           FROM upload_column c LEFT JOIN scale s USING (scale_id) WHERE c.upload_id = $upload_id ORDER BY c.col_no""",
        dtypes={
            **dict.fromkeys(("name", "role", "role_source", "about", "metric", "pii_type"), "str"),
            **dict.fromkeys(("confidence", "fill_rate", "low", "high"), "float64"),
            "col_no": "int64",
            "n_distinct": "Int64",
            "lower_is_better": "bool",
        },
        upload_id=upload_id,
    )


def upload_issues(store: Store, upload_id: str) -> pd.DataFrame:
    """One row per issue raised by the file: code, severity, column, row numbers and facts as JSON text."""
    return store.frame(
        """SELECT i.code, i.severity, i.col_no, i.n, CAST(i.row_nos AS VARCHAR) AS row_nos,
                  CAST(i.facts AS VARCHAR) AS facts, i.decision
           FROM issue i WHERE i.upload_id = $upload_id
           ORDER BY list_position(['stop', 'ask', 'warn', 'note'], i.severity), i.code, i.col_no""",
        dtypes={
            **dict.fromkeys(("code", "severity", "row_nos", "facts", "decision"), "str"),
            "col_no": "Int64",
            "n": "Int64",
        },
        upload_id=upload_id,
    )


def aside_reasons(store: Store, upload_id: str) -> dict[str, int]:
    """The number of rows set aside by reason, most frequent first."""
    rows = store.rows(
        "SELECT reason, count(*) FROM upload_row_aside WHERE upload_id = $id GROUP BY 1 ORDER BY 2 DESC, 1",
        id=upload_id,
    )
    return {str(reason): int(n) for reason, n in rows}


def rows_aside(store: Store, upload_id: str, *, limit: int = 10_000) -> pd.DataFrame:
    """One row per row of the file that was set aside, with the reason and its cells as JSON text.

    Columns with personal data are blotted out, and known forms of it in all other cells.
    """
    personal = store.rows("SELECT col_no FROM upload_column WHERE upload_id = $id AND role = 'pii'", id=upload_id)
    places = frozenset(int(row[0]) for row in personal)
    found = store.frame(
        """SELECT row_no, reason, CAST(cells AS VARCHAR) AS cells FROM upload_row_aside
           WHERE upload_id = $upload_id ORDER BY row_no LIMIT $limit""",
        dtypes={"row_no": "int64", "reason": "str", "cells": "str"},
        upload_id=upload_id,
        limit=limit,
    )
    return found.assign(cells=found["cells"].map(lambda cells: hidden_cells(cells, places)).astype("str"))


def hidden_cells(cells: object, personal: frozenset[int]) -> str:
    """The cells of a row as a JSON list, personal ones blotted out; "" where none were kept.

    >>> hidden_cells('["R1", "Anna", "call 13800138000"]', frozenset({1}))
    '["R1", "***", "call [phone]"]'
    """
    if not isinstance(cells, str) or not cells:
        return ""
    told = json.loads(cells)
    values = [value for name, value in told.items() if name != "row_no"] if isinstance(told, dict) else list(told)
    shown = ["***" if place in personal and cell else said_masked(str(cell or "")) for place, cell in enumerate(values)]
    return json.dumps(shown, ensure_ascii=False)


def n_personal_columns(store: Store) -> int:
    """Columns with personal data in all live uploads, the sample aside."""
    return int(
        store.value(
            """SELECT count(*) FROM upload_column c JOIN upload u USING (upload_id)
               WHERE c.role = 'pii' AND u.state = 'live' AND NOT u.is_sample"""
        )
    )
