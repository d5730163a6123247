"""How long the customers of a stage wait before they fall below their floor, and taking that over as a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from analytics.capability.tolerance import Tolerance, customer_tolerance
from data.queries.capability_rows import linked_cases
from data.queries.scope import Scope
from data.store import Store
from errors import N_, BadInput, ThroughlineError
from workflows.capability_measures import clock_of
from workflows.capability_model import STAGE_KINDS
from workflows.set_specification import measure_of, set_limits

SEED = 20_260_101  # chance is a number of its own, so that page and command draw the same resamples


@dataclass(frozen=True, eq=False)
class Waiting:
    """The tolerance of one stage time and the cases it was read from.

    Attributes
    ----------
    tolerance : None where there were too few linked cases; `problem` says so.
    cases : one row per linked case: wait (hours), score (points above the floor), account.
    floor : mean expectation floor of the answers, points of 100.
    """

    tolerance: Tolerance | None
    cases: pd.DataFrame
    floor: float | None
    problem: ThroughlineError | None = None


def stage_tolerance(store: Store, scope: Scope, kind: str, stage_id: str) -> Waiting:
    """The tolerance for a stage's waiting or lead time by the clock of its limits, else of the journey's calendar.

    The score is held against each touchpoint's own floor.
    """
    if kind not in STAGE_KINDS:
        raise BadInput(field="kind", value=kind, fix=N_("Choose one of the listed values."))
    measured = measure_of(store, scope.journey_id, f"{kind}:{stage_id}")
    cases = linked_cases(store, scope, stage_id, clock_of(store, scope.journey_id, measured))
    cases = cases.rename(columns={STAGE_KINDS[kind]: "wait"})[["case_id", "wait", "score", "floor", "account"]].dropna()
    floor = float(cases["floor"].mean()) if len(cases) else None
    try:
        found = customer_tolerance(cases, 0.0, rng=np.random.default_rng(SEED))
    except ThroughlineError as problem:
        return Waiting(None, cases, floor, problem)
    return Waiting(found, cases, floor)


def adopt_tolerance(store: Store, scope: Scope, kind: str, stage_id: str, *, by: str, at: datetime) -> int:
    """Take the tolerance over as upper limit, labelled as derived; raises BadInput where none was found."""
    found = stage_tolerance(store, scope, kind, stage_id).tolerance
    if found is None or found.wait is None or found.low is None or found.high is None:
        raise BadInput(field="tolerance", value=stage_id, fix=N_("No tolerance was found; enter a limit instead."))
    facts = {
        "low": found.low, "high": found.high, "n_cases": found.n_cases, "n_accounts": found.n_accounts, "p": found.p,
        "start": None if scope.start is None else scope.start.isoformat(),
        "end": None if scope.end is None else scope.end.isoformat(),
    }  # fmt: skip
    wait = math.floor(found.wait * 100) / 100
    return set_limits(
        store, scope.journey_id, f"{kind}:{stage_id}", lower=None, upper=wait, by=by, at=at, source="tolerance",
        facts=facts,
    )  # fmt: skip
