"""Are the planted truths of the sample world found, and nothing where nothing was planted?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pandas as pd

from analytics.compare import Difference, differences
from analytics.curve import EmotionCurve, emotion_curve
from benchmarks.facts import cluster_sums, touchpoint_counts
from benchmarks.rates import Rate, pooled
from benchmarks.world_facts import between, in_segment, world_facts
from data.samples.model import Window, observed_mean
from data.samples.story import JOURNEYS, story
from data.samples.world import UNTIL, World, world

JOURNEY = "it_delivery"
FOUND, FALSE_LOW, COVERED = 0.95, 0.05, (0.92, 0.98)
_ACTIONS = {"works": "action that works called a change", "no_sign": "action without effect called a change"}


def curve_of(drawn: World, journey_id: str) -> EmotionCurve:
    """The emotion curve of a journey over the whole window."""
    facts = world_facts(drawn, journey_id)
    touchpoints = drawn["touchpoint"]
    mine = (touchpoints["journey_id"] == journey_id) & (touchpoints["kind"] == "touchpoint")
    order = touchpoints.loc[mine, "touchpoint_id"].astype(str).tolist()
    return emotion_curve(cluster_sums(facts), touchpoint_counts(facts), order=order)


def planted(journey_id: str, name: str) -> dict[str, Any]:
    """One planted effect of the story, with the touchpoint's full id."""
    effect = dict(story(journey_id).effects[name])
    return {**effect, "touchpoint_id": f"{journey_id}.{effect['touchpoint'].removeprefix(journey_id + '.')}"}


def detection_rates(seeds: Iterable[int], *, scale: float = 1.0) -> list[Rate]:
    """Planted low point, fall and segment difference of the sample world, each found or not, per seed.

    Without a bar: the action that works called a change, and with one: the action that does nothing.
    """
    found: dict[str, list[bool]] = {"low point": [], "fall": [], "segment difference": []}
    acted: dict[str, list[bool]] = {"works": [], "no_sign": []}
    for seed in seeds:
        drawn = world(seed, scale, journeys=(JOURNEY,), is_full=False)
        facts = world_facts(drawn, JOURNEY)
        low_points = {point.touchpoint_id for point in curve_of(drawn, JOURNEY).low_points}
        found["low point"].append(planted(JOURNEY, "low")["touchpoint_id"] in low_points)
        found["fall"].append(_effect(*_periods(facts, "fall"), "fall").is_fall)
        segment = planted(JOURNEY, "segment")
        member = in_segment(facts, drawn, segment["dim"], segment["value"])
        found["segment difference"].append(_effect(facts[member], facts[~member], "segment").is_fall)
        for name, hits in acted.items():
            change = _effect(*_periods(facts, name), name)
            hits.append(change.verdict == "likely_real" and change.is_practical)
    rates = [Rate(f"planted {name} found", sum(hits), len(hits), FOUND) for name, hits in found.items()]
    works, idle = (Rate(_ACTIONS[name], sum(hits), len(hits)) for name, hits in acted.items())
    return [*rates, pooled("all planted effects found", rates, at_least=FOUND), works, replace(idle, at_most=FALSE_LOW)]


def _periods(facts: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The weeks since a planted change, and as many weeks before."""
    effect = planted(JOURNEY, name)
    weeks = int(effect.get("weeks") or effect["weeks_before_end"])
    start = Window(UNTIL).monday_before_end(weeks)
    return between(facts, start, UNTIL + timedelta(days=1)), between(facts, start - timedelta(weeks=weeks), start)


def _effect(now: pd.DataFrame, before: pd.DataFrame, name: str) -> Difference:
    """The difference of the planted touchpoint, after false-discovery control over all touchpoints."""
    by_key = {found.key: found for found in differences(cluster_sums(now), cluster_sums(before))}
    return by_key[planted(JOURNEY, name)["touchpoint_id"]]


def effect_free_rates(seeds: Iterable[int], *, scales: Iterable[float] = (1.0, 0.1)) -> list[Rate]:
    """Worlds where all touchpoints have the same true mean: share called low, and share of means covered."""
    numbers = list(seeds)
    rates = []
    for clustered, scale in product((True, False), scales):
        kind = "clustered" if clustered else "independent"
        rates += _without_effect(f"{kind} answers, scale {scale:g}", numbers, scale, clustered=clustered)
    return rates


def _without_effect(name: str, seeds: list[int], scale: float, *, clustered: bool) -> list[Rate]:
    low: list[bool] = []
    covered: list[bool] = []
    for seed, journey_id in product(seeds, JOURNEYS):
        drawn = world(seed, scale, effects=False, clustered=clustered, journeys=(journey_id,), is_full=False)
        truth = true_mean(journey_id)
        for point in curve_of(drawn, journey_id).points:
            if point.low is not None and point.high is not None:
                low.append(point.is_low_point)
                covered.append(point.low <= truth <= point.high)
    return [
        Rate(f"sample world without effects, called low: {name}", sum(low), len(low), at_most=FALSE_LOW),
        Rate(f"sample world without effects, coverage: {name}", sum(covered), len(covered), *COVERED),
    ]


def true_mean(journey_id: str) -> float:
    """True mean of every touchpoint of the effect-free world, on 0-100."""
    told = story(journey_id)
    return (observed_mean(told.mean, told.spread.total) - 1.0) * 25.0
