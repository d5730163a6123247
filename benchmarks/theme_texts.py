"""Themes and tones read from texts: are planted mentions found, and are their impacts covered all the same?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import cycle, pairwise

import numpy as np
import pandas as pd

from analytics.voices.codeframe import standard
from analytics.voices.engine import score
from analytics.voices.impact import theme_impacts
from analytics.voices.mention_columns import SENTIMENTS
from analytics.voices.themes import Span, tag
from benchmarks.rates import Rate
from benchmarks.theme_impacts import COVERED, FALSE, SHAPES, Trials
from benchmarks.theme_worlds import ThemeWorld, texts, theme_world
from data.samples.story import read_yaml


def text_rates(seeds: Iterable[int], *, engine: str = "instant") -> list[Rate]:
    """Small worlds in words, with effects and without; nothing but the texts and the scores is known."""
    told, still = Trials(), Trials()
    found: list[bool] = []
    right: list[bool] = []
    for seed, shape in zip(seeds, cycle(SHAPES), strict=False):
        for trials, effects in ((told, True), (still, False)):
            rng = np.random.default_rng([seed, 5])
            drawn = theme_world(shape, rng, effects=effects)
            mentions = read_mentions(*texts(drawn, rng), engine=engine)
            trials.add(theme_impacts(drawn.responses, mentions), drawn.impacts)
            found += _is_in(drawn.mentions, mentions)
            right += _is_in(_of_planted_themes(mentions, drawn), drawn.mentions)
    name = "theme impact read from texts"
    return [
        Rate("planted mentions found in texts, theme and tone", sum(found), len(found)),
        Rate("found mentions of planted themes, right in theme and tone", sum(right), len(right)),
        Rate(f"{name}: covered", sum(told.covered), len(told.covered), *COVERED),
        Rate(f"{name}: on the right side of 0", sum(told.signs), len(told.signs)),
        Rate(f"{name}, without effects: called real", sum(still.called), len(still.called), at_most=FALSE),
    ]


def read_mentions(said: Sequence[str], language: Sequence[str], *, engine: str = "instant") -> pd.DataFrame:
    """Mentions read from texts, as for theme_impacts: each theme with the mean tone of the clauses that name it."""
    spans = [clauses(text) for text in said]
    hits = tag(said, standard(), clauses=spans)[["text", "clause", "theme_id"]].drop_duplicates(ignore_index=True)
    named = hits[["text", "clause"]].drop_duplicates(ignore_index=True)
    places = list(named.itertuples(index=False))
    pieces = [said[text][slice(*spans[text][clause])] for text, clause in places]
    tones = score(pieces, [language[text] for text, _ in places], engine=engine, with_evidence=False)
    named[list(SENTIMENTS)] = np.column_stack([tones.p_negative, tones.p_neutral, tones.p_positive])
    means = hits.merge(named, on=["text", "clause"]).groupby(["text", "theme_id"])[list(SENTIMENTS)].mean()
    tone = means.idxmax(axis=1).rename("sentiment").reset_index()
    return tone.rename(columns={"text": "response", "theme_id": "theme"})


def clauses(text: str) -> list[Span]:
    """Places of the parts of a text between the words that join phrases in the sample's comments.

    >>> clauses("Too slow, but kind. Also, cheap.")
    [(0, 8), (8, 18), (18, 32)]
    """
    cuts = [hit.start() for hit in _joins().finditer(text)]
    ends = [0, *(cut for cut in cuts if cut), len(text)]
    return [(start, end) for start, end in pairwise(ends) if end > start]


def _joins() -> re.Pattern[str]:
    joins = read_yaml("themes.yaml")["joins"].values()
    words = {word for part in joins for word in (*part["same"], *part["other"], part["stop"])}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _of_planted_themes(mentions: pd.DataFrame, drawn: ThemeWorld) -> pd.DataFrame:
    return mentions[mentions["theme"].isin({theme for theme, _ in drawn.impacts})]


def _is_in(rows: pd.DataFrame, others: pd.DataFrame) -> list[bool]:
    columns = ["response", "theme", "sentiment"]
    known = set(others[columns].itertuples(index=False, name=None))
    return [row in known for row in rows[columns].itertuples(index=False, name=None)]
