"""What a codeframe that a person has edited must look like; every mistake is named with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analytics.voices.fold import fold

Problem = tuple[str, str, str]  # place, kind of mistake (errors.CodeframeRefused knows its sentence), value

LANGUAGES = ("en", "zh")
KEYS = {"id", "parent", "name", "words", "except"}
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_THEMES = 300
MAX_WORDS = 3_000
MAX_NAME = 80
MAX_WORD = 60


def read(told: object) -> tuple[list[Mapping[str, object]], list[Problem]]:
    """The entries of a codeframe and everything that is wrong with them."""
    entries = told.get("themes") if isinstance(told, dict) else None
    if not isinstance(entries, list) or not entries:
        return [], [("file", "no_themes", "")]
    if len(entries) > MAX_THEMES:
        return [], [("file", "too_many_themes", str(len(entries)))]
    mappings: list[Mapping[str, object]] = [entry for entry in entries if isinstance(entry, dict)]
    problems: list[Problem] = [
        (f"themes[{place}]", "not_a_theme", _shown(entry))
        for place, entry in enumerate(entries)
        if not isinstance(entry, dict)
    ]
    for place, entry in enumerate(mappings):
        problems += _entry_problems(entry, f"themes[{place}]")
    problems += _tree_problems(mappings)
    return mappings, problems


def _shown(value: object) -> str:
    """A value of the file as text, however odd it is."""
    if isinstance(value, str):
        return value[:MAX_WORD]
    try:
        return str(value)[:MAX_WORD]
    except ValueError:  # a number of thousands of digits
        return "…"


def _entry_problems(entry: Mapping[str, object], place: str) -> Iterator[Problem]:
    told_id = entry.get("id")
    if not isinstance(told_id, str) or not ID.fullmatch(told_id):
        yield place, "bad_id", _shown(told_id)
    else:
        place = told_id
    yield from ((place, "unknown_key", _shown(key)) for key in entry if key not in KEYS)
    name = entry.get("name")
    for language in LANGUAGES:
        told = name.get(language) if isinstance(name, dict) else None
        if not isinstance(told, str) or not 0 < len(told.strip()) <= MAX_NAME:
            yield place, "bad_name", language
    if isinstance(name, dict):  # {en: Website, app} without quotation marks is two keys
        yield from ((place, "unknown_name_key", _shown(key)) for key in name if key not in LANGUAGES)
    for key in ("words", "except"):
        yield from _list_problems(entry.get(key), f"{place}.{key}")


def _list_problems(told: object, place: str) -> Iterator[Problem]:
    if told is None:
        return
    if not isinstance(told, dict):
        yield place, "not_by_language", _shown(told)
        return
    for language, words in told.items():
        if language not in LANGUAGES:
            yield place, "unknown_language", _shown(language)
        elif words is not None and not isinstance(words, list):
            yield f"{place}.{language}", "not_a_list", _shown(words)
        elif words and len(words) > MAX_WORDS:
            yield f"{place}.{language}", "too_many_words", str(len(words))
        else:
            yield from ((f"{place}.{language}", "bad_word", _shown(w)) for w in words or () if not is_word(w, language))


def is_word(word: object, language: str) -> bool:
    """Whether a rule can use this word: text, not too long; English with a Latin letter or digit, Chinese with a Han.

    >>> is_word("wait*", "en"), is_word("*", "en"), is_word(5, "en"), is_word("wait", "zh")
    (True, False, False, False)
    """
    if not isinstance(word, str) or not 0 < len(word.strip()) <= MAX_WORD:
        return False
    has_han = any("\u3400" <= char <= "\u9fff" for char in word)
    return has_han if language == "zh" else re.search("[a-z0-9]", fold(word)) is not None


def _tree_problems(entries: list[Mapping[str, object]]) -> Iterator[Problem]:
    ids = [_shown(entry.get("id")) for entry in entries]
    yield from ((told, "twice", told) for told in sorted({told for told in ids if ids.count(told) > 1}))
    groups = {_shown(entry.get("id")) for entry in entries if entry.get("parent") is None}
    for entry in entries:
        parent = entry.get("parent")
        if parent is not None and (not isinstance(parent, str) or parent not in groups):
            kind = "third_level" if parent in ids else "no_group"
            yield _shown(entry.get("id")), kind, _shown(parent)
        elif parent is None and (entry.get("words") or entry.get("except")):
            yield _shown(entry.get("id")), "words_on_top", ""
