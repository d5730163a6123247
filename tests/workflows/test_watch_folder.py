"""A watched folder: what is complete is taken once, new surveys wait, and nothing in it is touched."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.store import Store
from errors import BadInput, UnknownId
from tests.workflows.surveys import AT, read_here, survey
from workflows.import_survey import import_survey
from workflows.take_file import FileOutcome
from workflows.undo_upload import undo_upload
from workflows.watch_folder import FolderWatch
from workflows.watch_service import WatchService


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("workflows.take_file.inspect_file", read_here)
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def looked(watch: FolderWatch, store: Store, times: int = 1) -> list[tuple[str, str]]:
    found = [watch.poll(store, lambda: datetime.now(UTC)) for _ in range(times)]
    return [(outcome.name, outcome.state) for outcomes in found for outcome in outcomes]


def test_a_file_is_taken_only_after_it_stayed_the_same_for_two_looks(store: Store, inbox: Path) -> None:
    whole = survey(inbox.parent / "whole.csv", range(40)).read_bytes()
    watch = FolderWatch(inbox, 1.0)
    target = inbox / "may.csv"
    target.write_bytes(whole[:200])
    assert looked(watch, store) == []
    target.write_bytes(whole)
    assert looked(watch, store) == []
    assert looked(watch, store) == [("may.csv", "queued")]
    assert looked(watch, store, 3) == []


def test_a_new_survey_waits_and_is_taken_once_a_person_confirmed_it(store: Store, inbox: Path) -> None:
    may, june = survey(inbox / "may.csv", range(40)), survey(inbox / "june.csv", range(40, 80))
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in inbox.iterdir()}
    watch = FolderWatch(inbox, 1.0)
    assert looked(watch, store, 2) == [("june.csv", "queued"), ("may.csv", "queued")]
    assert [path for path, _ in watch.waiting()] == [june, may]
    import_survey(store, may, None, name="may.csv", at=AT, accept=True)
    assert looked(watch, store) == [("june.csv", "imported"), ("may.csv", "already_imported")]
    assert watch.waiting() == []
    assert store.value("SELECT count(*) FROM response") == 80
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in inbox.iterdir()} == before


def test_the_same_bytes_are_never_taken_twice_also_after_an_undo(store: Store, inbox: Path) -> None:
    may = survey(inbox / "may.csv", range(40))
    upload = import_survey(store, may, None, name="may.csv", at=AT, accept=True).upload_id
    shutil.copy(may, inbox / "copy.csv")
    assert looked(FolderWatch(inbox, 1.0), store, 2) == [
        ("copy.csv", "already_imported"), ("may.csv", "already_imported"),
    ]  # fmt: skip
    undo_upload(store, upload, at=AT)
    assert set(looked(FolderWatch(inbox, 1.0), store, 2)) == {
        ("copy.csv", "already_imported"), ("may.csv", "already_imported"),
    }  # fmt: skip
    assert store.value("SELECT count(*) FROM response") == 0


def test_files_that_go_away_links_out_and_a_lost_folder_are_told_and_survived(
    store: Store, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "out.csv").symlink_to(survey(tmp_path / "outside.csv", range(30)))
    gone = survey(inbox / "gone.csv", range(40))
    watch = FolderWatch(inbox, 1.0)
    looked(watch, store)
    gone.unlink()
    assert looked(watch, store) == [("out.csv", "left_alone")]
    shutil.rmtree(inbox)
    assert looked(watch, store) == []
    assert watch.problem == "There is no such folder."
    inbox.mkdir()
    assert looked(watch, store) == []
    assert watch.problem == ""
    assert store.value("SELECT count(*) FROM response") == 0


def test_an_unreadable_file_is_refused_with_a_sentence(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey(inbox / "may.csv", range(40))
    opening = os.open

    def locked(path: Path, *args: int) -> int:
        if Path(path).name == "may.csv":
            raise PermissionError(13, "Permission denied")
        return opening(path, *args)

    monkeypatch.setattr("workflows.folder_files.os.open", locked)
    watch = FolderWatch(inbox, 1.0)
    assert looked(watch, store, 2) == [("may.csv", "refused")]
    assert "cannot be read" in next(iter(watch.seen.values())).outcome.sentence(str)


def test_the_store_remembers_the_watched_folders(store: Store, inbox: Path) -> None:
    WatchService(store).watch(inbox, 3.0)
    again = WatchService(store)
    assert [(watch.folder, watch.every_seconds) for watch in again.watches()] == [(inbox, 3.0)]
    again.unwatch(inbox)
    assert WatchService(store).watches() == []
    with pytest.raises(UnknownId):
        again.unwatch(inbox)
    with pytest.raises(BadInput):
        again.watch(inbox / "none", 3.0)
    (store.files / "staging").mkdir(parents=True, exist_ok=True)
    with pytest.raises(BadInput):
        again.watch(store.files / "staging", 3.0)


def test_one_bad_folder_does_not_stop_the_others(
    store: Store, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    survey(inbox / "may.csv", range(40))
    told: list[FileOutcome] = []
    service = WatchService(store, tell=told.append)
    service.watch(other, 0.5)
    service.watch(inbox, 0.5)
    looking = FolderWatch.poll

    def broken(watch: FolderWatch, *args: object) -> object:
        if watch.folder == other:
            raise RuntimeError("a disk that went away")
        return looking(watch, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderWatch, "poll", broken)
    monkeypatch.setattr("workflows.watch_service.time.monotonic", iter(range(100)).__next__)
    service.look()
    service.look()
    assert [outcome.name for outcome in told] == ["may.csv"]
    assert [bool(watch.problem) for watch in service.watches()] == [True, False]
    assert [file.path.name for file in service.waiting()] == ["may.csv"]
