"""Opening the database file with the settings of a house that trusts no SQL, file or extension from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Limits:
    """What one store may use."""

    memory_limit: str
    threads: int
    temp_size: str = "20GB"


ALLOCATOR = (  # what a statement took goes back to the system soon after it
    "SET allocator_flush_threshold = '1MB'",
    "SET allocator_bulk_deallocation_flush_threshold = '1MB'",
    "SET allocator_background_threads = true",
)


def connect(path: Path, files: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """Open `path`; settings in the order that keeps each later one possible, locked at the end.

    Folders have to be allowed before outside access ends; ATTACH inside them goes on working, which backups need.
    """
    connection = duckdb.connect(str(path), config={"python_enable_replacements": False})
    try:
        for statement in _settings(files, limits):
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def _settings(files: Path, limits: Limits) -> list[str]:
    folders = ", ".join(quoted(str(files / name)) for name in ("staging", "uploads", "backups"))
    return [
        f"SET memory_limit = {quoted(limits.memory_limit)}",
        f"SET threads = {int(limits.threads)}",
        *ALLOCATOR,
        f"SET temp_directory = {quoted(str(files / 'staging' / 'spill'))}",
        f"SET max_temp_directory_size = {quoted(limits.temp_size)}",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        f"SET allowed_directories = [{folders}]",
        "SET enable_external_access = false",
        "SET GLOBAL TimeZone = 'UTC'",
        "SET lock_configuration = true",
    ]


def quoted(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the tables in the store."""
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary").fetchall()
    return {str(row[0]) for row in found}
