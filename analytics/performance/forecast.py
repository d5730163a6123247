"""All stages of one outcome together: a model and factors per stage, and the chances of open cases after each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.performance.factors import FactorEffect, factor_effects
from analytics.performance.model import StageModel, predictions, ripe, stage_model

Outcome = Literal["lead", "cost", "score"]
AT_MOST: dict[str, bool] = {"lead": True, "cost": True, "score": False}
ENDS: dict[str, tuple[float, float | None]] = {"lead": (0.0, None), "cost": (0.0, None), "score": (0.0, 100.0)}


@dataclass(frozen=True)
class Forecast:
    """Models and factors by the rank of the stage, and the middle outcome of finished cases (objective unless told)."""

    outcome: Outcome
    models: dict[int, StageModel]
    factors: dict[int, tuple[FactorEffect, ...]]
    middle: float


def outcome_of(known: pd.DataFrame, outcome: Outcome) -> pd.Series[float]:
    """The outcome per row of `known_by_stage`: lead time in days, cost, satisfaction on 0-100."""
    if outcome == "lead":
        return known["lead_hours"] / 24
    return known["cost_all"] if outcome == "cost" else known["score_after"]


def forecast(known: pd.DataFrame, outcome: Outcome) -> Forecast | None:
    """The models of one outcome; None where no stage has cases enough.

    Parameters
    ----------
    known : one row per case and stage passed (`data.queries.path_knowledge.known_by_stage`).
    """
    if known.empty:
        return None
    rows = ripe(known.assign(y=outcome_of(known, outcome)), as_of=float(known["as_of"].iloc[0])).dropna(subset="y")
    models: dict[int, StageModel] = {}
    factors: dict[int, tuple[FactorEffect, ...]] = {}
    for key, cases in rows.groupby("rank"):
        rank = int(str(key))
        model = stage_model(cases, rank)
        if model is not None:
            models[rank], factors[rank] = model, factor_effects(cases)
    return Forecast(outcome, models, factors, float(rows["y"].median())) if models else None


def open_cases(known: pd.DataFrame, found: Forecast, *, objective: float) -> pd.DataFrame:
    """One row per open case as it is known now: prediction, interval, chance; the least likely first.

    `chances` holds the probability after each stage the case has passed, `ranks` those stages. A stage without a model
    is passed over.
    """
    rows = known[known["ended_at"].isna() & known["rank"].isin(list(found.models))]
    if rows.empty:
        return rows.assign(prediction=[], low=[], high=[], chance=[], chances=[], ranks=[])
    least, most = ENDS[found.outcome]
    parts = [
        cases.join(predictions(found.models[int(str(rank))], cases, objective=objective, at_most=AT_MOST[found.outcome],
                               least=least, most=most))
        for rank, cases in rows.groupby("rank")
    ]  # fmt: skip
    told = pd.concat(parts).sort_values(["case_key", "rank"], kind="stable")
    grouped = told.groupby("case_key")
    last = grouped.tail(1).set_index("case_key")
    last = last.assign(chances=grouped["chance"].agg(list), ranks=grouped["rank"].agg(list))
    return last.reset_index().sort_values(["chance", "case_key"], kind="stable", ignore_index=True)
