"""A folder of files: what leaves nothing to decide is imported, the rest waits or is refused with its sentence."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from data.store import Store
from errors import BadInput
from tests.workflows.surveys import AT, read_here, survey, write_csv
from workflows.folder_files import files_in
from workflows.import_folder import FolderOutcome, import_folder
from workflows.take_file import Terms

SLASHED = [[f"R{i}", f"0{1 + i % 9}/0{1 + i % 7}/2026", str(1 + i % 5), str(1 + i % 3)] for i in range(40)]
RATED = ("Response ID", "Date Submitted", "Rate: Speed", "Rate: Price")


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("workflows.take_file.inspect_file", read_here)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def taken(store: Store, folder: Path, **terms: object) -> FolderOutcome:
    return import_folder(store, folder, Terms(AT, **terms))  # type: ignore[arg-type]


def states(outcome: FolderOutcome) -> dict[str, str]:
    return {file.name: file.state for file in outcome.files}


def test_each_file_of_a_folder_is_imported_queued_or_refused_with_its_sentence(store: Store, inbox: Path) -> None:
    survey(inbox / "may.csv", range(40))
    write_csv(inbox / "asks.csv", SLASHED, RATED)
    (inbox / "empty.csv").write_bytes(b"")
    (inbox / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (inbox / "june.csv.crdownload").write_bytes(b"Response ID,Da")
    (inbox / "~$may.xlsx").write_bytes(b"\0")
    (inbox / "notes.py").write_text("a,b\n1,2\n")
    (inbox / "inner").mkdir()
    outcome = taken(store, inbox)
    assert states(outcome) == {
        "may.csv": "imported", "asks.csv": "queued", "empty.csv": "refused", "picture.csv": "refused",
        "notes.py": "left_alone",
    }  # fmt: skip
    document = outcome.document(str)
    assert (document["imported"], document["queued"], document["refused"]) == (1, 1, 2)
    asked = next(file for file in document["files"] if file["state"] == "queued")
    assert [question["id"] for question in asked["questions"]] == ["date_order:1"]
    assert "day/month or month/day" in asked["questions"][0]["message"]
    assert all(file["message"] for file in document["files"])
    assert store.value("SELECT count(*) FROM response") == 40


def test_the_second_run_adds_nothing_and_an_accepted_one_takes_what_was_asked(store: Store, inbox: Path) -> None:
    survey(inbox / "may.csv", range(40))
    write_csv(inbox / "asks.csv", SLASHED, RATED)
    taken(store, inbox)
    assert states(taken(store, inbox)) == {"may.csv": "already_imported", "asks.csv": "queued"}
    asked = next(file for file in taken(store, inbox).document(str)["files"] if file["state"] == "queued")
    assert (asked["questions"][0]["proposed"], asked["questions"][0]["default"]) == (None, "month_first")
    accepted = taken(store, inbox, accept=True)
    assert states(accepted) == {"may.csv": "already_imported", "asks.csv": "imported"}
    assert any("Nothing in the file tells" in file["message"] for file in accepted.document(str)["files"])
    assert store.value("SELECT count(*) FROM response") == 80


def test_links_out_of_the_folder_pipes_and_unreadable_files_are_left_alone(
    store: Store, inbox: Path, tmp_path: Path
) -> None:
    outside = survey(tmp_path / "outside.csv", range(30))
    inside = survey(inbox / "real.csv", range(40))
    (inbox / "out.csv").symlink_to(outside)
    (inbox / "in.csv").symlink_to(inside)
    (inbox / "nowhere.csv").symlink_to(tmp_path / "nothing.csv")
    os.mkfifo(inbox / "pipe.csv")
    found = states(taken(store, inbox))
    assert found == {
        "in.csv": "imported", "out.csv": "left_alone", "pipe.csv": "left_alone", "real.csv": "already_imported",
        "nowhere.csv": "left_alone",
    }  # fmt: skip
    assert store.value("SELECT count(*) FROM response") == 40


def test_a_hostile_name_is_told_without_its_control_signs(store: Store, inbox: Path) -> None:
    name = b"\xff\x1b[31m=cmd|may.csv"
    survey(Path(os.fsdecode(os.path.join(os.fsencode(inbox), name))), range(40))
    outcome = taken(store, inbox)
    assert states(outcome) == {"[31m=cmd|may.csv": "imported"}
    outcome.document(str)["files"][0]["file"].encode("utf-8")


def test_the_period_dates_the_files_that_say_none_and_no_other(store: Store, inbox: Path) -> None:
    survey(inbox / "dated.csv", range(40))
    rows = [[row[0], *row[2:]] for row in SLASHED]
    write_csv(inbox / "undated.csv", rows, (RATED[0], *RATED[2:]))
    assert set(states(taken(store, inbox, accept=True, period=date(2025, 7, 1))).values()) == {"imported"}
    years = dict(
        store.rows(
            "SELECT u.file_name, year(max(r.submitted_at)) FROM response r JOIN upload u USING (upload_id) GROUP BY 1"
        )
    )
    assert years == {"dated.csv": 2026, "undated.csv": 2025}


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        files_in(tmp_path / "none")
