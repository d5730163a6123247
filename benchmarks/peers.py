"""Texts a second of the Instant engine beside VADER (English) and SnowNLP (Chinese), one thread, in one process.

Both sides read the same comments in turns, so a busy moment of the machine falls on both, and processor time is
counted; the ratio is the median of the turns. Ours is `analytics.voices.engine.score` as the first paint of the page
asks for it: cleaning, language, question, rules, n-grams, probabilities and confidence, without the words that decided.
VADER is `polarity_scores` of an analyzer made beforehand, SnowNLP is `SnowNLP(text).sentiments` with its model loaded.
Peers come from requirements-bench.txt; one that is missing is said to be, and its bar counts as missed.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
TURNS = 7
N_TEXTS = 10_000
N_SLOW = 500
"""Comments that SnowNLP reads per turn, the first of those that we read."""


@dataclass(frozen=True)
class Duel:
    """Texts a second of both sides, one figure per turn; `missing` says which package a peer wants that is not here."""

    what: str
    peer: str
    at_least: float
    ours: tuple[float, ...] = ()
    theirs: tuple[float, ...] = ()
    missing: str = ""

    @property
    def ratios(self) -> list[float]:
        """Ours through theirs, turn by turn."""
        return [one / other for one, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def holds(self) -> bool:
        """Whether the median turn reaches the bar; a peer that is missing reaches nothing."""
        return not self.missing and statistics.median(self.ratios) >= self.at_least

    def line(self) -> str:
        """One line for the table."""
        if self.missing:
            return f"{self.what:<46}NOT MEASURED: {self.missing} (pip install -r requirements-bench.txt)"
        ours, theirs, ratio = (statistics.median(one) for one in (self.ours, self.theirs, self.ratios))
        figures = f"{ours:>9,.0f} /s   {theirs:>9,.0f} /s{ratio:>10.2f}x"
        spread = f"{min(self.ratios):.2f}-{max(self.ratios):.2f} in {len(self.ratios)} turns"
        return f"{self.what:<46}{figures}  {self.peer}, {spread}; bar {self.at_least:g}x"


def one_thread() -> dict[str, str]:
    """The environment of a process whose libraries compute in one thread."""
    return {**os.environ, **ONE_THREAD}


def duels() -> list[Duel]:
    """Both duels, in a process with one thread."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.peers"], capture_output=True, text=True, env=one_thread())
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-500:])
    return [Duel(**told) for told in json.loads(done.stdout)]


def duel(what: str, peer: str, at_least: float, package: str, sides: Callable[[Any], tuple[Side, Side]]) -> Duel:
    """Both sides in turns, after one turn that is not counted."""
    try:
        module = importlib.import_module(package)
    except ModuleNotFoundError as error:
        return Duel(what, peer, at_least, missing=f"{error.name} is not installed")
    ours, theirs = sides(module)
    turns = [(ours.texts_per_second(), theirs.texts_per_second()) for _ in range(TURNS + 1)][1:]
    return Duel(what, peer, at_least, tuple(one for one, _ in turns), tuple(other for _, other in turns))


@dataclass(frozen=True)
class Side:
    """A way of reading texts."""

    texts: Sequence[str]
    read: Callable[[Sequence[str]], object]

    def texts_per_second(self) -> float:
        """Of one reading of all texts, by processor time."""
        start = time.process_time()
        self.read(self.texts)
        return len(self.texts) / (time.process_time() - start)


def _measured() -> list[Duel]:
    import numpy as np

    from analytics.voices.engine import score
    from benchmarks.comments import comments

    def instant(texts: Sequence[str]) -> object:
        return score(texts, engine="instant", with_evidence=False)

    def vader(module: Any) -> tuple[Side, Side]:
        analyzer = module.SentimentIntensityAnalyzer()
        texts = comments("en", N_TEXTS, np.random.default_rng(1))
        return Side(texts, instant), Side(texts, lambda told: [analyzer.polarity_scores(text) for text in told])

    def snow(module: Any) -> tuple[Side, Side]:
        texts = comments("zh", N_TEXTS, np.random.default_rng(2))
        return Side(texts, instant), Side(
            texts[:N_SLOW], lambda told: [module.SnowNLP(text).sentiments for text in told]
        )

    return [
        duel("Instant, 10,000 English comments", "VADER 3.3.2", 0.9, "vaderSentiment.vaderSentiment", vader),
        duel("Instant, 10,000 Chinese comments", "SnowNLP 0.12.3", 40.0, "snownlp", snow),
    ]


if __name__ == "__main__":
    print(json.dumps([asdict(told) for told in _measured()]))
