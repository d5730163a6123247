"""How an answer comes about: a latent experience, shifted by what was planted, rounded and clipped to the scale.

The same functions make the world and, with the same noise and one cause switched, its truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from data.samples.story import Spread, StageStory, Story

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

YEARS = 3
LOWEST, HIGHEST = 1.0, 5.0
OVERALL_NOISE = 0.45
NPS_BASE, NPS_SLOPE, NPS_NOISE = 8.0, 2.0, 1.25
CES_BASE, CES_SLOPE, CES_NOISE = 5.4, 1.1, 0.9


@dataclass(frozen=True)
class Window:
    """The days the world covers; day 0 is `start`, the last day is `until`."""

    until: date

    @property
    def start(self) -> date:
        """First day: three years before the end."""
        is_leap_day = (self.until.month, self.until.day) == (2, 29)
        day = 28 if is_leap_day else self.until.day
        return self.until.replace(year=self.until.year - YEARS, day=day) + timedelta(days=1)

    @property
    def n_days(self) -> int:
        """Length in days."""
        return (self.until - self.start).days + 1

    def monday_before_end(self, weeks: int) -> date:
        """The Monday from which at least `weeks` full weeks remain until the end."""
        day = self.until + timedelta(days=1) - timedelta(weeks=weeks)
        return day - timedelta(days=day.weekday())

    def day_number(self, day: date) -> int:
        """Days since the start."""
        return (day - self.start).days


@dataclass(frozen=True)
class Circumstances:
    """What an answer meets: the day it is about (since the start), whether delivery was late, segment membership."""

    day: Ints
    is_late: Flags
    is_member: Flags


@dataclass(frozen=True)
class Noise:
    """Chance parts of n answers with k touchpoints."""

    shared: Floats  # (n,) account and respondent
    own: Floats  # (n, k)
    outcome: Floats  # (n, 3)


def free_noise(rng: np.random.Generator, spread: Spread, n: int, k: int) -> Noise:
    """Noise of n answers from n different accounts, as the truth needs it."""
    together = math.hypot(spread.account, spread.respondent)
    alone = math.hypot(spread.account_touchpoint, spread.residual)
    return Noise(rng.standard_normal(n) * together, rng.standard_normal((n, k)) * alone, rng.standard_normal((n, 3)))


def latent(
    story: Story, stage: StageStory, met: Circumstances, noise: Noise, window: Window, *, effects: bool = True
) -> Floats:
    """Latent answers (n, k) of a stage's touchpoints."""
    felt: Floats = story.mean + noise.shared[:, None] + noise.own
    if not effects:
        return felt
    felt = felt + np.array([story.levels.get(key, 0.0) for key in stage.touchpoint_ids])
    if found := story.effect("fall", stage):
        column, planted = found
        since = window.day_number(window.monday_before_end(planted["weeks"]))
        felt[:, column] += np.where(met.day >= since, fall_shift(story), 0.0)
    if found := story.effect("late", stage):
        felt[:, found[0]] += np.where(met.is_late, found[1]["shift"], 0.0)
    if found := story.effect("segment", stage):
        felt[:, found[0]] += np.where(met.is_member, found[1]["shift"], 0.0)
    for name in ("works", "no_sign"):
        if found := story.effect(name, stage):
            since = window.day_number(window.monday_before_end(found[1]["weeks_before_end"]))
            felt[:, found[0]] += np.where(met.day >= since, found[1]["shift"], 0.0)
    return felt


def answers(felt: Floats) -> Floats:
    """Answers 1-5: rounded and clipped."""
    return np.clip(np.rint(felt), LOWEST, HIGHEST)


def outcomes(story: Story, stage: StageStory, felt: Floats, noise: Noise) -> dict[str, Floats]:
    """Overall satisfaction 1-5, likelihood to recommend 0-10 and ease 1-7, weighted from the stage's experience."""
    weights = np.array([story.weights.get(key, 1.0) for key in stage.touchpoint_ids])
    sum_felt = felt @ (weights / weights.sum())
    above = sum_felt - 4.0
    return {
        "overall": answers(sum_felt + OVERALL_NOISE * noise.outcome[:, 0]),
        "nps": np.clip(np.rint(NPS_BASE + NPS_SLOPE * above + NPS_NOISE * noise.outcome[:, 1]), 0, 10),
        "ces": np.clip(np.rint(CES_BASE + CES_SLOPE * above + CES_NOISE * noise.outcome[:, 2]), 1, 7),
    }


def observed_mean(center: float, spread: float) -> float:
    """Mean of the rounded and clipped answer around a latent `center`.

    >>> round(observed_mean(3.0, 0.8), 6)
    3.0
    """
    cuts = (level + 0.5 for level in range(int(LOWEST), int(HIGHEST)))
    return LOWEST + sum(0.5 * math.erfc((cut - center) / spread / math.sqrt(2)) for cut in cuts)


@lru_cache(maxsize=8)
def _shift(center: float, spread: float, drop_share: float) -> float:
    wanted = (1 - drop_share) * observed_mean(center, spread)
    low, high = -3.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if observed_mean(center + middle, spread) < wanted else (low, middle)
    return (low + high) / 2


def fall_shift(story: Story) -> float:
    """The latent shift that lowers the observed mean of the falling touchpoint by the planted share."""
    planted = story.effects["fall"]
    level = story.levels.get(f"{story.journey_id}.{planted['touchpoint']}", 0.0)
    return _shift(story.mean + level, story.spread.total, planted["drop_share"])
