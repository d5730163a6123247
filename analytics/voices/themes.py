"""Which themes a comment speaks of, by the keyword rules of a codeframe; and where it says so.

`tag` is the one entry: texts in, one row per hit out, with its place in the text as given (for highlighting) and the
clause it stands in (for sentiment by theme). English and Chinese rules both run over every text, so that mixed texts
need no special care; texts of other languages are the caller's to leave out. docs/methods/themes.md states the rules
and what was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.codeframe import Codeframe, Rules
from analytics.voices.fold import fold
from analytics.voices.han_rules import HanRules
from analytics.voices.text import BETWEEN, not_said
from analytics.voices.word_rules import Found, Ints, WordRules

ALONE = "~"  # before a word that counts only where the text names no other theme
STRONG, WEAK, EXCEPTION = range(3)
BATCH_CHARS = 1_000_000  # characters looked at together: bounds memory, not results
Span = tuple[int, int]


@dataclass(frozen=True)
class _Compiled:
    """The rules of one language: finder, and per term the theme's number and of which kind it is."""

    rules: WordRules | HanRules
    theme: Ints
    kind: Ints


@lru_cache(maxsize=8)
def _compiled(codeframe: Codeframe) -> tuple[_Compiled, _Compiled]:
    english = [theme.en for theme in codeframe.tagged]
    chinese = [theme.zh for theme in codeframe.tagged]
    return _compile(english, WordRules), _compile(chinese, HanRules)


def _compile(rules: list[Rules], finder: type[WordRules] | type[HanRules]) -> _Compiled:
    rows = [
        (fold(w).removeprefix(ALONE), number, WEAK if w.startswith(ALONE) else STRONG)
        for number, rule in enumerate(rules)
        for w in rule.words
    ]
    rows += [(fold(w), number, EXCEPTION) for number, rule in enumerate(rules) for w in rule.exceptions]
    terms, themes, kinds = zip(*rows, strict=True) if rows else ((), (), ())
    return _Compiled(finder(terms), np.array(themes, dtype=np.int64), np.array(kinds, dtype=np.int64))


def tag(texts: Sequence[str], codeframe: Codeframe, *, clauses: Sequence[Sequence[Span]] | None = None) -> pd.DataFrame:
    """Hits of the codeframe's words in distinct texts.

    Parameters
    ----------
    texts : n texts as stored, each once; no cleaning is needed.
    clauses : per text its clauses as (start, end) in order, as `analytics.voices.clauses.clauses` gives them. Without
        them a text is one clause.

    Returns
    -------
    One row per hit, by text and place: text (0 to n - 1), clause (its number in the text; -1 outside all clauses),
    theme_id, start, end (characters of the text as given). Of hits of one theme inside each other the longest stays.

    Examples
    --------
    >>> from analytics.voices.codeframe import standard
    >>> hits = tag(["The waiting time was awful.", "Hm."], standard())
    >>> hits[["text", "clause", "theme_id", "start", "end"]].values.tolist()
    [[0, 0, 'speed_waiting', 4, 11]]
    """
    frames = [_tag_batch(texts[first:last], codeframe).assign(shift=first) for first, last in _batches(texts)]
    hits = pd.concat([_NO_HITS, *frames], ignore_index=True)
    hits["text"] += hits.pop("shift")
    hits.insert(1, "clause", 0 if clauses is None else _clause_numbers(hits, clauses))
    hits["theme_id"] = pd.array(codeframe.ids, dtype="str").take(hits.pop("theme").to_numpy(dtype=np.int64))
    return hits[["text", "clause", "theme_id", "start", "end"]]


_NO_HITS = pd.DataFrame({name: np.empty(0, dtype=np.int64) for name in ("text", "theme", "start", "end", "shift")})


