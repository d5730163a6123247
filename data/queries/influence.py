"""Pairs of a touchpoint's score and the overall score of the same answer set, as sums per cluster."""

from __future__ import annotations

import pandas as pd

from data.queries.curve import CLUSTER_GROUPS
from data.queries.scope import Scope
from data.queries.segments import condition
from data.store import Store


def influence_sums(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint and cluster group: n pairs, sx, sy, sxx, syy, sxy on 0-100.

    The overall score of an answer set is the mean of its satisfaction questions, else of its other overall ones.
    """
    where, params = condition(scope)
    return store.frame(
        f"""WITH overall AS (
               SELECT response_no, coalesce(avg(norm) FILTER (comparison_group LIKE 'csat|%'), avg(norm)) AS y
               FROM score_fact f WHERE {where} AND about = 'overall' GROUP BY response_no)
           SELECT f.touchpoint_id, (f.cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group, count(*) AS n,
               sum(f.norm) AS sx, sum(y) AS sy, sum(f.norm * f.norm) AS sxx, sum(y * y) AS syy, sum(f.norm * y) AS sxy
           FROM score_fact f JOIN overall USING (response_no)
           WHERE {where} AND f.about = 'touchpoint'
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"touchpoint_id": "str", "cluster_group": "int64", "n": "int64"},
        **params,
    )
