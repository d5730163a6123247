"""How sound the answers of one survey are: findings, the responses behind them, days, blanks, personal data."""

from __future__ import annotations

import pandas as pd

from data.ingest.flags import FLAGS, MIN_TIMED, OUT_BY_DEFAULT
from data.store import Store

# What the report counts: responses with answers that are no tests and, but for the flag itself, complete.
REAL = "r.survey_id = $survey AND r.is_current AND r.status = 'complete'"
MOST_ROWS = 500


def surveys(store: Store) -> pd.DataFrame:
    """One row per survey with answers, newest answers first: survey_id, title, n, last_at, is_sample, journey names."""
    return store.frame(
        """SELECT s.survey_id, any_value(s.title) AS title, any_value(s.vendor) AS vendor, count(*) AS n,
               max(r.submitted_at) AS last_at, bool_or(r.is_sample) AS is_sample, any_value(s.journey_id) AS journey_id,
               any_value(j.name_en) AS journey_en, any_value(j.name_zh) AS journey_zh
           FROM survey s JOIN response r USING (survey_id) LEFT JOIN journey j ON j.journey_id = s.journey_id
           WHERE r.is_current AND r.status <> 'empty'
           GROUP BY s.survey_id ORDER BY is_sample, n DESC, s.survey_id""",
        dtypes={**dict.fromkeys(("survey_id", "title", "vendor", "journey_id"), "str"), "n": "int64",
                "is_sample": "bool"},
    )  # fmt: skip


def survey_of_upload(store: Store, upload_id: str) -> str | None:
    """The survey whose answers an upload brought."""
    found = store.rows(
        "SELECT survey_id, count(*) AS n FROM response WHERE upload_id = $id GROUP BY ALL ORDER BY n DESC LIMIT 1",
        id=upload_id,
    )
    return str(found[0][0]) if found and found[0][0] else None


