"""Cached reads of the theme list and of the topics, keyed by the store's versions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.intervals import Estimate, clustered_mean
from analytics.voices.codeframe import Codeframe, Theme
from analytics.voices.places import without_places
from analytics.voices.quotes import representative_quotes
from analytics.voices.suggest import correction_matrix, hashed_features, learn_themes, missed
from analytics.voices.themes import presence, tag
from analytics.voices.topic_names import distinct_names
from analytics.voices.topics import MIN_TEXTS, Topic, discover_topics
from data.queries import voice_themes
from data.queries.scope import Scope
from data.queries.themes import theme_corrections, theme_labels
from data.queries.voice_rows import theme_counts
from data.queries.voice_texts import text_vectors
from views.cached import Kept, cached
from views.loaders import stamp, store
from views.loaders_voices import bare
from workflows.edit_themes import codeframe

AREAS: Final = ("feedback", "journey", "voices", "setting")
MOST_TEXTS: Final = 12_000  # looked at for topics and missed comments: of more, those said most often
SEED: Final = 7
QUOTES: Final = 3
ENOUGH_VECTORS: Final = 0.5  # share of the texts with vectors, from which these are used

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Group:
    """One topic with what its comments say together.

    Attributes
    ----------
    name_en, name_zh : words that no other topic of the list is named by; empty where no comment shares one.
    n, share : comments with content, and their share of those that were grouped.
    score : mean score (0-100) of the responses behind them; None without any. net : mean net sentiment, -1 to 1.
    quotes : texts chosen by rule (`analytics.voices.quotes`).
    key : hash of one of its texts, by which a link finds it again. numbers : the numbers of all its texts.
    """

    topic: Topic
    name_en: tuple[str, ...]
    name_zh: tuple[str, ...]
    n: int
    share: float
    score: Estimate | None
    net: Estimate
    quotes: tuple[str, ...]
    key: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Topics:
    """All topics, the largest first; n comments were grouped, by spelling only where no vectors were there."""

    groups: tuple[Group, ...]
    n: int
    is_by_meaning: bool


@cached(16)
def _texts(stamp: tuple[str | int, ...], scope: Scope) -> pd.DataFrame:
    return voice_themes.scope_texts(store(), scope)


def texts(scope: Scope) -> pd.DataFrame:
    """One row per distinct text of a scope, as `data.queries.voice_themes.scope_texts`."""
    return _texts(stamp(*AREAS), scope)


@cached(16)
def _counts(stamp: tuple[str | int, ...], scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    bench = store()
    return theme_counts(bench, scope), voice_themes.group_counts(bench, scope), theme_corrections(bench)


def counts(scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Comments per theme, per group, and what people said about each theme."""
    return _counts(stamp(*AREAS), scope)


@cached(4)
def _codebook(stamp: tuple[str | int, ...]) -> Codeframe:
    return codeframe(store())


def codebook() -> Codeframe:
    """The theme list in use."""
    return _codebook(stamp("voices"))


def others(theme_id: str) -> tuple[Theme, ...]:
    """The themes in use but for one, and their groups."""
    return tuple(theme for theme in codebook().themes if theme.id != theme_id)


# missed comments ---------------------------------------------------------------------------------
def missed_comments(scope: Scope, theme: Theme) -> pd.DataFrame:
    """Texts that look like the theme though no word of it was found, the likeliest first: text_hash, text."""
    known, vectors, _is_by_meaning = _with_vectors(scope, texts(scope))
    if len(known) < MIN_TEXTS:
        return known[["text_hash", "text"]].head(0)
    written = known["text"].tolist()
    book = codebook()
    has = presence(tag(written, book), len(written), book)[:, [book.ids.index(theme.id)]]
    number = {text_hash: at for at, text_hash in enumerate(known["text_hash"])}
    labels = theme_labels(store(), [theme.id])
    labels = labels.assign(text=labels["text_hash"].map(number)).dropna(subset=["text"]).astype({"text": "int64"})
    said = correction_matrix(labels, len(written), [theme.id])
    with threadpool_limits(1):  # on a busy machine threads that wait for each other take ten times as long
        model = learn_themes(has, vectors, said, random_state=SEED)
    found = missed(model, has, said, [theme.id])
    return known.iloc[found["text"].to_numpy(dtype=np.int64)][["text_hash", "text"]].reset_index(drop=True)


def _with_vectors(scope: Scope, wanted: pd.DataFrame) -> tuple[pd.DataFrame, Vectors, bool]:
    """Of the wanted texts those that can be compared, their vectors, and whether these know the meaning of a text."""
    wanted = wanted.head(MOST_TEXTS).reset_index(drop=True)
    read, vectors = text_vectors(store(), scope)
    place = pd.Series(np.arange(len(read)), index=read["text_hash"]).reindex(wanted["text_hash"])
    has = place.notna().to_numpy()
    if len(wanted) and has.mean() >= ENOUGH_VECTORS:
        return wanted[has].reset_index(drop=True), vectors[place[has].to_numpy(dtype=np.int64)], True
    if not len(wanted):
        return wanted, np.zeros((0, 0), dtype=np.float32), False
    return wanted, hashed_features(wanted["text"].tolist(), random_state=SEED), False


