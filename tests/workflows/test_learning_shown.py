"""What learning did is kept to be shown: each try, and how many comments read differently under the new version."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.queries import text_learning
from data.queries.scope import Scope
from data.queries.setting import setting
from data.queries.text_labels import labelled_texts, witnessed_texts
from data.queries.text_learning import LearningRun
from data.queries.text_models import activate_model, add_model
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import INSTANT_ONLY, FakeScorer, run_scoring, scored_survey
from workflows import adapt_model as adapting
from workflows import score_service
from workflows.adapt_model import Adaptation, Available
from workflows.change_settings import change_setting
from workflows.choose_model import choose_model
from workflows.correct_text import label_text
from workflows.reading_model import reading_model, versions_of_engine
from workflows.score_service import ScoreService
from workflows.text_engines import base_version

WORDS = [f"The desk was {word} on day {n}." for word in ("good", "bad", "open") for n in range(8)]


class Contrary(FakeScorer):
    """Reads good as bad and bad as good where it was given learnt weights."""

    def ask(self, head: Any, rows: pd.DataFrame) -> Any:
        answer, scored = super().ask({key: told for key, told in head.items() if key != "weights"}, rows)
        if head["kind"] == "score" and head.get("weights"):
            scored = scored.rename(columns={"p_negative": "p_positive", "p_positive": "p_negative"})
        return answer, scored

    def stop(self) -> None: ...
    def close(self) -> None: ...
    def rest(self) -> None: ...


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    monkeypatch.setattr("workflows.text_engines.engines", lambda: INSTANT_ONLY)


@pytest.fixture
def survey(store: Store, tmp_path: Path) -> str:
    return scored_survey(store, tmp_path, WORDS)


def learnt(store: Store, version: str) -> None:
    with store.write("learn", "voices") as write:
        add_model(write, version, engine="instant", kind="witness", at=AT, parent=base_version("instant"),
                  weights=b"w", n_scores=200, n_corrections=0)  # fmt: skip
        activate_model(write, version)


def pair_of(store: Store, word: str) -> tuple[str, str]:
    row = store.rows(
        "SELECT text_hash, question_hash FROM text_score JOIN comment USING (text_hash) WHERE text LIKE $w LIMIT 1",
        w=f"%{word}%",
    )[0]
    return str(row[0]), str(row[1])


def test_the_first_reading_is_no_change(store: Store, survey: str) -> None:
    run_scoring(store)
    change = text_learning.last_change(store)
    assert change is not None
    assert (change.from_version, change.to_version, change.n_moved) == (None, base_version("instant"), 0)
    run_scoring(store)
    assert store.value("SELECT count(*) FROM reading_change") == 1


def test_a_change_counts_who_moved_from_where_to_where_but_not_what_people_said(store: Store, survey: str) -> None:
    run_scoring(store, Contrary())
    label_text(store, *pair_of(store, "good on day 0"), "positive", at=AT)
    learnt(store, "instant-witness-1")
    assert not reading_model(store).is_settled
    run_scoring(store, Contrary())
    assert reading_model(store).is_settled
    change = text_learning.last_change(store)
    assert change is not None
    assert (change.from_version, change.to_version) == (base_version("instant"), "instant-witness-1")
    assert change.moves == (("negative", "positive", 8), ("positive", "negative", 7))
    assert (change.n_comments, change.n_moved) == (23, 15)


def test_comments_that_moved_are_shown_each_move_in_turn(store: Store, survey: str) -> None:
    run_scoring(store, Contrary())
    learnt(store, "instant-witness-1")
    run_scoring(store, Contrary())
    change = text_learning.last_change(store)
    assert change is not None
    journey = str(store.value("SELECT any_value(journey_id) FROM response"))
    rows = text_learning.moved_comments(store, Scope(journey), change, most=4)
    assert sorted(zip(rows["was"], rows["now"], strict=True)) == 2 * [("negative", "positive")] + 2 * [
        ("positive", "negative")
    ]
    assert rows["n_asked"].tolist() == 4 * [len(WORDS)]


def test_going_back_restores_the_old_readings_at_once_and_counts_that_as_a_change(store: Store, survey: str) -> None:
    run_scoring(store, Contrary())
    learnt(store, "instant-witness-1")
    run_scoring(store, Contrary())
    assert setting(store, "learns_by_itself")
    assert choose_model(store, base_version("instant"), by="t", at=AT) == len(WORDS)
    assert not setting(store, "learns_by_itself"), "else the next comments would bring the newer one back"
    assert reading_model(store).version == base_version("instant")
    run_scoring(store, Contrary())
    change = text_learning.last_change(store)
    assert change is not None
    assert change.to_version == base_version("instant")
    assert change.n_moved == 16
    kept = versions_of_engine(store, "instant").set_index("model_version")["n_kept"].to_dict()
    assert kept == {"instant-witness-1": len(WORDS), base_version("instant"): 0}


def test_counts_agree_with_the_rows_there_are_to_learn_from(store: Store, survey: str, tmp_path: Path) -> None:
    run_scoring(store)
    label_text(store, *pair_of(store, "good on day 0"), "positive", at=AT)
    label_text(store, *pair_of(store, "bad on day 1"), "none", at=AT)
    assert text_learning.count_labelled(store) == len(labelled_texts(store)) == 2
    assert text_learning.labels_by_kind(store) == {"positive": 1, "none": 1}
    n_scored = int(witnessed_texts(store)["score"].notna().sum())
    assert text_learning.count_witnesses(store) == n_scored > 0


def test_a_try_is_kept_with_what_the_guard_saw(store: Store) -> None:
    assert text_learning.last_run(store) is None
    run = LearningRun(AT, "page", "instant", "refused", None, {"verdicts": [{"n": 3}]}, 210, 4)
    with store.write("learn model", "voices") as write:
        text_learning.write_run(write, run, parent="base")
    assert text_learning.last_run(store) == run
    assert text_learning.last_tried(store, "instant", "base") == (210, 4)
    assert text_learning.last_tried(store, "instant", "other") is None


# asking the background -----------------------------------------------------------------------------
def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.01)


def test_asking_never_waits_and_the_background_learns_once(
    store: Store, survey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, asked = threading.Event(), threading.Event(), []

    def learning(*_args: Any, by: str, direct: bool, **_kwargs: Any) -> None:
        asked.append((by, direct))
        begun.set()
        assert go.wait(20)

    monkeypatch.setattr(score_service, "adapt_model", learning)
    service = ScoreService(store, clock=lambda: AT, child=Contrary)  # type: ignore[arg-type]
    service.start()
    try:
        until(lambda: store.value("SELECT count(*) FROM text_score") == len(WORDS))
        service.ask_to_learn(by="page", direct=True)
        assert begun.wait(20)
        assert service.state == score_service.ScoringState(is_learning=True)
        go.set()
        until(lambda: service.state == score_service.ScoringState())
        assert asked == [("page", True)]
    finally:
        go.set()
        service.close()


def test_a_stopped_learning_says_so_and_changes_nothing(
    store: Store, survey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def learning(*_args: Any, stopped: Callable[[], bool], **_kwargs: Any) -> None:
        begun.set()
        until(stopped)
        raise score_service.Cancelled

    monkeypatch.setattr(score_service, "adapt_model", learning)
    service = ScoreService(store, clock=lambda: AT, child=Contrary)  # type: ignore[arg-type]
    service.start()
    try:
        service.ask_to_learn(by="page")
        assert begun.wait(20)
        service.cancel()
        until(lambda: service.state.is_stopped)
        assert service.state.is_learning
        n_writes = store.value("SELECT count(*) FROM ledger")
        time.sleep(3 * score_service.LOOK_SECONDS)
        assert service.state.is_stopped, "a stopped learning does not begin again by itself"
        assert store.value("SELECT count(*) FROM ledger") == n_writes
        service.resume()
        assert not service.state.is_stopped
    finally:
        service.close()


def test_without_a_background_asking_says_no(store: Store) -> None:
    assert score_service.ask_to_learn(store, by="page") is False


def test_a_refused_try_is_not_repeated_by_another_process(
    store: Store, survey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapting, "available_rows", lambda _store: Available(400, 10))
    assert adapting.is_due(store)
    change_setting(store, "learns_by_itself", False, by="t", at=AT)
    assert not adapting.is_due(store)
    change_setting(store, "learns_by_itself", True, by="t", at=AT)
    refused = Adaptation("instant", None, adapting.REFUSED, {"verdicts": [{"stage": "witness"}]})
    adapting._keep(store, refused, Available(400, 10), at=AT, by="background")
    assert not adapting.is_due(store)
    monkeypatch.setattr(adapting, "available_rows", lambda _store: Available(501, 10))
    assert adapting.is_due(store)
