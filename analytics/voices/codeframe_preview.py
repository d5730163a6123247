"""What a theme's words would find before they are saved, beside what its saved words find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.codeframe import Codeframe, Theme
from analytics.voices.themes import ALONE, tag

Ints = NDArray[np.int64]
Spans = tuple[tuple[int, int], ...]
GROUP = Theme("preview_group", "Group", "Group")


@dataclass(frozen=True)
class Found:
    """One text with the places where words of the theme stand."""

    text: int
    spans: Spans


@dataclass(frozen=True)
class Preview:
    """Comments found now and before, and the texts that make the difference.

    Attributes
    ----------
    n, n_before : comments found by the words as they are now, and by the saved ones.
    n_gained, n_lost : comments found only now, only before.
    gained, lost, kept : up to `most` texts of each kind, each showing another word, said most often first.
    words : one row per wording found now, as it stands in the texts: word, n comments with it.
    """

    n: int
    n_before: int
    n_gained: int
    n_lost: int
    gained: tuple[Found, ...]
    lost: tuple[Found, ...]
    kept: tuple[Found, ...]
    words: pd.DataFrame


def preview(
    texts: Sequence[str],
    n_same: Ints,
    now: Theme,
    before: Theme | None,
    *,
    others: Sequence[Theme] = (),
    most: int = 3,
) -> Preview:
    """What `now` finds in distinct texts, each said n_same times, and how that differs from `before`.

    `others` are the other themes in use: words with `~` count only where none of them is named.

    Examples
    --------
    >>> from analytics.voices.codeframe import Rules
    >>> saved = Theme("coffee", "Coffee", "C", "g", en=Rules(("coffee",)))
    >>> wider = Theme("coffee", "Coffee", "C", "g", en=Rules(("coffee", "espresso")))
    >>> found = preview(["Cold coffee", "Espresso!", "Tea"], np.array([3, 2, 1]), wider, saved)
    >>> found.n, found.n_before, found.n_gained, found.gained[0]
    (5, 3, 2, Found(text=1, spans=((0, 8),)))
    """
    hits = _hits(texts, now, others)
    old = _hits(texts, before, others) if before is not None else hits.iloc[:0]
    has, had = (_has(found, len(texts)) for found in (hits, old))
    folded = [texts[at][start:end].lower() for at, start, end in hits.itertuples(index=False, name=None)]
    worded = hits.assign(word=pd.Series(folded, index=hits.index, dtype="str"))
    return Preview(
        int(n_same[has].sum()),
        int(n_same[had].sum()),
        int(n_same[has & ~had].sum()),
        int(n_same[had & ~has].sum()),
        _examples(texts, hits, has & ~had, most),
        _examples(texts, old, had & ~has, most),
        _examples(texts, hits, has & had, most),
        _by_word(worded, n_same),
    )


def _hits(texts: Sequence[str], theme: Theme, others: Sequence[Theme]) -> pd.DataFrame:
    """Places of the theme's words; the other themes are looked for only where they can make a difference."""
    is_alone = any(word.startswith(ALONE) for rules in (theme.en, theme.zh) for word in rules.words)
    frame = Codeframe((GROUP, replace(theme, parent=GROUP.id), *(others if is_alone else ())))
    hits = tag(texts, frame)
    return hits.loc[hits["theme_id"] == theme.id, ["text", "start", "end"]].reset_index(drop=True)


def _has(hits: pd.DataFrame, n: int) -> NDArray[np.bool_]:
    has = np.zeros(n, dtype=bool)
    has[hits["text"].to_numpy(dtype=np.int64)] = True
    return has


def _by_word(worded: pd.DataFrame, n_same: Ints) -> pd.DataFrame:
    once = worded.drop_duplicates(["text", "word"])
    counted = once.assign(n=n_same[once["text"].to_numpy(dtype=np.int64)]).groupby("word")[["n"]].sum().reset_index()
    return counted.sort_values(["n", "word"], ascending=[False, True]).reset_index(drop=True)


def _examples(texts: Sequence[str], hits: pd.DataFrame, wanted: NDArray[np.bool_], most: int) -> tuple[Found, ...]:
    """Texts in the order given, one per word first, then others."""
    own = hits[wanted[hits["text"].to_numpy(dtype=np.int64)]]
    if own.empty:
        return ()
    first = own.drop_duplicates("text")
    word = [texts[at][start:end].lower() for at, start, end in first.itertuples(index=False, name=None)]
    repeated = pd.Series(word, index=first.index).duplicated()
    chosen = pd.concat([first[~repeated], first[repeated]])["text"].head(most).tolist()
    spans = own[own["text"].isin(chosen)].groupby("text")[["start", "end"]].apply(lambda rows: rows.to_numpy().tolist())
    return tuple(Found(int(at), tuple((int(start), int(end)) for start, end in spans[at])) for at in chosen)
