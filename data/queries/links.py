"""What can be linked and what is: surveys, sources, key columns with their overlap, links and what is behind."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data.ingest.link_keys import ALL_STEPS, DIGESTS, EXACT, KeyForm, KeyRef, formed, normal, prefix
from data.ingest.link_sides import CASES, COUNTED, TARGETS, answer_keys, case_keys, key_columns
from data.ingest.sql import fill, text
from data.reading import Reader

LEAST_OVERLAP = 0.05
MOST_KEYS = 10_000
MOST_CASE_KEYS = 100_000
MAIL_SHARE = 0.9
ALL_FOUND = 0.95
TIDIED = KeyForm("normalised", ALL_STEPS)
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
# Keys of one column of the cases against those of every column of the answers. A column of the answers with many keys
# is sampled: one key of `m` is looked up. Very many keys of the cases are sampled too, and the matches scaled up.
OVERLAP = """
WITH s AS MATERIALIZED (SELECT unnest($cols) AS col, unnest($ms) AS m, unnest($answers) AS raw),
c AS MATERIALIZED (SELECT unnest($cases) AS raw, unnest($ns) AS n),
sk AS MATERIALIZED (SELECT * FROM (SELECT col, raw, <key> AS key FROM s) WHERE key IS NOT NULL),
ck AS MATERIALIZED (SELECT * FROM (SELECT raw, <key> AS key FROM c) WHERE key IS NOT NULL),
told AS (
    SELECT col, any_value(m) AS m, bool_or(contains(raw, '@')) AS has_mail, max(length(raw)) AS longest,
        count(whole) = count(*) AND min(whole) <= <low> AND max(whole) <= <gap> * count(*) * any_value(m) AS is_running
    FROM (SELECT *, TRY_CAST(raw AS BIGINT) AS whole FROM s) GROUP BY col),
case_told AS (
    SELECT bool_or(contains(raw, '@')) AS case_has_mail, max(length(raw)) AS case_longest,
        sum(n) / count(*) AS cases_per_key, (SELECT count(DISTINCT key) FROM ck) AS n_case_keys FROM c),
hits AS (SELECT sk.col, count(DISTINCT key) AS n FROM sk JOIN ck USING (key) WHERE <same_prefix> GROUP BY ALL)
SELECT told.col, m * coalesce(hits.n, 0) AS n_matched, m * ns.n AS n_answer_keys, is_running, has_mail, longest,
    case_told.*
FROM told JOIN (SELECT col, count(DISTINCT key) AS n FROM sk GROUP BY col) ns USING (col) LEFT JOIN hits USING (col),
     case_told
ORDER BY told.col
"""
ANSWER_KEYS = "SELECT DISTINCT col, m, raw FROM (<answers>)"
CASE_KEYS = "SELECT raw, count(*) AS n FROM (<cases>) GROUP BY raw"
PAIRS = """
SELECT min(sk.raw) AS answer_key, min(ck.raw) AS case_key
FROM (SELECT DISTINCT raw, <key> AS key FROM (<answers>)) sk
JOIN (SELECT DISTINCT raw, <key> AS key FROM (<cases>)) ck USING (key)
WHERE sk.raw <> ck.raw AND <same_prefix> GROUP BY key ORDER BY key LIMIT <most>
"""
# A prefix may be on one side only; two different ones name different things that happen to have equal numbers.
SAME_PREFIX = f"({prefix('sk.raw')} = {prefix('ck.raw')} OR {prefix('sk.raw')} = '' OR {prefix('ck.raw')} = '')"
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
    n_matched : distinct keys found on both sides; n_answer_keys, n_case_keys : distinct keys of each side. Estimated
        from samples where the answers have more than MOST_KEYS or the cases more than MOST_CASE_KEYS.
    cases_per_key : how many cases share one key on average; 1 where the key names the case.
    is_running : plain running numbers from 1 on, which agree by chance.
    is_personal : the answers' column holds personal data: its keys are compared as digests and never shown.
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
        return min(1.0, self.n_matched / self.n_answer_keys)

    @property
    def case_rate(self) -> float:
        """Share of the cases' keys that an answer has."""
        return min(1.0, self.n_matched / self.n_case_keys)

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
    answer_side = key_columns(reader, "survey", survey_id)
    case_side = [column for column, _role, _pii, _n in key_columns(reader, "source", source_id)]
    if target != "respondent":
        case_side = ["", *case_side]
    sizes = [("", _n_own(reader, survey_id)), *((column, n) for column, _role, _pii, n in answer_side)]
    stacked = fill(ANSWER_KEYS, answers=_stacked(reader, files, survey_id, sizes))
    answers = reader.frame(stacked, dtypes={"m": "int64"}, survey=survey_id)
    personal = {column for column, _role, pii, _n in answer_side if pii}
    one_of = _sampling(case_count(reader, source_id, target), MOST_CASE_KEYS)
    found: list[Candidate] = []
    for column in case_side:
        cases = case_keys(reader, files, source_id, target, KeyRef(column), one_of=one_of)
        held = reader.frame(fill(CASE_KEYS, cases=cases), dtypes={"n": "int64"}, source=source_id)
        if len(answers) and len(held):
            found += _against(_Keys(reader, answers, held, one_of), KeyRef(column), personal)
    kept = [pair for pair in found if pair.answer_rate >= LEAST_OVERLAP or pair.case_rate >= LEAST_OVERLAP]
    return sorted(kept, key=lambda pair: (pair.is_running, -pair.certainty, -pair.case_rate, pair.answer_key.column))


