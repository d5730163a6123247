"""The case-level joining set: every answer that belongs to a case, its scores, and what the process had done by then.

One row per answer and case, as arrays with one column per target and per measure (wide): an association is computed
column against column, and most targets are asked in one stage only, so that a long table would have to be spread first.
docs/methods/links.md says when each measure is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.ingest.sql import fill
from data.queries.linked_known import ITEM_POINTS, PROJECT_NO, ROWS, STEP_POINTS
from data.queries.linked_measures import ITEMS, LinkMeasure, MeasureList, link_measures
from data.queries.linked_totals import Floats, Ints, measured
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.reading import Reader

MOST_DIMENSIONS: Final = 8
MOST_VALUES: Final = 24
# Touchpoints in the order of the journey, then the overall questions; of each the scale with most answers.
_TARGETS: Final = """
WITH told AS (
    SELECT CASE WHEN f.about = 'touchpoint' THEN 'touchpoint' ELSE 'outcome' END AS kind,
        CASE WHEN f.about = 'touchpoint' THEN f.touchpoint_id ELSE f.question_id END AS item_id, f.comparison_group,
        any_value(f.question_id) AS question_id, count(*) AS n_answers
    FROM score_fact f WHERE <where> AND f.about <> 'just_right' GROUP BY ALL),
asked AS (
    SELECT * FROM told WHERE item_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY kind, item_id ORDER BY n_answers DESC, comparison_group) = 1)
SELECT d.kind, d.item_id, d.comparison_group, coalesce(t.stage_id, q.stage_id) AS stage_id,
    coalesce(t.name_en, t.name_zh, CASE WHEN q.label_lang = 'zh' THEN q.translations ->> 'en' END, q.label) AS name_en,
    coalesce(t.name_zh, t.name_en, CASE WHEN q.label_lang <> 'zh' THEN q.translations ->> 'zh' END, q.label) AS name_zh
FROM asked d LEFT JOIN touchpoint t ON d.kind = 'touchpoint' AND t.touchpoint_id = d.item_id
LEFT JOIN question q ON d.kind = 'outcome' AND q.question_id = d.item_id
LEFT JOIN stage s ON s.stage_id = coalesce(t.stage_id, q.stage_id)
WHERE t.retired_at IS NULL
ORDER BY d.kind DESC, s.position, t.position, d.item_id"""
_SCORES: Final = """
SELECT f.response_no, g.target, avg(f.norm) AS norm
FROM score_fact f JOIN (
    SELECT unnest($items::VARCHAR[]) AS item_id, unnest($groups::VARCHAR[]) AS comparison_group,
        unnest(range(len($items::VARCHAR[]))) AS target) g
    ON g.item_id = CASE WHEN f.about = 'touchpoint' THEN f.touchpoint_id ELSE f.question_id END
        AND g.comparison_group = f.comparison_group
WHERE <where> AND f.about <> 'just_right' GROUP BY ALL"""
# The segments of an answer are its own, its person's and its account's.
_NAMED: Final = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT f.response_no, f.respondent_no, f.account_no FROM score_fact f WHERE <where>),
owned AS (
    SELECT s.response_no, v.dim, v.value FROM said s JOIN segment_value v
        ON v.owner_kind = 'response' AND v.owner_no = s.response_no
    UNION ALL SELECT s.response_no, v.dim, v.value FROM said s JOIN segment_value v
        ON v.owner_kind = 'respondent' AND v.owner_no = s.respondent_no
    UNION ALL SELECT s.response_no, v.dim, v.value FROM said s JOIN segment_value v
        ON v.owner_kind = 'account' AND v.owner_no = s.account_no)"""
_DIMENSIONS: Final = f"""{_NAMED}, counted AS (SELECT dim, value, count(*) AS n FROM owned GROUP BY ALL)
SELECT dim, list(value ORDER BY value) AS names FROM counted GROUP BY dim
HAVING count(*) BETWEEN 2 AND $most_values ORDER BY sum(n) DESC, dim LIMIT $most_dims"""  # noqa: S608 - fixed text
_SEGMENT: Final = f"""{_NAMED}
SELECT response_no, min(list_position($values::VARCHAR[], value)) - 1 AS value_no FROM owned WHERE dim = $dim
GROUP BY response_no"""  # noqa: S608 - fixed text
_ROW_TYPES: Final = {
    **dict.fromkeys(("response_no", "cluster_no", "case_no", "project_no", "moment_us"), "int64"),
    **dict.fromkeys(("began_us", "opened_us"), "float64"), "case_id": "str",
    **dict.fromkeys(("is_cut", "has_items"), "bool"),
}  # fmt: skip
_STEP_TYPES: Final = {"owner": "int64", "known_us": "int64", "activity_no": "float64", "is_end": "bool"}
_ITEM_TYPES: Final = {"owner": "int64", "known_us": "int64"}
_SEGMENT_TYPES: Final = {"response_no": "int64", "value_no": "int64"}


@dataclass(frozen=True)
class SegmentCodes:
    """The segments of one dimension: `codes` (n,) points into `values`, -1 where a row has none."""

    dim: str
    values: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True)
