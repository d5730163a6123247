"""Cached reads of the part "Forecast", keyed by the store's versions."""

from __future__ import annotations

import pandas as pd

from analytics.performance.calibration import Calibration, calibration, told_like_held
from analytics.performance.forecast import AT_MOST, OUTCOMES, Forecast, Outcome, forecast
from analytics.performance.joint import Aim, StageErrors, open_chances, stage_errors
from data.queries import goals
from data.queries.path_knowledge import known_by_stage
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import made, once, stamp, store

AREAS = ("process", "journey", "feedback", "setting")


def known(scope: Scope) -> pd.DataFrame:
    """What is known of each case after each stage; the period does not narrow it, for models learn from all."""
    whole = scope.between(None, None)
    return made(AREAS, ("known by stage", whole), lambda: known_by_stage(store(), whole))


def found(scope: Scope, outcome: Outcome) -> Forecast | None:
    """The models of one outcome."""
    whole = scope.between(None, None)
    return made(AREAS, ("forecast", whole, outcome), lambda: forecast(known(whole), outcome))


@cached(8)
def _aims(stamp: tuple[str | int, ...], journey_id: str) -> tuple[Aim, ...]:
    rows = goals.objectives(store(), journey_id)
    rows = rows[(rows["measure_kind"] == "case") & rows["published_at"].notna()]
    limits: dict[Outcome, pd.Series[float]] = {
        name: rows.loc[rows["measure_id"] == name, "target"] for name in OUTCOMES
    }  # fmt: skip
    return tuple(
        Aim(name, float(told.min() if AT_MOST[name] else told.max())) for name, told in limits.items() if len(told)
    )


@once
def aims(journey_id: str) -> tuple[Aim, ...]:
    """The published objectives on what cases take, cost and feel like: of several on one, the strictest."""
    return _aims(stamp("work"), journey_id)


def stages(scope: Scope, wanted: tuple[Aim, ...]) -> dict[int, StageErrors]:
    """What joint probabilities rest on, by the rank of the stage."""
    whole = scope.between(None, None)
    outcomes: tuple[Outcome, ...] = tuple(aim.outcome for aim in wanted)
    return made(
        AREAS, ("stage errors", whole, outcomes),
        lambda: stage_errors(known(whole), outcomes, {name: found(whole, name) for name in outcomes}),
    )  # fmt: skip


def held(scope: Scope, wanted: tuple[Aim, ...]) -> Calibration | None:
    """How the probabilities held on later cases."""
    whole = scope.between(None, None)
    return made(AREAS, ("calibration", whole, wanted), lambda: calibration(stages(whole, wanted), wanted))


def waiting(scope: Scope, wanted: tuple[Aim, ...]) -> pd.DataFrame:
    """One row per open case with its probability, the least likely first, told and bent as the held-out ones were."""
    whole = scope.between(None, None)

    def told() -> pd.DataFrame:
        judged = held(whole, wanted)
        alike = {rank: told_like_held(stage) for rank, stage in stages(whole, wanted).items()}
        return open_chances(known(whole), alike, wanted, bend=None if judged is None else judged.bend)

    return made(AREAS, ("open chances", whole, wanted), told)
