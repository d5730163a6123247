"""What moves satisfaction: the touchpoints of a stage, or of the whole journey, against an overall judgement.

Answer sets often rate the touchpoints of one stage only. Drivers are then read stage by stage, with the overall
judgement of the same answer set as the outcome; the journey as a whole is offered where most answer sets rate several
stages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.drivers.contrast import Contrasts, penalty_rewards
from analytics.drivers.key_drivers import Sensitivity, key_drivers, missing_sensitivity
from analytics.drivers.model import MISSING, Floats, Interval, KeyDrivers, NoDrivers
from analytics.drivers.nonlinear import NonLinear, nonlinear_check
from analytics.drivers.quadrant import Quadrants, Sampled, quadrants, satisfaction_index
from analytics.drivers.response import Response, response
from analytics.drivers.segments import SegmentDrivers, segment_drivers
from data.queries import driver_rows as queries
from data.queries.driver_rows import OUTCOMES
from data.queries.journey import stages, touchpoints
from data.queries.scope import Scope
from data.store import Store

JOURNEY = "journey"  # code of the part that holds all stages
TARGETS = ("mean", "floor", "benchmark")
SEED = 20_260_601  # resamples are the same on the page and in the command
BOUNDS = (0.0, 100.0)
STEP = 10.0  # points of 100, where answers to one touchpoint were given on several scales


@dataclass(frozen=True)
class Part:
    """What is read together: the touchpoints of one stage, or of all where `stage_id` is None."""

    code: str
    stage_id: str | None
    touchpoint_ids: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """How drivers are asked for: outcome (OUTCOMES), treatment of blanks (MISSING), what scores are held against."""

    outcome: str = "overall"
    missing: str = "complete"
    target: str = "mean"

    def __post_init__(self) -> None:
        for value, among in ((self.outcome, OUTCOMES), (self.missing, MISSING), (self.target, TARGETS)):
            if value not in among:
                raise ValueError(f"{value!r} is none of {among}")


@dataclass(frozen=True, eq=False)
class Rows:
    """Answers wide: outcome (rows,), drivers (rows, p) on 0 to 100, clusters (rows,), accounts (rows,), -1 unknown."""

    outcome: Floats
    drivers: Floats
    clusters: NDArray[np.int64]
    accounts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DriverReading:
    """One part with all that the page and the command say of it.

    quadrants : None without drivers, or where no touchpoint states what it is held against.
    index : CSI, the mean of the scores weighted by their shares.
    sensitivity : the same with the other treatment of blanks; None where nothing is blank.
    n_accounts : customers' accounts behind the model; n_accounts_of : behind each touchpoint.
    unplaced : touchpoints of the model without a stated expectation or benchmark, where one is asked for.
    """

    scope: Scope
    part: Part
    asked: Asked
    found: KeyDrivers | NoDrivers
    quadrants: Quadrants | None
    index: Interval | None
    sensitivity: Sensitivity | None
    n_answer_sets: int
    n_accounts: int
    n_accounts_of: dict[str, int]
    unplaced: tuple[str, ...]

    @property
    def drivers(self) -> KeyDrivers | None:
        """The model, where there is one."""
        return self.found if isinstance(self.found, KeyDrivers) else None


def parts(store: Store, scope: Scope) -> tuple[Part, ...]:
    """The whole journey first where most answer sets rate several stages, then each stage with two touchpoints."""
    rated = set(queries.touchpoint_scales(store, scope)["touchpoint_id"])
    known = touchpoints(store, scope.journey_id)
    live = known[known["touchpoint_id"].isin(rated)]
    of_stage = {str(stage): tuple(rows["touchpoint_id"]) for stage, rows in live.groupby("stage_id", sort=False)}
    order = [str(stage) for stage in stages(store, scope.journey_id)["stage_id"]]
    found = [Part(stage, stage, of_stage[stage]) for stage in order if len(of_stage.get(stage, ())) > 1]
    together = queries.stages_together(store, scope)
    n_several = int(together.loc[together["n_stages"] > 1, "n"].sum())
    if 2 * n_several > int(together["n"].sum()):
        found.insert(0, Part(JOURNEY, None, tuple(live["touchpoint_id"])))
    return tuple(found)


def outcomes(store: Store, scope: Scope) -> tuple[str, ...]:
    """Outcomes that the answers hold."""
    metrics = set(queries.outcomes_asked(store, scope)["metric"])
    return tuple(one for one in OUTCOMES if metrics and (one != "nps" or "nps" in metrics))


def read_all(store: Store, scope: Scope, asked: Asked, *, seed: int = SEED) -> tuple[DriverReading, ...]:
    """Every part of a journey."""
    return tuple(read_drivers(store, scope, part, asked, seed=seed) for part in parts(store, scope))


def read_drivers(store: Store, scope: Scope, part: Part, asked: Asked, *, seed: int = SEED) -> DriverReading:
    """The drivers of one part, with their place beside their scores."""
    rows = _rows(store, scope, part, asked)
    found = {one: _found(rows, part, one, seed) for one in _treatments(rows, asked.missing)}
    main = found[asked.missing]
    placed, unplaced = (None, ()) if isinstance(main, NoDrivers) else _placed(store, scope, main, asked.target)
    used = _used(rows, part, main)
    return DriverReading(
        scope=scope,
        part=part,
        asked=asked,
        found=main,
        quadrants=placed,
        index=None if isinstance(main, NoDrivers) else satisfaction_index(_importance(main), _performance(main)),
        sensitivity=missing_sensitivity(found) if len(found) > 1 else None,
        n_answer_sets=len(rows.outcome),
        n_accounts=_n_accounts(rows.accounts[used]),
        n_accounts_of={
            one: _n_accounts(rows.accounts[used & np.isfinite(rows.drivers[:, at])])
            for at, one in enumerate(part.touchpoint_ids)
        },
        unplaced=unplaced,
    )


def read_response(
    store: Store, scope: Scope, part: Part, asked: Asked, touchpoint_id: str, *, seed: int = SEED
) -> tuple[Response | NoDrivers, float]:
    """What the outcome does along one touchpoint, others held, and the step: one point of its scale on 0-100."""
    rows = _rows(store, scope, part, asked)
    step = scale_step(queries.touchpoint_scales(store, scope), touchpoint_id)
    found = response(
        rows.outcome, rows.drivers, part.touchpoint_ids, touchpoint_id, rng=np.random.default_rng(seed),
        clusters=rows.clusters, step=step, bounds=BOUNDS,
    )  # fmt: skip
    return found, step


def read_sides(store: Store, scope: Scope, part: Part, asked: Asked, *, seed: int = SEED) -> Contrasts | NoDrivers:
    """Whether a touchpoint hurts when it is poor, pleases when it is good, or both."""
    rows = _rows(store, scope, part, asked)
    rng = np.random.default_rng(seed)
    return penalty_rewards(rows.outcome, rows.drivers, part.touchpoint_ids, rng=rng, clusters=rows.clusters)


def read_change(
    store: Store, scope: Scope, before: Scope, part: Part, asked: Asked, *, seed: int = SEED
) -> SegmentDrivers | NoDrivers:
    """Shares of a period (the other) beside those of the one before (the one), with a test of their differences."""
    then, now = (_rows(store, each, part, asked) for each in (before, scope))
    is_now = np.arange(len(then.outcome) + len(now.outcome)) >= len(then.outcome)
    return segment_drivers(
        np.concatenate([then.outcome, now.outcome]), np.concatenate([then.drivers, now.drivers]), part.touchpoint_ids,
        is_now, rng=np.random.default_rng(seed), clusters=np.concatenate([then.clusters, now.clusters]),
    )  # fmt: skip


def read_bends(store: Store, scope: Scope, part: Part, asked: Asked, *, seed: int = SEED) -> NonLinear | NoDrivers:
    """Whether a model without straight lines tells another story."""
    rows = _rows(store, scope, part, asked)
    rng = np.random.default_rng(seed)
    return nonlinear_check(rows.outcome, rows.drivers, part.touchpoint_ids, rng=rng, clusters=rows.clusters)


def scale_step(scales: pd.DataFrame, touchpoint_id: str) -> float:
    """One point of the scale that a touchpoint is rated on, in points of 100; STEP where there are several scales."""
    own = scales[scales["touchpoint_id"] == touchpoint_id]
    steps = (100.0 / (own["high"] - own["low"])).unique()
    return float(steps[0]) if len(steps) == 1 and np.isfinite(steps[0]) else STEP


def _rows(store: Store, scope: Scope, part: Part, asked: Asked) -> Rows:
    frame = queries.driver_rows(
        store, scope, part.touchpoint_ids, outcome=asked.outcome, stage_id=part.stage_id
    )  # fmt: skip
    columns = [f"d{number}" for number in range(len(part.touchpoint_ids))]
    return Rows(
        frame["outcome"].to_numpy(dtype=float),
        frame[columns].to_numpy(dtype=float),
        frame["cluster_no"].to_numpy(dtype=np.int64),
        frame["account_no"].fillna(-1).to_numpy(dtype=np.int64),
    )


def _treatments(rows: Rows, missing: str) -> tuple[str, ...]:
    """The treatment asked for; the other one too where something is blank."""
    return (missing,) if np.isfinite(rows.drivers).all() else MISSING


def _found(rows: Rows, part: Part, missing: str, seed: int) -> KeyDrivers | NoDrivers:
    rng = np.random.default_rng(seed)
    return key_drivers(
        rows.outcome, rows.drivers, part.touchpoint_ids, rng=rng, clusters=rows.clusters, missing=missing
    )


def _used(rows: Rows, part: Part, found: KeyDrivers | NoDrivers) -> NDArray[np.bool_]:
    """The rows behind a model: complete in its drivers, or with any of them."""
    if isinstance(found, NoDrivers):
        return np.ones(len(rows.outcome), dtype=bool)
    known = np.isfinite(rows.drivers[:, [part.touchpoint_ids.index(name) for name in found.names]])
    return np.asarray(known.all(axis=1) if found.missing == "complete" else known.any(axis=1))


def _n_accounts(accounts: NDArray[np.int64]) -> int:
    return len(np.unique(accounts[accounts >= 0]))


def _importance(found: KeyDrivers) -> Sampled:
    value = np.array([driver.share.value for driver in found.drivers])
    return Sampled(value, np.nan_to_num(found.draws.share, nan=1.0 / len(value)))


def _performance(found: KeyDrivers) -> Sampled:
    return Sampled(np.array([driver.mean for driver in found.drivers]), found.draws.mean)


def _placed(
    store: Store, scope: Scope, found: KeyDrivers, target: str
) -> tuple[Quadrants | None, tuple[str, ...]]:  # fmt: skip
    """Quadrants against the mean of the scores, or against what each touchpoint states; those that state nothing."""
    importance, performance = _importance(found), _performance(found)
    if target == "mean":
        return quadrants(found.names, importance, performance), ()
    stated = touchpoints(store, scope.journey_id).set_index("touchpoint_id")[target]
    line = stated.reindex(list(found.names)).to_numpy(dtype=float, na_value=np.nan)
    kept = np.flatnonzero(np.isfinite(line))
    unplaced = tuple(name for name, level in zip(found.names, line, strict=True) if not np.isfinite(level))
    if not len(kept):
        return None, unplaced
    names = tuple(found.names[at] for at in kept)
    picked = (Sampled(one.value[kept], one.draws[:, kept]) for one in (importance, performance))
    return quadrants(names, *picked, floor=line[kept]), unplaced
