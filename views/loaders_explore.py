"""Cached reads of the explore page, keyed by the store's versions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.crosstab import Crosstab, crosstab, first_options
from data.queries import explore
from data.queries.explore import Asked
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import rules, stamp, store
from workflows.save_view import saved_views

MOST_GROUPS, MOST_OPTIONS = 12, 40


@dataclass(frozen=True)
class Question:
    """One question, family of options or segment, with what may be computed of it."""

    code: str
    label: str
    kind: str
    survey: str
    n: int
    low: float | None = None
    high: float | None = None
    lower_is_better: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Answered:
    """A finished table, with how many answers fall outside the groups and options shown."""

    table: Crosstab
    n: int
    n_other_groups: int
    n_other_options: int
    is_mean: bool


@cached(32)
def _questions(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return explore.questions(store(), journey_id)


def questions(journey_id: str) -> pd.DataFrame:
    """One row per question or family of options of the journey's surveys."""
    return _questions(stamp("feedback", "journey", "voices"), journey_id)


@cached(32)
def _has_weights(stamp: tuple[str | int, ...], journey_id: str) -> bool:
    return explore.has_weights(store(), journey_id)


def has_weights(journey_id: str) -> bool:
    """Whether answers of the journey carry weights."""
    return _has_weights(stamp("feedback"), journey_id)


@cached(64)
def _answered(
    stamp: tuple[str | int, ...], scope: Scope, asked: Asked, question: Question, measure: str, min_n: int, low_n: int
) -> Answered:
    bases = explore.bases(store(), scope, asked)
    sizes = {str(name): int(n) for name, n in bases.groupby("group_name")["n"].sum().items()}
    kept = _groups(sizes, asked.by)
    is_mean = measure in ("mean", "top2")
    if is_mean:
        told = {"low": question.low or 0.0, "high": question.high or 0.0}
        counts = explore.means(store(), scope, asked, lower_is_better=question.lower_is_better, **told)
    else:
        counts = explore.counts(store(), scope, asked)
    options = (measure,) if is_mean else _options(counts, question)
    ends = (question.low, question.high) if question.low is not None and question.high is not None else None
    table = crosstab(
        bases, counts, groups=kept, options=options, is_mean=measure == "mean",
        bounds=ends if measure == "mean" else None, min_n=min_n, low_n=low_n,
    )  # fmt: skip
    other = counts.loc[~counts["option"].isin(list(options)), "n"].sum() if not is_mean else 0
    return Answered(
        table,
        sum(sizes.values()),
        sum(sizes.values()) - sum(sizes[name] for name in kept),
        int(other),
        measure == "mean",
    )


def _options(counts: pd.DataFrame, question: Question) -> tuple[str, ...]:
    """Numbers in their own order, options by size."""
    sizes = {str(name): int(n) for name, n in counts.groupby("option")["n"].sum().items()}
    largest = first_options(sizes, most=MOST_OPTIONS)
    return tuple(sorted(largest, key=float)) if question.is_number else largest


def _groups(sizes: dict[str, int], by: str) -> list[str]:
    """The latest periods in time order, the largest of other groups."""
    return sorted(sizes)[-MOST_GROUPS:] if by.startswith("per:") else list(first_options(sizes, most=MOST_GROUPS))


def answered(scope: Scope, asked: Asked, question: Question, measure: str) -> Answered:
    """The table of a question under the thresholds in force."""
    now = rules()
    areas = stamp("feedback", "journey", "setting")
    return _answered(areas, scope, asked, question, measure, int(now["min_n_hidden"]), int(now["min_n_low"]))


@cached(16)
def _rows(
    stamp: tuple[str | int, ...], scope: Scope, asked: Asked, option: str | None, group: str | None
) -> pd.DataFrame:
    return explore.answer_rows(store(), scope, asked, option, group)


def rows(scope: Scope, asked: Asked, option: str | None, group: str | None) -> pd.DataFrame:
    """The answers behind one figure, newest first."""
    return _rows(stamp("feedback", "voices", "setting"), scope, asked, option, group)


@cached(4)
def _saved(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return saved_views(store(), "explore")


def saved() -> pd.DataFrame:
    """One row per saved view of the page."""
    return _saved(stamp("setting"))
