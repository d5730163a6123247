"""The rows of a staged file as responses, answers, comments and segments: one SQL statement per column."""

from __future__ import annotations

from data.ingest import dates
from data.ingest.batch import NUMBERS, SAID, SCORES, Batch
from data.ingest.landing import (
    COMMENTS,
    OLD_REVISIONS,
    ORIGINS,
    PIECES,
    PLAIN_ANSWERS,
    RESPONDENTS,
    RESPONSES,
    SCORE_ANSWERS,
    SEGMENTS,
)
from data.ingest.mapping import column_label
from data.ingest.meaning import map_join, moment
from data.ingest.model import ColumnSpec
from data.ingest.revisions import settle_revisions
from data.ingest.sql import cell, fill, short_hash, text, texts
from data.ingest.states import states
from data.ingest.steps import WRITING
from data.ingest.vendors import rules
from data.transaction import Write


def write_responses(write: Write, batch: Batch) -> int:
    """Responses with their revision; the ones they replace are no longer current. Returns the number of responses."""
    taken = {"survey_id": batch.survey_id, "upload_id": batch.upload_id}
    n_responses = write.execute(_responses_sql(batch), journey_id=batch.journey_id, **taken)
    write.execute(OLD_REVISIONS, **taken)
    write.execute(RESPONDENTS, upload_id=batch.upload_id, source_id=batch.source_id)
    write.execute(ORIGINS, upload_id=batch.upload_id)
    if batch.is_again:
        settle_revisions(write, batch.upload_id)
    return n_responses


def _responses_sql(batch: Batch) -> str:
    times = {name: [c for role in roles for c in batch.plan.with_role(role)][:3] for name, roles in TIME_ROLES.items()}
    duration = batch.plan.first("duration_s")
    mapped = [c for columns in times.values() for c in columns] + ([duration] if duration else [])
    first = times["submitted"][0] if times["submitted"] else None
    return fill(
        RESPONSES,
        joins=" ".join(dict.fromkeys(map_join(c) for c in mapped)),
        started=_moment(batch, times["started"]),
        submitted=_submitted(batch, times["submitted"]),
        served=_moment(batch, times["served"]),
        sent=_moment(batch, times["sent"]),
        tz_known="true" if first and dates.has_zone(first.date_format or "") else "false",
        precision=text(_precision(first, batch)),
        status=_status(batch),
        duration=f"m{duration.index}.num" if duration else "NULL",
        weight=_weight(batch),
        **{
            name: _plain(batch, role)
            for name, role in (
                ("language", "language"),
                ("channel", "channel"),
                ("collector", "collector_id"),
                ("case", "case_id"),
            )
        },
    )


TIME_ROLES = {
    "started": ("started_at",),
    "submitted": ("submitted_at", "recorded_at", "started_at"),
    "served": ("event_date",),
    "sent": ("survey_sent_at",),
}


def _moment(batch: Batch, columns: list[ColumnSpec]) -> str:
    return f"coalesce({', '.join(moment(c, batch.zone) for c in columns)})" if columns else "NULL"


def _submitted(batch: Batch, columns: list[ColumnSpec]) -> str:
    """The answer's time; where there is none, noon of the day the person gave."""
    if batch.plan.period is None:
        return _moment(batch, columns)
    noon = f"(TIMESTAMP '{batch.plan.period.isoformat()} 12:00:00' AT TIME ZONE {text(batch.zone)})"
    return f"coalesce({_moment(batch, columns)}, {noon})"


def _precision(column: ColumnSpec | None, batch: Batch) -> str:
    """How exact the answer's time is: second, minute, day or month."""
    if column is None or not column.date_format:
        return "month" if batch.plan.period else "none"
    return dates.precision(column.date_format or "")


def _plain(batch: Batch, role: str) -> str:
    column = batch.plan.first(role)
    return cell(column.index) if column else "NULL"


def _weight(batch: Batch) -> str:
    column = batch.plan.first("weight")
    return _number(column, batch) if column else "NULL"


def _number(column: ColumnSpec, batch: Batch) -> str:
    value = cell(column.index)
    if batch.reading.table.params.decimal == ",":
        value = f"replace(replace({value}, '.', ''), ',', '.')"
    return f"TRY_CAST({value} AS DOUBLE)"


def _status(batch: Batch) -> str:
    """test, preview and spam first, then partial, then empty, else complete."""
    cases = [*_tests(batch), *_partial(batch)]
    said = [cell(c.index) for c in batch.having(SAID)]
    if said:
        cases.append(f"WHEN {_all_missing(said, batch)} THEN 'empty'")
    return f"CASE {' '.join(cases)} ELSE 'complete' END" if cases else "'complete'"


