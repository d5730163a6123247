"""What all caching rests on, and the journey with its KPIs: store versions and plain values in, frames out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import pandas as pd

from data import runtime
from data.queries import journey, kpis, segments, setting
from data.queries import outcomes as outcome_queries
from data.store import Store
from settings import settings
from views.cached import Kept, cached
from workflows.build_sample import ensure_sample

P = ParamSpec("P")
T = TypeVar("T")


_preparing = threading.Lock()
_prepared: set[str] = set()


_run: ContextVar[dict[tuple[object, ...], Any] | None] = ContextVar("loaded", default=None)


def begin_run() -> None:
    """Forget what the last run of the script loaded; called before a page is drawn."""
    _run.set({})


def once(load: Callable[P, T]) -> Callable[P, T]:
    """Load at most once per run of the script: a cache hit still hashes its arguments and copies its answer.

    What is loaded is shared by all parts of a page, which never change it.
    """

    @wraps(load)
    def loaded(*args: P.args, **kwargs: P.kwargs) -> T:
        seen = _run.get()
        if seen is None:
            return load(*args, **kwargs)
        key = (load, args, tuple(kwargs.items()))  # the function itself: several loaders are called `measures`
        if key not in seen:
            seen[key] = load(*args, **kwargs)
        return cast("T", seen[key])

    return loaded


def store() -> Store:
    """The store of this process; opened once, no cache can drop it."""
    return runtime.store()


def prepare() -> None:
    """Build the sample world when the store is new; app.py has usually done it before the first visitor."""
    path = str(store().path)
    if path in _prepared or not settings().sample:
        return
    with _preparing:
        if path not in _prepared:
            ensure_sample(store(), at=datetime.now(UTC))
            _prepared.add(path)


def stamp(*areas: str) -> tuple[str | int, ...]:
    """What a cached read depends on: the store's path and the version of every area it reads."""
    bench = store()
    return (str(bench.path), *(bench.version(area) for area in areas))


# settings ----------------------------------------------------------------------------------------
@cached(4)
def _rules(stamp: tuple[str | int, ...]) -> dict[str, Any]:
    return setting.all_settings(store())


@once
def rules() -> dict[str, Any]:
    """Every setting with its value: thresholds, margins, week start, fiscal year, date basis, currency."""
    return _rules(stamp("setting"))


# journey -----------------------------------------------------------------------------------------
@cached(128)
def _journey_frame(stamp: tuple[str | int, ...], name: str, journey_id: str) -> pd.DataFrame:
    read: dict[str, Callable[..., pd.DataFrame]] = {
        "stages": journey.stages,
        "touchpoints": journey.touchpoints,
        "measured_by": journey.measured_by,
        "competitors": journey.competitors,
        "versions": journey.versions,
        "persona": journey.persona,
        "segments": segments.segment_values,
        "kpi_definitions": kpis.kpi_definitions,
        "touchpoint_kpis": kpis.touchpoint_kpis,
        "questions": outcome_queries.questions,
    }
    return read[name](store(), journey_id)


