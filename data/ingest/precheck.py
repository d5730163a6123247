"""What is looked at before any parser runs: size, magic bytes, archives, dangerous parts, characters no text holds."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from data.ingest.issues import refused
from data.ingest.model import Limits
from data.ingest.precheck_zip import check_zip
from data.ingest.xes import XES, is_xes

CHUNK = 1 << 20
HEAD = 1 << 14
MOST_LINE = 32 << 20
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
MOST_NUL, MOST_NUL_SHARE = 16, 0.005  # so few NUL bytes are damage in a text; more are another format


def check_place(path: Path) -> None:
    """A file that is there and holds bytes: no folder, pipe or device. Raises FileRefused."""
    try:
        is_file = path.is_file()
    except OSError as error:  # a name too long for the system, a loop of links
        raise refused("no_file", name=path.name[:80]) from error
    if not is_file:
        raise refused("not_a_file" if path.exists() else "no_file", name=path.name[:80] or str(path))


def check_file(path: Path, limits: Limits, name: str) -> str:
    """The format of a file that may be parsed: csv, csv.gz, xlsx, xls, ods, docx or xes. Raises FileRefused."""
    check_place(path)
    size = path.stat().st_size
    if size == 0:
        raise refused("empty_file")
    if size > limits.n_bytes:
        raise refused("too_large", size=size >> 20, limit=limits.n_bytes >> 20)
    with path.open("rb") as source:
        head = source.read(HEAD)
    if is_xes(path, head):
        return XES
    _known_foreign(head)
    if head.startswith(_ZIP):
        return check_zip(path, limits)
    if head.startswith(_OLE):
        return _check_ole(path)
    if head.startswith(_GZIP):
        return _check_gzip(path, limits)
    with path.open("rb") as source:
        _TextCheck(head).run(source, limits)
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
    try:
        with gzip.open(path, "rb") as source:
            head = source.read(HEAD)
            if not head:
                raise refused("empty_file")
            if head.startswith((_ZIP, _OLE, _GZIP)):
                raise refused("unknown_format", format="ZIP")
            _known_foreign(head)
            source.seek(0)
            _TextCheck(head).run(cast(BinaryIO, source), limits)
    except (OSError, EOFError, zlib.error) as error:
        raise refused("damaged_archive") from error
    return "csv.gz"


class _TextCheck:
    """A text in pieces: hardly any NUL byte outside UTF-16, hardly any control characters, no line without end."""

    def __init__(self, head: bytes) -> None:
        self._is_wide = head.startswith(_WIDE) or unmarked_utf16(head) is not None
        self._n_bytes = self._since_line = self._line = self._n_nul = self._first_nul = 0

    def run(self, source: BinaryIO, limits: Limits) -> None:
        """Look at every byte; raises FileRefused at the first that belongs to no text."""
        while chunk := source.read(CHUNK):
            if self._n_bytes + len(chunk) > limits.n_bytes:
                raise refused("archive_bomb", limit=limits.n_bytes >> 20)
            self._check_bytes(chunk)
            self._check_line(chunk)
            self._n_bytes += len(chunk)
        if self._n_nul > MOST_NUL_SHARE * self._n_bytes:
            raise refused("binary_file", byte=self._first_nul)

    def _check_bytes(self, chunk: bytes) -> None:
        at = chunk.find(b"\x00\x00\x00") if self._is_wide else self._too_many_nul(chunk)
        if at < 0 and not self._is_wide:
            n_control = len(chunk) - len(chunk.translate(None, _CONTROL))
            if n_control > MOST_CONTROL * len(chunk) + 8:
                at = next(i for i, b in enumerate(chunk) if b in _CONTROL)
        if at >= 0:
            raise refused("binary_file", byte=self._n_bytes + at + 1)

    def _too_many_nul(self, chunk: bytes) -> int:
        """The place of a NUL byte when there are more of them than a damaged text holds, else -1."""
        at = chunk.find(b"\x00")
        if at < 0:
            return -1
        self._first_nul = self._first_nul or self._n_bytes + at + 1
        self._n_nul += chunk.count(b"\x00")
        return at if self._n_nul > MOST_NUL else -1

    def _check_line(self, chunk: bytes) -> None:
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._since_line = self._since_line + len(chunk) if last < 0 else len(chunk) - last - 1
        self._line += chunk.count(b"\n")
        if self._since_line > MOST_LINE:
            raise refused("endless_line", line=self._line + 1, limit=MOST_LINE >> 20)


def unmarked_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 without its mark: line ends and Latin letters have a zero byte, always on one side."""
    pairs = head[: len(head) // 2 * 2]
    low, high = pairs[0::2], pairs[1::2]
    for codec, letters, zeros in (("utf-16-le", low, high), ("utf-16-be", high, low)):
        if zeros.count(0) > 2 * letters.count(0) and _holds_lines(pairs, codec, zeros.count(0)):
            return codec
    return None


def _holds_lines(pairs: bytes, codec: str, n_latin: int) -> bool:
    """Whether the text has lines, no strange signs, and is no ASCII text taken two bytes at a time."""
    text = pairs.decode(codec, errors="ignore")
    is_plain = not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text)
    n_ascii = sum(32 <= sign >> 8 < 127 and 32 <= sign & 255 < 127 for sign in map(ord, text))
    has_lines = "\n" in text or "\r" in text or 5 * n_latin >= 2 * len(text)
    return is_plain and has_lines and n_latin >= 4 and n_ascii < 0.6 * len(text)