def _tests(batch: Batch) -> list[str]:
    """Rows that the reader took for tests, and what the tool itself calls preview, test or spam."""
    kind = batch.plan.first("response_type")
    cases = []
    if kind:
        cases += [
            f"WHEN lower({cell(kind.index)}) IN {states('response_type', state)} THEN '{state}'"
            for state in ("preview", "test", "spam")
        ]
    rows = sorted({row for issue in batch.issues_of("test_response") for row in issue.rows})
    if rows:
        cases.append(f"WHEN s.row_no IN ({', '.join(str(row) for row in rows)}) THEN 'test'")
    if any(issue.n > len(issue.rows) for issue in batch.issues_of("test_response")):
        pattern = text(f"^(?:{rules('words')['tests']})")
        cases += [
            f"WHEN regexp_matches({cell(c.index)}, {pattern}) THEN 'test'" for c in batch.having(("comment", "choice"))
        ]
    return cases


def _partial(batch: Batch) -> list[str]:
    """Not finished, by the tool's own mark."""
    cases = [
        f"WHEN lower({cell(c.index)}) IN {partial_words()} THEN 'partial'" for c in batch.plan.with_role("finished")
    ]
    if batch.reading.vendor.startswith("qualtrics"):
        cases += [
            f"WHEN TRY_CAST({cell(c.index)} AS DOUBLE) < 100 THEN 'partial'" for c in batch.plan.with_role("progress")
        ]
    if batch.reading.vendor == "limesurvey":
        cases += [f"WHEN {cell(c.index)} IS NULL THEN 'partial'" for c in batch.plan.with_role("submitted_at")]
    return cases


def partial_words() -> str:
    """What tools write for an answer that was not finished."""
    return texts(str(word) for word in rules("words")["partial"])


def _all_missing(cells: list[str], batch: Batch) -> str:
    """Whether no cell says anything; where blanks were filled with a word for "no answer", that word says nothing."""
    if not batch.issues_of("placeholder_na_everywhere"):
        return f"coalesce({', '.join(cells)}) IS NULL"
    return " AND ".join(f"lower(coalesce({name}, '')) IN {states('missing')}" for name in cells)


def write_answers(write: Write, batch: Batch) -> tuple[int, int]:
    """Answers, comments and segments, column by column; returns (answers, comments)."""
    answers = comments = 0
    for place, column in enumerate(batch.columns):
        batch.step(0.3 + 0.4 * place / len(batch.columns), WRITING)
        landed = _write_column(write, batch, column)
        comments += landed if column.role == "comment" else 0
        answers += landed if column.role not in ("comment", "segment", "touchpoint") else 0
    return answers, comments


def _write_column(write: Write, batch: Batch, column: ColumnSpec) -> int:
    role = column.role
    if role == "segment" or (role == "touchpoint" and not batch.is_by_row):
        return write.execute(_parts(SEGMENTS, batch, column), dim=column_label(column), upload_id=batch.upload_id)
    if column.index not in batch.questions:
        return 0
    keys = {"question_id": batch.questions[column.index], "upload_id": batch.upload_id, "col_no": column.index}
    if role == "multi_delimited" and column.delimiter:
        return write.execute(_parts(PIECES, batch, column), delimiter=column.delimiter, **keys)
    template = COMMENTS if role == "comment" else SCORE_ANSWERS if role in SCORES else PLAIN_ANSWERS
    return write.execute(_parts(template, batch, column), **keys)


def _blank_words(batch: Batch, column: ColumnSpec) -> str:
    """The list of words that are no answer; in a comment "N/A" is one, unless the file fills its blanks with it."""
    is_typed = column.role == "comment" and not batch.issues_of("placeholder_na_everywhere")
    return "blank_in_comment" if is_typed else "missing"


def _parts(template: str, batch: Batch, column: ColumnSpec) -> str:
    value = cell(column.index)
    point = batch.touchpoints.get(column.index)
    missing = f"(length({value}) < 40 AND lower({value}) IN {states(_blank_words(batch, column))})"
    wanted = f"{value} IS NOT NULL"
    if column.role == "multi_option":
        wanted += f" AND NOT ({missing}) AND lower({value}) NOT IN {states('not_chosen')}"
    language = batch.plan.first("language")
    return fill(
        template,
        comment_id=short_hash("s.response_id", "$question_id", "s.item_no::VARCHAR"),
        touchpoint="s.touchpoint_id" if batch.is_by_row else text(point) if point else "NULL",
        cell=cell(column.index),
        number=_number(column, batch) if column.role in NUMBERS else "NULL",
        wanted=wanted,
        value=value,
        is_na=missing,
        language=cell(language.index) if language else "NULL",
    )
