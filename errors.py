"""The error tree: every error carries facts and a translatable sentence.

The sentence is an English message id; the frame, the CLI and the reports translate it
with the facts filled in. Codes are stable and appear in the CLI's JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar


class Marked(str):
    """A sentence marked for translation; told apart from data that only looks like one."""

    __slots__ = ()


def N_(message: str) -> str:  # noqa: N802 - the gettext convention for "mark, do not translate"
    """Mark `message` for extraction without translating it."""
    return Marked(message)


class ThroughlineError(Exception):
    """Base of all errors a person can be told about."""

    code: str = "error"
    message: str = N_("Something went wrong.")

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence(str)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The message with its facts filled in, in the language of `translate`; marked facts are translated too."""
        facts = {key: translate(value) if isinstance(value, Marked) else value for key, value in self.facts.items()}
        return translate(self.message).format_map(_Facts(facts))


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class NotEnoughData(ThroughlineError, ValueError):
    """Too few values for the statistic asked for."""

    code = "not_enough_data"
    message = N_("Needs {needed} values, found {found}.")


class LimitsCrossed(ThroughlineError, ValueError):
    """A lower specification limit that is not below the upper one."""

    code = "limits_crossed"
    message = N_("The lower limit {lower} is not below the upper limit {upper}. Check which is which.")


class NoSpread(ThroughlineError, ValueError):
    """Values that are all equal: no index of spread can be given."""

    code = "no_spread"
    message = N_("All {n} values are {value}: without spread there is no capability to state.")


class NegativeTimes(ThroughlineError, ValueError):
    """Durations below zero: a fault of their source, never a figure."""

    code = "negative_times"
    message = N_("{n} of {of} durations lie below 0, which no time can. Correct them at their source.")


class BadInput(ThroughlineError, ValueError):
    """An argument, option or field that cannot be used."""

    code = "bad_input"
    message = N_("{field}: {value} cannot be used. {fix}")


class NotAmong(BadInput):
    """A choice that is not among those there are."""

    message = N_("{field}: {value} cannot be used here. Use one of: {allowed}.")


class UnknownColumn(ThroughlineError, LookupError):
    """A file has no such column."""

    code = "unknown_column"
    message = N_("There is no column {name}. The file has: {columns}.")


class UnknownId(ThroughlineError, LookupError):
    """No such journey, touchpoint, upload or other record."""

    code = "unknown_id"
    message = N_("There is no {kind} called {id}.")


class FileRefused(ThroughlineError, ValueError):
    """A file that cannot be imported; `issue` is the slug of the reason, `message` its sentence."""

    code = "file_refused"
    message = N_("This file cannot be imported.")

    def __init__(self, issue: str, message: str | None = None, **facts: object) -> None:
        super().__init__(**facts)
        self.issue = issue
        if message is not None:
            self.message = message


class DecisionNeeded(ThroughlineError):
    """The data cannot decide; `questions` lists what has to be asked."""

    code = "needs_decision"
    message = N_("{n} decisions are needed before this file can be imported.")

    def __init__(self, questions: list[dict[str, object]], **facts: object) -> None:
        super().__init__(n=len(questions), **facts)
        self.questions = questions


class Cancelled(ThroughlineError):
    """A long job was stopped by the person who started it."""

    code = "cancelled"
    message = N_("Cancelled. Nothing was changed.")


class StoreUnavailable(ThroughlineError, OSError):
    """The store cannot be opened or used now."""

    code = "store_unavailable"
    message = N_("The store {path} cannot be opened: {reason}")


class StoreBusy(StoreUnavailable):
    """Another process owns the store."""

    code = "store_busy"
    message = N_("The store {path} is in use by process {pid} ({address}) since {since}. Stop it or use another store.")


class NotAStore(StoreUnavailable):
    """The file is no Throughline store."""

    code = "not_a_store"
    message = N_("{path} is not a Throughline store. It was left as it is; choose another path.")


