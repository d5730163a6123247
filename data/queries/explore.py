"""Any question of a journey's surveys by any group: sums per group, option and cluster, ready for `analytics.crosstab`.

Codes: a question is "q:<question id>", "g:<digest of a family of options>" or "seg:<dimension>"; a group is "all",
"seg:<dimension>", "q:<question id>", "per:month|quarter|year", "col:channel|language|survey" or "tp".
Every value and name comes in as a parameter; only fixed pieces of SQL are put together here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.ingest.fact import COUNTED
from data.queries.curve import CLUSTER_GROUPS
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.reading import Reader
from data.store import Store

GRAINS = ("month", "quarter", "year")
COLUMNS = {"channel": "channel", "language": "language", "survey": "survey_id"}
# A family of options: columns of one stem whose answers are ticks; a matrix of choices has more than one answer each.
QUESTIONS = """
WITH asked AS (
    SELECT q.*, sv.title AS survey_title FROM question q LEFT JOIN survey sv USING (survey_id)
    WHERE q.journey_id = $journey OR sv.journey_id = $journey),
answered AS (
    SELECT a.question_id, count(*) AS n, count(DISTINCT a.value_text) AS n_values FROM answer a
    JOIN response r USING (response_no) WHERE r.is_current AND NOT a.is_na AND r.journey_id = $journey GROUP BY 1),
spoken AS (
    SELECT c.question_id, count(*) AS n FROM comment c JOIN response r USING (response_no)
    WHERE r.is_current AND r.journey_id = $journey GROUP BY 1),
told AS (
    SELECT q.question_id, q.survey_id, q.survey_title, q.label, q.translations::VARCHAR AS translations, q.kind,
        q.matrix_group, q.about, q.metric, s.low, s.high, coalesce(s.lower_is_better, false) AS lower_is_better,
        coalesce(a.n, c.n, 0) AS n, coalesce(a.n_values, 0) AS n_values,
        q.matrix_group IS NOT NULL AND q.kind IN ('multi', 'choice') AND coalesce(a.n_values, 0) <= 1 AS is_option
    FROM asked q LEFT JOIN scale s USING (scale_id) LEFT JOIN answered a USING (question_id)
    LEFT JOIN spoken c USING (question_id))
SELECT CASE WHEN is_option THEN 'g:' || md5(survey_id || chr(31) || kind || chr(31) || matrix_group)
            ELSE 'q:' || question_id END AS code,
    any_value(survey_id) AS survey_id, any_value(survey_title) AS survey_title,
    CASE WHEN is_option THEN any_value(matrix_group) ELSE any_value(label) END AS label,
    CASE WHEN is_option THEN NULL ELSE any_value(translations) END AS translations, any_value(kind) AS kind,
    any_value(matrix_group) AS matrix_group, any_value(about) AS about, any_value(metric) AS metric,
    any_value(low) AS low, any_value(high) AS high, bool_or(lower_is_better) AS lower_is_better,
    is_option AS is_family, sum(n)::BIGINT AS n, max(n_values)::BIGINT AS n_values, count(*) AS n_items
FROM told GROUP BY 1, is_option HAVING sum(n) > 0 ORDER BY any_value(survey_title), min(question_id)
"""
WHO = f"""
who AS (
    SELECT r.response_no, r.response_id, r.journey_id, r.survey_id, r.channel, r.language, r.respondent_id,
        CAST(r.submitted_at AT TIME ZONE $zone AS DATE) AS answered_on,
        CAST(coalesce(r.served_at, r.submitted_at) AT TIME ZONE $zone AS DATE) AS served_on,
        CASE WHEN $weighted THEN coalesce(r.weight, 1.0) ELSE 1.0 END AS w,
        (hash(coalesce('a:' || r.account_id, 'r:' || r.respondent_id, r.response_no::VARCHAR))
            % {CLUSTER_GROUPS})::INTEGER AS cluster_group,
        p.cluster_no AS respondent_no, g.cluster_no AS account_no
    FROM response r LEFT JOIN cluster p ON p.cluster_id = 'r:' || r.respondent_id
    LEFT JOIN cluster g ON g.cluster_id = 'a:' || r.account_id
    WHERE r.is_current AND {COUNTED}),
