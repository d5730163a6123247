"""Undo and redo are exact: the same rows under the same ids, in any order of the uploads, for every kind of file."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from data.store import Store
from errors import BadInput, UnknownId
from tests.workflows.surveys import AT, answers, dump, survey, write_csv
from workflows.import_survey import ImportOutcome, import_survey
from workflows.undo_upload import redo_upload, undo_upload

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
KINDS = ("alchemer", "app_reviews", "event_log", "kpi", "nhs_like", "qualtrics", "surveymonkey", "wenjuanxing")
# One real file per kind of landing; all of them are run by benchmarks/undo_redo.py.
REAL = ("session_feedback_nps.csv", "eventlog_purchasing.csv.gz", "kpi_daily_volume_split_date.csv")


pytestmark = pytest.mark.usefixtures("quick_reading")


def imported(store: Store, path: Path, **options: object) -> ImportOutcome:
    return import_survey(store, path, None, name=path.name, at=AT, **{"accept": True, **options})  # type: ignore[arg-type]


def assert_exact(store: Store, path: Path) -> None:
    before = dump(store)
    outcome = imported(store, path)
    between = dump(store)
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before
    back = redo_upload(store, outcome.upload_id)
    assert dump(store) == between
    assert back.counts == outcome.counts
    assert store.rows("SELECT state, undone_at FROM upload") == [("live", None)]


@pytest.mark.parametrize("name", KINDS)
def test_an_invented_file_of_each_kind_comes_back_as_it_was(store: Store, name: str) -> None:
    assert_exact(store, FIXTURES / f"{name}.csv")


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_comes_back_as_it_was(store: Store, name: str) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip("the shared samples are not here")
    assert_exact(store, SAMPLES / name)


@pytest.mark.parametrize("with_id", [True, False])
def test_months_that_overlap_can_be_undone_and_redone_in_any_order(store: Store, tmp_path: Path, with_id: bool) -> None:
    empty = dump(store)
    march = imported(store, survey(tmp_path / "march.csv", range(40), with_id=with_id)).upload_id
    only_march = dump(store)
    april = imported(store, survey(tmp_path / "april.csv", range(70), with_id=with_id)).upload_id
    both = dump(store, numbers=False)
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 70
    undo_upload(store, march, at=AT)
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 70
    only_april = dump(store, numbers=False)
    redo_upload(store, march)
    assert dump(store, numbers=False) == both
    undo_upload(store, april, at=AT)
    assert dump(store) == only_march
    for first, second in permutations((march, april)):
        redo_upload(store, april)
        redo_upload(store, march)
        assert dump(store, numbers=False) == both
        undo_upload(store, first, at=AT)
        undo_upload(store, second, at=AT)
        assert dump(store) == empty
    redo_upload(store, april)
    assert dump(store, numbers=False) == only_april


@pytest.mark.parametrize(("name", "n_head"), [("event_log", 6), ("kpi", 6)])
def test_a_process_file_that_holds_the_earlier_one_is_exact_too(
    store: Store, tmp_path: Path, name: str, n_head: int
) -> None:
    lines = (FIXTURES / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    early = tmp_path / f"{name}.csv"
    early.write_text("".join(lines[:-n_head]), encoding="utf-8")
    first = imported(store, early)
    only_first = dump(store)
    second = imported(store, FIXTURES / f"{name}.csv")
    both = dump(store, numbers=False)
    undo_upload(store, first.upload_id, at=AT)
    redo_upload(store, first.upload_id)
    assert dump(store, numbers=False) == both
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store) == only_first
    table, n_rows = ("event", second.counts["events"]) if name == "event_log" else ("kpi_value", second.counts["rows"])
    redo_upload(store, second.upload_id)
    undo_upload(store, first.upload_id, at=AT)
    assert store.value(f"SELECT count(*) FROM {table}") >= n_rows
    assert store.value(f"SELECT count(DISTINCT upload_id) FROM {table}") == 1


def test_edits_by_hand_come_back_with_the_upload(store: Store, tmp_path: Path) -> None:
    outcome = imported(store, survey(tmp_path / "march.csv", range(40)))
    with store.write("edit", "journey") as write:
        write.execute("UPDATE touchpoint SET owner = 'Li', name_zh = '预订' WHERE touchpoint_id LIKE '%booking'")
    edited = dump(store)
    undo_upload(store, outcome.upload_id, at=AT)
    redo_upload(store, outcome.upload_id)
    assert dump(store) == edited


def test_redo_names_what_is_missing(store: Store, tmp_path: Path) -> None:
    outcome = imported(store, write_csv(tmp_path / "march.csv", answers(range(20))))
    assert redo_upload(store, outcome.upload_id).already_live
    undo_upload(store, outcome.upload_id, at=AT)
    next((store.files / "uploads").iterdir()).joinpath("cells.parquet").unlink()
    before = dump(store)
    with pytest.raises(BadInput, match="cells"):
        redo_upload(store, outcome.upload_id)
    with pytest.raises(UnknownId):
        redo_upload(store, "nobody")
    assert dump(store) == before
