"""Themes planted in comments: which ones a comment mentions, given its score, and the words for it.

Scores are drawn before anybody writes. So a comment's mentions are drawn backwards: the chance of a set of mentions
given the score is its own chance times the normal density of the score around center + points of the mentions (Bayes).
Who mentions a theme then scores lower by about its points, and the answers are those of a world without comments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from data.samples.model import Flags, Floats
from data.samples.story import read_yaml

Mention = tuple[str, str]


@dataclass(frozen=True)
class ThemePlan:
    """One journey's planted mentions.

    Attributes
    ----------
    keys : (theme, sentiment) of m planted mentions; points : shape (m,), points of overall satisfaction (0-100) each.
    sets : shape (2 ** m, m), every set of mentions; chance : shape (2 ** m,), how often each is meant.
    center, spread : points of overall satisfaction without a mention.
    none_share, neutral_share : comments without content, and with a neutral statement, whatever the score.
    """

    keys: tuple[Mention, ...]
    points: Floats
    sets: Flags
    chance: Floats
    center: float
    spread: float
    none_share: float
    neutral_share: float


@dataclass(frozen=True)
class Planted:
    """What n comments mention, shape (n, m); a neutral statement beside it, and no content at all, shape (n,) each."""

    mentions: Flags
    is_neutral: Flags
    is_none: Flags


@lru_cache(maxsize=4)
def theme_plan(journey_id: str) -> ThemePlan:
    """The plan of a sample journey, as themes.yaml tells it."""
    told = read_yaml("themes.yaml")["plans"][journey_id]
    mentions = told["mentions"]
    m = len(mentions)
    sets = (np.arange(2**m)[:, None] >> np.arange(m) & 1).astype(bool)
    chance = np.ones(2**m)
    for column, mention in enumerate(mentions):
        chance *= np.where(sets[:, column], *_chances(mention, mentions, sets))
    return ThemePlan(
        keys=tuple((mention["theme"], mention["sentiment"]) for mention in mentions),
        points=np.array([mention["points"] for mention in mentions], dtype=float),
        sets=sets,
        chance=chance,
        center=told["center"],
        spread=told["spread"],
        none_share=told["none_share"],
        neutral_share=told["neutral_share"],
    )


def _chances(mention: Mapping[str, Any], mentions: Sequence[Mapping[str, Any]], sets: Flags) -> tuple[Floats, Floats]:
    """Chance to be in each set and not to be in it, given the mentions before.

    A companion's chance depends on its partner; nobody both praises and blames one thing.
    """
    earlier = mentions[: mentions.index(mention)]
    share = np.full(len(sets), float(mention["share"]))
    for number, other in enumerate(earlier):
        if other["theme"] in (mention["theme"], mention.get("with")):
            together = 0.0 if other["theme"] == mention["theme"] else mention["together"]
            rest = (mention["share"] - other["share"] * together) / (1 - other["share"])
            share = np.where(sets[:, number], together, rest)
    return share, 1 - share


def planted_mentions(plan: ThemePlan, points: Floats, rng: np.random.Generator, *, effects: bool) -> Planted:
    """Draw the mentions of n comments given their overall satisfaction in points, shape (n,).

    effects : False lets all themes be mentioned whatever the score.
    """
    n = len(points)
    is_none, neutral = rng.random(n) < plan.none_share, rng.random(n) < plan.neutral_share
    rolled, drawn = rng.random(n), np.zeros(n, dtype=np.int64)
    for level in np.unique(points):
        away = (level - plan.center - plan.sets @ plan.points) / plan.spread
        upto = np.cumsum(plan.chance * (np.exp(-(away**2) / 2) if effects else 1.0))
        here = points == level
        drawn[here] = np.searchsorted(upto / upto[-1], rolled[here], side="right").clip(max=len(plan.sets) - 1)
    return Planted(plan.sets[drawn] & ~is_none[:, None], neutral & ~is_none, is_none)