def _n_own(reader: Reader, survey_id: str) -> int:
    """About how many cases the answers name by themselves."""
    sql = "SELECT approx_count_distinct(case_id) FROM response WHERE survey_id = $survey"
    return int(reader.value(sql, survey=survey_id))


def _sampling(n_keys: int, most: int = MOST_KEYS) -> int:
    """One key of how many is enough to have about `most`."""
    return max(1, -(-n_keys // most))


def _stacked(reader: Reader, files: Path, survey_id: str, columns: Sequence[tuple[str, int]]) -> str:
    """SQL for col, m, raw: the sampled keys of every column of the answers."""
    parts = [
        f"SELECT {text(column)} AS col, {_sampling(n)} AS m, raw FROM "  # noqa: S608
        f"({answer_keys(reader, files, survey_id, KeyRef(column), one_of=_sampling(n))})"
        for column, n in columns
    ]
    return " UNION ALL ".join(parts)


@dataclass(frozen=True)
class _Keys:
    """Sampled keys of both sides: answers has col, m, raw; cases has raw, n; every `one_of`-th case key is there."""

    reader: Reader
    answers: pd.DataFrame
    cases: pd.DataFrame
    one_of: int

    def measured(self, name: str, form: KeyForm) -> list[dict[Hashable, Any]]:
        """What one form finds: one row per column of the answers."""
        sql = fill(
            OVERLAP,
            key=formed("raw", form),
            gap=str(MOST_RUNNING_GAP),
            low=str(MOST_RUNNING_LOW),
            same_prefix=SAME_PREFIX if "prefix" in form.steps else "true",
        )
        rows = self.reader.frame(
            sql,
            cols=self.answers["col"].tolist(),
            ms=self.answers["m"].tolist(),
            answers=self.answers["raw"].tolist(),
            cases=self.cases["raw"].tolist(),
            ns=self.cases["n"].tolist(),
        ).to_dict("records")
        scaled = ("n_matched", "n_case_keys")
        return [row | {"form": name} | {column: self.one_of * int(row[column]) for column in scaled} for row in rows]


def _against(keys: _Keys, case_key: KeyRef, personal: set[str]) -> list[Candidate]:
    """The columns of the answers that share keys with one column of the cases."""
    found = keys.measured("exact", EXACT)
    digest = _digest(found)
    if all(int(row["n_matched"]) < ALL_FOUND * int(row["n_answer_keys"]) for row in found):
        found += keys.measured("normalised", TIDIED)
    if digest:
        found += keys.measured("email", KeyForm("email", digest=digest))
    columns = sorted({str(row["col"]) for row in found})
    pairs = [
        _candidate([row for row in found if row["col"] == column], case_key, digest, column in personal)
        for column in columns
    ]
    return [pair for pair in pairs if pair is not None]


def _digest(rows: Sequence[Mapping[Hashable, Any]]) -> str:
    """The digest by which addresses can be compared here; empty where one side has neither addresses nor digests."""
    by_length = {length: name for name, length in DIGESTS.items()}
    for row in rows:
        sides = [(row["has_mail"], row["longest"]), (row["case_has_mail"], row["case_longest"])]
        if all(has_mail for has_mail, _longest in sides):
            return "sha256"
        if any(has_mail for has_mail, _longest in sides):
            other = next(int(longest) for has_mail, longest in sides if not has_mail)
            if other in by_length:
                return by_length[other]
    return ""


def _candidate(
    rows: Sequence[Mapping[Hashable, Any]], case_key: KeyRef, digest: str, is_personal: bool
) -> Candidate | None:
    """The plainest form that finds as many matches as the widest; None where no key agrees."""
    by_form = {str(row["form"]): row for row in rows if int(row["n_matched"]) > 0}
    if not by_form:
        return None
    most = max(int(row["n_matched"]) for row in by_form.values())
    enough = {name for name, row in by_form.items() if int(row["n_matched"]) >= MAIL_SHARE * most}
    exact = by_form.get("exact")
    chosen = "email" if "email" in enough else "exact" if exact and int(exact["n_matched"]) == most else "normalised"
    row = by_form[chosen]
    return Candidate(
        KeyRef(str(row["col"])),
        case_key,
        {"exact": EXACT, "normalised": TIDIED, "email": KeyForm("email", digest=digest)}[chosen],
        int(row["n_matched"]),
        int(row["n_answer_keys"]),
        int(row["n_case_keys"]),
        float(row["cases_per_key"]),
        bool(row["is_running"]) and chosen != "email",
        is_personal or chosen == "email",
    )


def needed_steps(reader: Reader, files: Path, survey_id: str, source_id: str, target: str, pair: Candidate) -> KeyForm:
    """The normalisation of a pair without the steps that no match needs, judged on matches of differing texts."""
    if pair.form.form != "normalised":
        return pair.form
    sql = fill(
        PAIRS,
        key=normal("raw", ALL_STEPS),
        same_prefix=SAME_PREFIX,
        answers=answer_keys(reader, files, survey_id, pair.answer_key, one_of=_sampling(pair.n_answer_keys)),
        cases=case_keys(
            reader, files, source_id, target, pair.case_key, one_of=_sampling(pair.n_case_keys, MOST_CASE_KEYS)
        ),
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
