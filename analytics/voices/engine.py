"""The one interface to sentiment: `score(texts, language, question)`.

Every text goes the same way: cleaned, its language marked, answers that a rule decides set apart, the rest scored by
the engine asked for, moved by the question, and turned into probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.voices import heads, ngrams, vectors
from analytics.voices.evidence import evidence_of
from analytics.voices.questions import question_context
from analytics.voices.rules import Findings, findings, opens_with_nothing
from analytics.voices.scores import Adapted, Base, Floats, TextScores
from analytics.voices.text import clean_all, language_of

ENGINES = ("instant", "standard", "accurate")
QUESTION_LOGIT = {"faults": -1.25, "praise": 1.25, "open": 0.0}
"""What the question adds to the log-odds of positive."""
ASKED_NEUTRAL = -1.2
"""What a question for faults or praise takes from the log-odds of neutral: who answers it mostly names one. Times the
size of what the question adds to the poles."""
OPENED = 3.0
"""What "nothing" as the first clause of an answer to such a question adds to the log-odds of the other side."""
DECIDED = 4.0
"""Log-odds of a whole answer with one meaning, and of a bare "nothing" under a question that gives it a sign."""
OTHER_SHARE = 0.35
"""How much of the confidence above chance is left where the language is marked as another one."""
DISAGREE_SHARE = 0.75
"""The same where n-grams and vectors point to different sides."""

Array = NDArray[Any]


def available_engines() -> dict[str, str | None]:
    """Each engine with None when it can be used, else the reason in plain words."""
    standard, accurate = vectors.unavailable("standard"), vectors.unavailable("accurate")
    return {"instant": None, "standard": standard, "accurate": standard or accurate}


def score(
    texts: Sequence[str],
    language: str | Sequence[str] = "auto",
    question: str | Sequence[str | None] | None = None,
    *,
    engine: str = "instant",
    adapted: Adapted | None = None,
    with_evidence: bool = True,
) -> TextScores:
    """Sentiment of each text; distinct pairs of text and question are scored once, and always the same.

    Parameters
    ----------
    texts : n texts as given.
    language : "en", "zh", "auto", or one of these per text.
    question : the question all texts answer, or one (or None) per text.
    engine : "instant", "standard" or "accurate"; one that cannot run here gives way to the next faster one.
    adapted : a model fitted to a workspace.
    with_evidence : whether to find the words that speak for the reading; costs more than the Instant engine itself.

    Raises
    ------
    ValueError
        An unknown engine or language, or as many questions or languages as there are no texts.

    Examples
    --------
    >>> told = score(["Nothing", "I love it"], question="What could we do better?")
    >>> (told.p_positive > 0.5).tolist(), told.is_none.tolist()
    ([True, True], [False, False])
    """
    keys = list(zip(texts, _each(language, len(texts)), _each(question, len(texts)), strict=True))
    place = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    told, _base_of_it = _scored(list(place), engine, adapted, with_evidence)
    if len(place) == len(keys):
        return told
    return told.take(np.array([place[key] for key in keys], dtype=np.int64))


def scores_and_base(
    texts: Sequence[str],
    language: str | Sequence[str] = "auto",
    question: str | Sequence[str | None] | None = None,
    *,
    engine: str = "instant",
    adapted: Adapted | None = None,
    with_evidence: bool = True,
) -> tuple[TextScores, Base]:
    """`score`, and what it rests on: the vectors need not be computed a second time. Repeated texts are read again."""
    keys = list(zip(texts, _each(language, len(texts)), _each(question, len(texts)), strict=True))
    return _scored(keys, engine, adapted, with_evidence)


def base_scores(texts: Sequence[str], language: str | Sequence[str] = "auto", *, engine: str = "instant") -> Base:
    """What the engine says of each text, without question or adaptation; what adapted models are fitted on."""
    cleaned = clean_all(texts)
    spoken = _languages(cleaned, _each(language, len(texts)))
    return _base(cleaned, spoken, findings(cleaned, spoken.tolist()), usable_engine(engine))


def usable_engine(engine: str) -> str:
    """The engine itself when it can run here, else the next faster one that can."""
    if engine not in ENGINES:
        raise ValueError(f"engine: {engine!r} is none of {', '.join(ENGINES)}")
    reasons = available_engines() if engine != "instant" else {"instant": None}
    return next(name for name in reversed(ENGINES[: ENGINES.index(engine) + 1]) if reasons[name] is None)


def question_logits(questions: Sequence[str | None]) -> Floats:
    """What the question of each text adds to the log-odds of positive, shape (n,)."""
    return np.array([QUESTION_LOGIT[question_context(question)] for question in questions], dtype=np.float64)


def start_polarity(base: Base, questions: Sequence[str | None]) -> Floats:
    """The log-odds of positive without adaptation: the engine's, and what the question adds."""
    return np.asarray(base.polarity + question_logits(questions), dtype=np.float64)


def start_neutral(base: Base, questions: Sequence[str | None]) -> Floats:
    """The same of neutral."""
    return np.asarray(base.neutral + ASKED_NEUTRAL * np.abs(question_logits(questions)), dtype=np.float64)


