"""An import lands every row once, keeps every cell, and can be taken back exactly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analytics.voices.engine import score
from data.queries.uploads import touchpoint_names
from data.store import Store
from errors import BadInput, Cancelled, DecisionNeeded, FileRefused, StoreFull, UnknownId
from tests.stores import new_store
from tests.workflows.surveys import AT, HEADER, answers, dump, read_here, survey, write_csv
from workflows.import_survey import ImportOutcome, import_survey
from workflows.undo_upload import undo_upload

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture(autouse=True)
def quick_reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "name" not in request.fixturenames:
        monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)


def imported(store: Store, path: Path, **options: object) -> ImportOutcome:
    return import_survey(store, path, None, name=path.name, at=AT, **{"accept": True, **options})  # type: ignore[arg-type]


def scores(store: Store, journey_id: str | None) -> pd.DataFrame:
    return store.frame(
        "SELECT q.code, f.about, any_value(f.touchpoint_id) AS touchpoint_id, count(*) AS n, avg(f.native) AS mean "
        "FROM score_fact f JOIN question q USING (question_id) WHERE f.journey_id = $id GROUP BY ALL ORDER BY 1",
        id=journey_id,
    )


def test_every_row_lands_and_every_cell_is_kept(store: Store, tmp_path: Path) -> None:
    outcome = imported(store, survey(tmp_path / "spring.csv", range(60)))
    assert outcome.counts["rows"] == outcome.counts["responses"] == 60
    assert outcome.counts["cells_in"] == outcome.counts["cells_kept"] == 60 * len(HEADER)
    folder = next((store.files / "uploads").iterdir())
    assert (folder / "original").read_bytes() == (tmp_path / "spring.csv").read_bytes()
    kept = pq.read_table(folder / "cells.parquet").to_pandas()
    assert kept.drop(columns="row_no").to_numpy().tolist() == answers(range(60))
    assert kept["row_no"].tolist() == list(range(2, 62))
    landed = store.rows("SELECT DISTINCT row_no FROM row_origin WHERE row_no > 0 ORDER BY row_no")
    assert [row[0] for row in landed] == list(range(2, 62))


def test_the_curve_holds_complete_answers_and_the_overall_score_stays_apart(store: Store, tmp_path: Path) -> None:
    outcome = imported(store, survey(tmp_path / "spring.csv", range(60)))
    expected = pd.DataFrame(answers(range(60)), columns=list(HEADER))
    complete = expected[expected["Finished"] == "True"]
    found = scores(store, outcome.journey_id).set_index("code")
    for name in HEADER[7:11]:
        assert found.loc[name, "n"] == len(complete)
        assert found.loc[name, "mean"] == pytest.approx(complete[name].astype(int).mean())
    assert found.loc["Overall satisfaction (1-5)", "about"] == "overall"
    assert pd.isna(found.loc["Overall satisfaction (1-5)", "touchpoint_id"])
    status = dict(store.rows("SELECT status, count(*) FROM response GROUP BY 1"))
    assert status == {"complete": 54, "partial": 6}


def test_rest_sums_are_the_other_touchpoints_of_the_same_answer(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "spring.csv", range(30)))
    facts = store.frame("SELECT response_no, norm, rest_sum, rest_n, comparison_group, about FROM score_fact")
    curve = facts[facts["about"] == "touchpoint"]
    totals = curve.groupby(["response_no", "comparison_group"])["norm"].transform("sum")
    assert (totals - curve["norm"] - curve["rest_sum"]).abs().max() < 1e-9
    assert set(curve["rest_n"]) == {2}
    assert facts.loc[facts["about"] != "touchpoint", "rest_sum"].isna().all()


def test_answers_of_one_customer_share_a_cluster(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "spring.csv", range(1, 80)))
    n_clusters, n_people = store.rows(
        "SELECT count(DISTINCT cluster_no), count(DISTINCT respondent_no) FROM score_fact"
    )[0]
    assert n_clusters == n_people == 40 - 4  # customers whose only answers are partial ones are not there


def test_dates_are_cut_in_the_time_zone_of_the_setting(store: Store, tmp_path: Path) -> None:
    rows = answers(range(1, 20))
    rows[0][1] = "2026-03-01 00:30:00"
    imported(store, write_csv(tmp_path / "spring.csv", rows))
    instant = store.value("SELECT min(submitted_at) FROM response")
    assert instant.isoformat() == "2026-02-28T16:30:00+00:00"
    assert store.value("SELECT min(answered_on) FROM score_fact") == date(2026, 3, 1)


def test_no_personal_data_reaches_the_store_in_clear(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "spring.csv", range(60)))
    assert store.value("SELECT count(*) FROM pii") > 0
    assert not store.value("SELECT count(*) FROM pii WHERE value IS NOT NULL OR masked LIKE '%person%'")
    tables = ("answer", "comment", "segment_value", "respondent", "response", "pii", "question")
    for table in tables:
        assert "person7@" not in store.frame(f'SELECT * FROM "{table}"').astype("str").to_csv()


def test_the_same_bytes_add_nothing(store: Store, tmp_path: Path) -> None:
    first = imported(store, survey(tmp_path / "spring.csv", range(40)))
    before = dump(store)
    again = imported(store, survey(tmp_path / "renamed.csv", range(40)))
    assert again.already_imported
    assert again.upload_id == first.upload_id
    assert again.counts == first.counts
    assert dump(store) == before


@pytest.mark.parametrize("with_id", [True, False])
def test_undo_restores_the_store_exactly(store: Store, tmp_path: Path, with_id: bool) -> None:
    imported(store, survey(tmp_path / "march.csv", range(40), with_id=with_id))
    before = dump(store)
    outcome = imported(store, survey(tmp_path / "april.csv", range(25, 70), with_id=with_id))
    undone = undo_upload(store, outcome.upload_id, at=AT)
    assert undone.removed["response"] == 45
    assert dump(store) == before
    assert undo_upload(store, outcome.upload_id, at=AT).already_undone


@pytest.mark.parametrize("with_id", [True, False])
def test_overlapping_months_give_each_answer_once(store: Store, tmp_path: Path, with_id: bool) -> None:
    first = imported(store, survey(tmp_path / "march.csv", range(40), with_id=with_id))
    second = imported(store, survey(tmp_path / "april.csv", range(25, 70), with_id=with_id))
    assert second.journey_id == first.journey_id
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 70
    assert store.value("SELECT count(DISTINCT response_id) FROM response") == 70
    n_complete = store.value("SELECT count(*) FROM response WHERE is_current AND status = 'complete'")
    assert set(scores(store, first.journey_id)["n"]) == {n_complete}


def test_undoing_the_earlier_of_two_overlapping_files_leaves_the_later_as_if_alone(tmp_path: Path) -> None:
    both, alone = new_store(tmp_path / "both.duckdb"), new_store(tmp_path / "alone.duckdb")
    march, april = survey(tmp_path / "march.csv", range(40)), survey(tmp_path / "march2.csv", range(25, 70))
    first = imported(both, march, journey_id=None)
    second = imported(both, april)
    undo_upload(both, first.upload_id, at=AT)
    assert second.journey_id == "march"
    only = dump(alone), imported(alone, april, accept=True)
    assert both.value("SELECT count(*) FROM response") == 45
    for table in ("answer", "comment", "score_fact", "segment_value", "response"):
        counts = [store.value(f'SELECT count(*) FROM "{table}"') for store in (both, alone)]
        assert counts[0] == counts[1], table
    assert both.value("SELECT bool_and(is_current AND revision = 1) FROM response")
    assert only[1].counts["responses"] == 45
    both.close()
    alone.close()


def test_a_revised_answer_replaces_the_earlier_one_until_undone(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "march.csv", range(30)))
    before = scores(store, "march")
    revised = imported(store, survey(tmp_path / "march_again.csv", range(30), seed=2))
    after = scores(store, "march")
    assert set(after["n"]) == set(before["n"])
    assert after["mean"].tolist() != before["mean"].tolist()
    undo_upload(store, revised.upload_id, at=AT)
    pd.testing.assert_frame_equal(scores(store, "march"), before)


def test_repeated_ids_keep_the_latest_and_set_the_others_aside(store: Store, tmp_path: Path) -> None:
    rows = answers(range(100))
    rows.append([*rows[3][:7], "5", "5", "5", "5", "Now it is good."])
    path = write_csv(tmp_path / "spring.csv", rows)
    outcome = imported(store, path)
    assert outcome.counts["rows"] == 101
    assert outcome.counts["responses"] == 100
    assert outcome.counts["rows_set_aside"] == 1
    assert store.rows("SELECT row_no, reason FROM upload_row_aside") == [(5, "duplicate")]
    undo_upload(store, outcome.upload_id, at=AT)
    assert imported(store, path, decisions={"duplicate_rows": "all"}).counts["responses"] == 101


def test_a_file_undone_can_be_imported_again(store: Store, tmp_path: Path) -> None:
    path = survey(tmp_path / "spring.csv", range(30))
    first = imported(store, path)
    kept = dump(store, numbers=False)
    undo_upload(store, first.upload_id, at=AT)
    second = imported(store, path)
    assert not second.already_imported
    assert second.upload_id != first.upload_id
    assert {table: len(rows) for table, rows in dump(store).items()} == {
        table: len(rows) for table, rows in kept.items()
    }


def test_open_questions_stop_an_import_without_a_screen(store: Store, tmp_path: Path) -> None:
    rows = answers(range(40))
    path = write_csv(tmp_path / "spring.csv", [*rows, rows[0]])
    before = dump(store)
    with pytest.raises(DecisionNeeded) as stopped:
        imported(store, path, accept=False)
    questions = stopped.value.questions
    assert [question["code"] for question in questions] == ["duplicate_rows"]
    assert questions[0]["proposed"] == "latest"
    assert dump(store) == before
    assert not list((store.files / "uploads").iterdir())
    decided = {str(questions[0]["id"]): "first"}
    assert imported(store, path, accept=False, decisions=decided).counts["rows_set_aside"] == 1


def test_unknown_answers_are_refused(store: Store, tmp_path: Path) -> None:
    path = survey(tmp_path / "spring.csv", range(20))
    with pytest.raises(BadInput):
        imported(store, path, decisions={"duplicate_rows": "some"})
    with pytest.raises(BadInput):
        imported(store, path, decisions={"no_such_question": "yes"})


def test_a_cancelled_import_leaves_the_store_as_before(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "march.csv", range(30)))
    before, path = dump(store), survey(tmp_path / "april.csv", range(20, 50))
    steps: list[float] = []
    for stop in (0.0, 0.02, 0.15, 0.4, 0.75):
        seen: list[float] = []
        with pytest.raises(Cancelled):
            imported(
                store,
                path,
                progress=lambda share, _text, seen=seen: seen.append(share),
                cancelled=lambda stop=stop, seen=seen: bool(seen and seen[-1] >= stop) or stop == 0.0,
            )
        steps += seen
        assert dump(store) == before
    assert len(list((store.files / "uploads").iterdir())) == 1
    assert not list((store.files / "staging").glob("*.original"))
    assert imported(store, path).counts["responses"] == 30


def test_a_real_file_never_goes_into_a_sample_journey(store: Store, tmp_path: Path) -> None:
    with store.write("sample", "journey") as write:
        write.execute(
            "INSERT INTO journey (journey_id, name_en, is_sample, created_at) VALUES ('demo', 'Demo', true, $at)", at=AT
        )
    path = survey(tmp_path / "spring.csv", range(20))
    with pytest.raises(FileRefused) as refused:
        imported(store, path, journey_id="demo")
    assert refused.value.issue == "sample_journey"
    with pytest.raises(UnknownId):
        imported(store, path, journey_id="nowhere")
    assert store.value("SELECT count(*) FROM upload") == 0


def test_a_full_disk_is_named_and_changes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(store)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.ingest.keep.write_cells", full)
    with pytest.raises(StoreFull):
        imported(store, survey(tmp_path / "spring.csv", range(20)))
    assert dump(store) == before
    assert not list((store.files / "uploads").iterdir())


def test_an_existing_journey_knows_its_touchpoints_by_name(store: Store, tmp_path: Path) -> None:
    first = imported(store, survey(tmp_path / "march.csv", range(30)))
    assert first.journey_id is not None
    known = touchpoint_names(store, first.journey_id)
    header = [name.upper().replace("RATE", "Rate ") for name in HEADER]
    path = write_csv(tmp_path / "other.csv", answers(range(100, 130)), header)
    second = imported(store, path, journey_id=first.journey_id)
    assert second.journey_id == first.journey_id
    assert set(touchpoint_names(store, first.journey_id).values()) == set(known.values())


@pytest.mark.parametrize("name", ["airport_touchpoints_2013.csv", "session_feedback_nps.csv"])
def test_real_files_give_the_counts_and_means_of_their_columns(store: Store, name: str) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip("the shared samples are not here")
    outcome = imported(store, SAMPLES / name)
    columns = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))["columns"]
    expected = {column["name"]: column for column in columns if column["role"] == "score"}
    found = scores(store, outcome.journey_id)
    points = found[found["about"] == "touchpoint"]
    assert len(points) >= 11
    for row in found.itertuples():
        assert row.n == expected[row.code]["n_valid"], row.code
        assert row.mean == pytest.approx(expected[row.code]["mean"], abs=6e-5), row.code
    assert points["touchpoint_id"].is_unique


def test_a_typed_not_applicable_is_a_comment_without_content_and_a_dash_is_blank(store: Store, tmp_path: Path) -> None:
    rows = answers(range(60))
    typed = {3: "N/A", 7: "不适用", 11: "n/a", 15: "-", 19: "(skipped)", 23: "未填写"}  # these had no comment
    for place, word in typed.items():
        rows[place][-1] = word
    imported(store, write_csv(tmp_path / "spring.csv", rows))
    said = {row[0] for row in store.rows("SELECT text FROM comment WHERE length(text) < 12")}
    assert said == {"N/A", "不适用", "n/a"}
    assert store.rows("SELECT count(*) FROM comment") == [(45 + 3,)]
    told = score(sorted(said), "auto", "What could be better?")
    assert told.is_none.all()


def test_a_file_that_fills_its_blanks_with_not_applicable_has_no_such_comments(store: Store, tmp_path: Path) -> None:
    rows = [["N/A" if cell == "" or (place in (5, 6) and number % 2) else cell for place, cell in enumerate(row)]
            for number, row in enumerate(answers(range(60)))]  # fmt: skip
    for number, row in enumerate(rows):
        for place in range(7, 11):
            row[place] = "N/A" if number % 3 == 0 else row[place]
    imported(store, write_csv(tmp_path / "filled.csv", rows))
    assert store.rows("SELECT count(*) FROM comment WHERE lower(text) = 'n/a'") == [(0,)]
