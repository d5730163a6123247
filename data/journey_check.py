"""Checking values that a person or a file gives for a journey: clean value out, problems collected with their place."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from data.ingest.naming import free_id, names, slug
from errors import N_

MAX_TEXT: Final = 500
MAX_STAGES, MAX_TOUCHPOINTS = 40, 200
SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
LEVEL_KEYS: Final = ("value", "source", "as_of", "n", "metric")

FIX_YAML: Final = N_("This is no YAML. Export a journey and change that file.")
FIX_SIZE: Final = N_("The file is too large. A journey has at most 40 stages and 200 touchpoints.")
FIX_MAPPING: Final = N_("Expected fields with values here.")
FIX_LIST: Final = N_("Expected a list here.")
FIX_KEY: Final = N_("This field is unknown. Check its spelling or remove it.")
FIX_NAME: Final = N_("Give a name in English or Chinese, at most 500 characters.")
FIX_TEXT: Final = N_("Expected text of at most 500 characters.")
FIX_ID: Final = N_("An id has lower-case letters, digits and underscores and begins with a letter.")
FIX_TWICE: Final = N_("This id occurs twice. Ids of stages and touchpoints are unique within a journey.")
FIX_CHOICE: Final = N_("Choose one of the listed values.")
FIX_LEVEL: Final = N_("Enter a number from 0 to 100.")
FIX_COUNT: Final = N_("Enter a whole number from 0.")
FIX_DATE: Final = N_("Enter a date as year-month-day.")
FIX_FLAG: Final = N_("Enter true or false.")
FIX_STAGES: Final = N_("A journey needs at least one stage.")
FIX_STAGE: Final = N_("There is no stage of this id in the journey.")


class Check:
    """Collects problems; each method returns the clean value, or a harmless one after noting a problem."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []

    def note(self, place: str, fix: str) -> None:
        """Remember a problem."""
        self.problems.append((place, fix))

    def mapping(self, value: object, place: str, keys: Sequence[str]) -> Mapping[str, Any]:
        """A mapping with known keys only."""
        if not isinstance(value, Mapping):
            self.note(place, FIX_MAPPING)
            return {}
        for key in value:
            if key not in keys:
                self.note(f"{place} > {str(key)[:60]}", FIX_KEY)
        return value

    def items(self, value: object, place: str, most: int = MAX_TOUCHPOINTS) -> list[Any]:
        """A list; nothing counts as an empty one."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(place, FIX_LIST)
            return []
        if len(value) > most:
            self.note(place, FIX_SIZE)
        return value[:most]

    def text(self, value: object, place: str) -> str | None:
        """Short text; a number is taken as its text."""
        if value is None or value == "":
            return None
        if isinstance(value, bool | Mapping | list) or len(str(value)) > MAX_TEXT or not str(value).isprintable():
            self.note(place, FIX_TEXT)
            return None
        return str(value).strip() or None

    def words(self, value: object, place: str, *, is_needed: bool = False) -> dict[str, Any]:
        """Text in one or two languages; plain text counts for the language it is written in."""
        if isinstance(value, str):
            english, chinese = names(value)
            value = {"en": english, "zh": chinese}
        known = self.mapping(value, place, ("en", "zh")) if value is not None else {}
        found = {code: self.text(known.get(code), f"{place} > {code}") for code in ("en", "zh")}
        clean = {code: word for code, word in found.items() if word}
        if is_needed and not clean:
            self.note(place, FIX_NAME)
        return clean

    def word_list(self, value: object, place: str) -> list[dict[str, Any]]:
        """A list of texts in one or two languages."""
        listed = enumerate(self.items(value, place), start=1)
        return [clean for number, item in listed if (clean := self.words(item, f"{place} {number}"))]

    def choice(self, value: object, place: str, options: Sequence[str], default: str | None) -> str | None:
        """One of the listed codes."""
        if value is None or value == "":
            return default
        if value not in options:
            self.note(place, FIX_CHOICE)
            return default
        return str(value)

    def flag(self, value: object, place: str) -> bool:
        """True or false; nothing is false."""
        if value is not None and not isinstance(value, bool):
            self.note(place, FIX_FLAG)
        return value is True

    def number(self, value: object, place: str) -> float | None:
        """A level from 0 to 100."""
        if value is None:
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not 0 <= float(str(value)) <= 100:
            self.note(place, FIX_LEVEL)
            return None
        return float(str(value))

    def count(self, value: object, place: str) -> int | None:
        """A whole number from 0."""
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
            self.note(place, FIX_COUNT)
            return None
        return value

    def day(self, value: object, place: str) -> str | None:
        """A date as ISO text."""
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.note(place, FIX_DATE)
            return None

    def level(self, value: object, place: str) -> dict[str, Any]:
        """A floor or benchmark: value with source, date, n and metric; a bare number is a set value."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            value = {"value": value}
        known = self.mapping(value, place, LEVEL_KEYS)
        found = {
            "value": self.number(known.get("value"), f"{place} > value"),
            "source": self.text(known.get("source"), f"{place} > source"),
            "as_of": self.day(known.get("as_of"), f"{place} > as_of"),
            "n": self.count(known.get("n"), f"{place} > n"),
            "metric": self.text(known.get("metric"), f"{place} > metric"),
        }
        return {key: part for key, part in found.items() if part is not None}

    def identity(self, value: object, place: str, name: Mapping[str, str], prefix: str, taken: set[str]) -> str:
        """The given id, or one made from the name; noted in `taken`."""
        if value is None or value == "":
            wanted = free_id(slug(name.get("en") or name.get("zh") or prefix, prefix=prefix), taken)
        else:
            wanted = str(value)
            if not SLUG.fullmatch(wanted):
                self.note(f"{place} > id", FIX_ID)
            elif wanted in taken:
                self.note(f"{place} > id", FIX_TWICE)
        taken.add(wanted)
        return wanted