class StoreDamaged(StoreUnavailable):
    """The store lost batches or cannot be read; what was done about it is in the facts."""

    code = "store_damaged"
    message = N_("The store {path} was damaged. It was set aside as {aside}; missing: {missing}.")


class AnswerUnreadable(StoreUnavailable):
    """The server that owns the store gave an answer that is no document."""

    code = "answer_unreadable"
    message = N_(
        "The server at {address} (process {pid}) gave an answer that cannot be read. "
        "Look at what it printed, start it again and repeat the command."
    )


class StoreFull(StoreUnavailable):
    """The disk is full; nothing was written."""

    code = "store_full"
    message = N_("The disk that holds {path} is full. Nothing was changed; free some space and try again.")


class QueryTooSlow(StoreUnavailable):
    """A query ran into the time limit and was interrupted."""

    code = "query_too_slow"
    message = N_("This view took longer than {seconds} s to compute. Narrow the period or the segment.")


class CellsLost(ThroughlineError, RuntimeError):
    """The counting rule of an import does not hold; the import was taken back."""

    code = "cells_lost"
    message = N_(
        "The import was stopped because not every row was accounted for: {rows} rows in the file, {landed} landed, "
        "{aside} set aside; {cells} cells in the file, {kept} kept. Nothing was changed."
    )


class StoreRestored(StoreDamaged):
    """The store was damaged; its last good copy has been put in its place and opens at the next try."""

    code = "store_restored"
    message = N_(
        "The store {path} was damaged and set aside as {aside}. Its last good copy was put in its place; "
        "missing: {missing}. Start again to go on with it."
    )


class JourneyRefused(ThroughlineError, ValueError):
    """A journey file with mistakes; `problems` lists all of them, each with its place and the way out."""

    code = "journey_refused"
    message = N_("Entries of the journey that cannot be used: {n}. First: {place}: {fix}")

    def __init__(self, problems: Sequence[tuple[str, str]], **facts: object) -> None:
        place, fix = problems[0]
        super().__init__(n=len(problems), place=place, fix=fix, **facts)
        self.problems = tuple(problems)


class CodeframeRefused(ThroughlineError, ValueError):
    """A codeframe with mistakes; `problems` lists all of them, each with its place, its kind and the value found."""

    code = "codeframe_refused"
    message = N_("Entries of the codeframe that cannot be used: {n}. First: {place}: {fix}")
    fixes: ClassVar[dict[str, str]] = {
        "size": N_("The file is too large."),
        "yaml": N_("This is not valid YAML."),
        "alias": N_("References (& and *) are not read: write each list out."),
        "not_text": N_("This is no text file in UTF-8."),
        "no_themes": N_("The key themes with a list of themes is missing."),
        "too_many_themes": N_("A codeframe has at most 300 themes."),
        "not_a_theme": N_("Each theme needs id, name, and its words by language."),
        "bad_id": N_("An id has small letters, digits and _, begins with a letter and has at most 40 characters."),
        "unknown_key": N_("Known keys are id, parent, name, words and except."),
        "bad_name": N_("Each theme needs a name of at most 80 characters in English (en) and in Chinese (zh)."),
        "not_by_language": N_("Give the words by language: en and zh."),
        "unknown_name_key": N_("A name has an en and a zh half only; put a name with a comma in quotation marks."),
        "unknown_language": N_("Known languages are en and zh."),
        "not_a_list": N_("Give the words as a list."),
        "too_many_words": N_("A list has at most 3,000 words."),
        "bad_word": N_(
            "A word has 1 to 60 characters, at least one of them a letter; a Chinese one a Chinese character."
        ),
        "twice": N_("This id is given twice."),
        "third_level": N_("There are two levels: a theme cannot stand below another theme."),
        "no_group": N_("There is no group with this id."),
        "words_on_top": N_("A group has no words of its own: give them to its themes."),
    }

    def __init__(self, problems: Sequence[tuple[str, str, str]], **facts: object) -> None:
        place, kind, value = problems[0]
        super().__init__(n=len(problems), place=place, fix=self.fixes[kind], value=value, **facts)
        self.problems = tuple(problems)
