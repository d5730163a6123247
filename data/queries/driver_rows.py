"""Answers wide: one row per response with an outcome, one column per touchpoint, on 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import condition
from data.store import Store

OUTCOMES = ("overall", "nps", "top2")
_STEP = """100.0 / nullif(split_part(f.comparison_group, '|', 3)::DOUBLE
                   - split_part(f.comparison_group, '|', 2)::DOUBLE, 0)"""
_TOP = f"100.0 * (f.norm >= 100 - {_STEP} - 1e-9)::INTEGER"
_NPS = "CASE WHEN f.native >= 9 THEN 100.0 WHEN f.native <= 6 THEN -100.0 ELSE 0.0 END"
# satisfaction first, then any other overall question
_SATISFIED = "coalesce(avg({value}) FILTER (f.comparison_group LIKE 'csat|%'), avg({value}))"
_OUTCOME = {
    "overall": _SATISFIED.format(value="f.norm"),
    "top2": _SATISFIED.format(value=_TOP),
    "nps": f"avg({_NPS}) FILTER (f.comparison_group LIKE 'nps|%')",
}


def driver_rows(
    store: Store, scope: Scope, touchpoint_ids: Sequence[str], *, outcome: str, stage_id: str | None = None
) -> pd.DataFrame:
    """One row per response that rates one of the touchpoints and has an outcome.

    Columns: outcome, cluster_no, account_no, answered_on, and d0, d1 ... in the order of `touchpoint_ids`; missing
    where not rated. Outcomes: overall, the mean score on 0-100 of the response's overall questions; nps, 100 for a
    promoter, 0 for a passive, -100 for a detractor; top2, 100 for one of the two best answers, else 0. With `stage_id`
    overall questions of other stages are left out.
    """
    where, params = condition(scope)
    wide = ", ".join(
        f"avg(f.norm) FILTER (f.touchpoint_id = $touchpoint{number}) AS d{number}"
        for number in range(len(touchpoint_ids))
    )
    return store.frame(
        f"""WITH judged AS (
               SELECT f.response_no, {_OUTCOME[outcome]} AS outcome
               FROM score_fact f LEFT JOIN question q USING (question_id)
               WHERE {where} AND f.about = 'overall'
                   AND ($stage IS NULL OR q.stage_id IS NULL OR q.stage_id = $stage)
               GROUP BY f.response_no),
           rated AS (
               SELECT f.response_no, min(f.cluster_no) AS cluster_no, min(f.account_no) AS account_no,
                   min(f.answered_on) AS answered_on, {wide}
               FROM score_fact f
               WHERE {where} AND f.about = 'touchpoint' AND list_contains($touchpoints, f.touchpoint_id)
               GROUP BY f.response_no)
           SELECT outcome, rated.* EXCLUDE (response_no) FROM rated JOIN judged USING (response_no)
           WHERE outcome IS NOT NULL ORDER BY response_no""",  # noqa: S608 - fixed names only
        dtypes={"outcome": "float64", "cluster_no": "int64"},
        stage=stage_id,
        touchpoints=list(touchpoint_ids),
        **{f"touchpoint{number}": name for number, name in enumerate(touchpoint_ids)},
        **params,
    )


def stages_together(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per number of stages that one response rates touchpoints of: n_stages, n responses."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT n_stages, count(*)::BIGINT AS n FROM (
               SELECT response_no, count(DISTINCT t.stage_id) AS n_stages
               FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
               WHERE {where} AND about = 'touchpoint' AND t.retired_at IS NULL GROUP BY response_no)
           GROUP BY n_stages ORDER BY n_stages""",  # noqa: S608 - fixed names only
        dtypes={"n_stages": "int64", "n": "int64"},
        **params,
    )


def touchpoint_scales(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per rated touchpoint and scale: touchpoint_id, low, high, n answers."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT touchpoint_id, split_part(comparison_group, '|', 2)::DOUBLE AS low,
               split_part(comparison_group, '|', 3)::DOUBLE AS high, count(*)::BIGINT AS n
           FROM score_fact f WHERE {where} AND about = 'touchpoint' GROUP BY ALL ORDER BY ALL""",  # noqa: S608
        dtypes={"touchpoint_id": "str", "low": "float64", "high": "float64", "n": "int64"},
        **params,
    )


def outcomes_asked(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per kind of overall question in the answers: metric ("csat", "nps" ...), n."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT split_part(comparison_group, '|', 1) AS metric, count(*)::BIGINT AS n
           FROM score_fact f WHERE {where} AND about = 'overall' GROUP BY metric ORDER BY metric""",  # noqa: S608
        dtypes={"metric": "str", "n": "int64"},
        **params,
    )
