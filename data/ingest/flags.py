"""What speaks against a response: flags derived from the current responses of one survey.

Rules and sources: docs/methods/response-quality.md.
A flag never removes anything. Which flags leave responses out of the scores is decided per survey in `left_out`; tests
and partial answers are left out unless somebody decided otherwise, everything else counts unless somebody did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from data.ingest import flag_sql
from data.ingest.fact import recount_survey
from data.ingest.sql import fill
from data.ingest.states import states
from data.reading import Reader
from data.transaction import Write

RULES: Final = 1  # of this version; a survey checked by other rules is checked again at the next start
FLAGS: Final = ("test", "partial", "duplicate", "speeder", "straight", "attention")
OUT_BY_DEFAULT: Final = frozenset({"test", "partial"})
SPEED_SHARE: Final = 1 / 3
MIN_TIMED: Final = 30
MIN_ITEMS: Final = 4
NEAR_MINUTES: Final = 10
NEAR_SHARE: Final = 0.9
MIN_SAME: Final = 5
QUOTED: Final = re.compile(r"[\"“”'‘’「『«]([^\"“”'‘’」』»]{1,60})[\"“”'‘’」』»]")
SURVEYS_OF: Final = "SELECT DISTINCT survey_id FROM response WHERE upload_id = $upload AND survey_id IS NOT NULL"
PLACES: Final = """
SELECT u.upload_id, u.sha256, u.read_params ->> 'cells' AS cells, list(c.col_no ORDER BY c.col_no) AS columns,
    bool_or(c.pii_type = 'ip') AS has_ip
FROM upload u JOIN upload_column c USING (upload_id)
WHERE (c.pii_type = 'ip' OR c.role = 'device') AND u.upload_id IN (SELECT upload_id FROM checked)
GROUP BY ALL HAVING has_ip ORDER BY u.upload_id
"""
ORIGIN: Final = """
INSERT INTO origin SELECT c.response_no, md5({key}) FROM read_parquet($path) p
JOIN checked c ON c.upload_id = $upload AND c.row_no = p.row_no WHERE {key} <> ''
"""


DELIVERIES: Final = """
SELECT u.upload_id, u.sha256, u.read_params ->> 'cells' AS cells, min(c.col_no) AS col
FROM upload u JOIN upload_column c USING (upload_id)
WHERE lower(replace(coalesce(c.label, c.header_1), '_', ' ')) IN <names>
    AND u.upload_id IN (SELECT DISTINCT upload_id FROM response WHERE survey_id = $survey)
