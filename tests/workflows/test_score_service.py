"""The background of a server: a process of its own reads the texts, whatever happens to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data.store import Store
from errors import Cancelled
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import FakeScorer, scored_survey
from workflows import score_service
from workflows.score_child import ScoringChild, ScoringFailedError
from workflows.score_service import ScoreService
from workflows.undo_upload import undo_upload

TEXTS = pd.DataFrame(
    {"text_hash": ["a", "b"], "question_hash": "", "text": ["Fine.", "Nothing"], "question": [None, "What went wrong?"]}
)

WORDS = [f"The desk was good on day {n}." for n in range(12)]


@pytest.fixture(autouse=True)
def quick_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    monkeypatch.setattr("workflows.text_engines.engines", lambda: {"instant": None, "standard": "-", "accurate": "-"})


@pytest.fixture
def child() -> Iterator[ScoringChild]:
    started = ScoringChild()
    yield started
    started.close()


def until(condition, seconds: float = 20.0) -> None:  # type: ignore[no-untyped-def]
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def test_the_process_answers_with_probabilities_for_every_text(child: ScoringChild) -> None:
    head, scored = child.ask({"kind": "score", "engine": "instant"}, TEXTS)
    assert head["engine"] == "instant"
    assert scored["text_hash"].tolist() == ["a", "b"]
    assert (scored[["p_negative", "p_neutral", "p_positive"]].sum(axis=1) - 1).abs().max() < 1e-9
    _head, again = child.ask({"kind": "score", "engine": "instant"}, TEXTS)
    pd.testing.assert_frame_equal(scored, again)


def test_an_order_it_cannot_carry_out_is_an_error_and_the_next_one_works(child: ScoringChild) -> None:
    with pytest.raises(ScoringFailedError, match="no such work"):
        child.ask({"kind": "no such work"}, TEXTS)
    assert len(child.ask({"kind": "score", "engine": "instant"}, TEXTS)[1]) == 2


def test_it_is_stopped_in_the_middle_and_started_again(child: ScoringChild) -> None:
    many = pd.concat([TEXTS.assign(text=f"Text {n}, " * 3_000, text_hash=f"t{n}") for n in range(2_000)])
    stopper = threading.Timer(0.3, child.stop)
    stopper.start()
    with pytest.raises(Cancelled):
        child.ask({"kind": "score", "engine": "instant"}, many)
    stopper.join()
    assert len(child.ask({"kind": "score", "engine": "instant"}, TEXTS)[1]) == 2


def test_a_process_that_dies_is_told_and_replaced(child: ScoringChild) -> None:
    child.ask({"kind": "score", "engine": "instant"}, TEXTS)
    assert child._child is not None
    child._child.kill()
    child._child.wait()
    assert len(child.ask({"kind": "score", "engine": "instant"}, TEXTS)[1]) == 2


def test_the_server_scores_what_is_imported_and_forgets_what_is_undone(store: Store, tmp_path: Path) -> None:
    service = score_service.start(store)
    try:
        assert score_service.start(store) is service
        upload = scored_survey(store, tmp_path, WORDS)
        until(lambda: store.value("SELECT count(*) FROM text_score") == len(WORDS))
        until(lambda: score_service.state(store).progress is None)
        undo_upload(store, upload, at=AT)
        assert store.value("SELECT count(*) FROM text_score") == 0
    finally:
        score_service.close()
    assert score_service.state(store) is None


def test_a_look_without_news_asks_nothing(store: Store, tmp_path: Path) -> None:
    class Quiet(FakeScorer):
        def stop(self) -> None: ...
        def close(self) -> None: ...
        def rest(self) -> None: ...

    scored_survey(store, tmp_path, WORDS)
    service = ScoreService(store, clock=lambda: AT, child=Quiet)  # type: ignore[arg-type]
    for _ in range(4):
        service.look()
    n_batches = store.value("SELECT count(*) FROM ledger")
    n_orders = len(service._child.orders)  # type: ignore[attr-defined]
    assert n_orders == 2
    service.look()
    assert len(service._child.orders) == n_orders  # type: ignore[attr-defined]
    assert store.value("SELECT count(*) FROM ledger") == n_batches


def test_an_error_is_kept_and_resume_goes_on(store: Store, tmp_path: Path) -> None:
    class Failing(FakeScorer):
        def __init__(self) -> None:
            super().__init__(fails_at=1)

        def stop(self) -> None: ...
        def close(self) -> None: ...

    scored_survey(store, tmp_path, WORDS)
    service = ScoreService(store, clock=lambda: AT, child=Failing)  # type: ignore[arg-type]
    service.look()
    assert service.state.problem == "as told"
    service.look()
    assert store.value("SELECT count(*) FROM text_score") == 0, "an error is not tried again and again"
    service.resume()
    service.look()
    assert store.value("SELECT count(*) FROM text_score") == len(WORDS)


def test_the_process_is_started_when_comments_are_expected_and_rests_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_service, "IDLE_SECONDS", 2 * score_service.LOOK_SECONDS)
    score_service.expect(store)  # without a service nothing happens
    service = score_service.start(store)
    try:
        assert service._child._child is None  # nothing waits to be read
        score_service.expect(store)
        until(lambda: service._child._child is not None)
        until(lambda: service._child._child is None)
    finally:
        score_service.close()
