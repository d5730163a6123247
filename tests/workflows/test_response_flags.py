"""Planted haste, straight lines, repeats and inattention are found; what is left out leaves the scores, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.ingest.flags import MIN_TIMED
from data.queries import response_base
from data.queries import response_quality as queries
from data.queries.scope import Scope
from data.store import Store
from errors import BadInput, UnknownId
from tests.data.queries.logs import opened
from tests.workflows.quality_survey import (
    HEADER,
    INATTENTIVE,
    PARTIAL,
    REPEATS,
    SPEEDERS,
    STRAIGHT,
    TESTS,
    rows,
    write_quality,
)
from tests.workflows.surveys import AT, dump, write_csv
from workflows.import_survey import import_survey
from workflows.judge_responses import check_waiting, enter_shares, enter_wave, leave_out
from workflows.undo_upload import redo_upload, undo_upload

PLANTED = {"S": "speeder", "L": "straight", "A": "attention", "D": "duplicate", "T": "test", "P": "partial"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def landed(store: Store, path: Path, **options: object) -> str:
    outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True, **options)  # type: ignore[arg-type]
    return outcome.upload_id


def only_survey(store: Store) -> str:
    return str(store.value("SELECT survey_id FROM survey"))


def scored(store: Store) -> int:
    return int(store.value("SELECT count(DISTINCT response_no) FROM score_fact"))


def test_what_was_planted_is_found_and_nothing_else(store: Store, tmp_path: Path) -> None:
    told = rows()
    landed(store, write_csv(tmp_path / "stay.csv", told, HEADER))
    flagged = store.rows("SELECT r.row_no, f.flag FROM response_flag f JOIN response r USING (response_no)")
    found = {(told[row_no - 2][0], flag) for row_no, flag in flagged}
    assert found == {(row[0], PLANTED[row[0][0]]) for row in told if row[0][0] in PLANTED}


def test_clean_answers_are_hardly_ever_suspected(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "clean.csv", planted=False, n_clean=400))
    assert store.rows("SELECT flag, count(*) FROM response_flag GROUP BY flag") == []


def test_few_timed_answers_make_no_speeders(store: Store, tmp_path: Path) -> None:
    told = rows(n_clean=MIN_TIMED - 2, planted=False)
    told[0][3] = "2"
    landed(store, write_csv(tmp_path / "few.csv", told, HEADER))
    assert store.value("SELECT count(*) FROM response_flag WHERE flag = 'speeder'") == 0
    assert store.value("SELECT n_timed FROM survey_check") == MIN_TIMED - 2
    assert queries.findings(store, only_survey(store)).set_index("flag").loc["speeder", "of"] == 0  # unknown, not none


def test_leaving_out_and_counting_again_changes_the_scores_and_back_exactly(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv"))
    survey, whole, before = only_survey(store), scored(store), dump(store)
    assert whole == len(rows()) - TESTS - PARTIAL
    assert leave_out(store, survey, "speeder", True, at=AT)
    assert scored(store) == whole - SPEEDERS
    assert leave_out(store, survey, "straight", True, at=AT)
    assert scored(store) == whole - SPEEDERS - STRAIGHT
    assert leave_out(store, survey, "test", False, at=AT)
    assert scored(store) == whole - SPEEDERS - STRAIGHT + TESTS
    assert not leave_out(store, survey, "test", False, at=AT)
    for flag, is_out in (("speeder", False), ("straight", False), ("test", True)):
        leave_out(store, survey, flag, is_out, at=AT)
    after = dump(store)
    assert {table for table in before if before[table] != after[table]} == {"left_out"}
    with pytest.raises(UnknownId):
        leave_out(store, survey, "ugly", True, at=AT)


def test_the_second_month_moves_the_median_and_undo_moves_it_back(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "one.csv"))
    survey = only_survey(store)
    leave_out(store, survey, "speeder", True, at=AT)
    before = dump(store)
    slow = [[*row[:3], str(int(row[3]) * 6), *row[4:]] for row in rows(planted=False, n_clean=400, first=1000)]
    journey = store.value("SELECT journey_id FROM journey")
    second = landed(store, write_csv(tmp_path / "two.csv", slow, HEADER), journey_id=journey)
    median = store.value("SELECT median_s FROM survey_check")
    assert median > 200
    suspected = store.value("SELECT count(*) FROM response_flag WHERE flag = 'speeder'")
    assert suspected > 50  # the first month looks hasty beside the second
    out = store.value("SELECT count(*) FROM response_flag WHERE flag IN ('speeder', 'test', 'partial')")
    assert scored(store) == store.value("SELECT count(*) FROM response WHERE is_current") - out
    undo_upload(store, second, at=AT)
    after = dump(store)
    assert {table for table in before if before[table] != after[table]} == set()


def test_redo_brings_flags_and_left_out_scores_back(store: Store, tmp_path: Path) -> None:
    upload = landed(store, write_quality(tmp_path / "stay.csv"))
    leave_out(store, only_survey(store), "straight", True, at=AT)
    before = dump(store, numbers=False)
    undo_upload(store, upload, at=AT)
    redo_upload(store, upload)
    after = dump(store, numbers=False)
    assert {table for table in before if before[table] != after[table]} == set()


def test_undoing_the_only_file_leaves_no_flag_behind(store: Store, tmp_path: Path) -> None:
    upload = landed(store, write_quality(tmp_path / "stay.csv"))
    undo_upload(store, upload, at=AT)
    for table in ("response_flag", "survey_check"):
        assert store.value(f"SELECT count(*) FROM {table}") == 0


def test_an_older_store_is_checked_once(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv"))
    before = dump(store)
    with store.write("forget", "feedback") as write:
        write.execute("DELETE FROM response_flag")
        write.execute("DELETE FROM survey_check")
    assert check_waiting(store) == [only_survey(store)]
    assert check_waiting(store) == []
    assert dump(store) == before


def test_the_report_counts_each_finding_with_its_base(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv"))
    survey = only_survey(store)
    found = queries.findings(store, survey).set_index("flag")
    assert found["n"].to_dict() == {
        "test": TESTS, "partial": PARTIAL, "duplicate": REPEATS, "speeder": SPEEDERS, "straight": STRAIGHT,
        "attention": INATTENTIVE,
    }  # fmt: skip
    assert found.loc["speeder", "of"] == len(rows()) - TESTS - PARTIAL
    assert found["is_out"].to_dict() == dict.fromkeys(found.index, False) | {"test": True, "partial": True}
    assert queries.personal_columns(store, survey)["pii_type"].tolist() == ["ip"]
    assert response_base.channel_mix(store, survey)["n"].sum() == len(rows()) - TESTS - PARTIAL
    days = queries.answers_per_day(store, survey, "UTC")
    assert days["n"].sum() == len(rows()) - TESTS - PARTIAL
    blank = queries.item_nonresponse(store, survey)
    assert (blank["n_answered"] <= blank["n_asked"]).all()
    assert (blank["n_answered"] / blank["n_asked"]).is_monotonic_increasing


def test_rates_come_from_what_a_person_entered(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv", planted=False, n_clean=100))
    survey = only_survey(store)
    assert response_base.waves(store, survey).empty
    enter_wave(store, survey, date(2026, 3, 1), date(2026, 3, 31), n_invited=500, n_delivered=400)
    enter_wave(store, survey, date(2026, 3, 1), date(2026, 3, 31), n_invited=520, n_delivered=400)
    wave = response_base.waves(store, survey).iloc[0]
    assert (wave["n_invited"], wave["n_delivered"], wave["n_answered"]) == (520, 400, 100)
    with pytest.raises(BadInput):
        enter_wave(store, survey, date(2026, 3, 1), date(2026, 3, 31), n_invited=5, n_delivered=400)


def test_rates_come_from_a_file_that_lists_the_silent_too(store: Store, tmp_path: Path) -> None:
    header = [
        "Response ID",
        "Invitation sent",
        "Delivery status",
        "Date Submitted",
        "Region",
        "Overall satisfaction (1-5)",
    ]
    told = [
        [
            f"R{n}",
            f"2026-03-{n % 28 + 1:02d} 08:00:00",
            "delivered",
            f"2026-03-{n % 28 + 1:02d} 19:00:00",
            "N",
            str(n % 5 + 1),
        ]
        if n % 4 == 0
        else [
            f"R{n}",
            f"2026-03-{n % 28 + 1:02d} 08:00:00",
            "Bounced" if n % 8 == 1 else "delivered",
            "",
            "NS"[n % 4 > 1],
            "",
        ]
        for n in range(200)
    ]
    landed(store, write_csv(tmp_path / "sent.csv", told, header))
    wave = response_base.waves(store, only_survey(store)).iloc[0]
    assert (wave["n_invited"], wave["n_delivered"], wave["n_answered"]) == (200, 175, 50)
    rates = response_base.segment_rates(store, only_survey(store)).set_index("value")
    assert rates.loc["N"].tolist() == ["Region", 100, 50]
    assert rates.loc["S"].tolist() == ["Region", 100, 0]


def test_what_is_left_out_is_counted_per_flag_and_once_in_all(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv"))
    scope = Scope(str(store.value("SELECT journey_id FROM journey")))
    assert dict(response_base.left_out_counts(store, scope).to_numpy()) == {"": 8, "partial": PARTIAL, "test": TESTS}
    leave_out(store, only_survey(store), "speeder", True, at=AT)
    found = dict(response_base.left_out_counts(store, scope).to_numpy())
    assert found == {"": 8 + SPEEDERS, "partial": PARTIAL, "test": TESTS, "speeder": SPEEDERS}
    part = response_base.left_out_counts(store, replace(scope, segments=(("Region", "North"),)))
    assert 0 < part["n"].max() < 8 + SPEEDERS
    none = response_base.left_out_counts(store, scope.between(date(2020, 1, 1), date(2020, 2, 1)))
    assert none.empty


def test_shares_of_the_customer_base_must_add_up(store: Store, tmp_path: Path) -> None:
    landed(store, write_quality(tmp_path / "stay.csv"))
    survey = only_survey(store)
    enter_shares(store, survey, "Region", {"North": 0.5, "South": 0.3, "East": 0.2}, source="CRM", at=AT)
    cells = response_base.segment_cells(store, survey)
    north = cells[(cells["dim"] == "Region") & (cells["value"] == "North")].iloc[0]
    assert north["share"] == pytest.approx(0.5)
    assert cells["n"].sum() == len(rows()) - TESTS - PARTIAL
    with pytest.raises(BadInput):
        enter_shares(store, survey, "Region", {"North": 0.5}, source="", at=AT)
