"""A workspace teaches its model: learnt, guarded, stored as a version, used by the background, and taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.adapt_worlds import KINDS, World, world
from data import runtime
from data.queries.text_labels import labelled_texts, witnessed_texts
from data.queries.text_learning import count_witnesses
from data.queries.text_models import active_model, model_versions
from data.queries.text_work import scored_by
from data.store import Store
from errors import BadInput, Cancelled, UnknownColumn
from tests.stores import new_store
from tests.workflows.surveys import AT, HEADER, answers, read_here, write_csv
from tests.workflows.voices import UP_TO_STANDARD
from workflows import adapt_model as adapting
from workflows.adapt_model import adapt_model, is_due
from workflows.choose_model import choose_model, usable_versions
from workflows.import_survey import import_survey
from workflows.label_texts import label_texts
from workflows.score_comments import score_comments
from workflows.score_file import ScoreOrder, score_file
from workflows.score_process import WORK
from workflows.score_transport import Message
from workflows.store_reader import StoreReader, reader_document, reader_of
from workflows.text_engines import base_version

N = 320


class Here:
    """Carries out orders as the reading process does, in this one."""

    def ask(self, head: Any, rows: pd.DataFrame) -> Message:
        return WORK[head["kind"]](dict(head), rows)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    monkeypatch.setattr(adapting, "wanted_engine", lambda *_told: "standard")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The folder of a store with a survey of the shifted world, scored by the engine as it ships, and its comments."""
    folder, said = tmp_path_factory.mktemp("begun"), world(KINDS["shifted"], N, np.random.default_rng(11))
    rows = answers(range(N), seed=1)
    for row, text in zip(rows, said.texts, strict=True):
        row[2], row[-1] = "True", text
    store = new_store(folder / "throughline.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.import_survey.inspect_file", read_here)
        import_survey(store, write_csv(folder / "s.csv", rows, HEADER), None, name="s.csv", at=AT, accept=True)
    read(store)
    store.close()
    return folder, said


@pytest.fixture
def store(process: Callable[[Path, bool], None], begun: tuple[Path, World], tmp_path: Path) -> Store:
    process(shutil.copytree(begun[0], tmp_path / "store") / "throughline.duckdb", False)
    return runtime.open_store()


@pytest.fixture
def drawn(begun: tuple[Path, World]) -> World:
    return begun[1]


def read(store: Store) -> None:
    score_comments(store, Here(), clock=lambda: AT, available=UP_TO_STANDARD)


def learn(store: Store) -> adapting.Adaptation:
    return adapt_model(store, Here(), clock=lambda: AT, available=UP_TO_STANDARD)


def labels_of(said: World, path: Path, n: int) -> Path:
    rows = pd.DataFrame({"what they said": said.texts[:n], "truth": said.labels(N)[:n]})
    rows.to_csv(path / "labels.csv", index=False)
    return path / "labels.csv"


def right(store: Store, said: World, first: int) -> float:
    """Balanced accuracy of the scores that count, on comments nobody corrected."""
    found = store.frame(
        "SELECT c.text, s.p_positive > s.p_negative AS is_positive FROM comment c JOIN text_score s USING (text_hash)"
    )
    told = dict(zip(found["text"], found["is_positive"], strict=True))
    learnt_from = set(said.texts[:first])
    pairs = [(told[text], truth) for text, truth in zip(said.texts, said.is_positive.tolist(), strict=True)
             if text not in learnt_from]  # fmt: skip
    both = [np.mean([was == truth for was, truth in pairs if truth is side]) for side in (True, False)]
    return float(np.mean(both))


def test_corrections_from_a_file_make_a_version_that_reads_better_and_goes_with_one_click(
    store: Store, drawn: World, tmp_path: Path
) -> None:
    before = right(store, drawn, 200)
    told = label_texts(store, labels_of(drawn, tmp_path, 200), "what they said", "truth", at=AT, by="t")
    assert told.n_rows == told.n_usable == 200
    assert told.n_matched == len(set(drawn.texts[:200]))
    assert len(labelled_texts(store)) >= told.n_matched
    learnt = learn(store)
    assert learnt.version is not None
    verdict = next(one for one in learnt.told["verdicts"] if one["stage"] == "corrections")
    assert verdict["is_accepted"]
    assert verdict["after"] > verdict["before"]
    assert verdict["n"] > 100
    active = active_model(store, "standard", base_version("standard"))
    assert active is not None
    assert active[0] == learnt.version
    read(store)
    assert scored_by(store)["model_version"].tolist() == [learnt.version]
    assert right(store, drawn, 200) > before + 0.1
    choose_model(store, base_version("standard"), by="t", at=AT)
    assert scored_by(store)["model_version"].tolist() == [base_version("standard")]
    assert right(store, drawn, 200) == pytest.approx(before)
    assert learnt.version in set(usable_versions(store)["model_version"])


