"""What can be linked and what is: surveys, sources, key columns with their overlap, links and what is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data.ingest.link_keys import ALL_STEPS, DIGESTS, KeyForm, KeyRef, formed, normal, prefix
from data.ingest.link_sides import CASES, COUNTED, TARGETS, answer_keys, case_keys, key_columns
from data.ingest.sql import fill, text
from data.reading import Reader

LEAST_OVERLAP = 0.05
SAMPLE_PAIRS = 2_000
MOST_RUNNING_GAP = 1.5
MOST_RUNNING_LOW = 100
SURVEYS = f"""
SELECT s.survey_id, any_value(coalesce(u.file_name, s.title)) AS file_name, any_value(s.title) AS title,
    any_value(s.journey_id) AS journey_id, count(DISTINCT r.response_no) AS n_answers,
    bool_or(r.is_sample) AS is_sample, any_value(u.source_id) AS source_id,
    bool_or(f.survey_id IS NOT NULL) AS has_scores
FROM survey s JOIN response r USING (survey_id) JOIN upload u USING (upload_id)
LEFT JOIN (SELECT DISTINCT survey_id FROM question WHERE kind = 'score') f ON f.survey_id = s.survey_id
WHERE {COUNTED} GROUP BY s.survey_id ORDER BY has_scores DESC, n_answers DESC, s.survey_id
"""  # noqa: S608 - fixed names
SOURCES = """
WITH held AS (
    SELECT source_id, 'process_case' AS target, count(*) AS n_cases FROM process_case GROUP BY source_id
    UNION ALL SELECT u.source_id, 'work_item', count(DISTINCT w.item_id)
        FROM work_item w JOIN upload u USING (upload_id) GROUP BY u.source_id
    UNION ALL SELECT u.source_id, 'respondent', count(DISTINCT p.respondent_id)
        FROM respondent p JOIN upload u USING (upload_id) WHERE u.kind = 'customer_table' GROUP BY u.source_id)
SELECT h.source_id, min_by(h.target, list_position($targets, h.target)) AS target,
    min_by(h.n_cases, list_position($targets, h.target)) AS n_cases,
    any_value(n.file_name) AS file_name, coalesce(bool_or(n.is_sample), false) AS is_sample
FROM held h JOIN (SELECT source_id, max_by(file_name, upload_no) AS file_name, bool_or(is_sample) AS is_sample
                  FROM upload WHERE state = 'live' GROUP BY source_id) n USING (source_id)
GROUP BY h.source_id ORDER BY n_cases DESC, h.source_id
"""
OVERLAP = """
WITH s AS MATERIALIZED (SELECT DISTINCT col, raw FROM (<answers>)),
held AS MATERIALIZED (<cases>),
c AS MATERIALIZED (SELECT DISTINCT col, raw FROM held),
shared AS (SELECT col, count(*) / count(DISTINCT raw) AS cases_per_key FROM held GROUP BY col),
sk AS MATERIALIZED (<answer_forms>), ck AS MATERIALIZED (<case_forms>),
ns AS (SELECT form, col, count(DISTINCT key) AS n FROM sk GROUP BY ALL),
nc AS (SELECT form, col, count(DISTINCT key) AS n FROM ck GROUP BY ALL),
numbers AS (
    SELECT col, count(whole) = count(*) AND min(whole) <= <low> AND max(whole) <= <gap> * count(*) AS is_running
    FROM (SELECT col, TRY_CAST(raw AS BIGINT) AS whole FROM s) GROUP BY col),
hits AS (
    SELECT form, sk.col AS answer_col, ck.col AS case_col, count(DISTINCT key) AS n_matched
    FROM sk JOIN ck USING (form, key) WHERE <same_prefix> GROUP BY ALL)
SELECT form, answer_col, case_col, n_matched, ns.n AS n_answer_keys, nc.n AS n_case_keys, numbers.is_running,
       shared.cases_per_key
FROM hits JOIN ns USING (form) JOIN nc USING (form)
JOIN shared ON shared.col = case_col JOIN numbers ON numbers.col = answer_col
WHERE ns.col = answer_col AND nc.col = case_col
ORDER BY ALL
"""
PAIRS = """
SELECT min(sk.raw) AS answer_key, min(ck.raw) AS case_key
FROM (SELECT DISTINCT raw, <key> AS key, <prefix> AS prefix FROM (<answers>)) sk
JOIN (SELECT DISTINCT raw, <key> AS key, <prefix> AS prefix FROM (<cases>)) ck USING (key)
WHERE sk.raw <> ck.raw AND <same_prefix> GROUP BY key ORDER BY key LIMIT <most>
"""
# A prefix may be on one side only; two different ones name different things that happen to have equal numbers.
SAME_PREFIX = "(sk.prefix = ck.prefix OR sk.prefix = '' OR ck.prefix = '')"
AGREE = "SELECT count(*) FROM (SELECT unnest($one) AS one, unnest($two) AS two) WHERE <one> = <two>"
# Dangerous steps are given up first.
GIVE_UP = ("prefix", "zeros", "signs", "decimal", "blanks", "case", "width")
IN_PLACE = """
WITH cases AS (<cases>)
SELECT r.survey_id, c.source_id, l.target, any_value(l.method) AS method, any_value(l.rule_id) AS rule_id,
    count(DISTINCT r.response_id) AS n_linked, count(DISTINCT l.case_id) AS n_cases_linked
