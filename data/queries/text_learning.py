"""Tries to learn with what came of them, and what another model in use did to the readings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.scope import Scope
from data.queries.text_labels import LESSONS
from data.queries.text_work import QUESTIONS
from data.queries.voice_base import voice_sql
from data.reading import Reader
from data.transaction import Write

OUTCOMES: Final = ("accepted", "refused", "no_witness")
MOST_WITNESSES: Final = 20_000
SENTIMENT: Final = """CASE WHEN <row>.is_none THEN 'none'
    WHEN <row>.p_neutral >= greatest(<row>.p_negative, <row>.p_positive) THEN 'neutral'
    WHEN <row>.p_positive >= <row>.p_negative THEN 'positive' ELSE 'negative' END"""
# What a person said about a text stays whatever a model reads: such comments do not change.
MOVES: Final = """
WITH said AS (
    SELECT c.text_hash, coalesce(q.question_hash, '') AS question_hash, count(*) AS n
    FROM comment c JOIN response r USING (response_no) LEFT JOIN (<questions>) q USING (question_id)
    WHERE r.is_current GROUP BY ALL),
moved AS (
    SELECT <was> AS was, <now> AS now, sum(said.n) AS n
    FROM text_score s JOIN text_score_earlier e USING (text_hash, question_hash)
    JOIN said USING (text_hash, question_hash)
    ANTI JOIN text_label l USING (text_hash, question_hash)
    WHERE s.model_version = $now AND e.model_version = $was GROUP BY ALL)
