"""The text of a file as plain UTF-8 on disk, so that whatever splits it reads one encoding only."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from data.ingest import dialect
from data.ingest.decode import Encoding, chunks, line_text, open_bytes

MOST_LINES = 200


@dataclass(frozen=True)
class Plain:
    """A UTF-8 text without a mark; `odd_lines` are the numbers of lines that were in a second encoding.

    `n_nul` NUL bytes were left out, the first of them in line `nul_line`.
    """

    path: Path
    n_odd: int = 0
    odd_lines: tuple[int, ...] = ()
    n_nul: int = 0
    nul_line: int = 0


def plain_copy(path: Path, encoding: Encoding, folder: Path) -> Plain:
    """The file itself where it is plain UTF-8 already, else a decoded copy in `folder`; never with a NUL byte."""
    return _without_nul(_copied(path, encoding, folder), folder / "whole.csv")


def _without_nul(plain: Plain, target: Path) -> Plain:
    """The text as it is, or a copy without the NUL bytes that nothing else can read."""
    if not any(b"\0" in chunk for chunk in chunks(plain.path)):
        return plain
    n_nul = n_lines = first = 0
    with target.open("wb") as sink:
        for chunk in chunks(plain.path):
            at = chunk.find(b"\0")
            first = first or (n_lines + chunk.count(b"\n", 0, at) + 1 if at >= 0 else 0)
            n_nul, n_lines = n_nul + chunk.count(b"\0"), n_lines + chunk.count(b"\n")
            sink.write(chunk.replace(b"\0", b""))
    return replace(plain, path=target, n_nul=n_nul, nul_line=first)


def _copied(path: Path, encoding: Encoding, folder: Path) -> Plain:
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
