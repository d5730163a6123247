"""Cached reads of the measures of a journey, keyed by the store's versions."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from data.queries import kpi_derived, kpi_write
from data.queries.kpi_derived import Asked
from views.cached import cached
from views.loaders import once, stamp, store
from workflows.read_kpis import Measure, read_measures
from workflows.split_kpi import segment_measures

AREAS: Final = ("process", "journey", "feedback", "setting")
MOST_RECORDS: Final = 500


@cached(8)
def _measures(stamp: tuple[str | int, ...], journey_id: str) -> tuple[Measure, ...]:
    return read_measures(store(), journey_id)


@once
def measures(journey_id: str) -> tuple[Measure, ...]:
    """Every measure of the journey, with and without values."""
    return _measures(stamp(*AREAS), journey_id)


@cached(32)
def _segments(stamp: tuple[str | int, ...], journey_id: str, kpi_id: str) -> tuple[tuple[str, Measure], ...]:
    measure = next(one for one in _measures(stamp, journey_id) if one.kpi_id == kpi_id)
    return segment_measures(store(), journey_id, measure)


def segments(journey_id: str, kpi_id: str) -> tuple[tuple[str, Measure], ...]:
    """The measure split by the segments that its own file names; empty where none does."""
    return _segments(stamp(*AREAS), journey_id, kpi_id)


@cached(32)
def _records(stamp: tuple[str | int, ...], asked: Asked, start: date, end: date) -> pd.DataFrame:
    return kpi_derived.derived_records(store(), asked, start=start, end=end, limit=MOST_RECORDS)


def records(asked: Asked, start: date, end: date) -> pd.DataFrame:
    """The records behind the value of one period, the first of them where they are many."""
    return _records(stamp(*AREAS), asked, start, end)


@cached(32)
def _projects(stamp: tuple[str | int, ...], asked: Asked, start: date | None, end: date | None) -> pd.DataFrame:
    return kpi_derived.derived_by_project(store(), asked, start=start, end=end)


def projects(asked: Asked, start: date | None, end: date | None) -> pd.DataFrame:
    """One row per project with the sums behind its value."""
    return _projects(stamp(*AREAS), asked, start, end)


@cached(32)
def _revisions(stamp: tuple[str | int, ...], kpi_id: str) -> pd.DataFrame:
    return kpi_write.kpi_revisions(store(), kpi_id)


def revisions(kpi_id: str) -> pd.DataFrame:
    """What was changed about a measure, newest first."""
    return _revisions(stamp("process"), kpi_id)
