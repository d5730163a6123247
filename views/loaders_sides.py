"""Cached reads of what is compared: two periods or two segments, and one period with the next."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.voices.theme_drift import Drift, theme_drifts
from analytics.voices.theme_sides import impact_contrasts
from analytics.voices.theme_sides import theme_contrasts as contrasts_of_themes
from analytics.voices.theme_trend import ThemeCourse, mix_breaks, theme_course
from analytics.voices.two_sides import Contrast, judged, mean_contrasts, share_contrasts
from data.queries import voice_rows, voice_sides
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import rules, stamp, store
from views.loaders_voices import AREAS, theme_rows

# tile -> (counted, out of)
_TILES = {"negative": ("n_negative", "n"), "none": ("n_none", "n_all"), "low": ("n_low", "n")}


@cached(32)
def _heard_contrasts(stamp: tuple[str | int, ...], scope: Scope, before: Scope, min_n: int) -> dict[str, Contrast]:
    now, then = voice_rows.sentiment_sums(store(), scope), voice_rows.sentiment_sums(store(), before)
    sides = [frame.assign(key="all") for frame in (now, then)]
    net = mean_contrasts(*(one.assign(s=100.0 * one["s"]) for one in sides), measure="net", min_n=min_n)
    shares = [
        one
        for tile, (counted, of) in _TILES.items()
        for one in share_contrasts(*(_counted(side, counted, of) for side in sides), measure=tile, min_n=min_n)
    ]
    return {one.measure: one for one in judged([*net, *shares])}


def _counted(sums: pd.DataFrame, counted: str, of: str) -> pd.DataFrame:
    """The sums as a share: `counted` out of `of`."""
    return pd.DataFrame(
        {"key": sums["key"], "cluster_group": sums["cluster_group"], "n": sums[of], "s": sums[counted]}
    )  # fmt: skip


def heard_contrasts(scope: Scope, before: Scope) -> dict[str, Contrast]:
    """Net sentiment (-100 to 100) and the shares "negative", "none", "low" of all comments, against another scope."""
    return _heard_contrasts(stamp(*AREAS), scope, before, int(rules()["min_n_hidden"]))


@cached(32)
def _theme_contrasts(stamp: tuple[str | int, ...], scope: Scope, other: Scope, min_n: int) -> tuple[Contrast, ...]:
    sides = [(voice_rows.sentiment_sums(store(), one), voice_sides.theme_sums(store(), one)) for one in (scope, other)]
    return contrasts_of_themes(sides[0], sides[1], min_n=min_n)


def theme_contrasts(scope: Scope, other: Scope) -> tuple[Contrast, ...]:
    """Per theme: share of comments that speak of it, and share of these that do so badly."""
    return _theme_contrasts(stamp(*AREAS), scope, other, int(rules()["min_comments"]))


@cached(32)
def _impacts(stamp: tuple[str | int, ...], scope: Scope, other: Scope) -> tuple[Contrast, ...]:
    one, two = ([row.negative for row in theme_rows(each)[0] if row.negative is not None] for each in (scope, other))
    return impact_contrasts(one, two)


def impacts(scope: Scope, other: Scope) -> tuple[Contrast, ...]:
    """What complaints about each theme do to the score; empty where a side has too few scores. Slower than the rest."""
    return _impacts(stamp(*AREAS), scope, other)


@cached(32)
def _n_negative(stamp: tuple[str | int, ...], scope: Scope) -> dict[str, int]:
    sums = voice_sides.theme_sums(store(), scope).groupby("theme_id")["n_negative"].sum()
    return {str(theme): int(n) for theme, n in sums.items()}


def n_negative(scope: Scope, theme_id: str) -> int:
    """Comments of a scope that speak of a theme badly."""
    return _n_negative(stamp(*AREAS), scope).get(theme_id, 0)


@dataclass(frozen=True)
class Course:
    """A theme over time, and the periods from which on another question was asked or another engine read.

    `drifts` of share and sentiment: what the line through all periods changes.
    """

    theme: ThemeCourse
    asked: tuple[pd.Timestamp, ...]
    read: tuple[tuple[pd.Timestamp, str], ...]
    drifts: tuple[Drift | None, Drift | None] = (None, None)


@cached(64)
def _course(stamp: tuple[str | int, ...], scope: Scope, grain: str, theme_id: str, min_n: int) -> Course:
    reading = voice_sides.reading_course(store(), scope, grain)
    asked = mix_breaks(reading, "question", min_n=min_n)
    engines = reading[~reading["engine"].isin(["", "person"])]
    read = mix_breaks(engines, "engine", min_n=min_n)
    counts = voice_sides.theme_course(store(), scope, grain, theme_id)
    breaks = {"share_breaks": asked, "sentiment_breaks": (*asked, *read)}
    found = theme_course(counts, grain, min_n=min_n, **breaks)
    drifts = theme_drifts(counts, min_n=min_n, **breaks)
    return Course(found, asked, tuple((period, _most(engines, period)) for period in read), drifts)


def _most(engines: pd.DataFrame, period: pd.Timestamp) -> str:
    """The engine that read most comments of a period."""
    here = engines[pd.to_datetime(engines["period_start"]) == period]
    return str(here.groupby("engine")["n"].sum().idxmax())


def course(scope: Scope, grain: str, theme_id: str) -> Course:
    """Share and sentiment of a theme by month or week, hidden where a period has too few comments."""
    return _course(stamp(*AREAS), scope, grain, theme_id, int(rules()["min_comments"]))
