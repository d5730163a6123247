"""Do the probabilities hold? Of later cases, held out, how many of those told 70 % met their objectives.

Where they do not, and bending them back helps on cases that were not asked, they are bent (`recalibration`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.intervals import Estimate, clustered_mean, clustered_share
from analytics.performance.joint import LEAST_ERRORS, Aim, StageErrors, chances, past_met
from analytics.performance.recalibration import Recalibration, losses, recalibration

EDGES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LEAST_JUDGED: Final = 20  # cases in each third of the held-out ones: one to bend, one to choose, one to report


@dataclass(frozen=True)
class Told:
    """The forecasts told within a class of probabilities: their mean, and the share that was met."""

    low: float
    high: float
    mean: float
    met: Estimate

    @property
    def fault(self) -> Literal["high", "low"] | None:
        """Whether the interval of what came true excludes the mean told: told too high or too low."""
        if self.met.low is None or self.met.high is None:
            return None
        return "high" if self.mean > self.met.high else "low" if self.mean < self.met.low else None


@dataclass(frozen=True)
class Calibration:
    """Probabilities from the cases between against the held-out latest cases, over all stages.

    Attributes
    ----------
    bend : what is shown is bent by it; None: shown as told.
    before : with `bend`, what was told unbent of the same forecasts.
    classes : those with forecasts, from unlikely to likely.
    told, met : mean probability, and the share of these forecasts whose case met its objectives.
    gain : squared error of the base rate (share met by the cases between) less that of the probabilities.
    n, n_cases : forecasts, and cases they speak of. All of these are of what is shown: bent, on the latest third of the
        held-out cases, which neither set the bend nor chose it; not bent, on all of them, for nothing was fitted there.
    """

    bend: Recalibration | None
    before: Told | None
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

    @property
    def refuted(self) -> Told | None:
        """What later cases refute: all forecasts together, else the largest class; None where both hold."""
        together = Told(0.0, 1.0, self.told, self.met)
        return next((one for one in (together, self.largest) if one.fault), None)


def calibration(stages: Mapping[int, StageErrors], aims: Sequence[Aim]) -> Calibration | None:
    """None where no stage has LEAST_ERRORS cases between and any held out.

    Probabilities of held-out cases use the errors of the cases between only. Where the first two thirds of these cases
    (by the start of their project, which is never divided) refute them, a recalibration is fitted on the first third;
    if Brier score and log loss are lower with it on the second, it is kept, set anew on both, and judged on the latest.
    """
    parts = [part for part in (_held(stage, aims) for stage in stages.values()) if part is not None]
    if not parts:
        return None
    rows = pd.concat(parts, ignore_index=True)
    third = _thirds(rows)
    bend = _bend(rows, third)
    if bend is None:
        return _judged(rows)
    latest = rows[third == 2]
    bent = latest.assign(told=bend.shown(latest["told"].to_numpy(float)), base=float(rows["met"][third < 2].mean()))
    before = Told(0.0, 1.0, float(latest["told"].mean()), _share(latest))
    return replace(_judged(bent), bend=bend, before=before)


def told_like_held(stage: StageErrors) -> StageErrors:
    """The stage with the errors of the cases between only, so that open cases are told as the held-out ones were."""
    between = stage.part == 1
    if between.sum() < LEAST_ERRORS:
        return stage
    cases = stage.cases[between].reset_index(drop=True)
    return replace(stage, errors=stage.errors[between], part=stage.part[between], cases=cases)


def _thirds(rows: pd.DataFrame) -> NDArray[np.int64]:
    """0, 1, 2 for the earlier, middle and latest third of the projects, by their start; ties stay together."""
    started = rows.groupby("project")["started_at"].transform("min")
    ranks = started.rank(method="dense").to_numpy(float) - 1
    found: NDArray[np.int64] = np.minimum(3 * ranks / (ranks.max() + 1), 2).astype(np.int64)
    return found


def _bend(rows: pd.DataFrame, third: NDArray[np.int64]) -> Recalibration | None:
    """What bends the probabilities back; None where they are not refuted or where it does not help."""
    parts = [rows[third == number] for number in range(3)]
    if min(part["case_key"].nunique() for part in parts) < LEAST_JUDGED:
        return None
    if _judged(rows[third < 2]).refuted is None:
        return None
    bend, second = _fit(parts[0]), parts[1]
    told, met = second["told"].to_numpy(float), second["met"].to_numpy(float)
    pairs = zip(losses(bend.shown(told), met), losses(told, met), strict=True)
    return _fit(rows[third < 2]) if all(bent < plain for bent, plain in pairs) else None


def _fit(rows: pd.DataFrame) -> Recalibration:
    n_cases = rows["case_key"].nunique()
    return recalibration(rows["told"].to_numpy(float), rows["met"].to_numpy(float), n_cases=n_cases)


def _judged(rows: pd.DataFrame) -> Calibration:
    cut = np.clip(np.digitize(rows["told"], EDGES) - 1, 0, len(EDGES) - 2)
    classes = tuple(
        Told(EDGES[int(str(key))], EDGES[int(str(key)) + 1], float(mine["told"].mean()), _share(mine))
        for key, mine in rows.groupby(cut)
    )
    better = (rows["base"] - rows["met"]) ** 2 - (rows["told"] - rows["met"]) ** 2
    gain = clustered_mean(_sums(rows, better))
    return Calibration(None, None, classes, float(rows["told"].mean()), _share(rows), gain, len(rows),
                       rows["case_key"].nunique())  # fmt: skip


def _held(stage: StageErrors, aims: Sequence[Aim]) -> pd.DataFrame | None:
    between, held = stage.part == 1, stage.part == 2
    if between.sum() < LEAST_ERRORS or not held.any():
        return None
    met = past_met(stage, aims)
    cases = stage.cases[held]
    told = chances(replace(stage, errors=stage.errors[between]), cases, aims)
    kept = cases[["case_key", "project", "started_at", "cluster_group"]].reset_index(drop=True)
    rows = kept.assign(told=told, met=met[held].astype(float), base=float(met[between].mean()))
    found: pd.DataFrame = rows.dropna(subset="told")
    return found


def _sums(rows: pd.DataFrame, values: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame({"cluster_group": rows["cluster_group"], "n": 1, "s": values}).groupby(
        "cluster_group", as_index=False).sum()  # fmt: skip


def _share(rows: pd.DataFrame) -> Estimate:
    return clustered_share(_sums(rows, rows["met"]))
