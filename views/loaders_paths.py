"""Cached reads of the parts "Paths" and "Transitions", keyed by the store's versions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.paths.effects import PathEffect, path_effects
from analytics.paths.transitions import Transition, Ways, all_ways, transitions
from data.queries import path_effects as effect_queries
from data.queries import path_transitions, process_paths
from data.queries.scope import Scope
from views.loaders import made, once, rules, store

AREAS = ("process", "journey", "feedback", "setting")
LEAST_CASES = 20  # on both sides, for a feature to be looked at


@dataclass(frozen=True)
class Feature:
    """Something the way of a case may have: a passage, a loop, a hand-off, a delay, a whole path.

    `activity` is its step (of a path its stage, empty for the whole case), `other` the next step or the path's steps.
    """

    kind: str
    activity: str
    other: str = ""

    @property
    def code(self) -> str:
        """What a link calls it."""
        text = self.activity + "\x1f" + self.other
        return f"{self.kind}.{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:12]}"


@dataclass(frozen=True)
class Found:
    """Everything that was looked at, strongest evidence first; `pairs` counts what was judged."""

    effects: tuple[tuple[Feature, PathEffect], ...]
    n_judged: int

    def best(self) -> dict[Feature, PathEffect]:
        """Per feature the effect with the strongest evidence."""
        first: dict[Feature, PathEffect] = {}
        for feature, effect in self.effects:
            first.setdefault(feature, effect)
        return first


@once
def found(scope: Scope) -> Found:
    """What goes with the answers, over all features of the journey's cases."""
    return made(AREAS, ("path effects", scope), lambda: _found(scope))


def _found(scope: Scope) -> Found:
    rows = effect_queries.path_features(store(), scope, least_cases=LEAST_CASES).to_dict("records")
    named = {int(row["feature_no"]): feature_of(row) for row in rows}
    judged = path_effects(
        effect_queries.path_answers(store(), scope),
        effect_queries.path_exposures(store(), scope, least_cases=LEAST_CASES),
    )
    pairs = tuple((named[one.feature_no], one) for one in judged)
    return Found(pairs, sum(one.q is not None for one in judged))


def feature_of(row: dict[Any, Any]) -> Feature:
    """The feature of one row of `path_features`."""
    return Feature(str(row["kind"]), str(row["activity"]), str(row["other"] or ""))


@once
def picture(scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Steps and passages of the cases that ended in the period."""
    return made(
        AREAS, ("path picture", scope),
        lambda: (process_paths.path_nodes(store(), scope), process_paths.path_edges(store(), scope)),
    )  # fmt: skip


@once
def variants(scope: Scope) -> pd.DataFrame:
    """The ways through whole cases, most frequent first."""
    return made(AREAS, ("variants", scope), lambda: process_paths.variants(store(), scope))


def cases(scope: Scope, feature: Feature) -> pd.DataFrame:
    """The cases behind a feature."""
    what = ("feature cases", scope, feature)
    return made(AREAS, what, lambda: effect_queries.feature_cases(
        store(), scope, feature.kind, feature.activity, feature.other))  # fmt: skip


def comments(scope: Scope, feature: Feature) -> pd.DataFrame:
    """What customers of these cases said afterwards."""
    what = ("feature comments", scope, feature)
    return made((*AREAS, "voices"), what, lambda: effect_queries.feature_comments(
        store(), scope, feature.kind, feature.activity, feature.other))  # fmt: skip


@once
def passages(scope: Scope) -> tuple[Transition, ...]:
    """Where the visits of each touchpoint go, most frequent first."""
    return made(AREAS, ("passages", scope), lambda: _passages(scope))


def _passages(scope: Scope) -> tuple[Transition, ...]:
    return transitions(
        path_transitions.passage_sums(store(), scope),
        path_transitions.passage_times(store(), scope),
        path_transitions.passage_score_sums(store(), scope),
        least=int(rules()["min_n_low"]),
    )


def all_passages(scope: Scope) -> Ways | None:
    """What becomes of all visits together."""
    return made(AREAS, ("all passages", scope), lambda: all_ways(path_transitions.passage_sums(store(), scope)))


def passage_cases(scope: Scope, touchpoint_id: str, went_to: str) -> pd.DataFrame:
    """The passages of one kind, longest wait first."""
    what = ("passage cases", scope, touchpoint_id, went_to)
    return made(AREAS, what, lambda: path_transitions.passage_cases(store(), scope, touchpoint_id, went_to))


def passage_comments(scope: Scope, touchpoint_id: str, went_to: str) -> pd.DataFrame:
    """What customers wrote who went this way."""
    what = ("passage comments", scope, touchpoint_id, went_to)
    return made((*AREAS, "voices"), what, lambda: path_transitions.passage_comments(
        store(), scope, touchpoint_id, went_to))  # fmt: skip
