"""The sample comes by itself once, goes in one click, and takes nothing real with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.queries import response_quality
from data.store import Store
from tests.stores import new_store
from workflows.build_sample import ensure_sample, rebuild_sample, remove_sample, truth_path
from workflows.edit_journey import add_journey, copy_journey
from workflows.undo_upload import undo_upload

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
KEPT = {"area_version", "ledger", "schema_migration", "setting", "upload"}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "sample.duckdb")
    yield store
    store.close()


def filled(store: Store) -> set[str]:
    tables = [row[0] for row in store.rows("SELECT table_name FROM duckdb_tables()")]
    return {table for table in tables if store.value(f'SELECT count(*) FROM "{table}"')}


def test_a_new_store_gets_the_sample_once(bench: Store) -> None:
    before = bench.version("feedback")
    steps: list[float] = []
    assert ensure_sample(bench, scale=0.05, at=AT, progress=lambda step, share: steps.append(share))
    assert not ensure_sample(bench, scale=0.05, at=AT)
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    assert bench.version("feedback") > before
    assert bench.rows("SELECT journey_id, is_sample, state FROM upload ORDER BY 1") == [
        ("car_rental", True, "live"), ("it_delivery", True, "live")]  # fmt: skip
    n = bench.value("SELECT count(*) FROM answer")
    assert bench.value("SELECT count(*) FROM score_fact") == n > 5_000
    assert bench.value("SELECT count(*) FROM journey WHERE NOT is_sample") == 0


def test_the_truth_is_written_beside_the_store_and_names_only_what_is_in_it(bench: Store) -> None:
    ensure_sample(bench, scale=0.05, at=AT)
    told = json.loads(truth_path(bench).read_text(encoding="utf-8"))
    assert truth_path(bench).parent == bench.path.parent
    known = {row[0] for row in bench.rows("SELECT touchpoint_id FROM touchpoint")}
    for part in told["journeys"].values():
        assert set(part["touchpoints"]) <= known
        assert {row["touchpoint_id"] for row in part["effects"] if "touchpoint_id" in row} <= known


def test_removing_the_sample_leaves_everything_real_and_it_stays_away(bench: Store) -> None:
    ensure_sample(bench, scale=0.05, at=AT)
    real, copied = add_journey(bench, "cem_panorama", at=AT), copy_journey(bench, "it_delivery", at=AT)
    n_real = bench.value("SELECT count(*) FROM touchpoint WHERE journey_id IN ($a, $b)", a=real, b=copied)
    assert remove_sample(bench, at=AT)
    assert filled(bench) == KEPT | {"journey", "stage", "touchpoint", "persona", "competitor_score"}
    assert {row[0] for row in bench.rows("SELECT journey_id FROM journey")} == {real, copied}
    assert bench.value("SELECT count(*) FROM touchpoint") == n_real
    assert bench.value("SELECT count(*) FROM persona") == 2
    assert bench.rows("SELECT DISTINCT state, undone_at IS NOT NULL FROM upload") == [("undone", True)]
    assert not truth_path(bench).exists()
    assert not ensure_sample(bench, scale=0.05, at=AT)
    assert not remove_sample(bench, at=AT)


def test_an_emptied_store_does_not_grow_a_sample_again(bench: Store) -> None:
    ensure_sample(bench, scale=0.05, at=AT)
    remove_sample(bench, at=AT)
    assert filled(bench) == KEPT
    assert not ensure_sample(bench, scale=0.05, at=AT)


def test_the_demo_replaces_the_sample_also_after_its_removal(bench: Store) -> None:
    first = rebuild_sample(bench, seed=1, scale=0.05, at=AT)
    remove_sample(bench, at=AT)
    again = rebuild_sample(bench, seed=2, scale=0.1, at=AT)
    assert (
        again["counts"]["response"] == 2 * first["counts"]["response"] == bench.value("SELECT count(*) FROM response")
    )
    assert bench.value("SELECT count(*) FROM upload") == 2
    assert bench.value("SELECT count(DISTINCT response_no) FROM score_fact") == again["counts"]["response"]


def test_response_numbers_of_the_sample_are_taken_from_the_store(bench: Store) -> None:
    ensure_sample(bench, scale=0.05, at=AT)
    last = bench.value("SELECT max(response_no) FROM response")
    with bench.write("test", "feedback") as write:
        assert write.value("SELECT nextval('response_no_seq')") > last
    assert (
        bench.value("SELECT count(*) FROM segment_value WHERE owner_no NOT IN (SELECT response_no FROM response)") == 0
    )


def test_a_sample_upload_can_be_undone_like_any_other(bench: Store) -> None:
    ensure_sample(bench, scale=0.05, at=AT)
    undo_upload(bench, "sample_car_rental", at=AT)
    for table in ("journey", "stage", "touchpoint", "question", "response", "kpi_def", "score_fact"):
        column = "kpi_id" if table == "kpi_def" else "journey_id"
        left = bench.value(f"SELECT count(*) FROM {table} WHERE starts_with({column}, 'car_rental')")
        assert left == 0, table
    assert bench.value("SELECT count(*) FROM scale") == 3
    undo_upload(bench, "sample_it_delivery", at=AT)
    remove_sample(bench, at=AT)
    assert filled(bench) == KEPT


def test_planted_haste_is_found_and_few_others_are_suspected(bench: Store) -> None:
    ensure_sample(bench, scale=0.1, at=AT)
    found = bench.frame(
        """SELECT r.duration_s <= 16 AS is_planted, count(*) AS n, count(f.flag) AS n_flagged FROM response r
           LEFT JOIN response_flag f ON f.response_no = r.response_no AND f.flag = 'speeder' GROUP BY ALL"""
    ).set_index("is_planted")
    assert found.loc[True, "n_flagged"] == found.loc[True, "n"]
    assert 0.01 < found.loc[True, "n"] / found["n"].sum() < 0.03
    assert found.loc[False, "n_flagged"] / found.loc[False, "n"] < 0.025
    lines = "SELECT count(*) FILTER (flag = 'straight') / (SELECT count(*) FROM response) FROM response_flag"
    assert bench.value(lines) < 0.06  # nobody draws lines here: these mean it
    blanks = response_quality.item_nonresponse(bench, "sample.it_delivery.delivery")
    assert blanks["kind"].iloc[0] == "comment"  # two in three leave it out, nobody anything else
