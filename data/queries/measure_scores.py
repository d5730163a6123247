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
_SUMS: Final = f"""count(*) AS n, avg(norm) AS mean_norm, stddev_samp(norm) AS sd_norm,
    avg(native) AS mean_native, stddev_samp(native) AS sd_native,
    count(*) FILTER (norm >= 100 - {_STEP}) AS top2, count(*) FILTER (norm <= {_STEP}) AS bottom2,
    count(*) FILTER (native >= 9) AS promoters, count(*) FILTER (native <= 6) AS detractors"""
_TYPES: Final = {
    "item_id": "str",
    **dict.fromkeys(("n", "top2", "bottom2", "promoters", "detractors"), "int64"),
    **dict.fromkeys(("mean_norm", "sd_norm", "mean_native", "sd_native"), "float64"),
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
    mean_native, sd_native, top2, bottom2, promoters, detractors.

    Scores are compared within one scale only: of a touchpoint asked on several, the one with most answers counts.
    """
    return _periods(store, scope, grain, week_start, "touchpoint_id", "about = 'touchpoint'", item_id)


def outcome_periods(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """As `touchpoint_periods`, one row per overall question and period."""
    return _periods(
        store, scope, grain, week_start, "question_id", "about NOT IN ('touchpoint', 'just_right')", item_id
    )


def _periods(
    store: Reader, scope: Scope, grain: str, week_start: str, key: str, about: str, item_id: str | None
) -> pd.DataFrame:
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return store.frame(
        f"""WITH told AS (
               SELECT {key} AS item_id, {day} AS day, comparison_group, norm, native FROM score_fact f
               WHERE {where} AND {about} AND {day} IS NOT NULL AND ($item::VARCHAR IS NULL OR {key} = $item)),
           asked AS (
               SELECT item_id, comparison_group FROM told GROUP BY item_id, comparison_group
               QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY count(*) DESC, comparison_group) = 1)
           SELECT item_id, {period_sql("day", grain, week_start)} AS period_start, {_SUMS}
           FROM told JOIN asked USING (item_id, comparison_group)
           GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - fixed names only
        item=item_id,
        dtypes=_TYPES,
        **params,
    )


def stage_periods(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """One row per stage and period: item_id, period_start, value, n responses, sd.

    A response counts once, with the mean (points 0-100) of its answers in the stage.
    """
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return store.frame(
        f"""WITH told AS (
               SELECT t.stage_id, f.response_no, min({day}) AS day, avg(norm) AS norm
               FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
               WHERE {where} AND about = 'touchpoint' AND {day} IS NOT NULL
                   AND ($item::VARCHAR IS NULL OR t.stage_id = $item)
               GROUP BY ALL)
           SELECT stage_id AS item_id, {period_sql("day", grain, week_start)} AS period_start, avg(norm) AS value,
               count(*) AS n, stddev_samp(norm) AS sd FROM told GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - fixed names
        item=item_id,
        dtypes={"item_id": "str", "value": "float64", "n": "int64", "sd": "float64"},
        **params,
    )