FROM link l JOIN response r ON r.response_id = l.response_id AND <counted>
JOIN cases c ON c.case_id = l.case_id AND c.target = l.target AND (l.method <> 'row' OR c.closed_at IS NOT NULL)
GROUP BY ALL ORDER BY ALL
"""
ALL_CASES = """
SELECT case_id, source_id, 'process_case' AS target, closed_at FROM process_case
UNION ALL SELECT DISTINCT w.item_id, u.source_id, 'work_item', NULL FROM work_item w JOIN upload u USING (upload_id)
UNION ALL SELECT DISTINCT p.respondent_id, u.source_id, 'respondent', NULL FROM respondent p
    JOIN upload u USING (upload_id) WHERE u.kind = 'customer_table'
"""
SURVEY_TYPES = {
    **dict.fromkeys(("survey_id", "file_name", "title", "journey_id", "source_id"), "str"),
    "n_answers": "int64",
    "is_sample": "bool",
    "has_scores": "bool",
}
SOURCE_TYPES = {
    **dict.fromkeys(("source_id", "target", "file_name"), "str"),
    "n_cases": "int64",
    "is_sample": "bool",
}


@dataclass(frozen=True)
class Candidate:
    """A pair of columns that may hold the same key, with what was measured.

    Attributes
    ----------
    n_matched : distinct keys found on both sides; n_answer_keys, n_case_keys : distinct keys of each side.
    cases_per_key : how many cases share one key on average; 1 where the key names the case.
    is_running : plain running numbers from 1 on, which agree by chance.
    pii : the answers' column holds personal data: its keys are compared as digests and never shown.
    """

    answer_key: KeyRef
    case_key: KeyRef
    form: KeyForm
    n_matched: int
    n_answer_keys: int
    n_case_keys: int
    cases_per_key: float
    is_running: bool
    is_personal: bool

    @property
    def answer_rate(self) -> float:
        """Share of the answers' keys that a case has."""
        return self.n_matched / self.n_answer_keys

    @property
    def case_rate(self) -> float:
        """Share of the cases' keys that an answer has."""
        return self.n_matched / self.n_case_keys

    @property
    def certainty(self) -> float:
        """Share of the answers' keys that would name the right case if one of those that share it were drawn."""
        return self.answer_rate / self.cases_per_key


def surveys(reader: Reader) -> pd.DataFrame:
    """One row per survey with answers: survey_id, file_name, title, journey_id, n_answers, is_sample, source_id."""
    return reader.frame(SURVEYS, dtypes=SURVEY_TYPES)


def sources(reader: Reader) -> pd.DataFrame:
    """One row per source that holds cases: source_id, target, n_cases, file_name, is_sample."""
    return reader.frame(SOURCES, dtypes=SOURCE_TYPES, targets=list(TARGETS))


def candidates(reader: Reader, files: Path, survey_id: str, source_id: str, target: str) -> list[Candidate]:
    """Pairs of columns whose keys agree, best first; the form is the plainest one that finds every match."""
    answer_side = {"": ("case_id", "")} | {c: (role, pii) for c, role, pii in key_columns(reader, "survey", survey_id)}
    case_side = {c: (role, pii) for c, role, pii in key_columns(reader, "source", source_id)}
    if target != "respondent":
        case_side = {"": ("case_id", "")} | case_side
    answers = {column: answer_keys(reader, files, survey_id, KeyRef(column)) for column in answer_side}
    cases = {column: case_keys(reader, files, source_id, target, KeyRef(column)) for column in case_side}
    if not answers or not cases:
        return []
    found = reader.frame(_overlap_sql(answers, cases), survey=survey_id, source=source_id)
    pairs = [
        _candidate(rows, {column for column, (_role, pii) in answer_side.items() if pii})
        for _pair, rows in found.groupby(["answer_col", "case_col"], sort=True)
    ]
    kept = [pair for pair in pairs if pair.answer_rate >= LEAST_OVERLAP or pair.case_rate >= LEAST_OVERLAP]
    return sorted(kept, key=lambda pair: (pair.is_running, -pair.certainty, -pair.case_rate, pair.answer_key.column))


def _overlap_sql(answers: Mapping[str, str], cases: Mapping[str, str]) -> str:
    return fill(
        OVERLAP,
        answer_forms=_forms("s"),
        case_forms=_forms("c"),
        answers=_stacked(answers, "response_no"),
        cases=_stacked(cases, "case_id"),
        gap=str(MOST_RUNNING_GAP),
        low=str(MOST_RUNNING_LOW),
        same_prefix=SAME_PREFIX,
    )


