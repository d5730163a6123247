"""Which bytes are this text: byte order mark, strict UTF-8, chardet with the GB family widened, Windows-1252.

Latin-1 is never the answer by default: it accepts anything and would mangle Chinese silently.
"""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import chardet

from data.ingest.issues import refused
from data.ingest.precheck import is_unmarked_utf16

CHUNK = 1 << 20
_HAN = (("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uffef"), ("\u2500", "\u257f"))
SAMPLE = 4 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "ascii": "utf-8", "iso-8859-1": "cp1252"}
_TRUSTED = {"gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "cp949", "cp1251", "koi8-r", "cp1252", "mac-roman"}


@dataclass(frozen=True)
class Encoding:
    """`name` is what a person is told, `codec` what opens the file."""

    name: str
    codec: str
    bom: bool = False


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, inflated when the file is a gzip."""
    with path.open("rb") as probe:
        is_gzip = probe.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if is_gzip else path.open("rb")


def chunks(path: Path) -> Iterator[bytes]:
    """The (inflated) bytes in pieces."""
    with open_bytes(path) as source:
        while chunk := source.read(CHUNK):
            yield chunk


def encoding_of(path: Path, asked: str | None = None) -> Encoding:
    """The encoding that reads every byte of `path`; `asked` is tried alone when given."""
    with open_bytes(path) as source:
        head = source.read(SAMPLE)
    if asked:
        return _checked(path, head, asked)
    for mark, name, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(name, codec, bom=True)
    if is_unmarked_utf16(head[:64]):
        return Encoding("utf-16-le", "utf-16-le")
    if _fits(path, "utf-8"):
        return Encoding("utf-8", "utf-8")
    for codec in _candidates(head):
        if _fits(path, codec):
            return Encoding(codec, codec)
    raise refused("unreadable_encoding")


def _checked(path: Path, head: bytes, asked: str) -> Encoding:
    for mark, name, codec in _MARKS:
        if head.startswith(mark) and asked.lower().replace("_", "-") in (name, codec, "utf-8"):
            return Encoding(name, codec, bom=True)
    try:
        codec = codecs.lookup(asked).name
    except LookupError as error:
        raise refused("unreadable_encoding") from error
    if not _fits(path, codec):
        raise refused("unreadable_encoding")
    return Encoding(asked.lower(), codec)


def _candidates(head: bytes) -> Iterator[str]:
    """chardet's guess when it is one of the encodings surveys come in, then Windows-1252."""
    told = (chardet.detect(head)["encoding"] or "").lower().replace("windows-", "cp").replace("macroman", "mac-roman")
    guess = _WIDER.get(told, told)
    if guess in _TRUSTED:
        yield guess
    if guess != "gb18030" and _mostly_cjk(head):
        yield "gb18030"
    if guess != "cp1252":
        yield "cp1252"
    yield "mac-roman"


def _mostly_cjk(head: bytes) -> bool:
    """Every non-ASCII run decodes as GB18030, and mostly to Han characters."""
    text = codecs.getincrementaldecoder("gb18030")(errors="replace").decode(head)
    foreign = [c for c in text if ord(c) > 127]
    han = sum(any(low <= c <= high for low, high in _HAN) for c in foreign)
    return bool(foreign) and "\ufffd" not in foreign and han >= 0.8 * len(foreign)


def _fits(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
