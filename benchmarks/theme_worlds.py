"""Small worlds of comments with planted themes: which account said what, how it scored, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from data.samples.comments import N_DRAWS, Dice
from data.samples.model import Floats
from data.samples.story import read_yaml
from data.samples.theme_words import theme_phrases, themed_text
from data.samples.themes import Mention, theme_plan

JOURNEY = "it_delivery"
TENDENCY = 0.5  # standard deviation of an account's liking for a theme, on the log scale
ACCOUNT, REST = 7.0, 15.0  # standard deviations of a score, in points
MANY = 20_000


@dataclass(frozen=True)
class Shape:
    """Accounts of uneven size (`size_spread`: standard deviation of the log) that write `n` comments."""

    accounts: int
    n: int
    size_spread: float


@dataclass(frozen=True)
class ThemeWorld:
    """`responses` and `mentions` as for theme_impacts; `impacts` the true ones; `said` the mentions per response."""

    responses: pd.DataFrame
    mentions: pd.DataFrame
    impacts: dict[Mention, float]
    said: tuple[tuple[Mention, ...], ...]


def theme_world(shape: Shape, rng: np.random.Generator, *, effects: bool = True) -> ThemeWorld:
    """Draw a world: score = center + account + points of the mentions + rest, in points.

    effects : False plants the same mentions without any points.
    """
    plan = theme_plan(JOURNEY)
    points = plan.points if effects else 0 * plan.points
    size = rng.lognormal(0.0, shape.size_spread, shape.accounts)
    account = rng.choice(shape.accounts, size=shape.n, p=size / size.sum())
    upto = np.cumsum(set_chances(shape.accounts, rng), axis=1)
    drawn = (rng.random(shape.n)[:, None] > upto[account]).sum(axis=1).clip(max=len(plan.sets) - 1)
    flags = plan.sets[drawn]
    score = plan.center + rng.normal(0, ACCOUNT, shape.accounts)[account] + flags @ points
    row, column = np.nonzero(flags)
    return ThemeWorld(
        pd.DataFrame(
            {"response": np.arange(shape.n), "score": score + rng.normal(0, REST, shape.n), "cluster": account}
        ),
        pd.DataFrame({"response": row} | _names(plan.keys, column)),
        dict(zip(plan.keys, (points * true_shares()).tolist(), strict=True)),
        tuple(tuple(key for key, is_said in zip(plan.keys, those, strict=True) if is_said) for those in flags),
    )


def _names(keys: tuple[Mention, ...], column: np.ndarray) -> dict[str, np.ndarray]:
    pairs = np.array(keys, dtype=object)[column]
    return {"theme": pairs[:, 0], "sentiment": pairs[:, 1]}


def set_chances(accounts: int, rng: np.random.Generator) -> Floats:
    """Chance of each set of mentions in each account, shape (accounts, sets)."""
    plan = theme_plan(JOURNEY)
    liking = rng.normal(0, TENDENCY, (accounts, len(plan.keys)))
    weight = plan.chance * np.exp(liking @ plan.sets.T)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float64)


@lru_cache(maxsize=1)
def true_shares() -> Floats:
    """Share of comments with each mention over a great many accounts."""
    plan = theme_plan(JOURNEY)
    return np.asarray(set_chances(MANY, np.random.default_rng(0)).mean(axis=0) @ plan.sets, dtype=np.float64)


def texts(world: ThemeWorld, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """A comment per response, two thirds in Chinese, and its language; without a mention it is a word of no theme."""
    rolls = rng.integers(0, 2**31, (len(world.said), N_DRAWS))
    language = np.where(rng.random(len(world.said)) < 2 / 3, "zh", "en").tolist()
    return [
        _text(keys, name, Dice(roll)) for keys, name, roll in zip(world.said, language, rolls, strict=True)
    ], language


def _text(keys: tuple[Mention, ...], language: str, dice: Dice) -> str:
    if not keys:
        return dice.one_of(read_yaml("themes.yaml")["plain"][language])
    return themed_text("", theme_phrases(keys, JOURNEY, language, dice), language, dice)
