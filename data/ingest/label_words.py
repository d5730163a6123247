"""One answer label: its key, whether it rates anything, and the scale a column's labels form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.ingest.vendors import rules

_PREFIX = re.compile(r"^(?:[(（]-?\d+[)）]\s*[.:]?\s*|-?\d+\s*[-–—:.)=、]\s*|[a-g][.)]\s+)(?=[^\d\s])")
_REMARK = re.compile(r"(?<=\S)\s*[(（][^)）]*[)）]\s*$")


@dataclass(frozen=True)
class LabelScale:
    """Numbers for the words of one column; `missing` are words that rate nothing, `unknown` could not be ranked."""

    metric: str
    low: float
    high: float
    labels: Mapping[str, float]
    lower_is_better: bool = False
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unsure: bool = False
    about: str | None = None
    coverage: float = 1.0


def label_key(text: str) -> str:
    """A label without case, a remark in brackets, a leading number or letter, or final marks."""
    lowered = text.strip().lower().replace("’", "'")
    plain = _PREFIX.sub("", _REMARK.sub("", lowered))
    return plain.strip(" .!。*") or lowered


def rates_nothing(text: str) -> bool:
    """The label says that the person has no answer to a rating."""
    lowered = text.lower().replace("’", "'")
    return any(piece in lowered for piece in rules("words")["missing_in_rating"])


def covered(labels: Mapping[str, float], rated: Mapping[str, int]) -> float:
    """Share of the answers whose label has a number."""
    return sum(rated[text] for text in labels) / max(sum(rated.values()), 1)
