"""Erased means erased: no byte of the person is left in store, files and backups; nobody else loses a row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.queries.person import kept_files
from data.store import Store
from errors import BadInput
from tests.stores import new_store
from tests.workflows.surveys import AT, HEADER, answers, dump, write_csv
from workflows import erase_person as erasing
from workflows.erase_person import erase_person, find_person, finish_erasures
from workflows.import_survey import import_survey
from workflows.undo_upload import undo_upload

MAIL = "solveig.aamodt@example.org"


pytestmark = pytest.mark.usefixtures("quick_reading")


def take(store: Store, path: Path) -> str:
    return import_survey(store, path, None, name=path.name, at=AT, accept=True).upload_id


def rows_with_person(numbers: range, *, at: int, seed: int = 1) -> list[list[str]]:
    rows = answers(numbers, seed=seed)
    rows[at][3:5] = ["K900", MAIL]
    rows[at][-1] = "Solveig here: the counter was closed again and nobody told me."
    rows[at + 1][-1] = f"The lady {MAIL} before me waited an hour as well."
    return rows


def survey_of(path: Path, rows: list[list[str]]) -> Path:
    if path.suffix != ".xlsx":
        return write_csv(path, rows)
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Answers")
        for place, row in enumerate([list(HEADER), *rows]):
            sheet.write_row(place, 0, row)
    return path


def bytes_beside(store: Store) -> bytes:
    """All bytes of the store and its folder, once it is closed; packed files unpacked as well."""
    import io
    import zipfile

    found = b""
    for path in sorted(store.path.parent.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                data += b"".join(packed.read(name) for name in packed.namelist())
        if data[:2] == b"\x1f\x8b":
            data += gzip.decompress(data)
        found += data
    return found


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_trace_is_left_and_nobody_else_loses_a_row(tmp_path: Path, suffix: str) -> None:
    home = tmp_path / "house"
    home.mkdir()
    store = new_store(home / "t.duckdb")
    first = take(store, survey_of(tmp_path / f"may{suffix}", rows_with_person(range(40), at=7)))
    second = take(store, survey_of(tmp_path / f"june{suffix}", rows_with_person(range(40, 80), at=3)))
    undo_upload(store, second, at=AT)
    store.backup()
    n_before = store.value("SELECT count(*) FROM response")
    told = erase_person(store, f"  {MAIL.upper()} ", at=AT).facts
    assert told["n_rows"] == 2
    assert told["n_mentions"] == 2
    assert store.value("SELECT count(*) FROM response") == n_before - 1
    assert store.rows("SELECT reason FROM upload_row_aside WHERE upload_id = $id", id=first) == [("erased",)]
    n_rows, n_aside = store.rows("SELECT n_rows, n_set_aside FROM upload WHERE upload_id = $id", id=first)[0]
    assert (n_rows, n_aside) == (40, 1)
    assert "The lady [e-mail] before me waited an hour as well." in {
        r[0] for r in store.rows("SELECT text FROM comment")
    }
    kept = {file.upload_id: file for file in kept_files(store)}
    assert store.value("SELECT count(*) FROM read_parquet($p)", p=str(kept[first].cells)) == 40
    store.close()
    left = bytes_beside(store).lower()
    assert MAIL.encode() not in left
    assert b"solveig" not in left
    assert b"K900" not in left.upper()
    Store.open(home / "t.duckdb").close()


def test_the_store_is_as_if_the_person_had_never_answered(tmp_path: Path) -> None:
    rows = rows_with_person(range(40), at=39 - 1)
    rows[39][-1] = "Nothing to add."
    with_person, without = new_store(tmp_path / "a.duckdb"), new_store(tmp_path / "b.duckdb")
    take(with_person, write_csv(tmp_path / "may.csv", rows))
    erase_person(with_person, "K900", at=AT)
    take(without, write_csv(tmp_path / "may2.csv", [row for row in rows if row[3] != "K900"]))
    facts = "SELECT about, native, norm, rest_sum, rest_n FROM score_fact ORDER BY ALL"
    assert with_person.rows(facts) == without.rows(facts)
    counted = "SELECT count(*), count(DISTINCT respondent_id) FROM response"
    assert with_person.rows(counted) == without.rows(counted)
    with_person.close()
    without.close()


def test_an_account_shared_with_others_is_not_followed(tmp_path: Path, store: Store) -> None:
    rows = answers(range(40))  # customers K0..K39, each with a mail of their own
    rows[5][3] = rows[6][3] = rows[7][3] = "K555"
    take(store, write_csv(tmp_path / "may.csv", rows))
    traces = find_person(store, rows[5][4])
    assert traces.n_rows == 1
    assert traces.shared == ("k555",)


@pytest.mark.parametrize("key", ["", " a ", "nobody@example.org"])
def test_a_key_that_names_nobody_changes_nothing(tmp_path: Path, store: Store, key: str) -> None:
    take(store, write_csv(tmp_path / "may.csv", answers(range(20))))
    before = dump(store)
    with pytest.raises(BadInput):
        erase_person(store, key, at=AT)
    assert dump(store) == before


def test_an_erasure_cut_short_is_completed_at_the_next_start(tmp_path: Path, store: Store, monkeypatch) -> None:
    take(store, write_csv(tmp_path / "may.csv", rows_with_person(range(20), at=4)))
    with monkeypatch.context() as cut:
        cut.setattr(erasing, "finish_erasures", lambda _store: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_person(store, MAIL, at=AT)
    original = next((store.files / "uploads").glob("*/original"))
    assert MAIL.encode() in original.read_bytes()
    finish_erasures(store)
    assert MAIL.encode() not in original.read_bytes()
    assert store.rows("SELECT state FROM erasure") == [("done",)]
