"""Answers joined to the cases of an event log: by which keys, how surely, and exactly undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from scipy.stats import binomtest

from data.ingest.link_keys import ALL_STEPS
from data.queries import link_rows
from data.queries import links as queries
from data.store import Store
from errors import BadInput
from tests.stores import new_store
from tests.workflows.surveys import AT, dump, read_here, write_csv
from workflows import import_survey as module
from workflows.import_survey import ImportOutcome, import_survey
from workflows.link_bias import bias_of, linkage_warning
from workflows.link_responses import link_responses, propose_links, remove_link, repeat_link, rule_for
from workflows.undo_upload import redo_upload, undo_upload

LOG = ("case_id", "activity", "start_time", "end_time", "customer_mail", "branch")
SURVEY = ("Response ID", "Date Submitted", "Ticket ref", "Email", "Rate: speed", "Rate: price", "Comment")


def closed(case: int) -> datetime:
    """Cases close one after the other, every six hours."""
    return datetime(2026, 3, 1, 8) + timedelta(hours=6 * case)


def log_rows(cases: range) -> list[list[str]]:
    """Two steps per case; customer n % 40 owns it, so that customers come back."""
    rows = []
    for case in cases:
        for step, name in enumerate(("register", "close")):
            end = closed(case) - timedelta(hours=1 - step)
            rows.append(
                [
                    f"TCK-{case:05d}",
                    name,
                    f"{end - timedelta(minutes=20):%Y-%m-%d %H:%M:%S}",
                    f"{end:%Y-%m-%d %H:%M:%S}",
                    f"Person{case % 40}@Example.org",
                    ("North", "South")[case % 2],
                ]
            )
    return rows


def survey_rows(cases: range, key: str = "tck {case}") -> list[list[str]]:
    """One answer an hour after each case, written by hand: no dash, no leading zeros."""
    return [
        [
            f"A{case:04d}",
            f"{closed(case) + timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
            key.format(case=case),
            f"person{case % 40}@example.org",
            str(case % 5 + 1),
            str(case * 3 % 5 + 1),
            f"The desk answered my question number {case} in the end",
        ]
        for case in cases
    ]


def taken_in(store: Store, path: Path, rows: list[list[str]], header: tuple[str, ...]) -> ImportOutcome:
    return import_survey(store, write_csv(path, rows, header), None, name=path.name, at=AT, accept=True)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own files are read without a process of their own."""
    monkeypatch.setattr(module, "inspect_file", read_here)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a log of cases 0-119 and answers about cases 60-159: 60 of 100 have a case."""
    folder = tmp_path_factory.mktemp("links")
    store = new_store(folder / "t.duckdb")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "inspect_file", read_here)
        taken_in(store, folder / "tickets.csv", log_rows(range(120)), LOG)
        taken_in(store, folder / "survey.csv", survey_rows(range(60, 160)), SURVEY)
    store.close()
    return folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(filled, tmp_path / "copy")
    opened = Store.open(tmp_path / "copy" / "t.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def pair(store: Store) -> tuple[str, str]:
    """The ids of the survey and of the log's source."""
    return (
        str(store.value("SELECT survey_id FROM survey")),
        str(store.value("SELECT DISTINCT source_id FROM process_case WHERE external_key LIKE 'TCK%'")),
    )


def cases_by_answer(store: Store) -> dict[str, str]:
    """The case's name by the answer's comment."""
    return dict(
        store.rows(
            """SELECT regexp_extract(c.text, '[0-9]+'), p.external_key FROM link l JOIN comment c USING (response_id)
               JOIN process_case p USING (case_id) WHERE l.rule_id IS NOT NULL"""
        )
    )


