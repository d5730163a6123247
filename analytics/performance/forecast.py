"""All stages of one outcome together: a model and factors per stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.performance.factors import FactorEffect, factor_effects
from analytics.performance.model import StageModel, ripe, stage_model

Outcome = Literal["lead", "cost", "score"]
OUTCOMES: tuple[Outcome, ...] = ("lead", "cost", "score")
AT_MOST: dict[str, bool] = {"lead": True, "cost": True, "score": False}
ENDS: dict[str, tuple[float, float | None]] = {"lead": (0.0, None), "cost": (0.0, None), "score": (0.0, 100.0)}


@dataclass(frozen=True)
class Forecast:
    """Models and factors by the rank of the stage; `middle`, of the finished cases, is the objective unless told."""

    outcome: Outcome
    models: dict[int, StageModel]
    factors: dict[int, tuple[FactorEffect, ...]]
    middle: float

    @property
    def better(self) -> tuple[int, ...]:
        """Ranks of the stages whose model beats the mean on later projects."""
        return tuple(sorted(rank for rank, model in self.models.items() if model.is_better))


def outcome_of(known: pd.DataFrame, outcome: Outcome) -> pd.Series[float]:
    """The outcome per row of `known_by_stage`: lead time in days, cost, satisfaction on 0-100."""
    if outcome == "lead":
        return known["lead_hours"] / 24
    return known["cost_all"] if outcome == "cost" else known["score_after"]


def forecast(known: pd.DataFrame, outcome: Outcome) -> Forecast | None:
    """The models of one outcome; None where no stage has cases enough, or all cases came out alike.

    Parameters
    ----------
    known : one row per case and stage passed (`data.queries.path_knowledge.known_by_stage`).
    """
    if known.empty:
        return None
    rows = ripe(known.assign(y=outcome_of(known, outcome)), as_of=float(known["as_of"].iloc[0])).dropna(subset="y")
    if rows["y"].nunique() < 2:
        return None
    models: dict[int, StageModel] = {}
    factors: dict[int, tuple[FactorEffect, ...]] = {}
    for key, cases in rows.groupby("rank"):
        rank = int(str(key))
        model = stage_model(cases, rank)
        if model is not None:
            models[rank], factors[rank] = model, factor_effects(cases)
    if not models:
        return None
    middle = float(rows.sort_values("rank").drop_duplicates("case_key")["y"].median())
    return Forecast(outcome, models, factors, middle)
