"""The words with which survey tools say complete, test, not ticked (answer_state.yaml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from data.ingest.evidence import missing_words
from data.ingest.sql import texts
from data.ingest.vendors import rules
from data.rule_text import load_yaml


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    found: dict[str, Any] = load_yaml((Path(__file__).parent / "answer_state.yaml").read_text("utf-8"))
    return found


def states(kind: str, name: str | None = None) -> str:
    """The words of one state as an SQL list, e.g. `states("response_type", "test")`."""
    if kind == "missing":
        return texts(sorted({"", *missing_words()}))
    if kind == "blank_in_comment":
        return texts(sorted({"", *(str(word) for word in rules("words")[kind])}))
    words = _words()[kind]
    return texts(words[name] if name else words)


def chinese(name: str) -> str:
    """The Chinese half of a name that an import gives by itself."""
    return str(_words()["names"][name])


def date_part(name: str) -> str | None:
    """Which part of a date a column holds, by its name: year, month or day."""
    lowered = name.lower()
    parts: dict[str, list[str]] = _words()["date_parts"]
    return next((part for part, words in parts.items() if any(word in lowered for word in words)), None)
