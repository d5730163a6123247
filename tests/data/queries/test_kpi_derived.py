"""Every measure of the catalogue against a table small enough to count by hand; the arithmetic stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.kpi.values import kpi_values
from data.kpi_catalogue.definitions import catalogue
from data.queries.kpi_derived import RECORDS, Asked, data_until, derived_by_project, derived_records, derived_series
from data.store import Store
from tests.stores import new_store

AT = pd.Timestamp("2026-11-02", tz="UTC")


def noon(day: str) -> pd.Timestamp:
    return pd.Timestamp(f"{day} 04:00", tz="UTC")  # noon in Shanghai, the store's time zone


@pytest.fixture
def bench(tmp_path: Path):
    store = new_store(tmp_path / "t.duckdb")
    journey = {"journey_id": "j", "name_en": "J", "created_at": AT}
    counts = dict.fromkeys(("size_bytes", "n_rows", "n_set_aside", "n_cells_in", "n_cells_kept"), 1)
    upload = {"upload_id": "u", "upload_no": 1, "file_name": "f", "sha256": "s", "uploaded_at": AT, **counts}
    upload |= {"kind": "work_items", "state": "live"}
    put(store, {"journey": [journey], "upload": [upload]})
    yield store
    store.close()


def put(store: Store, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    with store.write("test", "process") as write:
        for table, rows in tables.items():
            own = {"upload_id": "u"} if table in ("work_item", "project", "event", "process_case", "cost") else {}
            write.insert(table, pd.DataFrame([{**own, **row} for row in rows]))


def item(number: int, kind: str, day: str, **told: Any) -> dict[str, Any]:
    return {"item_id": f"i{number}", "kind": kind, "created_at": noon(day), "project_id": "p1", **told}


def values(store: Store, key: str, **parameters: float) -> dict[str, Any]:
    """Period -> row, with value, interval and counts."""
    told = catalogue()[key]
    sums = derived_series(store, Asked("j", key, tuple(parameters.items())))
    rows = kpi_values(sums, form=told.form, interval=told.interval, per=told.per)
    return {row["period_start"].date().isoformat(): row for row in rows.to_dict("records")}


REQUIREMENTS = [
    *(item(n, "requirement", "2026-01-10", in_baseline=True, attributes='{"Status": "Open"}') for n in range(8)),
    item(8, "requirement", "2026-01-20", in_baseline=True, closed_at=noon("2026-02-03"),
         attributes='{"Status": "Cancelled"}'),
    item(9, "requirement", "2026-01-21", in_baseline=True, closed_at=noon("2026-02-04"),
         attributes='{"状态": "已删除"}'),
    item(10, "requirement", "2026-01-25", in_baseline=False),
    item(11, "change", "2026-01-26"),
    item(12, "change", "2026-01-27", project_id="p2"),
    item(13, "change", "2026-02-10"),
    item(14, "requirement", "2026-02-12", in_baseline=None),
    item(15, "requirement", "2026-03-02", in_baseline=True),
    item(16, "change", "2026-03-03"),
    item(17, "change", "2026-03-04"),
    item(18, "change", "2026-03-05"),
]  # fmt: skip


def test_requirements_stability_index(bench: Store) -> None:
    put(bench, {"work_item": REQUIREMENTS})
    rows = values(bench, "requirements_stability_index")
    # January: 10 in the baseline; 1 added + 2 changed + 0 deleted: 1 - 3/10 = .7
    assert rows["2026-01-01"]["value"] == pytest.approx(0.7)
    assert (rows["2026-01-01"]["numerator"], rows["2026-01-01"]["n"]) == (3, 10)
    # February: 1 changed + 2 deleted, but no requirement entered the baseline: nothing to divide by, no value
    assert (rows["2026-02-01"]["numerator"], rows["2026-02-01"]["n"]) == (3, 0)
    assert pd.isna(rows["2026-02-01"]["value"])
    assert pd.isna(rows["2026-02-01"]["low"])
    # March: 1 in the baseline, 3 changes: 1 - 3/1 = -2, below zero and not cut off
    assert rows["2026-03-01"]["value"] == pytest.approx(-2.0)
    # Poisson 95 % interval of 3 is .6187 to 8.7673: 1 - 8.7673 = -7.7673 to 1 - .6187 = .3813
    assert (rows["2026-03-01"]["low"], rows["2026-03-01"]["high"]) == (
        pytest.approx(-7.7673, abs=1e-4),
        pytest.approx(0.3813, abs=1e-4),
    )


def test_requirements_stability_index_per_project_counts_everything_since_the_baseline(bench: Store) -> None:
    put(bench, {"work_item": REQUIREMENTS})
    told = catalogue()["requirements_stability_index"]
    sums = derived_by_project(bench, Asked("j", told.key), start=None, end=None)
    rows = kpi_values(sums, form=told.form, interval=told.interval).set_index("project_id")
    # p1: 11 in the baseline; 1 added, 5 changed, 2 deleted: 1 - 8/11; p2: one change and no baseline
    assert rows.loc["p1", "value"] == pytest.approx(1 - 8 / 11)
    assert pd.isna(rows.loc["p2", "value"])


def test_requirement_change_rate(bench: Store) -> None:
    put(bench, {"work_item": REQUIREMENTS})
    rows = values(bench, "requirement_change_rate")
    assert rows["2026-01-01"]["value"] == pytest.approx(2 / 10)  # 2 changes, 10 in the baseline
    assert pd.isna(rows["2026-02-01"]["value"])  # a change and nothing in the baseline
    assert rows["2026-03-01"]["value"] == pytest.approx(3.0)  # one requirement changed three times


def test_defect_density_uses_the_unit_of_size_that_most_requirements_have(bench: Store) -> None:
    put(bench, {"work_item": [
        item(1, "requirement", "2026-01-05", size=30.0, size_unit="function points"),
        item(2, "requirement", "2026-01-06", size=20.0, size_unit="function points", in_baseline=True),
        item(3, "requirement", "2026-01-06", size=99.0, size_unit="story points"),
        item(4, "requirement", "2026-01-06", size=40.0, size_unit="function points", in_baseline=False),
        *(item(n, "defect", "2026-01-20") for n in range(5, 9)),
        item(9, "defect", "2026-02-20"),
    ]})  # fmt: skip
    rows = values(bench, "defect_density")
    assert rows["2026-01-01"]["value"] == pytest.approx(8.0)  # 4 defects / 50 function points x 100
    # Poisson 95 % interval of 4 is 1.0899 to 10.2416; / 50 x 100
    assert rows["2026-01-01"]["low"] == pytest.approx(2.1797, abs=1e-3)
    assert rows["2026-01-01"]["high"] == pytest.approx(20.4832, abs=1e-3)
    assert pd.isna(rows["2026-02-01"]["value"])  # a defect, no size


PROJECT = {"project_id": "p1", "kind": "project", "account_id": "a", "started_on": date(2026, 1, 1),
           "due_on": date(2026, 3, 1), "closed_on": date(2026, 3, 2), "name": "One"}  # fmt: skip


def test_defect_escape_rate_counts_within_its_window_only(bench: Store) -> None:
    found = [
        ("2026-02-10", "test"), ("2026-02-20", "test"), ("2026-02-21", "操作前测试"),  # before delivery
        ("2026-03-10", "operation"), ("2026-03-20", "test"), ("2026-03-30", None),  # no phase: by the day, after
        ("2026-04-20", "operation"),  # after the window of 30 days, inside the one of 90
    ]  # fmt: skip
    defects = [item(n, "defect", day, phase_found=phase) for n, (day, phase) in enumerate(found)]
    late = {**PROJECT, "project_id": "p2", "closed_on": date(2026, 6, 20), "name": "Two"}
    put(bench, {"project": [PROJECT, late], "work_item": [
        *defects, item(20, "defect", "2026-06-25", phase_found="operation", project_id="p2"),
        item(21, "task", "2026-07-10", project_id="p2")]})  # fmt: skip
    assert data_until(bench, "j") == date(2026, 7, 10)
    rows = values(bench, "defect_escape_rate", escape_window_days=30)
    # delivered 2 March, window to 1 April: 6 defects by then, 2 of them found after delivery
    assert rows["2026-03-01"]["value"] == pytest.approx(2 / 6)
    assert "2026-06-01" not in rows  # delivered 20 June: its 30 days are not over on 10 July
    assert values(bench, "defect_escape_rate")["2026-03-01"]["value"] == pytest.approx(3 / 7)  # 90 days


def test_share_of_defects_found_in_operation(bench: Store) -> None:
    phases = ["operation", "生产", "test", "test", None]
    put(bench, {"work_item": [item(n, "defect", "2026-01-09", phase_found=one) for n, one in enumerate(phases)]})
    row = values(bench, "operation_defect_share")["2026-01-01"]
    assert (row["value"], row["n"]) == (pytest.approx(2 / 4), 4)  # the one without a phase is left out


def test_rework_person_days_and_cost(bench: Store) -> None:
    put(bench, {"work_item": [
        item(1, "defect", "2026-01-05", person_days=1.5), item(2, "change", "2026-01-06", person_days=2.0),
        item(3, "defect", "2026-01-07", person_days=None), item(4, "requirement", "2026-01-07", person_days=9.0),
    ]})  # fmt: skip
    row = values(bench, "rework_person_days")["2026-01-01"]
    assert (row["value"], row["n"]) == (pytest.approx(3.5), 2)
    # sum of squares 1.5^2 + 2^2 = 6.25: 3.5 -/+ 1.96 x 2.5
    assert (row["low"], row["high"]) == (0.0, pytest.approx(8.3999, abs=1e-3))
    assert values(bench, "rework_cost") == {}  # no rate: no cost
    assert values(bench, "rework_cost", person_day_rate=1800)["2026-01-01"]["value"] == pytest.approx(6300)


def test_cost_of_poor_quality_adds_internal_and_external_failure(bench: Store) -> None:
    cost = {"period_start": date(2026, 1, 1), "period_grain": "month", "currency": "CNY"}
    put(bench, {"cost": [
        {**cost, "cost_id": "c1", "scope": "failure", "scope_id": "internal_failure", "amount": 700.0},
        {**cost, "cost_id": "c2", "scope": "failure", "scope_id": "external_failure", "amount": 300.0},
        {**cost, "cost_id": "c3", "scope": "activity", "scope_id": "Check", "amount": 50.0},
        {**cost, "cost_id": "c4", "scope": "failure", "scope_id": "internal_failure", "amount": 9.0, "currency": "USD"},
    ]})  # fmt: skip
    row = values(bench, "cost_of_poor_quality")["2026-01-01"]
    assert row["value"] == 1000.0
    assert pd.isna(row["low"])  # a book entry is no sample


def step(number: int, case: str, activity: str, end: str, target: str | None = None, **told: Any) -> dict[str, Any]:
    return {"event_id": f"e{number}", "case_id": case, "seq": number, "activity": activity, "end_ts": noon(end),
            "target_ts": noon(target) if target else pd.NaT, **told}  # fmt: skip


def cases(*names: str, closed: str | None = None) -> list[dict[str, Any]]:
    return [{"case_id": name, "journey_id": "j", "external_key": name.upper(),
             "closed_at": noon(closed) if closed else pd.NaT} for name in names]  # fmt: skip


def test_on_time_delivery_against_the_first_committed_date(bench: Store) -> None:
    put(bench, {"process_case": cases("a", "b", "c", "d"), "event": [
        step(1, "a", "Hand over", "2026-01-07", "2026-01-07"),  # on the day itself: on time
        step(2, "b", "Hand over", "2026-01-09", "2026-01-08"),  # a day late
        # re-baselined: promised for the 6th, then for the 20th, done on the 19th: late against the first date
        step(3, "c", "Hand over", "2026-01-05", "2026-01-06", end_ts=pd.NaT),
        step(4, "c", "Hand over", "2026-01-19", "2026-01-20"),
        step(5, "d", "Other", "2026-01-06"),  # nothing was promised
        step(6, "d", "Hand over", "2026-01-30", "2026-02-20"),  # due after the data end: not counted yet
    ]})  # fmt: skip
    rows = values(bench, "on_time_delivery_rate")
    # week of Monday 5 January: due are a (6 .. 7), b and c; only a is in time
    assert (rows["2026-01-05"]["value"], rows["2026-01-05"]["n"]) == (pytest.approx(1 / 3), 3)
    assert list(rows) == ["2026-01-05"]
    apart = values(bench, "on_time_rebaselined_rate")
    assert (apart["2026-01-01"]["value"], apart["2026-01-01"]["n"]) == (1.0, 1)  # c by its last date


def test_a_deliverable_begun_and_not_handed_over_is_late(bench: Store) -> None:
    put(bench, {"process_case": cases("a", "b"), "event": [
        step(1, "a", "Hand over", "2026-01-06", "2026-01-07"),
        step(2, "b", "Hand over", "2026-01-06", "2026-01-07", end_ts=pd.NaT,
             start_ts=noon("2026-01-06")),  # begun in time, still not done
        step(3, "a", "Other", "2026-01-30"),
    ]})  # fmt: skip
    row = values(bench, "on_time_delivery_rate")["2026-01-05"]
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_schedule_variance_is_pooled_over_the_projects_closed_in_the_month(bench: Store) -> None:
    put(bench, {"project": [
        {**PROJECT, "due_on": date(2026, 1, 11), "closed_on": date(2026, 1, 16)},  # planned 10 days, 5 over
        {**PROJECT, "project_id": "p2", "due_on": date(2026, 1, 31), "closed_on": date(2026, 1, 28)},  # 30, 3 early
        {**PROJECT, "project_id": "p3", "due_on": date(2026, 1, 1), "closed_on": date(2026, 1, 9)},  # a plan of no days
        {**PROJECT, "project_id": "p4", "kind": "contract", "closed_on": date(2026, 1, 9)},
    ]})  # fmt: skip
    row = values(bench, "schedule_variance_rate")["2026-01-01"]
    assert (row["value"], row["n"]) == (pytest.approx((5 - 3) / (10 + 30)), 2)
    # residuals 5 - .05 x 10 = 4.5 and -3 - .05 x 30 = -4.5: se = sqrt(40.5 x 2 / 1) / 40 = .225, t(1) = 12.7062
    assert row["high"] == pytest.approx(0.05 + 12.7062 * 0.225, abs=1e-4)


LINK = {"touchpoint_kpi": [{"touchpoint_id": "j.desk", "kpi_id": "j.first_response_hours"},
                           {"touchpoint_id": "j.desk", "kpi_id": "j.resolution_hours"},
                           {"touchpoint_id": "j.desk", "kpi_id": "j.first_contact_resolution"},
                           {"touchpoint_id": "j.sign", "kpi_id": "j.requirement_document_revisions"}]}  # fmt: skip


def contact(number: int, case: str, asked: str, begun: str, ended: str, point: str = "j.desk") -> dict[str, Any]:
    times = {"enabled_ts": asked, "start_ts": begun, "end_ts": ended}
    return {"event_id": f"e{number}", "case_id": case, "seq": number, "activity": "Answer", "touchpoint_id": point,
            **{name: pd.Timestamp(text, tz="UTC") for name, text in times.items()}}  # fmt: skip


CONTACTS = [
    contact(1, "a", "2026-01-05 01:00", "2026-01-05 02:00", "2026-01-05 03:00"),  # 1 h to the answer, 2 h to the end
    contact(2, "a", "2026-01-06 01:00", "2026-01-06 04:00", "2026-01-06 07:00"),  # 3 h, 6 h; within 7 days of the first
    contact(3, "b", "2026-01-07 01:00", "2026-01-07 06:00", "2026-01-07 11:00"),  # 5 h, 10 h; nobody asks again
    contact(4, "b", "2026-01-20 09:00", "2026-01-20 08:00", "2026-01-20 10:00"),  # answered before it was asked
    contact(5, "b", "2026-01-30 01:00", "2026-01-30 02:00", "2026-01-30 03:00", "j.other"),
]  # fmt: skip


def test_response_and_resolution_time_are_medians_over_the_linked_touchpoints(bench: Store) -> None:
    put(bench, {"process_case": cases("a", "b"), "event": CONTACTS})
    assert values(bench, "first_response_hours") == {}  # no touchpoint is linked yet
    put(bench, LINK)
    response = values(bench, "first_response_hours")["2026-01-05"]
    assert (response["value"], response["n"]) == (3.0, 3)  # median of 1, 3, 5
    assert (response["low"], response["high"]) == (1.0, 5.0)  # ranks of the interval with n = 3: first and last
    assert values(bench, "resolution_hours")["2026-01-05"]["value"] == 6.0  # median of 2, 6, 10


def test_resolution_time_of_tickets_leaves_open_ones_out(bench: Store) -> None:
    put(bench, LINK | {"process_case": cases("a", "b"), "event": CONTACTS, "work_item": [
        item(1, "ticket", "2026-01-05", closed_at=noon("2026-01-06")),
        item(2, "ticket", "2026-01-05", closed_at=noon("2026-01-07")),
        item(3, "ticket", "2026-01-05"),
        item(4, "ticket", "2026-01-05", closed_at=noon("2026-01-04")),  # closed before it was opened
    ]})  # fmt: skip
    row = values(bench, "resolution_hours")["2026-01-05"]
    assert (row["value"], row["n"]) == (36.0, 2)  # median of 24 and 48 hours; where tickets are, steps do not count


def test_first_contact_resolution(bench: Store) -> None:
    put(bench, LINK | {"process_case": cases("a", "b"), "event": CONTACTS})
    row = values(bench, "first_contact_resolution")["2026-01-01"]
    # first contacts: a on the 5th (asked again on the 6th: no), b on the 7th (yes), b on the 20th (yes; 13 days later)
    assert (row["numerator"], row["denominator"]) == (2, 3)
    assert row["value"] == pytest.approx(2 / 3)
    # with a window of 14 days b's contact of the 20th repeats that of the 7th, and the window of both is the question
    wide = values(bench, "first_contact_resolution", repeat_days=14)["2026-01-01"]
    assert (wide["numerator"], wide["denominator"]) == (0, 2)


def test_requirement_document_revisions(bench: Store) -> None:
    signed = [contact(n, case, f"2026-01-0{n} 01:00", f"2026-01-0{n} 02:00", f"2026-01-0{n} 03:00", "j.sign")
              for n, case in ((1, "a"), (2, "a"), (3, "a"), (4, "b"))]  # fmt: skip
    put(bench, LINK | {"process_case": cases("a", "b", "c"), "event": signed})
    row = values(bench, "requirement_document_revisions")["2026-01-01"]
    assert (row["value"], row["n"]) == (1.0, 2)  # a was issued three times (2 revisions), b once (0): 2 / 2


def test_complaints_per_thousand_need_a_source_of_complaints(bench: Store) -> None:
    put(bench, {"process_case": cases(*(f"c{n}" for n in range(40)), closed="2026-01-15") + cases("open")})
    assert values(bench, "complaints_per_1000") == {}  # no complaint on record is not "no complaints"
    put(bench, {"work_item": [item(1, "ticket", "2026-01-10", attributes='{"Type": "Complaint"}'),
                              item(2, "ticket", "2026-01-11", attributes='{"类型": "投诉"}'),
                              item(3, "ticket", "2026-01-12", attributes='{"Type": "Question"}')]})  # fmt: skip
    row = values(bench, "complaints_per_1000")["2026-01-01"]
    assert (row["value"], row["n"]) == (pytest.approx(50.0), 40)  # 2 / 40 x 1,000


def contract(number: int, account: str, begin: date, end: date | None, kind: str = "contract") -> dict[str, Any]:
    return {"project_id": f"k{number}", "kind": kind, "account_id": account, "started_on": begin, "closed_on": end}


CONTRACTS = [
    contract(1, "a", date(2025, 1, 5), date(2026, 2, 10)),  # ends in the quarter, nothing follows: lost
    contract(2, "b", date(2025, 1, 5), date(2026, 2, 10)),
    contract(3, "b", date(2026, 3, 1), date(2027, 3, 1)),  # follows within 90 days: renewed
    contract(4, "c", date(2025, 1, 5), None),  # runs on
    contract(5, "d", date(2025, 1, 5), date(2026, 1, 20)),
    contract(6, "d", date(2026, 6, 30), date(2027, 1, 1)),  # comes back after 161 days: lost all the same
    contract(7, "e", date(2026, 1, 15), date(2027, 1, 1)),  # won in the quarter: not in its base
]  # fmt: skip


def test_churn_and_retention(bench: Store) -> None:
    put(bench, {"project": CONTRACTS, "work_item": [item(1, "task", "2026-07-15")]})
    churn = values(bench, "churn_rate")["2026-01-01"]
    assert (churn["numerator"], churn["denominator"]) == (2, 4)  # a and d of a, b, c, d
    assert values(bench, "retention_rate")["2026-01-01"]["value"] == pytest.approx(0.5)
    assert "2026-04-01" not in values(bench, "churn_rate")  # its 90 days of grace end after the data


def test_a_contract_renewed_on_new_years_day_stays_in_the_base_of_churn(bench: Store) -> None:
    put(bench, {"work_item": [item(1, "task", "2026-07-15")], "project": [
        contract(1, "a", date(2025, 1, 1), date(2025, 12, 31)),
        contract(2, "a", date(2026, 1, 1), date(2026, 12, 31)),  # under contract all the time
        contract(3, "b", date(2025, 1, 1), date(2026, 2, 10)),  # lost
        contract(4, "c", date(2026, 1, 1), date(2026, 12, 31)),  # won on the first day: not in the base
        contract(5, "d", date(2024, 1, 1), date(2024, 12, 31)),
        contract(6, "d", date(2026, 1, 1), date(2026, 12, 31)),  # won back a year later
    ]})  # fmt: skip
    churn = values(bench, "churn_rate")
    assert (churn["2026-01-01"]["numerator"], churn["2026-01-01"]["denominator"]) == (1, 2)  # b of a, b
    assert (churn["2025-10-01"]["numerator"], churn["2025-10-01"]["denominator"]) == (0, 2)  # a and b


def test_renewal_rate(bench: Store) -> None:
    put(bench, {"project": CONTRACTS, "work_item": [item(1, "task", "2026-07-15")]})
    row = values(bench, "renewal_rate")["2026-01-01"]
    assert (row["numerator"], row["denominator"]) == (1, 3)  # of a, b and d only b


def test_contracts_without_an_end_say_nothing_about_churn(bench: Store) -> None:
    put(bench, {"project": [contract(1, "a", date(2025, 1, 5), None)], "work_item": [item(1, "task", "2026-07-15")]})
    assert values(bench, "churn_rate") == {} == values(bench, "renewal_rate")


def test_repurchase_rate(bench: Store) -> None:
    put(bench, {"work_item": [item(1, "task", "2026-12-30")], "project": [
        contract(1, "a", date(2025, 1, 1), date(2025, 2, 1), "project"),
        contract(2, "a", date(2025, 9, 1), date(2026, 12, 1), "project"),  # a year has not passed since its end
        contract(3, "b", date(2025, 1, 1), date(2025, 3, 1), "project"),  # nothing follows
        contract(4, "b", date(2025, 1, 2), date(2025, 3, 1), "contract"),
    ]})  # fmt: skip
    row = values(bench, "repurchase_rate")["2025-01-01"]
    assert (row["numerator"], row["denominator"]) == (1, 2)


@pytest.mark.parametrize("key", sorted(RECORDS))
def test_a_store_without_data_has_no_value_and_no_error(bench: Store, key: str) -> None:
    assert derived_series(bench, Asked("j", key)).empty
    assert derived_records(bench, Asked("j", key), start=date(2026, 1, 1), end=date(2027, 1, 1)).empty


def test_the_records_of_a_period_add_up_to_its_value(bench: Store) -> None:
    put(bench, {"work_item": REQUIREMENTS, "project": [PROJECT]})
    asked = Asked("j", "requirements_stability_index")
    records = derived_records(bench, asked, start=date(2026, 1, 1), end=date(2026, 2, 1))
    assert (records["num"].sum(), records["den"].sum()) == (3.0, 10.0)
    assert set(records["project"].dropna()) == {"One"}