class LinkedCases:
    """n rows, one per answer and case that it is linked to, sorted by answer and case.

    Attributes
    ----------
    rows : response_no and case_no (numbers inside this store; case_no counts the cases of this frame from 0), case_id,
        cluster_no (account, else respondent, else answer), day (of the scope's basis), moment (seconds since 1970 in
        local time), period (months since year 0), weight (one answer over all its cases adds up to 1), is_known
        (whether any step had happened), is_cut (the case began before the log).
    targets : one row per column of `scores`: kind (touchpoint or outcome), item_id, comparison_group, stage_id,
        name_en, name_zh.
    scores : shape (n, T), points 0-100, higher is better, NaN where not asked; column by column in memory.
    measures, values : shape (n, M), in the unit of each measure, NaN where nothing is known of it yet.
    left_out : kinds of measures that the records tell nothing of, and why.
    """

    rows: pd.DataFrame
    targets: pd.DataFrame
    scores: Floats
    measures: tuple[LinkMeasure, ...]
    values: Floats
    segments: tuple[SegmentCodes, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def clusters(self) -> Ints:
        """What varies independently, shape (n,)."""
        return self.rows["cluster_no"].to_numpy(np.int64)


def linked_cases(store: Reader, scope: Scope) -> LinkedCases:
    """The joining set of a journey; period and segments of the scope choose answers as on every page of the customer.

    Answers count that `score_fact` counts: current, complete, without those left out by their flags.
    """
    listed = link_measures(store, scope.journey_id)
    where, params = condition(scope)
    rows, values = _rows(store, scope, listed, where, params)
    targets = store.frame(fill(_TARGETS, where=where), dtypes={"stage_id": "str"}, **params)
    return LinkedCases(rows, targets, _scores(store, rows, targets, where, params), listed.measures, values,
                       _segments(store, rows, where, params), listed.left_out)  # fmt: skip


def _rows(
    store: Reader, scope: Scope, listed: MeasureList, where: str, params: dict[str, object]
) -> tuple[pd.DataFrame, Floats]:
    pieces = {"items": ITEMS, "where": where, "day": DATE_COLUMN[scope.basis], "project_no": PROJECT_NO}
    zone = {"zone": str(setting(store, "time_zone"))}
    found = store.frame(fill(ROWS, **pieces), dtypes=_ROW_TYPES, **params, **zone)
    cases = np.unique(found["case_no"].to_numpy()).tolist()
    steps = store.frame(STEP_POINTS, dtypes=_STEP_TYPES, cases=cases, **zone)
    items = store.frame(fill(ITEM_POINTS, **pieces), dtypes=_ITEM_TYPES, journey=scope.journey_id, **zone)
    values, n_known = measured(listed, found, steps, items)
    day = found["day"].dt
    rows = found[["response_no", "case_id", "cluster_no", "day", "is_cut"]].assign(
        moment=found["moment_us"] / 1e6,
        is_known=n_known > 0,
        case_no=pd.factorize(found["case_id"])[0].astype(np.int64),
        period=(12 * day.year + day.month - 1).fillna(-1).astype(np.int64),
        weight=1.0 / found.groupby("response_no")["response_no"].transform("size").to_numpy(np.float64),
    )
    return rows, values


def _scores(store: Reader, rows: pd.DataFrame, targets: pd.DataFrame, where: str, params: dict[str, object]) -> Floats:
    found = store.frame(
        fill(_SCORES, where=where), dtypes={"response_no": "int64", "target": "int64", "norm": "float64"},
        items=targets["item_id"].tolist(), groups=targets["comparison_group"].tolist(), **params,
    )  # fmt: skip
    answers, row_of = np.unique(rows["response_no"].to_numpy(), return_inverse=True)
    scores = np.full((len(answers), len(targets)), np.nan, order="F")
    place, is_there = _places(answers, found["response_no"].to_numpy())
    scores[place[is_there], found["target"].to_numpy()[is_there]] = found["norm"].to_numpy()[is_there]
    return scores if len(answers) == len(rows) else np.asfortranarray(scores[row_of])


def _segments(store: Reader, rows: pd.DataFrame, where: str, params: dict[str, object]) -> tuple[SegmentCodes, ...]:
    listed = store.frame(
        fill(_DIMENSIONS, where=where), dtypes={"dim": "str"}, most_values=MOST_VALUES, most_dims=MOST_DIMENSIONS,
        **params,
    )  # fmt: skip
    told = []
    for dim, names in zip(listed["dim"], listed["names"], strict=True):
        values = [str(name) for name in names]
        found = store.frame(fill(_SEGMENT, where=where), dtypes=_SEGMENT_TYPES, dim=dim, values=values, **params)
        codes = np.full(len(rows), -1, dtype=np.int64)
        place, is_there = _places(found["response_no"].to_numpy(), rows["response_no"].to_numpy())
        codes[is_there] = found["value_no"].to_numpy()[place[is_there]]
        told.append(SegmentCodes(dim, tuple(values), codes))
    return tuple(sorted(told, key=lambda one: one.dim))


def _places(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each of `wanted` stands among `keys`, and whether it does."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    place = order[at].astype(np.int64)
    return place, keys[place] == wanted
