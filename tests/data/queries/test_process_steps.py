"""Steps and cases of event logs, against figures computed independently with pandas and published ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data.ingest.model import ColumnSpec
from data.ingest.step_fact import rebuild_steps
from data.queries.process_steps import process_steps
from data.queries.scope import Scope
from data.store import Store
from tests.data.queries.logs import AT, HEADER, REFS, SAMPLES, STAMP, as_log, opened, written
from tests.workflows.surveys import dump
from workflows.import_survey import import_survey
from workflows.undo_upload import undo_upload

NAMES = ("eventlog_costs_noenabled.csv", "eventlog_insurance_claims.csv", "eventlog_purchasing.csv.gz")
has_samples = pytest.mark.skipif(
    not all((SAMPLES / name).exists() for name in NAMES),
    reason="the folder of shared samples is not beside this repository",
)
has_refs = pytest.mark.skipif(
    not (REFS / "pm_patients.csv").exists(), reason="the folder of reference values is not beside this repository"
)
PATIENTS = [
    ColumnSpec(0, "handling", "activity"),
    ColumnSpec(1, "patient", "case_id"),
    ColumnSpec(2, "employee", "resource"),
    ColumnSpec(4, "registration_type", "lifecycle"),
    ColumnSpec(5, "time", "end_ts", date_format="%Y-%m-%d %H:%M:%S.%f"),
]
EDEAR = [
    ColumnSpec(0, "patient", "case_id"),
    ColumnSpec(1, "activity", "activity"),
    ColumnSpec(2, "timestamp", "end_ts", date_format=STAMP),
    ColumnSpec(3, "status", "lifecycle"),
    ColumnSpec(5, "resource", "resource"),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def cases(store: Store) -> pd.DataFrame:
    return store.frame("SELECT c.*, p.external_key FROM case_fact c JOIN process_case p USING (case_id)")


@has_samples
@pytest.mark.parametrize("name", NAMES)
def test_real_logs_agree_with_pandas(store: Store, name: str) -> None:
    log = pd.read_csv(SAMPLES / name, dtype=str, keep_default_na=False).rename(columns=str.lower)
    for column in ("start_time", "end_time"):
        log[column] = pd.to_datetime(log[column], format="ISO8601", utc=True)
    spans = log.groupby("case_id").agg(start=("start_time", "min"), end=("end_time", "max"))
    lead = (spans["end"] - spans["start"]).dt.total_seconds()
    ordered = log.assign(place=range(len(log))).sort_values(["case_id", "start_time", "end_time", "place"])
    n_variants = ordered.groupby("case_id")["activity"].agg(tuple).nunique()

    import_survey(store, SAMPLES / name, None, name=name, at=AT, accept=True)
    found = cases(store)
    assert len(found) == len(spans)
    assert found["lead_s"].median() == pytest.approx(lead.median(), abs=1e-3)
    assert found["lead_s"].mean() == pytest.approx(lead.mean(), abs=1e-3)
    assert found["variant_no"].nunique() == n_variants
    assert store.value("SELECT count(*) FROM step_fact") == len(log)


@has_refs
def test_the_patients_log_gives_the_published_figures(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads((REFS / "expected.json").read_text(encoding="utf-8"))["pm_patients"]
    source = as_log(store, REFS / "pm_patients.csv", PATIENTS, monkeypatch)
    found = cases(store)
    assert len(found) == told["cases"]
    assert found["n_steps"].sum() == told["instances"]
    variants = found["variant_no"].value_counts()
    assert len(variants) == told["variants"]
    assert variants.head(5).tolist() == told["top_variants"]
    for column, wanted in (("lead_s", "throughput_hours"), ("processing_s", "processing_hours")):
        hours = found[column] / 3600
        for name, value in (
            ("min", hours.min()),
            ("median", hours.median()),
            ("mean", hours.mean()),
            ("max", hours.max()),
        ):
            assert value == pytest.approx(told[wanted][name], abs=1e-6), (column, name)
    idle = (found["lead_s"] - found["processing_s"]) / 3600
    assert idle.mean() == pytest.approx(told["idle_hours"]["mean"], abs=1e-6)
    pooled = found["processing_s"].sum() / found["lead_s"].sum()
    assert pooled == pytest.approx(told["flow_efficiency_pooled"], abs=1e-9)
    shares = found["processing_s"] / found["lead_s"]
    assert shares.mean() == pytest.approx(told["flow_efficiency_mean_of_cases"], abs=1e-9)
    steps = process_steps(store, Scope(source)).set_index("activity")
    assert steps["n_visits"].to_dict() == told["activity_frequency"]
    assert steps["n_repeats"].sum() == told["repetitions_log"]["max"] == 0


# The worked example of the unit tests of bupaverse/edeaR (MIT), with the figures stated there, in minutes.
EDEAR_LOG = (
    "patient,activity,timestamp,status,activity_instance,resource",
    "John Doe,check-in,2017-05-10 08:33:26,complete,1,Samantha",
    "John Doe,surgery,2017-05-10 08:38:21,schedule,2,Richard",
    "John Doe,surgery,2017-05-10 08:53:16,start,2,Richard",
    "John Doe,surgery,2017-05-10 09:25:19,complete,2,Richard",
    "John Doe,treatment,2017-05-10 10:01:25,start,3,Danny",
    "John Doe,treatment,2017-05-10 10:35:18,complete,3,Danny",
    "John Doe,surgery,2017-05-10 10:41:35,start,4,William",
    "John Doe,surgery,2017-05-10 11:05:56,complete,4,William",
    "John Doe,surgery,2017-05-10 11:23:59,start,5,Richard",
    "John Doe,surgery,2017-05-10 11:42:13,complete,5,Richard",
    "John Doe,check-out,2017-05-11 14:52:36,complete,6,Samantha",
    "Jane Doe,check-in,2017-05-11 09:53:46,complete,7,Samantha",
    "Jane Doe,surgery,2017-05-11 10:16:24,start,8,Richard",
    "Jane Doe,surgery,2017-05-11 10:34:21,complete,8,Richard",
    "Jane Doe,treatment,2017-05-11 10:37:31,schedule,9,Danny",
    "Jane Doe,treatment,2017-05-11 11:02:23,start,9,Danny",
    "Jane Doe,treatment,2017-05-11 11:36:19,complete,9,Danny",
    "Jane Doe,treatment,2017-05-11 13:24:28,start,10,Sarah",
    "Jane Doe,treatment,2017-05-11 13:38:54,complete,10,Sarah",
    "Jane Doe,check-out,2017-05-12 10:46:21,complete,11,Samantha",
    "George Doe,register,2017-05-12 08:52:23,complete,12,Samantha",
)


def test_scheduled_rows_are_no_work_and_lead_times_are_the_published_ones(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "edear.csv"
    path.write_text("\n".join(EDEAR_LOG), encoding="utf-8")
    source = as_log(store, path, EDEAR, monkeypatch)
    found = cases(store).set_index("external_key")
    minutes = found["lead_s"] / 60
    lead = {"John Doe": 1819.16667, "Jane Doe": 1492.58333, "George Doe": 0.0}
    assert minutes.to_dict() == pytest.approx(lead, abs=1e-4)
    assert minutes.mean() == pytest.approx(1103.916667, abs=1e-4)
    worked = found["processing_s"].fillna(0) / 60
    assert worked.mean() == pytest.approx(58.277778, abs=1e-4)
    # Stated there as idle time by case; it is the time in which somebody works, and the idle time is the rest.
    assert worked.to_dict() == pytest.approx(
        {"John Doe": 108.5166667, "Jane Doe": 66.3166667, "George Doe": 0}, abs=1e-4
    )
    idle = found["wait_s"] / 60
    assert (idle + worked).to_dict() == pytest.approx(lead, abs=1e-4)
    assert found["n_steps"].to_dict() == {"John Doe": 6, "Jane Doe": 5, "George Doe": 1}
    surgery = process_steps(store, Scope(source)).set_index("activity").loc["surgery"]
    assert surgery[["n_cases", "n_visits", "n_timed", "n_repeats", "n_queued"]].tolist() == [2, 4, 4, 2, 1]


LINES = (
    "A,ask,2026-03-02 09:00:00,2026-03-02 10:00:00,Li",
    "A,check,2026-03-02 12:00:00,2026-03-02 13:00:00,Wang",
    "A,ask,2026-03-03 09:00:00,2026-03-03 09:30:00,Li",
    "A,check,2026-03-03 09:15:00,2026-03-03 11:00:00,Wang",
    "A,send,2026-03-03 11:00:00,2026-03-03 11:10:00,Wang",
    "B,ask,2026-03-02 09:00:00,2026-03-02 09:20:00,Li",
    "B,send,2026-03-02 15:20:00,2026-03-02 15:30:00,Li",
)


def test_waits_overlaps_rework_and_handovers_by_hand(store: Store, tmp_path: Path) -> None:
    steps = process_steps(store, Scope(written(store, tmp_path / "log.csv", LINES))).set_index("activity")
    check, ask = steps.loc["check"], steps.loc["ask"]
    assert check["mean_wait_s"] == (2 * 3600 + 0) / 2  # the second check began while "ask" was still running
    assert check["total_processing_s"] == 3600 + 105 * 60
    assert check["total_covered_s"] == 3600 + 90 * 60
    assert [ask["n_visits"], ask["n_repeats"], ask["rework_share"]] == [3, 1, pytest.approx(1 / 3)]
    assert [ask["n_handovers"], ask["n_returned"]] == [3, 1]
    assert ask["ca_share"] == pytest.approx(2 / 3)
    assert steps.loc["send", ["n_handovers", "n_handoffs", "n_last"]].tolist() == [0, 0, 2]
    assert pd.isna(steps.loc["send", "ca_share"])
    found = cases(store).set_index("external_key")
    covered = store.frame("SELECT case_no, sum(wait_s) + sum(covered_s) AS told FROM step_fact GROUP BY case_no")
    assert covered.set_index("case_no")["told"].to_dict() == found.set_index("case_no")["lead_s"].to_dict()


def test_an_end_before_its_start_and_a_missing_start_give_no_duration(store: Store, tmp_path: Path) -> None:
    lines = (
        "A,ask,2026-03-02 09:00:00,2026-03-02 10:00:00,Li",
        "A,check,2026-03-02 12:00:00,2026-03-02 11:00:00,Li",
        "A,send,,2026-03-02 14:00:00,Li",
        "A,close,9999-12-31 00:00:00,2026-03-02 15:00:00,Li",
        "B,ask,2026-03-02 09:00:00,,Li",
    )
    steps = process_steps(store, Scope(written(store, tmp_path / "log.csv", lines))).set_index("activity")
    assert steps["n_timed"].to_dict() == {"ask": 1, "check": 0, "send": 0, "close": 0}
    found = cases(store).set_index("external_key")
    assert found.loc["A", "lead_s"] == 6 * 3600
    assert found.loc["B", "lead_s"] == 0
    faults = store.rows("SELECT fault, count(*) FROM step_fact WHERE fault IS NOT NULL GROUP BY 1 ORDER BY 1")
    assert faults == [("no_end", 1), ("no_start", 2), ("reversed", 1)]
    assert store.value("SELECT count(*) FROM step_fact WHERE processing_s < 0 OR wait_s < 0 OR covered_s < 0") == 0


def test_steps_follow_imports_and_undo_and_can_be_derived_anew(store: Store, tmp_path: Path) -> None:
    written(store, tmp_path / "a.csv", LINES[:4])
    before = dump(store, numbers=False)
    path = tmp_path / "b.csv"
    path.write_text("\n".join([HEADER, *LINES[4:]]), encoding="utf-8")
    second = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    together = dump(store, numbers=False)
    assert len(cases(store)) == 2
    with store.write("derive", "process") as write:
        for table in ("step_fact", "case_fact", "process_activity", "process_resource", "process_log"):
            write.execute(f"DELETE FROM {table}")
        rebuild_steps(write)
    assert dump(store, numbers=False) == together
    undo_upload(store, second.upload_id, at=AT)
    assert dump(store, numbers=False) == before


def test_a_log_derived_in_parts_is_the_same(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.replace(line[0], f"{line[0]}{number}", 1) for number in range(4) for line in LINES]
    written(store, tmp_path / "log.csv", lines)
    whole = dump(store, numbers=False)
    monkeypatch.setattr("data.ingest.step_fact.PART_EVENTS", 5)
    with store.write("derive", "process") as write:
        assert rebuild_steps(write) == len(lines)
    assert dump(store, numbers=False) == whole
