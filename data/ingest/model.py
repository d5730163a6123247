"""What reading a file yields: parameters, the table of text cells, and a proposal per column.

Everything here is a value: frozen, comparable, and turned into JSON by `data.ingest.transport`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class ReadParams:
    """How the bytes become cells; any part may be overridden by the user; -1 rows = to be found."""

    format: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int = 1
    skip_rows: int = 0
    sheet: str | None = None
    decimal: str = "."


@dataclass(frozen=True)
class Limits:
    """The most a file may hold; one more is refused with the place."""

    n_bytes: int = 1024 * 1024 * 1024
    n_columns: int = 5_000
    n_rows: int = 10_000_000


@dataclass(frozen=True)
class RowAside:
    """A row that is kept but not read as an answer: ragged, blank, a title, totals, an open quote, another table."""

    row_no: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class OddLines:
    """Lines that are not in the encoding of the rest: how many, the first, and what they were read as."""

    n: int
    first: int
    encoding: str


@dataclass(frozen=True)
class Table:
    """All cells as text: columns c0.., one row per data row, index = record number in the file.

    `outside` are columns that belong to another table of the same sheet. `odd` are lines in a second encoding, `nul`
    lines with NUL bytes, which are left out. `release` gives memory of the cells back to the system until they are
    looked at again; it does nothing where they are not mapped from a file.
    """

    params: ReadParams
    headers: tuple[tuple[str, ...], ...]
    cells: pd.DataFrame
    aside: tuple[RowAside, ...] = ()
    n_cells_in: int = 0
    bom: bool = False
    sheets: tuple[str, ...] = ()
    name: str = ""
    is_asked: bool = False
    odd: OddLines | None = None
    outside: tuple[int, ...] = ()
    nul: OddLines | None = None
    release: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)

    @property
    def n_columns(self) -> int:
        """Number of columns of the table."""
        return self.cells.shape[1]


@dataclass(frozen=True)
class Issue:
    """Something a person should know or decide; `code` is a key of `data.ingest.issues.ISSUES`."""

    code: str
    severity: str
    column: int | None = None
    rows: tuple[int, ...] = ()
    n: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ScaleSpec:
    """The scale offered, not the values seen; `labels` are (text, number), `na` the texts that mean no answer."""

    metric: str
    low: float
    high: float
    lower_is_better: bool = False
    labels: tuple[tuple[str, float], ...] = ()
    na: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True)
class ColumnSpec:
    """What one column is, and why; `why` is (English message id, facts).

    `fills` names the field of a record that the column fills: the severity of a work item, the unit of a KPI.
    """

    index: int
    name: str
    role: str
    confidence: float = 0.5
    why: tuple[str, Mapping[str, object]] = ("", {})
    scale: ScaleSpec | None = None
    about: str | None = None
    matrix: str | None = None
    date_format: str | None = None
    pii_type: str | None = None
    delimiter: str | None = None
    fill_rate: float = 0.0
    n_distinct: int = 0
    samples: tuple[str, ...] = ()
    role_source: str = "rule"
    label: str = ""
    stage: str | None = None
    fills: str | None = None


@dataclass(frozen=True)
class Reading:
    """A file as understood so far: nothing of it is in the store yet."""

    table: Table
    vendor: str
    kind: str
    verdict: str
    columns: tuple[ColumnSpec, ...]
    issues: tuple[Issue, ...]
