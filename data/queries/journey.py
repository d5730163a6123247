"""Reading journeys: the map, its persona, its versions and the span of its data."""

from __future__ import annotations

import pandas as pd

from data.store import Store

_JOURNEY = {"journey_id": "str", "name_en": "str", "name_zh": "str", "state": "str", "is_sample": "bool"}
_TOUCHPOINT = {
    "touchpoint_id": "str",
    "stage_id": "str",
    "kind": "str",
    "name_en": "str",
    "name_zh": "str",
    "channel": "str",
    "directness": "str",
    "owner": "str",
    "floor": "float64",
    "benchmark": "float64",
    "floor_source": "str",
    "benchmark_source": "str",
    "mot_claimed": "bool",
}


def journeys(store: Store) -> pd.DataFrame:
    """One row per live journey, real ones first: ids, names, goal, state, version, persona."""
    return store.frame(
        """SELECT j.journey_id, j.name_en, j.name_zh, j.goal_en, j.goal_zh, j.state, j.horizon, j.version, j.persona_id,
               j.is_sample, j.template_id
           FROM journey j WHERE j.retired_at IS NULL
           ORDER BY j.is_sample, j.created_at, j.journey_id DESC""",
        dtypes=_JOURNEY,
    )


def stages(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per stage in order: stage_id, position, name_en, name_zh, loops_to."""
    return store.frame(
        """SELECT stage_id, position, name_en, name_zh, loops_to FROM stage
           WHERE journey_id = $journey ORDER BY position, stage_id""",
        journey=journey_id,
        dtypes={"stage_id": "str", "position": "int64", "name_en": "str", "name_zh": "str", "loops_to": "str"},
    )


def touchpoints(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per live touchpoint or white space in journey order, with all it states about itself."""
    return store.frame(
        """SELECT t.* EXCLUDE (journey_id, retired_at, position), s.position AS stage_position, t.position
           FROM touchpoint t JOIN stage s USING (stage_id)
           WHERE t.journey_id = $journey AND t.retired_at IS NULL
           ORDER BY s.position, t.position, t.touchpoint_id""",
        journey=journey_id,
        dtypes=_TOUCHPOINT,
    )


def persona(store: Store, persona_id: str) -> pd.DataFrame:
    """The one row of a persona: names, goals, needs, quotes, segment_rule, evidence (JSON text)."""
    return store.frame(
        """SELECT persona_id, name_en, name_zh, goals::VARCHAR AS goals, needs::VARCHAR AS needs,
               quotes::VARCHAR AS quotes, segment_rule::VARCHAR AS segment_rule, evidence::VARCHAR AS evidence
           FROM persona WHERE persona_id = $persona""",
        persona=persona_id,
    )


def competitors(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and competitor, best first: score on 0-100 with its source, date, n and metric."""
    return store.frame(
        """SELECT c.touchpoint_id, c.competitor, c.score, c.source, c.as_of, c.n, c.metric
           FROM competitor_score c JOIN touchpoint t USING (touchpoint_id)
           WHERE t.journey_id = $journey ORDER BY c.touchpoint_id, c.score DESC, c.competitor""",
        journey=journey_id,
        dtypes={"touchpoint_id": "str", "competitor": "str", "score": "float64", "source": "str", "metric": "str"},
    )


def measured_by(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and question that measures it: label, low, high, metric, vendor."""
    return store.frame(
        """SELECT q.touchpoint_id, q.question_id, any_value(q.survey_id) AS survey_id, any_value(q.label) AS label,
               any_value(q.translations)::VARCHAR AS translations, any_value(q.metric) AS metric,
               any_value(sc.low) AS low, any_value(sc.high) AS high
           FROM question q LEFT JOIN scale sc USING (scale_id)
           WHERE q.journey_id = $journey AND q.about = 'touchpoint' AND q.touchpoint_id IS NOT NULL
           GROUP BY q.touchpoint_id, q.question_id ORDER BY q.touchpoint_id, q.question_id""",
        journey=journey_id,
        dtypes={"touchpoint_id": "str", "question_id": "str", "label": "str", "metric": "str"},
    )


def data_span(store: Store, journey_id: str) -> dict[str, object]:
    """First and last day with scores on either date basis, and how many scores there are."""
    rows = store.rows(
        """SELECT min(answered_on), max(answered_on), min(served_on), max(served_on), count(*),
               count(*) FILTER (about = 'touchpoint'), max(answered_on) IS NOT NULL
           FROM score_fact WHERE journey_id = $journey""",
        journey=journey_id,
    )
    names = ("first_answer", "last_answer", "first_service", "last_service", "n_scores", "n_touchpoint_scores")
    return dict(zip(names, rows[0], strict=False))


def versions(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per saved version, newest first: version, state, saved_at, saved_by, note."""
    return store.frame(
        """SELECT version, state, saved_at, saved_by, note FROM journey_version
           WHERE journey_id = $journey ORDER BY version DESC""",
        journey=journey_id,
        dtypes={"version": "int64", "state": "str", "saved_by": "str", "note": "str"},
    )


def has_sample(store: Store) -> bool:
    """Whether sample data is in the store."""
    return bool(store.value("SELECT count(*) FROM upload WHERE is_sample AND undone_at IS NULL"))