@cached(4)
def _journeys(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return journey.journeys(store())


@once
def journeys() -> pd.DataFrame:
    """One row per live journey, real ones before the sample."""
    return _journeys(stamp("journey"))


@once
def stages(journey_id: str) -> pd.DataFrame:
    """One row per stage in order."""
    return _journey_frame(stamp("journey"), "stages", journey_id)


@once
def touchpoints(journey_id: str) -> pd.DataFrame:
    """One row per live touchpoint in journey order."""
    return _journey_frame(stamp("journey"), "touchpoints", journey_id)


@once
def names(journey_id: str, language: str) -> dict[str, str]:
    """Touchpoint id -> name in a language."""
    what = ("names", journey_id, language)
    return made(("journey",), what, lambda: _names(touchpoints(journey_id), "touchpoint_id", language))


@once
def stage_names(journey_id: str, language: str) -> dict[str, str]:
    """Stage id -> name in a language."""
    what = ("stage names", journey_id, language)
    return made(("journey",), what, lambda: _names(stages(journey_id), "stage_id", language))


def _names(frame: pd.DataFrame, key: str, language: str) -> dict[str, str]:
    other = "zh" if language == "en" else "en"
    chosen = frame[f"name_{language}"].fillna(frame[f"name_{other}"]).fillna(frame[key])
    return dict(zip(frame[key].astype(str), chosen.astype(str), strict=True))


@once
def measured_by(journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and question that measures it."""
    return _journey_frame(stamp("journey", "feedback"), "measured_by", journey_id)


@once
def competitors(journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and competitor with its score and source."""
    return _journey_frame(stamp("journey"), "competitors", journey_id)


@once
def versions(journey_id: str) -> pd.DataFrame:
    """One row per saved version of the map, newest first."""
    return _journey_frame(stamp("journey"), "versions", journey_id)


@once
def persona(persona_id: str) -> pd.DataFrame:
    """The one row of a persona; empty when there is none."""
    return _journey_frame(stamp("journey"), "persona", persona_id)


@once
def segment_values(journey_id: str) -> pd.DataFrame:
    """One row per segment dimension and value with its n."""
    return _journey_frame(stamp("feedback"), "segments", journey_id)


@once
def questions(journey_id: str) -> pd.DataFrame:
    """One row per question of the journey's surveys."""
    return _journey_frame(stamp("journey", "feedback"), "questions", journey_id)


@cached(32)
def _data_span(stamp: tuple[str | int, ...], journey_id: str) -> dict[str, object]:
    return journey.data_span(store(), journey_id)


@once
def data_span(journey_id: str) -> dict[str, object]:
    """First and last day with scores on either basis and how many there are."""
    return _data_span(stamp("feedback", "setting"), journey_id)


@cached(4)
def _has_sample(stamp: tuple[str | int, ...]) -> bool:
    return journey.has_sample(store())


@once
def has_sample() -> bool:
    """Whether the store holds sample data."""
    return _has_sample(stamp("feedback", "journey"))


# process -----------------------------------------------------------------------------------------
@once
def kpi_definitions(journey_id: str) -> pd.DataFrame:
    """One row per KPI of the journey."""
    return _journey_frame(stamp("journey", "process"), "kpi_definitions", journey_id)


@cached(32)
def _kpis_by_id(stamp: tuple[str | int, ...], journey_id: str) -> dict[str, dict[str, Any]]:
    rows = kpi_definitions(journey_id).to_dict("records")
    return {str(row["kpi_id"]): {str(name): value for name, value in row.items()} for row in rows}


def kpi_definition(journey_id: str, kpi_id: str) -> dict[str, Any]:
    """What one KPI states about itself, by column name."""
    return _kpis_by_id(stamp("process", "journey"), journey_id)[kpi_id]


@once
def touchpoint_kpis(journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and KPI behind it."""
    return _journey_frame(stamp("journey", "process"), "touchpoint_kpis", journey_id)


@cached(64)
def _kpi_series(
    stamp: tuple[str | int, ...], kpi_ids: tuple[str, ...], start: date | None, end: date | None
) -> pd.DataFrame:
    return kpis.kpi_series(store(), kpi_ids, start, end)


@once
def kpi_series(kpi_ids: tuple[str, ...], start: date | None, end: date | None) -> pd.DataFrame:
    """One row per KPI and period."""
    return _kpi_series(stamp("process"), kpi_ids, start, end)


# anything derived --------------------------------------------------------------------------------
_MADE = Kept(512)


def made(areas: tuple[str, ...], what: object, make: Callable[[], T]) -> T:
    """The answer of `make`, kept until one of `areas` is written; `what` names all else it depends on.

    Finished chart specifications, tables and sentences: building them costs more than the query.
    """
    return _MADE.get((stamp(*areas), repr(what)), make)
