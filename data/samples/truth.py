"""What was planted, as estimands on the observed scale: the same noise with one cause switched on and off."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from data.samples.kpis import kpi_defs
from data.samples.model import Circumstances, Flags, Floats, Noise, Window, answers, free_noise, latent, outcomes
from data.samples.people import late_draws
from data.samples.process import days_per_round, steps
from data.samples.story import JOURNEYS, StageStory, Story, story

N_DRAWS = 1_000_000
SEED = 20_261_031


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
        noise = free_noise(rng, told.spread, n, len(stage.touchpoint_ids))
        met = _typical(told, stage, window, rng, n)
        felt = latent(told, stage, met, noise, window, effects=effects)
        means |= dict(zip(stage.touchpoint_ids, answers(felt).mean(axis=0).tolist(), strict=True))
        if effects:
            planted += _stage_effects(told, stage, met, noise, window)
    contrasts = _contrasts(told, means)
    if effects:
        planted += [_low_point(told, contrasts), *_process_effects(told, window, rng, n)]
    return {
        "touchpoints": {
            key: {"native": _round(mean), "points": _round(_points(mean)), "contrast_points": _round(contrasts[key])}
            for key, mean in means.items()
        },
        "effects": planted,
    }


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


def _stage_effects(
    told: Story, stage: StageStory, met: Circumstances, noise: Noise, window: Window
) -> list[dict[str, Any]]:
    n = len(met.day)
    yes, no = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    rows = []
    for name in ("fall", "late", "segment", "works", "no_sign"):
        if (found := told.effect(name, stage)) is None:
            continue
        column, planted = found
        since = _since(planted, window)
        with_it, without = _switched(name, met, window, since, yes, no)
        on = latent(told, stage, with_it, noise, window)
        off = latent(told, stage, without, noise, window)
        row = {"id": name, "touchpoint_id": stage.touchpoint_ids[column], **_facts(name, planted, since, window)}
        row |= _paired(answers(on[:, column]), answers(off[:, column]))
        row["on_outcomes"] = _on_outcomes(told, stage, on, off, noise)
        rows.append(row)
    return rows


def _since(planted: Mapping[str, Any], window: Window) -> date | None:
    weeks = planted.get("weeks") or planted.get("weeks_before_end")
    return window.monday_before_end(weeks) if weeks else None


def _switched(
    name: str, met: Circumstances, window: Window, since: date | None, yes: Flags, no: Flags
) -> tuple[Circumstances, Circumstances]:
    """The same answers with the cause and without it."""
    day = met.day
    if since is not None:
        start = window.day_number(since)
        return Circumstances(np.full_like(day, start), met.is_late, met.is_member), Circumstances(
            np.full_like(day, start - 1), met.is_late, met.is_member
        )
    if name == "late":
        return Circumstances(day, yes, met.is_member), Circumstances(day, no, met.is_member)
    return Circumstances(day, met.is_late, yes), Circumstances(day, met.is_late, no)


def _facts(name: str, planted: Mapping[str, Any], since: date | None, window: Window) -> dict[str, Any]:
    facts: dict[str, Any] = {key: planted[key] for key in ("dim", "value", "lag_weeks") if key in planted}
    if since is not None:
        facts |= {
            "week": since.isoformat(),
            "weeks": ((window.until - since).days + 1) // 7,
            "until": window.until.isoformat(),
        }
    return facts


def _paired(on: Floats, off: Floats) -> dict[str, Any]:
    before, change = float(off.mean()), float((on - off).mean())
    return {
        "mean_without": {"native": _round(before), "points": _round(_points(before))},
        "change": {
            "native": _round(change),
            "points": _round(change * 25),
            "relative_native": _round(change / before),
            "relative_points": _round(change * 25 / _points(before)),
        },
        "standard_error_native": _round(float((on - off).std() / np.sqrt(len(on))), 6),
    }


def _on_outcomes(told: Story, stage: StageStory, on: Floats, off: Floats, noise: Noise) -> dict[str, Any]:
    """What the effect does to the questions asked beside the touchpoint."""
    with_it, without = outcomes(told, stage, on, noise), outcomes(told, stage, off, noise)
    rows: dict[str, Any] = {
        name: {"native": _round(float((with_it[name] - without[name]).mean()))} for name in stage.outcomes
    }
    if "nps" in rows:
        rows["nps"]["nps_points"] = _round(_nps(with_it["nps"]) - _nps(without["nps"]), 2)
    return rows


def _nps(values: Floats) -> float:
    return float(((values >= 9).mean() - (values <= 6).mean()) * 100)


def _points(native: float) -> float:
    return (float(native) - 1) * 25


def _round(value: float, digits: int = 4) -> float:
    return round(float(value), digits)
