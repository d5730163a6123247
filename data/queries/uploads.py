"""What imports need to know about earlier ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from data.reading import Reader

LIVE_BY_HASH = """
SELECT upload_id, journey_id, counts, read_params ->> 'sheet' AS sheet FROM upload
WHERE sha256 = $sha256 AND state = 'live' ORDER BY upload_no
"""
NAMES = """
SELECT alias AS name, touchpoint_id FROM touchpoint_alias WHERE journey_id = $journey_id
UNION ALL SELECT unnest([name_en, name_zh, touchpoint_id, split_part(touchpoint_id, '.', -1)]), touchpoint_id
FROM touchpoint WHERE journey_id = $journey_id AND retired_at IS NULL
"""


@dataclass(frozen=True)
class KnownUpload:
    """A live upload of the same bytes."""

    upload_id: str
    journey_id: str | None
    counts: dict[str, int]
    sheet: str | None


def live_uploads(store: Reader, sha256: str) -> list[KnownUpload]:
    """Live uploads of the same bytes, oldest first."""
    return [
        KnownUpload(row[0], row[1], json.loads(row[2] or "{}"), row[3])
        for row in store.rows(LIVE_BY_HASH, sha256=sha256)
    ]


def touchpoint_names(store: Reader, journey_id: str) -> dict[str, str]:
    """Touchpoint id by every name, alias and id under which a file may mean it."""
    return {str(name): str(found) for name, found in store.rows(NAMES, journey_id=journey_id) if name}


def journey_row(store: Reader, journey_id: str) -> tuple[str, bool] | None:
    """(id, is_sample) of a journey, None when there is none."""
    rows: list[tuple[Any, ...]] = store.rows(
        "SELECT journey_id, is_sample FROM journey WHERE journey_id = $id", id=journey_id
    )
    return (str(rows[0][0]), bool(rows[0][1])) if rows else None


def upload_issues(store: Reader, upload_id: str) -> list[tuple[Any, ...]]:
    """(code, severity, col_no, row_nos, n, facts) of one upload."""
    return store.rows(
        "SELECT code, severity, col_no, row_nos, n, facts FROM issue WHERE upload_id = $id ORDER BY issue_id",
        id=upload_id,
    )
