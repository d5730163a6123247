"""Answers per period: what the series of scores are made of."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.reading import Reader

# The two best (worst) answers of a scale with whole-number steps lie within one step of its end.
_STEP: Final = """(100.0 / nullif(split_part(comparison_group, '|', 3)::DOUBLE
    - split_part(comparison_group, '|', 2)::DOUBLE, 0) + 1e-9)"""
_COUNTS: Final = f"""count(*) AS n, sum(norm) AS s, sum(norm * norm) AS s2, sum(native) AS v,
    sum(native * native) AS v2, max(norm) AS top, min(norm) AS low, max(native) AS top_native,
    min(native) AS low_native,
    count(*) FILTER (norm >= 100 - {_STEP}) AS top2, count(*) FILTER (norm <= {_STEP}) AS bottom2,
    count(*) FILTER (native >= 9) AS promoters, count(*) FILTER (native <= 6) AS detractors"""
# From sums per cluster to the period: the variance of a mean of clusters is that of their totals around it.
_SUMS: Final = """sum(n)::BIGINT AS n, sum(s) / sum(n) AS mean_norm, sum(v) / sum(n) AS mean_native,
    sqrt(greatest(sum(s2) - sum(s) ** 2 / sum(n), 0) / nullif(sum(n) - 1, 0)) AS sd_norm,
    sqrt(greatest(sum(v2) - sum(v) ** 2 / sum(n), 0) / nullif(sum(n) - 1, 0)) AS sd_native,
    sum(top2)::BIGINT AS top2, sum(bottom2)::BIGINT AS bottom2, sum(promoters)::BIGINT AS promoters,
    sum(detractors)::BIGINT AS detractors, max(top) - min(low) AS range_norm,
    max(top_native) - min(low_native) AS range_native"""


def cluster_variance(total: str) -> str:
    """SQL over rows of one cluster each (n, and the column `total`): the variance of the mean that clusters explain.

    C / (C - 1) x sum of (total - n x mean)^2 / N^2; missing with a single cluster.
    """
    mean = f"(sum({total}) / sum(n))"
    squares = f"(sum({total} * {total}) - 2 * {mean} * sum({total} * n) + {mean} ** 2 * sum(n * n))"
    return f"greatest({squares}, 0) * count(*) / nullif(count(*) - 1, 0) / sum(n) ** 2"


_VARIANCES: Final = {"var_norm": "s", "var_net": "net", "var_top2": "top2", "var_bottom2": "bottom2"}
_TYPES: Final = {
    "item_id": "str",
    **dict.fromkeys(("n", "top2", "bottom2", "promoters", "detractors"), "int64"),
    **dict.fromkeys(("mean_norm", "sd_norm", "mean_native", "sd_native", *_VARIANCES), "float64"),
    **dict.fromkeys(("range_norm", "range_native"), "float64"),
}
_SUBJECTS: Final = {
    "touchpoint": ("touchpoint_id", "about = 'touchpoint'"),
    "outcome": ("question_id", "about NOT IN ('touchpoint', 'just_right')"),
}


def period_sql(day: str, grain: str, week_start: str) -> str:
    """The first day of the period that holds the column `day`.

    >>> period_sql("d", "week", "sun")
    "(date_trunc('week', d + INTERVAL 1 DAY) - INTERVAL 1 DAY)::TIMESTAMP"
    """
    if grain not in ("week", "month", "quarter"):
        raise ValueError(f"grain must be week, month or quarter, not {grain}")
    if grain == "week" and week_start == "sun":
        return f"(date_trunc('week', {day} + INTERVAL 1 DAY) - INTERVAL 1 DAY)::TIMESTAMP"
    return f"date_trunc('{grain}', {day})::TIMESTAMP"


def touchpoint_periods(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """One row per touchpoint and period with answers: item_id, period_start, n, mean_norm and sd_norm (points 0-100),
    mean_native, sd_native, range_norm, range_native (largest less smallest answer), top2, bottom2, promoters,
    detractors; var_norm, var_net, var_top2, var_bottom2: the variance of the mean of norm, of promoters less
    detractors, of the shares of the two best and worst, when the answers of one account or person hang together.

    Scores are compared within one scale only: of a touchpoint asked on several, the one with most answers counts.
    """
    return _periods(store, scope, grain, week_start, "touchpoint", item_id)


def outcome_periods(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """As `touchpoint_periods`, one row per overall question and period."""
    return _periods(store, scope, grain, week_start, "outcome", item_id)


def clustered_answers(scope: Scope, grain: str, week_start: str, subject: str) -> tuple[str, dict[str, object]]:
    """SQL of `clustered`, for WITH, and its parameters without $item: one row per item, period and cluster.

    `subject`: touchpoint or outcome. Columns: item_id, period_start, cluster_no, n, s (sum of norm), v (of native),
    their squares s2, v2, top2, bottom2, promoters, detractors, net.
    """
    key, about = _SUBJECTS[subject]
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return (
        f"""told AS (
               SELECT {key} AS item_id, {period_sql(day, grain, week_start)} AS period_start, comparison_group,
                   cluster_no, norm, native FROM score_fact f
               WHERE {where} AND {about} AND {day} IS NOT NULL AND ($item::VARCHAR IS NULL OR {key} = $item)),
           asked AS (
               SELECT item_id, comparison_group FROM told GROUP BY item_id, comparison_group
               QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY count(*) DESC, comparison_group) = 1),
               clustered AS (
               SELECT item_id, period_start, cluster_no, {_COUNTS}, promoters - detractors AS net
               FROM told JOIN asked USING (item_id, comparison_group) GROUP BY item_id, period_start, cluster_no)""",  # noqa: S608 - fixed names only
        dict(params),
    )


def _periods(
    store: Reader, scope: Scope, grain: str, week_start: str, subject: str, item_id: str | None
) -> pd.DataFrame:
    clustered, params = clustered_answers(scope, grain, week_start, subject)
    variances = ", ".join(f"{cluster_variance(total)} AS {name}" for name, total in _VARIANCES.items())
    return store.frame(
        f"""WITH {clustered} SELECT item_id, period_start, {_SUMS}, {variances}
           FROM clustered GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - fixed names only
        item=item_id,
        dtypes=_TYPES,
        **params,
    )


