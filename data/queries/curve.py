"""Sums per touchpoint and cluster, from which the curve, its intervals and its tests are computed."""

from __future__ import annotations

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.store import Store

CLUSTER_GROUPS = 1024
_KEYS = "touchpoint_id, comparison_group"
_SUMS = {
    "touchpoint_id": "str",
    "comparison_group": "str",
    "cluster_group": "int64",
    "n": "int64",
    "s": "float64",
    "s2": "float64",
    "s_native": "float64",
    "paired_n": "int64",
    "paired_s": "float64",
    "rest_n": "int64",
}
_COUNTS = {
    "touchpoint_id": "str",
    "comparison_group": "str",
    "n_answers": "int64",
    "n_accounts": "int64",
}


def cluster_sums(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint, comparison group and cluster group.

    Columns: n answers; s, s2, s_native = sums of norm, norm squared and native; paired_n, paired_s = over answers
    whose response rated other touchpoints too, count and sum of own norm minus the mean of those; rest_n.
    Up to 1,024 clusters each is its own group, beyond they are dealt into 1,024 groups.
    """
    where, params = condition(scope)
    return store.frame(
        f"""SELECT touchpoint_id, comparison_group, (cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group,
               count(*) AS n, sum(norm) AS s, sum(norm * norm) AS s2, sum(native) AS s_native,
               count(*) FILTER (rest_n > 0) AS paired_n,
               coalesce(sum(norm - rest_sum / rest_n) FILTER (rest_n > 0), 0) AS paired_s,
               coalesce(sum(rest_n), 0) AS rest_n
           FROM score_fact f WHERE {where} AND about = 'touchpoint'
           GROUP BY ALL ORDER BY touchpoint_id, comparison_group, cluster_group""",  # noqa: S608 - fixed names only
        dtypes=_SUMS,
        **params,
    )


def touchpoint_counts(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint and comparison group: exact numbers of answers and of accounts.

    Two queries: a DISTINCT count beside a plain one costs the engine five times as much.
    """
    where, params = condition(scope)
    facts = f"score_fact f WHERE {where} AND about = 'touchpoint'"
    accounts = f"(SELECT DISTINCT {_KEYS}, account_no FROM {facts} AND account_no IS NOT NULL)"  # noqa: S608
    n_answers, n_accounts = (
        store.frame(
            f"SELECT {_KEYS}, count(*) AS {name} FROM {source} GROUP BY ALL ORDER BY ALL",  # noqa: S608 - fixed names
            dtypes={"touchpoint_id": "str", "comparison_group": "str", name: "int64"},
            **params,
        )
        for name, source in (("n_answers", facts), ("n_accounts", accounts))
    )
    counts = n_answers.merge(n_accounts, how="left", on=_KEYS.split(", "))
    return counts.fillna({"n_accounts": 0}).astype(_COUNTS)


def totals(store: Store, scope: Scope) -> dict[str, int]:
    """Scored answers, responses, respondents and accounts of the whole view, overall questions included."""
    where, params = condition(scope)
    rows = store.rows(
        f"""SELECT count(*), count(DISTINCT response_no), count(DISTINCT respondent_no), count(DISTINCT account_no)
           FROM score_fact f WHERE {where}""",  # noqa: S608 - fixed names only
        **params,
    )
    return dict(zip(("n_answers", "n_responses", "n_respondents", "n_accounts"), map(int, rows[0]), strict=True))


def touchpoint_series(store: Store, scope: Scope, grain: str = "month") -> pd.DataFrame:
    """One row per touchpoint, period and cluster group: touchpoint_id, period_start, cluster_group, n, s."""
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return store.frame(
        f"""SELECT touchpoint_id, date_trunc($grain, {day})::DATE AS period_start,
               (cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group, count(*) AS n, sum(norm) AS s
           FROM score_fact f WHERE {where} AND about = 'touchpoint' AND {day} IS NOT NULL
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        grain=grain,
        dtypes={"touchpoint_id": "str", "cluster_group": "int64", "n": "int64", "s": "float64"},
        **params,
    )


def answer_counts(store: Store, scope: Scope, touchpoint_id: str) -> pd.DataFrame:
    """One row per answer value of a touchpoint: native, n."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT native, count(*) AS n FROM score_fact f
           WHERE {where} AND about = 'touchpoint' AND touchpoint_id = $touchpoint
           GROUP BY native ORDER BY native""",  # noqa: S608 - fixed names only
        touchpoint=touchpoint_id,
        dtypes={"native": "float64", "n": "int64"},
        **params,
    )
