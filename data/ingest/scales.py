"""The scale a rating column was asked on: legend first, then words, then the usual scale around what was seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.ingest.evidence import Evidence
from data.ingest.labels import grade
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, spoken
from data.ingest.vendors import rules

ENOUGH_ONES = 3  # so many answers 1 without a single 0 speak for a scale that begins at 1


@dataclass(frozen=True)
class Legend:
    """What the question's own words say about its scale."""

    low: float
    high: float
    lower_is_better: bool = False
    is_judged: bool = False


def legend_of(question: str) -> Legend | None:
    """The scale a question text tells, by its end points or as a range."""
    points = [(float(hit["n"]), hit["text"]) for hit in re.finditer(rules("legend")["point"], question, re.IGNORECASE)]
    span = sorted({n for n, _ in points})
    if len(span) >= 2 and 2 <= span[-1] - span[0] <= 100 and span[0] >= -10:
        return Legend(span[0], span[-1], *falls(points, span[0], span[-1]))
    for pattern in rules("legend")["ranges"]:
        hit = re.search(pattern, question, re.IGNORECASE)
        if hit and 2 <= float(hit["hi"]) - float(hit["lo"]) <= 100 and float(hit["lo"]) in (-10, -5, -3, -2, 0, 1):
            return Legend(float(hit["lo"]), float(hit["hi"]), *falls(points, float(hit["lo"]), float(hit["hi"])))
    return None


def falls(points: list[tuple[float, str]], low: float, high: float) -> tuple[bool, bool]:
    """Whether the words at the low end are the good ones, and whether the words judge at all."""
    sides = {
        n: found.side * (-1 if found.strength < 0 else 1)
        for n, text in points
        if (found := grade(text.strip())) is not None
    }
    at_low, at_high = sides.get(low, 0), sides.get(high, 0)
    return at_low > 0 >= at_high or at_high < 0 <= at_low, at_low != at_high


@dataclass(frozen=True)
class Metric:
    """What a column measures by its words; `is_named` when any word said so."""

    name: str = "rating"
    scale: tuple[float, float] | None = None
    lower_is_better: bool = False
    is_named: bool = False
    na: tuple[float, ...] = ()


def metric_of(words: str) -> Metric:
    """The metric named in a column's name or question."""
    text = spoken(words)
    for rule in name_rules("metrics"):
        if has_word(text, rule["word"]):
            scale = rule.get("scale")
            return Metric(
                str(rule["metric"]),
                (float(scale[0]), float(scale[1])) if scale else None,
                bool(rule.get("lower")),
                True,
                tuple(float(code) for code in rule.get("na", ())),
            )
    return Metric()


def missing_codes(
    values: Mapping[float, int], low: float, high: float, told: tuple[float, ...] = ()
) -> tuple[str, ...]:
    """Values outside the scale that are known codes (`told` are the metric's own) or stand right beside its ends."""
    known = {float(code) for code in rules("words")["codes"]} | set(told)
    return tuple(
        number_text(v) for v in sorted(values) if not low <= v <= high and (v in known or v in (low - 1, high + 1))
    )


def number_text(value: float) -> str:
    """6.0 as "6", 4.5 as "4.5"."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def number_scale(
    values: Mapping[float, int], metric: Metric, legend: Legend | None, shared: tuple[float, float] | None = None
) -> ScaleSpec | None:
    """The scale of a numeric rating; `shared` is the range its family was seen to use."""
    inside = {v: n for v, n in values.items() if v not in {float(c) for c in rules("words")["codes"]} or 0 <= v <= 10}
    if not inside:
        return None
    found = _bounds(inside, metric, legend, shared)
    if found is None:
        return None
    low, high, unsure = found
    lower = legend.lower_is_better if legend and legend.is_judged else metric.lower_is_better
    name = "recommend" if metric.name == "nps" and (low, high) != (0, 10) else metric.name
    name = "nps" if name == "recommend" and (low, high) == (0, 10) else name
    return ScaleSpec(name, low, high, lower, (), missing_codes(values, low, high, metric.na), unsure)


def _bounds(
    values: Mapping[float, int], metric: Metric, legend: Legend | None, shared: tuple[float, float] | None
) -> tuple[float, float, bool] | None:
    seen_low, seen_high = min(values), max(values)
    if legend and _share_inside(values, legend.low, legend.high) >= 0.5:
        return legend.low, legend.high, False
    if metric.scale and _share_inside(values, *metric.scale) >= 0.9:
        return (*metric.scale, not (seen_high >= metric.scale[1] - 1))
    if shared:
        return (*shared, False)
    return usual_scale(values, metric) if seen_low >= 0 else _around_zero(seen_low, seen_high)


def _share_inside(values: Mapping[float, int], low: float, high: float) -> float:
    return sum(n for v, n in values.items() if low <= v <= high) / sum(values.values())


def _around_zero(low: float, high: float) -> tuple[float, float, bool] | None:
    reach = max(-low, high)
    return next(((-float(r), float(r), r not in (reach,)) for r in (1, 2, 3, 5, 10, 100, 103) if reach <= r), None)


def usual_scale(values: Mapping[float, int], metric: Metric) -> tuple[float, float, bool] | None:
    """The usual scale that holds what was seen; 0 and 6 beside 1-5, 11 beside 0-10 are codes, not answers."""
    low, high = min(values), max(values)
    n_seen = len([v for v in values if v >= 1])
    if high <= 2:
        return (1.0, 5.0, True) if metric.is_named and low >= 1 else None
    if high <= 4 and low >= 1:
        return _short(high, n_seen, sum(values.values()))
    if high <= 6:
        return 1.0, 5.0, False
    if high <= 7:
        return (1.0, 7.0, False) if metric.name not in ("nps", "recommend", "likelihood") else (0.0, 10.0, True)
    if high <= 11:
        return _ten(values, metric)
    return (0.0, 100.0, False) if high <= 100 else None


def _short(high: float, n_seen: int, n: int) -> tuple[float, float, bool]:
    """1-3 and 1-4 only when every step was seen often; else the larger usual one."""
    if n_seen == high and n >= 20 and high in (3, 4):
        return 1.0, high, high == 4
    return 1.0, 5.0, True


def _ten(values: Mapping[float, int], metric: Metric) -> tuple[float, float, bool]:
    if 0 in values:
        return 0.0, 10.0, False
    if metric.name in ("nps", "recommend", "likelihood") and values.get(1, 0) < ENOUGH_ONES:
        return 0.0, 10.0, True
    return 1.0, 10.0, 1 not in values


def is_ratable(evidence: Evidence) -> bool:
    """Numbers that could be answers on a scale: whole or half steps, few of them, in a usual range."""
    values = evidence.values
    if not values or evidence.number_share < 0.95:
        return False
    halves = all((v * 2).is_integer() for v in values)
    return halves and len(values) <= 12 and min(values) >= -10 and (max(values) <= 11 or _only_codes_above(values))


def _only_codes_above(values: Mapping[float, int]) -> bool:
    known = {float(code) for code in rules("words")["codes"]}
    return all(v in known for v in values if v > 11)
