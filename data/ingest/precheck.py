"""What is looked at before any parser runs: size, magic bytes, archives, dangerous parts."""

from __future__ import annotations

from pathlib import Path

from data.ingest.issues import refused
from data.ingest.model import Limits

_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"


def check_file(path: Path, limits: Limits, name: str) -> str:
    """The format of a file that may be parsed: csv, csv.gz, xlsx or xls. Raises FileRefused."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty_file")
    if size > limits.n_bytes:
        raise refused("too_large", size=size >> 20, limit=limits.n_bytes >> 20)
    with path.open("rb") as source:
        head = source.read(8)
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLE):
        return "xls"
    return "csv.gz" if head.startswith(_GZIP) else "csv"
