"""Cached reads of the key drivers."""

from __future__ import annotations

from analytics.drivers.contrast import Contrasts
from analytics.drivers.model import NoDrivers
from analytics.drivers.nonlinear import NonLinear
from analytics.drivers.response import Response
from analytics.drivers.segments import SegmentDrivers
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import once, stamp, store
from workflows import read_drivers
from workflows.read_drivers import Asked, DriverReading, Part

AREAS = ("feedback", "journey")


@cached(64)
def _parts(stamp: tuple[str | int, ...], scope: Scope) -> tuple[Part, ...]:
    return read_drivers.parts(store(), scope)


@once
def parts(scope: Scope) -> tuple[Part, ...]:
    """What can be read together: the whole journey, or single stages."""
    return _parts(stamp(*AREAS), scope)


@cached(64)
def _outcomes(stamp: tuple[str | int, ...], scope: Scope) -> tuple[str, ...]:
    return read_drivers.outcomes(store(), scope)


@once
def outcomes(scope: Scope) -> tuple[str, ...]:
    """Outcomes that the answers hold."""
    return _outcomes(stamp(*AREAS), scope)


@cached(128)
def _reading(stamp: tuple[str | int, ...], scope: Scope, part: Part, asked: Asked) -> DriverReading:
    return read_drivers.read_drivers(store(), scope, part, asked)


@once
def reading(scope: Scope, part: Part, asked: Asked) -> DriverReading:
    """The drivers of one part."""
    return _reading(stamp(*AREAS), scope, part, asked)


@cached(128)
def _response(
    stamp: tuple[str | int, ...], scope: Scope, part: Part, asked: Asked, touchpoint_id: str
) -> tuple[Response | NoDrivers, float]:
    return read_drivers.read_response(store(), scope, part, asked, touchpoint_id)


@once
def response(scope: Scope, part: Part, asked: Asked, touchpoint_id: str) -> tuple[Response | NoDrivers, float]:
    """The outcome along one touchpoint, and the step: one point of its scale."""
    return _response(stamp(*AREAS), scope, part, asked, touchpoint_id)


@cached(64)
def _sides(stamp: tuple[str | int, ...], scope: Scope, part: Part, asked: Asked) -> Contrasts | NoDrivers:
    return read_drivers.read_sides(store(), scope, part, asked)


@once
def sides(scope: Scope, part: Part, asked: Asked) -> Contrasts | NoDrivers:
    """Whether touchpoints hurt when poor, please when good, or both."""
    return _sides(stamp(*AREAS), scope, part, asked)


@cached(64)
def _change(
    stamp: tuple[str | int, ...], scope: Scope, before: Scope, part: Part, asked: Asked
) -> SegmentDrivers | NoDrivers:
    return read_drivers.read_change(store(), scope, before, part, asked)


@once
def change(scope: Scope, before: Scope, part: Part, asked: Asked) -> SegmentDrivers | NoDrivers:
    """Shares now beside those of the period before."""
    return _change(stamp(*AREAS), scope, before, part, asked)


@cached(64)
def _bends(stamp: tuple[str | int, ...], scope: Scope, part: Part, asked: Asked) -> NonLinear | NoDrivers:
    return read_drivers.read_bends(store(), scope, part, asked)


@once
def bends(scope: Scope, part: Part, asked: Asked) -> NonLinear | NoDrivers:
    """Straight lines beside a model without them."""
    return _bends(stamp(*AREAS), scope, part, asked)
