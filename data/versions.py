"""Versions per area: how often each part of the store was written. They key every cache."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

AREAS = ("journey", "feedback", "process", "voices", "work", "room", "setting")


def check_areas(areas: Sequence[str]) -> None:
    """A write names at least one area, and only known ones."""
    if not areas or set(areas) - set(AREAS):
        raise ValueError(f"areas must be some of {AREAS}, not {tuple(areas)}")


def raise_versions(cursor: duckdb.DuckDBPyConnection, areas: Sequence[str]) -> None:
    """Add one to the version of each area, inside the transaction that touches it."""
    cursor.execute(
        "UPDATE area_version SET version = version + 1 WHERE list_contains($areas, area)", {"areas": list(areas)}
    )


def read_versions(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The versions as they stand."""
    return dict(cursor.execute("SELECT area, version FROM area_version").fetchall())
