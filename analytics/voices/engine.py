"""The one interface to sentiment: `score(texts, language, question)`.

Every text goes the same way: cleaned, language marked, answers that a rule decides set apart, the rest scored by the
engine asked for, moved by the question, and turned into probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.voices.questions import question_context
from analytics.voices.scores import Adapted, Base, Floats, TextScores
from analytics.voices.text import clean_all, language_of

ENGINES = ("instant", "standard", "accurate")
QUESTION_LOGIT = {"faults": -1.0, "praise": 1.0, "open": 0.0}


def available_engines() -> dict[str, str | None]:
    """Each engine with None when it can be used, else the reason in plain words."""
    missing = "This engine has no fitted weights yet."
    return {"instant": None, "standard": missing, "accurate": missing}


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
    with_evidence : whether to find the words that decided; costs about as much as the scoring itself.
    """
    asked = [question] * len(texts) if question is None or isinstance(question, str) else list(question)
    base = base_scores(texts, language, engine=engine)
    moved = np.array([QUESTION_LOGIT[question_context(one)] for one in asked], dtype=np.float64)
    polarity = adapted.polarity(base, asked) if adapted else base.polarity + moved
    p_neutral = _chance(base.neutral)
    p_positive = (1 - p_neutral) * _chance(polarity)
    confidence = np.maximum.reduce([p_neutral, p_positive, 1 - p_neutral - p_positive])
    nothing = np.array([not text for text in base.texts], dtype=bool)
    evidence = ((),) * len(texts)
    return TextScores(
        1 - p_neutral - p_positive, p_neutral, p_positive, nothing, confidence, base.language, evidence, base.engine
    )


def base_scores(texts: Sequence[str], language: str | Sequence[str] = "auto", *, engine: str = "instant") -> Base:
    """What the engine says of each text, without rules, question or adaptation; what adapted models are fitted on."""
    cleaned = tuple(clean_all(texts))
    spoken = _languages(cleaned, language)
    nothing = np.zeros(len(cleaned))
    return Base(cleaned, nothing, nothing.copy(), {}, spoken, "instant")


def _languages(cleaned: Sequence[str], language: str | Sequence[str]) -> np.ndarray:
    given = [language] * len(cleaned) if isinstance(language, str) else list(language)
    found = language_of(cleaned)
    return np.array([seen if told == "auto" else told for seen, told in zip(found, given, strict=True)], dtype=object)


def _chance(logit: Floats) -> Floats:
    return 1 / (1 + np.exp(-logit))
