"""Small surveys written for the import tests, and a dump of everything an undo must restore."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.ingest.inspect import inspect_table
from data.ingest.model import Reading, ReadParams
from data.ingest.read import read_table
from data.store import Store

AT = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
HEADER = (
    "Response ID",
    "Date Submitted",
    "Finished",
    "Customer number",
    "Email",
    "Region",
    "How did you hear of us?",
    "Rate: booking",
    "Rate: pick-up",
    "Rate: return",
    "Overall satisfaction (1-5)",
    "What could be better?",
)
IGNORED = {"upload", "issue", "ledger", "area_version"}
COMMENTS = (
    "The counter was closed when I came back with the car.",
    "Booking took three calls before it was confirmed.",
    "Friendly people, but the paper work is too long.",
    "",
)


def answers(numbers: Iterable[int], *, seed: int = 1, with_id: bool = True) -> list[list[str]]:
    """One row per number; the same number always gives the same row."""
    rows = []
    for number in numbers:
        rng = random.Random(f"{seed}-{number}")
        sent = datetime(2026, 3, 1, 9, 0) + timedelta(hours=number)
        rates = [str(rng.randint(1, 5)) for _ in range(4)]
        row = [
            f"R{number:05d}",
            f"{sent:%Y-%m-%d %H:%M:%S}",
            "True" if number % 10 else "False",
            f"K{number % 40}",
            f"person{number % 40}@example.org",
            ("North", "South", "East")[number % 3],
            ("Friend", "Search")[number % 2],
            *rates,
            f"{COMMENTS[number % 4]}{' ' + str(number) if number % 4 < 3 else ''}",
        ]
        rows.append(row if with_id else row[1:])
    return rows


def write_csv(path: Path, rows: list[list[str]], header: Iterable[str] = HEADER) -> Path:
    """The rows as a UTF-8 CSV file."""
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def survey(path: Path, numbers: Iterable[int], *, seed: int = 1, with_id: bool = True) -> Path:
    """A survey file with the answers of `numbers`."""
    return write_csv(path, answers(numbers, seed=seed, with_id=with_id), HEADER if with_id else HEADER[1:])


def read_here(path: Path, *, name: str | None = None, params: ReadParams | None = None, **_: object) -> Reading:
    """`inspect_file` without a process of its own: our own files are trusted, and tests are many."""
    return inspect_table(read_table(path, params=params, name=name))


def dump(store: Store, *, numbers: bool = True) -> dict[str, list[str]]:
    """Every table's rows as sorted texts without the upload log; `numbers=False` drops the dense numbers."""
    columns: dict[str, list[str]] = {}
    for table, name in store.rows("""SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables()
            USING (database_name, schema_name, table_name) WHERE NOT duckdb_tables.internal AND NOT temporary
            ORDER BY table_name, column_index"""):  # fmt: skip
        if table not in IGNORED and (numbers or not name.endswith("_no") or name in ("row_no", "col_no")):
            columns.setdefault(table, []).append(f'"{name}"')
    found: dict[str, list[str]] = {table: [] for table in columns}
    parts = (
        f"""SELECT '{table}', CAST(r AS VARCHAR) FROM (SELECT {", ".join(names)} FROM "{table}") r"""
        for table, names in columns.items()
    )
    for table, row in store.rows(" UNION ALL ".join(parts)):
        found[table].append(row)
    return {table: sorted(rows) for table, rows in found.items()}
