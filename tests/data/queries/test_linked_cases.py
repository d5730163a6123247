"""The joining set of three cases counted by hand, and that nothing after an answer changes its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.ingest.step_fact import rebuild_steps
from data.queries.linked_cases import LinkedCases, linked_cases
from data.queries.linked_counts import link_counts, touchpoint_links
from data.queries.linked_totals import Ranges
from data.queries.scope import Scope
from data.store import Store
from tests.stores import new_store

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
RESPONSE_KPI = "j.first_response_hours"
# case -> (activity, begins, ends, due, resource, cost), hours after START
LOG = {
    "A": [("ask", 0, 1, None, "x", 10), ("sign", 5, 6, None, "x", 10), ("sign", 10, 12, None, "y", 20),
          ("give", 30, 34, 24, "y", 40), ("give", 80, 81, 200, "y", 40)],
    "B": [("ask", 0, 2, None, "x", 10), ("sign", 4, 5, None, "x", 10), ("give", 20, 22, 48, "x", 40)],
    "C": [("ask", 50, 51, None, "x", 10)],
}  # fmt: skip
# answer -> (its cases, hours after START, score of "sign", score of "give")
ANSWERS = {
    "early": ("A", 8, 50.0, None), "middle": ("A", 33, 25.0, 75.0), "late": ("A", 40, None, 0.0),
    "good": ("B", 25, 100.0, 100.0), "both": ("AB", 12, 75.0, None), "before": ("C", 20, 75.0, None),
    "alone": ("", 25, 0.0, 100.0), "timeless": ("B", None, 25.0, None),
}  # fmt: skip
# kind, created, closed, in the baseline, person-days; all of case A's project
ITEMS = [("change", 2, 9, None, 3.0), ("change", 20, 90, None, 5.0), ("defect", 7, 30, None, 2.0),
         ("requirement", 3, None, True, None), ("requirement", 4, None, False, None), ("defect", -5, 1, None, 1.0),
         ("ticket", 1, 4, None, None), ("ticket", 2, 60, None, None)]  # fmt: skip
TOUCHPOINTS = ("ask", "sign", "give")


def at(hours: float | None) -> datetime | None:
    return None if hours is None else START + timedelta(hours=hours)


def laid(path: Path, *, until: float = 1e4) -> Store:
    """The store of the tests; nothing that begins after `until` is in it, what is running then ends much later."""
    store = new_store(path)
    with store.write("t", "journey", "process", "feedback") as write:
        write.execute("INSERT INTO journey (journey_id, created_at) VALUES ('j', $at)", at=START)
        write.execute("INSERT INTO stage (stage_id, journey_id, position) VALUES ('j.one', 'j', 1)")
        write.execute("INSERT INTO touchpoint_kpi VALUES ('j.sign', $kpi)", kpi=RESPONSE_KPI)
        write.execute("""INSERT INTO upload (upload_id, upload_no, file_name, sha256, size_bytes, uploaded_at, kind,
            journey_id, state, n_rows, n_set_aside, n_cells_in, n_cells_kept)
            VALUES ('u', 1, 'f', 's', 1, $at, 'work_items', 'j', 'live', 1, 0, 1, 1)""", at=START)  # fmt: skip
        for position, name in enumerate(TOUCHPOINTS, 1):
            write.execute("""INSERT INTO touchpoint (touchpoint_id, journey_id, stage_id, position, name_en)
                VALUES ($id, 'j', 'j.one', $position, $name)""",
                id=f"j.{name}", name=name, position=position)  # fmt: skip
            write.execute("INSERT INTO activity_map (source_id, activity, touchpoint_id) VALUES ('s', $name, $id)",
                          name=name, id=f"j.{name}")  # fmt: skip
        for case, rows in LOG.items():
            write.execute("""INSERT INTO process_case (case_id, source_id, external_key, journey_id, project_id,
                opened_at, upload_id) VALUES ($case, 's', $case, 'j', $project, $at, 'u')""",
                case=case, project="pA" if case == "A" else None, at=at(rows[0][1]))  # fmt: skip
            for seq, row in enumerate(rows):
                if row[1] <= until:
                    write.execute(EVENT, **event(case, seq, *row, until=until))
        for no, item in enumerate(ITEMS):
            if item[1] <= until:
                write.execute("""INSERT INTO work_item (item_id, kind, project_id, created_at, closed_at, in_baseline,
                    person_days, upload_id) VALUES ($id, $kind, 'pA', $made, $closed, $base, $days, 'u')""",
                    id=f"i{no}", kind=item[0], made=at(item[1]), base=item[3], days=item[4],
                    closed=at(item[2]) if item[2] is not None and item[2] <= until else None)  # fmt: skip
        for no, (name, (cases, hours, *scores)) in enumerate(ANSWERS.items(), 1):
            write.execute("""INSERT INTO response (response_id, upload_id, response_no, revision, is_current, survey_id,
                journey_id, submitted_at, status) VALUES ($id, 'u', $no, 1, true, 'q', 'j', $at, 'complete')""",
                id=name, no=no, at=at(hours))  # fmt: skip
            write.execute("""INSERT INTO segment_value VALUES ('response', $id, $no, 'size', $size, 'u')""",
                          id=name, no=no, size="big" if cases == "A" else "small")  # fmt: skip
            for case in cases:
                write.execute("INSERT INTO link (response_id, case_id, method, target) VALUES ($id, $case, 'key', "
                              "'process_case')", id=name, case=case)  # fmt: skip
            for touchpoint, score in zip(("sign", "give"), scores, strict=True):
                if score is not None:
                    write.execute("""INSERT INTO score_fact (journey_id, about, touchpoint_id, question_id,
                        comparison_group, response_no, cluster_no, answered_on, native, norm, upload_id)
                        VALUES ('j', 'touchpoint', $tp, $tp, 'csat|1|5', $no, $no, '2026-03-03', 1, $score, 'u')""",
                        tp=f"j.{touchpoint}", no=no, score=score)  # fmt: skip
        rebuild_steps(write)
    return store


EVENT = """INSERT INTO event (event_id, case_id, seq, activity, touchpoint_id, enabled_ts, start_ts, end_ts, target_ts,
    resource, lifecycle, cost, currency, upload_id)
    VALUES ($id, $case, $seq, $activity, $tp, $ready, $begun, $done, $due, $who, 'complete', $cost, 'CNY', 'u')"""


def event(case, seq, activity, begun, done, due, who, cost, *, until):
    ends = at(done) if done <= until else at(until + 500)
    return {"id": f"{case}{seq}", "case": case, "seq": seq, "activity": activity, "tp": f"j.{activity}",
            "ready": at(begun - 0.5), "begun": at(begun), "done": ends, "due": at(due), "who": who,
            "cost": cost}  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = laid(tmp_path_factory.mktemp("links") / "links.duckdb")
    yield store
    store.close()


def row(found: LinkedCases, name: str, case: str) -> dict[str, float]:
    """Measures of one answer and case by code, without what is not known."""
    no = list(ANSWERS).index(name) + 1
    here = found.rows["response_no"].eq(no) & found.rows["case_id"].eq(case)
    values = found.values[np.flatnonzero(here)]
    assert len(values) == 1
    return {one.code: float(value) for one, value in zip(found.measures, values[0], strict=True)
            if np.isfinite(value)}  # fmt: skip


def test_each_measure_of_a_row_is_what_was_known_when_the_answer_was_given(bench):
    found = linked_cases(bench, Scope("j"))
    assert row(found, "middle", "A") == pytest.approx({
        "late": 1,  # the committed day has passed while the delivery runs
        "lead": 0.5,  # ask began at 0, the second signing ended at 12; the delivery is still running
        "wait": 4 + 4 + 18, "queue": 4 * 0.5, "work": 1 + 1 + 2, "again": 1, "handoffs": 1,
        "changes": 2, "additions": 1, "defects": 1, "rework_days": 3 + 2 + 1, "response": 0.5, "resolution": 3.0,
        "cost": 40, "step_wait:s/sign": 4.0, "step_wait:s/give": 18.0,
    })  # fmt: skip
    assert row(found, "late", "A")["late_days"] == 1, "due on the 3rd by the first date, given on the 4th here"
    assert row(found, "late", "A")["late"] == 1
    assert row(found, "good", "B")["late"] == 0
    assert row(found, "good", "B")["late_days"] == 0


def test_what_is_not_known_yet_is_missing_and_not_zero(bench):
    found = linked_cases(bench, Scope("j"))
    assert row(found, "before", "C") == {}, "the answer was given before its case began"
    assert "changes" not in row(found, "good", "B"), "a case without a project has no items, not none of them"
    assert "late" not in row(found, "early", "A"), "what is not begun is neither late nor in time"
    assert "late_days" not in row(found, "middle", "A"), "how late it will be is not known while it runs"
    early = row(found, "early", "A")
    assert [early[name] for name in ("again", "defects", "rework_days")] == [0, 1, 1]
    assert "step_wait:s/give" not in early
    assert not found.rows.loc[found.rows["case_id"] == "C", "is_known"].any()


def test_an_answer_about_two_cases_has_a_row_for_each_and_counts_once(bench):
    found = linked_cases(bench, Scope("j"))
    two = found.rows[found.rows["response_no"] == list(ANSWERS).index("both") + 1]
    assert two["case_id"].tolist() == ["A", "B"]
    assert two["weight"].tolist() == [0.5, 0.5]
    assert found.targets["item_id"].tolist() == ["j.sign", "j.give"], "in the order of the journey"
    assert found.scores[two.index, 0].tolist() == [75.0, 75.0]
    assert np.isnan(found.scores[two.index, 1]).all()


def test_the_scope_chooses_answers_by_segment_and_period(bench):
    assert set(linked_cases(bench, Scope("j", (("size", "big"),))).rows["case_id"]) == {"A"}
    nobody = linked_cases(bench, Scope("j", start=START.date() - timedelta(days=9), end=START.date()))
    assert (nobody.scores.shape, nobody.values.shape) == ((0, 0), (0, len(nobody.measures)))
    everybody = linked_cases(bench, Scope("j"))
    size = everybody.segments[0]
    assert (size.dim, size.values) == ("size", ("big", "small"))
    assert size.codes.tolist() == [0 if case == "A" and no != 5 else 1
                                   for no, case in zip(everybody.rows["response_no"], everybody.rows["case_id"],
                                                       strict=True)]  # fmt: skip


def test_the_counts_say_how_many_answers_are_not_in_the_matrix(bench):
    assert link_counts(bench, Scope("j")) == {
        "n_answers": 8, "n_linked": 6, "n_undated": 1, "n_clusters": 8, "n_clusters_linked": 6}  # fmt: skip
    sign = touchpoint_links(bench, Scope("j")).set_index("touchpoint_id").loc["j.sign"]
    assert (sign["n_answers"], sign["n_linked"], sign["mean_unlinked"]) == (7, 5, 0.0)
    assert sign["mean_linked"] == pytest.approx((50 + 25 + 100 + 75 + 75) / 5)


@pytest.mark.parametrize("name", ["early", "middle", "late", "good", "both"])
def test_nothing_after_an_answer_changes_its_row(bench, tmp_path, name):
    whole = linked_cases(bench, Scope("j"))
    cut = laid(tmp_path / "cut.duckdb", until=ANSWERS[name][1])
    try:
        then = linked_cases(cut, Scope("j"))
        for case in ANSWERS[name][0]:
            assert row(then, name, case) == pytest.approx(row(whole, name, case))
    finally:
        cut.close()


def test_mixed_currencies_leave_cost_out(tmp_path):
    store = laid(tmp_path / "mixed.duckdb")
    try:
        with store.write("t", "process") as write:
            write.execute("UPDATE event SET currency = 'EUR' WHERE event_id = 'B0'")
        found = linked_cases(store, Scope("j"))
        assert ("cost", "currencies_mixed") in found.left_out
        assert "cost" not in {one.kind for one in found.measures}
    finally:
        store.close()


def test_a_journey_without_links_gives_an_empty_set(store):
    found = linked_cases(store, Scope("nothing"))
    assert (len(found.rows), found.measures, found.segments) == (0, (), ())
    assert {reason for _, reason in found.left_out} == {"no_records"}


def test_running_totals_against_plain_sums():
    rng = np.random.default_rng(5)
    values = np.where(rng.random(300) < 0.4, np.nan, rng.integers(0, 9, 300) / 4)
    edges = np.sort(rng.choice(300, 12, replace=False))
    case = rng.integers(0, 11, 80)
    first, upto = edges[case], edges[case] + rng.integers(0, np.diff(edges)[case] + 1)
    ranges = Ranges(first, upto)
    parts = [values[a:b][np.isfinite(values[a:b])] for a, b in zip(first, upto, strict=True)]
    assert ranges.sums(values)[0].tolist() == [part.sum() for part in parts]
    assert ranges.sums(values)[1].tolist() == [len(part) for part in parts]
    assert np.array_equal(
        ranges.largest(values), [part.max() if len(part) else np.nan for part in parts], equal_nan=True
    )


def test_the_rows_of_the_sample_are_the_same_when_everything_later_is_gone(sample_store):
    whole = linked_cases(sample_store, Scope("it_delivery"))
    moments = whole.rows["moment"].to_numpy()
    until = float(np.median(moments))
    with sample_store.write("t", "process") as write:
        until_at = write.value("SELECT make_timestamp($us::BIGINT) AT TIME ZONE 'Asia/Shanghai'", us=int(until * 1e6))
        write.execute("DELETE FROM event WHERE start_ts > $at", at=until_at)
        write.execute("UPDATE event SET end_ts = $far WHERE end_ts > $at", at=until_at, far=until_at + timedelta(30))
        write.execute("DELETE FROM work_item WHERE created_at > $at", at=until_at)
        write.execute("UPDATE work_item SET closed_at = NULL WHERE closed_at > $at", at=until_at)
        rebuild_steps(write)
    then = linked_cases(sample_store, Scope("it_delivery"))
    assert then.rows["response_no"].equals(whole.rows["response_no"])
    before = moments <= until
    assert before.sum() > 900
    codes = [one.code for one in then.measures]
    shared = [k for k, one in enumerate(whole.measures) if one.code in codes]
    assert len(shared) > 50
    for k in shared:
        code = whole.measures[k].code
        assert np.array_equal(whole.values[before, k], then.values[before, codes.index(code)], equal_nan=True), code
    places = [codes.index(whole.measures[k].code) for k in shared]
    changed = ~np.isclose(whole.values[:, shared], then.values[:, places],
                          equal_nan=True)  # fmt: skip
    assert changed[~before].any(), "rows after it must lose what was deleted, or this test could not fail"
