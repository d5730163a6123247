"""Whom the answers of a survey stand for: channels, invitations, segments beside the customer base."""

from __future__ import annotations

import pandas as pd

from data.ingest.fact import DEFAULT_ZONE
from data.ingest.sql import fill
from data.ingest.states import states
from data.queries.response_quality import REAL
from data.queries.scope import Scope
from data.queries.segments import condition
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


def waves(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per period with known invitations: period_start, period_end, segment, n_invited, n_delivered, n_answered.

    Either somebody (or the sample) stated the numbers, or the files list the people who did not answer, too: then the
    months of the invitations are the waves. An answer belongs to the wave of its invitation or, where that is not
    known, of its own day.
    """
    return store.frame(
        fill(
            _WAVES,
            surveys="r.survey_id = $survey",
            stated="w.survey_id = $survey",
            shown=_EACH_WAVE,
            deliveries=states("delivery_columns"),
        ),
        survey=survey_id,
        dtypes={"segment": "str", "n_invited": "Int64", "n_delivered": "Int64", "n_answered": "int64"},
    )


def segment_rates(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per segment value of a survey whose files list the silent, too: dim, value, n_invited, n_answered.

    Values of dimensions with more than MOST_SEGMENT_VALUES values are left out.
    """
    return store.frame(
        """WITH asked AS (
               SELECT r.response_no, r.status <> 'empty' AS has_answered FROM response r
               WHERE r.survey_id = $survey AND r.is_current AND r.survey_sent_at IS NOT NULL
                   AND r.status NOT IN ('test', 'preview', 'spam')),
           counted AS (
               SELECT v.dim, v.value, count(*) AS n_invited, count(*) FILTER (a.has_answered) AS n_answered
               FROM asked a JOIN segment_value v ON v.owner_kind = 'response' AND v.owner_no = a.response_no
               WHERE EXISTS (FROM asked WHERE NOT has_answered) GROUP BY ALL)
           SELECT * FROM counted QUALIFY count(*) OVER (PARTITION BY dim) BETWEEN 2 AND $most
           ORDER BY dim, n_invited DESC, value""",
        survey=survey_id,
        most=MOST_SEGMENT_VALUES,
        dtypes={"dim": "str", "value": "str", "n_invited": "int64", "n_answered": "int64"},
    )


def response_rates(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per survey of the journey with known invitations in the period: survey_id, n_delivered, n_responses.

    Where it is not known how many invitations were delivered, those sent are taken.
    """
    mine = "IN (SELECT survey_id FROM survey WHERE journey_id = $journey)"
    return store.frame(
        fill(
            _WAVES,
            surveys=f"r.survey_id {mine}",
            stated=f"w.survey_id {mine}",
            shown=_RATES,
            deliveries=states("delivery_columns"),
        ),
        journey=scope.journey_id,
        start=scope.start,
        end=scope.end,
        dtypes={"survey_id": "str", "n_delivered": "int64", "n_responses": "int64"},
    )


_EACH_WAVE = "SELECT * EXCLUDE (survey_id) FROM counted ORDER BY period_start DESC, segment NULLS FIRST"
_RATES = """
SELECT survey_id, sum(coalesce(n_delivered, n_invited))::BIGINT AS n_delivered, sum(n_answered)::BIGINT AS n_responses
FROM counted WHERE segment IS NULL AND coalesce(n_delivered, n_invited) > 0
    AND ($start::DATE IS NULL OR period_start >= $start::DATE) AND ($end::DATE IS NULL OR period_end < $end::DATE)
GROUP BY survey_id ORDER BY survey_id
"""
# A segment of a wave is written "dimension: value".
_WAVES = """
WITH zone AS (SELECT coalesce(max(value ->> '$'), '<zone>') AS name FROM setting WHERE key = 'time_zone'),
dated AS (
    SELECT r.survey_id, r.response_no, r.status <> 'empty' AS has_answered, r.survey_sent_at IS NOT NULL AS is_listed,
        r.response_no IN (SELECT response_no FROM response_flag WHERE flag = 'undelivered') AS is_lost,
        (coalesce(r.survey_sent_at, r.submitted_at) AT TIME ZONE z.name)::DATE AS day
    FROM response r, zone z WHERE <surveys> AND r.is_current AND r.status NOT IN ('test', 'preview', 'spam')),
days AS (
    SELECT survey_id, day, count(*) FILTER (has_answered) AS n_answered, count(*) FILTER (is_listed) AS n_listed,
        count(*) FILTER (is_listed AND NOT has_answered) AS n_silent, count(*) FILTER (is_listed AND is_lost) AS n_lost
    FROM dated GROUP BY ALL),
traced AS (
    SELECT DISTINCT r.survey_id FROM (SELECT DISTINCT survey_id, upload_id FROM response) r
    JOIN upload_column c USING (upload_id)
    WHERE lower(replace(coalesce(c.label, c.header_1), '_', ' ')) IN <deliveries>),
stated AS (
    SELECT w.survey_id, w.period_start, w.period_end, w.segment, w.n_invited, w.n_delivered FROM survey_wave w
    WHERE <stated>),
listed AS (
    SELECT survey_id, date_trunc('month', day)::DATE AS period_start, last_day(day) AS period_end,
        NULL::VARCHAR AS segment, sum(n_listed)::BIGINT AS n_invited,
        CASE WHEN bool_or(survey_id IN (FROM traced)) THEN sum(n_listed - n_lost)::BIGINT END AS n_delivered
    FROM days WHERE survey_id NOT IN (SELECT survey_id FROM stated) GROUP BY ALL HAVING sum(n_silent) > 0),
known AS (FROM stated UNION ALL FROM listed),
everyone AS (
    SELECT k.survey_id, k.period_start, k.period_end, k.segment, sum(d.n_answered) AS n
    FROM known k JOIN days d ON d.survey_id = k.survey_id AND d.day BETWEEN k.period_start AND k.period_end
    WHERE k.segment IS NULL GROUP BY ALL),
members AS (
    SELECT k.survey_id, k.period_start, k.period_end, k.segment, count(DISTINCT d.response_no) AS n
    FROM known k JOIN dated d ON d.survey_id = k.survey_id AND d.day BETWEEN k.period_start AND k.period_end
    JOIN segment_value v ON v.owner_kind = 'response' AND v.owner_no = d.response_no
        AND v.dim || ': ' || v.value = k.segment
    WHERE k.segment IS NOT NULL AND d.has_answered GROUP BY ALL),
counted AS (
    SELECT k.survey_id, k.period_start, k.period_end, k.segment, k.n_invited, k.n_delivered,
        coalesce(e.n, m.n, 0)::BIGINT AS n_answered
    FROM known k
    LEFT JOIN everyone e ON e.survey_id = k.survey_id AND e.period_start = k.period_start
        AND e.period_end = k.period_end AND k.segment IS NULL
    LEFT JOIN members m ON m.survey_id = k.survey_id AND m.period_start = k.period_start
        AND m.period_end = k.period_end AND m.segment = k.segment)
<shown>""".replace("<zone>", DEFAULT_ZONE)


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


def left_out_counts(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per flag whose responses are left out of the scores in a scope: flag, n; a response may carry several.

    The row with an empty flag counts each response once.
    """
    where, params = condition(scope, alias="r")
    return store.frame(
        f"""WITH zone AS (SELECT coalesce(max(value ->> '$'), '{DEFAULT_ZONE}') AS name FROM setting
                          WHERE key = 'time_zone'),
           gone AS (
               SELECT f.flag, r.response_no, r.journey_id, p.cluster_no AS respondent_no, g.cluster_no AS account_no,
                   (r.submitted_at AT TIME ZONE z.name)::DATE AS answered_on,
                   (r.served_at AT TIME ZONE z.name)::DATE AS served_on
               FROM response_flag f JOIN response r ON r.response_no = f.response_no CROSS JOIN zone z
               LEFT JOIN left_out l ON l.survey_id = f.survey_id AND l.flag = f.flag
               LEFT JOIN cluster p ON p.cluster_id = 'r:' || r.respondent_id
               LEFT JOIN cluster g ON g.cluster_id = 'a:' || r.account_id
               WHERE coalesce(l.is_out, f.flag IN ('test', 'partial')) AND r.journey_id = $journey)
           SELECT coalesce(flag, '') AS flag, count(DISTINCT response_no) AS n FROM gone r WHERE {where}
           GROUP BY GROUPING SETS ((flag), ()) HAVING n > 0 ORDER BY n DESC, flag""",  # noqa: S608 - fixed names only
        dtypes={"flag": "str", "n": "int64"},
        **params,
    )
