"""Touchpoints against process measures as one document, for the command line and other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from analytics.links.model import LinkCell
from data.queries.journey import journeys
from data.queries.linked_measures import LinkMeasure
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from errors import UnknownId
from workflows.link_words import effect_unit, measure_name
from workflows.read_links import LinksReading, read_links

Document = dict[str, Any]
Translate = Callable[[str], str]


def links_document(
    store: Store, journey_id: str, *, start: date | None = None, end: date | None = None, translate: Translate = str
) -> Document:
    """The matrix of one journey: what it rests on, its measures and touchpoints, and every cell, the surest first.

    Without `start` and `end` all answers count: one answer is held against its own case, whenever that was.

    Raises
    ------
    UnknownId
        No such journey.
    """
    if journey_id not in set(journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    basis = str(setting(store, "date_basis"))
    return reading_document(read_links(store, Scope(journey_id, (), start, end, basis)), translate)


def reading_document(reading: LinksReading, translate: Translate) -> Document:
    """One reading as figures; effects in points of 100 per unit of the measure."""
    scope, held = reading.scope, reading.held
    return {
        "journey_id": scope.journey_id,
        "start": scope.start.isoformat() if scope.start else None,
        "end": scope.end.isoformat() if scope.end else None,
        "level": "case",
        **asdict(reading.counts),
        "match_rate": reading.counts.match_rate,
        "compared_within": [*([held.grain] if held.grain else []), *held.dims],
        "n_tested": reading.matrix.n_tested,
        "n_likely_real": sum(cell.verdict == "likely_real" for cell in reading.matrix),
        "left_out": [{"kind": kind, "reason": reason} for kind, reason in reading.left_out],
        "measures": [_measure(one, translate) for one in reading.measures],
        "touchpoints": [asdict(one) for one in reading.targets],
        "cells": [asdict(cell) for cell in sorted(reading.matrix, key=_surest)],
    }


def _surest(cell: LinkCell) -> tuple[bool, float, float]:
    return cell.q is None, cell.q or 0.0, cell.p or 0.0


def _measure(one: LinkMeasure, translate: Translate) -> Document:
    return {
        "code": one.code,
        "kind": one.kind,
        "name": measure_name(one, translate),
        "step": one.activity or None,
        "touchpoint_id": one.touchpoint_id,
        "unit": one.unit,
        "effect_unit": effect_unit(one, translate),
        "better": one.direction or None,
    }