def test_scores_that_say_nothing_of_the_texts_leave_text_sentiment_as_good_as_it_was(
    store: Store, drawn: World
) -> None:
    before = right(store, drawn, 0)
    learnt = learn(store)
    assert learnt.told["n_scores"] >= 200
    assert learnt.version is None
    assert "hardly follow" in learnt.document()["message"]
    read(store)
    assert right(store, drawn, 0) == pytest.approx(before)


def test_a_second_look_finds_nothing_due(store: Store, drawn: World, tmp_path: Path) -> None:
    label_texts(store, labels_of(drawn, tmp_path, 200), "what they said", "truth", at=AT, by="t")
    assert is_due(store)
    learn(store)
    assert not is_due(store)


def test_a_refused_model_changes_nothing(store: Store, drawn: World, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = len(model_versions(store))
    told = {"weights": None, "verdicts": [{"stage": "witness"}], "n_scores": 300, "n_corrections": 0}
    work = {**WORK, "learn": lambda _head, _rows: (told, pd.DataFrame())}
    monkeypatch.setattr(f"{__name__}.WORK", work)
    learnt = learn(store)
    assert learnt.version is None
    assert "nothing changes" in learnt.document()["message"]
    assert len(model_versions(store)) == versions


def test_an_empty_store_says_what_is_missing(tmp_path: Path) -> None:
    store = new_store(tmp_path / "throughline.duckdb")
    document = learn(store).document()
    store.close()
    assert not document["accepted"]
    assert "200 comments" in document["message"]


def test_learning_can_be_stopped(store: Store, drawn: World) -> None:
    with pytest.raises(Cancelled):
        adapt_model(store, Here(), clock=lambda: AT, available=UP_TO_STANDARD, stopped=lambda: True)


def test_a_file_without_known_labels_is_refused(store: Store, drawn: World, tmp_path: Path) -> None:
    path = labels_of(drawn, tmp_path, 20)
    with pytest.raises(BadInput, match="negative, neutral, positive"):
        label_texts(store, path, "what they said", "what they said", at=AT, by="t")
    with pytest.raises(UnknownColumn):
        label_texts(store, path, "what they said", "no such", at=AT, by="t")
    with pytest.raises(BadInput, match="--text"):
        label_texts(store, path, None, "truth", at=AT, by="t")
    assert labelled_texts(store).empty


def test_a_file_is_read_with_what_a_store_learnt_when_that_store_is_named(
    store: Store, drawn: World, tmp_path: Path
) -> None:
    label_texts(store, labels_of(drawn, tmp_path, 120), "what they said", "truth", at=AT, by="a")
    learnt = learn(store)
    others = world(KINDS["shifted"], 200, np.random.default_rng(12))
    pd.DataFrame({"said": others.texts, "asked": others.questions}).to_csv(tmp_path / "new.csv", index=False)
    reader = reader_of(json.loads(json.dumps(reader_document(store, "standard"))))
    share = {}
    for name, used in (("shipped", StoreReader("standard")), ("learnt", reader)):
        out = tmp_path / f"{name}.csv"
        order = ScoreOrder(tmp_path / "new.csv", "said", out, question_column="asked", reader=used)
        told = score_file(order, str)
        assert told.get("model_version", "") == ("" if name == "shipped" else learnt.version)
        rows = pd.read_csv(out)
        share[name] = float(((rows["p_positive"] > rows["p_negative"]) == others.is_positive).mean())
    assert share["learnt"] > share["shipped"] + 0.03


def test_invented_comments_teach_only_when_asked_and_never_about_others(
    store: Store, drawn: World, tmp_path: Path
) -> None:
    label_texts(store, labels_of(drawn, tmp_path, 200), "what they said", "truth", at=AT, by="t")
    with store.write("as if built in", "feedback") as write:
        write.execute("UPDATE upload SET is_sample = true")
    assert not is_due(store)
    assert len(witnessed_texts(store)) == count_witnesses(store) >= 200
    learnt = learn(store)
    assert learnt.version is not None
    active = active_model(store, "standard", base_version("standard"))
    assert active is not None
    assert active[0] == learnt.version
    rows = answers(range(1000, 1010), seed=2)
    import_survey(store, write_csv(tmp_path / "own.csv", rows, HEADER), None, name="own.csv", at=AT, accept=True)
    n_own = store.value("SELECT count(*) FROM comment c JOIN upload u USING (upload_id) WHERE NOT u.is_sample")
    assert 0 < n_own <= 10
    assert active_model(store, "standard", base_version("standard")) is None
    assert len(witnessed_texts(store)) == count_witnesses(store) <= n_own
