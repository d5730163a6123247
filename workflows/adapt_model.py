"""Let the model that reads comments learn from this workspace: from its scores, and from what people corrected.

Texts are read and the model is fitted in the reading process; the store is read before and written after. A model
that the guard lets pass becomes a version in use, and the background scores the texts anew; one that it refuses leaves
everything as it is, and the figures say why. The page, the background and `cli.py adapt` call the same function.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.queries.setting import setting
from data.queries.text_labels import is_invented, labelled_texts, witnessed_texts
from data.queries.text_learning import LearningRun, count_labelled, count_witnesses, last_tried, write_run
from data.queries.text_models import activate_model, add_model, last_learnt
from data.queries.text_work import n_distinct_texts, waiting_texts
from data.store import Reader, Store
from errors import N_, Cancelled
from workflows.score_child import Scorer
from workflows.score_comments import Clock, Progress, Tell
from workflows.text_engines import MOST_ACCURATE, base_version, engines, wanted_engine

SEED: Final = 20
POOL: Final[Mapping[str, int]] = {"instant": 5_000, "standard": 5_000, "accurate": 2_000}
BATCH: Final[Mapping[str, int]] = {"instant": 2_000, "standard": 500, "accurate": 100}
LESSONS: Final = 1_500
COMPANY: Final = 1_000  # texts that are read for their words where few have a score or a label
MIN_SCORES: Final = 200
MIN_CORRECTIONS: Final = 50
GROWN: Final = 1.25  # so many times the scored comments of the last time, and it is worth learning again
MORE_CORRECTIONS: Final = 25
TOO_LITTLE = N_("Nothing to learn from yet: it takes 200 comments with a score, or 50 corrections.")
REFUSED = N_("What was learnt did not read better on comments set aside, so nothing changes.")
NO_WITNESS = N_("The scores hardly follow what the comments say, and there are too few corrections to learn from.")
ACCEPTED = N_("The learnt model is in use. Comments are read anew in the background.")
OUTCOMES: Final = {ACCEPTED: "accepted", REFUSED: "refused", NO_WITNESS: "no_witness", TOO_LITTLE: "too_little"}


@dataclass(frozen=True)
class Adaptation:
    """What came of learning: `told` is the process's document, `version` None where nothing is put to use."""

    engine: str
    version: str | None
    message: str
    told: Mapping[str, Any]

    @property
    def outcome(self) -> str:
        """accepted, refused, no_witness or too_little."""
        return OUTCOMES[self.message]

    def document(self, translate: Callable[[str], str] = str) -> dict[str, Any]:
        """For the command line: the version or why there is none, and each step before and after with its n."""
        kept = {key: value for key, value in self.told.items() if key not in ("weights", "n_bytes")}
        return {
            "accepted": self.version is not None,
            "model_version": self.version,
            "engine": self.engine,
            "message": translate(self.message),
            **kept,
        }


@dataclass(frozen=True)
class Available:
    """How much there is to learn from."""

    n_scores: int
    n_corrections: int

    @property
    def is_enough(self) -> bool:
        """Whether it is worth a try."""
        return self.n_scores >= MIN_SCORES or self.n_corrections >= MIN_CORRECTIONS


def available_rows(store: Reader) -> Available:
    """How much there is to learn from now."""
    return Available(count_witnesses(store), count_labelled(store))


def is_due(store: Reader, tried: Available | None = None) -> bool:
    """Whether enough came in since the last time; `tried` is what was there at the last try of this process.

    Invented comments are learnt from only when somebody asks for it, and all others where learning by itself is
    switched off.
    """
    now = available_rows(store)
    if not now.is_enough or is_invented(store) or not setting(store, "learns_by_itself"):
        return False
    engine = wanted_engine(store)
    parent = base_version(engine)
    known = [
        Available(*last) for last in (last_learnt(store, engine, parent), last_tried(store, engine, parent)) if last
    ]
    return all(
        now.n_scores >= GROWN * seen.n_scores + 1 or now.n_corrections >= seen.n_corrections + MORE_CORRECTIONS
        for seen in [*known, *([tried] if tried else [])]
    )


