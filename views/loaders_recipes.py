"""Cached reads of recipes, learned names and late sources."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from data.queries import recipes as queries
from views.cached import cached
from views.loaders import rules, stamp, store
from workflows import manage_recipes

AREAS = ("feedback", "process", "journey", "setting")


def today() -> date:
    """Today in the time zone of the settings."""
    return datetime.now(UTC).astimezone(ZoneInfo(str(rules()["time_zone"]))).date()


@cached(4)
def _recipes(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return queries.recipe_list(store())


def recipes() -> pd.DataFrame:
    """One row per recipe, the last used first."""
    return _recipes(stamp(*AREAS))


@cached(4)
def _sources(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return manage_recipes.sources(store())


def sources() -> pd.DataFrame:
    """One row per survey or log with files: rhythm and last day of its data."""
    return _sources(stamp(*AREAS))


@cached(4)
def _aliases(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return queries.alias_list(store())


def aliases() -> pd.DataFrame:
    """One row per learned name of a touchpoint."""
    return _aliases(stamp(*AREAS))


@cached(16)
def _late(stamp: tuple[str | int, ...], journey_id: str, as_of: date) -> pd.DataFrame:
    return manage_recipes.late(store(), as_of=as_of, journey_id=journey_id)


def late(journey_id: str) -> pd.DataFrame:
    """The sources of a journey that are late today."""
    return _late(stamp(*AREAS), journey_id, today())


@cached(16)
def _stale(stamp: tuple[str | int, ...], journey_id: str, as_of: date) -> dict[str, date]:
    return manage_recipes.stale_touchpoints(store(), journey_id, as_of=as_of)


def stale(journey_id: str) -> dict[str, date]:
    """Touchpoints of a journey that only late sources feed, with the last day of their data."""
    return _stale(stamp(*AREAS), journey_id, today())
