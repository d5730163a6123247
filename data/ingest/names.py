"""Word rules over column names and question texts, in any of the languages of rules/names.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from data.ingest.vendors import normal_name, rules

MOST_WORDS, MOST_SIGNS = 4, 40  # longer names are sentences


def name_rules(part: str) -> Any:
    """One part of rules/names.yaml."""
    return rules("names")[part]


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; any part where the word is written without blanks between words (Chinese)."""
    parts = [re.escape(w) if ord(w[0]) > 0x2E80 else rf"(?<!\w){re.escape(w)}(?!\w)" for w in map(normal_name, words)]
    return re.compile("|".join(parts) or "$^")


def has_word(text: str, words: Iterable[str]) -> bool:
    """One of the words stands in the normalised text."""
    return bool(_pattern(tuple(str(word) for word in words)).search(text))


def names_a_kind(name: str) -> bool:
    """Whether a short name ends in a word for a kind, state, channel, number, time, level or owner of something.

    >>> [names_a_kind(name) for name in ("Complaint type", "status_of_feedback", "Comments on waiting time", "Why?")]
    [True, True, False, False]
    """
    words, told = normal_name(re.sub(r"[(\uff08\[][^()\uff08\uff09\[\]]*[)\uff09\]]", " ", name)), name_rules("kinds")
    last, parts = _whole(tuple(told["last"])), words.split()
    if len(parts) == 3 and parts[0] in last and parts[1] in told["of"]:
        return True
    if not 1 <= len(parts) <= MOST_WORDS or len(words) > MOST_SIGNS or has_word(words, told["sentence"]):
        return False
    return parts[-1] in last or any(parts[-1].endswith(word) for word in last if ord(word[0]) > 0x2E80)


@lru_cache(maxsize=1)
def comment_names() -> frozenset[str]:
    """Whole names that say nothing but that a column holds what people wrote."""
    return _whole(tuple(name_rules("text_names") + name_rules("remark_names") + name_rules("comment_words")))


@lru_cache(maxsize=8)
def _whole(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normal_name(str(word)) for word in words)


def spoken(text: str) -> str:
    """A question with apostrophes kept as blanks and case dropped, so that words can be looked up."""
    return f" {normal_name(text)} "


@lru_cache(maxsize=1)
def _exact_roles() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in name_rules("roles"):
        for name in rule.get("exact", ()):
            found.setdefault(normal_name(str(name)), []).append((str(rule["role"]), str(rule["needs"])))
    return {name: tuple(options) for name, options in found.items()}


def roles_by_name(key: str, asked: str = "") -> tuple[tuple[str, str], ...]:
    """(role, what the content must show) for a whole name, and for names that hold a telling word.

    `asked` is the name with its question, for the few roles that only a question tells.
    """
    bare = re.sub(r"^(q\d+\w*|\d+) ", "", key)
    exact = _exact_roles().get(key, ()) or _exact_roles().get(bare, ())
    worded = tuple(
        (str(rule["role"]), str(rule["needs"]))
        for rule in name_rules("roles")
        if "word" in rule and has_word(asked if asked and rule.get("asked") else key, rule["word"])
    )
    return exact + worded


def pii_is_exact(key: str) -> bool:
    """The whole name is one that always means personal data."""
    return any(key in names for names in _pii_names().values())


@lru_cache(maxsize=1)
def _pii_names() -> dict[str, frozenset[str]]:
    return {str(kind): frozenset(normal_name(str(name)) for name in names) for kind, names in name_rules("pii").items()}


def pii_by_name(key: str) -> str | None:
    """The type of personal data a name stands for, or None."""
    for kind, names in _pii_names().items():
        if key in names:
            return kind
    if re.search(r"(?<!\w)names?(?!\w)", key) and has_word(key, name_rules("person_words")):
        return "name"
    for kind, words in name_rules("pii_short").items():
        if len(key) <= 14 and has_word(key, words):
            return str(kind)
    short = len(key.split()) <= 6
    for kind in ("email", "phone", "postal_code"):
        if short and has_word(key, name_rules("pii")[kind]):
            return kind
    return None