def adapt_model(
    store: Store,
    scorer: Scorer,
    *,
    clock: Clock,
    by: str = "",
    direct: bool = False,
    available: Mapping[str, str | None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
    tell: Tell = lambda _progress: None,
) -> Adaptation:
    """Learn, and put what was learnt to use if the guard lets it pass.

    Parameters
    ----------
    direct : take scores at their word where they agree strongly with the texts.
    available : engines that can run; found out where not given.

    Raises
    ------
    Cancelled
        `stopped` said so; nothing was changed.
    ScoringFailedError
        The reading process could not do its work.
    """
    usable = engines() if available is None else available
    engine = wanted_engine(store, usable)
    had = available_rows(store)
    if not had.is_enough:
        return Adaptation(engine, None, TOO_LITTLE, {"n_scores": had.n_scores, "n_corrections": had.n_corrections})
    rows = _rows(store, engine)
    rows["is_lesson"] = _lessons(store, engine, usable, len(rows))
    for first in range(0, len(rows), BATCH[engine]):
        tell(Progress("learn", engine, first, len(rows)))
        if stopped():
            raise Cancelled
        head = {"kind": "read", "engine": engine, "teacher": "accurate", "is_first": first == 0}
        scorer.ask(head, rows.iloc[first : first + BATCH[engine]][["text", "question", "is_lesson"]])
    tell(Progress("learn", engine, len(rows), len(rows)))
    if stopped():
        raise Cancelled
    told, _nothing = scorer.ask({"kind": "learn", "seed": SEED, "direct": direct}, rows[["question", "score", "label"]])
    version = _version(engine, told) if told["weights"] is not None else None
    message = ACCEPTED if version is not None else REFUSED if told["verdicts"] else NO_WITNESS
    learnt = Adaptation(engine, version, message, told)
    _keep(store, learnt, had, at=clock(), by=by)
    return learnt


def _rows(store: Reader, engine: str) -> pd.DataFrame:
    """One row per text to learn from: text, question, score, label; a corrected text has its label in one row."""
    keys = ["text_hash", "question_hash"]
    columns = [*keys, "text", "question"]
    labelled = labelled_texts(store)[[*columns, "label"]]
    scored = witnessed_texts(store)
    scored = scored.head(POOL[engine])[[*columns, "score"]]
    parts = [scored, labelled[columns]]
    if len(scored) < COMPANY:
        parts.append(waiting_texts(store, done="version", wanted=("",), most=COMPANY)[columns])
    rows = pd.concat(parts, ignore_index=True)
    repeated = rows.duplicated(keys)
    rows = rows[~repeated | rows["score"].notna()].reset_index(drop=True)
    label = rows[keys].merge(labelled[[*keys, "label"]], on=keys, how="left")["label"].fillna("").to_numpy()
    first = ~rows.duplicated(keys).to_numpy()
    return rows.assign(label=pd.Series(label).where(pd.Series(first), "").to_numpy())


def _lessons(store: Reader, engine: str, usable: Mapping[str, str | None], n: int) -> Any:
    """Which rows the most accurate engine reads as a teacher: some, where there are too many for it to read all."""
    places = pd.Series(range(n))
    if engine != "standard" or usable.get("accurate") is not None or n_distinct_texts(store) <= MOST_ACCURATE:
        return (places < 0).to_numpy()
    chosen = places.sample(min(LESSONS, n), random_state=SEED)
    return places.isin(chosen).to_numpy()


def _version(engine: str, told: Mapping[str, Any]) -> str:
    weights = base64.b64decode(told["weights"])
    return f"{engine}-{_kind(told['kinds'])}-{hashlib.sha256(base_version(engine).encode() + weights).hexdigest()[:8]}"


def _keep(store: Store, learnt: Adaptation, had: Available, *, at: datetime, by: str) -> None:
    """Write down what came of it; a model that the guard let pass is listed and put to use in the same step."""
    parent, version = base_version(learnt.engine), learnt.version
    guard = {key: value for key, value in learnt.told.items() if key not in ("weights", "n_bytes")}
    guard |= {"of_sample": is_invented(store)}
    run = LearningRun(at, by, learnt.engine, learnt.outcome, version, guard, had.n_scores, had.n_corrections)
    with store.write("learn model", "voices") as write:
        write_run(write, run, parent=parent)
        if version is not None:
            add_model(
                write, version, engine=learnt.engine, kind=_kind(learnt.told["kinds"]), at=at, by=by, parent=parent,
                weights=base64.b64decode(learnt.told["weights"]), guard=guard, n_scores=had.n_scores,
                n_corrections=had.n_corrections,
            )  # fmt: skip
            activate_model(write, version)


def _kind(kinds: list[str]) -> str:
    """The last source of learning; scores taken at their word are scores."""
    last = kinds[-1] if kinds else "corrections"
    return "witness" if last == "direct" else last
