"""Score every comment of the store: at once with the fastest engine, then with the one that is wanted.

Works in batches, each written in one transaction of the area voices; killed at any moment, the next run goes on where
it stopped. Texts are read in a process of their own (`score_child`).
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.queries.text_feel import Looks, count_unfelt, unfelt_texts, write_emotions
from data.queries.text_learning import last_reading, write_change
from data.queries.text_models import active_model, add_model
from data.queries.text_work import count_untagged, count_waiting, has_read, untagged_texts, waiting_texts
from data.queries.text_write import tidy_scores, write_scores, write_tags, write_vectors
from data.queries.themes import codeframe_version, theme_entries
from data.store import Store
from errors import Cancelled
from workflows.edit_themes import ensure_codeframe
from workflows.score_child import Scorer
from workflows.text_engines import ENGINES, base_version, emotion_looks, engines, note_engines, wanted_engine

LOG = logging.getLogger(__name__)
BATCH: Final[Mapping[str, int]] = {"instant": 10_000, "standard": 1_000, "accurate": 150}
FEEL_BATCH: Final[Mapping[bool, int]] = {False: 1_000, True: 300}  # with vectors, fewer at a time
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Step:
    """One model that is to score; `done` and `wanted` say which texts it need not look at (`waiting_texts`)."""

    engine: str
    version: str
    done: str
    wanted: tuple[str, ...] = ()
    weights: bytes | None = None
    with_evidence: bool = True


@dataclass(frozen=True)
class Progress:
    """How far the scoring is: texts done and to do in the present step."""

    step: str
    engine: str
    n_done: int
    n_total: int


Tell = Callable[[Progress], None]


def steps(store: Store, available: Mapping[str, str | None] | None = None) -> list[Step]:
    """The models in the order in which they score; the last one is to score every text, the others fill gaps."""
    engine = wanted_engine(store, available)
    learnt = active_model(store, engine, base_version(engine))
    last = Step(engine, learnt[0], "version", (learnt[0],), learnt[1]) if learnt else _base(engine)
    if engine == "instant":  # finding the words that speak for it takes longer than the score: they come after it
        return [replace(last, with_evidence=False), replace(last, done="explained")]
    first = replace(_base("instant"), done="any", wanted=(), with_evidence=False)
    if engine == "accurate":
        return [first, replace(_base("standard"), done="engine", wanted=("standard", "accurate")), last]
    return [first, last]


def _base(engine: str) -> Step:
    version = base_version(engine)
    return Step(engine, version, "version", (version,))


def score_comments(
    store: Store,
    scorer: Scorer,
    *,
    clock: Clock,
    available: Mapping[str, str | None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
    tell: Tell = lambda _progress: None,
) -> int:
    """Score what waits; returns how many scores were written.

    Raises
    ------
    Cancelled
        `stopped` said so; what was written stays.
    ScoringFailedError
        The scoring process could not do its work.
    """
    ensure_codeframe(store, at=clock())
    # The first scores do not wait until the process that reads has loaded vectors to see whether it can.
    first = steps(store, available)[0]
    n_written = _run(_score_step(store, scorer, first, clock), first.engine, "score", stopped, tell)
    if available is None:
        available = _asked(store, scorer)
    planned = steps(store, available)
    meanwhile = _Newcomers(store, scorer, planned[0], clock).read
    for step in planned:
        n_written += _run(_score_step(store, scorer, step, clock), step.engine, "score", stopped, tell, meanwhile)
        n_written += _run(_tag_step(store, scorer, step), step.engine, "themes", stopped, tell, meanwhile)
        feel = _feel_step(store, scorer, step, is_last=step is planned[-1])
        _run(feel, step.engine, "emotions", stopped, tell, meanwhile)
    _note_change(store, planned[-1], clock)
    if n_written:
        with store.write("tidy scores", "voices") as write:
            tidy_scores(write, engine=planned[-1].engine)
    return n_written


def _note_change(store: Store, last: Step, clock: Clock) -> None:
    """Once every text is read by another version than before: how many comments read differently now."""
    if last_reading(store) == last.version or not has_read(store, last.version):
        return
    if count_waiting(store, done="version", wanted=(last.version,)):
        return
    with store.write("note change", "voices") as write:
        write_change(write, last.version, at=clock())


def _asked(store: Store, scorer: Scorer) -> Mapping[str, str | None]:
    """The engines that can be used, as the process that reads says; it is not started while nothing waits."""
    seen = engines()
    version = codeframe_version(theme_entries(store))
    is_felt = not count_unfelt(store, emotion_looks())
    if not is_felt or count_untagged(store, version) or not is_complete(store, seen):
        answer, _ = scorer.ask({"kind": "engines"}, pd.DataFrame())
        note_engines(answer["engines"])
        return engines()
    return seen


@dataclass(frozen=True)
class _Work:
    """How many texts wait for one kind of work, and the function that does a batch and says how many it held."""

    n_total: int
    batch: Callable[[], int]


class _Newcomers:
    """Texts that came in while others are read anew: they get their first scores and themes before the next batch."""

    def __init__(self, store: Store, scorer: Scorer, first: Step, clock: Clock) -> None:
        self._store, self._scorer, self._first, self._clock = store, scorer, first, clock
        self._seen = store.version("feedback")

    def read(self) -> None:
        """Read those that came since the last call, if any."""
        now = self._store.version("feedback")
        if now == self._seen:
            return
        self._seen = now
        self._do(_score_step(self._store, self._scorer, self._first, self._clock))
        self._do(_tag_step(self._store, self._scorer, self._first))

    def _do(self, work: _Work) -> None:
        _run(work, self._first.engine, "score", lambda: False, lambda _progress: None)


def _run(
    work: _Work, engine: str, name: str, stopped: Callable[[], bool], tell: Tell,
    meanwhile: Callable[[], None] = lambda: None,
) -> int:  # fmt: skip
    n_done = 0
    while n_done < work.n_total:
        tell(Progress(name, engine, n_done, work.n_total))
        if stopped():
            raise Cancelled
        meanwhile()
        n_batch = work.batch()
        if not n_batch:
            break
        n_done += n_batch
    return n_done


def _score_step(store: Store, scorer: Scorer, step: Step, clock: Clock) -> _Work:
    n_total = count_waiting(store, done=step.done, wanted=step.wanted)
    return _Work(n_total, lambda: _batch(store, scorer, step, clock))


def _tag_step(store: Store, scorer: Scorer, step: Step) -> _Work:
    """Only texts scored by this step: their clauses are read by the same model as the whole."""
    entries = theme_entries(store)
    version = codeframe_version(entries)
    head = {"kind": "tag", "engine": step.engine, "themes": entries, **_weights(step)}
    n_total = count_untagged(store, version, by=step.version)
    return _Work(n_total, lambda: _tag_batch(store, scorer, head, version, step.version))


def _tag_batch(store: Store, scorer: Scorer, head: Mapping[str, Any], version: str, by: str) -> int:
    texts = untagged_texts(store, version, by=by, most=BATCH[head["engine"]])
    if texts.empty:
        return 0
    _answer, tags = scorer.ask(head, texts)
    with store.write("tag texts", "voices") as write:
        write_tags(write, texts, tags, version)
    return len(texts)


def _feel_step(store: Store, scorer: Scorer, step: Step, *, is_last: bool) -> _Work:
    """Sentence vectors take part with the last engine, whose sentiment they have to agree with, where it knows them."""
    looks = emotion_looks(step.version if is_last and step.engine != "instant" else "")
    return _Work(count_unfelt(store, looks), lambda: _feel_batch(store, scorer, looks, FEEL_BATCH[looks.with_vectors]))


def _feel_batch(store: Store, scorer: Scorer, looks: Looks, most: int) -> int:
    texts = unfelt_texts(store, looks, most=most)
    if texts.empty:
        return 0
    _answer, hints = scorer.ask({"kind": "feel", "with_vectors": looks.with_vectors}, texts)
    with store.write("emotions of texts", "voices") as write:
        write_emotions(write, texts, hints, looks)
    return len(texts)


def _weights(step: Step) -> dict[str, str]:
    """What an order carries of a learnt model."""
    return {} if step.weights is None else {"weights": base64.b64encode(step.weights).decode()}


def _batch(store: Store, scorer: Scorer, step: Step, clock: Clock) -> int:
    """One batch; returns how many texts it held. Texts that went meanwhile count as done."""
    texts = waiting_texts(store, done=step.done, wanted=step.wanted, most=BATCH[step.engine])
    if texts.empty:
        return 0
    head = {"kind": "score", "engine": step.engine, "with_evidence": step.with_evidence, **_weights(step)}
    answer, scored = scorer.ask(head, texts)
    if answer["engine"] != step.engine:
        raise RuntimeError(f"asked for {step.engine}, scored with {answer['engine']}")
    at = clock()
    with store.write("score texts", "voices") as write:
        add_model(write, step.version, engine=step.engine, kind="base", at=at)
        write_scores(write, scored, step.version, at=at)
        for encoder in answer.get("encoders", ()):
            write_vectors(write, scored.rename(columns={encoder: "vector"}), encoder)
    return len(texts)


def is_complete(store: Store, available: Mapping[str, str | None] | None = None) -> bool:
    """Whether every text is scored by the model that is wanted."""
    last = steps(store, available)[-1]
    return count_waiting(store, done=last.done, wanted=last.wanted) == 0


__all__ = ["ENGINES", "Progress", "Step", "is_complete", "score_comments", "steps"]
