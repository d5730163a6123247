"""Versions key the caches: raised in the transaction of a write, and only for what it touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import AREAS, Store
from tests.data.votes import add_votes


def versions(store: Store) -> dict[str, int]:
    return {area: store.version(area) for area in AREAS}


def test_writing_to_the_room_leaves_the_other_areas_alone(fresh_store: Store) -> None:
    before = versions(fresh_store)
    for number in range(100):
        with fresh_store.write("vote", "room") as write:
            write.execute("INSERT INTO workshop (room_id, state) VALUES ($id, 'open')", id=str(number))
    assert versions(fresh_store) == before | {"room": before["room"] + 100}


def test_the_version_changes_with_the_commit_and_not_before(fresh_store: Store) -> None:
    before = fresh_store.version("feedback")
    stored = "SELECT version FROM area_version WHERE area = 'feedback'"
    with fresh_store.write("import", "feedback", "journey") as write:
        write.execute("INSERT INTO source VALUES ('s', 'survey', 'file')")
        assert fresh_store.version("feedback") == before
    assert fresh_store.version("feedback") == before + 1 == fresh_store.value(stored)
    with pytest.raises(RuntimeError), fresh_store.write("import", "feedback"):
        raise RuntimeError
    assert fresh_store.version("feedback") == before + 1 == fresh_store.value(stored)


def test_versions_survive_a_restart(store_path: Path) -> None:
    store = Store.open(store_path)
    add_votes(store, "a")
    before = versions(store)
    store.close()
    store = Store.open(store_path)
    assert versions(store) == before
    store.close()


@pytest.mark.parametrize("areas", [(), ("rooms",), ("room", "everything")])
def test_a_write_names_known_areas(fresh_store: Store, areas: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="areas must be"), fresh_store.write("vote", *areas):
        pass
