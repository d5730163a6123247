"""Ratings in which numbers and words stand side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.label_words import rates_nothing
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, spoken
from data.ingest.proposal import Proposal
from data.ingest.scales import Legend, Metric, falls, legend_of, metric_of, number_scale, number_text
from data.ingest.vendors import rules

MIXED_SHARE = 0.6


def mixed_score(column: Evidence) -> Proposal | None:
    """Numbers whose end points are words, or words behind a number: "5 - very easy"."""
    asked = f"{column.name} {column.question}"
    metric, legend = metric_of(asked), legend_of(asked)
    leading = _leading(column)
    if leading is None:
        return None
    numbers, labels, share = leading
    if share < MIXED_SHARE or len(numbers) > 12 or not (metric.is_named or legend or labels) or min(numbers) < -10:
        return None
    if not metric.is_named and legend is None and _counts(labels):
        return None
    words = [t for t in column.texts if t not in labels and not _is_number(t) and not rates_nothing(t)]
    if len(words) > 4 or max(numbers) > 11:
        return None
    known = {float(number): n for number, n in numbers.items()}
    ends = _told_ends(labels, known, words) or _end_points(words, known, metric, legend)
    if ends is None:
        return None
    low, high, placed = ends
    found = tuple({**labels, **placed}.items())
    nothing = {text for text in column.texts if rates_nothing(text)}
    points = [(value, re.sub(r"^\W*\d+[\s\W]*", "", text)) for text, value in found]
    lower, is_judged = falls(points, low, high)
    lower = lower if is_judged else metric.lower_is_better
    name = "nps" if metric.name == "recommend" and (low, high) == (0, 10) else metric.name
    na = tuple(sorted({*column.missing, *nothing}))
    spec = ScaleSpec(name, low, high, lower, found, na, unsure=legend is None and not labels)
    return Proposal("score", 0.8, why.WHY_NUMBERS, {"lo": number_text(low), "hi": number_text(high)}, spec)


def _leading(column: Evidence) -> tuple[dict[float, int], dict[str, float], float] | None:
    numbers: Counter[float] = Counter()
    labels: dict[str, float] = {}
    for text, number, n in zip(column.texts[:60], column.numbers, column.weights, strict=False):
        hit = None if np.isfinite(number) else _leading_number().match(text)
        if hit:
            labels[text] = number = float(hit[1])
        if np.isfinite(number):
            numbers[float(number)] += int(n)
    if not numbers:
        return None
    return dict(numbers), labels, sum(numbers.values()) / column.n


def _counts(labels: Mapping[str, float]) -> bool:
    """Numbers in front of what they count: "2 hours", "3 children"."""
    counting = sum(has_word(spoken(re.sub(r"^\W*\d+", "", text)), name_rules("not_rating")) for text in labels)
    return counting > 0.5 * len(labels)


def _told_ends(
    labels: Mapping[str, float], numbers: Mapping[float, int], words: Sequence[str]
) -> tuple[float, float, dict[str, float]] | None:
    """Both end points carry a label with their number: the scale is theirs."""
    low, high = min(numbers), max(numbers)
    is_told = {low, high} <= set(labels.values()) and low in (0, 1) and 3 <= high <= 10
    return (low, high, {}) if is_told and not words else None


@lru_cache(maxsize=1)
def _leading_number() -> re.Pattern[str]:
    return re.compile(rules("legend")["leading"])


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _end_points(
    words: list[str], numbers: dict[float, int], metric: Metric, legend: Legend | None
) -> tuple[float, float, dict[str, float]] | None:
    """A word for the best on top of the numbers, a word for the worst below; other words are left to be asked."""
    ends = rules("labels")["ends"]
    top = [word for word in words if word.lower() in ends["top"]]
    bottom = [word for word in words if word.lower() in ends["bottom"]]
    reach = dict(numbers) | ({max(numbers) + 1: 1} if top and max(numbers) < 10 and max(numbers) not in (5, 7) else {})
    spec = number_scale(reach, metric, legend)
    if spec is None or ((words and not (top or bottom)) and not legend and not metric.is_named):
        return None
    low = 1.0 if top and not legend and 0 not in numbers else spec.low
    return low, spec.high, dict.fromkeys(top, spec.high) | dict.fromkeys(bottom, low)
