"""Cached reads of the part "Forecast", keyed by the store's versions."""

from __future__ import annotations

import pandas as pd

from analytics.performance.forecast import Forecast, Outcome, forecast
from data.queries.path_knowledge import known_by_stage
from data.queries.scope import Scope
from views.loaders import made, store

AREAS = ("process", "journey", "feedback", "setting")


def known(scope: Scope) -> pd.DataFrame:
    """What is known of each case after each stage; the period does not narrow it, for models learn from all."""
    whole = scope.between(None, None)
    return made(AREAS, ("known by stage", whole), lambda: known_by_stage(store(), whole))


def found(scope: Scope, outcome: Outcome) -> Forecast | None:
    """The models of one outcome."""
    whole = scope.between(None, None)
    return made(AREAS, ("forecast", whole, outcome), lambda: forecast(known(whole), outcome))