FORMS = {
    "exact": KeyForm(),
    "normalised": KeyForm("normalised", ALL_STEPS),
    **{f"email:{name}": KeyForm("email", digest=name) for name in DIGESTS},
}


def _forms(side: str) -> str:
    parts = [
        f"SELECT DISTINCT {text(name)} AS form, col, {formed('raw', form)} AS key, "  # noqa: S608
        f"{prefix('raw') if 'prefix' in form.steps else text('')} AS prefix FROM {side}"
        for name, form in FORMS.items()
    ]
    return "SELECT * FROM (" + " UNION ALL ".join(parts) + ") WHERE key IS NOT NULL"  # noqa: S608


def _stacked(sides: Mapping[str, str], key: str) -> str:
    return " UNION ALL ".join(f"SELECT {text(name)} AS col, {key}, raw FROM ({sql})" for name, sql in sides.items())  # noqa: S608


def _candidate(rows: pd.DataFrame, personal: set[str]) -> Candidate:
    """The plainest form that finds as many matches as the widest."""
    by_form = {str(row["form"]): row for row in rows.to_dict("records")}
    answer_col, case_col = str(rows["answer_col"].iloc[0]), str(rows["case_col"].iloc[0])
    emails = {name: row for name, row in by_form.items() if name.startswith("email:")}
    plain = {name: row for name, row in by_form.items() if name in ("exact", "normalised")}
    best_mail = max(emails, key=lambda name: (int(emails[name]["n_matched"]), name == "email:sha256"), default="")
    most_plain = max((int(row["n_matched"]) for row in plain.values()), default=0)
    is_mail = bool(best_mail) and int(emails[best_mail]["n_matched"]) >= 0.9 * most_plain
    if is_mail:
        chosen = best_mail
    else:
        exact = int(plain["exact"]["n_matched"]) if "exact" in plain else 0
        chosen = "exact" if exact == most_plain else "normalised"
    row = by_form[chosen]
    return Candidate(
        KeyRef(answer_col),
        KeyRef(case_col),
        FORMS[chosen],
        int(row["n_matched"]),
        int(row["n_answer_keys"]),
        int(row["n_case_keys"]),
        float(row["cases_per_key"]),
        bool(row["is_running"]) and not is_mail,
        answer_col in personal or is_mail,
    )


def needed_steps(reader: Reader, files: Path, survey_id: str, source_id: str, target: str, pair: Candidate) -> KeyForm:
    """The normalisation of a pair without the steps that no match needs, judged on matches of differing texts."""
    if pair.form.form != "normalised":
        return pair.form
    sql = fill(
        PAIRS,
        key=normal("raw", ALL_STEPS),
        prefix=prefix("raw"),
        same_prefix=SAME_PREFIX,
        answers=answer_keys(reader, files, survey_id, pair.answer_key),
        cases=case_keys(reader, files, source_id, target, pair.case_key),
        most=str(SAMPLE_PAIRS),
    )
    rows = reader.rows(sql, survey=survey_id, source=source_id)
    one, two = [row[0] for row in rows], [row[1] for row in rows]
    steps = ALL_STEPS
    for name in GIVE_UP:
        fewer = tuple(step for step in steps if step != name)
        if _n_agreeing(reader, one, two, fewer) == len(rows):
            steps = fewer
    return replace(pair.form, steps=steps)


def _n_agreeing(reader: Reader, one: Sequence[str], two: Sequence[str], steps: Sequence[str]) -> int:
    sql = fill(AGREE, one=normal("one", steps), two=normal("two", steps))
    return int(reader.value(sql, one=list(one), two=list(two)))


def links_in_place(reader: Reader) -> pd.DataFrame:
    """One row per survey and source with links: ids, target, method, rule_id, n_linked, n_cases_linked."""
    return reader.frame(
        fill(IN_PLACE, cases=ALL_CASES, counted=COUNTED),
        dtypes={
            **dict.fromkeys(("survey_id", "source_id", "target", "method", "rule_id"), "str"),
            "n_linked": "int64",
            "n_cases_linked": "int64",
        },
    )


def run_of(reader: Reader, rule_id: str) -> dict[str, Any] | None:
    """What the last run of a rule found, by column; None where it has not run."""
    frame = reader.frame(
        "SELECT * REPLACE (unmatched::VARCHAR AS unmatched) FROM link_run WHERE rule_id = $id", id=rule_id
    )
    return None if frame.empty else {str(name): value for name, value in frame.to_dict("records")[0].items()}


def case_count(reader: Reader, source_id: str, target: str) -> int:
    """How many cases a source holds."""
    return int(reader.value(fill("SELECT count(*) FROM (<cases>)", cases=CASES[target]), source=source_id))
