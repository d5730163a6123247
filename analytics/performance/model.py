"""One model per stage and outcome: fitted on earlier projects, its errors taken on later ones, held against the mean.

docs/methods/performance-models.md states the split, the interval and the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.intervals import CONFIDENCE, Estimate, clustered_mean
from analytics.performance.conformal import chance_at_most, conformal_half
from analytics.performance.ridge import Floats, Ridge, ridge

FEATURES: Final = (
    "elapsed_hours", "n_steps", "n_again", "n_handed", "wait_hours", "work_hours", "cost", "n_late", "score",
)  # fmt: skip
TRAIN: Final = 0.6  # share of the projects, by their start
CALIBRATE: Final = 0.2  # share after those; the rest is held out
LEAST_CASES: Final = 40  # with a known outcome


@dataclass(frozen=True)
class StageModel:
    """A model of one outcome from what is known after one stage.

    Attributes
    ----------
    fit, errors : the model of the earliest projects, and outcome less prediction on all later ones: what predictions
        of open cases rest on.
    mean_error, model_error : mean absolute error of the mean of the training cases and of the model on the held-out,
        latest projects, in the unit of the outcome.
    gain : mean_error less model_error with its interval by customer account.
    half : half width of the 95 % prediction interval of open cases; None with too few cases.
    coverage : share of held-out cases inside an interval whose width was set on the cases before them; n_held_out.
    """

    rank: int
    fit: Ridge
    errors: Floats
    mean_error: float
    model_error: float
    gain: Estimate
    half: float | None
    coverage: float | None
    n_train: int
    n_held_out: int

    @property
    def is_better(self) -> bool:
        """Whether the model beats the mean on later projects beyond chance."""
        return self.gain.low is not None and self.gain.low > 0


def stage_model(cases: pd.DataFrame, rank: int, *, features: tuple[str, ...] = FEATURES) -> StageModel | None:
    """The model after the stage `rank`; None with fewer than LEAST_CASES known outcomes.

    Parameters
    ----------
    cases : one row per case that has passed the stage and whose outcome is known: started_at (sortable), project (cases
        of one project stay together), cluster_group, `features` (as known when the stage was passed), y.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=300)
    >>> cases = pd.DataFrame({"started_at": range(300), "project": range(300), "cluster_group": range(300), "a": x,
    ...     "y": 10 + 5 * x + rng.normal(size=300)})
    >>> model = stage_model(cases, 1, features=("a",))
    >>> model.is_better, round(model.model_error, 1), round(model.mean_error, 1)
    (True, 0.9, 3.8)
    """
    if len(cases) < LEAST_CASES:
        return None
    part = split(cases)
    x, y = cases[list(features)].to_numpy(float), cases["y"].to_numpy(float)
    train, held = part == 0, part == 2
    if train.sum() < LEAST_CASES / 2 or not held.any() or not (part == 1).any():
        return None
    fit = ridge(x[train], y[train])
    errors = y - fit.predict(x)
    from_mean = np.abs(y - y[train].mean())
    gains = pd.DataFrame({"cluster_group": cases["cluster_group"].to_numpy()[held], "n": 1,
                          "s": (from_mean - np.abs(errors))[held]})  # fmt: skip
    half = conformal_half(errors[part == 1], confidence=CONFIDENCE)
    return StageModel(
        rank=rank, fit=fit, errors=errors[~train], mean_error=float(from_mean[held].mean()),
        model_error=float(np.abs(errors[held]).mean()),
        gain=clustered_mean(gains.groupby("cluster_group", as_index=False).sum()),
        half=conformal_half(errors[~train], confidence=CONFIDENCE),
        coverage=None if half is None else float((np.abs(errors[held]) <= half).mean()),
        n_train=int(train.sum()), n_held_out=int(held.sum()),
    )  # fmt: skip


def split(cases: pd.DataFrame) -> NDArray[np.int64]:
    """0 for the projects that started first, 1 for those after, 2 for the latest; a project is never divided.

    >>> cases = pd.DataFrame({"started_at": [1, 2, 3, 4, 5, 9], "project": ["a", "b", "c", "d", "e", "a"]})
    >>> split(cases).tolist()
    [0, 0, 0, 1, 2, 0]
    """
    started = cases.groupby("project")["started_at"].transform("min")
    ranks = started.rank(method="dense").to_numpy(float) - 1
    n = ranks.max() + 1
    part: NDArray[np.int64] = (ranks >= TRAIN * n).astype(np.int64) + (ranks >= (TRAIN + CALIBRATE) * n).astype(
        np.int64
    )
    return part


def ripe(cases: pd.DataFrame, *, as_of: float) -> pd.DataFrame:
    """The cases that started so long ago that 95 % of such cases are over; of younger ones only the fast are known.

    `cases` has started_at and ended_at (missing while open), in seconds like `as_of`.

    >>> cases = pd.DataFrame({"started_at": [0.0, 10.0, 95.0], "ended_at": [10.0, 20.0, 96.0]})
    >>> ripe(cases, as_of=100.0)["started_at"].tolist()
    [0.0, 10.0]
    """
    usual = float((cases["ended_at"] - cases["started_at"]).quantile(0.95))
    return cases[cases["ended_at"].notna() & (cases["started_at"] + usual <= as_of)]


def predictions(
    model: StageModel, cases: pd.DataFrame, *, objective: float, at_most: bool, least: float | None = None,
    most: float | None = None, features: tuple[str, ...] = FEATURES,
) -> pd.DataFrame:  # fmt: skip
    """Prediction, its 95 % interval and the probability of the objective for open cases; same index as `cases`.

    Parameters
    ----------
    at_most : whether the objective is kept at or below it (a time, a cost), else at or above.
    least, most : ends the outcome cannot pass; the interval is cut there.
    """
    found = model.fit.predict(cases[list(features)].to_numpy(float))
    chance = chance_at_most(model.errors, found, objective)
    half = np.nan if model.half is None else model.half
    return pd.DataFrame(
        {"prediction": np.clip(found, least, most), "low": np.clip(found - half, least, most),
         "high": np.clip(found + half, least, most), "chance": chance if at_most else 1 - chance},
        index=cases.index,
    )  # fmt: skip
