"""What a journey's cases took, cost and felt like, per period in which they ended: measures an objective can name.

Sums in the shape of `kpi_derived.derived_series`, so that values and intervals follow the same rules. Finished are the
cases that the page of the value stream calls so. docs/methods/objectives.md states each measure.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.kpi_derived import MEDIAN, NO_MEDIAN, SUMS
from data.queries.process_open import IS_OPEN, OPEN_RULE
from data.queries.process_scope import case_condition
from data.queries.scope import Scope
from data.reading import Reader

CASE_MEASURES: Final = ("lead", "work", "first_pass", "flow", "cost", "score")
_FLOAT: Final = dict.fromkeys(
    ("numerator", "denominator", "ss_num", "ss_den", "ss_both", "median", "low", "high"), "float64"
)
_IS_TIMED: Final = "n_timed = n_steps"
# of the whole log, as the value stream asks it: work and waiting cannot be told apart where most events have one time
_TELLS_WORK: Final = "(SELECT 2 * sum(n_timed) > sum(n_steps) FROM picked)"
# num and den of one finished case; a case that cannot tell has neither
_NUM: Final = {
    "lead": "lead_s / 86400",
    "work": f"CASE WHEN {_IS_TIMED} THEN processing_s / 3600 END",
    "first_pass": "(n_steps = n_activities)::INTEGER",
    "flow": f"CASE WHEN {_TELLS_WORK} AND lead_s > 0 THEN lead_s - wait_s END",
    "cost": "(SELECT sum(e.cost) FROM event e WHERE e.case_id = picked.case_id)",
    "score": "(SELECT avg(t.norm) FROM told t WHERE t.case_id = picked.case_id)",
}
_DEN: Final = {"flow": f"CASE WHEN {_TELLS_WORK} AND lead_s > 0 THEN lead_s END"}
_MEDIANS: Final = ("lead", "work", "cost")
_ASKED: Final = f"""
WITH {OPEN_RULE} picked AS (
    SELECT c.* FROM case_fact c JOIN log_rule r USING (log_no)
    WHERE <where> AND NOT c.is_marked_open AND NOT c.is_cut AND NOT (<is_open>)),
ranks AS (SELECT stage_id, row_number() OVER (ORDER BY position DESC, stage_id DESC) AS place FROM stage
    WHERE journey_id = $journey),
told AS (
    SELECT l.case_id, f.norm FROM score_fact f JOIN response r USING (response_no) JOIN link l USING (response_id)
    JOIN question q USING (question_id) JOIN ranks k ON k.stage_id = q.stage_id AND k.place <= 2
    WHERE f.journey_id = $journey AND l.target = 'process_case' AND f.about = 'overall'
        AND f.comparison_group LIKE 'csat|%'),
valued AS (SELECT ended_at, (<num>)::DOUBLE AS num, <den> AS raw FROM picked),
record AS (SELECT ended_at::DATE AS day, num, CASE WHEN num IS NOT NULL THEN raw::DOUBLE END AS den FROM valued)
SELECT date_trunc('month', day)::TIMESTAMP AS period_start, {SUMS} <tail>
FROM record WHERE num IS NOT NULL GROUP BY 1 ORDER BY 1"""  # noqa: S608 - fixed text


def case_measure_months(store: Reader, journey_id: str, code: str) -> pd.DataFrame:
    """One row per month in which cases ended: period_start and the sums of `kpi_derived.derived_series`.

    `code` is one of CASE_MEASURES: lead (days), work (hours at work), cost (of all steps) as medians over cases;
    first_pass (share without a repeated step), flow (time in which a step runs over lead time, pooled), score (mean
    overall satisfaction of the last two stages, 0-100) as ratios.
    """
    where, params = case_condition(Scope(journey_id))
    pieces = {
        "where": where, "is_open": IS_OPEN, "num": _NUM[code], "den": _DEN.get(code, "1"),
        "tail": MEDIAN if code in _MEDIANS else NO_MEDIAN,
    }  # fmt: skip
    return store.frame(fill(_ASKED, **pieces), dtypes=_FLOAT, **params)
