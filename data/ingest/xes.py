"""XES event logs (IEEE 1849) as a table: one row per event; attributes of its case stand in front as `case:<name>`.

The file is read as a stream. A document type is refused before anything in it is expanded, so no entity can grow.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from xml.parsers import expat

import pandas as pd

from data.ingest.issues import refused
from data.ingest.model import Limits, ReadParams, RowAside, Table

XES = "xes"
EMPTY_CASE = "empty_case"
_GZIP = b"\x1f\x8b"
CHUNK, PIECE = 1 << 18, 50_000
MOST_DEPTH = 64
_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->)*<log[\s>]", re.DOTALL)
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})


def is_xes(path: Path, head: bytes) -> bool:
    """Whether a file, packed or not, begins like an XES log; `head` are its first bytes."""
    if head.startswith(_GZIP):
        try:
            with gzip.open(path, "rb") as source:
                head = source.read(1 << 14)
        except (OSError, EOFError, zlib.error):
            return False  # the check of archives says what is wrong with it
    return bool(_START.match(head))


def xes_table(path: Path, limits: Limits) -> Table:
    """All events of a log as text cells; cases without events are set aside. Raises FileRefused."""
    log = _Log(limits)
    with _opened(path) as source:
        log.read(source)
    return log.table()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as plain:
        is_packed = plain.read(2) == _GZIP
    try:
        with gzip.open(path, "rb") if is_packed else path.open("rb") as source:
            yield cast("IO[bytes]", source)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refused("damaged_archive") from error


class _Log:
    """The state of one pass over the file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.names: dict[str, None] = {}
        self.parts: list[pd.DataFrame] = []
        self.rows: list[dict[str, str]] = []
        self.numbers: list[int] = []
        self.aside: list[tuple[int, dict[str, str]]] = []
        self.case: dict[str, str] = {}
        self.event: dict[str, str] | None = None
        self.path: list[str] = []
        self.keys: list[str] = []
        self.n_records = self.n_events = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def read(self, source: IO[bytes]) -> None:
        n_bytes = 0
        try:
            while chunk := source.read(CHUNK):
                n_bytes += len(chunk)
                if n_bytes > self.limits.n_bytes:
                    raise refused("archive_bomb", limit=self.limits.n_bytes >> 20)
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise refused("damaged_log", row=error.lineno) from error
        self._flush()

    def _refuse_doctype(self, *_declared: object) -> None:
        raise refused("unsafe_log", row=self.parser.CurrentLineNumber)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        self.path.append(name)
        if len(self.path) > MOST_DEPTH:
            raise refused("unsafe_log", row=self.parser.CurrentLineNumber)
        if name == "trace":
            self.case, self.n_events = {}, 0
        elif name == "event":
            self.event = {}
        elif name in _VALUES and "trace" in self.path:
            self._attribute(given)

    def _attribute(self, given: dict[str, str]) -> None:
        """One value of the event or, outside of events, of the case; a nested one is named by its way."""
        self.keys.append(given.get("key", ""))
        key = ".".join(self.keys)
        if "value" in given:
            target, name = (self.event, key) if self.event is not None else (self.case, f"case:{key}")
            while name in target:  # a key that comes twice keeps both values
                name += "+"
            target[name] = given["value"]

    def _end(self, tag: str) -> None:
        name = self.path.pop()
        if name in _VALUES and self.keys and "trace" in self.path:
            self.keys.pop()
        elif name == "event" and self.event is not None:
            self._add(self.event)
            self.event = None
        elif name == "trace":
            self._end_case()

    def _add(self, event: dict[str, str]) -> None:
        self.n_records, self.n_events = self.n_records + 1, self.n_events + 1
        if self.n_records > self.limits.n_rows:
            raise refused("too_many_rows", limit=self.limits.n_rows)
        self.rows.append({**self.case, **event})
        self.numbers.append(self.n_records + 1)
        if len(self.rows) >= PIECE:
            self._flush()

    def _end_case(self) -> None:
        """Case attributes may stand behind its events; a case without events is set aside."""
        if not self.n_events and self.case:
            self.n_records += 1
            self.aside.append((self.n_records, self.case))
        for row in self.rows[-self.n_events :] if self.n_events else ():
            for name, value in self.case.items():
                row.setdefault(name, value)

    def _flush(self) -> None:
        if not self.rows:
            return
        for row in self.rows:
            self.names.update(dict.fromkeys(row))
        if len(self.names) > self.limits.n_columns:
            raise refused("too_many_columns", n=len(self.names), row=1, limit=self.limits.n_columns)
        frame = pd.DataFrame.from_records(self.rows, columns=list(self.names)).fillna("").astype("str")
        frame.index = pd.Index(self.numbers, dtype="int64", name="row_no")
        self.parts.append(frame)
        self.rows, self.numbers = [], []

    def table(self) -> Table:
        """The cells in one frame: attributes of the case first, then those of the event, as they came up."""
        if not self.parts:
            raise refused("no_data_rows")
        names = sorted(self.names, key=lambda name: not name.startswith("case:"))
        cells = pd.concat([part.reindex(columns=names, fill_value="") for part in self.parts])
        cells.columns = pd.Index([f"c{place}" for place in range(len(names))])
        cells.index = pd.Index(cells.index.to_numpy(), dtype="int64", name="row_no")
        aside = tuple(RowAside(row_no + 1, EMPTY_CASE, tuple(case.values())) for row_no, case in self.aside)
        n_cells = cells.size + sum(len(row.cells) for row in aside)
        return Table(ReadParams(format=XES, encoding="utf-8"), (tuple(names),), cells, aside, n_cells)
