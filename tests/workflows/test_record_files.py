"""Work items, costs, owners and KPI files as they are read: shape, landed rows, account, undo, the second month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.store import Store
from errors import FileRefused
from tests.stores import new_store
from tests.workflows.surveys import AT, dump, read_here, write_csv
from workflows import import_survey as module
from workflows.import_survey import ImportOutcome, import_survey
from workflows.undo_upload import redo_upload, undo_upload


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    def read(source: Path, *, name: str | None = None, params: object = None, **_others: object):
        return read_here(source, name=name, params=params)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "inspect_file", read)
    opened = new_store(tmp_path / "t.duckdb")
    yield opened
    opened.close()


def load(store: Store, path: Path, text: str) -> ImportOutcome:
    """Import `text` as a file; every row and every cell must be accounted for."""
    path.write_text(text, encoding="utf-8")
    outcome = import_survey(store, path, None, name=path.name, at=AT)
    assert outcome.counts["cells_in"] == outcome.counts["cells_kept"]
    return outcome


JIRA = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Assignee,Reporter,Created,"
JIRA += "Resolved,Labels,Labels,Custom field (Story Points),Time Spent,Comment,Comment\n"
MARCH = (
    "Login fails,PAY-1,1,Bug,Done,PAY,High,Dana,Sam Lee,12/Mar/26 9:41 AM,14/Mar/26 1:00 PM,web,urgent,3,28800,a,b\n"
    "Checkout,PAY-2,2,Story,In Progress,PAY,Low,Dana,Sam Lee,13/Mar/26 10:00 AM,,web,,5,,,\n"
)
APRIL = (
    "Checkout,PAY-2,2,Story,Done,PAY,Low,Dana,Sam Lee,13/Mar/26 10:00 AM,02/Apr/26 9:00 AM,web,,5,57600,,\n"
    "Refund,PAY-3,3,Task,To Do,PAY,Low,,Sam Lee,01/Apr/26 8:00 AM,,,,,,,\n"
)


def test_an_export_of_jira_becomes_work_items_and_keeps_repeated_columns(store: Store, tmp_path: Path) -> None:
    before = dump(store)
    outcome = load(store, tmp_path / "a.csv", JIRA + MARCH)
    assert outcome.counts["items"] == 2
    found = store.rows(
        "SELECT external_key, kind, title, size, person_days, closed_at, attributes -> 'Labels' "
        "FROM work_item ORDER BY 1"
    )
    closed = datetime(2026, 3, 14, 5, tzinfo=UTC)
    assert found[0] == ("PAY-1", "defect", "Login fails", 3.0, 1.0, closed, '["web","urgent"]')
    assert found[1][:3] == ("PAY-2", "requirement", "Checkout")
    assert store.value("SELECT count(*) FROM work_item WHERE attributes::VARCHAR LIKE '%Sam Lee%'") == 0
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before


def test_next_months_export_updates_items_and_undo_brings_the_older_state_back(store: Store, tmp_path: Path) -> None:
    first = load(store, tmp_path / "a.csv", JIRA + MARCH)
    between = dump(store)
    second = load(store, tmp_path / "b.csv", JIRA + APRIL)
    assert store.value("SELECT count(*) FROM work_item") == 3
    assert store.value("SELECT person_days FROM work_item WHERE external_key = 'PAY-2'") == 2.0
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store) == between
    third = load(store, tmp_path / "c.csv", JIRA + APRIL + "\n")
    undo_upload(store, first.upload_id, at=AT)
    assert store.rows("SELECT DISTINCT upload_id FROM work_item") == [(third.upload_id,)]
    assert store.value("SELECT count(*) FROM work_item_earlier") == 0
    assert store.value("SELECT count(*) FROM project") == 1


def test_bugs_of_a_chinese_tracker_are_defects_with_bare_severities(store: Store, tmp_path: Path) -> None:
    rows = [
        [
            "1\t",
            "门户(#1)",
            f"缺陷 {n}",
            f"{n % 4 + 1}(#{n % 4 + 1})",
            "已解决(#resolved)",
            "2026-03-01 10:00:00",
            "王",
            closed,
        ]
        for n, closed in enumerate(["2026-03-02 10:00:00", "0000-00-00 00:00:00", "2026-03-05 10:00:00"])
    ]
    header = ["Bug编号", "所属产品", "Bug标题", "严重程度", "Bug状态", "创建日期", "指派给", "解决日期"]
    path = write_csv(tmp_path / "bugs.csv", [[str(n + 1), *row[1:]] for n, row in enumerate(rows)], header)
    load(store, path, path.read_text(encoding="utf-8"))
    found = store.rows("SELECT kind, severity, closed_at IS NULL FROM work_item ORDER BY external_key")
    assert found == [("defect", "1", False), ("defect", "2", True), ("defect", "3", False)]
    assert store.value("SELECT name FROM project") == "门户"


def test_a_service_desk_tells_the_kind_by_the_number(store: Store, tmp_path: Path) -> None:
    text = "Number,Opened,Short description,Caller,Priority,State,Assignment group,Resolved\n"
    text += "INC001,2026-03-01 10:00:00,Mail is down,Ann Li,2 - High,Closed,Desk,2026-03-01 12:00:00\n"
    text += "CHG002,2026-03-02 10:00:00,Patch,Bo Xu,4 - Low,Open,Servers,\n"
    load(store, tmp_path / "desk.csv", text)
    assert store.rows("SELECT kind FROM work_item ORDER BY external_key DESC") == [("ticket",), ("change",)]


def test_costs_land_by_scope_and_add_up(store: Store, tmp_path: Path) -> None:
    before = dump(store)
    text = "Month,Scope,Item,Amount,Currency,Basis\n"
    text += '2026-01,Failure,Rework,"1,200",EUR,hours\n2026-01,Failure,Rework,300,EUR,hours\n'
    text += "2026-02,Activity,Pack,80,EUR,bills\n"
    outcome = load(store, tmp_path / "costs.csv", text)
    found = store.rows("SELECT scope, scope_id, period_start, amount, currency FROM cost ORDER BY amount")
    assert found == [
        ("activity", "Pack", date(2026, 2, 1), 80.0, "EUR"),
        ("failure", "Rework", date(2026, 1, 1), 1500.0, "EUR"),
    ]
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before


def test_owners_are_set_set_aside_and_given_back(store: Store, tmp_path: Path) -> None:
    text = "Submitted at,Comment,Rate: Ordering,Rate: Delivery\n"
    for day in range(1, 25):
        text += (
            f"2026-03-{day:02d} 09:00,Waited {day} days for an answer and then gave up,{day % 5 + 1},{day % 4 + 2}\n"
        )
    load(store, tmp_path / "survey.csv", text)
    plain = dump(store)
    first = load(store, tmp_path / "o1.csv", "Touchpoint,Owner\nOrdering,Sales\nMoon landing,Nobody\n")
    assert first.counts["rows_set_aside"] == 1
    between = dump(store)
    second = load(store, tmp_path / "o2.csv", "Touchpoint,Owner\nOrdering,Support\nDelivery,Logistics\n")
    assert store.rows("SELECT owner FROM touchpoint WHERE owner IS NOT NULL ORDER BY 1") == [
        ("Logistics",),
        ("Support",),
    ]
    both = dump(store)
    undo_upload(store, first.upload_id, at=AT)
    redo_upload(store, first.upload_id)
    assert dump(store) == both
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store) == between
    undo_upload(store, first.upload_id, at=AT)
    assert dump(store) == plain


def kpis(store: Store) -> dict[tuple[str, str, str | None], float]:
    """(name, period, segment) -> value."""
    rows = store.rows(
        "SELECT coalesce(name_en, name_zh), period_start::VARCHAR, segment, value "
        "FROM kpi_value JOIN kpi_def USING (kpi_id)"
    )
    return {(name, start, segment): value for name, start, segment, value in rows}


def test_segments_of_a_long_series_stay_apart(store: Store, tmp_path: Path) -> None:
    text = "指标名称,期间,数值,单位,样本量,区域\n准时率,2026-Q1,92,%,120,华北\n"
    text += "准时率,2026-Q1,90,%,80,华南\n准时率,2026-Q2,93,%,130,华北\n"
    load(store, tmp_path / "k.csv", text)
    assert kpis(store) == {
        ("准时率", "2026-01-01", "华北"): 92.0,
        ("准时率", "2026-01-01", "华南"): 90.0,
        ("准时率", "2026-04-01", "华北"): 93.0,
    }
    assert store.rows("SELECT DISTINCT unit, grain FROM kpi_def") == [("%", "quarter")]


def test_months_that_lie_across_become_periods_and_means_without_n_say_so(store: Store, tmp_path: Path) -> None:
    text = "KPI,Unit,Jan 2026,Feb 2026,Mar 2026\nOn-time rate,%,92.5,93.1,\nWaiting time,hours,3.2,3.1,2.9\n"
    outcome = load(store, tmp_path / "k.csv", text)
    assert outcome.counts["values"] == 5
    assert kpis(store)[("Waiting time", "2026-03-01", None)] == 2.9
    assert store.rows("SELECT name_en, unit, direction FROM kpi_def ORDER BY 1") == [
        ("On-time rate", "%", "up"),
        ("Waiting time", "hours", "down"),
    ]
    assert [issue.code for issue in outcome.issues] == ["kpi_without_n"]


def test_counts_of_promoters_make_an_nps_with_n_and_spread(store: Store, tmp_path: Path) -> None:
    load(
        store,
        tmp_path / "n.csv",
        "month,promoters,passives,detractors\n2026-01,50,30,20\n2026-02,30,40,30\n2026-03,0,5,5\n",
    )
    rows = store.rows(
        "SELECT value, n, spread FROM kpi_value JOIN kpi_def USING (kpi_id) WHERE name_en = 'nps' ORDER BY period_start"
    )
    # by hand: NPS 30; one answer is +100, 0 or -100 with shares .5 .3 .2, so its variance is 7000 - 900
    assert rows[0] == (30.0, 100, pytest.approx(6100**0.5))
    assert rows[1:] == [(0.0, 100, pytest.approx(6000**0.5)), (-50.0, 10, 50.0)]


def test_a_value_that_comes_again_is_a_revision(store: Store, tmp_path: Path) -> None:
    head = "month,on time,n answers\n"
    first = load(store, tmp_path / "a.csv", head + "2026-01-01,90,40\n2026-02-01,91,40\n2026-03-01,92,40\n")
    between = dump(store)
    second = load(store, tmp_path / "b.csv", head + "2026-03-01,95,44\n2026-04-01,93,41\n2026-05-01,94,40\n")
    assert kpis(store)[("on time", "2026-03-01", None)] == 95.0
    assert len(kpis(store)) == 5
    both = dump(store)
    undo_upload(store, first.upload_id, at=AT)
    redo_upload(store, first.upload_id)
    assert dump(store) == both
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store) == between
    load(store, tmp_path / "c.csv", head + "2026-03-01,96,44\n2026-04-01,93,41\n2026-05-01,94,40\n")
    undo_upload(store, first.upload_id, at=AT)
    assert len(kpis(store)) == 3


def test_means_per_project_become_a_series_of_the_day_given(store: Store, tmp_path: Path) -> None:
    text = "Project,Average satisfaction,NPS\nAlpha,4.2,35.5\nBeta,3.9,12.5\nGamma,4.5,51.2\n"
    load(store, tmp_path / "p.csv", text)
    assert kpis(store)[("Average satisfaction", "2026-04-01", "Beta")] == 3.9


def test_kept_tables_have_the_columns_of_theirs(store: Store) -> None:
    for table in ("event", "work_item", "kpi_value", "cost"):
        columns = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $t ORDER BY 1"
        assert store.rows(columns, t=table) == store.rows(columns, t=f"{table}_earlier")


LIFECYCLE = "case_id,activity,timestamp,lifecycle:transition,resource,FixedCost,TravelCost\n"


def lifecycle_log(rows: list[tuple[str, str, int, str]]) -> str:
    """(case, activity, minute, transition) as a log with one time column and two costs."""
    start = datetime(2026, 3, 2, 9, 0)
    return LIFECYCLE + "".join(
        f"{case},{name},{start + timedelta(minutes=minute)},{phase},R1,{5 if phase == 'complete' else 0},1.5\n"
        for case, name, minute, phase in rows
    )


def test_starts_and_ends_in_rows_of_their_own_make_one_event(store: Store, tmp_path: Path) -> None:
    rows = [
        ("C1", "check", 0, "schedule"),
        ("C1", "check", 5, "start"),
        ("C1", "check", 10, "start"),
        ("C1", "check", 15, "complete"),
        ("C1", "check", 25, "complete"),
        ("C1", "pay", 30, "complete"),  # no start
        ("C1", "pay", 40, "start"),  # no end yet
        ("C1", "check", 20, "suspend"),
        ("C2", "check", 1, "start"),
        ("C2", "check", 7, "complete"),
    ]
    outcome = load(store, tmp_path / "log.csv", lifecycle_log(rows))
    found = store.rows(
        """SELECT c.external_key, activity, date_diff('minute', start_ts, end_ts),
            date_diff('minute', enabled_ts, start_ts), start_ts IS NULL, end_ts IS NULL, lifecycle, cost
        FROM event JOIN process_case c USING (case_id) ORDER BY 1, seq"""
    )
    assert found == [
        ("C1", "check", 10, 5, False, False, "complete", 8.0),
        ("C1", "check", 15, None, False, False, "complete", 8.0),
        ("C1", "check", None, None, True, False, "suspend", 1.5),
        ("C1", "pay", None, None, True, False, "complete", 6.5),
        ("C1", "pay", None, None, False, True, "start", 1.5),
        ("C2", "check", 6, None, False, False, "complete", 8.0),
    ]
    assert outcome.counts["rows_set_aside"] == 0
    origins = "SELECT count(DISTINCT row_no) FROM row_origin WHERE entity = 'event'"
    assert store.value(origins) == len(rows)


def test_an_open_step_of_last_month_is_closed_by_the_next_file(store: Store, tmp_path: Path) -> None:
    march = [("C1", "check", 0, "start"), ("C1", "check", 9, "complete"), ("C1", "pay", 20, "start")]
    first = load(store, tmp_path / "a.csv", lifecycle_log([*march, ("C2", "check", 3, "complete")]))
    between = dump(store, numbers=False)
    later = [*march, ("C1", "pay", 50, "complete"), ("C1", "ship", 70, "complete")]
    second = load(store, tmp_path / "b.csv", lifecycle_log(later))
    minutes = "SELECT date_diff('minute', start_ts, end_ts) FROM event WHERE activity = 'pay'"
    assert store.rows(minutes) == [(30,)]
    sequence = (
        "SELECT list(activity ORDER BY seq), list(seq ORDER BY seq) FROM event JOIN process_case USING (case_id) "
    )
    assert store.rows(sequence + "WHERE external_key = 'C1'") == [(["check", "pay", "ship"], [1, 2, 3])]
    both = dump(store, numbers=False)  # dense numbers are given anew to what comes back
    undo_upload(store, first.upload_id, at=AT)
    redo_upload(store, first.upload_id)
    assert dump(store, numbers=False) == both
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store, numbers=False) == between
    undo_upload(store, first.upload_id, at=AT)
    assert store.value("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM process_case)") == 0


ORDERS = "order_id,customer_id,order_status,purchase_timestamp,approved_at,delivered_carrier_date,"
ORDERS += "delivered_customer_date,estimated_delivery_date,review_id,review_score,review_comment_message,"
ORDERS += "review_creation_date,review_answer_timestamp\n"


def orders(path: Path) -> str:
    """Thirty orders with milestones, a promise and a review; every third one is still on its way."""
    bought = datetime(2026, 1, 2, 10, 0)
    lines = []
    for n in range(30):
        start = bought + timedelta(days=n)
        got = "" if n % 3 == 2 else start + timedelta(days=9 + n % 4)
        times = [start, start + timedelta(hours=1), start + timedelta(days=2), got, start + timedelta(days=10)]
        said = f"It came {n} days later than the shop had said" if n % 2 else ""
        sent, answered = f"2026-03-{n % 28 + 1:02d} 00:00:00", f"2026-03-{n % 28 + 1:02d}T12:30:00+00:00"
        lines.append(f"o{n},c{n % 20},sent,{','.join(map(str, times))},r{n},{n % 5 + 1},{said},{sent},{answered}\n")
    return ORDERS + "".join(lines)


def test_orders_become_cases_with_milestones_a_promise_and_a_linked_answer(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    before = dump(store)
    outcome = load(store, path, orders(path))
    assert outcome.counts["events"] == 30 * 3 + 20
    per_step = "SELECT activity, count(*), count(target_ts) FROM event GROUP BY ALL ORDER BY min(seq)"
    assert store.rows(per_step) == [
        ("purchase_timestamp", 30, 0),
        ("approved_at", 30, 0),
        ("delivered_carrier_date", 30, 0),
        ("delivered_customer_date", 20, 20),
    ]
    linked = (
        "SELECT count(*) FROM link JOIN response USING (response_id) JOIN process_case c ON c.case_id = link.case_id"
    )
    assert store.value(linked + " WHERE method = 'row'") == 30
    assert "zone_mixed" in [issue.code for issue in outcome.issues]
    sent = store.rows("SELECT min(survey_sent_at), min(submitted_at) FROM response")
    assert sent == [(datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 1, 12, 30, tzinfo=UTC))]
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before


CROSS = "Row Labels,North,South,Total\nVery satisfied,40,25,65\n"
CROSS += "Satisfied,30,35,65\nDissatisfied,10,20,30\nTotal,80,80,160\n"


def test_a_cross_table_is_refused_unless_its_figures_are_wanted_as_a_series(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "pivot.csv"
    with pytest.raises(FileRefused) as refusal:
        load(store, path, CROSS)
    assert refusal.value.issue == "cross_tab"
    outcome = import_survey(store, path, None, name=path.name, at=AT, decisions={"cross_tab": "kpi_series"})
    assert outcome.counts["values"] == 12
    assert kpis(store)[("North", "2026-04-01", "Satisfied")] == 30.0
    assert "kpi_without_n" in [issue.code for issue in outcome.issues]
    (tmp_path / "monthly.csv").write_text(CROSS.replace("North,South", "2026-01,2026-02"), encoding="utf-8")
    assert read_here(tmp_path / "monthly.csv").verdict == "import"


def test_a_log_with_everyday_names_and_an_empty_start_is_a_log(store: Store, tmp_path: Path) -> None:
    steps = list(enumerate(("open", "work", "close"), 1))
    rows = [f"T{n},{step},0{day}.03.2026 1{n % 9}:00,A{n % 3},\n" for n in range(20) for day, step in steps]
    path = tmp_path / "log.csv"
    path.write_text("ticket,status,when,agent,start_time\n" + "".join(rows), encoding="utf-8")
    reading = read_here(path)
    assert reading.kind == "event_log"
    assert [c.role for c in reading.columns] == ["case_id", "activity", "end_ts", "resource", "start_ts"]
    outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    assert outcome.counts["events"] == 60
    assert store.value("SELECT count(*) FROM event WHERE start_ts IS NULL AND end_ts IS NOT NULL") == 60


def test_quarters_in_words_and_months_that_begin_on_the_first_need_no_question(store: Store, tmp_path: Path) -> None:
    rows = [
        f"{year},Q{quarter},{team},{3.5 + quarter}\n" for year in (2025, 2026) for quarter in (1, 2) for team in "AB"
    ]
    load(store, tmp_path / "q.csv", "Year,Quarter,Team,Avg handling (min)\n" + "".join(rows))
    assert kpis(store)[("Avg handling (min)", "2026-04-01", "B")] == 5.5
    lines = [f"{month}/1/2025,{60 + month},{month * 10}\n" for month in range(1, 13)]
    load(store, tmp_path / "m.csv", "Month,NPS,Responses\n" + "".join(lines))
    assert kpis(store)[("NPS", "2025-12-01", None)] == 72.0
    years = [f"{area},{year},{year % 100 + 0.5}\n" for area in ("DE", "CN") for year in range(2015, 2025)]
    load(store, tmp_path / "y.csv", "REF_AREA,TIME_PERIOD,OBS_VALUE\n" + "".join(years))
    assert kpis(store)[("OBS_VALUE", "2024-01-01", "CN")] == 24.5


def test_customers_are_known_by_what_became_of_them_beside_a_rating(store: Store, tmp_path: Path) -> None:
    rows = [f"{5000 + n},{n % 2},{n % 31},{n % 5 + 1},{('Phone', 'Web')[n % 2]}\n" for n in range(60)]
    outcome = load(store, tmp_path / "c.csv", "CustomerID,Churn,Tenure,SatisfactionScore,Device\n" + "".join(rows))
    assert outcome.counts["customers"] == 60
    assert store.value("SELECT count(*) FROM respondent WHERE attributes ->> 'SatisfactionScore' = '5'") == 12
