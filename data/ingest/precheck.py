"""What is looked at before any parser runs: size, magic bytes, archives, dangerous parts, characters no text holds."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from data.ingest.issues import refused
from data.ingest.model import Limits
from data.ingest.precheck_zip import check_zip

CHUNK = 1 << 20
_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
_FOREIGN = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"), (b"PAR1", "Parquet"), (b"SQLite format", "SQLite"), (b"\x7fELF", "EXE"),
    (b"MZ\x90", "EXE"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"(\xb5/\xfd", "zstd"),
    (b"PK\x05\x06", "ZIP"),
    (b"{\\rtf", "RTF"), (b"$FL2", "SPSS"), (b"$FL3", "SPSS"),
)  # fmt: skip
_MARKUP = ((b"<?xml", "XML"), (b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<table", "HTML"))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - {9, 10, 13, 12, 27, 26, 11}) + b"\x7f"
MOST_CONTROL = 0.002


def check_place(path: Path) -> None:
    """A file that is there and holds bytes: no folder, pipe or device. Raises FileRefused."""
    try:
        is_file = path.is_file()
    except OSError as error:  # a name too long for the system, a loop of links
        raise refused("no_file", name=path.name[:80]) from error
    if not is_file:
        raise refused("not_a_file" if path.exists() else "no_file", name=path.name[:80] or str(path))


def check_file(path: Path, limits: Limits, name: str) -> str:
    """The format of a file that may be parsed: csv, csv.gz, xlsx, xls, ods or docx. Raises FileRefused."""
    check_place(path)
    size = path.stat().st_size
    if size == 0:
        raise refused("empty_file")
    if size > limits.n_bytes:
        raise refused("too_large", size=size >> 20, limit=limits.n_bytes >> 20)
    with path.open("rb") as source:
        head = source.read(64)
    _known_foreign(head)
    if head.startswith(_ZIP):
        return check_zip(path, limits)
    if head.startswith(_OLE):
        return _check_ole(path)
    if head.startswith(_GZIP):
        return _check_gzip(path, limits)
    _check_text(path, head)
    return "csv"


def _known_foreign(head: bytes) -> None:
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            raise refused("unknown_format", format=kind)
    plain = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for magic, kind in _MARKUP:
        if plain.startswith(magic):
            raise refused("unknown_format", format=kind)


def _check_ole(path: Path) -> str:
    """An old workbook: no password, no macros, and really a workbook."""
    content = path.read_bytes()
    if _wide("EncryptedPackage") in content:
        raise refused("locked_workbook")
    if _wide("_VBA_PROJECT") in content:
        raise refused("unsafe_workbook", place="_VBA_PROJECT")
    if _wide("WordDocument") in content:
        raise refused("unknown_format", format="DOC")
    if _wide("Workbook") not in content and _wide("Book") not in content:
        raise refused("unknown_format", format="OLE")
    return "xls"


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _check_gzip(path: Path, limits: Limits) -> str:
    """Inflated in pieces up to the limit, and a text inside."""
    n_bytes, head = 0, b""
    try:
        with gzip.open(path, "rb") as source:
            while chunk := source.read(CHUNK):
                head = head or chunk[:64]
                n_bytes += len(chunk)
                if n_bytes > limits.n_bytes:
                    raise refused("archive_bomb", limit=limits.n_bytes >> 20)
                _check_chunk(chunk, n_bytes - len(chunk), head)
    except (OSError, EOFError, zlib.error) as error:
        raise refused("damaged_archive") from error
    if n_bytes == 0:
        raise refused("empty_file")
    if head.startswith((_ZIP, _OLE, _GZIP)):
        raise refused("unknown_format", format="ZIP")
    _known_foreign(head)
    return "csv.gz"


def _check_text(path: Path, head: bytes) -> None:
    n_bytes = 0
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            _check_chunk(chunk, n_bytes, head)
            n_bytes += len(chunk)


def _check_chunk(chunk: bytes, offset: int, head: bytes) -> None:
    """No NUL byte outside UTF-16, and hardly any control characters."""
    if head.startswith(_WIDE) or is_unmarked_utf16(head):
        return
    at = chunk.find(b"\x00")
    if at >= 0:
        raise refused("binary_file", byte=offset + at + 1)
    n_control = len(chunk) - len(chunk.translate(None, _CONTROL))
    if n_control > MOST_CONTROL * len(chunk) + 8:
        raise refused("binary_file", byte=offset + next(i for i, b in enumerate(chunk) if b in _CONTROL) + 1)


def is_unmarked_utf16(head: bytes) -> bool:
    """Little-endian UTF-16 without its mark: every second byte of the first Latin characters is zero."""
    pairs = head[: len(head) // 2 * 2]
    return len(pairs) >= 16 and pairs[1::2].count(0) >= 0.9 * len(pairs[1::2]) and 0 not in pairs[0::2]