def test_the_best_pair_is_found_with_its_overlap_and_says_what_was_normalised(store: Store, pair) -> None:
    best = propose_links(store, *pair)[0]
    assert (best.answer_key.column, best.case_key.is_own, best.form.form) == ("Ticket ref", True, "normalised")
    assert (best.n_matched, best.n_answer_keys, best.n_case_keys) == (60, 100, 120)
    rule = rule_for(store, *pair, method="normalised")
    assert set(rule.form.steps) < set(ALL_STEPS)
    outcome = link_responses(store, rule, at=AT, by="anna")
    assert outcome.run["n_linked"] == 60
    assert (outcome.run["n_answers"], outcome.run["n_unknown"], outcome.run["n_cases_linked"]) == (100, 40, 60)
    assert cases_by_answer(store) == {str(case): f"TCK-{case:05d}" for case in range(60, 120)}
    wilson = binomtest(60, 100).proportion_ci(method="wilson")
    assert (outcome.low, outcome.high) == pytest.approx((wilson.low, wilson.high))


def test_addresses_are_compared_as_digests_and_the_latest_case_before_the_answer_is_taken(store: Store, pair) -> None:
    rule = rule_for(store, *pair, method="email")
    outcome = link_responses(store, rule, at=AT)
    assert outcome.run["n_linked"] == 100
    linked = cases_by_answer(store)
    assert linked["100"] == "TCK-00100"  # its own case closed an hour before
    assert linked["130"] == "TCK-00090"  # case 130 is not in the log; the customer's last one is 90
    confidence = dict(
        store.rows(
            """SELECT external_key, min(confidence) FROM link JOIN process_case USING (case_id)
               WHERE rule_id IS NOT NULL GROUP BY 1"""
        )
    )
    assert confidence["TCK-00100"] == pytest.approx(1 / 3)  # 20, 60 and 100 had closed
    for table in ("link", "link_run", "link_rule"):
        assert not any("@" in row for row in dump(store)[table])


def test_a_window_leaves_out_cases_that_closed_too_early(store: Store, pair) -> None:
    outcome = link_responses(store, rule_for(store, *pair, method="time", window_hours=48), at=AT)
    assert (outcome.run["n_linked"], outcome.run["n_outside"]) == (60, 40)
    assert cases_by_answer(store)["119"] == "TCK-00119"


def test_time_alone_joins_nobody_unless_it_is_stated(store: Store, pair) -> None:
    survey, source = pair
    with pytest.raises(BadInput, match="other people"):
        rule_for(store, survey, source, method="time", window_hours=48, proposed=[])
    rule = rule_for(store, survey, source, method="time", window_hours=2, everybody=True, proposed=[])
    outcome = link_responses(store, rule, at=AT)
    assert outcome.run["n_linked"] == 60
    with pytest.raises(BadInput, match="window"):
        rule_for(store, survey, source, method="time")


def test_cases_that_close_in_the_same_moment_are_ambiguous(store: Store, pair, tmp_path: Path) -> None:
    survey, source = pair
    twins = [[f"X{row[0]}", *row[1:]] for row in log_rows(range(100, 120))]
    taken_in(store, tmp_path / "more.csv", twins, LOG)
    outcome = link_responses(store, rule_for(store, survey, source, method="email", window_hours=48), at=AT)
    assert (outcome.run["n_linked"], outcome.run["n_ambiguous"]) == (40, 20)


def test_links_come_and_go_with_the_uploads_of_either_side(store: Store, pair, tmp_path: Path) -> None:
    link_responses(store, rule_for(store, *pair, method="normalised"), at=AT)
    before = dump(store)
    log = taken_in(store, tmp_path / "april.csv", log_rows(range(110, 140)), LOG)
    assert store.value("SELECT n_linked FROM link_run") == 80
    between = dump(store)
    answers = taken_in(store, tmp_path / "second.csv", survey_rows(range(150, 170)), SURVEY)
    assert store.rows("SELECT n_answers, n_linked FROM link_run") == [(110, 80)]
    undo_upload(store, answers.upload_id, at=AT)
    assert dump(store) == between
    undo_upload(store, log.upload_id, at=AT)
    assert dump(store) == before
    redo_upload(store, log.upload_id)
    assert dump(store) == between


