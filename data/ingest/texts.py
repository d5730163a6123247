"""Texts without scores: what makes a table a list of texts or a record of speech, and its columns' roles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from data.ingest import proposal as why
from data.ingest.dates import formats_of, parsed, tidied
from data.ingest.documents import DOCX, TEXT
from data.ingest.evidence import Evidence
from data.ingest.issues import issue
from data.ingest.model import Issue, Table
from data.ingest.proposal import Proposal, is_few
from data.ingest.text_source import TEXT_LIST, TRANSCRIPT, is_answerer, is_asker
from data.ingest.transcripts import HEAD
from data.ingest.vendors import normal_name, rules
from errors import N_

WHY_SPEAKER = N_("Says who speaks; some of the speakers ask or answer for the organisation.")
WHY_CONVERSATION = N_("The same value in every row of one conversation.")
WHY_SPEECH = N_("What was said or written.")
CLOCK, SPEAKER, SPEECH = (frozenset(names) for names in zip(*rules("texts")["own_names"].values(), strict=True))
# Questions that make no sense of texts: a row repeats because people repeat themselves, and there are no means.
MOOT = frozenset({"duplicate_rows", "very_few_rows", "empty_response", "no_respondent_id"})


def is_record(table: Table) -> bool:
    """Utterances or paragraphs that the reader of texts found: their column names are its own."""
    names = set(table.headers[0]) if table.headers else set()
    return table.params.format in (TEXT, DOCX) and bool(names & SPEECH) and len(names) <= 3 and names <= _OWN


_OWN = SPEECH | SPEAKER | CLOCK | {"#"}


def spoken_on(table: Table) -> date | None:
    """The day of a record, as its head says it; None where it says none or one that can be read in two ways."""
    labels = frozenset(map(normal_name, rules("texts")["date_labels"]))
    for row in table.aside:
        label, _, told = re.sub("[\uff1a]", ":", row.cells[0] if row.cells else "").partition(":")
        fit = formats_of((told.strip(),)) if row.reason == HEAD and normal_name(label) in labels else None
        if fit and not fit.is_ambiguous:
            found = parsed(tidied(pd.Series([told.strip()], dtype="str")), fit.formats[0]).iloc[0]
            return date(found.year, found.month, found.day)
    return None


def record_roles(columns: Sequence[Evidence]) -> dict[int, Proposal]:
    """Time of day, person and comment: the columns of a record of speech."""
    return {column.index: _record_role(column) for column in columns}


def _record_role(column: Evidence) -> Proposal:
    if column.name in SPEECH:
        return Proposal("comment", 1.0, WHY_SPEECH)
    if column.name in SPEAKER:
        return Proposal("respondent_id", 1.0, WHY_SPEAKER)
    fit = why.date_fit(column) if column.name in CLOCK else None
    if fit:
        facts = {"share": why.percent(fit.share), "example": column.texts[0]}
        return Proposal("submitted_at", 0.9, why.WHY_DATES, facts, formats=fit.formats)
    return Proposal("time_of_day" if column.name in CLOCK else "other", 1.0, why.WHY_NAME)


def record_kind(table: Table) -> str:
    """Numbered points are a list of texts, each by somebody else; everything else is one record."""
    return TEXT_LIST if "#" in table.headers[0] else TRANSCRIPT


def text_kind(kind: str, columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> str:
    """What a table of texts without a single score is: one row per utterance, or one per text."""
    roles = {one.role for one in found.values()}
    if kind != "reviews" or "comment" not in roles or roles & {"score", "rank"}:
        return kind
    return TRANSCRIPT if speaking(columns) is not None else TEXT_LIST


def speaking(columns: Sequence[Evidence]) -> Evidence | None:
    """The column that says who speaks, where somebody in it asks and somebody answers."""
    names = frozenset(map(normal_name, rules("texts")["speaker_names"]))
    for column in columns:
        if column.key in names and column.n and is_few(column):
            heard = column.texts[:40]
            if any(map(is_asker, heard)) and not all(map(is_asker, heard)):
                return column
    return None


def with_speech(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> dict[int, Proposal]:
    """The roles of a table of utterances: who speaks, which conversation, what was said."""
    settled = dict(found)
    who = speaking(columns)
    talks = frozenset(map(normal_name, rules("texts")["conversation_names"]))
    talk = next((column for column in columns if column.key in talks and column.n), None)
    if talk is not None:
        settled = {i: replace(one, role="other") if one.role == "response_id" else one for i, one in settled.items()}
        settled[talk.index] = Proposal("response_id", 0.9, WHY_CONVERSATION)
    if who is not None:
        is_named = talk is None and not all(is_asker(text) or is_answerer(text) for text in who.texts[:40])
        settled[who.index] = Proposal("respondent_id" if is_named else "segment", 0.9, WHY_SPEAKER)
    return settled


def text_issues(
    issues: Sequence[Issue], columns: Sequence[Evidence], found: Mapping[int, Proposal], day: date | None = None
) -> tuple[Issue, ...]:
    """The issues that matter for texts, their day where the record gives one, and whose words are left out."""
    dated = issue("record_day", day=day.isoformat()) if day else issue("texts_undated")
    kept = [dated if one.code == "no_timestamp" else one for one in issues if one.code not in MOOT]
    who = speaking(columns) or next((c for c in columns if found[c.index].role == "respondent_id"), None)
    asking = [text for text in who.texts if is_asker(text)] if who is not None else []
    if who is not None and asking:
        n = int(sum(w for text, w in zip(who.texts, who.weights, strict=False) if is_asker(text)))
        kept.append(issue("asker_rows", column=who.index, n=n, names=", ".join(asking[:5])))
    return tuple(kept)
