"""Cached reads of the board: units of a portfolio with their funnels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analytics.funnel import Funnel
from analytics.portfolio import limit_lines, on_time_funnel, outside, score_funnel
from data.queries import portfolio, portfolio_board
from data.queries.scope import Scope
from errors import NotEnoughData
from views.cached import cached
from views.loaders import rules, stamp, store
from workflows.rank_control import Shifted
from workflows.read_control import Reading
from workflows.read_units import unit_readings

LEAST_CASES = 3
AREAS = ("journey", "feedback", "process", "setting")


@dataclass(frozen=True)
class Units:
    """Units side by side; `funnel` and `limits` are None where there are too few to compare."""

    rows: pd.DataFrame
    funnel: Funnel | None
    limits: pd.DataFrame | None
    n_hidden: int


@cached(32)
def _scores(stamp: tuple[str | int, ...], scope: Scope, kind: str, min_n: int) -> Units:
    found = portfolio.unit_scores(store(), scope, kind)
    shown = found[(found["n"] >= min_n) & found["sd"].notna()].reset_index(drop=True)
    return _units(shown.rename(columns={"mean": "value"}), score_funnel, shown, len(found) - len(shown))


@cached(32)
def _on_time(stamp: tuple[str | int, ...], scope: Scope, kind: str, min_n: int) -> Units:
    if kind == portfolio.JOURNEY:
        return Units(pd.DataFrame(columns=["unit", "n", "value"]), None, None, 0)
    found = portfolio.unit_on_time(store(), scope, kind)
    shown = found[found["n"] >= min_n].reset_index(drop=True)
    return _units(shown.assign(value=shown["n_on_time"] / shown["n"]), on_time_funnel, shown, len(found) - len(shown))


def _units(rows: pd.DataFrame, compared, told: pd.DataFrame, n_hidden: int) -> Units:  # type: ignore[no-untyped-def]
    try:
        funnel: Funnel = compared(told)
    except NotEnoughData:
        return Units(rows, None, None, n_hidden)
    judged = rows.assign(z=funnel.z, band=funnel.band(), is_outside=funnel.is_outside)
    return Units(judged, funnel, limit_lines(funnel), n_hidden)


def both(scope: Scope, kind: str) -> tuple[Units, Units]:
    """Mean scores of units, and shares of cases that kept their first committed date.

    Units with fewer answers than the least n shown are counted, not shown; a case names nobody who answered. A unit is
    called by the false-discovery rate over both together.
    """
    versions = stamp(*AREAS)
    said = _scores(versions, scope, kind, int(rules()["min_n_hidden"]))
    ran = _on_time(versions, scope, kind, LEAST_CASES)
    called = outside(said.funnel, ran.funnel)
    told = [units if is_out is None else replace(units, rows=units.rows.assign(is_outside=is_out))
            for units, is_out in zip((said, ran), called, strict=True)]  # fmt: skip
    return told[0], told[1]


@dataclass(frozen=True, eq=False)
class Courses:
    """What the board says of units besides the two funnels: each score in time, cases on time and lead times."""

    readings: dict[str, Reading]
    moved: tuple[Shifted, ...]
    on_time: pd.DataFrame
    leads: pd.DataFrame


@cached(8)
def _courses(stamp: tuple[str | int, ...], scope: Scope, kind: str) -> Courses:
    readings, moved = unit_readings(store(), scope, kind)
    scopes = [scope]
    if kind == portfolio.JOURNEY:
        every = portfolio.unit_scores(store(), scope, kind)["unit"]
        scopes = [replace(scope, journey_id=str(one), segments=()) for one in every]
    on_time, leads = (
        pd.concat([read(store(), one, kind) for one in scopes], ignore_index=True) if scopes else pd.DataFrame()
        for read in (portfolio.unit_on_time, portfolio_board.unit_leads)
    )
    return Courses(readings, moved, on_time, leads)


def courses(scope: Scope, kind: str) -> Courses:
    """Scores of units by month on their charts, and their process in figures."""
    return _courses(stamp(*AREAS), scope, kind)


@cached(8)
def _kinds(stamp: tuple[str | int, ...], journey_id: str) -> tuple[str, ...]:
    from data.queries.segments import segment_values

    dims = segment_values(store(), journey_id)["dim"].drop_duplicates().tolist()
    return (*portfolio.KINDS, *map(str, dims))


def kinds(journey_id: str) -> tuple[str, ...]:
    """What units there can be: projects, accounts, journeys, and each segment of the data."""
    return _kinds(stamp(*AREAS), journey_id)


@cached(32)
def _touchpoints(stamp: tuple[str | int, ...], scope: Scope, kind: str, unit: str, least: int) -> pd.DataFrame:
    return portfolio.unit_touchpoints(store(), scope, kind, unit, least=least)


def touchpoints(scope: Scope, kind: str, unit: str) -> pd.DataFrame:
    """A unit's touchpoints against those of all others, lowest first."""
    return _touchpoints(stamp(*AREAS), scope, kind, unit, int(rules()["min_n_hidden"]))


@cached(32)
def _cases(stamp: tuple[str | int, ...], scope: Scope, kind: str, unit: str) -> pd.DataFrame:
    return portfolio.unit_cases(store(), scope, kind, unit)


def cases(scope: Scope, kind: str, unit: str) -> pd.DataFrame:
    """A unit's cases with a committed date, late ones first."""
    return _cases(stamp(*AREAS), scope, kind, unit)
