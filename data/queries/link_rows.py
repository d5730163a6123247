"""The answers behind a match rate: the linked ones with their case, the others with their masked key and the reason."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.ingest.link_keys import KeyForm, KeyRef, formed, masked
from data.ingest.link_rules import LinkRule
from data.ingest.link_sides import CASES, COUNTED, answer_keys, case_keys
from data.ingest.sql import fill
from data.reading import Reader

MOST_ROWS = 500
SCORES = """
scored AS (SELECT response_no, avg(norm) AS score FROM score_fact
           WHERE response_no IN (SELECT response_no FROM response WHERE survey_id = $survey) GROUP BY response_no)
"""
LINKED = f"""
WITH cases AS (<cases>), {SCORES}
SELECT r.response_id, r.submitted_at, s.score, c.external_key AS case_key, c.opened_at, c.closed_at, l.confidence
FROM response r JOIN link l USING (response_id) JOIN cases c ON c.case_id = l.case_id
LEFT JOIN scored s USING (response_no)
WHERE r.survey_id = $survey AND {COUNTED} AND l.target = $target
ORDER BY r.submitted_at DESC NULLS LAST, r.response_no LIMIT <most>
"""  # noqa: S608 - fixed names
UNLINKED = f"""
WITH cases AS (<cases>), {SCORES}, answer_key AS (<answer_keys>), case_key AS (<case_keys>),
keyed AS (SELECT response_no, min(<shown>) AS shown, min(<answer_form>) AS key FROM answer_key GROUP BY response_no),
known AS (SELECT DISTINCT <case_form> AS key FROM case_key)
SELECT r.response_id, r.submitted_at, s.score, k.shown AS key,
    CASE WHEN k.key IS NULL THEN 'no_key' WHEN w.key IS NULL THEN 'unknown' ELSE 'undecided' END AS reason
FROM response r LEFT JOIN scored s USING (response_no) LEFT JOIN keyed k USING (response_no)
LEFT JOIN known w USING (key)
WHERE r.survey_id = $survey AND {COUNTED} AND NOT EXISTS (
    SELECT 1 FROM link l JOIN cases c ON c.case_id = l.case_id
    WHERE l.response_id = r.response_id AND l.target = $target)
ORDER BY r.submitted_at DESC NULLS LAST, r.response_no LIMIT <most>
"""  # noqa: S608 - fixed names
EVERYBODY = "SELECT response_no, '' AS raw FROM response WHERE survey_id = $survey"


def linked_rows(reader: Reader, survey_id: str, source_id: str, target: str) -> pd.DataFrame:
    """One row per linked answer, newest first, at most MOST_ROWS: times, mean score on 0-100, case, confidence."""
    sql = fill(LINKED, cases=CASES[target], most=str(MOST_ROWS))
    return _read(reader, sql, ("case_key",), survey_id, source_id, target)


def unlinked_rows(
    reader: Reader, files: Path, survey_id: str, source_id: str, target: str, rule: LinkRule | None
) -> pd.DataFrame:
    """One row per answer without a case, newest first, at most MOST_ROWS: time, score, masked key, reason.

    reason : "no_key", "unknown" (no case has it) or "undecided" (several have it, or none in the window).
    """
    answers, cases, form = _keys(reader, files, survey_id, source_id, target, rule)
    sql = fill(
        UNLINKED,
        cases=CASES[target],
        answer_keys=answers,
        case_keys=cases,
        shown=masked("raw"),
        answer_form=formed("raw", form),
        case_form=formed("raw", form),
        most=str(MOST_ROWS),
    )
    return _read(reader, sql, ("key", "reason"), survey_id, source_id, target)


def _keys(
    reader: Reader, files: Path, survey_id: str, source_id: str, target: str, rule: LinkRule | None
) -> tuple[str, str, KeyForm]:
    if rule is not None and (rule.answer_key is None or rule.case_key is None):
        return EVERYBODY, f"SELECT case_id, '' AS raw FROM ({CASES[target]})", KeyForm()  # noqa: S608
    answer_key = (rule and rule.answer_key) or KeyRef()
    case_key = (rule and rule.case_key) or KeyRef()
    return (
        answer_keys(reader, files, survey_id, answer_key),
        case_keys(reader, files, source_id, target, case_key),
        rule.form if rule else KeyForm(),
    )


def _read(
    reader: Reader, sql: str, names: tuple[str, ...], survey_id: str, source_id: str, target: str
) -> pd.DataFrame:
    texts = dict.fromkeys(("response_id", *names), "str")
    return reader.frame(sql, dtypes=texts, survey=survey_id, source=source_id, target=target)