GROUP BY ALL ORDER BY u.upload_id
"""
UNDELIVERED_ROWS: Final = """
INSERT INTO response_flag SELECT r.response_no, $survey, 'undelivered', r.upload_id FROM read_parquet($path) p
JOIN response r ON r.upload_id = $upload AND r.row_no = p.row_no
WHERE r.survey_id = $survey AND r.is_current AND lower(trim(p.c<col>)) IN <words>
"""


def surveys_of(write: Write, upload_id: str) -> list[str]:
    """The surveys that an upload brought answers of."""
    return [str(row[0]) for row in write.rows(SURVEYS_OF, upload=upload_id)]


def check_survey(write: Write, survey_id: str) -> dict[str, int]:
    """Flag the current responses of a survey anew and count its scores accordingly; returns responses per flag."""
    _forget(write, survey_id)
    write.execute(flag_sql.CHECKED, survey=survey_id)
    if write.value("SELECT count(*) FROM checked"):
        _flag(write, survey_id)
    _undelivered(write, survey_id)
    for table in flag_sql.TABLES:
        write.execute(f"DROP TABLE IF EXISTS {table}")
    recount_survey(write, survey_id)
    found = write.rows("SELECT flag, count(*) FROM response_flag WHERE survey_id = $s GROUP BY flag", s=survey_id)
    return {str(flag): int(n) for flag, n in found}


def _forget(write: Write, survey_id: str) -> None:
    for table in ("response_flag", "survey_check"):
        write.execute(f"DELETE FROM {table} WHERE survey_id = $survey", survey=survey_id)  # noqa: S608 - fixed names


def _flag(write: Write, survey_id: str) -> None:
    write.execute(flag_sql.BY_STATUS, survey=survey_id)
    n_timed, median = write.rows(flag_sql.TIMES)[0]
    write.execute(
        "INSERT INTO survey_check VALUES ($survey, $rules, $n, $median)",
        survey=survey_id, rules=RULES, n=n_timed, median=median,
    )  # fmt: skip
    if n_timed >= MIN_TIMED:
        write.execute(flag_sql.SPEEDERS, survey=survey_id, least=median * SPEED_SHARE)
    write.execute(flag_sql.STRAIGHT, survey=survey_id, least=MIN_ITEMS)
    _duplicates(write, survey_id)
    for question_id, right in _right_answers(write, survey_id).items():
        write.execute(flag_sql.INATTENTIVE, survey=survey_id, question=question_id, right=right)


def _duplicates(write: Write, survey_id: str) -> None:
    write.execute("CREATE TEMP TABLE origin (response_no BIGINT, key VARCHAR)")
    for upload_id, sha256, cells, columns, _has_ip in write.rows(PLACES):
        path = write.files / "uploads" / str(sha256) / str(cells)
        if path.is_file():  # a file that was erased names no place any more
            key = "concat_ws('|', " + ", ".join(f"nullif(trim(p.c{int(col)}), '')" for col in columns) + ")"
            write.execute(ORIGIN.format(key=key), path=str(path), upload=upload_id)
    write.execute(flag_sql.LISTED)
    write.execute(flag_sql.NEIGHBOURS, minutes=NEAR_MINUTES)
    write.execute(flag_sql.SAID)
    write.execute(flag_sql.DUPLICATES, survey=survey_id, near=NEAR_SHARE, least=MIN_SAME)


def _undelivered(write: Write, survey_id: str) -> None:
    """Invitations that never arrived, where the file says so; for the response rate only."""
    for upload_id, sha256, cells, col in write.rows(
        fill(DELIVERIES, names=states("delivery_columns")), survey=survey_id
    ):
        path = write.files / "uploads" / str(sha256) / str(cells)
        if path.is_file():
            sql = fill(UNDELIVERED_ROWS, col=str(int(col)), words=states("undelivered"))
            write.execute(sql, path=str(path), survey=survey_id, upload=upload_id)


def _right_answers(write: Write, survey_id: str) -> Mapping[str, list[str]]:
    """Per control question the answers that its own wording asks for; a question that names none flags nobody."""
    labels: dict[str, str] = {}
    given: dict[str, list[str]] = {}
    for question_id, label, said, _n in write.rows(flag_sql.CONTROL_ANSWERS, survey=survey_id):
        labels[question_id] = str(label or "")
        given.setdefault(question_id, []).append(str(said))
    found = {question_id: asked_for(labels[question_id], answers) for question_id, answers in given.items()}
    return {question_id: right for question_id, right in found.items() if right}


def asked_for(label: str, answers: list[str]) -> list[str]:
    """Which of `answers` (lower case) a control question asks for: what it quotes, else the longest answer it names.

    >>> asked_for("To show that you are reading, please choose 'Agree'", ["disagree", "agree", "neutral"])
    ['agree']
    >>> asked_for("本题请选非常不满意", ["不满意", "非常不满意"])
    ['非常不满意']
    """
    text = label.lower()
    quoted = {piece.strip() for piece in QUOTED.findall(text)}
    if hits := [said for said in answers if said in quoted]:
        return hits
    if quoted:
        return sorted(quoted)
    named = [said for said in answers if len(said) > 1 and _is_named(said, text)]
    return [max(named, key=len)] if named else []


def _is_named(said: str, text: str) -> bool:
    if said.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])", text) is not None
    return said in text


def unchecked(reader: Reader) -> list[str]:
    """Surveys with responses that were not checked by the rules of this version."""
    rows = reader.rows(
        """SELECT DISTINCT r.survey_id FROM response r LEFT JOIN survey_check k ON k.survey_id = r.survey_id
           WHERE r.is_current AND r.status <> 'empty' AND r.survey_id IS NOT NULL AND k.rules IS DISTINCT FROM $rules
           ORDER BY r.survey_id""",
        rules=RULES,
    )
    return [str(row[0]) for row in rows]
