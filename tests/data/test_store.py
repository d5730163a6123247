"""The store reads through cursors of its own and writes whole transactions."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.store import Store
from errors import QueryTooSlow, StoreUnavailable
from tests.data.votes import add_votes, vote_rows, whole_rooms

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 3"


def test_values_come_in_as_parameters(fresh_store: Store) -> None:
    add_votes(fresh_store, "x'); DROP TABLE vote; --", 3)
    assert fresh_store.value("SELECT count(*) FROM vote WHERE room_id = $room", room="x'); DROP TABLE vote; --") == 3


def test_sql_never_picks_up_a_local_variable(fresh_store: Store) -> None:
    answers = pd.DataFrame({"a": [1]})
    with pytest.raises(duckdb.CatalogException):
        fresh_store.frame("SELECT * FROM answers")
    assert len(answers) == 1


def test_one_value_of_no_row_is_none_and_of_two_rows_an_error(fresh_store: Store) -> None:
    assert fresh_store.value("SELECT 1 WHERE false") is None
    with pytest.raises(ValueError, match="expected one row"):
        fresh_store.value("SELECT unnest([1, 2])")


def test_instants_leave_as_aware_datetimes_in_utc(fresh_store: Store) -> None:
    rows = fresh_store.rows("SELECT TIMESTAMPTZ '2026-03-01 08:00:00+08', DATE '2026-03-01', NULL::TIMESTAMPTZ")
    assert rows == [(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.date(2026, 3, 1), None)]


def test_days_are_cut_in_a_named_zone(fresh_store: Store) -> None:
    cut = "SELECT (TIMESTAMPTZ '2026-03-01 20:00:00Z' AT TIME ZONE $zone)::DATE"
    assert fresh_store.value(cut, zone="Asia/Shanghai") == dt.date(2026, 3, 2)


@pytest.mark.parametrize("failure", [RuntimeError("stop"), KeyboardInterrupt()])
def test_a_write_that_ends_in_an_error_leaves_nothing(fresh_store: Store, failure: BaseException) -> None:
    before = fresh_store.version("room")

    def write_and_fail() -> None:
        with fresh_store.write("votes", "room") as write:
            write.insert("vote", vote_rows("r"))
            assert write.value("SELECT count(*) FROM vote") == 400
            raise failure

    with pytest.raises(type(failure)):
        write_and_fail()
    assert fresh_store.value("SELECT count(*) FROM vote") == 0
    assert fresh_store.version("room") == before
    add_votes(fresh_store, "next")
    assert whole_rooms(fresh_store) == {"next"}


def test_our_own_mistakes_in_sql_stay_loud(fresh_store: Store) -> None:
    with pytest.raises(duckdb.CatalogException):
        fresh_store.frame("SELECT * FROM nowhere")


def test_nobody_sees_a_write_before_its_commit(fresh_store: Store) -> None:
    with fresh_store.write("votes", "room") as write:
        write.insert("vote", vote_rows("r"))
        assert fresh_store.value("SELECT count(*) FROM vote") == 0
    assert fresh_store.value("SELECT count(*) FROM vote") == 400


def test_a_write_inside_a_write_is_refused_at_once(fresh_store: Store) -> None:
    with fresh_store.write("votes", "room"), pytest.raises(RuntimeError), fresh_store.write("votes", "room"):
        pass


def test_insert_matches_columns_by_name_and_fills_defaults(fresh_store: Store) -> None:
    people = pd.DataFrame({"name": ["Li", "Wang"], "person_id": ["p1", "p2"]})
    with fresh_store.write("people", "work") as write:
        assert write.insert("person", people) == 2
        assert write.execute("UPDATE person SET name = 'Zhao' WHERE person_id = $id", id="p1") == 1
        assert write.n_rows == 3
    stored = fresh_store.rows("SELECT person_id, name, contact FROM person ORDER BY 1")
    assert stored == [("p1", "Zhao", None), ("p2", "Wang", None)]


def test_insert_refuses_a_column_the_table_lacks(fresh_store: Store) -> None:
    with pytest.raises(duckdb.Error, match="shoe_size"), fresh_store.write("people", "work") as write:
        write.insert("person", pd.DataFrame({"person_id": ["p"], "name": ["Li"], "shoe_size": [42]}))


def test_nullable_columns_survive_the_way_in_and_out(fresh_store: Store) -> None:
    goals = pd.DataFrame(
        {
            "baseline_id": ["a", "b"],
            "measure_kind": "kpi",
            "measure_id": pd.Series(["k", "k"], dtype="str"),
            "version": [1, 2],
            "n": pd.Series([2**60 + 1, None], dtype="Int64"),
            "is_stable": pd.Series([None, True], dtype="boolean"),
            "center": [1.5, None],
            "approved_by": pd.Series([None, "Li"], dtype="str"),
        }
    )
    with fresh_store.write("baseline", "work") as write:
        write.insert("baseline", goals)
    back = fresh_store.frame("SELECT baseline_id, n, is_stable, center, approved_by FROM baseline ORDER BY baseline_id")
    assert back["n"].tolist() == [2**60 + 1, pd.NA]
    assert back["is_stable"].tolist() == [pd.NA, True]
    assert back["center"].isna().tolist() == [False, True]
    assert back["approved_by"].isna().tolist() == [True, False]


def test_parquet_is_read_from_the_stores_own_folder_only(fresh_store: Store, tmp_path: Path) -> None:
    inside, outside = fresh_store.files / "staging" / "v.parquet", tmp_path / "v.parquet"
    for path in (inside, outside):
        vote_rows("r", 5).to_parquet(path)
    assert fresh_store.value("SELECT count(*) FROM read_parquet($path)", path=str(inside)) == 5
    with pytest.raises(duckdb.PermissionException):
        fresh_store.rows("SELECT * FROM read_parquet($path)", path=str(outside))


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_csv('/etc/passwd')", "LOAD httpfs", "INSTALL httpfs", "SET threads = 8", "ATTACH '/tmp/x.db'"],
)
def test_sql_reaches_no_file_extension_or_setting(fresh_store: Store, sql: str) -> None:
    with pytest.raises((duckdb.Error, StoreUnavailable)):
        fresh_store.rows(sql)


def test_the_settings_are_the_ones_of_the_house(fresh_store: Store) -> None:
    def value(name: str) -> object:
        return fresh_store.value("SELECT current_setting($name)", name=name)

    assert value("enable_external_access") is False
    assert value("lock_configuration") is True
    assert value("autoinstall_known_extensions") is False
    assert value("TimeZone") == "UTC"
    assert value("threads") == 2


@pytest.mark.usefixtures("quick_limits")
def test_a_query_past_its_time_is_stopped_and_the_store_goes_on(fresh_store: Store) -> None:
    with pytest.raises(QueryTooSlow) as stopped:
        fresh_store.value(ENDLESS)
    assert stopped.value.facts["seconds"] == "0.3"
    assert fresh_store.value("SELECT 1") == 1


@pytest.mark.usefixtures("quick_limits")
def test_only_the_slow_query_is_stopped(fresh_store: Store) -> None:
    outcome: list[object] = []

    def slow() -> None:
        try:
            fresh_store.value(ENDLESS)
        except QueryTooSlow:
            outcome.append("stopped")

    thread = threading.Thread(target=slow)
    thread.start()
    while thread.is_alive():
        assert fresh_store.value("SELECT count(*) FROM range(1000)") == 1000
    assert outcome == ["stopped"]


def test_a_closed_store_says_so(store_path: Path) -> None:
    store = Store.open(store_path)
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.value("SELECT 1")