SELECT was, now, n::BIGINT AS n FROM moved ORDER BY n DESC, was, now
"""


@dataclass(frozen=True)
class LearningRun:
    """One try: what came of it, and what the guard saw (`workflows.learn_texts.document` without the weights)."""

    at: datetime
    by: str
    engine: str
    outcome: str
    model_version: str | None
    told: Mapping[str, Any]
    n_scores: int
    n_corrections: int


@dataclass(frozen=True)
class ReadingChange:
    """n comments were read by both models, of which `moves` (was, now, n) read differently, the most first."""

    at: datetime
    from_version: str | None
    to_version: str
    n_comments: int
    moves: tuple[tuple[str, str, int], ...]

    @property
    def n_moved(self) -> int:
        """Comments that read differently."""
        return sum(n for _was, _now, n in self.moves)


def count_witnesses(store: Reader) -> int:
    """Comments whose response gave a score and that may teach; no more than are learnt from."""
    found = store.value(
        f"""SELECT count(*) FROM comment
            WHERE response_no IN (SELECT response_no FROM score_fact WHERE norm IS NOT NULL)
            AND {LESSONS}"""  # noqa: S608 - fixed names only
    )
    return min(int(found), MOST_WITNESSES)


def count_labelled(store: Reader) -> int:
    """Texts that a person gave a sentiment and that a comment still holds under the same question."""
    return int(
        store.value(
            f"""SELECT count(DISTINCT (l.text_hash, l.question_hash)) FROM text_label l JOIN comment c USING (text_hash)
                LEFT JOIN ({QUESTIONS}) q USING (question_id)
                WHERE l.question_hash = coalesce(q.question_hash, '')"""  # noqa: S608 - fixed names only
        )
    )


def labels_by_kind(store: Reader) -> dict[str, int]:
    """How many texts people gave each sentiment; one that nobody gave is missing."""
    rows = store.rows("SELECT label, count(*) FROM text_label SEMI JOIN comment USING (text_hash) GROUP BY ALL")
    return {str(label): int(n) for label, n in rows}


def write_run(write: Write, run: LearningRun, *, parent: str) -> None:
    """Keep what came of a try that used the base version `parent`."""
    write.execute(
        """INSERT INTO learning_run SELECT coalesce(max(run_no), 0) + 1, $at, $by, $engine, $parent, $outcome, $version,
               $told, $n_scores, $n_corrections FROM learning_run""",
        at=run.at, by=run.by, engine=run.engine, parent=parent, outcome=run.outcome, version=run.model_version,
        told=json.dumps(run.told), n_scores=run.n_scores, n_corrections=run.n_corrections,
    )  # fmt: skip


def last_run(store: Reader) -> LearningRun | None:
    """The newest try, None where there was none."""
    rows = store.rows(
        """SELECT ran_at, ran_by, engine, outcome, model_version, told::VARCHAR, n_scores, n_corrections
           FROM learning_run ORDER BY run_no DESC LIMIT 1"""
    )
    if not rows:
        return None
    at, by, engine, outcome, version, told, n_scores, n_corrections = rows[0]
    return LearningRun(
        at, str(by), str(engine), str(outcome), version, json.loads(str(told)), int(n_scores), int(n_corrections)
    )  # fmt: skip


def guard_of(cell: object) -> dict[str, Any]:
    """What the guard saw of a version in `model_versions`; nothing for a model as shipped."""
    told: dict[str, Any] = json.loads(cell) if isinstance(cell, str) else {}
    return told


def last_tried(store: Reader, engine: str, parent: str) -> tuple[int, int] | None:
    """Scored comments and corrections there were when `engine` on the base `parent` last tried to learn."""
    rows = store.rows(
        """SELECT n_scores, n_corrections FROM learning_run WHERE engine = $engine AND parent = $parent
           ORDER BY run_no DESC LIMIT 1""",
        engine=engine,
        parent=parent,
    )
    return (int(rows[0][0]), int(rows[0][1])) if rows else None


def last_reading(store: Reader) -> str | None:
    """The version by which all texts were last read to the end."""
    found = store.value("SELECT to_version FROM reading_change ORDER BY change_no DESC LIMIT 1")
    return None if found is None else str(found)


def write_change(write: Write, to_version: str, *, at: datetime) -> None:
    """Count what reading by `to_version` changed; old scores must still be there (`tidy_scores` lets them go)."""
    write.execute(
        fill(
            """INSERT INTO reading_change
               WITH told AS (<moves>)
               SELECT coalesce((SELECT max(change_no) FROM reading_change), 0) + 1, $at, $was, $now,
                   coalesce((SELECT sum(n) FROM told), 0),
                   coalesce((SELECT to_json(list({'was': was, 'now': now, 'n': n} ORDER BY n DESC, was, now)) FROM told
                             WHERE was <> now), '[]')""",
            moves=_moves(),
        ),
        was=write.value("SELECT to_version FROM reading_change ORDER BY change_no DESC LIMIT 1"),
        now=to_version,
        at=at,
    )


def _moves() -> str:
    return fill(MOVES, was=fill(SENTIMENT, row="e"), now=fill(SENTIMENT, row="s"), questions=QUESTIONS)


def last_change(store: Reader) -> ReadingChange | None:
    """The newest change of the model in use, None before the first reading."""
    rows = store.rows(
        """SELECT changed_at, from_version, to_version, n_comments, moves::VARCHAR FROM reading_change
           ORDER BY change_no DESC LIMIT 1"""
    )
    if not rows:
        return None
    at, was, now, n, moves = rows[0]
    told = tuple((str(one["was"]), str(one["now"]), int(one["n"])) for one in json.loads(str(moves)))
    return ReadingChange(at, None if was is None else str(was), str(now), int(n), told)


def moved_comments(store: Reader, scope: Scope, change: ReadingChange, *, most: int = 3) -> pd.DataFrame:
    """Comments of the scope that a change made read differently, the surest new reading of each move first.

    Columns: text_hash, question_hash, text, was, now, confidence, n_asked (comments under the same question).
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables},
            asked AS (SELECT question_hash, count(*) AS n_asked FROM voice GROUP BY ALL),
            twice AS (
                SELECT DISTINCT ON (v.text_hash, v.question_hash) v.text_hash, v.question_hash, v.text,
                    {fill(SENTIMENT, row="e")} AS was, {fill(SENTIMENT, row="s")} AS now, s.confidence
                FROM voice v JOIN text_score s USING (text_hash, question_hash)
                JOIN text_score_earlier e USING (text_hash, question_hash)
                WHERE v.label IS NULL AND s.model_version = $new_version AND e.model_version = $old_version)
            SELECT twice.*, n_asked FROM twice JOIN asked USING (question_hash) WHERE was <> now
            ORDER BY row_number() OVER (PARTITION BY was, now ORDER BY confidence DESC, text_hash), was, now
            LIMIT $most""",  # noqa: S608 - fixed names only
        new_version=change.to_version,
        old_version=change.from_version,
        most=most,
        dtypes={"text_hash": "str", "question_hash": "str", "text": "str", "was": "str", "now": "str",
                "confidence": "float64", "n_asked": "int64"},
        **params,
    )  # fmt: skip
