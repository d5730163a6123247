"""Stages and notes that people set on control charts, and the actions whose go-live belongs beside them."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from data.reading import Reader
from data.transaction import Write


def chart_stages(store: Reader, journey_id: str, measure: str) -> pd.DataFrame:
    """One row per stage in force of a measure, in time order: stage_key, starts_on, reason, decided_at, decided_by."""
    return store.frame(
        """SELECT stage_key, starts_on, reason, decided_at, decided_by FROM chart_stage
           WHERE journey_id = $journey AND measure = $measure AND removed_at IS NULL ORDER BY starts_on, stage_key""",
        journey=journey_id,
        measure=measure,
        dtypes={"stage_key": "str", "reason": "str", "decided_by": "str"},
    )


def journey_stages(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per stage in force of any measure of a journey: measure, starts_on."""
    return store.frame(
        """SELECT measure, starts_on FROM chart_stage WHERE journey_id = $journey AND removed_at IS NULL
           ORDER BY measure, starts_on""",
        journey=journey_id,
        dtypes={"measure": "str"},
    )


def chart_notes(store: Reader, journey_id: str, measure: str) -> pd.DataFrame:
    """One row per note in force that belongs to a measure or to the whole journey: note_id, noted_on, text, noted_at,
    noted_by, is_own (of the measure alone)."""
    return store.frame(
        """SELECT note_id, noted_on, text, noted_at, noted_by, measure IS NOT NULL AS is_own FROM chart_note
           WHERE journey_id = $journey AND (measure IS NULL OR measure = $measure) AND removed_at IS NULL
           ORDER BY noted_on, note_id""",
        journey=journey_id,
        measure=measure,
        dtypes={"note_id": "str", "text": "str", "noted_by": "str", "is_own": "bool"},
    )


def live_actions(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per action of a journey with a go-live day: action_id, touchpoint_id, stage_id, title_en, title_zh,
    live_on."""
    return store.frame(
        """SELECT a.action_id, a.touchpoint_id, t.stage_id, a.title_en, a.title_zh, a.live_on
           FROM improvement_action a JOIN touchpoint t USING (touchpoint_id)
           WHERE t.journey_id = $journey AND a.live_on IS NOT NULL ORDER BY a.live_on, a.action_id""",
        journey=journey_id,
        dtypes=dict.fromkeys(("action_id", "touchpoint_id", "stage_id", "title_en", "title_zh"), "str"),
    )


def write_stage(
    write: Write, key: str, journey_id: str, measure: str, starts_on: date, *, reason: str, facts: str, at: datetime,
    by: str,
) -> None:  # fmt: skip
    """Let the limits of a measure begin anew on a day."""
    write.execute(
        "INSERT INTO chart_stage VALUES ($key, $journey, $measure, $starts_on, $reason, $facts, $at, $by, NULL, NULL)",
        key=key, journey=journey_id, measure=measure, starts_on=starts_on, reason=reason, facts=facts, at=at, by=by,
    )  # fmt: skip


def write_note(
    write: Write, key: str, journey_id: str, measure: str | None, noted_on: date, text: str, *, at: datetime, by: str
) -> None:
    """Put a note beside a day, of one measure or of all of the journey."""
    write.execute(
        "INSERT INTO chart_note VALUES ($key, $journey, $measure, $noted_on, $text, $at, $by, NULL, NULL)",
        key=key, journey=journey_id, measure=measure, noted_on=noted_on, text=text, at=at, by=by,
    )  # fmt: skip


def remove_stage(write: Write, key: str, *, at: datetime, by: str) -> int:
    """Take a stage back; 0 where there is none in force."""
    return write.execute(
        "UPDATE chart_stage SET removed_at = $at, removed_by = $by WHERE stage_key = $key AND removed_at IS NULL",
        key=key, at=at, by=by,
    )  # fmt: skip


def remove_note(write: Write, key: str, *, at: datetime, by: str) -> int:
    """Take a note back; 0 where there is none in force."""
    return write.execute(
        "UPDATE chart_note SET removed_at = $at, removed_by = $by WHERE note_id = $key AND removed_at IS NULL",
        key=key, at=at, by=by,
    )  # fmt: skip


def restore_stage(write: Write, key: str) -> int:
    """Put a stage that was taken back into force again."""
    return write.execute("UPDATE chart_stage SET removed_at = NULL, removed_by = NULL WHERE stage_key = $key", key=key)
