"""Touchpoints against process measures as one document, for the command line and other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from analytics.links.model import LEAST_ANSWERS, LinkCell
from analytics.links.periods import PeriodCell
from data.queries.journey import journeys
from data.queries.linked_measures import LinkMeasure
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.capability_document import last_year
from workflows.link_words import effect_unit, measure_name
from workflows.read_link_periods import PeriodReading, read_link_periods
from workflows.read_links import LinksReading, read_links

Document = dict[str, Any]
Translate = Callable[[str], str]


LEVELS: Final = ("auto", "case", "period")


def links_document(
    store: Store, journey_id: str, *, level: str = "auto", grain: str | None = None, start: date | None = None,
    end: date | None = None, translate: Translate = str,
) -> Document:  # fmt: skip
    """The matrix of one journey: what it rests on, its measures and touchpoints, and every cell, the surest first.

    Without `start` and `end` the twelve months up to the last answer count case by case, as on the page; by period all
    answers do, since periods are few. "auto" looks case by case, and by period where no touchpoint has enough linked
    answers.

    Raises
    ------
    UnknownId
        No such journey.
    BadInput
        Another level or grain.
    """
    if level not in LEVELS:
        raise BadInput(field="--level", value=level, fix=N_("Choose auto, case or period."))
    if journey_id not in set(journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    scope = Scope(journey_id, (), start, end, str(setting(store, "date_basis")))
    if level != "period":
        is_open = start is None and end is None
        reading = read_links(store, last_year(store, journey_id) if is_open else scope)
        if level == "case" or not all(one.n_linked < LEAST_ANSWERS for one in reading.targets):
            return reading_document(reading, translate)
    return periods_document(scope, read_link_periods(store, scope, grain=grain))


def periods_document(scope: Scope, reading: PeriodReading | None) -> Document:
    """One reading by period as figures; lags in periods, positive where the measure comes first."""
    found = _scope_document(scope) | {"level": "period"}
    if reading is None:
        return found | {"n_periods": 0, "n_tested": 0, "n_likely_real": 0, "cells": []}
    matrix = reading.matrix
    columns = ["code", "name_en", "name_zh", "unit", "direction", "touchpoint_id"]
    shown = reading.measures[columns].astype(object)
    return found | {
        "grain": reading.grain,
        "n_periods": len(reading.starts),
        "first_period": reading.starts[0].isoformat(),
        "last_period": reading.starts[-1].isoformat(),
        "lags": list(matrix.lags),
        "n_tested": matrix.n_tested,
        "n_likely_real": sum(cell.verdict == "likely_real" for cell in matrix),
        "measures": shown.where(shown.notna(), None).to_dict("records"),
        "touchpoints": list(matrix.touchpoints),
        "cells": [asdict(cell) for cell in sorted(matrix, key=_surest)],
    }


def reading_document(reading: LinksReading, translate: Translate) -> Document:
    """One reading as figures; effects in points of 100 per unit of the measure."""
    held = reading.held
    return {
        **_scope_document(reading.scope),
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


def _scope_document(scope: Scope) -> Document:
    return {
        "journey_id": scope.journey_id,
        "start": scope.start.isoformat() if scope.start else None,
        "end": scope.end.isoformat() if scope.end else None,
    }


def _surest(cell: LinkCell | PeriodCell) -> tuple[bool, float, float]:
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
