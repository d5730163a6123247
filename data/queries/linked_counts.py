"""The counts beside a matrix of linked answers: how many answers are linked, and how the others differ."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.scope import Scope
from data.queries.segments import condition
from data.reading import Reader

_LINKED: Final = """
linked AS MATERIALIZED (
    SELECT DISTINCT r.response_no, coalesce(r.submitted_at, r.served_at) IS NOT NULL AS is_dated FROM response r
    JOIN link l USING (response_id) WHERE l.target = 'process_case' AND r.journey_id = $journey
        AND l.case_id IN (SELECT case_id FROM process_case))"""
_ANSWERS: Final = f"""
WITH {_LINKED},
said AS (SELECT DISTINCT f.response_no, f.cluster_no FROM score_fact f WHERE <where>)
SELECT count(*) AS n_answers, count(*) FILTER (k.is_dated) AS n_linked, count(*) FILTER (NOT k.is_dated) AS n_undated,
    count(DISTINCT s.cluster_no) AS n_clusters, count(DISTINCT s.cluster_no) FILTER (k.is_dated) AS n_clusters_linked
FROM said s LEFT JOIN linked k USING (response_no)"""  # noqa: S608 - fixed text
_TOUCHPOINTS: Final = f"""
WITH {_LINKED}
SELECT f.touchpoint_id, count(*) AS n_answers, count(*) FILTER (k.is_dated) AS n_linked,
    avg(f.norm) FILTER (k.is_dated) AS mean_linked, avg(f.norm) FILTER (k.response_no IS NULL) AS mean_unlinked
FROM score_fact f LEFT JOIN linked k USING (response_no)
WHERE <where> AND f.about = 'touchpoint' AND f.touchpoint_id IS NOT NULL GROUP BY 1 ORDER BY 1"""  # noqa: S608 - fixed


def link_counts(store: Reader, scope: Scope) -> dict[str, int]:
    """Answer sets of the scope: n_answers, n_linked (to a case, with a time), n_undated (linked, without a time);
    n_clusters and n_clusters_linked: accounts, else persons, else answers.
    """
    where, params = condition(scope)
    found = store.frame(fill(_ANSWERS, where=where), dtypes={}, **params).iloc[0]
    return {str(name): int(value) for name, value in found.items()}


def touchpoint_links(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint with answers: touchpoint_id, n_answers, n_linked, mean_linked, mean_unlinked (0-100).

    Whether the difference of the two means is more than chance is `analytics.match_bias`'s to say.
    """
    where, params = condition(scope)
    types = {"touchpoint_id": "str", "n_answers": "int64", "n_linked": "int64",
             "mean_linked": "float64", "mean_unlinked": "float64"}  # fmt: skip
    return store.frame(fill(_TOUCHPOINTS, where=where), dtypes=types, **params)
