"""Overall questions (outcomes) and just-right items: sums per question, by cluster and over time."""

from __future__ import annotations

import pandas as pd

from data.ingest.fact import COUNTED
from data.queries.curve import CLUSTER_GROUPS
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.store import Store

# The two highest answers of a scale with whole-number steps lie within one step of its good end.
_TOP2 = """norm >= 100 - 100.0 / nullif(split_part(comparison_group, '|', 3)::DOUBLE
               - split_part(comparison_group, '|', 2)::DOUBLE, 0) - 1e-9"""
_SUMS = f"""count(*) AS n, sum(norm) AS s, sum(norm * norm) AS s2, sum(native) AS s_native,
               count(*) FILTER (native >= 9) AS promoters, count(*) FILTER (native <= 6) AS detractors,
               count(*) FILTER ({_TOP2}) AS top2"""
_DTYPES = {
    "question_id": "str",
    "comparison_group": "str",
    "about": "str",
    "cluster_group": "int64",
    "n": "int64",
    "s": "float64",
    "s2": "float64",
    "s_native": "float64",
    "promoters": "int64",
    "detractors": "int64",
    "top2": "int64",
}


def outcome_sums(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per question that is no touchpoint and cluster group.

    Columns: question_id, about, comparison_group, cluster_group, n, s, s2, s_native, promoters, detractors, top2.
    """
    where, params = condition(scope)
    return store.frame(
        f"""SELECT question_id, about, comparison_group, (cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group,
               {_SUMS}
           FROM score_fact f WHERE {where} AND about NOT IN ('touchpoint', 'just_right')
           GROUP BY question_id, about, comparison_group, cluster_group
           ORDER BY question_id, comparison_group, cluster_group""",  # noqa: S608 - fixed names only
        dtypes=_DTYPES,
        **params,
    )


def outcome_series(store: Store, scope: Scope, grain: str = "month") -> pd.DataFrame:
    """One row per overall question, period and cluster group: as `outcome_sums`, with period_start."""
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return store.frame(
        f"""SELECT question_id, about, comparison_group, date_trunc($grain, {day})::TIMESTAMP AS period_start,
               (cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group, {_SUMS}
           FROM score_fact f WHERE {where} AND about NOT IN ('touchpoint', 'just_right') AND {day} IS NOT NULL
           GROUP BY question_id, about, comparison_group, period_start, cluster_group
           ORDER BY question_id, period_start, cluster_group""",  # noqa: S608 - fixed names only
        grain=grain,
        dtypes=_DTYPES,
        **params,
    )


def outcome_accounts(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per NPS question and account: n answers, promoters, detractors, s_native; for the score per account."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT question_id, account_no, count(*) AS n, sum(native) AS s_native,
               count(*) FILTER (native >= 9) AS promoters, count(*) FILTER (native <= 6) AS detractors
           FROM score_fact f WHERE {where} AND about = 'overall' AND account_no IS NOT NULL
               AND comparison_group LIKE 'nps|%'
           GROUP BY question_id, account_no ORDER BY question_id, account_no""",  # noqa: S608 - fixed names only
        dtypes={"question_id": "str", "account_no": "int64", "n": "int64"},
        **params,
    )


def questions(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per question of a journey: question_id, label, about, metric, low, high, lower_is_better, kind."""
    return store.frame(
        """SELECT q.question_id, q.label, q.about, q.metric, q.kind, q.touchpoint_id, q.stage_id, q.label_lang,
               q.translations::VARCHAR AS translations, sv.kind AS survey_kind,
               sc.low, sc.high, sc.lower_is_better
           FROM question q LEFT JOIN scale sc USING (scale_id) LEFT JOIN survey sv ON sv.survey_id = q.survey_id
           WHERE q.journey_id = $journey OR sv.journey_id = $journey ORDER BY q.question_id""",
        journey=journey_id,
        dtypes={"question_id": "str", "label": "str", "about": "str", "metric": "str", "kind": "str"},
    )


def just_right_shares(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per just-right question and answer: question_id, label, answer, position, n."""
    where, params = condition(scope, alias="r")
    return store.frame(
        f"""SELECT q.question_id, q.label, coalesce(a.value_text, a.value_num::VARCHAR) AS answer,
               min(a.value_num) AS position, count(*) AS n
           FROM answer a JOIN question q USING (question_id)
           JOIN ({_DATED}) r ON r.response_no = a.response_no
           WHERE q.about = 'just_right' AND NOT a.is_na AND {where}
           GROUP BY ALL ORDER BY q.question_id, position, answer""",  # noqa: S608 - fixed names only
        dtypes={"question_id": "str", "label": "str", "answer": "str", "n": "int64"},
        **params,
    )


# Responses shaped like the fact table, for answers that are no scores.
_DATED = f"""SELECT r.response_no, journey_id, submitted_at::DATE AS answered_on,
                coalesce(served_at, submitted_at)::DATE AS served_on,
                NULL::INTEGER AS respondent_no, NULL::INTEGER AS account_no
            FROM response r WHERE r.is_current AND {COUNTED}"""  # noqa: S608 - fixed text
