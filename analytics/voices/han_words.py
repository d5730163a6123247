"""Chinese text cut into words, so that evidence is shown whole: the likeliest sequence of learnt words.

The words and their counts come from `training/fit_words.py`. A sequence is as likely as the product of its words'
shares; what is not in the list stands as single characters, runs of Latin letters and digits stay together.
"""

from __future__ import annotations

import math
import re
from functools import cache

import yaml

from analytics.voices.model_files import model_text

LONGEST = 4
WHOLE_COST = 0.1
FIRST_HAN, LAST_HAN = chr(0x4E00), chr(0x9FFF)
_RUN = re.compile(f"[a-z0-9]+(?:['-][a-z0-9]+)*|[{FIRST_HAN}-{LAST_HAN}]+", re.IGNORECASE)

Span = tuple[int, int]


@cache
def word_costs() -> tuple[dict[str, float], float]:
    """Minus the logarithm of each word's share, and what a character outside the list costs."""
    lines = model_text("words_zh.txt").split()
    counts = {word: int(count) for word, count in zip(lines[::2], lines[1::2], strict=True)}
    total = math.log(sum(counts.values()))
    costs = {word: total - math.log(count) for word, count in counts.items()}
    return costs, total - math.log(min(counts.values())) + 1


@cache
def whole_costs() -> dict[str, float]:
    """`word_costs` with the words that are never cut: they cost next to nothing."""
    return word_costs()[0] | dict.fromkeys(evidence_words()["whole"], WHOLE_COST)


@cache
def evidence_words() -> dict[str, frozenset[str]]:
    """Words by what they are to evidence, as the file explains; English ones without apostrophes."""
    told = yaml.safe_load(model_text("evidence_words.yaml"))
    weak = frozenset(told["weak_zh"].split()) | frozenset(told["weak_en"].replace("'", "").split())
    listed = {key: frozenset(told[f"{key}_zh"].split()) for key in ("whole", "single")}
    alone = {key: frozenset(told[key].split()) for key in ("toned", "things", "bright", "lukewarm")}
    signs = {key: frozenset(told[f"{key}_zh"]) for key in ("nearly", "numbers")}
    edge = frozenset(told["edge_en"].split())
    return {"joined": frozenset(told["joined"]), "weak": weak, "edge": edge} | alone | listed | signs


def spans(text: str) -> list[Span]:
    """Words of a cleaned text as (start, end), in their order; marks and blanks are left out.

    Examples
    --------
    >>> spans("OK, 24 hours")
    [(0, 2), (4, 6), (7, 12)]
    """
    found: list[Span] = []
    for match in _RUN.finditer(text):
        if match[0][0] >= FIRST_HAN:
            found += [(match.start() + start, match.start() + end) for start, end in _cut(match[0])]
        else:
            found.append(match.span())
    return _joined(text, found)


def _cut(run: str) -> list[Span]:
    costs, unknown = whole_costs(), word_costs()[1]
    best = [0.0] + [math.inf] * len(run)
    last = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST), end):
            cost = best[start] + (costs.get(run[start:end], math.inf) if end - start > 1 else unknown)
            if cost < best[end]:
                best[end], last[end] = cost, start
    found, end = [], len(run)
    while end:
        found.append((last[end], end))
        end = last[end]
    return found[::-1]


def _joined(text: str, found: list[Span]) -> list[Span]:
    """Single characters that turn or strengthen belong to the word behind them, "nearly" to its number."""
    joined, nearly, numbers = (evidence_words()[key] for key in ("joined", "nearly", "numbers"))
    whole: list[Span] = []
    for start, end in found:
        before = whole[-1] if whole else (0, 0)
        alone = before[1] == start and before[1] - before[0] == 1
        if alone and text[before[0]] in nearly and text[start] in numbers:
            whole.pop()
        if alone and text[before[0]] in joined:
            whole[-1] = (before[0], end)
        else:
            whole.append((start, end))
    return whole
