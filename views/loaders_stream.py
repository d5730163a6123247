"""Cached reads of the value-stream page, keyed by the store's versions."""

from __future__ import annotations

from typing import Any

from analytics.process.value_stream import ValueStream
from data.queries import stream
from data.queries.scope import Scope
from views.loaders import made, once, store
from workflows.read_stream import stream_of

AREAS = ("process", "journey", "feedback", "setting")


@once
def log_totals(scope: Scope) -> dict[str, Any]:
    """Cases, events and lead time of a scope (`data.queries.stream.stream_totals`)."""
    return made(AREAS, ("stream totals", scope), lambda: stream.stream_totals(store(), scope))


@once
def value_stream(scope: Scope) -> ValueStream:
    """The value stream of a scope with the class of each step."""
    return made(AREAS, ("value stream", scope), lambda: stream_of(store(), scope))
