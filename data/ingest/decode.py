"""Which bytes are this text: byte order mark, UTF-16 by its zero bytes, strict UTF-8, the GB family, then the others.

Latin-1 is never the answer by default: it accepts anything and would mangle Chinese silently. A text in UTF-8 but
for some lines keeps UTF-8; the odd lines are read in a second encoding and counted.
"""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import chardet

from data.ingest.issues import refused
from data.ingest.precheck import unmarked_utf16

CHUNK = 1 << 20
SAMPLE = 4 << 20
GUESS = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "ascii": "utf-8", "iso-8859-1": "cp1252"}
_EASTERN = {"big5", "shift_jis", "cp932", "euc-jp", "euc-kr", "cp949"}
_TRUSTED = {"gb18030", "cp1251", "koi8-r", *_EASTERN}
_HIGH = re.compile(rb"[\x80-\xff]")
_COMMON_CHINESE = re.compile(rb"[\xa1-\xa9\xb0-\xf7][\xa1-\xfe]")
_WHOLE_UTF8 = re.compile(rb"[\xc2\xc3\xd0\xd1][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2}|\xf0[\x9f-\xbf][\x80-\xbf]{2}")
_MAC_LETTER = re.compile(rb"(?<=[a-z])[\x80-\x91\x93-\x9f](?=[a-z])")
_WINDOWS_LETTER = re.compile(rb"(?<=[a-z])[\xdf-\xff](?=[a-z])")


@dataclass(frozen=True)
class Encoding:
    """`name` is what a person is told, `codec` what opens the file, `second` what reads the lines that do not fit."""

    name: str
    codec: str
    bom: bool = False
    second: str | None = None


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
    """The encoding that reads every byte of `path`; `asked` is tried alone when given. Raises FileRefused."""
    with open_bytes(path) as source:
        head = source.read(SAMPLE)
    if asked:
        return _checked(path, head, asked)
    for mark, name, codec in _MARKS:
        if head.startswith(mark):
            return _marked(path, name, codec)
    if wide := unmarked_utf16(head):
        return _marked(path, wide, wide, bom=False)
    if _fits(path, "utf-8"):
        return Encoding("utf-8", "utf-8")
    if not is_chinese(head) and (second := _odd_lines(path)):
        return Encoding("utf-8", "utf-8", second=second)
    for codec in _candidates(head):
        if _fits(path, codec):
            return Encoding(codec, codec)
    raise refused("unreadable_encoding")


def _marked(path: Path, name: str, codec: str, *, bom: bool = True) -> Encoding:
    """What a byte order mark says, if the rest holds to it."""
    if _fits(path, codec):
        return Encoding(name, codec, bom=bom)
    second = _odd_lines(path) if codec.startswith("utf-8") else None
    if second is None:
        raise refused("unreadable_encoding")
    return Encoding(name, codec, bom=bom, second=second)


def _checked(path: Path, head: bytes, asked: str) -> Encoding:
    plain = asked.lower().replace("_", "-")
    for mark, name, codec in _MARKS:
        if head.startswith(mark) and plain in (name, codec, "utf-8"):
            return _marked(path, name, codec)
    try:
        codec = codecs.lookup(asked).name
    except LookupError as error:
        raise refused("unreadable_encoding") from error
    if not _fits(path, codec):
        return _checked_utf8(path, plain)
    return Encoding(asked.lower(), codec)


def _checked_utf8(path: Path, asked: str) -> Encoding:
    """UTF-8 was asked for: some lines may still be in another encoding."""
    second = _odd_lines(path) if asked == "utf-8" else None
    if second is None:
        raise refused("unreadable_encoding")
    return Encoding("utf-8", "utf-8", second=second)


def _candidates(head: bytes) -> Iterator[str]:
    """Japanese and Korean where chardet is sure, Chinese by its byte pairs, chardet's other guesses, Windows, Mac."""
    found = chardet.detect(head[:GUESS])
    told = str(found["encoding"] or "").lower().replace("windows-", "cp")
    guess = _WIDER.get(told, told)
    if guess in _EASTERN and found["confidence"] >= 0.3:
        yield guess
    if is_chinese(head):
        yield "gb18030"
    if guess in _TRUSTED:
        yield guess
    yield from ("mac-roman",) if _is_mac(head) else ("cp1252", "mac-roman")


def is_chinese(text: bytes) -> bool:
    """Nearly all bytes above ASCII are pairs of the GB family's common characters.

    Western letters stand alone between ASCII letters and so form no pairs.
    """
    n_high = len(_HIGH.findall(text))
    return n_high > 1 and 2 * len(_COMMON_CHINESE.findall(text)) >= 0.9 * n_high


def _is_mac(head: bytes) -> bool:
    """Letters inside words where the Mac had its accents and Windows has punctuation."""
    return len(_MAC_LETTER.findall(head)) > len(_WINDOWS_LETTER.findall(head))


def _fits(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# texts in two encodings ------------------------------------------------------------------------


def _odd_lines(path: Path) -> str | None:
    """The encoding of the lines that are no UTF-8, where UTF-8 reads at least a third of the foreign ones."""
    n_good, odd = 0, bytearray()
    with open_bytes(path) as source:
        for line in source:
            if not line.isascii():
                if _is_utf8(line):
                    n_good += bool(_WHOLE_UTF8.search(line))
                else:
                    odd += line if len(odd) < SAMPLE else b""
    n_odd = odd.count(b"\n") or 1
    if not odd or n_good == 0 or n_good < 0.5 * n_odd:
        return None
    found = bytes(odd)
    torn = _WHOLE_UTF8.sub(b"", found)
    if len(_HIGH.findall(torn)) < 0.4 * len(_HIGH.findall(found)):
        return "utf-8"
    return "gb18030" if is_chinese(found) else "mac-roman" if _is_mac(found) else "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def line_text(line: bytes, second: str) -> tuple[str, bool]:
    """A line of a UTF-8 text, and whether it had to be read in the second encoding.

    Where UTF-8 is torn inside a character the rest of the line is kept and the torn place marked.
    """
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        pass
    try:
        return line.decode(second, errors="replace" if second == "utf-8" else "strict"), True
    except UnicodeDecodeError:
        return line.decode("mac-roman"), True
