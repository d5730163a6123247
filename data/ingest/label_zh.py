"""Chinese answer words made of a degree and a judgement: "非常及时 … 非常不及时", and pairs that only say yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from data.ingest.label_words import LabelScale, covered, label_key
from data.ingest.vendors import rules

NEUTRAL = 3.0
LEVELS = {"strong": 5.0, "mild": 4.0, "plain": 4.0, "not_mild": 2.0, "not": 2.0, "not_strong": 1.0}


def degree_scale(rated: Mapping[str, int]) -> LabelScale | None:
    """Degrees of one judgement, or of a judgement and its opposite, on five levels; None when they are of several."""
    parts = {text: _parts(label_key(text)) for text in rated}
    if any(part is None for part in parts.values()):
        return None
    told = {text: part for text, part in parts.items() if part is not None}
    stems = {stem for stem, _ in told.values() if stem}
    good = _good_stem(stems)
    if good is None:
        return None
    labels = {text: _level(stem, value, good) for text, (stem, value) in told.items()}
    sides = {value > NEUTRAL for value in labels.values() if value != NEUTRAL}
    if len(set(labels.values())) < 3 or len(sides) < 2:
        return None
    metric = next((str(m) for m, words in rules("labels")["degrees_zh"]["metrics"].items() if good in words), "rating")
    return LabelScale(metric, 1.0, 5.0, labels, coverage=covered(labels, rated))


def is_yes_or_no(rated: Mapping[str, int]) -> bool:
    """Two answers of which one denies the other: "愿意" and "不愿意"."""
    keys = {label_key(text) for text in rated}
    return len(keys) == 2 and any(f"{no}{key}" in keys for key in keys for no in rules("labels")["degrees_zh"]["not"])


def _good_stem(stems: set[str]) -> str | None:
    """The judgement that is good; a single bad one is told by its opposite or by its own name with a mark."""
    told = rules("labels")["degrees_zh"]
    opposites = {str(bad): str(good) for bad, good in told["opposites"].items()}
    if len(stems) == 1:
        (stem,) = stems
        return None if stem in told["not_rating"] else opposites.get(stem, stem)
    if len(stems) == 2:
        return next((opposites[stem] for stem in stems if opposites.get(stem) in stems), None)
    return None


def _level(stem: str, value: float, good: str) -> float:
    """The level on a scale where the good judgement is high."""
    return value if not stem or stem == good else 6.0 - value


def _parts(key: str) -> tuple[str, float] | None:
    """The judgement and its degree; no judgement for a neutral word."""
    told = rules("labels")["degrees_zh"]
    if key in told["neutral"]:
        return "", NEUTRAL
    if not re.fullmatch(rules("labels")["degrees_zh"]["word"], key):
        return None
    for words, name in _degrees():
        hit = re.fullmatch(rf"(?:{words})(?P<stem>.{{1,6}})", key)
        if hit:
            return hit["stem"], LEVELS[name]
    return key, LEVELS["plain"]


@lru_cache(maxsize=1)
def _degrees() -> tuple[tuple[str, str], ...]:
    """Patterns of the degrees, the longest denials first."""
    told = rules("labels")["degrees_zh"]
    names = ("not_strong", "not_mild", "strong", "mild", "not")
    return tuple(("|".join(sorted(map(str, told[name]), key=len, reverse=True)), name) for name in names)