# topics ------------------------------------------------------------------------------------------
_FOUND = Kept(8)


@dataclass(frozen=True)
class _Found:
    """What does not change as long as the same texts are grouped."""

    topics: tuple[Topic, ...]
    text_hashes: tuple[str, ...]
    numbers: tuple[int, ...]
    quotes: tuple[tuple[str, ...], ...]
    is_by_meaning: bool


def topics(scope: Scope, which: str) -> Topics | None:
    """The topics of the comments without a theme ("new") or of all ("all"); None where they are too few."""
    return _topics(stamp(*AREAS), scope, which)


def topic_of(scope: Scope, which: str, key: str) -> Group | None:
    """The topic of a link (`Group.key`); None where the texts are grouped otherwise by now."""
    found = topics(scope, which)
    return next((one for one in found.groups if one.key == key), None) if found is not None else None


@cached(16)
def _topics(stamp: tuple[str | int, ...], scope: Scope, which: str) -> Topics | None:
    wanted = texts(scope)
    wanted = wanted[~wanted["text_hash"].isin(bare(scope)[0])]  # "nothing" is no topic
    wanted = wanted[~wanted["has_theme"]] if which == "new" else wanted
    if len(wanted) < MIN_TEXTS:
        return None
    found = _found(scope, wanted, which)
    if found is None:
        return None
    return _summed(found, voice_themes.topic_sums(store(), scope))


def _found(scope: Scope, wanted: pd.DataFrame, which: str) -> _Found | None:
    """Grouping takes a second, so it is done anew only for other texts, vectors or themes, not for every answer."""
    digest = hashlib.sha256("".join(wanted["text_hash"]).encode()).hexdigest()
    themes = codebook() if which == "all" else None
    key = (str(store().path), scope, digest, voice_themes.vector_mark(store()), themes)
    return _FOUND.get(key, lambda: _grouped(scope, wanted, themes))


def _grouped(scope: Scope, wanted: pd.DataFrame, themes: Codeframe | None) -> _Found | None:
    known, vectors, is_by_meaning = _with_vectors(scope, wanted)
    if len(known) < MIN_TEXTS:
        return None
    written = known["text"].tolist()
    has = None if themes is None else presence(tag(written, themes), len(written), themes)
    found = discover_topics(
        written,
        without_places(vectors) if is_by_meaning else vectors,
        random_state=SEED,
        languages=known["language"].tolist() if is_by_meaning else None,
        has=has,
        theme_ids=() if themes is None else themes.ids,
    )
    sure = known["confidence"].to_numpy(dtype=float)
    return _Found(
        found,
        tuple(known["text_hash"]),
        tuple(known["text_no"].tolist()),
        tuple(_quotes(written, vectors, sure, topic.members) for topic in found),
        is_by_meaning,
    )


def _quotes(
    written: list[str], vectors: Vectors, sure: NDArray[np.float64], members: tuple[int, ...]
) -> tuple[str, ...]:
    at = np.array(members)
    own = [written[number] for number in members]
    picked = representative_quotes(own, k=QUOTES, vectors=vectors[at], confidence=sure[at])
    return tuple(own[quote.index] for quote in picked)


def _summed(found: _Found, sums: pd.DataFrame) -> Topics:
    """Size, share and means of the topics; each customer's comments are counted together."""
    group = np.empty(len(found.text_hashes), dtype=np.int64)
    for number, topic in enumerate(found.topics):
        group[list(topic.members)] = number
    place = dict(zip(found.text_hashes, group.tolist(), strict=True))
    placed = sums.assign(topic=sums["text_hash"].map(place)).dropna(subset=["topic"])
    grouped = placed.groupby(["topic", "cluster_group"], as_index=False)[["n", "s", "n_score", "s_score"]].sum()
    total = int(grouped["n"].sum())
    names = zip(
        distinct_names([topic.words_en for topic in found.topics]),
        distinct_names([topic.words_zh for topic in found.topics]),
        strict=True,
    )
    groups = []
    for number, (topic, (name_en, name_zh)) in enumerate(zip(found.topics, names, strict=True)):
        own = grouped[grouped["topic"] == number]
        n = int(own["n"].sum())
        scored = own[["cluster_group", "n_score", "s_score"]].rename(columns={"n_score": "n", "s_score": "s"})
        scored = scored[scored["n"] > 0]
        score = clustered_mean(scored, bounds=(0.0, 100.0)) if len(scored) else None
        net = clustered_mean(own, bounds=(-1.0, 1.0))
        key = min(found.text_hashes[at] for at in topic.members)
        numbers = tuple(sorted(found.numbers[at] for at in topic.members))
        groups.append(Group(topic, name_en, name_zh, n, n / total, score, net, found.quotes[number], key, numbers))
    groups.sort(key=lambda one: -one.n)
    return Topics(tuple(groups), total, found.is_by_meaning)
