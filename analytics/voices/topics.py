"""Topics nobody had on the list: comments grouped by meaning, named by their own words, beside the themes that exist.

Sentence vectors put English and Chinese comments on the same subject side by side, so one set of groups serves both.
docs/methods/themes.md states the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.voices.topic_names import own_words
from errors import NotEnoughData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIN_TEXTS = 30
MIN_LANGUAGE = 20
FEWEST, MOST = 3, 24  # topics
STARTS = 4  # of k-means; the tightest grouping stays
MOST_STEPS, STILL = 40, 0.002  # it ends when a smaller share of the texts moves
COVERED = 0.5  # share of a topic's comments with one theme, from which the topic is nothing new
EXAMPLES = 3
FITTED_ON = 4_000  # comments the centres are found on, drawn at random from more; all are then put to their nearest


@dataclass(frozen=True)
class Topic:
    """One group of comments.

    Attributes
    ----------
    words_en, words_zh : its own words, the most telling first (`analytics.voices.topic_names.own_words`); empty where
        its comments share none in the language.
    size, share : comments, and their share of all (0 to 1).
    members : numbers of its texts; examples : of those nearest to its centre, nearest first.
    theme_id, theme_share : the theme most of its comments have, and their share; None where there are no themes.
    is_covered : whether that share is at least COVERED, so that the topic is hardly new.
    sentiment : mean of the values that were given for its comments; None where none were.
    """

    words_en: tuple[str, ...]
    words_zh: tuple[str, ...]
    size: int
    share: float
    members: tuple[int, ...]
    examples: tuple[int, ...]
    theme_id: str | None
    theme_share: float | None
    is_covered: bool
    sentiment: float | None


def topic_count(n: int) -> int:
    """How many topics to look for: a quarter of the square root of the number of texts, between FEWEST and MOST.

    >>> topic_count(30), topic_count(1_000), topic_count(4_000), topic_count(100_000)
    (3, 8, 16, 24)
    """
    return int(np.clip(round(np.sqrt(n) / 4), FEWEST, MOST))


def discover_topics(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    random_state: int,
    languages: Sequence[str] | None = None,
    n_topics: int | None = None,
    has: NDArray[np.bool_] | None = None,
    theme_ids: Sequence[str] = (),
    sentiment: Floats | None = None,
) -> tuple[Topic, ...]:
    """Groups of distinct texts by k-means on their vectors at unit length, the largest first.

    Parameters
    ----------
    texts, vectors : n texts and their sentence vectors, shape (n, d).
    languages : of each text; the mean vector of its language is then taken from each vector, as what all comments of
        a language share is no subject. Languages of fewer than MIN_LANGUAGE texts go by the mean of all.
    n_topics : instead of `topic_count(n)`.
    has, theme_ids : the tags that exist, shape (n, themes), as `analytics.voices.themes.presence` gives them.
    sentiment : shape (n,), positive minus negative probability; nan does not count.

    Raises
    ------
    NotEnoughData
        Fewer than MIN_TEXTS texts.
    """
    if len(texts) < MIN_TEXTS:
        raise NotEnoughData(found=len(texts), needed=MIN_TEXTS)
    unit = _unit(vectors if languages is None else _centred(_unit(vectors), languages))
    group, near = _grouped(unit, min(n_topics or topic_count(len(texts)), len(texts)), random_state)
    names = own_words(texts, group)
    topics = []
    for number in np.argsort(-np.bincount(group), kind="stable").tolist():
        members = np.flatnonzero(group == number)
        if not len(members):
            continue
        nearest = members[np.argsort(-near[members], kind="stable")][:EXAMPLES]
        theme_id, theme_share = _theme(members, has, theme_ids)
        topics.append(
            Topic(
                names[number].en,
                names[number].zh,
                len(members),
                len(members) / len(texts),
                tuple(members.tolist()),
                tuple(nearest.tolist()),
                theme_id,
                theme_share,
                theme_share is not None and theme_share >= COVERED,
                _mean(sentiment, members),
            )
        )
    return tuple(topics)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1), dtype=np.float32)


def _centred(unit: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
    named, language, counts = np.unique(np.asarray(languages, dtype=str), return_inverse=True, return_counts=True)
    sums = np.zeros((len(named), unit.shape[1]))
    np.add.at(sums, language, unit)
    means = np.where((counts >= MIN_LANGUAGE)[:, None], sums / counts[:, None], unit.mean(axis=0))
    return np.asarray(unit - means[language], dtype=np.float32)


def _grouped(unit: NDArray[np.float32], k: int, random_state: int) -> tuple[Ints, Floats]:
    """The group of each text, and its cosine with the centre of the group; the best of STARTS beginnings."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    rng = np.random.default_rng(random_state)
    fitted = unit if len(unit) <= FITTED_ON else unit[np.sort(rng.choice(len(unit), FITTED_ON, replace=False))]
    with threadpool_limits(1):  # on a busy machine threads that wait for each other take ten times as long
        found = [_k_means(fitted, k, rng) for _start in range(STARTS)]
        near = unit @ max(found, key=lambda one: one[1])[0].T
    group = np.unique(near.argmax(axis=1), return_inverse=True)[1]  # without centres that nothing is nearest to
    return group.astype(np.int64), np.asarray(near.max(axis=1), dtype=np.float64)


def _k_means(unit: NDArray[np.float32], k: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
    """Spherical k-means [1]_ from a k-means++ start [2]_: centres of unit length, and the sum of cosines with them.

    References
    ----------
    .. [1] Dhillon & Modha (2001), Machine Learning 42, 143-175.
    .. [2] Arthur & Vassilvitskii (2007), SODA, 1027-1035.
    """
    centres = _spread_out(unit, k, rng)
    group = np.full(len(unit), -1)
    for _step in range(MOST_STEPS):
        near = unit @ centres.T
        moved, group = group, near.argmax(axis=1)
        if (moved != group).mean() < STILL:
            break
        belongs = (group[None, :] == np.arange(k)[:, None]).astype(np.float32)
        is_left = np.bincount(group, minlength=k) == 0
        centres = np.where(is_left[:, None], centres, _unit(belongs @ unit))
    return centres, float((unit @ centres.T).max(axis=1).sum())


def _spread_out(unit: NDArray[np.float32], k: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """k rows to begin with, each drawn by its squared distance from those drawn before."""
    chosen = [int(rng.integers(len(unit)))]
    far = np.full(len(unit), np.inf)
    for _number in range(1, k):
        far = np.minimum(far, np.clip(2 - 2 * (unit @ unit[chosen[-1]]).astype(np.float64), 0, None))
        total = far.sum()
        chosen.append(int(rng.choice(len(unit), p=far / total if total > 0 else None)))
    return unit[chosen]


def _theme(members: Ints, has: NDArray[np.bool_] | None, theme_ids: Sequence[str]) -> tuple[str | None, float | None]:
    if has is None or not len(theme_ids):
        return None, None
    shares = has[members].mean(axis=0)
    best = int(shares.argmax())
    return (theme_ids[best], float(shares[best])) if shares[best] > 0 else (None, 0.0)


def _mean(sentiment: Floats | None, members: Ints) -> float | None:
    known = np.empty(0) if sentiment is None else sentiment[members][~np.isnan(sentiment[members])]
    return float(known.mean()) if len(known) else None
