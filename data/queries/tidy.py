"""The frames of the tidy export, small groups not yet withheld; `tidy.yaml` describes each column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from data.reading import Reader

# Answer sets get numbers of this export only, in an order that says nothing about the file they came from.
RESPONSES = """
SELECT row_number() OVER (ORDER BY md5(r.response_id || $salt)) AS response_key, r.response_no, r.response_id,
    CASE WHEN r.respondent_id IS NOT NULL THEN dense_rank() OVER (ORDER BY md5(r.respondent_id || $salt)) END
        AS person_key,
    r.journey_id, r.survey_id, CAST(r.submitted_at AT TIME ZONE $zone AS DATE) AS answered_on,
    CAST(r.served_at AT TIME ZONE $zone AS DATE) AS served_on, r.status, r.channel, r.weight
FROM response r WHERE r.is_current AND r.journey_id IN (
    SELECT journey_id FROM response WHERE is_current GROUP BY journey_id HAVING count(*) >= $k)
"""
SEGMENTS = """
SELECT v.owner_no AS response_no, v.dim, v.value FROM segment_value v
JOIN response r ON r.response_no = v.owner_no WHERE v.owner_kind = 'response' AND r.is_current
"""
ANSWERS = """
WITH kept AS (
    SELECT a.*, q.kind, count(*) OVER (PARTITION BY a.question_id, a.value_text) AS n_same,
        count(*) FILTER (WHERE NOT a.is_na) OVER (PARTITION BY a.touchpoint_id) AS n_touchpoint
    FROM answer a JOIN response r USING (response_no) JOIN question q USING (question_id) WHERE r.is_current)
SELECT response_no, question_id, item_no, touchpoint_id,
    CASE WHEN kind IN ('score', 'rank') OR n_same >= $k THEN value_text END AS value_text, value_num, value_norm, is_na
FROM kept WHERE touchpoint_id IS NULL OR n_touchpoint >= $k
"""
COMMENTS = """
SELECT c.response_no, c.question_id, c.touchpoint_id, c.text, c.language FROM comment c
JOIN response r USING (response_no) WHERE r.is_current
"""
TABLES = {
    "journeys": "SELECT journey_id, name_en, name_zh, is_sample FROM journey ORDER BY journey_id",
    "touchpoints": """
        SELECT t.touchpoint_id, t.journey_id, t.stage_id,
            row_number() OVER (PARTITION BY t.journey_id ORDER BY s.position, t.position) AS position,
            s.name_en AS stage_en, s.name_zh AS stage_zh, t.name_en, t.name_zh
        FROM touchpoint t JOIN stage s USING (stage_id) WHERE t.retired_at IS NULL ORDER BY t.journey_id, 4""",
    "questions": """
        SELECT q.question_id, q.survey_id, q.label, q.kind, q.about, q.metric, s.low AS scale_low, s.high AS scale_high,
            s.lower_is_better, q.touchpoint_id
        FROM question q LEFT JOIN scale s USING (scale_id) ORDER BY q.survey_id, q.question_id""",
    "kpi_values": """
        SELECT v.kpi_id, d.name_en, d.name_zh, d.unit, v.period_start, v.period_grain, v.segment, v.value, v.n
        FROM kpi_value v JOIN kpi_def d USING (kpi_id) ORDER BY v.kpi_id, v.period_start""",
}


def described() -> dict[str, Any]:
    """File -> rows and columns, each in both languages."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return found


def plain_frames(store: Reader) -> dict[str, pd.DataFrame]:
    """The frames that single out nobody, by the name of their table; one row per row of it."""
    return {name: store.frame(sql) for name, sql in TABLES.items()}


def responses(store: Reader, *, k: int, zone: str, salt: str) -> pd.DataFrame:
    """One row per current answer set of journeys with at least `k` of them; keys are numbers of this export."""
    return store.frame(RESPONSES, k=k, zone=zone, salt=salt)


def segments(store: Reader) -> pd.DataFrame:
    """One row per segment of a current answer set: response_no, dim, value."""
    return store.frame(SEGMENTS)


def answers(store: Reader, *, k: int) -> pd.DataFrame:
    """One row per current answer; texts of fewer than `k` people and touchpoints of fewer than `k` answers left out."""
    return store.frame(ANSWERS, k=k)


def comments(store: Reader) -> pd.DataFrame:
    """One row per comment of a current answer set."""
    return store.frame(COMMENTS)
