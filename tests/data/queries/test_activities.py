"""Times per activity of an event log, against ranks that are published and a median worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.queries.activities import activity_times
from data.store import Store
from tests.data.queries.logs import opened
from workflows.import_survey import import_survey

AT = datetime(2026, 4, 1, 8, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def imported(store: Store, path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines), encoding="utf-8")
    return import_survey(store, path, None, name=path.name, at=AT, accept=True).upload_id


def test_the_median_lies_between_ranks_40_and_61_of_100(store: Store, tmp_path: Path) -> None:
    lines = ["case_id,activity,start_time,end_time"]
    for n in range(1, 101):
        start = NOON + timedelta(hours=3 * n)
        lines.append(f"C{n:03d},Pack,{start},{start + timedelta(minutes=n)}")
        lines.append(f"C{n:03d},Ship,{start + timedelta(hours=2)},{start + timedelta(hours=2, minutes=30)}")
    times = activity_times(store, imported(store, tmp_path / "log.csv", lines)).set_index("activity")
    assert list(times.index) == ["Pack", "Ship"]
    pack = times.loc["Pack", ["n_timed", "median_hours", "low_hours", "high_hours"]].tolist()
    assert [pack[0], *(round(60 * hours, 6) for hours in pack[1:])] == [100, 50.5, 40.0, 61.0]
    assert times.loc["Ship", "median_hours"] == pytest.approx(0.5)
    assert times["n_cases"].tolist() == [100, 100]
    assert times["is_timed"].all()


def test_a_log_with_one_time_is_measured_from_the_event_before(store: Store, tmp_path: Path) -> None:
    lines = ["case_id,activity,timestamp"]
    for n in range(40):
        start = NOON + timedelta(days=n)
        lines += [f"C{n:02d},Ordered,{start}", f"C{n:02d},Sent,{start + timedelta(hours=6)}"]
    times = activity_times(store, imported(store, tmp_path / "log.csv", lines)).set_index("activity")
    assert not times["is_timed"].any()
    assert times.loc["Ordered", "n_timed"] == 0
    assert times.loc["Sent", ["n_timed", "median_hours"]].tolist() == [40, 6.0]
