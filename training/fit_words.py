"""Finds the words of Chinese reviews: runs of characters that stick together and stand in many surroundings.

Chinese is written without blanks, and the n-gram model reads runs of one to three characters. To show what decided as
whole words, the words are learnt from the same reviews, without a dictionary: a run is a word when it is frequent, far
more frequent than its parts by chance, and has varied neighbours on both sides.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import yaml

from analytics.voices.han_words import FIRST_HAN, LAST_HAN
from analytics.voices.model_files import model_text

LONGEST = 4
FEWEST = 12
"""Occurrences from which a run can be a word."""
COHESION = 2.0
"""Natural logarithm of how much more frequent a word is than any two parts of it side by side by chance."""
FREEDOM = 1.4
"""Entropy (nats) that the characters before it have, and those behind it."""
LOOSE = frozenset(yaml.safe_load(model_text("evidence_words.yaml"))["loose"])
_HAN = re.compile(f"[{FIRST_HAN}-{LAST_HAN}]+")


def words(texts: Sequence[str]) -> dict[str, int]:
    """Words of two to four characters with their occurrences, the most frequent first."""
    pieces = [match[0] for text in texts for match in _HAN.finditer(text)]
    counts = Counter(
        piece[start : start + length]
        for length in range(1, LONGEST + 1)
        for piece in pieces
        for start in range(len(piece) - length + 1)
    )
    total = sum(count for run, count in counts.items() if len(run) == 1)
    sticky = {run for run, count in counts.items() if len(run) > 1 and count >= FEWEST and not _has_loose_end(run)}
    sticky = {run for run in sticky if _cohesion(run, counts, total) >= COHESION}
    free = _free(pieces, sticky)
    found = sorted((run for run in sticky if run in free), key=lambda run: (-counts[run], run))
    return {run: counts[run] for run in found}


def _has_loose_end(run: str) -> bool:
    """A longer run that begins or ends with a particle or a pronoun is a piece of a sentence, not a word."""
    return len(run) > 2 and (run[0] in LOOSE or run[-1] in LOOSE)


def _free(pieces: Sequence[str], runs: set[str]) -> set[str]:
    """The runs with varied neighbours on both sides; each edge of a sentence is a neighbour of its own."""
    before: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for number, piece in enumerate(pieces):
        edge = f"{number}."
        for start in range(len(piece) - 1):
            for end in range(start + 2, min(start + LONGEST, len(piece)) + 1):
                run = piece[start:end]
                if run in runs:
                    before[run][piece[start - 1] if start else edge] += 1
                    behind[run][piece[end] if end < len(piece) else edge] += 1
    return {run for run in runs if min(_entropy(before[run].values()), _entropy(behind[run].values())) >= FREEDOM}


def _cohesion(run: str, counts: Counter[str], total: int) -> float:
    parts = max(counts[run[:cut]] * counts[run[cut:]] for cut in range(1, len(run)))
    return math.log(counts[run] * total / parts)


def _entropy(counts: Iterable[int]) -> float:
    listed = list(counts)
    total = sum(listed)
    return -sum(count / total * math.log(count / total) for count in listed)
