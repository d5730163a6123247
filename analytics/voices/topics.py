"""Topics nobody had on the list: comments grouped by meaning, named by their own words, beside the themes that exist.

Sentence vectors put English and Chinese comments on the same subject side by side, so one set of groups serves both.
docs/methods/themes.md states the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.fold import fold
from analytics.voices.model_files import model_text
from errors import NotEnoughData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIN_TEXTS = 30
FEWEST, MOST = 3, 24  # topics
STARTS = 4  # of k-means; the tightest grouping stays
COVERED = 0.5  # share of a topic's comments with one theme, from which the topic is nothing new
WORDS, EXAMPLES = 5, 3
MIN_COMMENTS = 3  # with a word, from which it can name a topic
ENGLISH = re.compile(r"[a-z][a-z']+")
HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Topic:
    """One group of comments.

    Attributes
    ----------
    words : its own words, the most telling first; English words and Chinese character sequences.
    size, share : comments, and their share of all (0 to 1).
    members : numbers of its texts; examples : of those nearest to its centre, nearest first.
    theme_id, theme_share : the theme most of its comments have, and their share; None where there are no themes.
    is_covered : whether that share is at least COVERED, so that the topic is hardly new.
    sentiment : mean of the values that were given for its comments; None where none were.
    """

    words: tuple[str, ...]
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
    n_topics: int | None = None,
    has: NDArray[np.bool_] | None = None,
    theme_ids: Sequence[str] = (),
    sentiment: Floats | None = None,
) -> tuple[Topic, ...]:
    """Groups of distinct texts by k-means on their vectors at unit length, the largest first.

    Parameters
    ----------
    texts, vectors : n texts and their sentence vectors, shape (n, d).
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
    unit = _unit(vectors)
    group, near = _grouped(unit, min(n_topics or topic_count(len(texts)), len(texts)), random_state)
    names = topic_words(texts, group)
    topics = []
    for number in np.argsort(-np.bincount(group), kind="stable").tolist():
        members = np.flatnonzero(group == number)
        if not len(members):
            continue
        nearest = members[np.argsort(-near[members], kind="stable")][:EXAMPLES]
        theme_id, theme_share = _theme(members, has, theme_ids)
        topics.append(
            Topic(
                names[number],
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


def _grouped(unit: NDArray[np.float32], k: int, random_state: int) -> tuple[Ints, Floats]:
    """The group of each text, and its cosine with the centre of the group."""
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=STARTS, random_state=random_state).fit(unit)
    group = model.labels_.astype(np.int64)
    centres = _unit(model.cluster_centers_)
    return group, np.asarray((unit * centres[group]).sum(axis=1), dtype=np.float64)


def _theme(members: Ints, has: NDArray[np.bool_] | None, theme_ids: Sequence[str]) -> tuple[str | None, float | None]:
    if has is None or not len(theme_ids):
        return None, None
    shares = has[members].mean(axis=0)
    best = int(shares.argmax())
    return (theme_ids[best], float(shares[best])) if shares[best] > 0 else (None, 0.0)


def _mean(sentiment: Floats | None, members: Ints) -> float | None:
    known = np.empty(0) if sentiment is None else sentiment[members][~np.isnan(sentiment[members])]
    return float(known.mean()) if len(known) else None


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    """English words and Chinese characters that name nothing."""
    told = yaml.safe_load(model_text("topic_words.yaml"))
    return frozenset(told["en"].split()), frozenset(told["zh"]) - {" ", "\n"}


def word_pieces(text: str) -> set[str]:
    """What can name a topic: English words, and runs of 2 to 4 Chinese characters, without filling words.

    >>> sorted(word_pieces("The parking was awful, no parking!"))
    ['awful', 'parking']
    """
    folded = fold(text)
    stop_words, stop_characters = _stop_words()
    found = {word.strip("'") for word in ENGLISH.findall(folded)} - stop_words
    for run in HAN.findall(folded):
        for length in (2, 3, 4):
            found.update(run[at : at + length] for at in range(len(run) - length + 1))
    return {piece for piece in found if len(piece) > 1 and not stop_characters & {piece[0], piece[-1]}}


def topic_words(texts: Sequence[str], group: Ints) -> tuple[tuple[str, ...], ...]:
    """The most telling words of each group by class TF-IDF [1]_: f(word, group) log(1 + a / f(word)).

    f counts the comments with the word, relative to the comments of the group; a is the mean number of counted words
    of a group. A word inside a longer one that is nearly as frequent gives way to it.

    References
    ----------
    .. [1] Grootendorst (2022), BERTopic, arXiv:2203.05794, section 3.3.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    k = int(group.max()) + 1
    counting = CountVectorizer(analyzer=word_pieces, min_df=min(MIN_COMMENTS, len(texts)))
    try:
        found = counting.fit_transform(texts)
    except ValueError:  # no word is in enough comments
        return ((),) * k
    belongs = (group[None, :] == np.arange(k)[:, None]).astype(float)
    counts = np.asarray(belongs @ found)
    sizes = np.maximum(belongs.sum(axis=1, keepdims=True), 1)
    weight = counts / sizes * np.log1p(counts.sum() / k / counts.sum(axis=0))
    words = counting.get_feature_names_out()
    return tuple(_best(words, weight[number], counts[number]) for number in range(k))


def _best(words: NDArray[np.str_], weight: Floats, counts: Floats) -> tuple[str, ...]:
    chosen: list[int] = []
    for at in np.argsort(-weight, kind="stable")[: WORDS * 8].tolist():
        if counts[at] < 2 or len(chosen) == WORDS:
            break
        inside = [old for old in chosen if words[at] in words[old] or words[old] in words[at]]
        if not inside:
            chosen.append(at)
        elif len(inside) == 1 and len(words[at]) > len(words[inside[0]]) and counts[at] >= 0.7 * counts[inside[0]]:
            chosen[chosen.index(inside[0])] = at
    return tuple(str(words[at]) for at in chosen)
