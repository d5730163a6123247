"""Cached reads of the parts Capability and Baselines, keyed by the store's versions."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.capability.attribute import AttributeCapability, attribute_capability
from analytics.capability.model import Floats
from analytics.capability.picture import Picture, capability_picture
from analytics.capability.study import Study
from data.queries.baselines import baselines as read_baselines
from data.queries.capability_rows import floor_misses, stage_cases, stage_clock
from data.queries.measures import Measure
from data.queries.scope import Scope
from data.queries.specifications import specification_versions
from errors import ThroughlineError
from views.cached import cached
from views.loaders import made, once, stamp, store
from workflows.approve_baseline import Proposal, propose_baseline, segment_text
from workflows.capability_kpis import single_cases
from workflows.capability_measures import capability_measures, clock_of, rows_of
from workflows.capability_model import Capability, Measured, Report
from workflows.derive_tolerance import Waiting, stage_tolerance
from workflows.read_capability import read_capability, read_report

AREAS = ("feedback", "process", "journey", "setting")


@cached(8)
def _measures(stamp: tuple[str | int, ...], journey_id: str) -> tuple[Measured, ...]:
    return tuple(capability_measures(store(), journey_id))


@once
def measures(journey_id: str) -> tuple[Measured, ...]:
    """The measures that can be held to a limit, in journey order."""
    return _measures(stamp(*AREAS), journey_id)


@cached(32)
def _report(stamp: tuple[str | int, ...], scope: Scope, threshold: float) -> Report:
    return read_report(store(), scope, threshold=threshold)


@once
def report(scope: Scope, threshold: float) -> Report:
    """Every measure with a limit, judged, and the stages by their weakest."""
    return _report(stamp(*AREAS), scope, threshold)


@cached(64)
def _capability(
    stamp: tuple[str | int, ...], scope: Scope, code: str, threshold: float, before: Scope | None, wanted: str | None
) -> Capability:
    measured = next(one for one in measures(scope.journey_id) if one.code == code)
    return read_capability(store(), scope, measured, threshold=threshold, before=before, wanted=wanted)


@once
def capability(scope: Scope, code: str, threshold: float, before: Scope | None, wanted: str | None) -> Capability:
    """One measure judged, and against the period before."""
    return _capability(stamp(*AREAS), scope, code, threshold, before, wanted)


@cached(32)
def _values(stamp: tuple[str | int, ...], scope: Scope, code: str) -> Floats:
    measured = next(one for one in measures(scope.journey_id) if one.code == code)
    return rows_of(store(), scope, measured).values


def picture(scope: Scope, code: str, study: Study) -> Picture:
    """The histogram of a study with its curve."""
    values = _values(stamp(*AREAS), scope, code)
    return capability_picture(values, study.shape, (study.spec.lower, study.spec.upper))


@cached(16)
def _cases(stamp: tuple[str | int, ...], scope: Scope, code: str) -> pd.DataFrame:
    measured = next(one for one in measures(scope.journey_id) if one.code == code)
    return stage_cases(store(), scope, measured.measure_id, clock_of(store(), scope.journey_id, measured))


def cases(scope: Scope, measured: Measured) -> pd.DataFrame:
    """One row per case that passed the stage of a measure, its hours by the measure's clock."""
    return _cases(stamp(*AREAS), scope, measured.code)


@cached(8)
def _kpi_cases(stamp: tuple[str | int, ...], scope: Scope, code: str) -> pd.DataFrame | None:
    measured = next(one for one in measures(scope.journey_id) if one.code == code)
    return single_cases(store(), scope, measured)


def kpi_cases(scope: Scope, measured: Measured) -> pd.DataFrame | None:
    """One row per single case behind a KPI: record_id, day, value, account; None where the store has none."""
    return _kpi_cases(stamp(*AREAS), scope, measured.code)


@once
def missing_years(journey_id: str) -> tuple[int, ...]:
    """Years of the events without public holidays on record: their working time counts by the week alone."""
    found = made(AREAS, ("missing years", journey_id), lambda: stage_clock(store(), journey_id))
    return () if found.days is None else found.days.missing_years


@cached(16)
def _tolerance(stamp: tuple[str | int, ...], scope: Scope, kind: str, stage_id: str) -> Waiting:
    return stage_tolerance(store(), scope, kind, stage_id)


def tolerance(scope: Scope, kind: str, stage_id: str) -> Waiting:
    """How long the customers of a stage wait before they fall below their floor."""
    return _tolerance(stamp(*AREAS), scope, kind, stage_id)


@cached(32)
def _ratings(
    stamp: tuple[str | int, ...], scope: Scope, stage_id: str
) -> tuple[tuple[Measured, AttributeCapability], ...]:
    sums = dict(iter(floor_misses(store(), scope).groupby("touchpoint_id")))
    rated = [one for one in measures(scope.journey_id) if one.kind == "rating" and one.stage_id == stage_id]
    found = [(one, attribute_capability(sums[one.measure_id])) for one in rated if one.measure_id in sums]
    return tuple(sorted(found, key=lambda pair: -pair[1].share))


def ratings(scope: Scope, stage_id: str) -> tuple[tuple[Measured, AttributeCapability], ...]:
    """The touchpoints of a stage with a floor, the largest share below it first."""
    return _ratings(stamp(*AREAS), scope, stage_id)


@cached(32)
def _versions(stamp: tuple[str | int, ...], journey_id: str, kind: str, measure_id: str) -> pd.DataFrame:
    return specification_versions(store(), journey_id, kind, measure_id)


def versions(journey_id: str, kind: str, measure_id: str) -> pd.DataFrame:
    """Every version of one measure's limits, newest first."""
    return _versions(stamp("process"), journey_id, kind, measure_id)


@cached(8)
def _baselines(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return read_baselines(store(), journey_id)


@once
def baselines(journey_id: str) -> pd.DataFrame:
    """Every version of every approved baseline of a journey."""
    return _baselines(stamp("work"), journey_id)


@cached(32)
def _segment(stamp: tuple[str | int, ...], scope: Scope, measure: Measure) -> str | None:
    return segment_text(store(), scope, measure)


def segment(scope: Scope, measure: Measure) -> str | None:
    """The segments a baseline of the measure would be for, as stored; None = all."""
    return _segment(stamp(*AREAS), scope.between(None, None), measure)


@cached(32)
def _proposal(
    stamp: tuple[str | int, ...], scope: Scope, measure: Measure, grain: str, start: date | None, end: date | None
) -> Proposal | ThroughlineError:
    try:
        return propose_baseline(store(), scope, measure, grain, start=start, end=end)
    except ThroughlineError as problem:
        return problem


def proposal(
    scope: Scope, measure: Measure, grain: str, start: date | None = None, end: date | None = None
) -> Proposal | ThroughlineError:
    """The baseline proposed from a stable period, or over chosen days; or why there is none."""
    return _proposal(stamp(*AREAS), scope, measure, grain, start, end)