def _batches(texts: Sequence[str]) -> Iterable[Span]:
    """Ranges of texts that hold about BATCH_CHARS characters together."""
    ends = np.cumsum([len(text) for text in texts])
    cuts = np.flatnonzero(np.diff(ends // BATCH_CHARS)) + 1
    bounds = [0, *cuts.tolist(), len(texts)]
    return pairwise(bounds) if len(texts) else ()


def _tag_batch(texts: Sequence[str], codeframe: Codeframe) -> pd.DataFrame:
    """One row per hit: text, theme (number), start, end, within these texts."""
    joined = BETWEEN.join(texts)
    folded = fold(joined)
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.concatenate([[0], np.cumsum([len(text) + 1 for text in texts])[:-1]]).astype(np.int64)
    found = [_counting_hits(part, part.rules.find(folded, codes)) for part in _compiled(codeframe)]
    theme, start, end, kind = (np.concatenate(parts) for parts in zip(*found, strict=True))
    said = ~_is_within(start, end, not_said(joined))
    theme, start, end, kind = theme[said], start[said], end[said], kind[said]
    told = _is_told(theme, np.searchsorted(starts, start, side="right") - 1, kind)
    theme, start, end = theme[told], start[told], end[told]
    kept = ~_is_inside(theme, start, end, theme, start, end, strictly=True)
    order = np.flatnonzero(kept)[np.lexsort((theme[kept], start[kept]))]
    text = np.searchsorted(starts, start[order], side="right") - 1
    return pd.DataFrame(
        {"text": text, "theme": theme[order], "start": start[order] - starts[text], "end": end[order] - starts[text]}
    )


def _counting_hits(part: _Compiled, found: Found) -> tuple[Ints, Ints, Ints, Ints]:
    """Theme, start, end and kind of the hits that no exception of their theme covers."""
    theme, kind = part.theme[found.term], part.kind[found.term]
    is_exception = kind == EXCEPTION
    hit = [values[~is_exception] for values in (theme, found.start, found.end)]
    cover = [values[is_exception] for values in (theme, found.start, found.end)]
    kept = ~_is_inside(*hit, *cover, strictly=False)
    return hit[0][kept], hit[1][kept], hit[2][kept], kind[~is_exception][kept]


def _is_within(start: Ints, end: Ints, covers: Sequence[Span]) -> NDArray[np.bool_]:
    """Whether each span lies inside one of the covers, which do not touch each other."""
    if not covers:
        return np.zeros(len(start), dtype=bool)
    first, last = np.array(covers, dtype=np.int64).T
    place = np.searchsorted(first, start, side="right") - 1
    return np.asarray((place >= 0) & (end <= last[place]))


def _is_told(theme: Ints, text: Ints, kind: Ints) -> NDArray[np.bool_]:
    """Whether a hit counts beside the others of its text: weak ones only where no strong one is of another theme."""
    n = int(text.max(initial=-1)) + 1
    lowest, highest = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
    strong = kind == STRONG
    np.minimum.at(lowest, text[strong], theme[strong])
    np.maximum.at(highest, text[strong], theme[strong])
    alone = (highest[text] < 0) | ((lowest[text] == theme) & (highest[text] == theme))
    return np.asarray(strong | alone)


def _is_inside(
    theme: Ints, start: Ints, end: Ints, cover_theme: Ints, cover_start: Ints, cover_end: Ints, *, strictly: bool
) -> NDArray[np.bool_]:
    """Whether each span lies inside a cover of the same theme; strictly: inside a longer one, or an equal one before.

    Among the covers of a theme that start no later than the span, the one that ends last decides.
    """
    if not len(theme) or not len(cover_theme):
        return np.zeros(len(theme), dtype=bool)
    width = max(int(end.max()), int(cover_end.max())) + 1
    order = np.lexsort((-cover_end, cover_start, cover_theme))
    reach = np.maximum.accumulate(cover_theme[order] * width + cover_end[order])
    if strictly:
        before = np.arange(len(order)) - 1
        covered = np.zeros(len(order), dtype=bool)
        covered[order] = (before >= 0) & (reach[before] >= (cover_theme * width + cover_end)[order])
        return covered
    last = np.searchsorted(cover_theme[order] * width + cover_start[order], theme * width + start, side="right") - 1
    return np.asarray((last >= 0) & (reach[last] >= theme * width + end))


def _clause_numbers(hits: pd.DataFrame, clauses: Sequence[Sequence[Span]]) -> Ints:
    """The number of the clause in which each hit begins; -1 outside all."""
    counts = np.array([len(spans) for spans in clauses], dtype=np.int64)
    spans = np.array([span for part in clauses for span in part], dtype=np.int64).reshape(-1, 2)
    owner = np.repeat(np.arange(len(counts)), counts)
    width = int(max(spans.max(initial=0), hits["end"].max() if len(hits) else 0)) + 1
    place = hits["text"].to_numpy() * width + hits["start"].to_numpy()
    clause = np.searchsorted(owner * width + spans[:, 0], place, side="right") - 1
    is_in = (
        (clause >= 0) & (place < (owner * width + spans[:, 1])[clause]) if len(spans) else np.zeros(len(place), bool)
    )
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else counts
    return np.where(is_in, clause - first[hits["text"].to_numpy()], -1)


def presence(hits: pd.DataFrame, n: int, codeframe: Codeframe) -> NDArray[np.bool_]:
    """Whether each of `n` texts has each theme; shape (n, number of themes), columns in the order of `codeframe.ids`.

    >>> from analytics.voices.codeframe import standard
    >>> presence(tag(["Too expensive", ""], standard()), 2, standard()).sum(axis=1).tolist()
    [1, 0]
    """
    column = {theme_id: number for number, theme_id in enumerate(codeframe.ids)}
    has = np.zeros((n, len(column)), dtype=bool)
    has[hits["text"].to_numpy(dtype=np.int64), hits["theme_id"].map(column).to_numpy(dtype=np.int64)] = True
    return has


def owned_clauses(hits: pd.DataFrame) -> pd.DataFrame:
    """The clauses each theme owns: one row per text, theme_id, clause in which it has a hit."""
    return hits.loc[hits["clause"] >= 0, ["text", "theme_id", "clause"]].drop_duplicates(ignore_index=True)
