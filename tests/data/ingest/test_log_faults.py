"""A log with a few faults is still a log, and each fault is named with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data.ingest.dates import formats_of, mostly, parsed_mixed
from data.ingest.model import Reading
from data.queries.process_issues import process_issues
from data.store import Store
from tests.data.queries.logs import HEADER, opened
from tests.workflows.surveys import AT, read_here
from workflows.import_survey import import_survey

ROWS = (
    "1,Register,2026-01-05 09:00:00,2026-01-05 10:00:00,A",
    "1,Check,2026-01-05 11:00:00,2026-01-05 12:00:00,B",
    "1,Check,2026-01-05 13:00:00,2026-01-05 14:00:00,B",
    "1,Close,2026-01-06 09:00:00,2026-01-06 09:30:00,C",
    "2,Register,,2026-01-06 10:00:00,A",
    "2,Check,2026-01-06 11:00:00,2026-01-06 12:00:00,",
    "3,Register,2026-01-07 09:00:00,2026-01-07 10:00:00,A",
    "4,Register,2026-01-07 09:00:00+02:00,2026-01-07 10:00:00+02:00,A",
    "4,,2026-01-07 13:00:00,2026-01-07 14:00:00,B",
    "4,Close,2026-01-08 13:00:00,2026-01-08 14:00:00,C",
    "5,Register,2026-01-08 09:00:00,2026-01-08 09:10:00,A",
    "5,Close,garbage,2026-01-08 10:00:00,C",
    "6,,2026-01-09 09:00:00,2026-01-09 09:10:00,A",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    return path


def named(reading: Reading) -> dict[tuple[str, int | None], tuple[int, tuple[int, ...]]]:
    return {(issue.code, issue.column): (issue.n, issue.rows) for issue in reading.issues}


def test_one_zoned_and_one_unreadable_time_leave_it_an_event_log_and_are_named(tmp_path: Path) -> None:
    reading = read_here(log(tmp_path))
    assert reading.kind == "event_log"
    assert [column.role for column in reading.columns] == ["case_id", "activity", "start_ts", "end_ts", "resource"]
    assert named(reading) == {
        ("zone_beside_none", 2): (1, (9,)),
        ("zone_beside_none", 3): (1, (9,)),
        ("time_unreadable", 2): (1, (13,)),
        ("activity_missing", 1): (2, (10, 14)),
    }


def test_a_step_without_a_name_is_set_aside_and_times_are_read_each_by_its_zone(store: Store, tmp_path: Path) -> None:
    outcome = import_survey(store, log(tmp_path), None, name="log.csv", at=AT, accept=True)
    assert outcome.counts["events"] == len(ROWS) - 2
    assert outcome.counts["rows_set_aside"] == 2
    aside = store.rows("SELECT row_no, reason FROM upload_row_aside ORDER BY row_no")
    assert aside == [(10, "no_activity"), (14, "no_activity")]
    assert not store.value("SELECT count(*) FROM event WHERE activity = ''")
    told = "SELECT e.row_no, epoch(start_ts) FROM event e ORDER BY e.row_no"
    starts = dict(store.rows(told))
    assert starts[9] == pd.Timestamp("2026-01-07 07:00", tz="UTC").timestamp(), "by its own offset"
    assert starts[8] == pd.Timestamp("2026-01-07 01:00", tz="UTC").timestamp(), "in the zone of the settings"
    assert starts[13] is None, "an unreadable start is no start"
    assert store.value("SELECT count(*) FROM process_case") == 5, "a case of nothing but a nameless row is none"


def test_zones_in_one_column_are_read_both_ways() -> None:
    texts = pd.Series(["2026-07-01 12:00:00", "2026-07-01 12:00:00+08:00", "2026-07-01 12:00:00 -0300", "x"])
    expected = [pd.Timestamp(f"2026-07-01 {hour:02d}:00", tz="UTC") for hour in (10, 4, 15)]
    for fmt in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%z"):
        found = parsed_mixed(texts, fmt, "Europe/Berlin")
        assert found.iloc[:2].tolist() == expected[:2], fmt
        assert pd.isna(found.iloc[3])
    assert parsed_mixed(texts, "%Y-%m-%d %H:%M:%S", "Europe/Berlin").iloc[2] == expected[2]


def test_most_of_the_texts_give_the_format_and_fewer_give_none() -> None:
    plain = [f"2026-01-{day:02d} 09:00:00" for day in range(1, 10)]
    mixed = [*plain, "2026-02-01 09:00:00+08:00", "?"]
    assert formats_of(mixed) is None, "too few for a column whose name says nothing"
    fit = mostly(mixed)
    assert fit is not None
    assert fit.formats == ("%Y-%m-%d %H:%M:%S",)
    zoned = mostly([*(f"{text}Z" for text in plain), plain[0], "?"])
    assert zoned is not None
    assert zoned.formats == ("%Y-%m-%d %H:%M:%S%z",)
    assert mostly([*plain, "a", "b", "c", "d"]) is None
    days = mostly(["13-01-2026", "14-01-2026", "15-02-2026", "16-02-2026", "?"])
    assert days is not None
    assert days.formats == ("%d-%m-%Y",), "a year is no offset"


@pytest.mark.parametrize(
    "header",
    [
        "case,activity,start,end",
        "case id,step,began,ended",
        "Case,Activity,Start,Complete",
        "incident,status,started,finished",
        "案例,活动,开始,结束",
        "案例编号,环节,开始日期,完成日期",
    ],
)
def test_the_plainest_names_of_start_and_end_are_start_and_end(tmp_path: Path, header: str) -> None:
    lines = [f"{case},{step},2026-01-0{case} 09:00,2026-01-0{case} 1{case}:00" for case in (1, 2, 3) for step in "ab"]
    path = tmp_path / "plain.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    reading = read_here(path)
    assert reading.kind == "event_log"
    assert [column.role for column in reading.columns] == ["case_id", "activity", "start_ts", "end_ts"]


TWO_SYSTEMS = (
    "A,Receive,2026-03-03T09:00:00+02:00,2026-03-03T10:00:00+02:00",
    "A,Pay,2026-03-04 09:00:00,2026-03-04 10:00:00",
    "B,Receive,2026-03-05 09:00:00,2026-03-05 10:00:00",
    "B,Pay,2026-03-06 09:00:00,2026-03-06 10:00:00",
    "C,Receive,2026-03-07T09:00:00Z,2026-03-07T10:00:00Z",
    "C,Pay,2026-03-08 09:00:00,2026-03-08 10:00:00",
)


@pytest.mark.parametrize("header", ["case,activity,start,end", "ticket,status,start,end"])
def test_a_log_of_two_systems_with_and_without_t_and_zone_is_one_log(store: Store, tmp_path: Path, header: str) -> None:
    path = tmp_path / "two.csv"
    path.write_text("\n".join([header, *TWO_SYSTEMS]), encoding="utf-8")
    reading = read_here(path)
    assert reading.kind == "event_log"
    assert named(reading) == {("zone_beside_none", 2): (2, (2, 6)), ("zone_beside_none", 3): (2, (2, 6))}
    import_survey(store, path, None, name="two.csv", at=AT, accept=True)
    hours = store.rows("SELECT row_no, epoch(start_ts), epoch(end_ts - start_ts) FROM event ORDER BY row_no")
    assert all(seconds == 3600 for _row, _start, seconds in hours), hours
    zoned = dict(store.rows("SELECT row_no, tz_known FROM event"))
    assert {row for row, is_known in zoned.items() if is_known} == {2, 6}
    source = str(store.value("SELECT source_id FROM upload"))
    issues = process_issues(store, source).set_index("code")
    assert issues.loc["mixed_zone", "n_events"] == 4
    starts = {row: start for row, start, _seconds in hours}
    for row, told in ((2, "2026-03-03 07:00"), (3, "2026-03-04 01:00"), (6, "2026-03-07 09:00")):
        assert starts[row] == pd.Timestamp(told, tz="UTC").timestamp()
