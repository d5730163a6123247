"""Whom the answers of a survey stand for: channels, invitations, segments beside the customer base."""

from __future__ import annotations

import pandas as pd

from data.ingest.sql import fill
from data.queries.response_quality import REAL
from data.store import Store

MOST_SEGMENT_VALUES = 40


def channel_mix(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per channel: channel (missing: not stated), n complete answers; largest first."""
    return store.frame(
        f"""SELECT coalesce(r.channel, r.collector) AS channel, count(*) AS n FROM response r WHERE {REAL}
            GROUP BY ALL ORDER BY n DESC, channel""",  # noqa: S608 - fixed text
        survey=survey_id,
        dtypes={"channel": "str", "n": "int64"},
    )


def waves(store: Store, survey_id: str, zone: str) -> pd.DataFrame:
    """One row per period with known invitations: period_start, period_end, segment, n_invited, n_delivered, n_answered.

    Either somebody (or the sample) stated the numbers, or the files list the people who did not answer, too: then the
    months of the invitations are the waves. An answer belongs to the wave of its invitation or, where that is not
    known, of its own day.
    """
    return store.frame(
        f"""WITH days AS (
               SELECT r.status, r.survey_sent_at,
                   (coalesce(r.survey_sent_at, r.submitted_at) AT TIME ZONE $zone)::DATE AS day
               FROM response r WHERE r.survey_id = $survey AND r.is_current AND r.status <> 'test'
                   AND r.status NOT IN ('preview', 'spam')),
           stated AS (
               SELECT period_start, period_end, segment, n_invited, n_delivered FROM survey_wave
               WHERE survey_id = $survey),
           listed AS (
               SELECT date_trunc('month', day)::DATE AS period_start, last_day(day) AS period_end,
                   NULL::VARCHAR AS segment, count(*) AS n_invited, NULL::BIGINT AS n_delivered
               FROM days WHERE survey_sent_at IS NOT NULL AND NOT EXISTS (FROM stated)
               GROUP BY ALL HAVING count(*) FILTER (status = 'empty') > 0),
           known AS (FROM stated UNION ALL FROM listed)
           SELECT k.period_start, k.period_end, k.segment, k.n_invited, k.n_delivered,
               CASE WHEN k.segment IS NULL THEN (
                   SELECT count(*) FROM days d
                   WHERE d.status <> 'empty' AND d.day BETWEEN k.period_start AND k.period_end)
               ELSE ({_IN_SEGMENT}) END AS n_answered
           FROM known k ORDER BY k.period_start DESC, k.segment NULLS FIRST""",  # noqa: S608 - fixed text
        survey=survey_id,
        zone=zone,
        dtypes={"segment": "str", "n_invited": "Int64", "n_delivered": "Int64", "n_answered": "int64"},
    )


# A segment of a wave is written "dimension: value".
_IN_SEGMENT = """SELECT count(DISTINCT r.response_no) FROM response r
                 JOIN segment_value v ON v.owner_kind = 'response' AND v.owner_no = r.response_no
                     AND v.dim || ': ' || v.value = k.segment
                 WHERE r.survey_id = $survey AND r.is_current AND r.status IN ('complete', 'partial')
                     AND (coalesce(r.survey_sent_at, r.submitted_at) AT TIME ZONE $zone)::DATE
                         BETWEEN k.period_start AND k.period_end"""


def segment_cells(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per segment value of a survey: dim, value, n people (or answers without a person), share, source.

    `share` is the value's share of the customer base: entered by a person, else counted in the customer tables that
    have a column of that name; missing where neither is known. Values of the base that nobody answered for have n = 0.
    """
    return store.frame(
        fill(_SEGMENT_CELLS, real=REAL),
        survey=survey_id,
        most=MOST_SEGMENT_VALUES,
        dtypes={"dim": "str", "value": "str", "n": "int64", "share": "float64", "source": "str", "n_base": "Int64"},
    )


_SEGMENT_CELLS = """
WITH real AS (
    SELECT r.response_no, coalesce(r.respondent_id, r.response_no::VARCHAR) AS person, r.respondent_id
    FROM response r WHERE <real>),
own AS (
    SELECT v.dim, v.value, count(DISTINCT x.person) AS n FROM real x
    JOIN segment_value v ON v.owner_kind = 'response' AND v.owner_no = x.response_no GROUP BY ALL),
told AS (
    SELECT v.dim, v.value, count(DISTINCT x.person) AS n FROM real x
    JOIN segment_value v ON v.owner_kind = 'respondent' AND v.owner_id = x.respondent_id
    WHERE lower(trim(v.dim)) NOT IN (SELECT lower(trim(dim)) FROM own) GROUP BY ALL),
answered AS (FROM own UNION ALL FROM told),
narrow AS (SELECT dim FROM answered GROUP BY dim HAVING count(*) BETWEEN 2 AND $most),
base AS (
    SELECT lower(trim(v.dim)) AS dim_key, lower(trim(v.value)) AS value_key, any_value(v.value) AS value,
        count(DISTINCT v.owner_id) AS n,
        count(DISTINCT v.owner_id) / sum(count(DISTINCT v.owner_id)) OVER (PARTITION BY lower(trim(v.dim))) AS share
    FROM segment_value v JOIN upload u USING (upload_id)
    WHERE v.owner_kind = 'respondent' AND u.kind = 'customer_table' AND u.state = 'live' GROUP BY dim_key, value_key),
entered AS (SELECT * FROM population_share WHERE survey_id = $survey),
names AS (
    SELECT a.dim, a.value FROM answered a JOIN narrow USING (dim)
    UNION SELECT dim, value FROM entered WHERE dim IN (FROM narrow)
    UNION SELECT w.dim, b.value FROM narrow w JOIN base b ON b.dim_key = lower(trim(w.dim))
    WHERE w.dim NOT IN (SELECT dim FROM entered)
        AND b.value_key NOT IN (SELECT lower(trim(value)) FROM answered WHERE dim = w.dim))
SELECT n.dim, n.value, coalesce(a.n, 0)::BIGINT AS n,
    CASE WHEN n.dim IN (SELECT dim FROM entered) THEN e.share ELSE b.share END AS share,
    CASE WHEN n.dim IN (SELECT dim FROM entered) THEN 'entered'
         WHEN lower(trim(n.dim)) IN (SELECT dim_key FROM base) THEN 'customer_table' END AS source,
    CASE WHEN n.dim NOT IN (SELECT dim FROM entered) THEN b.n END AS n_base,
    CASE WHEN n.dim IN (SELECT dim FROM entered) THEN e.source END AS said_by
FROM names n LEFT JOIN answered a ON a.dim = n.dim AND a.value = n.value
LEFT JOIN entered e ON e.dim = n.dim AND e.value = n.value
LEFT JOIN base b ON b.dim_key = lower(trim(n.dim)) AND b.value_key = lower(trim(n.value))
ORDER BY n.dim, n DESC, n.value
"""
