"""Cached reads of goals and objectives."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries import goals as queries
from views.cached import cached
from views.loaders import once, stamp, store
from views.loaders_kpis import measures
from workflows.case_measures import case_measures
from workflows.read_kpis import Measure
from workflows.read_objectives import Objective, course_of, read_objectives

AREAS: Final = ("work", "process", "journey", "feedback", "setting")


@cached(8)
def _goals(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return queries.goals(store(), journey_id)


@once
def goals(journey_id: str) -> pd.DataFrame:
    """One row per live goal."""
    return _goals(stamp("work"), journey_id)


@cached(8)
def _objectives(stamp: tuple[str | int, ...], journey_id: str) -> tuple[Objective, ...]:
    return read_objectives(store(), journey_id, measures(journey_id))


@once
def objectives(journey_id: str) -> tuple[Objective, ...]:
    """Every live objective with its course and its outlook, by due date."""
    return _objectives(stamp(*AREAS), journey_id)


@cached(16)
def _history(stamp: tuple[str | int, ...], objective_id: str) -> pd.DataFrame:
    return queries.objective_revisions(store(), objective_id)


def history(objective_id: str) -> pd.DataFrame:
    """Every state of an objective, newest first."""
    return _history(stamp("work"), objective_id)


@cached(8)
def _case_measures(stamp: tuple[str | int, ...], journey_id: str) -> tuple[Measure, ...]:
    return case_measures(store(), journey_id)


@once
def cases(journey_id: str) -> tuple[Measure, ...]:
    """What the journey's cases take, cost and feel like, where its log tells."""
    return _case_measures(stamp(*AREAS), journey_id)


def measure_of(journey_id: str, kind: str, measure_id: str) -> Measure | None:
    """The measure an objective names; None for a touchpoint's score."""
    every = {"kpi": measures, "case": cases}.get(kind)
    return None if every is None else next((one for one in every(journey_id) if one.kpi_id == measure_id), None)


@cached(16)
def _course(stamp: tuple[str | int, ...], journey_id: str, kind: str, measure_id: str) -> pd.DataFrame:
    return course_of(store(), journey_id, kind, measure_id, measure_of(journey_id, kind, measure_id))


def course(journey_id: str, kind: str, measure_id: str) -> pd.DataFrame:
    """The values an objective about this measure or touchpoint would be judged by."""
    return _course(stamp(*AREAS), journey_id, kind, measure_id)