chosen AS (SELECT * FROM who f WHERE <where>)"""  # noqa: S608 - fixed pieces
SEGMENT_OF = """
SELECT response_no, min(value) AS value FROM (
    SELECT c.response_no, v.value FROM chosen c JOIN segment_value v ON v.owner_no = c.response_no
        WHERE v.owner_kind = 'response' AND v.dim = <dim>
    UNION ALL SELECT c.response_no, v.value FROM chosen c JOIN segment_value v ON v.owner_id = c.respondent_id
        WHERE v.owner_kind = 'respondent' AND v.dim = <dim>
    UNION ALL SELECT c.response_no, v.value FROM chosen c JOIN segment_value v ON v.owner_no = c.account_no
        WHERE v.owner_kind = 'account' AND v.dim = <dim>)
GROUP BY response_no"""
CHOICE_OF = """
SELECT response_no, min(coalesce(value_text, printf('%g', value_num))) AS value FROM answer
WHERE question_id = $by AND NOT is_na GROUP BY response_no"""
UNITS = """
units AS (
    SELECT u.response_no, u.value, u.num, u.touchpoint_id, c.w, c.cluster_group, <group> AS group_name, <day> AS day
    FROM (<answers>) u JOIN chosen c USING (response_no) <join>)"""
BASES = """
SELECT group_name, cluster_group, sum(n)::BIGINT AS n, sum(w) AS w FROM (
    SELECT group_name, cluster_group, response_no, <unit> AS n, <unit> * any_value(w) AS w
    FROM units WHERE group_name IS NOT NULL GROUP BY ALL) GROUP BY ALL ORDER BY ALL
"""
COUNTS = """
SELECT group_name, value AS option, cluster_group, sum(n)::BIGINT AS n, sum(s) AS s FROM (
    SELECT group_name, value, cluster_group, response_no, <unit> AS n, <unit> * any_value(w) AS s
    FROM units WHERE group_name IS NOT NULL AND value IS NOT NULL GROUP BY ALL) GROUP BY ALL ORDER BY ALL
"""
MEANS = """
SELECT group_name, 'mean' AS option, cluster_group, count(num) AS n, sum(w * num) AS s
FROM units WHERE group_name IS NOT NULL AND num IS NOT NULL GROUP BY ALL
UNION ALL
SELECT group_name, 'top2', cluster_group, count(*) FILTER (is_top), coalesce(sum(w) FILTER (is_top), 0)
FROM (SELECT *, num >= $high - 1 - 1e-9 AND NOT $reversed OR num <= $low + 1 + 1e-9 AND $reversed AS is_top FROM units)
WHERE group_name IS NOT NULL AND num IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
ROWS = """
SELECT u.day::TIMESTAMP AS day, u.group_name, u.value AS answer, u.num AS number,
    (SELECT string_agg(m.text, ' / ') FROM comment m WHERE m.response_no = u.response_no) AS comment
FROM units u WHERE group_name IS NOT NULL AND ($option IS NULL OR u.value = $option)
    AND ($group IS NULL OR group_name = $group)
ORDER BY u.day DESC NULLS LAST, u.response_no, u.value LIMIT $most
"""
NO_NUMBER = "SELECT response_no, value, NULL::DOUBLE AS num, NULL::VARCHAR AS touchpoint_id"
_SUMS = {"group_name": "str", "option": "str", "cluster_group": "int64", "n": "int64", "w": "float64", "s": "float64"}


@dataclass(frozen=True)
class Asked:
    """What is looked at: a question's code, a group's code, a numeric question's scale, weights or not."""

    question: str
    by: str = "all"
    is_number: bool = False
    weighted: bool = False


