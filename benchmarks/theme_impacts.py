"""Are planted impacts of themes covered at the stated rate, and is nothing found where mentions do not matter?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
import pandas as pd

from analytics.voices.impact import Impact, ThemeImpacts, theme_impacts
from benchmarks.rates import Rate
from benchmarks.theme_worlds import JOURNEY, Shape, theme_world
from data.samples.themes import Mention, theme_plan
from data.samples.truth import truth
from data.samples.world import UNTIL, World, world

COVERED, FALSE = (0.92, 0.98), 0.05
SHAPES = (Shape(15, 400, 0.7), Shape(25, 900, 1.0), Shape(60, 600, 0.7), Shape(120, 1600, 1.0), Shape(400, 800, 0.4))
SAMPLE_SCALE = 0.3


@dataclass
class Trials:
    """Outcomes of many rows of impacts."""

    covered: list[bool] = field(default_factory=list)
    called: list[bool] = field(default_factory=list)
    any_called: list[bool] = field(default_factory=list)
    signs: list[bool] = field(default_factory=list)

    def add(self, found: ThemeImpacts, true: dict[Mention, float]) -> None:
        """Take up the measured rows of one world."""
        rows = [row for row in found.impacts if row.low is not None and (row.theme, row.sentiment) in true]
        facts = [(row, true[row.theme, row.sentiment]) for row in rows]
        self.covered += [_covers(row, value) for row, value in facts]
        false = [row.q is not None and row.q < FALSE for row, value in facts if value == 0]
        self.called += false
        self.any_called.append(any(false))
        self.signs += [row.value * value > 0 for row, value in facts if value and row.value is not None]


def _covers(row: Impact, value: float) -> bool:
    return row.low is not None and row.high is not None and row.low <= value <= row.high


def impact_rates(seeds: Iterable[int]) -> list[Rate]:
    """Small worlds whose scores are made from the mentions, and the sample world; with effects and without."""
    numbers = list(seeds)
    small, still, sample, silent = Trials(), Trials(), Trials(), Trials()
    true, none = sample_truth(), dict.fromkeys(theme_plan(JOURNEY).keys, 0.0)
    for seed, shape in zip(numbers, cycle(SHAPES), strict=False):
        for trials, effects in ((small, True), (still, False)):
            drawn = theme_world(shape, np.random.default_rng([seed, 4]), effects=effects)
            trials.add(theme_impacts(drawn.responses, drawn.mentions), drawn.impacts)
        for trials, effects in ((sample, True), (silent, False)):
            found = sample_impacts(world(seed, SAMPLE_SCALE, effects, journeys=(JOURNEY,)))
            trials.add(found, true if effects else none)
    return [
        *_rates("theme impact", small, still),
        *_rates("theme impact, sample world", sample, silent),
    ]


def _rates(name: str, told: Trials, still: Trials) -> list[Rate]:
    return [
        Rate(f"{name}: covered", sum(told.covered), len(told.covered), *COVERED),
        Rate(f"{name}: on the right side of 0", sum(told.signs), len(told.signs)),
        Rate(f"{name}, without effects: covered", sum(still.covered), len(still.covered), *COVERED),
        Rate(f"{name}, without effects: called real", sum(still.called), len(still.called), at_most=FALSE),
        Rate(
            f"{name}, without effects: worlds with any call",
            sum(still.any_called),
            len(still.any_called),
            at_most=FALSE,
        ),
    ]


def sample_truth() -> dict[Mention, float]:
    """The planted impacts of the sample world, in points."""
    rows = truth(0, until=UNTIL)["journeys"][JOURNEY]["themes"]
    return {(row["theme"], row["sentiment"]): row["impact"] if row["planted_points"] else 0.0 for row in rows}


def sample_impacts(drawn: World, mentions: pd.DataFrame | None = None) -> ThemeImpacts:
    """Impacts on overall satisfaction of the sample world; with the mentions as planted where none are given."""
    found = drawn.mentions.rename(columns={"response_id": "response"}) if mentions is None else mentions
    return theme_impacts(sample_responses(drawn), found)


def sample_responses(drawn: World) -> pd.DataFrame:
    """The responses of the sample world whose comment says something, as for theme_impacts."""
    said = drawn["comment"].loc[lambda rows: ~rows["comment_id"].isin(drawn.non_answers["comment_id"]), "response_id"]
    responses = drawn["response"].set_index("response_id").loc[said]
    overall = drawn["answer"].loc[lambda rows: rows["question_id"].str.endswith(".overall")]
    return pd.DataFrame(
        {
            "response": said.to_numpy(),
            "score": overall.set_index("response_id")["value_norm"].loc[said].to_numpy(),
            "cluster": responses["account_id"].fillna(responses["respondent_id"]).to_numpy(),
        }
    )