def test_repeating_changes_nothing_and_removing_takes_the_links_away(store: Store, pair) -> None:
    before = dump(store)
    rule = rule_for(store, *pair, method="normalised")
    link_responses(store, rule, at=AT)
    linked = dump(store)
    repeat_link(store, rule.rule_id, at=AT)
    assert dump(store) == linked
    assert remove_link(store, rule.rule_id) == 60
    assert dump(store) == before


def test_linked_answers_that_score_higher_raise_a_warning_and_equal_ones_do_not(
    store: Store, pair, tmp_path: Path
) -> None:
    link_responses(store, rule_for(store, *pair, method="normalised"), at=AT)
    bias = bias_of(store, *pair, "process_case")
    assert (bias.n_linked, bias.n_unlinked) == (60, 40)
    assert [gap.name for gap in bias.warnings if gap.kind == "score"] == []
    assert {gap.name for gap in bias.warnings} == {"month"}  # answers about later cases have no case yet
    unhappy = [[*row[:4], "1", "1", row[6]] for row in survey_rows(range(160, 200), key="lost {case}")]
    happy = [[*row[:4], "5", "4", row[6]] for row in survey_rows(range(40))]
    taken_in(store, tmp_path / "more.csv", happy + unhappy, SURVEY)
    warning = linkage_warning(store, survey_id=pair[0])
    assert warning is not None
    assert (warning.n_linked, warning.n_answers) == (100, 180)
    score = next(gap for gap in warning.gaps if gap.name == "touchpoints")
    assert warning.gaps[0].kind == score.kind == "score"
    means = dict(
        store.rows(
            """SELECT l.response_id IS NOT NULL, avg(norm) FROM score_fact f JOIN response r USING (response_no)
               LEFT JOIN link l ON l.response_id = r.response_id AND l.rule_id IS NOT NULL GROUP BY 1"""
        )
    )
    assert score.difference.change == pytest.approx(means[True] - means[False])
    assert score.difference.change > 15


def test_the_answers_behind_show_their_case_or_their_masked_key_and_the_reason(store: Store, pair) -> None:
    rule = rule_for(store, *pair, method="normalised")
    link_responses(store, rule, at=AT)
    linked = link_rows.linked_rows(store, *pair, "process_case")
    assert (len(linked), linked["case_key"].iloc[0]) == (60, "TCK-00119")
    assert ((linked["submitted_at"] - linked["closed_at"]).dt.total_seconds() == 3600).all()
    unlinked = link_rows.unlinked_rows(store, store.files, *pair, "process_case", rule)
    assert len(unlinked) == 40
    assert set(unlinked["reason"]) == {"unknown"}
    assert unlinked["key"].iloc[0] == "t***9"


def test_customers_and_work_items_are_joined_by_their_columns_too(store: Store, pair, tmp_path: Path) -> None:
    customers = [[f"person{n}@example.org", ("monthly", "yearly")[n % 2], ("yes", "no")[n % 3 % 2]] for n in range(30)]
    taken_in(store, tmp_path / "crm.csv", customers, ("Customer ID", "Contract", "Churn"))
    items = [[f"PRJ-{n}", "Bug", f"Title {n} of an item", "2026-01-01 10:00:00", f"TCK{n:05d}"] for n in range(80, 120)]
    taken_in(store, tmp_path / "jira.csv", items, ("Issue key", "Issue Type", "Summary", "Created", "Ticket"))
    held = queries.sources(store).set_index("target")["source_id"]
    found = {}
    for target in ("respondent", "work_item"):
        best = propose_links(store, pair[0], held[target])
        rule = rule_for(store, pair[0], held[target], method=best[0].form.form, proposed=best)
        found[target] = link_responses(store, rule, at=AT).run["n_linked"]
        assert len(link_rows.linked_rows(store, pair[0], held[target], target)) == found[target]
    n_of_known = sum(case % 40 < 30 for case in range(60, 160))
    assert found == {"respondent": n_of_known, "work_item": 40}
