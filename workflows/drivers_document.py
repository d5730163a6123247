"""`cli.py drivers`: the key drivers of a journey, part by part, with every figure of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from analytics.drivers.contrast import Contrast, Contrasts
from analytics.drivers.model import MISSING, Driver, Interval, KeyDrivers, LeftOut, NoDrivers
from analytics.drivers.quadrant import Place
from data.queries.driver_rows import OUTCOMES
from data.queries.journey import journeys
from data.store import Store
from errors import NotAmong, UnknownId
from workflows.capability_document import last_year
from workflows.driver_words import left_out_sentence, refusal_sentence
from workflows.read_drivers import TARGETS, Asked, DriverReading, read_all, read_sides

Document = dict[str, Any]
Translate = Callable[[str], str]


def drivers_document(
    store: Store, journey_id: str, *, outcome: str = "overall", missing: str = "complete", target: str = "mean",
    start: date | None = None, end: date | None = None, translate: Translate = str,
) -> Document:  # fmt: skip
    """The drivers of a journey, by default over the twelve months the page opens on.

    Raises
    ------
    UnknownId
        No such journey.
    NotAmong
        An outcome, a treatment of blanks or a line to hold scores against that is not known.
    """
    if journey_id not in set(journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    for option, value, among in (
        ("--outcome", outcome, OUTCOMES), ("--missing", missing, MISSING), ("--target", target, TARGETS)
    ):  # fmt: skip
        if value not in among:
            raise NotAmong(field=option, value=value, allowed=", ".join(among))
    scope = last_year(store, journey_id)
    if start is not None or end is not None:
        scope = scope.between(start, end)
    asked = Asked(outcome, missing, target)
    return {
        "journey_id": journey_id,
        "start": None if scope.start is None else scope.start.isoformat(),
        "end": None if scope.end is None else scope.end.isoformat(),
        **asdict(asked),
        "parts": [
            reading_document(one, read_sides(store, scope, one.part, asked), translate)
            for one in read_all(store, scope, asked)
        ],
    }


def reading_document(reading: DriverReading, sides: Contrasts | NoDrivers, translate: Translate = str) -> Document:
    """One part; shares from 0 to 1, scores from 0 to 100, slopes in points of the outcome per point of the score."""
    found = reading.found
    head = {
        "part": reading.part.code,
        "stage_id": reading.part.stage_id,
        "n_answer_sets": reading.n_answer_sets,
        "n_accounts": reading.n_accounts,
        "left_out": [_left_out(one, translate) for one in found.left_out],
    }
    if not isinstance(found, KeyDrivers):
        said = refusal_sentence(found, reading.asked.outcome, translate)
        return {**head, "refusal": {"code": found.code, "message": said, "facts": _plain(found.facts)}, "drivers": []}
    places = {place.name: place for place in reading.quadrants.places} if reading.quadrants else {}
    both = {} if isinstance(sides, NoDrivers) else {one.name: one for one in sides.contrasts}
    return {
        **head,
        "refusal": None,
        "n": found.n,
        "n_customers": found.n_clusters,
        "r2": asdict(found.r2),
        "method": found.method,
        "error": found.error,
        "outcome_mean": found.outcome_mean,
        "index": None if reading.index is None else asdict(reading.index),
        "largest_shift": None if reading.sensitivity is None else reading.sensitivity.largest_shift,
        "without_target": list(reading.unplaced),
        "drivers": [_driver(one, reading, places.get(one.name), both.get(one.name)) for one in found.ranked],
    }


def _driver(one: Driver, reading: DriverReading, place: Place | None, sides: Contrast | None) -> Document:
    told = {name: asdict(value) if isinstance(value, Interval) else value for name, value in vars(one).items()}
    told["touchpoint_id"] = told.pop("name")
    return {
        **told,
        "n_accounts": reading.n_accounts_of[one.name],
        "quadrant": None if place is None else place.quadrant,
        "certainty": None if place is None else place.certainty,
        "performance": None if place is None else asdict(place.performance),
        "asymmetry": None if sides is None else asdict(sides),
        "held_against": None if place is None else place.floor,
    }


def _left_out(one: LeftOut, translate: Translate) -> Document:
    return {
        "touchpoint_id": one.name,
        "code": one.code,
        "message": left_out_sentence(one, one.name, str, translate),
        "facts": _plain(one.facts),
    }


def _plain(facts: Mapping[str, object]) -> Document:
    return {name: value.item() if isinstance(value, np.generic) else value for name, value in facts.items()}
