"""Which rows an engine reads as a fair person would.

`python -m tests.analytics.voices.behaviour_pass [ENGINE ...]` writes the shares of both halves, and the failing rows
of the tuned half only.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from analytics.voices.clauses import clause_scores
from analytics.voices.engine import score
from tests.analytics.voices.behaviour_rows import HALVES, Row, behaviours

CLASSES = np.array(["negative", "neutral", "positive"])
BOTH_SIGNS = 0.25  # least probability of either pole at which the whole text counts as read both ways


def passes(rows: Sequence[Row], engine: str) -> np.ndarray:
    """One bool per row: the most probable class is the wanted one; `none` is flagged; `mixed` shows both signs.

    Both signs: the text whole is likely either, or its clauses disagree.
    """
    texts, languages = [row.text for row in rows], [row.language for row in rows]
    scores = score(texts, languages, [row.question for row in rows], engine=engine, with_evidence=False)
    assert scores.engine == engine
    read = CLASSES[np.argmax(np.column_stack([scores.p_negative, scores.p_neutral, scores.p_positive]), axis=1)]
    read = np.where(scores.is_none, "none", read)
    both = np.minimum(scores.p_negative, scores.p_positive) >= BOTH_SIGNS
    wants = np.array([row.want for row in rows])
    parts = clause_scores(texts, languages, [row.question for row in rows], engine=engine)
    both |= parts.is_mixed
    return np.where(wants == "mixed", both, read == wants)


def shares(rows: Sequence[Row], passed: np.ndarray, group: Callable[[Row], str]) -> dict[str, tuple[int, int]]:
    """Per group, how many rows pass and how many there are."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, is_right in zip(rows, passed, strict=True):
        counts[group(row)][0] += bool(is_right)
        counts[group(row)][1] += 1
    return {name: (right, n) for name, (right, n) in sorted(counts.items())}


def summary(rows: Sequence[Row], passed: np.ndarray) -> str:
    """Right of all per category; never a text, so that a failing test does not show the untouched half."""
    by_category = shares(rows, passed, lambda row: row.category)
    return ", ".join(f"{name} {right}/{n}" for name, (right, n) in by_category.items())


def _report(engines: Iterable[str]) -> None:
    for engine in engines:
        for half in HALVES:
            rows = behaviours(half)
            passed = passes(rows, engine)
            for language, (right, n) in shares(rows, passed, lambda row: row.language).items():
                chosen = np.array([row.language == language for row in rows])
                mine = [row for row in rows if row.language == language]
                share = f"{engine} {half} {language} {right / n:.3f} ({right}/{n})"
                sys.stdout.write(f"{share}: {summary(mine, passed[chosen])}\n")
            if half == "tuned":
                wrong = (row for row, is_right in zip(rows, passed, strict=True) if not is_right)
                sys.stdout.writelines(f"  {row}\n" for row in wrong)


if __name__ == "__main__":
    _report(sys.argv[1:] or ["instant", "standard"])
