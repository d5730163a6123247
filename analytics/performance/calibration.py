"""Do the probabilities hold? Of later cases, held out, how many of those told 70 % met their objectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from analytics.intervals import Estimate, clustered_mean, clustered_share
from analytics.performance.joint import LEAST_ERRORS, Aim, StageErrors, chances, past_met

EDGES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Told:
    """The forecasts told within a class of probabilities: their mean, and the share that was met."""

    low: float
    high: float
    mean: float
    met: Estimate


@dataclass(frozen=True)
class Calibration:
    """Probabilities from the cases between against the held-out latest cases, over all stages.

    Attributes
    ----------
    classes : those with forecasts, from unlikely to likely.
    told, met : mean probability, and the share of these forecasts whose case met its objectives.
    gain : squared error of the base rate (share met by the cases between) less that of the probabilities.
    n, n_cases : forecasts, and cases they speak of.
    """

    classes: tuple[Told, ...]
    told: float
    met: Estimate
    gain: Estimate
    n: int
    n_cases: int

    @property
    def is_sharper(self) -> bool:
        """Whether the probabilities tell more than the base rate, beyond chance."""
        return self.gain.low is not None and self.gain.low > 0

    @property
    def largest(self) -> Told:
        """The class with the most forecasts."""
        return max(self.classes, key=lambda one: one.met.n)


def calibration(stages: Mapping[int, StageErrors], aims: Sequence[Aim]) -> Calibration | None:
    """None where no stage has LEAST_ERRORS cases between and any held out.

    Probabilities of held-out cases use the errors of the cases between only.
    """
    parts = [part for part in (_held(stage, aims) for stage in stages.values()) if part is not None]
    if not parts:
        return None
    rows = pd.concat(parts, ignore_index=True)
    cut = np.clip(np.digitize(rows["told"], EDGES) - 1, 0, len(EDGES) - 2)
    classes = tuple(
        Told(EDGES[int(str(key))], EDGES[int(str(key)) + 1], float(mine["told"].mean()), _share(mine))
        for key, mine in rows.groupby(cut)
    )
    better = (rows["base"] - rows["met"]) ** 2 - (rows["told"] - rows["met"]) ** 2
    gain = clustered_mean(_sums(rows, better))
    return Calibration(classes, float(rows["told"].mean()), _share(rows), gain, len(rows), rows["case_key"].nunique())


def _held(stage: StageErrors, aims: Sequence[Aim]) -> pd.DataFrame | None:
    between, held = stage.part == 1, stage.part == 2
    if between.sum() < LEAST_ERRORS or not held.any():
        return None
    met = past_met(stage, aims)
    cases = stage.cases[held]
    told = chances(replace(stage, errors=stage.errors[between]), cases, aims)
    rows = pd.DataFrame({"case_key": cases["case_key"].to_numpy(), "cluster_group": cases["cluster_group"].to_numpy(),
                         "told": told, "met": met[held].astype(float), "base": float(met[between].mean())})  # fmt: skip
    return rows.dropna(subset="told")


def _sums(rows: pd.DataFrame, values: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame({"cluster_group": rows["cluster_group"], "n": 1, "s": values}).groupby(
        "cluster_group", as_index=False).sum()  # fmt: skip


def _share(rows: pd.DataFrame) -> Estimate:
    return clustered_share(_sums(rows, rows["met"]))
