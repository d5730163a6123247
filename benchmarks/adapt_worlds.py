"""Workspaces in which a model may learn: comments with a known sentiment, and scores that are worth little or much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.adapt_learn import Rows
from analytics.voices.engine import base_scores

PHRASES: Final = yaml.safe_load(Path(__file__).with_name("adapt_phrases.yaml").read_text(encoding="utf-8"))
FAULTS, PRAISE, OPEN = "What could we do better?", "What do you like best?", "Why did you give this score?"
# How often each score from 1 to 5 is given by authors of negative and of positive comments.
SCORES: Final = {
    "honest": ((0.45, 0.30, 0.15, 0.07, 0.03), (0.02, 0.04, 0.10, 0.29, 0.55)),
    "content": ((0.08, 0.10, 0.17, 0.30, 0.35), (0.02, 0.03, 0.05, 0.15, 0.75)),
    "random": ((0.2,) * 5, (0.2,) * 5),
}


@dataclass(frozen=True)
class Kind:
    """A kind of world.

    Attributes
    ----------
    shifted : share of what is said that outsiders misread.
    asked : the questions, the share of positive comments under each, and whose habit scores follow (SCORES).
    chinese : share of Chinese comments.
    """

    shifted: float
    asked: tuple[tuple[str, float, str], ...]
    chinese: float = 0.3


PLAIN: Final = Kind(0.0, ((OPEN, 0.6, "honest"),))
SHIFTED: Final = Kind(0.45, ((OPEN, 0.55, "honest"),))
ASKED: Final = Kind(0.4, ((FAULTS, 0.15, "content"), (PRAISE, 0.9, "content"), (OPEN, 0.5, "honest")))
DEAF: Final = Kind(0.4, ((OPEN, 0.5, "random"), (FAULTS, 0.2, "random")))
KINDS: Final = {"plain": PLAIN, "shifted": SHIFTED, "faults question": ASKED, "random scores": DEAF}


@dataclass(frozen=True)
class World:
    """n comments: text, question, whether it is positive, and the score, 0 to 100."""

    texts: tuple[str, ...]
    questions: tuple[str, ...]
    is_positive: NDArray[np.bool_]
    scores: NDArray[np.float64]

    def rows(self, labels: NDArray[Any] | None = None, *, engine: str = "standard", scored: bool = True) -> Rows:
        """What a model sees of it; without `labels` nobody has corrected anything."""
        n = len(self.texts)
        none = np.full(n, "", dtype=object)
        scores = self.scores if scored else np.full(n, np.nan)
        return Rows(base_scores(self.texts, engine=engine), self.questions, scores, none if labels is None else labels)

    def labels(self, n: int) -> NDArray[Any]:
        """The truth about the first n comments, "" for the others."""
        told = np.where(self.is_positive, "positive", "negative").astype(object)
        told[n:] = ""
        return told


def world(kind: Kind, n: int, rng: np.random.Generator) -> World:
    """Draw n comments."""
    picked = rng.integers(len(kind.asked), size=n)
    shares = np.array([share for _, share, _ in kind.asked])[picked]
    positive = rng.random(n) < shares
    rates = np.array([SCORES[habit] for _, _, habit in kind.asked])[picked, positive.astype(int)]
    steps = (rng.random(n)[:, None] > rates.cumsum(axis=1)).sum(axis=1).clip(0, 4)
    language = np.where(rng.random(n) < kind.chinese, "zh", "en")
    spoken = np.where(rng.random(n) < kind.shifted, "shifted", "plain")
    texts = [_comment(PHRASES[of], way, good, rng) for of, way, good in zip(language, spoken, positive, strict=True)]
    return World(tuple(texts), tuple(kind.asked[one][0] for one in picked), positive, steps * 25.0)


def _comment(phrases: dict[str, Any], way: str, good: bool, rng: np.random.Generator) -> str:
    said: Sequence[str] = phrases[way]["positive" if good else "negative"]
    chosen = rng.choice(len(said), size=1 + int(rng.random() < 0.35), replace=False)
    parts = [said[one] for one in chosen.tolist()]
    if rng.random() < 0.6:
        parts.insert(int(rng.integers(2)), str(rng.choice(phrases["filler"])).rstrip(".\u3002"))
    words = phrases["words"]
    filled = [part.replace("{w}", str(rng.choice(words))) for part in parts]
    return ("\uff0c" if phrases is PHRASES["zh"] else ". ").join(filled)
