"""Logs whose columns are called alike: a different log is a source of its own, a newer export continues the old one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.data.queries.logs import HEADER, SAMPLES, opened, source_of, written
from tests.workflows.surveys import AT, read_here
from workflows.import_survey import import_survey
from workflows.know_file import know_file
from workflows.undo_upload import undo_upload

N_CASES = {"eventlog_purchasing.csv.gz": 141, "eventlog_insurance_claims.csv": 471, "eventlog_costs_noenabled.csv": 328}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def lines(cases: range, activities: tuple[str, ...]) -> list[str]:
    return [
        f"{case},{name},2026-01-{1 + case % 27:02d} {8 + place:02d}:00:00,2026-01-{1 + case % 27:02d} "
        f"{8 + place:02d}:30:00,Ann"
        for case in cases
        for place, name in enumerate(activities)
    ]


def n_cases(store: Store) -> dict[str, int]:
    return dict(store.rows("SELECT source_id, count(*) FROM process_case GROUP BY ALL"))


@pytest.mark.skipif(
    not all((SAMPLES / name).exists() for name in N_CASES), reason="the shared samples are not beside this repository"
)
def test_three_different_logs_stay_three(store: Store) -> None:
    found = {}
    for name in N_CASES:
        outcome = import_survey(store, SAMPLES / name, None, name=name, at=AT, accept=True)
        found[name] = n_cases(store)[source_of(store, outcome.upload_id)]
    assert found == N_CASES
    assert len(n_cases(store)) == 3


def test_another_log_with_the_same_header_is_a_source_of_its_own_and_each_goes_on(store: Store, tmp_path: Path) -> None:
    claims, orders = ("Register", "Check", "Pay"), ("Order", "Pick", "Ship", "Bill")
    first = written(store, tmp_path / "a.csv", lines(range(10), claims))
    other = written(store, tmp_path / "b.csv", lines(range(8), orders))
    assert first != other
    assert n_cases(store) == {first: 10, other: 8}
    assert written(store, tmp_path / "a2.csv", lines(range(5, 15), (*claims, "Reopen"))) == first
    assert written(store, tmp_path / "b2.csv", lines(range(4, 12), orders)) == other
    assert n_cases(store) == {first: 15, other: 12}
    recipes = dict(store.rows("SELECT survey_id, count(DISTINCT recipe_id) FROM upload GROUP BY ALL"))
    assert recipes == {first: 1, other: 1}
    assert store.value("SELECT count(DISTINCT recipe_id) FROM upload") == 2


def test_an_export_with_one_more_column_continues_the_log(store: Store, tmp_path: Path) -> None:
    names = ("Register", "Check", "Pay")
    first = written(store, tmp_path / "a.csv", lines(range(10), names))
    more = [f"{line},north" for line in lines(range(5, 15), names)]
    assert written(store, tmp_path / "b.csv", more, f"{HEADER},region") == first
    assert n_cases(store) == {first: 15}


def test_a_log_that_was_undone_comes_back_under_its_name(store: Store, tmp_path: Path) -> None:
    rows = lines(range(10), ("Register", "Check", "Pay"))
    first = written(store, tmp_path / "a.csv", rows)
    undo_upload(store, str(store.value("SELECT upload_id FROM upload")), at=AT)
    assert written(store, tmp_path / "a.csv", [*rows, *lines(range(20, 22), ("Register",))]) == first


def test_the_next_month_with_some_unclear_times_is_appended_with_a_sentence(store: Store, tmp_path: Path) -> None:
    names = ("Register", "Check", "Pay")
    first = written(store, tmp_path / "a.csv", lines(range(20), names))
    unclear = [line.replace("2026-01-", "soon ", 1) if at % 8 == 0 else line
               for at, line in enumerate(lines(range(20, 40), names))]  # fmt: skip
    path = tmp_path / "b.csv"
    path.write_text("\n".join([HEADER, *unclear]), encoding="utf-8")
    known = know_file(store, read_here(path, name=path.name))
    codes = {issue.code for issue in known.reading.issues}
    assert "recipe_unfit" not in codes
    assert "time_unreadable" in codes
    assert written(store, path, unclear) == first
    assert n_cases(store) == {first: 40}


def test_a_column_of_the_log_that_holds_no_times_any_more_is_asked_about(store: Store, tmp_path: Path) -> None:
    names = ("Register", "Check", "Pay")
    written(store, tmp_path / "a.csv", lines(range(20), names))
    path = tmp_path / "b.csv"
    ended = [[*line.split(",")] for line in lines(range(20), names)]
    rows = [",".join([*parts[:3], "soon", parts[4]]) for parts in ended]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    assert "recipe_unfit" in {issue.code for issue in know_file(store, read_here(path, name=path.name)).reading.issues}
