"""Migrations run once, forward, whole, after a backup."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data import migrate
from data.migrate import Migration, known_migrations
from data.store import AREAS, Store
from errors import StoreUnavailable
from tests.data.votes import add_votes, whole_rooms


@pytest.fixture
def filled(store_path: Path) -> Path:
    store = Store.open(store_path)
    add_votes(store, "room0")
    store.close()
    return store_path


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Migration]:
    """The migrations this version is made to know; tests add to them."""
    migrations = known_migrations()
    monkeypatch.setattr(migrate, "known_migrations", lambda: migrations)
    return migrations


def add(known: list[Migration], sql: str) -> None:
    known.append(Migration(known[-1].number + 1, "next", sql))


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / "t.files" / "backups").glob("*.duckdb"))


def test_a_new_store_has_every_migration_once(fresh_store: Store) -> None:
    applied = fresh_store.rows("SELECT number FROM schema_migration ORDER BY number")
    assert [number for (number,) in applied] == [migration.number for migration in known_migrations()]


def test_numbers_are_unique_and_without_gaps() -> None:
    numbers = [migration.number for migration in known_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_migration_is_applied_once_after_a_backup(filled: Path, known: list[Migration]) -> None:
    add(known, "ALTER TABLE workshop ADD COLUMN mood VARCHAR; UPDATE workshop SET mood = 'calm'")
    store = Store.open(filled)
    assert store.value("SELECT mood FROM workshop") == "calm"
    assert all(store.version(area) >= 2 for area in AREAS), "every cache is computed anew"
    store.close()
    copies = backups(filled)
    assert len(copies) == 1
    with duckdb.connect(str(copies[0]), read_only=True) as copy:
        columns = [str(row[0]) for row in copy.execute("DESCRIBE workshop").fetchall()]
    assert "mood" not in columns, "the copy is from before"
    Store.open(filled).close()
    assert backups(filled) == copies


def test_a_failing_migration_leaves_the_store_as_before(filled: Path, known: list[Migration]) -> None:
    add(known, "CREATE TABLE half (a INTEGER); DELETE FROM vote; SELECT error('injected')")
    with pytest.raises(duckdb.Error, match="injected"):
        Store.open(filled)
    known.pop()
    store = Store.open(filled)
    assert whole_rooms(store) == {"room0"}
    assert store.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'") == 0
    assert store.value("SELECT max(number) FROM schema_migration") == known[-1].number
    store.close()


def test_a_later_migration_that_fails_keeps_the_ones_before(filled: Path, known: list[Migration]) -> None:
    add(known, "CREATE TABLE first_step (a INTEGER)")
    add(known, "SELECT error('injected')")
    with pytest.raises(duckdb.Error, match="injected"):
        Store.open(filled)
    known.pop()
    store = Store.open(filled)
    assert store.value("SELECT count(*) FROM first_step") == 0
    store.close()


def test_a_store_of_a_newer_version_is_refused(filled: Path, known: list[Migration]) -> None:
    add(known, "CREATE TABLE later (a INTEGER)")
    Store.open(filled).close()
    known.pop()
    with pytest.raises(StoreUnavailable, match="newer version"):
        Store.open(filled)
