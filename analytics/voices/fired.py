"""Which rules fired in one text, and where: for a person who asks why it was read so."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.voices.rules import findings
from analytics.voices.text import clean, places


@dataclass(frozen=True)
class Fired:
    """A rule, and its place in the text as given.

    `rule` is a name of `analytics/models/text_rules.yaml`: the kind of a whole answer ("nothing", "everything",
    "empty", "positive", "negative", "neutral"), or of a phrase ("praise", "blame", "request", "fact", "score",
    "stars", "grade", "before", "emoji", "emoticon"). `weight` is what it adds to the log-odds of positive.
    """

    rule: str
    start: int
    end: int
    weight: float


def fired(text: str, language: str) -> tuple[Fired, ...]:
    """The rules that fired, in the order of the text; empty where the models alone decided.

    >>> [(one.rule, one.weight > 0) for one in fired("I have no complaints at all about the ward", "en")]
    [('praise', True)]
    >>> fired("N/A", "en")[0].rule
    'empty'
    """
    cleaned = clean(text)
    told = findings([cleaned], [language])
    if told.kind[0]:
        return (Fired(str(told.kind[0]), 0, len(text), 0.0),)
    at = places(text)[1] if cleaned != text else range(len(text))
    found = [
        Fired(place.rule, int(at[place.start]), int(at[place.end - 1]) + 1, place.weight)
        for place in told.places.get(0, ())
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))
