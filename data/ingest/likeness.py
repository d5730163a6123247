"""Which columns of a file are those of a recipe, and whether the file is a changed version of the same survey.

Columns are compared by their headers without case, spaces and signs; what is left over by similar wording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from data.ingest.batch import ANSWERED
from data.ingest.header_keys import keys_of
from data.ingest.model import Reading

NEAR = 90  # of 100: the same header after a small change of wording
LEAST_LENGTH = 8  # shorter headers are the same or not
ASKED = ANSWERED | {"segment", "touchpoint", "activity", "kpi_value", "case_id"}
LEAST_SHARED = 3
LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Likeness:
    """How the columns of a file and a recipe meet.

    Attributes
    ----------
    pairs : place of the recipe's column by place of the file's.
    added, missing : places of columns that only the file, only the recipe has.
    reworded : places (file, recipe) of pairs whose headers are only nearly the same.
    is_same_survey : whether enough of what people were asked is in both.
    """

    pairs: Mapping[int, int]
    reworded: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    missing: tuple[int, ...]
    is_same_survey: bool


def likeness(reading: Reading, columns: Sequence[Mapping[str, object]]) -> Likeness:
    """Compare a reading with the columns of a recipe's document."""
    here, there = keys_of(reading), [str(column["key"]) for column in columns]
    pairs = _pairs(here, there)
    taken = set(pairs.values())
    asked_here = {column.index for column in reading.columns if column.role in ASKED}
    asked_there = {place for place, column in enumerate(columns) if column["role"] in ASKED}
    shared = sum(1 for mine, theirs in pairs.items() if theirs in asked_there or mine in asked_here)
    smaller = max(len(asked_there), 1)
    union = len(asked_here | {mine for mine, theirs in pairs.items() if theirs in asked_there}) + len(
        asked_there - taken
    )
    return Likeness(
        pairs,
        tuple((mine, theirs) for mine, theirs in sorted(pairs.items()) if here[mine] != there[theirs]),
        tuple(place for place in range(len(here)) if place not in pairs),
        tuple(place for place in range(len(there)) if place not in taken),
        shared >= min(LEAST_SHARED, smaller) and shared >= LEAST_SHARE * max(union, 1),
    )


def _pairs(here: Sequence[str], there: Sequence[str]) -> dict[int, int]:
    place = {key: position for position, key in enumerate(there)}
    pairs = {mine: place[key] for mine, key in enumerate(here) if key in place}
    taken = set(pairs.values())
    left = {position: key for key, position in place.items() if position not in taken and len(key) >= LEAST_LENGTH}
    for mine, key in enumerate(here):
        if mine in pairs or len(key) < LEAST_LENGTH:
            continue
        found = process.extractOne(key, left, scorer=fuzz.ratio, score_cutoff=NEAR)
        if found is not None:
            pairs[mine] = found[2]
            del left[found[2]]
    return pairs
