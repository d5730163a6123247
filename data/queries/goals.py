"""Business goals and the objectives they are broken into, with every state an objective was in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.reading import Reader
from data.transaction import Write

FIELDS: Final = (
    "goal_id", "measure_kind", "measure_id", "baseline", "baseline_on", "target", "due_on", "owner", "agreed_by",
    "published_at", "retired_at",
)  # fmt: skip
Body = dict[str, Any]


def goals(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per live goal of a journey, oldest first: goal_id, name_en, name_zh, owner, stated_on."""
    return store.frame(
        """SELECT goal_id, name_en, name_zh, owner, stated_on FROM business_goal
           WHERE (journey_id = $journey OR journey_id IS NULL) AND retired_at IS NULL ORDER BY stated_on, goal_id""",
        journey=journey_id,
        dtypes=dict.fromkeys(("goal_id", "name_en", "name_zh", "owner"), "str"),
    )


def objectives(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per live objective of the journey's live goals, by due date; agreed_by is JSON text."""
    return store.frame(
        """SELECT o.objective_id, o.goal_id, o.measure_kind, o.measure_id, o.baseline, o.baseline_on, o.target,
               o.due_on, o.owner, o.agreed_by::VARCHAR AS agreed_by, o.published_at
           FROM objective o JOIN business_goal g USING (goal_id)
           WHERE (g.journey_id = $journey OR g.journey_id IS NULL) AND g.retired_at IS NULL AND o.retired_at IS NULL
           ORDER BY o.due_on, o.objective_id""",
        journey=journey_id,
        dtypes={
            **dict.fromkeys(("objective_id", "goal_id", "measure_kind", "measure_id", "owner", "agreed_by"), "str"),
            "baseline": "float64",
            "target": "float64",
        },
    )


def objective_body(store: Reader, objective_id: str) -> Body | None:
    """The whole objective as plain values; None when there is none."""
    rows = store.rows(
        """SELECT goal_id, measure_kind, measure_id, baseline, baseline_on::VARCHAR, target, due_on::VARCHAR, owner,
               agreed_by::VARCHAR, published_at::VARCHAR, retired_at::VARCHAR
           FROM objective WHERE objective_id = $id""",
        id=objective_id,
    )
    if not rows:
        return None
    body = dict(zip(FIELDS, rows[0], strict=True))
    return body | {"agreed_by": json.loads(body["agreed_by"] or "[]")}


def put_objective(write: Write, objective_id: str, body: Mapping[str, Any]) -> None:
    """Make the objective say exactly this."""
    write.execute("DELETE FROM objective WHERE objective_id = $id", id=objective_id)
    write.execute(
        """INSERT INTO objective (objective_id, goal_id, measure_kind, measure_id, baseline, baseline_on, target,
               due_on, owner, agreed_by, published_at, retired_at)
           VALUES ($id, $goal_id, $measure_kind, $measure_id, $baseline, $baseline_on::DATE, $target, $due_on::DATE,
               $owner, $agreed_by, $published_at::TIMESTAMPTZ, $retired_at::TIMESTAMPTZ)""",
        id=objective_id,
        **{name: body[name] for name in FIELDS} | {"agreed_by": json.dumps(body["agreed_by"], ensure_ascii=False)},
    )


def add_objective_revision(
    write: Write, objective_id: str, what: str, body: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    """Keep the objective as it is from now on."""
    last = write.value("SELECT max(revision) FROM objective_revision WHERE objective_id = $id", id=objective_id)
    write.execute(
        """INSERT INTO objective_revision (objective_id, revision, what, changed_at, changed_by, body)
           VALUES ($id, $revision, $what, $at, $by, $body)""",
        id=objective_id, revision=int(last or 0) + 1, what=what, at=at, by=by or None,
        body=json.dumps(body, ensure_ascii=False, sort_keys=True, default=str),
    )  # fmt: skip


def objective_revisions(store: Reader, objective_id: str) -> pd.DataFrame:
    """One row per state of an objective, newest first: revision, what, changed_at, changed_by, body, undone_at."""
    return store.frame(
        """SELECT revision, what, changed_at, changed_by, body::VARCHAR AS body, undone_at
           FROM objective_revision WHERE objective_id = $id ORDER BY revision DESC""",
        id=objective_id,
        dtypes=dict.fromkeys(("what", "changed_by", "body"), "str"),
    )


def standing_revisions(store: Reader, objective_id: str, n: int) -> list[tuple[int, Body]]:
    """The newest `n` states that were not taken back, newest first: number and body."""
    rows = store.rows(
        """SELECT revision, body::VARCHAR FROM objective_revision WHERE objective_id = $id AND undone_at IS NULL
           ORDER BY revision DESC LIMIT $n""",
        id=objective_id,
        n=n,
    )
    return [(int(revision), json.loads(body)) for revision, body in rows]


def mark_revision_undone(write: Write, objective_id: str, revision: int, *, at: datetime) -> None:
    """The state stays listed, with the time at which it was taken back."""
    write.execute(
        "UPDATE objective_revision SET undone_at = $at WHERE objective_id = $id AND revision = $revision",
        at=at, id=objective_id, revision=revision,
    )  # fmt: skip