def _each(given: str | Sequence[Any] | None, n: int) -> list[Any]:
    return [given] * n if given is None or isinstance(given, str) else list(given)


def _languages(cleaned: Sequence[str], told: Sequence[str]) -> Array:
    if unknown := set(told) - {"auto", "en", "zh", "other"}:
        raise ValueError(f"language: {min(unknown)!r} is none of auto, en, zh, other")
    found = language_of(cleaned)
    given = np.array(told, dtype=object)
    return np.where(given == "auto", found, given).astype(object)


def _scored(
    keys: list[tuple[str, str, str | None]], engine: str, adapted: Adapted | None, with_evidence: bool
) -> tuple[TextScores, Base]:
    """Scores of (text, language, question), and what they rest on."""
    texts = [text for text, _, _ in keys]
    asked = [question for _, _, question in keys]
    cleaned = clean_all(texts)
    spoken = _languages(cleaned, [language for _, language, _ in keys])
    ruled = findings(cleaned, spoken.tolist())
    base = _base(cleaned, spoken, ruled, usable_engine(engine))
    moved = question_logits(asked)
    polarity = adapted.polarity(base, asked) if adapted else start_polarity(base, asked)
    neutral = adapted.neutral(base, asked) if adapted else start_neutral(base, asked)
    polarity = polarity - OPENED * np.sign(moved) * _opened(cleaned, spoken, moved, ruled)
    is_none = _decide(ruled, moved, polarity, neutral)
    p = heads.probabilities(polarity, neutral)
    p[is_none] = (0.0, 1.0, 0.0)
    confidence = _confidence(p, base, ruled)
    evidence = evidence_of(texts, base, ruled, p, confidence) if with_evidence else ((),) * len(texts)
    scores = TextScores(p[:, 0], p[:, 1], p[:, 2], is_none, confidence, spoken, evidence, base.engine)
    return scores, base


def _base(cleaned: Sequence[str], spoken: Array, ruled: Findings, engine: str) -> Base:
    names: tuple[Literal["standard", "accurate"], ...] = ("standard", "accurate")
    found = {name: vectors.encoder(name).encode(cleaned) for name in names[: ENGINES.index(engine)]}
    said = _ngram_logits(ruled.texts, spoken)
    polarity = {name: heads.polarity_logits(found[name], name) for name in names if name in found}
    neutral = {name: heads.neutral_logits(found[name], name) for name in names if name in found}
    parts = np.column_stack([said, *polarity.values()]) if len(cleaned) else np.zeros((0, 1 + len(polarity)))
    poles = heads.mixed_polarity(ruled.polarity, said, polarity.get("standard"), polarity.get("accurate"))
    return Base(
        tuple(cleaned),
        poles,
        heads.mixed_neutral(ruled.neutral, poles, neutral.get("standard"), neutral.get("accurate")),
        {str(name): encoded for name, encoded in found.items()},
        spoken,
        engine,
        parts,
    )


def _ngram_logits(texts: Sequence[str], spoken: Array) -> Floats:
    """Log-odds of positive of the n-gram models; 0 for other languages."""
    polarity = np.zeros(len(texts))
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    for language in languages:
        rows = np.flatnonzero(spoken == language)
        if rows.size:
            chosen = [texts[row] for row in rows.tolist()]
            polarity[rows] = ngrams.polarity_logits(chosen, language)
    return polarity


def _opened(cleaned: Sequence[str], spoken: Array, moved: Floats, ruled: Findings) -> NDArray[np.bool_]:
    """Which answers to a question for faults or praise begin with a bare "nothing" and go on."""
    found = np.zeros(len(cleaned), dtype=np.bool_)
    rows = np.flatnonzero((moved != 0) & (ruled.kind == ""))
    found[rows] = opens_with_nothing([cleaned[row] for row in rows.tolist()], spoken[rows].tolist())
    return found


def _decide(ruled: Findings, moved: Floats, polarity: Floats, neutral: Floats) -> NDArray[np.bool_]:
    """Writes what whole answers mean into the log-odds; whether an answer is without content."""
    kind = ruled.kind
    sign = np.select([kind == "nothing", kind == "everything"], [-np.sign(moved), np.sign(moved)], 0.0)
    sign = np.select([kind == "positive", kind == "negative"], [1.0, -1.0], sign)
    has_sign = sign != 0
    polarity[has_sign] = DECIDED * sign[has_sign]
    neutral[has_sign] = -DECIDED
    neutral[kind == "neutral"] = DECIDED
    is_bare = (kind == "nothing") | (kind == "everything")
    return np.asarray((kind == "empty") | (is_bare & ~has_sign), dtype=np.bool_)


def _confidence(p: Array, base: Base, ruled: Findings) -> Floats:
    """The largest probability, less of it above chance where the language is another one or the models disagree."""
    above = p.max(axis=1) - 1 / 3
    decided = ruled.kind != ""
    parts = base.parts
    disagree = ((parts > 0.5).any(axis=1) & (parts < -0.5).any(axis=1)) & ~decided
    above *= np.where((base.language == "other") & ~decided, OTHER_SHARE, 1.0)
    above *= np.where(disagree, DISAGREE_SHARE, 1.0)
    return np.asarray(1 / 3 + above, dtype=np.float64)
