"""What can be put on a control chart: touchpoint and stage scores, overall questions, KPIs, figures of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.queries.measure_derived import derived_list
from data.queries.measure_events import event_list
from data.reading import Reader

TOUCHPOINT_KINDS: Final = ("mean", "satisfied", "low")
STAGE_KINDS: Final = ("stage",)
OUTCOME_KINDS: Final = ("nps", "csat", "csatshare", "effort", "ease", "rating")
KPI_KINDS: Final = ("kpi", "derived")
CASE_KINDS: Final = ("lead", "throughput", "complaints")
STEP_KINDS: Final = ("wait", "work")
EVENT_KINDS: Final = ("complaints", "escaped", "severe", "rework", "activity", "lowest")
PROCESS_KINDS: Final = (*KPI_KINDS, "lead", "throughput", *STEP_KINDS, "escaped", "severe", "rework", "activity")
KINDS: Final = (
    *TOUCHPOINT_KINDS, *STAGE_KINDS, *OUTCOME_KINDS, *KPI_KINDS, *CASE_KINDS, *STEP_KINDS, *EVENT_KINDS[1:],
)  # fmt: skip
GRAINS: Final = ("week", "month", "quarter")
_TYPES: Final = {
    **dict.fromkeys(("code", "kind", "item_id", "name_en", "name_zh", "unit", "direction", "grain"), "str"),
    **dict.fromkeys(("target", "lower_spec", "upper_spec"), "float64"),
}


@dataclass(frozen=True)
class Measure:
    """One measure of a journey. Its code in links is `kind:item`.

    Attributes
    ----------
    kind : mean, satisfied or low (a touchpoint's experience score in points 0-100, the share of its two best or two
        worst answers); stage (mean over responses); nps, csat, csatshare, effort, ease, rating (an overall question);
        kpi (imported) or derived (of the catalogue, from records); lead (days), throughput, complaints (of the
        journey's cases); wait, work (hours at a touchpoint). Counts of events that are known one by one: complaints,
        escaped and severe (defects found in operation; the item of severe is the severity), rework and activity (cases
        with a repeated step, with a step that few take), lowest (lowest possible answers at a touchpoint).
    """

    kind: str
    item_id: str

    @property
    def code(self) -> str:
        """The measure in a link."""
        return f"{self.kind}:{self.item_id}"


def parsed(code: str) -> Measure | None:
    """The measure a code names, None for anything else.

    >>> parsed("kpi:it.hours")
    Measure(kind='kpi', item_id='it.hours')
    >>> parsed("moon:it.hours") is None
    True
    """
    kind, _sep, item = code.partition(":")
    return Measure(kind, item) if kind in KINDS and item else None


def measure_list(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per measure of a journey that has data, in the order of the journey.

    Columns: code, kind, item_id, touchpoint_id, stage_id, name_en, name_zh, unit, direction (up or down is better, ""
    where neither), target (of a touchpoint's score its expectation floor), lower_spec, upper_spec, grain (the finest
    its data allow). A KPI in percent is listed, and its series is given, as a share from 0 to 1.
    """
    listed = store.frame(_LIST, journey=journey_id, dtypes=_TYPES)
    is_case = listed["kind"].isin(CASE_KINDS)
    more = [
        part.reindex(columns=listed.columns).astype(listed.dtypes.to_dict())
        for part in (derived_list(store, journey_id), event_list(store, journey_id))
    ]
    parts = [part for part in (listed[~is_case], more[0], listed[is_case], more[1]) if not part.empty]
    return pd.concat(parts, ignore_index=True) if parts else listed


_LIST: Final = """
WITH scored AS (SELECT DISTINCT touchpoint_id FROM score_fact WHERE journey_id = $journey AND about = 'touchpoint'),
points AS (
    SELECT t.floor, t.touchpoint_id, t.stage_id, t.name_en, t.name_zh, s.position AS sp, t.position AS tp
    FROM touchpoint t JOIN stage s USING (stage_id)
    WHERE t.journey_id = $journey AND t.retired_at IS NULL AND t.touchpoint_id IN (SELECT touchpoint_id FROM scored)),
asked AS (
    SELECT question_id, any_value(comparison_group) AS grp FROM score_fact
    WHERE journey_id = $journey AND about NOT IN ('touchpoint', 'just_right') GROUP BY question_id),
overall AS (
    SELECT a.question_id, q.stage_id, split_part(a.grp, '|', 1) AS metric, a.grp, q.label, q.label_lang,
           q.translations, coalesce(c.lower_is_better, false) AS lower_is_better
    FROM asked a LEFT JOIN question q USING (question_id) LEFT JOIN scale c USING (scale_id)),
worded AS (
    SELECT *, CASE WHEN grp = 'nps|0|10' THEN 'nps' WHEN metric = 'csat' THEN 'csat'
                   WHEN metric = 'ces' AND lower_is_better THEN 'effort' WHEN metric = 'ces' THEN 'ease'
                   ELSE 'rating' END AS kind,
           CASE WHEN label_lang = 'zh' THEN json_extract_string(translations, '$.en') ELSE label END AS en,
           CASE WHEN label_lang = 'zh' THEN label ELSE json_extract_string(translations, '$.zh') END AS zh
    FROM overall),
cases AS (SELECT count(*) AS n FROM case_fact
          WHERE log_no IN (SELECT log_no FROM process_log WHERE journey_id = $journey)),
stepped AS (
    SELECT m.touchpoint_id, count(s.wait_s) AS wait, count(s.processing_s) AS work
    FROM step_fact s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = a.log_no
        JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
    WHERE l.journey_id = $journey GROUP BY m.touchpoint_id),
told AS (SELECT count(*) AS n FROM response r JOIN survey v USING (survey_id)
         WHERE r.journey_id = $journey AND r.is_current AND v.source_kind = 'complaints'),
found AS (
    SELECT 0 AS part, sp, tp, kind, touchpoint_id AS item_id, touchpoint_id, stage_id, name_en, name_zh,
           CASE kind WHEN 'mean' THEN 'points' ELSE 'share' END AS unit,
           CASE kind WHEN 'low' THEN 'down' ELSE 'up' END AS direction,
           CASE kind WHEN 'mean' THEN floor END AS target, NULL::DOUBLE AS lower_spec, NULL::DOUBLE AS upper_spec,
           'week' AS grain
    FROM points, (SELECT unnest(['mean', 'satisfied', 'low']) AS kind)
    UNION ALL
    SELECT 1, s.position, 0, 'stage', s.stage_id, NULL, s.stage_id, s.name_en, s.name_zh, 'points', 'up',
           NULL, NULL, NULL, 'week'
    FROM stage s WHERE s.journey_id = $journey AND s.stage_id IN (SELECT stage_id FROM points)
    UNION ALL
    SELECT 2, coalesce(s.position, 0), 0, kind, w.question_id, NULL, w.stage_id, w.en, w.zh,
           CASE kind WHEN 'nps' THEN 'nps' ELSE 'native' END, CASE kind WHEN 'effort' THEN 'down' ELSE 'up' END,
           NULL, NULL, NULL, 'week'
    FROM worded w LEFT JOIN stage s ON s.stage_id = w.stage_id
    UNION ALL
    SELECT 2, coalesce(s.position, 0), 1, 'csatshare', w.question_id, NULL, w.stage_id, w.en, w.zh, 'share', 'up',
           NULL, NULL, NULL, 'week'
    FROM worded w LEFT JOIN stage s ON s.stage_id = w.stage_id WHERE kind = 'csat'
    UNION ALL
    SELECT 3, 0, 0, 'kpi', k.kpi_id, (SELECT min(touchpoint_id) FROM touchpoint_kpi t WHERE t.kpi_id = k.kpi_id),
           NULL, k.name_en, k.name_zh, CASE WHEN k.whole = 100 THEN 'share' ELSE k.unit END, k.direction,
           k.target / k.whole, k.lower_spec / k.whole, k.upper_spec / k.whole, v.grain
    FROM (SELECT *, CASE WHEN lower(unit) IN ('%', 'percent') THEN 100 ELSE 1 END AS whole FROM kpi_def) k JOIN (
        SELECT kpi_id, CASE WHEN bool_or(period_grain IN ('day', 'week')) THEN 'week'
                            WHEN bool_or(period_grain = 'month') THEN 'month' ELSE 'quarter' END AS grain
        FROM kpi_value WHERE value IS NOT NULL AND segment IS NULL GROUP BY kpi_id) v USING (kpi_id)
    WHERE k.journey_id = $journey OR k.journey_id IS NULL
    UNION ALL
    SELECT 4, 0, 0, kind, $journey, NULL, NULL, NULL, NULL, CASE kind WHEN 'lead' THEN 'days' ELSE 'count' END,
           CASE kind WHEN 'lead' THEN 'down' ELSE '' END, NULL, NULL, NULL, 'week'
    FROM (SELECT unnest(['lead', 'throughput']) AS kind), cases WHERE cases.n > 0
    UNION ALL
    SELECT 5, s.position, t.position, k.code, t.touchpoint_id, t.touchpoint_id, t.stage_id, t.name_en, t.name_zh,
           'hours', 'down', NULL, NULL, NULL, 'week'
    FROM touchpoint t JOIN stage s USING (stage_id) JOIN stepped p USING (touchpoint_id),
        (SELECT unnest(['wait', 'work']) AS code) k
    WHERE t.journey_id = $journey AND t.retired_at IS NULL AND CASE k.code WHEN 'wait' THEN p.wait ELSE p.work END > 0
    UNION ALL
    SELECT 4, 1, 0, 'complaints', $journey, NULL, NULL, NULL, NULL, 'count', 'down', NULL, NULL, NULL, 'week'
    FROM told WHERE told.n > 0)
SELECT kind || ':' || item_id AS code, kind, item_id, touchpoint_id, stage_id, coalesce(name_en, name_zh) AS name_en,
       coalesce(name_zh, name_en) AS name_zh, unit, direction, target, lower_spec, upper_spec, grain
FROM found ORDER BY part, sp, tp, item_id, array_position(['mean', 'satisfied', 'low', 'wait', 'work'], kind)
"""
