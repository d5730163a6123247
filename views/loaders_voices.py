"""Cached reads of the voices page, keyed by the store's versions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.intervals import Estimate, clustered_mean, clustered_share
from analytics.voices.bare import LONGEST, says_only_nothing
from analytics.voices.impact import Impact, theme_impacts
from analytics.voices.tones import weighed_mentions
from data.queries import text_work, voice_groups, voice_review, voice_rows, voice_texts
from data.queries.scope import Scope
from data.queries.themes import themes
from data.queries.voice_base import VoiceFilter
from data.queries.voice_search import found_texts
from errors import NotEnoughData
from i18n import language, pick
from views.cached import cached
from views.loaders import rules, stamp, store

REAL = 0.05
LEAST_N, LEAST_POINTS = 30, 0.05  # an impact of fewer responses, or a smaller one, is never coloured
AREAS = ("feedback", "journey", "voices", "setting")


@dataclass(frozen=True)
class Heard:
    """All comments of a scope: counts, and of those with content net sentiment (-1 to 1) and negative share (0 to 1).

    Both are None without any.
    The n_foreign in other languages than English and Chinese are counted in n_all alone.
    """

    n_all: int
    n_none: int
    n_unread: int
    n_low: int
    n: int
    n_negative: int
    n_positive: int
    net: Estimate | None
    negative: Estimate | None = None
    n_foreign: int = 0


@dataclass(frozen=True)
class ThemeRow:
    """One theme: comments by the sign of its clauses, and its impact on the score, None where there is none to give."""

    theme_id: str
    n: int
    n_negative: int
    n_positive: int
    negative: Impact | None
    positive: Impact | None
    low_n: int = LEAST_N

    def is_real(self, impact: Impact | None) -> bool:
        """Whether an impact counts: beyond chance, of enough responses, and large enough to be seen."""
        if impact is None or impact.value is None or not is_beyond_chance(impact):
            return False
        return impact.n >= max(self.low_n, LEAST_N) and abs(impact.value) >= LEAST_POINTS

    @property
    def cost(self) -> float:
        """Points by which this theme pulls the mean score down beyond chance, 0 or more."""
        return max(0.0, -min(self._real(), default=0.0))

    @property
    def gain(self) -> float:
        """Points by which it lifts the mean score beyond chance, 0 or more."""
        return max(0.0, max(self._real(), default=0.0))

    def _real(self) -> list[float]:
        both = (self.negative, self.positive)
        return [one.value for one in both if one is not None and one.value is not None and self.is_real(one)]


def is_beyond_chance(impact: Impact | None) -> bool:
    """Whether an impact is beyond chance among all themes looked at."""
    return impact is not None and impact.q is not None and impact.q < REAL


@cached(32)
def _heard(stamp: tuple[str | int, ...], scope: Scope) -> Heard:
    sums = voice_rows.sentiment_sums(store(), scope)
    told = {name: int(sums[name].sum()) for name in ("n_all", "n_none", "n_unread", "n_foreign", "n_low", "n")}
    known = sums[sums["n"] > 0]
    net = clustered_mean(known, bounds=(-1.0, 1.0)) if len(known) else None
    negative = clustered_share(known.assign(s=known["n_negative"])) if len(known) else None
    return Heard(
        **told, n_negative=int(sums["n_negative"].sum()), n_positive=int(sums["n_positive"].sum()), net=net,
        negative=negative,
    )  # fmt: skip


def heard(scope: Scope) -> Heard:
    """How many comments there are and how they sound."""
    return _heard(stamp(*AREAS), scope)


@cached(32)
def _bare(stamp: tuple[str | int, ...], scope: Scope) -> tuple[frozenset[str], int]:
    known = voice_groups.short_answers(store(), scope, LONGEST)
    bare = known[says_only_nothing(known["text"].tolist(), known["language"].tolist())]
    return frozenset(bare["text_hash"]), int(bare["n"].sum())


def bare(scope: Scope) -> tuple[frozenset[str], int]:
    """The texts that say only "nothing" and have a sign from their question, and how many comments they are."""
    return _bare(stamp(*AREAS), scope)


@cached(32)
def _theme_rows(stamp: tuple[str | int, ...], scope: Scope) -> tuple[tuple[ThemeRow, ...], int]:
    counts = voice_rows.theme_counts(store(), scope)
    table = counts.pivot_table(index="theme_id", columns="sentiment", values="n_comments", aggfunc="sum", fill_value=0)
    impacts: dict[tuple[str, str], Impact] = {}
    responses = voice_rows.scored_responses(store(), scope)
    n_scored, low_n = len(responses), int(rules()["min_n_low"])
    try:
        found = theme_impacts(responses, weighed_mentions(voice_rows.theme_mentions(store(), scope)))
    except NotEnoughData:
        found = None
    if found is not None:
        impacts = {(one.theme, one.sentiment): one for one in found.impacts}
        n_scored = found.n
    rows = [
        ThemeRow(
            str(theme_id),
            int(row.sum()),
            int(row.get("negative", 0)),
            int(row.get("positive", 0)),
            impacts.get((str(theme_id), "negative")),
            impacts.get((str(theme_id), "positive")),
            low_n,
        )
        for theme_id, row in table.iterrows()
    ]
    rows.sort(key=lambda one: (-one.cost, -one.gain, -one.n, one.theme_id))
    return tuple(rows), n_scored


def theme_rows(scope: Scope) -> tuple[tuple[ThemeRow, ...], int]:
    """The themes, the one that costs most score first, and how many responses with score and comment stand behind."""
    return _theme_rows(stamp(*AREAS), scope)


@cached(8)
def _theme_frame(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return themes(store())


def theme_frame() -> pd.DataFrame:
    """Every theme, the retired ones too (`data.queries.themes.themes`)."""
    return _theme_frame(stamp("voices"))


def theme_names() -> dict[str, str]:
    """Theme id -> name in the language of the screen; retired ones too."""
    frame = theme_frame()
    rows = zip(frame["theme_id"], frame["name_en"], frame["name_zh"], strict=True)
    return {str(theme_id): pick(str(en), str(zh)) for theme_id, en, zh in rows}


@cached(64)
def _comments(
    stamp: tuple[str | int, ...], scope: Scope, chosen: VoiceFilter, order: str, first: int, most: int
) -> pd.DataFrame:
    return voice_texts.comment_page(store(), scope, chosen, order=order, first=first, most=most)


def comments(
    scope: Scope, chosen: VoiceFilter, *, order: str = "newest", first: int = 0, most: int = 20
) -> pd.DataFrame:
    """One row per distinct text and question, as `data.queries.voice_texts.comment_page`."""
    return _comments(stamp(*AREAS), scope, chosen, order, first, most)


@cached(64)
def _n_comments(stamp: tuple[str | int, ...], scope: Scope, chosen: VoiceFilter) -> tuple[int, int]:
    return voice_texts.n_comments(store(), scope, chosen)


def n_comments(scope: Scope, chosen: VoiceFilter) -> tuple[int, int]:
    """Comments that pass the filter, and the different customers they come from."""
    return _n_comments(stamp(*AREAS), scope, chosen)


@cached(32)
def _found(stamp: tuple[str | int, ...], query: str) -> tuple[int, ...] | None:
    return found_texts(store(), query)


def found(query: str) -> tuple[int, ...] | None:
    """Numbers of the texts with all words of the query; None where it holds no word."""
    return _found(stamp("feedback", "voices"), query)


@cached(32)
def _named_points(stamp: tuple[str | int, ...], scope: Scope) -> tuple[str, ...]:
    return voice_groups.named_points(store(), scope)


def named_points(scope: Scope) -> tuple[str, ...]:
    """Touchpoints that comments of a scope name; "" stands for those that name none."""
    return _named_points(stamp(*AREAS), scope)


@cached(2)
def _all_points(stamp: tuple[str | int, ...]) -> frozenset[str]:
    return voice_groups.all_points(store())


def all_points() -> frozenset[str]:
    """Every touchpoint of every journey."""
    return _all_points(stamp("journey"))


@cached(32)
def _least_group(stamp: tuple[str | int, ...], scope: Scope) -> int | None:
    return voice_groups.least_group(store(), scope)


def least_group(scope: Scope) -> int | None:
    """Comments of the smallest group that the segments of a scope single out or leave out; None without one."""
    return _least_group(stamp(*AREAS), scope)


@cached(8)
def _engines(stamp: tuple[str | int, ...]) -> tuple[int, tuple[tuple[str, int], ...]]:
    by = text_work.scored_by(store()).groupby("engine")["n"].sum().sort_values(ascending=False)
    return text_work.n_distinct_texts(store()), tuple((str(name), int(n)) for name, n in by.items())


def engines() -> tuple[int, tuple[tuple[str, int], ...]]:
    """Distinct texts in the store, and how many each engine scored, most first."""
    return _engines(stamp("feedback", "voices"))


@cached(4)
def _questions(stamp: tuple[str | int, ...]) -> dict[str, dict[str, str]]:
    return voice_review.question_labels(store())


def question(question_hash: str, asked: str | None) -> str | None:
    """A question in the language of the screen where its wording is known, else as it was asked."""
    return _questions(stamp(*AREAS)).get(question_hash, {}).get(language(), asked)
