"""Labels made of a degree and a judgement: "somewhat satisfied", "not at all helpful", "stimme eher nicht zu"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.ingest.label_words import LabelScale, covered, label_key
from data.ingest.naming import has_cjk
from data.ingest.vendors import rules

PLAIN = 2.5
_FIVE = {4.0: 5, 3.0: 4, 2.0: 3, 1.0: 3, 0.5: 2, -0.9: 2, -1.0: 2, -1.5: 1, -2.0: 1}
_FOUR = {3.0: 4, 2.0: 3, 1.0: 3, -0.9: 2, -1.5: 1, -2.0: 1}  # very, somewhat, not too, not at all
_POWER = {-0.9: 0.9, -1.0: 1.0, -1.5: PLAIN, -2.0: 3.5}  # how far a denied word lies on the other side
_BETWEEN = 0.75  # a neutral word among degrees of one thing: above slightly, below somewhat
_MIRRORED = frozenset({"csat", "agreement", "likelihood", "favorability"})
_NEGATIONS = ("does not", "did not", "do not", "doesn't", "didn't", "don't")


@dataclass(frozen=True)
class Grade:
    """One label: side of the judgement (-1, 0, 1), degree, what is judged, and the judging word itself."""

    side: int
    strength: float
    metric: str
    core: str = ""


@dataclass(frozen=True)
class _Lexicon:
    degrees: tuple[tuple[str, float], ...]
    cores: tuple[tuple[str, int, str], ...]
    neutral: tuple[str, ...]
    phrases: frozenset[str]
    no_rating: frozenset[str]
    verbs: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    told = rules("labels")
    degrees = [(str(word), float(value)) for value, words in told["intensity"].items() for word in words]
    cores = [
        (str(word), sign, str(metric))
        for sign, name in ((1, "positive"), (-1, "negative"))
        for metric, words in told[name].items()
        for word in words
    ]
    return _Lexicon(
        tuple(sorted(degrees, key=lambda pair: -len(pair[0]))),
        tuple(sorted(cores, key=lambda core: -len(core[0]))),
        tuple(told["neutral"]),
        frozenset(word for word, _ in degrees),
        frozenset(told["no_rating"]),
        frozenset(told["verbs"]),
    )


def grade(text: str) -> Grade | None:
    """What one label says; None when it is no graded judgement of a known word."""
    key, known = label_key(text), _lexicon()
    if any(key == word or key.startswith(f"{word} ") for word in known.neutral):
        return Grade(0, 0.0, "")
    if key in known.phrases:
        return Grade(1, _strength(key, known), "")
    hits = [(at, core) for core in known.cores if (at := _found(core[0], key)) is not None]
    if not hits:
        return _chinese(key)
    at, (core, side, metric) = hits[0]
    if len(key) > len(core) + 40:
        return None
    rest = f"{key[:at]} {key[at + len(core) :]}".strip()
    opposite = (word for _, (word, sign, _) in hits[1:] if sign == -side and word not in known.verbs)
    if any(_found(word, rest) is not None for word in opposite):
        return Grade(0, 0.0, metric)  # "não concordo nem discordo"
    return Grade(*_turned(side, rest, known), metric, core)


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
    return next((value for word, value in known.degrees if _found(word, text) is not None), PLAIN)


# Chinese: degree, denial and judgement are written without blanks -------------------------------


@lru_cache(maxsize=1)
def _chinese_pattern() -> tuple[re.Pattern[str], dict[str, float], dict[str, str]]:
    told = rules("labels")["chinese"]
    degrees = {str(word): float(value) for value, words in told["degrees"].items() for word in words}
    longest = sorted(degrees, key=len, reverse=True)
    metrics = {str(word): str(metric) for metric, words in told["metrics"].items() for word in words}
    deny = "|".join(map(re.escape, told["denials"]))
    pattern = rf"^(?P<degree>{'|'.join(longest)})?(?P<deny>{deny})?(?P<core>[\u4e00-\u9fff]{{1,5}})$"
    return re.compile(pattern), degrees, metrics


def _chinese(key: str) -> Grade | None:
    """Degree, denial and one judging word, written without blanks."""
    pattern, degrees, metrics = _chinese_pattern()
    hit = pattern.match(key.replace(" ", ""))
    if hit is None:
        return None
    strength = degrees.get(hit["degree"] or "", PLAIN)
    metric = next((name for word, name in metrics.items() if word in hit["core"]), "rating")
    side = -1 if hit["deny"] else 1
    if hit["deny"] in rules("labels")["chinese"]["soft"]:
        strength = 1.0
    return Grade(side, strength, metric, hit["core"])


# degrees of any one word -----------------------------------------------------------------------


def _degrees_of_one_word(keys: Mapping[str, str]) -> dict[str, Grade]:
    """ "Extremely able", "slightly able", "not at all able": the same unknown word behind known degrees."""
    known = _lexicon()
    split = {text: _degree_first(key, known) for text, key in keys.items()}
    cores = Counter(core for hit in split.values() if hit for core in [hit[1]])
    if not cores:
        return {}
    core, n = cores.most_common(1)[0]
    plain = {text: (PLAIN, core) for text, key in keys.items() if key == core}
    same = {text: hit for text, hit in (split | plain).items() if hit and hit[1] == core}
    if n < 2 or len(same) < 3 or core in known.no_rating or len(core.split()) > 3:
        return {}
    neutral = {text: Grade(0, 0.0, "") for text, key in keys.items() if _is_neutral(key, known)}
    return neutral | {text: Grade(1, strength, "rating", core) for text, (strength, _) in same.items()}


def _degree_first(key: str, known: _Lexicon) -> tuple[float, str] | None:
    for word, value in known.degrees:
        if key.startswith(f"{word} "):
            return value, key[len(word) :].strip()
    return None


def _is_neutral(key: str, known: _Lexicon) -> bool:
    return any(key == word or key.startswith(f"{word} ") for word in known.neutral)


# ranks -----------------------------------------------------------------------------------------


def graded_scale(rated: Mapping[str, int]) -> LabelScale | None:
    """The scale that degrees of one judgement form: one-sided, or mirrored around a neutral point."""
    grades = _grades(rated)
    if covered(dict.fromkeys(grades, 0.0), rated) < 0.85:
        return None
    denied_only = all(found.side < 0 for found in grades.values()) and len({g.strength for g in grades.values()}) >= 3
    is_bipolar = any(found.side < 0 for found in grades.values()) and not denied_only
    ranked = _bipolar(grades) if is_bipolar or _is_two_sided(grades) else _unipolar(grades)
    if ranked is None or len(set(ranked[0].values())) < 2:
        return None
    labels, high, unsure = ranked
    metrics = [found.metric for found in grades.values() if found.metric]
    metric = max(sorted(set(metrics)), key=metrics.count) if metrics else "rating"
    return LabelScale(metric, 1.0, float(high), labels, denied_only, unsure=unsure, coverage=covered(labels, rated))


def _grades(rated: Mapping[str, int]) -> dict[str, Grade]:
    grades = {text: found for text in rated if (found := grade(text)) is not None}
    judged = {found.core for found in grades.values() if found.core}
    is_chinese = any(has_cjk(core) for core in judged)
    if is_chinese and (len(judged) > 1 or len(grades) < 3):
        return {}
    if covered(dict.fromkeys(grades, 0.0), rated) >= 0.85:
        return grades
    return _degrees_of_one_word({text: label_key(text) for text in rated})


def _is_two_sided(grades: Mapping[str, Grade]) -> bool:
    """No degree denies, yet the word has an opposite: the other half of the scale was not chosen."""
    judged = {found.metric for found in grades.values() if found.core}
    if judged == {"rating"} or any(found.strength < 0 for found in grades.values()):
        return False
    if any(found.side == 0 for found in grades.values()):
        return True
    metrics = {found.metric for found in grades.values() if found.metric}
    return metrics == {"agreement"} or (bool(metrics & _MIRRORED) and len({g.strength for g in grades.values()}) == 2)


def _unipolar(grades: Mapping[str, Grade]) -> tuple[dict[str, float], int, bool] | None:
    """Extremely, very, somewhat, slightly, not at all: five levels, or as many as are told apart."""
    strengths = {text: found.strength if found.side else _BETWEEN for text, found in grades.items()}
    steps = sorted(set(strengths.values()))
    for standard, size in ((_FOUR, 4), (_FIVE, 5)) if -0.9 in steps else ((_FIVE, 5),):
        ranks = [standard.get(step) for step in steps]
        if None not in ranks and len(set(ranks)) == len(steps) and len(steps) > 1:
            return {text: float(standard[step]) for text, step in strengths.items()}, size, len(steps) < size
    if len(steps) < 3:
        return None
    return {text: float(steps.index(step) + 1) for text, step in strengths.items()}, len(steps), len(steps) != 5


def _bipolar(grades: Mapping[str, Grade]) -> tuple[dict[str, float], int, bool] | None:
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


def _side(found: Grade) -> int:
    """ "Not satisfied" lies on the far side of the word it denies."""
    return -found.side if found.strength < 0 else found.side


def _power(found: Grade) -> float:
    return _POWER.get(found.strength, found.strength)


def _ranks(own: Sequence[float], other: Sequence[float], size: int) -> dict[float, int]:
    if len(own) == size:
        return {strength: rank for rank, strength in enumerate(own, 1)}
    ranks: dict[float, int] = {}
    for strength in own:
        free = [rank for rank in range(1, size + 1) if rank not in ranks.values()]
        ranks[strength] = min(free, key=lambda rank: abs(other[rank - 1] - strength))
    return ranks
