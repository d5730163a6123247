"""Clauses of a comment and their sentiment: what one comment praises and blames at once.

A comment is cut at punctuation and before words of contrast. Take clause scores where clauses disagree or where a
comment names more than one theme; the score of the whole comment is the surer one everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.engine import score
from analytics.voices.model_files import model_text
from analytics.voices.scores import TextScores

SHORTEST = {"en": 8, "zh": 3, "other": 8}
"""Characters that a clause has at least; a shorter piece belongs to the clause before it."""
MOST = 200
"""Clauses of one text; the last holds the rest."""
CLEAR = 0.55
"""Probability from which a clause counts as clearly positive or negative."""

STOP = re.compile(r"[;.!?\n\u3002\uff01\uff1f\uff1b\u2026]")
"""Ends what is said in one breath; a comma and a dash do not."""

Span = tuple[int, int]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class ClauseScores:
    """Sentiment of the clauses of n texts, one entry per clause in the order of the texts.

    `text` is the number of the text, `start` and `end` are places in it as given, `scores` has one row per clause.
    """

    n: int
    text: Places
    start: Places
    end: Places
    scores: TextScores

    @property
    def is_mixed(self) -> NDArray[np.bool_]:
        """Whether a text has both a clearly positive and a clearly negative clause; shape (n,)."""
        praised, blamed = (
            np.bincount(self.text[sure >= CLEAR], minlength=self.n) > 0
            for sure in (self.scores.p_positive, self.scores.p_negative)
        )
        return np.asarray(praised & blamed)


def clauses(text: str, language: str) -> list[Span]:
    """The clauses of a text as (start, end) in it, in order, without the blanks and marks around them.

    Examples
    --------
    >>> text = "The staff were lovely but the room was filthy."
    >>> [text[start:end] for start, end in clauses(text, "en")]
    ['The staff were lovely', 'but the room was filthy']
    """
    cuts, shortest = _cuts(), SHORTEST.get(language, SHORTEST["en"])
    pieces: list[Span] = []
    first = 0
    for cut in [*(match.span() for match in cuts.finditer(text)), (len(text), len(text))]:
        piece = _trimmed(text, first, cut[0])
        first = cut[1]
        if piece is None:
            continue
        is_part = pieces and (piece[1] - piece[0] < shortest or len(pieces) == MOST)
        if is_part or (len(pieces) == 1 and pieces[0][1] - pieces[0][0] < shortest):
            pieces[-1] = (pieces[-1][0], piece[1])
        else:
            pieces.append(piece)
    return pieces


def follows_on(text: str, spans: Sequence[Span]) -> list[bool]:
    """For each clause of a text, whether it goes on with what the clause before it speaks of.

    It does where nothing but a comma or a dash stands between them, unless one of them sets a contrast: the later by
    its first word, the earlier by a word such as "although".

    Examples
    --------
    >>> text = "They came late, unacceptable, but the room was fine. A good day"
    >>> follows_on(text, clauses(text, "en"))
    [False, True, False, False]
    """
    turn, concession = _turns()
    return [
        place > 0
        and not STOP.search(text, spans[place - 1][1], start)
        and not turn.match(text, start)
        and not concession.match(text, spans[place - 1][0])
        for place, (start, _) in enumerate(spans)
    ]


def has_contrast(text: str) -> bool:
    """Whether a text sets one thing against another by a word such as "but" or "although".

    Examples
    --------
    >>> has_contrast("Friendly staff. However, far too expensive."), has_contrast("Friendly, quick.")
    (True, False)
    """
    return any(pattern.search(text) for pattern in _contrasts())


def clause_scores(
    texts: Sequence[str],
    language: Sequence[str],
    question: str | Sequence[str | None] | None = None,
    *,
    engine: str = "instant",
    with_evidence: bool = False,
) -> ClauseScores:
    """Sentiment of every clause of every text.

    Parameters
    ----------
    texts : n texts as given.
    language : per text "en", "zh" or "other", as the scores of the whole texts have it.
    question : the question all texts answer, or one per text.

    Examples
    --------
    >>> told = clause_scores(["Great staff, but the food was awful", "Great staff"], ["en", "en"])
    >>> told.text.tolist(), told.is_mixed.tolist()
    ([0, 0, 1], [True, False])
    """
    spans = [clauses(text, spoken) for text, spoken in zip(texts, language, strict=True)]
    owner = np.repeat(np.arange(len(texts)), [len(found) for found in spans])
    flat = np.array([span for found in spans for span in found], dtype=np.int64).reshape(-1, 2)
    pieces = [texts[row][start:end] for row, (start, end) in zip(owner.tolist(), flat.tolist(), strict=True)]
    asked: list[Any] = [question] * len(texts) if question is None or isinstance(question, str) else list(question)
    told = score(
        pieces,
        [language[row] for row in owner.tolist()],
        [asked[row] for row in owner.tolist()],
        engine=engine,
        with_evidence=with_evidence,
    )
    return ClauseScores(len(texts), owner, flat[:, 0], flat[:, 1], told)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    kept = piece.strip(" \t\r\n\u3000\"'()[]-")
    if not any(sign.isalnum() or sign > "\u2190" for sign in kept):
        return None
    start += piece.index(kept)
    return start, start + len(kept)


@lru_cache(maxsize=1)
def _cuts() -> re.Pattern[str]:
    """Marks between clauses, or the empty place before a word of contrast."""
    words = yaml.safe_load(model_text("clause_words.yaml"))
    marks = r"[;!?\n\u3002\uff01\uff1f\uff1b\uff0c\u2026]+|\.(?!\d)|,(?!\d)|(?<=\s)[-\u2013\u2014]+(?=\s)"
    return re.compile(rf"{marks}|(?<=\s)(?=(?:{words['en']})\b)|(?=(?:{words['zh']}))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _turns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word of contrast, and one that sets its own clause against the next."""
    words = yaml.safe_load(model_text("clause_words.yaml"))
    return _opening(words), _opening(words["concession"])


@lru_cache(maxsize=1)
def _contrasts() -> tuple[re.Pattern[str], ...]:
    """The same words wherever they stand."""
    words = yaml.safe_load(model_text("clause_words.yaml"))
    lists = (words, words["concession"])
    return tuple(re.compile(rf"\b(?:{each['en']})\b|(?:{each['zh']})", re.IGNORECASE) for each in lists)


def _opening(words: dict[str, Any]) -> re.Pattern[str]:
    return re.compile(rf"(?:{words['en']})\b|(?:{words['zh']})", re.IGNORECASE)
