"""What was planted, as estimands on the observed scale: the same noise with one cause switched on and off."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from data.samples.comments import who_comments
from data.samples.kpis import kpi_defs
from data.samples.model import Circumstances, Floats, Noise, Window, answers, free_noise, latent, outcomes
from data.samples.people import late_draws
from data.samples.process import days_per_round, steps
from data.samples.story import JOURNEYS, StageStory, Story, story
from data.samples.theme_truth import theme_rows

N_DRAWS = 1_000_000
PIECE = 20_000
SEED = 20_261_031
SWITCHED = ("fall", "late", "segment", "works", "no_sign")


def truth(seed: int, *, until: date, effects: bool = True, n_draws: int = N_DRAWS) -> dict[str, Any]:
    """Every planted effect with ids, weeks and units.

    native = answers 1-5, points = the 0-100 experience scale; a drop is negative. What is planted is the same for
    every seed of the world, so the simulation runs once per process.
    """
    window = Window(until)
    return {
        "seed": seed,
        "until": until.isoformat(),
        "start": window.start.isoformat(),
        "n_draws": n_draws,
        "time_zone": "Asia/Shanghai",
        "units": {
            "native": "answer 1-5",
            "points": "experience score 0-100",
            "relative": "share of the mean without the effect",
            "per_mention": "points of overall satisfaction 0-100, all other planted mentions being equal",
            "impact": "per_mention x share of the comments that say something",
            "week": "Monday of the first week; weeks are counted from Monday to Sunday",
        },
        "has_effects": effects,
        "journeys": copy.deepcopy(_planted(until, effects, n_draws)),
    }


@lru_cache(maxsize=4)
def _planted(until: date, effects: bool, n_draws: int) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    told = [story(journey_id) for journey_id in JOURNEYS]
    return {part.journey_id: _journey(part, Window(until), rng, n_draws, effects=effects) for part in told}


def _journey(told: Story, window: Window, rng: np.random.Generator, n: int, *, effects: bool) -> dict[str, Any]:
    means: dict[str, float] = {}
    planted: list[dict[str, Any]] = []
    for stage in told.stages:
        figures = _averaged(told, stage, window, rng, n, effects=effects)
        means |= {key: figures[key] for key in stage.touchpoint_ids}
        if effects:
            planted += [_row(told, stage, name, figures, window, n) for name in SWITCHED if told.effect(name, stage)]
    contrasts = _contrasts(told, means)
    if effects:
        planted += [_low_point(told, contrasts), *_process_effects(told, window, rng, n)]
    return {
        "touchpoints": {
            key: {"native": _round(mean), "points": _round(_points(mean)), "contrast_points": _round(contrasts[key])}
            for key, mean in means.items()
        },
        "effects": planted,
        "themes": _themes(told, window, n // 2, effects=effects),
    }


def _themes(told: Story, window: Window, n: int, *, effects: bool) -> list[dict[str, Any]]:
    """The planted themes; with chance draws of their own, so that the other figures do not depend on them."""
    rng = np.random.default_rng([SEED, JOURNEYS.index(told.journey_id)])
    return theme_rows(told.journey_id, _commenters(told, window, rng, n, effects=effects), rng, effects=effects)


def _commenters(told: Story, window: Window, rng: np.random.Generator, n: int, *, effects: bool) -> Floats:
    """Overall satisfaction, in points, of those who write a comment among n answer sets of all stages."""
    found = []
    for stage in told.stages:
        for size in _pieces(round(n * stage.share)):
            noise = free_noise(rng, told.spread, size, len(stage.touchpoint_ids))
            felt = latent(told, stage, _typical(told, stage, window, rng, size), noise, window, effects=effects)
            chosen, _ = who_comments(answers(felt), rng)
            found.append((outcomes(told, stage, felt, noise)["overall"][chosen] - 1) * 25)
    return np.concatenate(found)


def _pieces(n: int) -> list[int]:
    return [PIECE] * (n // PIECE) + [n % PIECE]


def _averaged(
    told: Story, stage: StageStory, window: Window, rng: np.random.Generator, n: int, *, effects: bool
) -> dict[str, float]:
    """Every figure of a stage as its mean over n draws, simulated in pieces that fit the processor's cache."""
    n_pieces = max(1, n // PIECE)
    summed: dict[str, float] = {}
    for _ in range(n_pieces):
        for key, value in _piece(told, stage, window, rng, n // n_pieces, effects=effects).items():
            summed[key] = summed.get(key, 0.0) + value
    return {key: value / n_pieces for key, value in summed.items()}


def _piece(
    told: Story, stage: StageStory, window: Window, rng: np.random.Generator, n: int, *, effects: bool
) -> dict[str, float]:
    """Means of n draws: each touchpoint's answer, and each effect with its cause and without it."""
    noise = free_noise(rng, told.spread, n, len(stage.touchpoint_ids))
    met = _typical(told, stage, window, rng, n)
    felt = latent(told, stage, met, noise, window, effects=effects)
    figures = dict(zip(stage.touchpoint_ids, answers(felt).mean(axis=0).tolist(), strict=True))
    for name in SWITCHED if effects else ():
        if found := told.effect(name, stage):
            figures |= _switched_figures(told, stage, name, found[0], _since(found[1], window), met, noise, window)
    return figures


def _switched_figures(
    told: Story,
    stage: StageStory,
    name: str,
    column: int,
    since: date | None,
    met: Circumstances,
    noise: Noise,
    window: Window,
) -> dict[str, float]:
    with_it, without = _switched(name, met, window, since)
    on = latent(told, stage, with_it, noise, window)
    off = latent(told, stage, without, noise, window)
    before, after = answers(off[:, column]), answers(on[:, column])
    figures = {"without": before.mean(), "change": (after - before).mean(), "square": ((after - before) ** 2).mean()}
    asked_on, asked_off = outcomes(told, stage, on, noise), outcomes(told, stage, off, noise)
    figures |= {outcome: (asked_on[outcome] - asked_off[outcome]).mean() for outcome in stage.outcomes}
    figures["nps_points"] = _nps(asked_on["nps"]) - _nps(asked_off["nps"])
    return {f"{name}|{key}": float(value) for key, value in figures.items()}


def _contrasts(told: Story, means: Mapping[str, float]) -> dict[str, float]:
    """Each touchpoint's mean less the mean of all other answers, over the three years, in points."""
    weight = {key: stage.share for stage in told.stages for key in stage.touchpoint_ids}
    total = sum(weight.values())
    summed = sum(weight[key] * mean for key, mean in means.items())
    return {key: 25 * (mean - (summed - weight[key] * mean) / (total - weight[key])) for key, mean in means.items()}


def _low_point(told: Story, contrasts: Mapping[str, float]) -> dict[str, Any]:
    key = f"{told.journey_id}.{told.effects['low']['touchpoint']}"
    return {"id": "low", "touchpoint_id": key, "always": True, "change": {"points": _round(contrasts[key])}}


def _process_effects(told: Story, window: Window, rng: np.random.Generator, n: int) -> list[dict[str, Any]]:
    """What was planted in the process: a step repeated without gain, and KPI series that jump."""
    rows: list[dict[str, Any]] = []
    if repeated := steps(told).get("repeated"):
        extra = rng.poisson(repeated["extra_mean"], n)
        each = days_per_round(told, rng, n)
        rows.append(
            {
                "id": "waste",
                "activity": repeated["activity"],
                "extra_rounds_per_case": _round(extra.mean()),
                "change": {"days_per_extra_round": _round(each.mean())},
                "person_days_per_extra_round": repeated["person_days_each"],
                "change_of_any_score": 0.0,
            }
        )
    for key, kpi in kpi_defs(told).items():
        if jump := kpi.get("jump"):
            since = window.monday_before_end(told.effects[jump["with"]]["weeks"])
            change = {"value": jump["by"], "unit": kpi["unit"]}
            rows.append(
                {"id": "kpi_jump", "kpi_id": f"{told.journey_id}.{key}", "week": since.isoformat(), "change": change}
            )
    return rows


def _typical(told: Story, stage: StageStory, window: Window, rng: np.random.Generator, n: int) -> Circumstances:
    """Days evenly over the window, late and segment shares as in the world."""
    found = told.effect("segment", stage)
    member = _share(told, found[1]) if found else 0.0
    return Circumstances(rng.integers(0, window.n_days, n), late_draws(told, rng, n), rng.random(n) < member)


def _share(told: Story, planted: Mapping[str, Any]) -> float:
    values = told.dims[planted["dim"]]["values"]
    return float(values[planted["value"]] / sum(values.values()))


def _since(planted: Mapping[str, Any], window: Window) -> date | None:
    weeks = planted.get("weeks") or planted.get("weeks_before_end")
    return window.monday_before_end(weeks) if weeks else None


def _switched(name: str, met: Circumstances, window: Window, since: date | None) -> tuple[Circumstances, Circumstances]:
    """The same answers with the cause and without it."""
    if since is not None:
        first = np.full_like(met.day, window.day_number(since))
        return replace(met, day=first), replace(met, day=first - 1)
    everywhere = np.ones(len(met.day), dtype=np.bool_)
    if name == "late":
        return replace(met, is_late=everywhere), replace(met, is_late=~everywhere)
    return replace(met, is_member=everywhere), replace(met, is_member=~everywhere)


def _row(
    told: Story, stage: StageStory, name: str, figures: Mapping[str, float], window: Window, n: int
) -> dict[str, Any]:
    """One effect as truth.json states it."""
    planted = told.effects[name]
    before, change, square = (figures[f"{name}|{key}"] for key in ("without", "change", "square"))
    facts: dict[str, Any] = {key: planted[key] for key in ("dim", "value", "lag_weeks") if key in planted}
    if (since := _since(planted, window)) is not None:
        facts |= {
            "week": since.isoformat(),
            "weeks": ((window.until - since).days + 1) // 7,
            "until": window.until.isoformat(),
        }
    asked: dict[str, Any] = {outcome: {"native": _round(figures[f"{name}|{outcome}"])} for outcome in stage.outcomes}
    if "nps" in asked:
        asked["nps"]["nps_points"] = _round(figures[f"{name}|nps_points"], 2)
    return {
        "id": name,
        "touchpoint_id": f"{told.journey_id}.{planted['touchpoint']}",
        **facts,
        "mean_without": {"native": _round(before), "points": _round(_points(before))},
        "change": {
            "native": _round(change),
            "points": _round(change * 25),
            "relative_native": _round(change / before),
            "relative_points": _round(change * 25 / _points(before)),
        },
        "standard_error_native": _round(math.sqrt(max(square - change**2, 0.0) / n), 6),
        "on_outcomes": asked,
    }


def _nps(values: Floats) -> float:
    return float(((values >= 9).mean() - (values <= 6).mean()) * 100)


def _points(native: float) -> float:
    return (float(native) - 1) * 25


def _round(value: float, digits: int = 4) -> float:
    return round(float(value), digits)
