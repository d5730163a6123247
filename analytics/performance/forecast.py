"""All stages of one outcome together: a model and factors per stage, and the chances of open cases after each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.intervals import Estimate, clustered_share
from analytics.performance.factors import FactorEffect, factor_effects
from analytics.performance.model import StageModel, predictions, ripe, stage_model

Outcome = Literal["lead", "cost", "score"]
AT_MOST: dict[str, bool] = {"lead": True, "cost": True, "score": False}
ENDS: dict[str, tuple[float, float | None]] = {"lead": (0.0, None), "cost": (0.0, None), "score": (0.0, 100.0)}


@dataclass(frozen=True)
class Forecast:
    """Models, factors and finished cases by the rank of the stage, and the middle outcome of the finished cases.

    `past` has one row per finished case that passed the stage: cluster_group, y. `middle` is the objective unless told.
    """

    outcome: Outcome
    models: dict[int, StageModel]
    factors: dict[int, tuple[FactorEffect, ...]]
    past: dict[int, pd.DataFrame]
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
    past: dict[int, pd.DataFrame] = {}
    for key, cases in rows.groupby("rank"):
        rank = int(str(key))
        model = stage_model(cases, rank)
        if model is not None:
            models[rank], factors[rank] = model, factor_effects(cases)
            past[rank] = cases[["cluster_group", "y"]]
    if not models:
        return None
    middle = float(rows.sort_values("rank").drop_duplicates("case_key")["y"].median())
    return Forecast(outcome, models, factors, past, middle)


def base_rate(found: Forecast, rank: int, *, objective: float) -> Estimate:
    """The share of finished cases that met the objective among those that passed the stage, its interval by customer.

    Examples
    --------
    >>> past = pd.DataFrame({"cluster_group": range(10), "y": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]})
    >>> rate = base_rate(Forecast("lead", {}, {}, {1: past}, 5.5), 1, objective=4.0)
    >>> rate.value, rate.n, round(rate.low, 2), round(rate.high, 2)
    (0.4, 10, 0.17, 0.69)
    """
    past = found.past[rank]
    is_met = past["y"] <= objective if AT_MOST[found.outcome] else past["y"] >= objective
    sums = pd.DataFrame({"cluster_group": past["cluster_group"], "n": 1, "s": is_met.astype(float)})
    return clustered_share(sums.groupby("cluster_group", as_index=False).sum())


def open_cases(known: pd.DataFrame, found: Forecast, *, objective: float) -> pd.DataFrame:
    """One row per open case as it is known now: prediction, interval, chance; the least likely first.

    `chances` holds the probability after each stage the case has passed, `ranks` those stages. A stage whose model does
    not beat the mean is passed over; a case that stands after such a stage is left out: nothing is known of it that the
    base rate does not say.
    """
    rows = known[known["ended_at"].isna() & known["rank"].isin(list(found.models))]
    stands = rows.groupby("case_key")["rank"].transform("max")
    rows = rows[rows["rank"].isin(found.better) & stands.isin(found.better)]
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
