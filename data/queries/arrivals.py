"""What the store knows about files that arrive: their bytes, and the survey behind their header."""

from __future__ import annotations

from data.reading import Reader


def states_of(store: Reader, sha256: str) -> tuple[str, ...]:
    """The states (live, undone) of all uploads of these bytes, oldest first."""
    rows = store.rows("SELECT state FROM upload WHERE sha256 = $sha256 ORDER BY upload_no", sha256=sha256)
    return tuple(str(row[0]) for row in rows)


def n_known_before(store: Reader, upload_id: str) -> int:
    """How many answers of an upload another live upload had brought before."""
    n = store.value(
        "SELECT count(DISTINCT response_id) FROM response WHERE upload_id = $id AND revision > 1", id=upload_id
    )
    return int(n)


def is_known_header(store: Reader, fingerprint: str) -> bool:
    """Whether a live upload of a survey with this header was confirmed before."""
    n = store.value(
        "SELECT count(*) FROM recipe WHERE header_fingerprint = $fingerprint AND used_count > 0",
        fingerprint=fingerprint,
    )
    return int(n) > 0