def questions(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per question or family of options: code, label, kind, survey, scale, n answers, is_family."""
    return store.frame(
        QUESTIONS,
        journey=journey_id,
        dtypes={**dict.fromkeys(("code", "survey_id", "survey_title", "label", "translations", "kind", "matrix_group",
                                 "about", "metric"), "str"),
                **dict.fromkeys(("low", "high"), "float64"), "n": "int64", "n_values": "int64", "n_items": "int64",
                "lower_is_better": "bool", "is_family": "bool"},
    )  # fmt: skip


def has_weights(store: Store, journey_id: str) -> bool:
    """Whether some answers of the journey carry a survey weight."""
    return bool(
        store.value("SELECT count(*) > 0 FROM response WHERE journey_id = $j AND weight IS NOT NULL", j=journey_id)
    )


def bases(store: Store, scope: Scope, asked: Asked) -> pd.DataFrame:
    """One row per group and cluster: group_name, cluster_group, n, w; answer sets for choices, answers for scores."""
    sql, params = _sql(store, scope, asked, BASES.replace("<unit>", _unit(asked)))
    return store.frame(sql, dtypes={k: v for k, v in _SUMS.items() if k not in ("option", "s")}, **params)


def counts(store: Store, scope: Scope, asked: Asked) -> pd.DataFrame:
    """One row per group, option and cluster: group_name, option, cluster_group, n, s."""
    sql, params = _sql(store, scope, asked, COUNTS.replace("<unit>", _unit(asked)))
    return store.frame(sql, dtypes={k: v for k, v in _SUMS.items() if k != "w"}, **params)


def means(store: Store, scope: Scope, asked: Asked, *, low: float, high: float, lower_is_better: bool) -> pd.DataFrame:
    """As `counts`, for the options "mean" (s is the sum of the values) and "top2" (the two best answers)."""
    sql, params = _sql(store, scope, asked, MEANS)
    told = {"low": low, "high": high, "reversed": lower_is_better}
    return store.frame(sql, dtypes={k: v for k, v in _SUMS.items() if k != "w"}, **params, **told)


def answer_rows(
    store: Store, scope: Scope, asked: Asked, option: str | None, group: str | None, *, most: int = 300
) -> pd.DataFrame:
    """At most `most` rows, the newest answers behind a figure: day, group_name, answer, number, comment (masked)."""
    sql, params = _sql(store, scope, asked, ROWS)
    types = {"group_name": "str", "answer": "str", "comment": "str", "number": "float64"}
    return store.frame(sql, dtypes=types, option=option, group=group, most=most, **params)


def _unit(asked: Asked) -> str:
    """A choice counts once per answer set however often it stands there; each rating counts."""
    return "count(*)" if asked.is_number else "1"


def _sql(store: Reader, scope: Scope, asked: Asked, tail: str) -> tuple[str, dict[str, object]]:
    where, params = condition(scope)
    zone = store.value("SELECT coalesce(max(value ->> '$'), 'Asia/Shanghai') FROM setting WHERE key = 'time_zone'")
    answers, told = _answers(asked)
    group, join, more = _group(scope, asked)
    parts = {
        "where": where, "group": group, "join": join, "answers": answers, "day": f"c.{DATE_COLUMN[scope.basis]}",
    }  # fmt: skip
    sql = f"WITH {WHO}, {UNITS} {tail}"
    for name, piece in parts.items():
        sql = sql.replace(f"<{name}>", piece)
    return sql, {**params, **told, **more, "zone": zone, "weighted": asked.weighted}


def _answers(asked: Asked) -> tuple[str, dict[str, object]]:
    """The values of the question: response_no, value, num, touchpoint_id."""
    kind, _, name = asked.question.partition(":")
    if kind == "seg":
        return f"{NO_NUMBER} FROM ({SEGMENT_OF.replace('<dim>', '$question')})", {"question": name}
    if kind == "g":
        return (
            """SELECT DISTINCT a.response_no, q.label AS value, NULL::DOUBLE AS num, NULL::VARCHAR AS touchpoint_id
               FROM answer a JOIN question q USING (question_id) WHERE NOT a.is_na
               AND md5(q.survey_id || chr(31) || q.kind || chr(31) || q.matrix_group) = $question""",
            {"question": name},
        )
    value = "printf('%g', a.value_num)" if asked.is_number else "coalesce(a.value_text, printf('%g', a.value_num))"
    return (
        f"""SELECT a.response_no, {value} AS value, a.value_num AS num, a.touchpoint_id FROM answer a
            WHERE a.question_id = $question AND NOT a.is_na
            AND (a.value_num IS NOT NULL OR a.value_text IS NOT NULL)""",  # noqa: S608 - fixed pieces
        {"question": name},
    )


def _group(scope: Scope, asked: Asked) -> tuple[str, str, dict[str, object]]:
    """The group of a unit as SQL, the join it needs, and its parameters."""
    kind, _, name = asked.by.partition(":")
    if kind == "seg":
        return "b.value", f"LEFT JOIN ({SEGMENT_OF.replace('<dim>', '$by')}) b USING (response_no)", {"by": name}
    if kind == "q":
        return "b.value", f"LEFT JOIN ({CHOICE_OF}) b USING (response_no)", {"by": name}
    if kind == "per" and name in GRAINS:
        return f"strftime(date_trunc('{name}', c.{DATE_COLUMN[scope.basis]}), '%Y-%m-%d')", "", {}
    if kind == "col" and name in COLUMNS:
        return f"c.{COLUMNS[name]}", "", {}
    return ("u.touchpoint_id", "", {}) if kind == "tp" else ("'all'", "", {})
