"""The text of a file as plain UTF-8 on disk, so that whatever splits it reads one encoding only."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from data.ingest import dialect
from data.ingest.decode import Encoding, chunks, line_text, open_bytes

MOST_LINES = 200


@dataclass(frozen=True)
class Plain:
    """A UTF-8 text without a mark; `odd_lines` are the numbers of lines that were in a second encoding."""

    path: Path
    n_odd: int = 0
    odd_lines: tuple[int, ...] = ()


def plain_copy(path: Path, encoding: Encoding, folder: Path) -> Plain:
    """The file itself where it is plain UTF-8 already, else a decoded copy in `folder`."""
    target = folder / "plain.csv"
    if encoding.second:
        return _two_encodings(path, encoding.second, target)
    with path.open("rb") as source:
        head = source.read(3)
    if encoding.codec == "utf-8" and not head.startswith((b"\x1f\x8b", codecs.BOM_UTF8)):
        return Plain(path)
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="strict")
    with target.open("wb") as sink:
        for chunk in chunks(path):
            sink.write(decoder.decode(chunk).encode("utf-8"))
        sink.write(decoder.decode(b"", final=True).encode("utf-8"))
    return Plain(target)


def file_records(path: Path, encoding: Encoding, delimiter: str) -> Generator[list[str]]:
    """Every record of a file whose dialect is known, in order."""
    with tempfile.TemporaryDirectory(prefix="throughline-") as scratch:
        plain = plain_copy(path, encoding, Path(scratch)).path
        yield from dialect.records(plain, dialect.sample_text(plain), delimiter)


def _two_encodings(path: Path, second: str, target: Path) -> Plain:
    n_odd = 0
    numbers: list[int] = []
    with open_bytes(path) as source, target.open("wb") as sink:
        for number, line in enumerate(source, 1):
            text, is_odd = line_text(line, second)
            sink.write(text.removeprefix("\ufeff").encode("utf-8") if number == 1 else text.encode("utf-8"))
            if is_odd:
                n_odd += 1
                numbers += [number] if len(numbers) < MOST_LINES else []
    return Plain(target, n_odd, tuple(numbers))
