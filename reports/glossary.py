"""The glossary as data: every term of the screen in both languages, searchable in both."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from errors import UnknownId
from i18n import pick

_FILE = Path(__file__).with_name("glossary.yaml")


@dataclass(frozen=True)
class Entry:
    """One term: its name and meaning in both languages, other spellings, and the section it stands in."""

    en: str
    zh: str
    about_en: str
    about_zh: str
    variants: tuple[str, ...]
    section: str
    section_en: str
    section_zh: str

    @property
    def name(self) -> str:
        """The term in the language of the caller."""
        return pick(self.en, self.zh)

    @property
    def about(self) -> str:
        """The meaning in the language of the caller."""
        return pick(self.about_en, self.about_zh)

    @property
    def section_name(self) -> str:
        """The section's name in the language of the caller."""
        return pick(self.section_en, self.section_zh)


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All entries in the order of the glossary."""
    held = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Entry(
            en=row["en"],
            zh=row["zh"],
            about_en=row["about_en"],
            about_zh=row["about_zh"],
            variants=tuple(row.get("variants", ())),
            section=section,
            section_en=held["sections"][section]["en"],
            section_zh=held["sections"][section]["zh"],
        )
        for section, rows in held["terms"].items()
        for row in rows
    )


def search(text: str) -> tuple[Entry, ...]:
    """Entries that hold every word of `text`: names first, then spellings, then meanings; all when it is empty.

    >>> [entry.zh for entry in search("接触点")]
    ['触点']
    """
    words = _folded(text).split()
    ranked = [(rank, entry) for entry in entries() if (rank := _rank(entry, words)) is not None]
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def term(en: str) -> Entry:
    """The entry called `en` in English, with or without its abbreviation; raises UnknownId when there is none.

    >>> term("NPS").zh
    '净推荐值（NPS）'
    """
    wanted = _folded(en)
    for entry in entries():
        full = _folded(entry.en)
        bare, _, short = full.rstrip(")").partition(" (")
        if wanted in {full, bare, *(part.strip() for part in short.split(","))}:
            return entry
    raise UnknownId(kind="term", id=en)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _rank(entry: Entry, words: list[str]) -> int | None:
    """0 when the names hold every word, 1 with the variants, 2 with the meanings; None when some word is missing."""
    names = _folded(f"{entry.en} {entry.zh}")
    spelled = f"{names} {_folded(' '.join(entry.variants))}"
    whole = f"{spelled} {_folded(entry.about_en)} {_folded(entry.about_zh)}"
    for rank, held in enumerate((names, spelled, whole)):
        if all(word in held for word in words):
            return rank
    return None
