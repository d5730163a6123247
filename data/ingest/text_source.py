"""Where a file's texts come from: complaints, calls, interviews ... and whether anybody asked for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.ingest.model import ColumnSpec, Reading
from data.ingest.names import has_word
from data.ingest.vendors import normal_name, rules

# What texts may be; a survey is the usual source of comments.
SOURCES = ("survey", "reviews", "complaints", "tickets", "calls", "chat", "interview", "focus_group", "notes")
SOLICITED = frozenset({"survey", "interview", "focus_group"})
TRANSCRIPT, TEXT_LIST = "transcript", "text_list"
TEXT_KINDS = frozenset({TRANSCRIPT, TEXT_LIST})
TAGGED_KINDS = TEXT_KINDS | {"reviews", "case_table"}
MOST_SPEAKERS = 400


@dataclass(frozen=True)
class TextSource:
    """What the texts of a file are.

    Attributes
    ----------
    kind : one of SOURCES.
    is_solicited : somebody was asked for these words; False = they came by themselves.
    speaker : the column that says who speaks, where there is one.
    askers : speakers who ask or answer for the organisation; their rows are kept, but no customer's voice.
    """

    kind: str = "survey"
    is_solicited: bool = True
    speaker: int | None = None
    askers: tuple[str, ...] = ()


def source_of(reading: Reading) -> TextSource:
    """The source proposed for a file, by its kind, its name and the names of its columns."""
    if reading.kind not in TAGGED_KINDS:
        return TextSource()
    named = [reading.table.name, *(column.name for column in reading.columns)]
    kind, asked = _told(named) or _usual(reading)
    speaker = speaker_column(reading.columns) if reading.kind == TRANSCRIPT else None
    askers = askers_among(speakers_of(reading, speaker)) if speaker is not None else ()
    return TextSource(kind, asked, speaker, askers)


def _told(names: Sequence[str]) -> tuple[str, bool] | None:
    """The source whose words stand in the file's name, else in a column's."""
    title, columns = normal_name(names[0]), " / ".join(normal_name(name) for name in names[1:])
    for text in (title, columns):
        for rule in rules("texts")["sources"]:
            if has_word(text, rule["word"]):
                return str(rule["source"]), bool(rule["asked"])
    return None


def _usual(reading: Reading) -> tuple[str, bool]:
    """Without a telling word: several who answer are a group, one is an interview, no speaker is a note."""
    if reading.kind == "reviews":
        return "reviews", False
    speaker = speaker_column(reading.columns) if reading.kind == TRANSCRIPT else None
    if speaker is None:
        return "notes", False
    heard = speakers_of(reading, speaker)
    if any(column.role == "submitted_at" for column in reading.columns):
        return "chat", False
    if any(_roles_in(name) & _words("service") for name in heard):
        return "calls", False
    return ("focus_group" if len(heard) - len(askers_among(heard)) >= 3 else "interview"), True


def speaker_column(columns: Iterable[ColumnSpec]) -> int | None:
    """The column that says who speaks: by name, else the person of a transcript."""
    named = frozenset(map(normal_name, rules("texts")["speaker_names"]))
    held = tuple(columns)
    found = [c for c in held if normal_name(c.name) in named] or [c for c in held if c.role == "respondent_id"]
    return found[0].index if found else None


def speakers_of(reading: Reading, speaker: int | None) -> tuple[str, ...]:
    """Everybody who speaks, in order of appearance."""
    if speaker is None:
        return ()
    heard = reading.table.cells.iloc[:, speaker].str.strip().unique()
    return tuple(str(name) for name in heard if name)[:MOST_SPEAKERS]


def n_asked(reading: Reading, source: TextSource) -> int:
    """How many rows of a record are said by those who speak for the organisation."""
    if reading.kind != TRANSCRIPT or source.speaker is None or not source.askers:
        return 0
    return int(reading.table.cells.iloc[:, source.speaker].str.strip().isin(source.askers).sum())


def askers_among(speakers: Iterable[str]) -> tuple[str, ...]:
    """Those who ask or answer for the organisation, by what they are called."""
    return tuple(name for name in speakers if is_asker(name))


def is_asker(name: str) -> bool:
    """Whether a speaker's label is that of an interviewer, a moderator, an agent or a machine."""
    return bool(_roles_in(name) & _words("askers"))


def is_answerer(name: str) -> bool:
    """Whether a speaker's label is that of somebody who is asked."""
    return bool(_roles_in(name) & _words("answerers")) or bool(re.search(rules("texts")["polite"], name.strip()))


@lru_cache(maxsize=8)
def _words(part: str) -> frozenset[str]:
    return frozenset(normal_name(str(word)) for word in rules("texts")[part])


def _roles_in(name: str) -> set[str]:
    """The label and its part in brackets, without numbers and the letters that count: "Agent 2", "王刚（主持人）"."""
    heads = {word for word in _words("askers") | _words("answerers") if _begins(name, word)}
    counted = str(rules("texts")["counted"])
    parts = {name, *re.findall(r"[(（]([^()（）]+)[)）]", name), re.sub(r"[(（][^()（）]*[)）]", "", name)}
    plain = {normal_name(part) for part in parts}
    bare = {re.sub(counted, "", text) for text in plain if len(text) > 1}
    return {text for text in plain | bare | heads if text}


def _begins(name: str, word: str) -> bool:
    """Whether a label begins with a role: "Support team", or a role of two Chinese signs or more before a name."""
    plain = normal_name(name)
    is_wide = ord(word[0]) > 0x2E80
    return len(word) >= (2 if is_wide else 5) and plain.startswith(word if is_wide else f"{word} ")
