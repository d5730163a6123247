"""Score facts of a simulated world, and the sums the store's queries would give, in pandas.

One row of facts is one answer: touchpoint_id, comparison_group, response_no, cluster_no, respondent_no, account_no,
native, norm; `answered_on` where time matters. tests/test_evidence.py compares the sums with the SQL of the store.
"""

from __future__ import annotations

import pandas as pd

CLUSTER_GROUPS = 1024
_KEYS = ["touchpoint_id", "comparison_group"]


def cluster_sums(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per touchpoint, comparison group and cluster group, as data.queries.curve.cluster_sums."""
    per_response = facts.groupby(["response_no", "comparison_group"])["norm"]
    rest_n = per_response.transform("size") - 1
    paired = rest_n > 0
    rest_mean = (per_response.transform("sum") - facts["norm"]) / rest_n.where(paired)
    rows = facts.assign(
        cluster_group=facts["cluster_no"] % CLUSTER_GROUPS,
        n=1,
        s=facts["norm"],
        s2=facts["norm"] ** 2,
        s_native=facts["native"],
        paired_n=paired.astype(int),
        paired_s=(facts["norm"] - rest_mean).fillna(0.0),
        rest_n=rest_n,
    )
    columns = ["n", "s", "s2", "s_native", "paired_n", "paired_s", "rest_n"]
    return rows.groupby([*_KEYS, "cluster_group"], as_index=False)[columns].sum()


def touchpoint_counts(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per touchpoint and comparison group, as data.queries.curve.touchpoint_counts."""
    return facts.groupby(_KEYS, as_index=False).agg(
        n_answers=("norm", "size"),
        n_accounts=("account_no", "nunique"),
    )