def stage_periods(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """One row per stage and period: item_id, period_start, value, n responses, sd, range, mean_var (as var_norm above).

    A response counts once, with the mean (points 0-100) of its answers in the stage.
    """
    clustered, params = clustered_stages(scope, grain, week_start)
    return store.frame(
        f"""WITH {clustered}
           SELECT item_id, period_start, sum(s) / sum(n) AS value, sum(n)::BIGINT AS n,
               sqrt(greatest(sum(s2) - sum(s) ** 2 / sum(n), 0) / nullif(sum(n) - 1, 0)) AS sd,
               max(top) - min(low) AS range, {cluster_variance("s")} AS mean_var
           FROM clustered GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - fixed names
        item=item_id,
        dtypes={
            "item_id": "str",
            "value": "float64",
            "n": "int64",
            "sd": "float64",
            "range": "float64",
            "mean_var": "float64",
        },
        **params,
    )


def clustered_stages(scope: Scope, grain: str, week_start: str) -> tuple[str, dict[str, object]]:
    """As `clustered_answers`, of stages: item_id, period_start, cluster_no, n responses, s, s2, top, low."""
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return (
        f"""told AS (
               SELECT t.stage_id, f.response_no, min({day}) AS day, avg(norm) AS norm, min(cluster_no) AS cluster_no
               FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
               WHERE {where} AND about = 'touchpoint' AND {day} IS NOT NULL
                   AND ($item::VARCHAR IS NULL OR t.stage_id = $item)
               GROUP BY ALL),
               clustered AS (
               SELECT stage_id AS item_id, {period_sql("day", grain, week_start)} AS period_start, cluster_no,
                   count(*) AS n, sum(norm) AS s, sum(norm * norm) AS s2, max(norm) AS top, min(norm) AS low
               FROM told GROUP BY 1, 2, cluster_no)""",  # noqa: S608 - fixed names
        dict(params),
    )
