"""Ordered answer words to numbers: complete sets of a language, or intensity times a word of judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from data.ingest.vendors import rules

MAX_LABELS = 15
_UNIPOLAR = {4.0: 5, 3.0: 4, 2.0: 3, 1.0: 3, 0.5: 2, -1.0: 2, -1.5: 1, -2.0: 1}
PLAIN = 2.5
_POWER = {-1.0: 1.0, -1.5: PLAIN, -2.0: 3.5}  # how far a denied word lies on the other side
_NEGATIONS = ("does not", "did not", "do not", "doesn't", "didn't", "don't")


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


@dataclass(frozen=True)
class _Grade:
    side: int
    strength: float
    metric: str


def label_key(text: str) -> str:
    """A label without case, a remark in brackets, a leading number or final marks."""
    plain = re.sub(r"\s*[(（][^)）]*[)）]\s*$", "", text.strip().lower().replace("’", "'"))
    plain = re.sub(r"^-?\d+\s*[-–—:.)=、]\s*(?=\D)", "", plain)
    return plain.strip(" .!。*") or text.strip().lower()


def rates_nothing(text: str) -> bool:
    """The label says that the person has no answer to a rating."""
    lowered = text.lower().replace("’", "'")
    return any(piece in lowered for piece in rules("words")["missing_in_rating"])


def label_scale(weights: Mapping[str, int]) -> LabelScale | None:
    """The ordered scale that nearly all answers belong to, or None."""
    missing = tuple(text for text in weights if rates_nothing(text))
    rated = {text: n for text, n in weights.items() if text not in missing}
    if not 2 <= len(rated) <= MAX_LABELS:
        return None
    found = _just_right(rated) or _from_sets(rated) or _graded(rated)
    if found is None or found.coverage < 0.85:
        return None
    return LabelScale(
        found.metric,
        found.low,
        found.high,
        found.labels,
        found.lower_is_better,
        missing,
        tuple(text for text in rated if text not in found.labels),
        found.unsure,
        found.about,
        found.coverage,
    )


def _covered(labels: Mapping[str, float], rated: Mapping[str, int]) -> float:
    return sum(rated[text] for text in labels) / max(sum(rated.values()), 1)


# complete sets ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _sets() -> tuple[tuple[Mapping[str, object], Mapping[str, int], int], ...]:
    found = []
    for entry in rules("labels")["sets"]:
        levels = {label_key(alias): i for i, level in enumerate(entry["levels"], 1) for alias in level.split("|")}
        found.append((entry, levels, len(entry["levels"])))
    return tuple(found)


def _from_sets(rated: Mapping[str, int]) -> LabelScale | None:
    best: LabelScale | None = None
    for entry, levels, size in _sets():
        labels = {text: float(levels[label_key(text)]) for text in rated if label_key(text) in levels}
        coverage = _covered(labels, rated)
        if len(set(labels.values())) >= 2 and coverage > (best.coverage if best else 0.85):
            best = LabelScale(
                str(entry["metric"]), 1.0, float(size), labels, bool(entry.get("lower_is_better")), coverage=coverage
            )
    return best


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
    return LabelScale("just_right", 1.0, 3.0, labels, about="just_right", coverage=_covered(labels, rated))


# intensity and judgement -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Lexicon:
    intensity: tuple[tuple[str, float], ...]
    cores: tuple[tuple[str, int, str], ...]
    neutral: tuple[str, ...]
    phrases: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    told = rules("labels")
    pairs = [(str(word), float(value)) for value, words in told["intensity"].items() for word in words]
    cores = [
        (str(word), sign, str(metric))
        for sign, name in ((1, "positive"), (-1, "negative"))
        for metric, words in told[name].items()
        for word in words
    ]
    longest = sorted(pairs, key=lambda pair: -len(pair[0]))
    return _Lexicon(
        tuple(longest),
        tuple(sorted(cores, key=lambda core: -len(core[0]))),
        tuple(told["neutral"]),
        frozenset(word for word, _ in pairs),
    )


def grade(text: str) -> _Grade | None:
    """Side (-1, 0, 1), strength and metric of one label; None when it is no graded judgement."""
    key, known = label_key(text), _lexicon()
    if any(key == word or key.startswith(f"{word} ") for word in known.neutral):
        return _Grade(0, 0.0, "")
    if key in known.phrases:
        return _Grade(1, _strength(key, known), "")
    for core, side, metric in known.cores:
        at = _found(core, key)
        if at is not None and len(key) <= len(core) + 40:
            rest = f"{key[:at]} {key[at + len(core) :]}".strip()
            return _Grade(*_turned(side, rest, known), metric)
    return None


def _found(word: str, text: str) -> int | None:
    match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    return match.start() if match else None


def _turned(side: int, rest: str, known: _Lexicon) -> tuple[int, float]:
    """Side and strength after the words around the core; "does not" turns the side."""
    for negation in _NEGATIONS:
        if _found(negation, rest) is not None:
            return -side, _strength(rest.replace(negation, ""), known)
    return side, _strength(rest, known)


def _strength(text: str, known: _Lexicon) -> float:
    return next((value for word, value in known.intensity if _found(word, text) is not None), PLAIN)


def _graded(rated: Mapping[str, int]) -> LabelScale | None:
    grades = {text: found for text in rated if (found := grade(text)) is not None}
    if _covered(dict.fromkeys(grades, 0.0), rated) < 0.85:
        return None
    denied_only = all(found.side < 0 for found in grades.values()) and len({g.strength for g in grades.values()}) >= 3
    is_bipolar = any(found.side <= 0 for found in grades.values()) and not denied_only
    ranked = _bipolar(grades) if is_bipolar else _unipolar(grades)
    if ranked is None or len(set(ranked[0].values())) < 2:
        return None
    labels, high, unsure = ranked
    metrics = [found.metric for found in grades.values() if found.metric]
    metric = max(sorted(set(metrics)), key=metrics.count) if metrics else "rating"
    return LabelScale(metric, 1.0, float(high), labels, denied_only, unsure=unsure, coverage=_covered(labels, rated))


def _unipolar(grades: Mapping[str, _Grade]) -> tuple[dict[str, float], int, bool] | None:
    """Extremely, very, somewhat, slightly, not at all: five levels, or as many as are told apart."""
    strengths = sorted({found.strength for found in grades.values()})
    standard = [_UNIPOLAR.get(value) for value in strengths]
    if None not in standard and len(set(standard)) == len(strengths) and len(strengths) > 1:
        return {text: float(_UNIPOLAR[found.strength]) for text, found in grades.items()}, 5, len(strengths) < 5
    if len(strengths) < 3:
        return None
    return {t: float(strengths.index(found.strength) + 1) for t, found in grades.items()}, len(strengths), True


def _bipolar(grades: Mapping[str, _Grade]) -> tuple[dict[str, float], int, bool] | None:
    """Levels mirrored around a neutral point; a level nobody chose is still offered when its mirror was seen."""
    up = sorted({_power(found) for found in grades.values() if _side(found) > 0})
    down = sorted({_power(found) for found in grades.values() if _side(found) < 0})
    size = max(len(up), len(down))
    if not size:
        return None
    has_neutral = any(found.side == 0 for found in grades.values())
    is_even = not has_neutral and len(up) == len(down) == size
    ranks_up, ranks_down = _ranks(up, down, size), _ranks(down, up, size)
    high = 2 * size if is_even else 2 * size + 1
    middle = size + (0.5 if is_even else 1.0)
    shift = 0.5 if is_even else 0.0
    labels = {}
    for text, found in grades.items():
        side = _side(found)
        rank = 0.0 if side == 0 else (ranks_up if side > 0 else ranks_down)[_power(found)] - shift
        labels[text] = middle + side * rank
    return labels, high, len(grades) < high


def _side(found: _Grade) -> int:
    """ "Not satisfied" lies on the far side of the word it denies."""
    return -found.side if found.strength < 0 else found.side


def _power(found: _Grade) -> float:
    return _POWER.get(found.strength, found.strength)


def _ranks(own: Sequence[float], other: Sequence[float], size: int) -> dict[float, int]:
    if len(own) == size:
        return {strength: rank for rank, strength in enumerate(own, 1)}
    ranks: dict[float, int] = {}
    for strength in own:
        free = [rank for rank in range(1, size + 1) if rank not in ranks.values()]
        ranks[strength] = min(free, key=lambda rank: abs(other[rank - 1] - strength))
    return ranks
