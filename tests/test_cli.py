"""The script door: documents, exit codes, and handing commands to the server that owns the store."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import i18n
from benchmarks.server import ROOT, serving
from cli import main

RATINGS = "Response ID,Date Submitted,Rate: Speed,Rate: Price,Comments\n" + "".join(
    f"R{i},2026-03-{1 + i % 28:02d} 10:00:00,{1 + i % 5},{1 + (i * 7) % 5},Answer number {i} was quite clear to me\n"
    for i in range(60)
)


def cli(*arguments: str | Path, store: Path, lang: str = "en") -> tuple[int, dict]:
    """Exit code and the one JSON document of a command, run in this process: what it imports is loaded once."""
    told = io.StringIO()
    try:
        with redirect_stdout(told):
            code = main(worded(*arguments, store=store, lang=lang))
    finally:
        i18n.set_language("en")
    return code, json.loads(told.getvalue())


def script(*arguments: str | Path, store: Path) -> tuple[int, dict]:
    """The same, as a person starts it."""
    finished = subprocess.run(
        [sys.executable, "cli.py", *worded(*arguments, store=store, lang="en")],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert finished.stdout.strip(), finished.stderr
    return finished.returncode, json.loads(finished.stdout)


def worded(*arguments: str | Path, store: Path, lang: str) -> list[str]:
    return [*map(str, arguments), "--store", str(store), "--lang", lang, "--json"]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with a store that holds a small sample and one imported survey."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    code, _ = cli("demo", "--seed", "3", "--scale", "0.05", store=folder / "t.duckdb")
    assert code == 0
    return folder


def test_inspect_needs_no_store(tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(RATINGS, encoding="utf-8")
    code, document = script("inspect", path, store=tmp_path / "none.duckdb")
    assert code == 0
    assert not (tmp_path / "none.duckdb").exists()
    assert set(document) == {"vendor", "kind", "verdict", "read", "columns", "issues"}
    assert document["verdict"] == "import"
    assert document["read"]["n_data_rows"] == 60
    roles = {column["name"]: column["role"] for column in document["columns"]}
    assert roles["Rate: Speed"] == "score"
    assert roles["Comments"] == "comment"


def test_import_curve_undo_round_trip(home):
    store = home / "t.duckdb"
    code, imported = cli("import", home / "ratings.csv", "--accept", store=store)
    assert code == 0
    assert imported["already_imported"] is False
    assert imported["counts"]["rows"] == 60
    assert imported["counts"]["cells_in"] == imported["counts"]["cells_kept"]
    again = cli("import", home / "ratings.csv", "--accept", store=store)[1]
    assert again["already_imported"] is True
    curve = cli("curve", "--journey", imported["journey_id"], store=store)[1]
    assert [point["n"] for point in curve["touchpoints"]] == [60, 60]
    assert curve["touchpoints"][0]["mean_native"] == pytest.approx(3.0)
    assert imported["upload_id"] in {upload["upload_id"] for upload in cli("uploads", store=store)[1]["uploads"]}
    assert cli("undo", imported["upload_id"], store=store)[0] == 0
    states = {u["upload_id"]: u["state"] for u in cli("uploads", store=store)[1]["uploads"]}
    assert states[imported["upload_id"]] == "undone"


def test_a_groups_figures_are_null_where_too_few_answered(home, tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("\n".join(RATINGS.splitlines()[:4]) + "\n", encoding="utf-8")
    store = tmp_path / "few.duckdb"
    imported = cli("import", path, "--accept", store=store)[1]
    points = cli("curve", "--journey", imported["journey_id"], store=store)[1]["touchpoints"]
    assert [(point["hidden"], point["mean"], point["contrast"]) for point in points] == [(True, None, None)] * len(
        points
    )
    assert points


def test_bad_input_exits_with_2_and_says_why_in_the_language_asked_for(home):
    store = home / "t.duckdb"
    code, document = cli("curve", "--journey", "nowhere", store=store, lang="zh")
    assert code == 2
    assert document["error"]["code"] == "unknown_id"
    assert "nowhere" in document["error"]["message"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in document["error"]["message"])
    assert cli("import", home / "absent.csv", store=store)[0] == 2
    assert cli("demo", "--scale", "7", store=store)[0] == 2


@pytest.mark.parametrize("arguments", [["curve"], ["fly"], ["demo", "--scale", "big"], ["import", "a", "b"]])
def test_a_mistake_in_the_command_line_is_one_document_too(arguments, tmp_path):
    code, document = cli(*arguments, store=tmp_path / "t.duckdb")
    assert (code, document["error"]["code"]) == (2, "bad_input")
    assert document["error"]["message"]


def test_a_file_that_is_no_store_exits_with_3_and_stays_as_it_is(tmp_path):
    path = tmp_path / "notes.duckdb"
    path.write_text("my notes", encoding="utf-8")
    code, document = script("uploads", store=path)
    assert (code, document["error"]["code"]) == (3, "not_a_store")
    assert path.read_text(encoding="utf-8") == "my notes"


def test_open_questions_exit_with_4_and_are_answered_by_a_file(tmp_path):
    path = tmp_path / "days.csv"
    rows = "".join(f"R{i},0{1 + i % 9}/0{1 + i % 7}/2026,{1 + i % 5},{1 + i % 3}\n" for i in range(40))
    path.write_text("Response ID,Date Submitted,Rate: Speed,Rate: Price\n" + rows, encoding="utf-8")
    store = tmp_path / "days.duckdb"
    code, document = cli("import", path, store=store)
    assert (code, document["error"]["code"]) == (4, "needs_decision")
    questions = document["error"]["questions"]
    assert questions
    answers = tmp_path / "answers.json"
    answers.write_text("[1, 2]", encoding="utf-8")
    code, document = cli("import", path, "--decisions", answers, store=store)
    assert (code, document["error"]["code"]) == (2, "bad_input")
    assert "one JSON object" in document["error"]["message"]
    answers.write_text(json.dumps({q["id"]: q["proposed"] or q["default"] for q in questions}), encoding="utf-8")
    assert cli("import", path, "--decisions", answers, store=store)[0] == 0


def test_export_writes_tidy_tables(home, tmp_path):
    code, document = cli("export", "--tidy", tmp_path / "tidy", store=home / "t.duckdb")
    assert code == 0
    assert any(name.endswith(".parquet") for name in document["files"])
    assert all((tmp_path / "tidy" / name).exists() for name in document["files"])


def test_the_server_that_owns_the_store_carries_the_command_out(home):
    store = home / "t.duckdb"
    with serving(ROOT / "app.py", environment={"THROUGHLINE_STORE": str(store)}):
        code, document = script("curve", "--journey", "it_delivery", store=store)
        assert code == 0
        assert document["touchpoints"]
        code, document = cli("curve", "--journey", "nowhere", store=store)
        assert (code, document["error"]["code"]) == (2, "unknown_id")
        watches_in_the_server(home / "inbox", store)


def watches_in_the_server(inbox: Path, store: Path) -> None:
    """A folder watched by the server: what is new waits, and watching ends when it is told to."""
    inbox.mkdir()
    (inbox / "new.csv").write_text(RATINGS.replace("Speed", "Patience"), encoding="utf-8")
    code, document = cli("watch", inbox, "--every", "0.5", store=store)
    assert (code, document["watched"][0]["folder"]) == (0, str(inbox))
    for _ in range(40):
        document = cli("watch", inbox, "--every", "0.5", store=store, lang="zh")[1]
        if document["queued"]:
            break
    assert [file["file"] for file in document["queued"]] == ["new.csv"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in document["queued"][0]["message"])
    assert cli("watch", inbox, "--stop", store=store)[1]["watched"] == []
    assert cli("watch", inbox, "--stop", store=store)[0] == 2


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_without_a_server_the_script_itself_watches_until_it_is_interrupted(tmp_path, sent):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "empty.csv").write_bytes(b"")
    command = [
        sys.executable,
        "-u",
        "cli.py",
        "watch",
        str(inbox),
        "--every",
        "0.5",
        "--store",
        str(tmp_path / "t.duckdb"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        try:
            assert "empty.csv" in watching.stderr.readline()
            watching.send_signal(sent)
            told, _ = watching.communicate(timeout=30)
        finally:
            watching.kill()
    assert watching.returncode == 0
    assert str(inbox) in told


def test_a_folder_is_imported_and_what_needs_a_person_exits_with_4(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    (inbox / "empty.csv").write_bytes(b"")
    store = tmp_path / "t.duckdb"
    code, document = cli("import", inbox, store=store, lang="zh")
    assert (code, document["imported"], document["queued"], document["refused"]) == (0, 1, 0, 1)
    refusal = next(file["message"] for file in document["files"] if file["state"] == "refused")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in refusal)
    rows = "".join(f"R{i},0{1 + i % 9}/0{1 + i % 7}/2026,{1 + i % 5},{1 + i % 3}\n" for i in range(40))
    (inbox / "days.csv").write_text("Response ID,Date Submitted,Rate: Speed,Rate: Price\n" + rows, encoding="utf-8")
    code, document = cli("import", inbox, store=store)
    assert (code, document["already_imported"], document["queued"]) == (4, 1, 1)
    assert cli("import", inbox, "--period", "July", store=store)[0] == 2


def test_link_lists_what_can_be_joined_and_prints_candidates(home):
    store = home / "t.duckdb"
    listed = cli("link", store=store)[1]
    assert {row["target"] for row in listed["sources"]} == {"process_case"}
    survey, source = listed["surveys"][0]["survey_id"], listed["sources"][0]["source_id"]
    code, refused = cli("link", "--survey", survey, "--source", source, "--method", "exact", store=store)
    assert code == 2
    assert refused["error"]["code"] == "bad_input"  # the sample is linked already


def test_what_is_not_a_number_is_null_in_every_document(capsys):
    from commands import answer

    answer.show({"low": float("-inf"), "columns": [{"share": float("nan"), "n": 3}]}, True)
    assert json.loads(capsys.readouterr().out) == {"low": None, "columns": [{"share": None, "n": 3}]}
