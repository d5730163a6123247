"""Files that are no wide survey: rows naming touchpoints, event logs, KPI series, customer tables, milestones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.ingest.model import ColumnSpec, Reading, ReadParams, ScaleSpec
from data.ingest.read import read_table
from data.store import Store
from tests.workflows.surveys import AT, dump, write_csv
from workflows import import_survey as module
from workflows.import_survey import ImportOutcome, import_survey
from workflows.undo_upload import undo_upload

STAMP = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def as_kind(monkeypatch: pytest.MonkeyPatch):
    """Import a file whose columns are said, not guessed."""

    def run(store: Store, path: Path, kind: str, columns: list[ColumnSpec], **options: object) -> ImportOutcome:
        def inspect(
            source: Path, *, name: str | None = None, params: ReadParams | None = None, **_others: object
        ) -> Reading:
            return Reading(read_table(source, params=params, name=name), "unknown", kind, "import", tuple(columns), ())

        monkeypatch.setattr(module, "inspect_file", inspect)
        return import_survey(store, path, None, name=path.name, at=AT, **{"accept": True, **options})  # type: ignore[arg-type]

    return run


LOG = [
    ColumnSpec(0, "case", "case_id"),
    ColumnSpec(1, "step", "activity"),
    ColumnSpec(2, "start", "start_ts", date_format=STAMP),
    ColumnSpec(3, "end", "end_ts", date_format=STAMP),
    ColumnSpec(4, "who", "resource"),
    ColumnSpec(5, "region", "segment"),
    ColumnSpec(6, "cost", "cost"),
]


def log(path: Path, cases: range) -> Path:
    rows = []
    for case in cases:
        for step, name in enumerate(("confirm", "build", "review")):
            rows.append(
                [
                    f"C{case}",
                    name,
                    f"2026-03-{case % 27 + 1:02d} 0{step + 1}:00:00",
                    f"2026-03-{case % 27 + 1:02d} 0{step + 1}:30:00",
                    f"P{step}",
                    "North" if case % 2 else "South",
                    "12.5",
                ]
            )
    return write_csv(path, rows, [column.name for column in LOG])


def test_an_event_log_becomes_cases_and_events(store: Store, tmp_path: Path, as_kind) -> None:
    before = dump(store)
    outcome = as_kind(store, log(tmp_path / "log.csv", range(10)), "event_log", LOG)
    assert outcome.journey_id is None
    assert outcome.counts["events"] == 30
    assert store.value("SELECT count(*) FROM process_case") == 10
    spans = store.rows("SELECT opened_at, closed_at FROM process_case WHERE external_key = 'C0'")[0]
    assert [moment.isoformat() for moment in spans] == ["2026-02-28T17:00:00+00:00", "2026-02-28T19:30:00+00:00"]
    assert store.rows(
        "SELECT seq, activity FROM event JOIN process_case USING (case_id) WHERE external_key = 'C3' ORDER BY seq"
    ) == [(1, "confirm"), (2, "build"), (3, "review")]
    assert store.value("SELECT sum(cost) FROM event") == 30 * 12.5
    assert store.value("SELECT count(*) FROM segment_value WHERE owner_kind = 'case'") == 10
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before


def test_events_of_overlapping_logs_are_there_once_and_undo_hands_them_over(
    store: Store, tmp_path: Path, as_kind
) -> None:
    first = as_kind(store, log(tmp_path / "a.csv", range(10)), "event_log", LOG)
    before = dump(store)
    second = as_kind(store, log(tmp_path / "b.csv", range(5, 15)), "event_log", LOG)
    assert store.value("SELECT count(*) FROM event") == store.value("SELECT count(DISTINCT event_id) FROM event") == 45
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store) == before
    third = as_kind(store, log(tmp_path / "c.csv", range(5, 16)), "event_log", LOG)
    undo_upload(store, first.upload_id, at=AT)
    assert store.value("SELECT count(*) FROM event") == 33
    assert store.rows("SELECT DISTINCT upload_id FROM event") == [(third.upload_id,)]
    assert store.value("SELECT count(*) FROM process_case WHERE opened_at IS NULL") == 0


def test_rows_that_name_their_touchpoint_fill_the_curve_by_row(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "service", "touchpoint"),
        ColumnSpec(1, "stars", "score", scale=ScaleSpec("star", 1, 5), about="touchpoint"),
        ColumnSpec(2, "nps", "score", scale=ScaleSpec("nps", 0, 10), about="overall"),
    ]
    rows = [["Booking", "1", "3"], ["Booking", "3", "9"], ["Return", "5", "10"], ["Return", "", "7"]]
    path = write_csv(tmp_path / "long.csv", rows, [column.name for column in columns])
    outcome = as_kind(store, path, "survey_wide", columns)
    points = store.rows(
        "SELECT t.name_en, count(*), avg(native), avg(norm) FROM score_fact f JOIN touchpoint t USING (touchpoint_id) "
        "WHERE f.about = 'touchpoint' GROUP BY ALL ORDER BY 1"
    )
    assert points == [("Booking", 2, 2.0, 25.0), ("Return", 1, 5.0, 100.0)]
    overall = store.rows(
        "SELECT count(*), avg(native) FROM score_fact WHERE about = 'overall' AND touchpoint_id IS NULL"
    )
    assert overall == [(4, 7.25)]
    assert outcome.counts["responses"] == 4


def test_several_rows_of_one_answer_are_one_response(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "id", "response_id"),
        ColumnSpec(1, "service", "touchpoint"),
        ColumnSpec(2, "stars", "score", scale=ScaleSpec("star", 1, 5), about="touchpoint"),
    ]
    rows = [["R1", "Booking", "1"], ["R1", "Return", "5"], ["R2", "Booking", "3"], ["R1", "Booking", "2"]]
    path = write_csv(tmp_path / "long.csv", rows, [column.name for column in columns])
    outcome = as_kind(store, path, "reviews", columns)
    assert outcome.counts["responses"] == 2
    assert outcome.counts["rows_set_aside"] == 0
    facts = store.rows("SELECT native, rest_sum, rest_n FROM score_fact ORDER BY response_no, native")
    assert facts == [(1.0, 100.0, 1), (2.0, 100.0, 1), (5.0, 25.0, 2), (3.0, 0.0, 0)]


def test_a_kpi_series_becomes_values_per_period(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "year", "kpi_date_part"),
        ColumnSpec(1, "month", "kpi_date_part"),
        ColumnSpec(2, "on time %", "kpi_value"),
        ColumnSpec(3, "cases", "kpi_n"),
    ]
    rows = [["2026", str(month), f"{80 + month}%", "40"] for month in range(1, 5)]
    before = dump(store)
    outcome = as_kind(store, write_csv(tmp_path / "kpi.csv", rows, [c.name for c in columns]), "kpi_series", columns)
    found = store.rows("SELECT period_start, period_grain, value, n FROM kpi_value ORDER BY 1")
    assert found[0] == (date(2026, 1, 1), "month", 81.0, 40)
    assert len(found) == 4
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before


def test_a_customer_table_becomes_persons_with_attributes(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "customer", "respondent_id"),
        ColumnSpec(1, "contract", "segment"),
        ColumnSpec(2, "churn", "outcome"),
    ]
    rows = [[f"K{number}", ("monthly", "yearly")[number % 2], ("yes", "no")[number % 2]] for number in range(6)]
    outcome = as_kind(
        store, write_csv(tmp_path / "crm.csv", rows, [c.name for c in columns]), "customer_table", columns
    )
    assert outcome.journey_id is None
    assert store.value("SELECT count(*) FROM respondent WHERE attributes ->> 'churn' = 'yes'") == 3
    assert store.value("SELECT count(*) FROM segment_value WHERE owner_kind = 'respondent' AND value = 'yearly'") == 3


def test_milestones_beside_a_review_become_a_case_linked_to_the_answer(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "order", "case_id"),
        ColumnSpec(1, "ordered_at", "stage_ts", date_format=STAMP),
        ColumnSpec(2, "delivered_at", "stage_ts", date_format=STAMP),
        ColumnSpec(3, "stars", "score", scale=ScaleSpec("star", 1, 5), about="overall"),
    ]
    rows = [["O1", "2026-03-01 10:00:00", "2026-03-04 10:00:00", "4"], ["O2", "2026-03-02 10:00:00", "", "2"]]
    outcome = as_kind(
        store, write_csv(tmp_path / "orders.csv", rows, [c.name for c in columns]), "survey_wide", columns
    )
    assert outcome.counts["events"] == 3
    assert (
        store.value("SELECT count(*) FROM link l JOIN process_case USING (case_id) JOIN response USING (response_id)")
        == 2
    )
    days = store.value("SELECT date_diff('day', opened_at, closed_at) FROM process_case WHERE external_key = 'O1'")
    assert days == 3


def test_a_key_beside_answers_makes_no_case_and_is_kept_for_a_link(store: Store, tmp_path: Path, as_kind) -> None:
    columns = [
        ColumnSpec(0, "order number", "case_id"),
        ColumnSpec(1, "stars", "score", scale=ScaleSpec("star", 1, 5), about="overall"),
    ]
    rows = [["O1", "4"], ["O1", "2"], ["", "5"]]
    as_kind(store, write_csv(tmp_path / "answers.csv", rows, [c.name for c in columns]), "survey_wide", columns)
    assert store.value("SELECT count(*) FROM process_case") == 0
    assert store.value("SELECT count(case_id) FROM response WHERE case_id = 'O1'") == 2