def findings(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per flag: flag, n, of (responses it could be), is_out.

    Tests and partial answers are counted among all responses, the other findings among the complete ones. Where a
    survey gives a rule nothing to go by, `of` is 0.
    """
    counts = {
        str(flag): int(n)
        for flag, n in store.rows(
            "SELECT flag, count(*) FROM response_flag WHERE survey_id = $survey GROUP BY flag", survey=survey_id
        )
    }
    n_all, n_complete = store.rows(
        """SELECT count(*), count(*) FILTER (status = 'complete') FROM response r
           WHERE r.survey_id = $survey AND r.is_current AND r.status <> 'empty'""",
        survey=survey_id,
    )[0]
    known = facts(store, survey_id)
    decided = decisions(store, survey_id)
    of = {
        "test": n_all,
        "partial": n_all,
        "speeder": known["n_timed"] if known["n_timed"] >= MIN_TIMED else 0,
        "straight": n_complete if known["n_blocks"] or counts.get("straight") else 0,
        "attention": n_complete if known["n_control"] else 0,
    }
    return pd.DataFrame(
        {
            "flag": FLAGS,
            "n": [counts.get(flag, 0) for flag in FLAGS],
            "of": [int(of.get(flag, n_complete)) for flag in FLAGS],
            "is_out": [decided[flag] for flag in FLAGS],
        }
    )


def decisions(store: Store, survey_id: str) -> dict[str, bool]:
    """Whether each flag leaves responses out of the scores of a survey."""
    decided = dict(store.rows("SELECT flag, is_out FROM left_out WHERE survey_id = $survey", survey=survey_id))
    return {flag: bool(decided.get(flag, flag in OUT_BY_DEFAULT)) for flag in FLAGS}


def facts(store: Store, survey_id: str) -> dict[str, float]:
    """What the rules rest on, nan where unknown: n_timed, median_s, n_control, n_blocks, n_reversed, n_repeats_aside.

    Numbers of timed answers, control questions, blocks of ratings, those with reversed items, repeats set aside.
    """
    row = store.rows(
        """WITH blocks AS (
               SELECT coalesce(q.matrix_group, '') AS block, s.low, s.high, count(*) AS n,
                   count(DISTINCT s.lower_is_better) > 1 AS is_reversed
               FROM question q JOIN scale s USING (scale_id) WHERE q.survey_id = $survey AND q.kind = 'score'
               GROUP BY ALL)
           SELECT (SELECT max(n_timed) FROM survey_check WHERE survey_id = $survey),
               (SELECT max(median_s) FROM survey_check WHERE survey_id = $survey),
               (SELECT count(DISTINCT c.question_id) FROM upload_column c JOIN question q USING (question_id)
                WHERE c.role = 'attention_check' AND q.survey_id = $survey),
               (SELECT count(*) FROM blocks WHERE n >= 4), (SELECT count(*) FROM blocks WHERE n >= 4 AND is_reversed),
               (SELECT count(*) FROM upload_row_aside WHERE reason = 'duplicate' AND upload_id IN (
                   SELECT upload_id FROM response WHERE survey_id = $survey))""",
        survey=survey_id,
    )[0]
    names = ("n_timed", "median_s", "n_control", "n_blocks", "n_reversed", "n_repeats_aside")
    return {name: float(value) if value is not None else float("nan") for name, value in zip(names, row, strict=True)}


def left_out(store: Store, survey_id: str) -> int:
    """How many responses of a survey the scores leave out, for whatever reason."""
    return int(
        store.value(
            """SELECT count(DISTINCT response_no) FROM response_flag
               WHERE survey_id = $survey AND list_contains($out, flag)""",
            survey=survey_id,
            out=[flag for flag, is_out in decisions(store, survey_id).items() if is_out],
        )
    )


def flagged_rows(store: Store, survey_id: str, flag: str) -> pd.DataFrame:
    """One row per flagged response, newest first, at most MOST_ROWS: file, row, when, seconds, scores, comment."""
    return store.frame(
        """WITH chosen AS (
               SELECT r.response_no, r.upload_id, r.row_no, r.submitted_at, r.duration_s, r.status, r.respondent_id
               FROM response_flag f JOIN response r USING (response_no)
               WHERE f.survey_id = $survey AND f.flag = $flag
               ORDER BY r.submitted_at DESC NULLS LAST, r.row_no LIMIT $most),
           given AS (
               SELECT response_no, string_agg(printf('%g', value_num), ' ' ORDER BY col_no, item_no) AS scores
               FROM answer
               WHERE response_no IN (SELECT response_no FROM chosen) AND value_num IS NOT NULL AND NOT is_na
               GROUP BY response_no),
           told AS (
               SELECT response_no, string_agg(text, ' / ' ORDER BY col_no) AS words FROM comment
               WHERE response_no IN (SELECT response_no FROM chosen) GROUP BY response_no)
           SELECT u.file_name, c.row_no, c.submitted_at, c.duration_s, g.scores, t.words
           FROM chosen c LEFT JOIN upload u USING (upload_id)
           LEFT JOIN given g USING (response_no) LEFT JOIN told t USING (response_no)
           ORDER BY c.submitted_at DESC NULLS LAST, c.row_no""",
        survey=survey_id,
        flag=flag,
        most=MOST_ROWS,
        dtypes={"file_name": "str", "row_no": "Int64", "duration_s": "float64", "scores": "str", "words": "str"},
    )


def answers_per_day(store: Store, survey_id: str, zone: str) -> pd.DataFrame:
    """One row per day with complete answers: day, n; days without any are absent."""
    return store.frame(
        f"""SELECT (r.submitted_at AT TIME ZONE $zone)::DATE AS day, count(*) AS n FROM response r
            WHERE {REAL} AND r.submitted_at IS NOT NULL AND r.time_precision <> 'month'
            GROUP BY day ORDER BY day""",  # noqa: S608 - fixed text
        survey=survey_id,
        zone=zone,
        dtypes={"n": "int64"},
    )


def item_nonresponse(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per question that everybody could answer: label, kind, n_asked, n_answered; fullest blanks first.

    Boxes to tick and lines behind "other" are left out: an empty one says nothing.
    """
    return store.frame(
        f"""WITH real AS (SELECT r.response_no, r.upload_id FROM response r WHERE {REAL}),
           sizes AS (SELECT upload_id, count(*) AS n FROM real GROUP BY upload_id),
           asked AS (
               SELECT c.question_id, sum(z.n)::BIGINT AS n_asked FROM (
                   SELECT DISTINCT question_id, upload_id FROM upload_column
                   WHERE question_id IS NOT NULL AND role NOT IN ('choice_option', 'theme_flag', 'other_text')) c
               JOIN sizes z USING (upload_id) GROUP BY c.question_id),
           told AS (
               SELECT a.question_id, count(DISTINCT a.response_no) AS n FROM answer a JOIN real USING (response_no)
               WHERE NOT a.is_na GROUP BY a.question_id
               UNION ALL
               SELECT m.question_id, count(DISTINCT m.response_no) FROM comment m JOIN real USING (response_no)
               GROUP BY m.question_id)
           SELECT q.question_id, q.label, q.translations::VARCHAR AS translations, q.label_lang, q.kind,
               coalesce(k.n_asked, (SELECT sum(n) FROM sizes))::BIGINT AS n_asked,
               coalesce(t.n, 0)::BIGINT AS n_answered
           FROM question q LEFT JOIN asked k USING (question_id) LEFT JOIN told t USING (question_id)
           WHERE q.survey_id = $survey AND q.kind IN ('score', 'choice', 'rank', 'comment', 'number')
               AND (k.question_id IS NOT NULL OR q.question_id NOT IN (
                   SELECT question_id FROM upload_column WHERE question_id IS NOT NULL))
           ORDER BY coalesce(t.n, 0) / nullif(coalesce(k.n_asked, (SELECT sum(n) FROM sizes)), 0), q.question_id""",  # noqa: S608 - fixed text
        survey=survey_id,
        dtypes={"question_id": "str", "label": "str", "kind": "str", "n_asked": "int64", "n_answered": "int64"},
    )


def personal_columns(store: Store, survey_id: str) -> pd.DataFrame:
    """One row per column that holds personal data in the live files of a survey: name, pii_type, n_files."""
    return store.frame(
        """SELECT coalesce(c.label, c.header_1) AS name, coalesce(c.pii_type, 'other') AS pii_type,
               count(DISTINCT c.upload_id) AS n_files
           FROM upload_column c JOIN upload u USING (upload_id)
           WHERE c.role = 'pii' AND u.state = 'live' AND u.upload_id IN (
               SELECT upload_id FROM response WHERE survey_id = $survey)
           GROUP BY ALL ORDER BY pii_type, name""",
        survey=survey_id,
        dtypes={"name": "str", "pii_type": "str", "n_files": "int64"},
    )
