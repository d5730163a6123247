"""The versions of the models that score texts: as shipped, and learnt from this workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from data.queries.text_labels import OWN
from data.reading import Reader
from data.transaction import Write


def active_model(store: Reader, engine: str, parent: str) -> tuple[str, bytes] | None:
    """Version and weights of the learnt model in use for `engine`, if it was learnt on the base `parent`.

    One that was learnt from the invented comments of the sample does not read comments that people brought.
    """
    rows = store.rows(
        f"""SELECT model_version, weights FROM text_model
            WHERE is_active AND engine = $engine AND parent = $parent AND weights IS NOT NULL
            AND (coalesce(guard->>'of_sample', 'false') = 'false'
                 OR NOT EXISTS (SELECT 1 FROM comment WHERE {OWN}))""",  # noqa: S608 - fixed names only
        engine=engine,
        parent=parent,
    )
    return (str(rows[0][0]), bytes(rows[0][1])) if rows else None


def last_learnt(store: Reader, engine: str, parent: str) -> tuple[int, int] | None:
    """Scored comments and corrections there were when `engine` last learnt on the base `parent`."""
    rows = store.rows(
        """SELECT n_scores, n_corrections FROM text_model
           WHERE engine = $engine AND parent = $parent AND weights IS NOT NULL
           ORDER BY created_at DESC, model_version LIMIT 1""",
        engine=engine,
        parent=parent,
    )
    return (int(rows[0][0] or 0), int(rows[0][1] or 0)) if rows else None


def model_versions(store: Reader) -> pd.DataFrame:
    """One row per version, newest first: model_version, engine, parent, kind, created_at, created_by, is_active, guard
    (JSON), n_scores, n_corrections, n_texts that count by it now, n_kept that can come back at once."""
    return store.frame(
        """SELECT m.* EXCLUDE (weights), coalesce(s.n, 0) AS n_texts, coalesce(e.n, 0) AS n_kept FROM text_model m
           LEFT JOIN (SELECT model_version, count(*) AS n FROM text_score GROUP BY ALL) s USING (model_version)
           LEFT JOIN (SELECT model_version, count(*) AS n FROM text_score_earlier GROUP BY ALL) e USING (model_version)
           ORDER BY m.created_at DESC, model_version""",
        dtypes={"is_active": "bool", "n_texts": "int64", "n_kept": "int64"},
    )


def add_model(
    write: Write,
    model_version: str,
    *,
    engine: str,
    kind: str,
    at: datetime,
    by: str = "",
    parent: str | None = None,
    weights: bytes | None = None,
    guard: Mapping[str, Any] | None = None,
    n_scores: int | None = None,
    n_corrections: int | None = None,
) -> None:
    """List a version; nothing happens if it is listed already. `activate_model` puts it to use."""
    write.execute(
        """INSERT INTO text_model SELECT $version, $engine, $parent, $kind, $at, $by, false, $guard, $weights,
               $n_scores, $n_corrections
           WHERE $version NOT IN (SELECT model_version FROM text_model)""",
        version=model_version, engine=engine, parent=parent, kind=kind, at=at, by=by,
        guard=None if guard is None else json.dumps(guard), weights=weights,
        n_scores=n_scores, n_corrections=n_corrections,
    )  # fmt: skip


def activate_model(write: Write, model_version: str) -> int:
    """Put a version to use: scores it has left earlier count again at once. Returns how many came back.

    Texts it has never scored keep their score until the background has caught up.
    """
    write.execute(
        """UPDATE text_model SET is_active = (model_version = $version)
           WHERE engine = (SELECT engine FROM text_model WHERE model_version = $version)""",
        version=model_version,
    )
    write.execute(
        """CREATE TEMP TABLE back AS SELECT e.* FROM text_score_earlier e
           JOIN text_score s USING (text_hash, question_hash)
           WHERE e.model_version = $version AND s.model_version <> $version""",
        version=model_version,
    )
    write.execute("DELETE FROM text_score_earlier WHERE model_version = $version", version=model_version)
    write.execute("INSERT INTO text_score_earlier SELECT s.* FROM text_score s SEMI JOIN back "
                  "USING (text_hash, question_hash)")  # fmt: skip
    write.execute(
        """DELETE FROM text_score s WHERE EXISTS (
               SELECT 1 FROM back b WHERE b.text_hash = s.text_hash AND b.question_hash = s.question_hash)"""
    )
    n_rows = write.execute("INSERT INTO text_score SELECT * FROM back")
    write.execute("DROP TABLE back")
    return n_rows
