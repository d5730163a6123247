"""Words that are names of persons in these texts: who was met is no topic, and nobody is named in a headline."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import yaml

from analytics.voices.model_files import model_text

TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? ([A-Z][a-z]+)\b")
WORD = re.compile(r"[A-Za-z][a-z']+")
MOSTLY = 0.5  # share of a word's occurrences that are a name, from which the word is one


@cache
def _told() -> dict[str, frozenset[str]]:
    told = yaml.safe_load(model_text("persons.yaml"))
    return {key: frozenset(words.split()) for key, words in told.items()}


@cache
def _full_name() -> re.Pattern[str]:
    """A surname in Latin letters with a capitalised word on either side of it."""
    surnames = "|".join(sorted(word.capitalize() for word in _told()["surnames_en"]))
    return re.compile(rf"\b(?:(?P<surname>{surnames}) (?P<after>[A-Z][a-z]+)|(?P<before>[A-Z][a-z]+) (?:{surnames}))\b")


@cache
def addressed_zh() -> re.Pattern[str]:
    """A Chinese surname followed by a form of address: both are no word of a topic."""
    surnames, forms = (sorted(_told()[key], key=len, reverse=True) for key in ("surnames_zh", "address_zh"))
    parted = "".join(sorted(_told()["not_after_zh"]))
    return re.compile(f"(?:{'|'.join(surnames)})(?:{'|'.join(forms)})(?![{parted}])")


def person_words(text: str) -> frozenset[str]:
    """Words of an English text, in small letters, that name persons there.

    Listed names, and words that stand beside a surname or behind a title, capitalised, in half of their occurrences or
    more.

    >>> sorted(person_words("Wang Lei knew our system. Ms Porter called. The porter called, and the porter smiled."))
    ['lei', 'wang']
    """
    named: Counter[str] = Counter(found.group(1).lower() for found in TITLED.finditer(text))
    for found in _full_name().finditer(text):
        named[(found["after"] or found["before"]).lower()] += 1
    seen = Counter(found.group().lower() for found in WORD.finditer(text)) if named else Counter[str]()
    given = _told()["given_en"]
    present = {found.group().lower() for found in re.finditer(r"\b[A-Z][a-z]+", text)}
    beside = {word for word, n in named.items() if n >= MOSTLY * seen[word]}
    return frozenset(beside | (_told()["surnames_en"] | given) & present)
