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
from analytics.voices.tones import weighed_mentions
from benchmarks.rates import Rate
from benchmarks.theme_impacts import (
    COVERED,
    FALSE,
    JOURNEY,
    SAMPLE_SCALE,
    SHAPES,
    Trials,
    sample_responses,
    sample_truth,
)
from benchmarks.theme_worlds import ThemeWorld, texts, theme_world
from data.samples.world import world


def text_rates(seeds: Iterable[int], *, engine: str = "instant") -> list[Rate]:
    """Small worlds in words, with effects and without; nothing but the texts and the scores is known."""
    told, still = Trials(), Trials()
    found: list[bool] = []
    right: list[bool] = []
    for seed, shape in zip(seeds, cycle(SHAPES), strict=False):
        for trials, effects in ((told, True), (still, False)):
            rng = np.random.default_rng([seed, 5])
            drawn = theme_world(shape, rng, effects=effects)
            tones = read_tones(*texts(drawn, rng), engine=engine)
            trials.add(theme_impacts(drawn.responses, weighed_mentions(tones)), drawn.impacts)
            mentions = likeliest(tones)
            found += _is_in(drawn.mentions, mentions)
            right += _is_in(_of_planted_themes(mentions, drawn), drawn.mentions)
    name = f"theme impact read from texts, {engine}"
    return [
        Rate(f"planted mentions found in texts, theme and tone, {engine}", sum(found), len(found)),
        Rate(f"found mentions of planted themes, right in theme and tone, {engine}", sum(right), len(right)),
        Rate(f"{name}: covered", sum(told.covered), len(told.covered), *COVERED),
        Rate(f"{name}: on the right side of 0", sum(told.signs), len(told.signs)),
        Rate(f"{name}, without effects: called real", sum(still.called), len(still.called), at_most=FALSE),
    ]


def sample_text_rates(seeds: Iterable[int], *, engine: str = "instant") -> list[Rate]:
    """The sample world with nothing but its texts and scores known.

    Its comments speak of themes in other sentences too, so what the texts say differs from what is planted. The
    intervals must cover what the same reader finds in all seeds together.
    """
    parts = [_sample_texts(seed, engine) for seed in seeds]
    planted = sample_truth()
    together = theme_impacts(*(_joined([part[place] for part in parts]) for place in (0, 1)))
    said = {key: together.of(*key).value or 0.0 for key in planted}
    told, meant = Trials(), Trials()
    for responses, mentions in parts:
        found = theme_impacts(responses, mentions)
        told.add(found, said)
        meant.add(found, {key: value for key, value in planted.items() if value})
    name = f"theme impact read from texts, sample world, {engine}"
    return [
        Rate(f"{name}: covered, of what the texts say", sum(told.covered), len(told.covered), *COVERED),
        Rate(f"{name}: covered, of what is planted", sum(meant.covered), len(meant.covered)),
        Rate(f"{name}: on the right side of 0", sum(meant.signs), len(meant.signs)),
    ]


def _sample_texts(seed: int, engine: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Responses and weighed mentions of one seed, their ids unlike those of others."""
    drawn = world(seed, SAMPLE_SCALE, journeys=(JOURNEY,))
    comments = drawn["comment"]
    tones = read_tones(comments["text"].tolist(), comments["language"].tolist(), engine=engine)
    tones["response"] = f"{seed} " + comments["response_id"].astype(str).to_numpy(object)[tones["response"]]
    responses = sample_responses(drawn)
    named = {column: f"{seed} " + responses[column].astype(str) for column in ("response", "cluster")}
    return responses.assign(**named), weighed_mentions(tones)


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)


def read_tones(said: Sequence[str], language: Sequence[str], *, engine: str = "instant") -> pd.DataFrame:
    """Mentions read from texts as the product reads them, as for weighed_mentions; `response` is the text's number."""
    spans = [clauses(text, spoken) for text, spoken in zip(said, language, strict=True)]
    hits = tag(said, standard(), clauses=spans)
    whole = score(said, language, engine=engine, with_evidence=False)

    def parts(pieces: Sequence[str], owners: NDArray[np.int64]) -> TextScores:
        return score(pieces, [language[row] for row in owners.tolist()], engine=engine, with_evidence=False)

    told = aspect_scores(said, spans, hits, whole, parts)
    return told.rename(columns={"text": "response", "theme_id": "theme"})[["response", "theme", *PROBABILITIES]]


def likeliest(tones: pd.DataFrame) -> pd.DataFrame:
    """Each mention in its likeliest tone: response, theme, sentiment."""
    tone = np.array(SENTIMENTS)[tones[PROBABILITIES].to_numpy().argmax(axis=1)]
    return tones[["response", "theme"]].assign(sentiment=tone)


def _of_planted_themes(mentions: pd.DataFrame, drawn: ThemeWorld) -> pd.DataFrame:
    return mentions[mentions["theme"].isin({theme for theme, _ in drawn.impacts})]


def _is_in(rows: pd.DataFrame, others: pd.DataFrame) -> list[bool]:
    columns = ["response", "theme", "sentiment"]
    known = set(others[columns].itertuples(index=False, name=None))
    return [row in known for row in rows[columns].itertuples(index=False, name=None)]
