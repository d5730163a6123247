"""Every text is scored once, by the engine that is wanted; what nobody holds any more is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.queries.text_models import activate_model, model_versions
from data.queries.text_work import n_distinct_texts, scored_by, waiting_texts
from data.store import Store
from errors import Cancelled
from tests.workflows.surveys import AT, dump
from tests.workflows.voices import INSTANT_ONLY, UP_TO_STANDARD, FakeScorer, run_scoring, scored_survey
from workflows import score_comments as scoring
from workflows.change_settings import change_setting
from workflows.erase_person import erase_person
from workflows.score_comments import is_complete, score_comments
from workflows.undo_upload import redo_upload, undo_upload

TEXTS = ("text_score", "text_score_earlier", "text_state", "text_term", "text_vector", "text_theme", "text_tagged")
CHINESE = "\u670d\u52a1\u5f88\u597d"
DAYS = [f"The desk was good on day {n}." for n in range(30)]
COMMENTS = [*DAYS, *["It was bad, really bad."] * 20, *[CHINESE] * 10]


pytestmark = pytest.mark.usefixtures("quick_reading")


def counts(store: Store) -> list[int]:
    return [int(store.value(f"SELECT count(*) FROM {table}")) for table in TEXTS]


def test_each_distinct_text_is_scored_once(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    scorer = run_scoring(store)
    assert scorer.orders == [("instant quick", 32), ("instant", 32)]
    assert n_distinct_texts(store) == 32
    assert scored_by(store)["n"].tolist() == [32]
    assert run_scoring(store).orders == []
    found = "SELECT DISTINCT t.language FROM text_state t JOIN comment c USING (text_hash) WHERE c.text = $text"
    assert store.value(found, text=CHINESE) == "zh"


def test_scoring_raises_the_version_of_voices_and_no_other(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    areas = ("journey", "feedback", "process", "voices", "work", "room", "setting")
    before = {area: store.version(area) for area in areas}
    run_scoring(store)
    assert {area for area in areas if store.version(area) != before[area]} == {"voices"}


def test_the_same_text_under_another_question_is_another_text(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    with store.write("t", "feedback") as write:
        write.execute("UPDATE question SET label = 'What did you like?' WHERE label LIKE 'What could be%'")
    assert scored_by(store).empty, "nobody holds these texts any more"
    assert run_scoring(store).orders == [("instant quick", 32), ("instant", 32)]


def test_the_better_engine_follows_and_replaces(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    scorer = run_scoring(store, available=UP_TO_STANDARD)
    assert scorer.orders == [("instant quick", 32), ("standard", 32)]
    assert scored_by(store)["engine"].tolist() == ["standard"]
    assert counts(store)[:2] == [32, 0], "scores of Instant are quick to make again and are not kept"
    assert store.value("SELECT max(p_positive) FROM text_score") == pytest.approx(0.7)
    assert run_scoring(store, available=UP_TO_STANDARD).orders == []


def test_a_new_file_gets_a_quick_score_first_and_only_what_is_new(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store, available=UP_TO_STANDARD)
    scored_survey(store, tmp_path, [*COMMENTS[:5], "Quite new and good."], seed=2, name="more.csv")
    assert run_scoring(store, available=UP_TO_STANDARD).orders == [("instant quick", 1), ("standard", 1)]


def test_the_setting_chooses_the_engine(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    change_setting(store, "text_engine", "instant", by="", at=AT)
    assert run_scoring(store, available=UP_TO_STANDARD).orders == [("instant quick", 32), ("instant", 32)]
    change_setting(store, "text_engine", "accurate", by="", at=AT)
    assert run_scoring(store, available=UP_TO_STANDARD).orders == [("standard", 32)], "what is not installed gives way"


def test_what_was_written_before_an_error_stays_and_the_next_run_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "BATCH", {"instant": 10, "standard": 10, "accurate": 10})
    scored_survey(store, tmp_path, COMMENTS)
    with pytest.raises(RuntimeError, match="as told"):
        run_scoring(store, FakeScorer(fails_at=3))
    assert scored_by(store)["n"].tolist() == [20]
    assert not is_complete(store, INSTANT_ONLY)
    assert run_scoring(store).orders == [
        ("instant quick", 10),
        ("instant quick", 2),
        *[("instant", 10)] * 3,
        ("instant", 2),
    ]
    assert is_complete(store, INSTANT_ONLY)


def test_it_can_be_stopped_between_batches(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "BATCH", {"instant": 10, "standard": 10, "accurate": 10})
    scored_survey(store, tmp_path, COMMENTS)
    told: list[int] = []
    with pytest.raises(Cancelled):
        score_comments(
            store, FakeScorer(), clock=lambda: AT, available=INSTANT_ONLY,
            stopped=lambda: len(told) == 2, tell=lambda progress: told.append(progress.n_done),
        )  # fmt: skip
    assert told == [0, 10]
    assert scored_by(store)["n"].tolist() == [10]


def test_a_batch_holds_no_more_characters_than_it_may(store: Store, tmp_path: Path) -> None:
    from data.queries.text_work import waiting_texts

    scored_survey(store, tmp_path, COMMENTS)
    longest = store.value("SELECT max(length(text)) FROM comment")
    few = waiting_texts(store, done="any", most_chars=3 * longest)
    assert 3 <= len(few) < 32
    assert few["text"].str.len().sum() <= 3 * longest
    assert len(waiting_texts(store, done="any", most_chars=1)) == 1, "a text larger than a batch is one alone"


def test_undo_forgets_the_texts_nobody_else_has_and_redo_scores_them_again(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS[:10])
    run_scoring(store)
    before = dump(store)
    second = scored_survey(store, tmp_path, COMMENTS, seed=2, name="more.csv")
    run_scoring(store)
    assert counts(store)[0] == 32
    undo_upload(store, second, at=AT)
    after = dump(store)
    assert {table: after[table] for table in TEXTS} == {table: before[table] for table in TEXTS}
    redo_upload(store, second)
    assert run_scoring(store).orders == [("instant quick", 22), ("instant", 22)]


def test_a_text_that_goes_while_it_is_read_leaves_nothing(store: Store, tmp_path: Path) -> None:
    upload = scored_survey(store, tmp_path, COMMENTS)

    class Slow(FakeScorer):
        def ask(self, head, rows):  # type: ignore[no-untyped-def]
            undo_upload(store, upload, at=AT)
            return super().ask(head, rows)

    run_scoring(store, Slow())
    assert counts(store) == [0] * len(TEXTS)


def test_erasing_a_person_takes_their_words_out_of_scores_and_index(store: Store, tmp_path: Path) -> None:
    mine = "Solveig here: good, but the wait was bad."
    scored_survey(store, tmp_path, [mine, "I met person0@example.org, good talk.", *COMMENTS])
    run_scoring(store)
    assert store.value("SELECT count(*) FROM text_term WHERE gram = 'solveig'") == 1
    erase_person(store, "person0@example.org", at=AT)
    run_scoring(store)
    assert store.value("SELECT count(*) FROM text_term WHERE gram = 'solveig'") == 0
    assert store.value("SELECT count(*) FROM comment WHERE text_hash <> md5(text)") == 0
    held = store.value("SELECT count(DISTINCT text_hash) FROM comment")
    assert counts(store)[0] == counts(store)[2] == held


def test_going_back_to_an_earlier_version_is_one_step(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store, available=UP_TO_STANDARD)
    before = dump(store)["text_score"]
    base = str(scored_by(store)["model_version"][0])
    with store.write("t", "voices") as write:  # a learnt version that scored everything otherwise
        write.execute("""INSERT INTO text_model SELECT * REPLACE ('learnt' AS model_version, 'corrections' AS kind,
            $base AS parent, created_at + INTERVAL 1 DAY AS created_at) FROM text_model WHERE model_version = $base""",
            base=base)  # fmt: skip
        write.execute("INSERT INTO text_score_earlier SELECT * REPLACE ('learnt' AS model_version) FROM text_score")
        assert activate_model(write, "learnt") == 32
    assert scored_by(store)["model_version"].tolist() == ["learnt"]
    with store.write("t", "voices") as write:
        assert activate_model(write, base) == 32
    assert dump(store)["text_score"] == before
    versions = model_versions(store).set_index("model_version")
    assert versions.loc["learnt", ["n_texts", "n_kept"]].tolist() == [0, 32]


def test_the_first_scores_wait_for_no_look_at_the_engines(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    kinds: list[str] = []

    class Noting(FakeScorer):
        def ask(self, head, rows):
            kinds.append(head["kind"])
            return super().ask(head, rows)

    score_comments(store, Noting(), clock=lambda: AT)
    assert kinds[:2] == ["score", "engines"]
    assert scored_by(store)["n"].sum() == 32


class Interrupted(FakeScorer):
    """Another file comes in while the first batch of the better engine is read."""

    def __init__(self, arrive: Callable[[], object]) -> None:
        super().__init__()
        self._arrive: Callable[[], object] | None = arrive

    def ask(self, head, rows):
        answer = super().ask(head, rows)
        if head["kind"] == "score" and head["engine"] == "standard" and self._arrive:
            arrive, self._arrive = self._arrive, None
            arrive()
        return answer


def test_a_file_that_comes_while_others_are_read_anew_is_scored_before_the_next_batch(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "BATCH", {**scoring.BATCH, "standard": 10})
    scored_survey(store, tmp_path, COMMENTS)
    new = [f"A good new answer, number {n}." for n in range(30)]
    scorer = Interrupted(lambda: scored_survey(store, tmp_path, new, seed=2, name="new.csv"))
    run_scoring(store, scorer, UP_TO_STANDARD)
    assert scorer.orders[:3] == [("instant quick", 32), ("standard", 10), ("instant quick", 30)]
    run_scoring(store, scorer, UP_TO_STANDARD)
    assert is_complete(store, UP_TO_STANDARD)


def test_texts_without_a_good_reading_come_before_those_that_are_read_anew(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store, available=UP_TO_STANDARD)
    scored_survey(store, tmp_path, [f"A good new answer, number {n}." for n in range(30)], seed=2, name="new.csv")
    first = waiting_texts(store, done="version", wanted=("standard-of-tomorrow",), most=30)
    assert first["text"].str.startswith("A good new answer").all()
