"""Ordered answer words to numbers: complete sets of a language, or degrees of one judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from data.ingest.label_grades import grade, graded_scale
from data.ingest.label_words import LabelScale, covered, label_key, rates_nothing
from data.ingest.label_zh import degree_scale, is_yes_or_no
from data.ingest.vendors import rules

__all__ = ["LabelScale", "grade", "is_missed", "label_key", "label_scale", "rates_nothing"]
MAX_LABELS = 15
COVERED = 0.85
FEW = 30  # with fewer answers a level that a larger set offers may only not have been chosen


def label_scale(weights: Mapping[str, int]) -> LabelScale | None:
    """The ordered scale that nearly all answers belong to, or None."""
    missing = tuple(text for text in weights if rates_nothing(text))
    rated = {text: n for text, n in weights.items() if text not in missing}
    if not 2 <= len(rated) <= MAX_LABELS or is_yes_or_no(rated):
        return None
    found = _just_right(rated) or _from_sets(rated) or graded_scale(rated) or degree_scale(rated)
    if found is None or found.coverage < COVERED:
        return None
    unknown = tuple(text for text in rated if text not in found.labels)
    return replace(found, missing=missing, unknown=unknown)


def is_missed(question: str) -> bool:
    """Whether the question asks how much the thing would be missed.

    >>> is_missed("How disappointed if you could no longer use it?"), is_missed("How disappointed are you?")
    (True, False)
    """
    return any(str(word) in question.lower() for word in rules("labels")["missed"])


# complete sets ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _sets() -> tuple[tuple[Mapping[str, object], Mapping[str, int], int], ...]:
    found = []
    for entry in rules("labels")["sets"]:
        levels = {label_key(alias): i for i, level in enumerate(entry["levels"], 1) for alias in level.split("|")}
        found.append((entry, levels, len(entry["levels"])))
    return tuple(found)


def _from_sets(rated: Mapping[str, int]) -> LabelScale | None:
    """The set that covers most answers, one whose every level was seen first; also without a word all labels end in."""
    keys = {text: label_key(text) for text in rated}
    return _best_set(rated, keys) or _best_set(rated, _without_shared_end(keys))


def _best_set(rated: Mapping[str, int], keys: Mapping[str, str]) -> LabelScale | None:
    fitting: list[tuple[float, bool, LabelScale]] = []
    for entry, levels, size in _sets():
        labels = {text: float(levels[key]) for text, key in keys.items() if key in levels}
        seen, coverage = len(set(labels.values())), covered(labels, rated)
        if seen >= 2 and coverage > COVERED:
            lower = bool(entry.get("lower_is_better"))
            one = LabelScale(str(entry["metric"]), 1.0, float(size), labels, lower, coverage=coverage)
            fitting.append((coverage, seen == size, one))
    if not fitting:
        return None
    coverage, is_whole, best = max(fitting, key=lambda one: one[:2])
    rivals = {one.high for share, _, one in fitting if share == coverage and one.high != best.high}
    is_larger = any(high > best.high for high in rivals) and sum(rated.values()) < FEW
    return replace(best, unsure=is_larger if is_whole else bool(rivals))


def _without_shared_end(keys: Mapping[str, str]) -> dict[str, str]:
    """ "Very high quality", "high quality", "low quality": the word that all of them end in says nothing."""
    parts = [key.split() for key in keys.values()]
    if len(parts) < 3 or not all(len(words) >= 2 for words in parts) or len({words[-1] for words in parts}) != 1:
        return {}
    return {text: re.sub(r"\s+\S+$", "", key) for text, key in keys.items()}


def _just_right(rated: Mapping[str, int]) -> LabelScale | None:
    levels = {
        word: value
        for value, name in ((1.0, "low"), (2.0, "right"), (3.0, "high"))
        for word in rules("labels")["just_right"][name]
    }
    labels = {
        text: value
        for text in rated
        for word, value in levels.items()
        if label_key(text) == word or (value != 2.0 and label_key(text).startswith(word))
    }
    seen = set(labels.values())
    if not {1.0, 3.0} & seen or len(seen) < 2:
        return None
    return LabelScale("just_right", 1.0, 3.0, labels, about="just_right", coverage=covered(labels, rated))
