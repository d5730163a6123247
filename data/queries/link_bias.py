"""Sums over linked and unlinked answers of one survey: scores, segment values and periods per cluster."""

from __future__ import annotations

import pandas as pd

from data.ingest.fact import OWN_CLUSTER
from data.ingest.link_sides import CASES, COUNTED
from data.ingest.sql import fill
from data.queries.curve import CLUSTER_GROUPS
from data.reading import Reader

MOST_DIMENSIONS = 8
MOST_VALUES = 8
PERIODS = {"month": (8, "%Y-%m"), "quarter": (24, "%Y-Q"), "year": (10_000, "%Y")}
BASE = f"""
WITH base AS MATERIALIZED (
    SELECT r.response_no, r.respondent_id, r.account_id, CAST(r.submitted_at AT TIME ZONE $zone AS DATE) AS day,
        (coalesce(k.cluster_no, {OWN_CLUSTER} + r.response_no) % {CLUSTER_GROUPS})::INTEGER AS cluster_group,
        j.response_id IS NOT NULL AS is_linked
    FROM response r
    LEFT JOIN cluster k ON k.cluster_id = 'c:' || coalesce('a:' || r.account_id, 'r:' || r.respondent_id)
    LEFT JOIN (SELECT DISTINCT l.response_id FROM link l JOIN (<cases>) c USING (case_id) WHERE l.target = $target) j
        ON j.response_id = r.response_id
    WHERE r.survey_id = $survey AND {COUNTED})
"""  # noqa: S608 - fixed names
COUNTS = "SELECT is_linked, count(*) FROM base GROUP BY is_linked"
SCORES = """
SELECT CASE WHEN f.about = 'touchpoint' THEN 'touchpoint:' || f.touchpoint_id
            ELSE 'question:' || f.question_id END AS name, f.comparison_group, b.is_linked,
    (f.cluster_no % <groups>)::INTEGER AS cluster_group, count(*) AS n, sum(f.norm) AS s
FROM score_fact f JOIN base b USING (response_no)
WHERE f.about IN ('overall', 'effort') OR (f.about = 'touchpoint' AND f.touchpoint_id IS NOT NULL)
GROUP BY ALL ORDER BY ALL
"""
OWNED = """
, owned AS MATERIALIZED (
    SELECT b.response_no, b.cluster_group, b.is_linked, s.dim, s.value FROM base b
        JOIN segment_value s ON s.owner_kind = 'response' AND s.owner_no = b.response_no
    UNION SELECT b.response_no, b.cluster_group, b.is_linked, s.dim, s.value FROM base b
        JOIN segment_value s ON s.owner_kind = 'respondent' AND s.owner_id = b.respondent_id
    UNION SELECT b.response_no, b.cluster_group, b.is_linked, s.dim, s.value FROM base b
        JOIN segment_value s ON s.owner_kind = 'account' AND s.owner_id = b.account_id),
dims AS (SELECT dim FROM owned GROUP BY dim HAVING count(DISTINCT value) BETWEEN 2 AND 24
         ORDER BY count(*) DESC, dim LIMIT <most_dims>)
"""
DATED = """
, owned AS MATERIALIZED (
    SELECT response_no, cluster_group, is_linked, $grain AS dim, <label> AS value FROM base WHERE day IS NOT NULL),
dims AS (SELECT DISTINCT dim FROM owned)
"""
SHARES = """
, counted AS (SELECT dim, value, is_linked, cluster_group, count(*) AS s FROM owned JOIN dims USING (dim) GROUP BY ALL),
named AS (SELECT dim, value FROM counted GROUP BY dim, value
          QUALIFY row_number() OVER (PARTITION BY dim ORDER BY sum(s) DESC, value) <= <most_values>),
totals AS (SELECT dim, is_linked, cluster_group, count(DISTINCT response_no) AS n
           FROM owned JOIN dims USING (dim) GROUP BY ALL)
SELECT t.dim AS name, v.value, t.is_linked, t.cluster_group, t.n, coalesce(c.s, 0) AS s
FROM totals t JOIN named v USING (dim) LEFT JOIN counted c USING (dim, value, is_linked, cluster_group) ORDER BY ALL
"""
_TYPES = {"cluster_group": "int64", "n": "int64", "s": "float64", "is_linked": "bool", "name": "str"}


class LinkBiasQueries:
    """The sums of one survey and source; `zone` is where days are cut."""

    def __init__(self, reader: Reader, survey_id: str, source_id: str, target: str, *, zone: str) -> None:
        self._reader = reader
        self._base = fill(BASE, cases=CASES[target])
        self._params = {"survey": survey_id, "source": source_id, "target": target, "zone": zone}

    def counts(self) -> tuple[int, int]:
        """Numbers of linked and of unlinked answers."""
        found = dict(self._reader.rows(self._base + COUNTS, **self._params))
        return int(found.get(True, 0)), int(found.get(False, 0))

    def scores(self) -> pd.DataFrame:
        """One row per score, side and cluster: name ("touchpoint:id" or "question:id"), comparison_group, n, s …"""
        sql = self._base + fill(SCORES, groups=str(CLUSTER_GROUPS))
        return self._reader.frame(sql, dtypes=_TYPES | {"comparison_group": "str"}, **self._params)

    def segments(self) -> pd.DataFrame:
        """One row per dimension, value, side and cluster: name, value, n with the dimension known, s with the value."""
        return self._shares(fill(OWNED, most_dims=str(MOST_DIMENSIONS)), MOST_VALUES)

    def periods(self) -> pd.DataFrame:
        """The same per month, quarter or year of the answer, whichever gives few enough; name is the grain."""
        months = "SELECT date_diff('month', min(day), max(day)) + 1 FROM base"
        n_months = self._reader.value(self._base + months, **self._params)
        grain = next(name for name, (most, _) in PERIODS.items() if int(n_months or 0) <= most)
        label = (
            "strftime(day, '%Y') || '-Q' || quarter(day)"
            if grain == "quarter"
            else f"strftime(day, '{PERIODS[grain][1]}')"
        )
        return self._shares(fill(DATED, label=label), MOST_VALUES + 1, grain=grain)

    def _shares(self, owned: str, most: int, **params: object) -> pd.DataFrame:
        sql = self._base + owned + fill(SHARES, most_values=str(most))
        return self._reader.frame(sql, dtypes=_TYPES | {"value": "str"}, **self._params, **params)


SCORE_LABELS = """
SELECT 'question:' || question_id AS name, label, translations ->> 'zh' AS label_zh
FROM question WHERE survey_id = $survey
UNION ALL SELECT 'touchpoint:' || t.touchpoint_id, coalesce(t.name_en, t.name_zh), coalesce(t.name_zh, t.name_en)
FROM touchpoint t WHERE t.touchpoint_id IN (SELECT touchpoint_id FROM question WHERE survey_id = $survey
    UNION SELECT a.touchpoint_id FROM answer a JOIN question q USING (question_id) WHERE q.survey_id = $survey)
"""


def score_labels(reader: Reader, survey_id: str) -> dict[str, tuple[str, str]]:
    """(English or only, Chinese or only) label by the name of a score."""
    rows = reader.rows(SCORE_LABELS, survey=survey_id)
    return {str(name): (str(one or other or name), str(other or one or name)) for name, one, other in rows}
