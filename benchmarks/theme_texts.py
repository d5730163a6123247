"""Themes and tones read from texts: are planted mentions found, and are their impacts covered all the same?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.aspects import PROBABILITIES, aspect_scores
from analytics.voices.clauses import clauses
from analytics.voices.codeframe import standard
from analytics.voices.engine import score
from analytics.voices.impact import theme_impacts
from analytics.voices.mention_columns import SENTIMENTS
from analytics.voices.scores import TextScores
from analytics.voices.themes import tag
from benchmarks.rates import Rate
from benchmarks.theme_impacts import COVERED, FALSE, SHAPES, Trials
from benchmarks.theme_worlds import ThemeWorld, texts, theme_world


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
    """Mentions read from texts as the product reads them, as for theme_impacts."""
    spans = [clauses(text, spoken) for text, spoken in zip(said, language, strict=True)]
    hits = tag(said, standard(), clauses=spans)
    whole = score(said, language, engine=engine, with_evidence=False)

    def parts(pieces: Sequence[str], owners: NDArray[np.int64]) -> TextScores:
        return score(pieces, [language[row] for row in owners.tolist()], engine=engine, with_evidence=False)

    told = aspect_scores(said, spans, hits, whole, parts)
    tone = np.array(SENTIMENTS)[told[PROBABILITIES].to_numpy().argmax(axis=1)]
    return pd.DataFrame({"response": told["text"], "theme": told["theme_id"], "sentiment": tone})


def _of_planted_themes(mentions: pd.DataFrame, drawn: ThemeWorld) -> pd.DataFrame:
    return mentions[mentions["theme"].isin({theme for theme, _ in drawn.impacts})]


def _is_in(rows: pd.DataFrame, others: pd.DataFrame) -> list[bool]:
    columns = ["response", "theme", "sentiment"]
    known = set(others[columns].itertuples(index=False, name=None))
    return [row in known for row in rows[columns].itertuples(index=False, name=None)]
