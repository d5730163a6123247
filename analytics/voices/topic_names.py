"""The own words of groups of comments, in English and in Chinese, and names made of them that differ from each other.

docs/methods/themes.md states the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.fold import fold
from analytics.voices.model_files import model_text
from analytics.voices.persons import addressed_zh, person_words
from analytics.voices.places import place_names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORDS, IN_NAME = 5, 2
MIN_COMMENTS = 3  # with a word, from which it can name a topic
FEWEST_COMMENTS = 2  # the same for a topic that no such word names
MIN_SHARE = 0.04  # of a topic's comments of the language, from which a word can name it
LIFT = 2.0  # a topic's word is in this many times the share of comments that it has elsewhere
NEIGHBOURS = 2.5  # effective number of different neighbours on either side, from which Chinese characters are a word
TAKES_OVER = 0.7  # share of a word's comments from which a longer one with it inside stands for it
LONGEST = 4
ENGLISH = re.compile(r"[a-z][a-z']+")
FRAGMENT = re.compile(r"[a-z]{2,}(?:ed|ing|ly|able|ible|ful|less|ous)")
GAP = re.compile(r"[ -]")
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[a-zA-Z]")


@dataclass(frozen=True)
class OwnWords:
    """The words of one group, the most telling first; empty where no comment of the language shares one."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pieces:
    """What can name a topic, and in which texts it stands: pairs of numbers, each once.

    `speaks` says of each text whether it has any word of the language at all.
    """

    words: tuple[str, ...]
    word: Ints
    text: Ints
    speaks: NDArray[np.bool_]


def own_words(texts: Sequence[str], group: Ints) -> tuple[OwnWords, ...]:
    """The most telling words of each group, language by language, by class TF-IDF [1]_: f(word, group) log(1 + a / f).

    f counts the comments with the word, relative to the group's comments of the language; a is the mean number of
    counted words of a group. A word must be LIFT times as frequent as in the other groups.

    References
    ----------
    .. [1] Grootendorst (2022), BERTopic, arXiv:2203.05794, section 3.3.

    Examples
    --------
    >>> texts = ["No parking garage", "The parking garage is full", "A parking garage?", *["Cold soup"] * 3]
    >>> own_words(texts, np.array([0, 0, 0, 1, 1, 1]))[0].en
    ('parking garage',)
    """
    if not len(texts):
        return ()
    english, chinese = (_best_of_all(pieces(texts), group) for pieces in (english_pieces, chinese_pieces))
    return tuple(OwnWords(en, zh) for en, zh in zip(english, chinese, strict=True))


def distinct_names(words: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Up to IN_NAME words of each group: those first that name no group before it, so that names differ.

    Fragments of sentences (`is_fragment`) name a group only where it has nothing else.

    >>> distinct_names([["order", "screen"], ["order", "stock", "report"], ["order"], []])
    (('order', 'screen'), ('stock', 'report'), ('order',), ())
    >>> distinct_names([["waited", "queue", "training"], ["planned"]])
    (('queue', 'training'), ('planned',))
    """
    used: set[str] = set()
    names = []
    for own in words:
        telling = [word for word in own if not is_fragment(word)] or list(own)
        name = tuple(sorted(telling, key=lambda word: word in used)[:IN_NAME])
        if any(word not in used for word in name):
            name = tuple(word for word in name if word not in used)
        used.update(name)
        names.append(name)
    return tuple(names)


def is_fragment(word: str) -> bool:
    """Whether a word names no thing: an English verb form, adverb or adjective by its ending, others by their list.

    >>> [is_fragment(word) for word in ("accepted", "training", "available", "price", "review led")]
    [True, False, True, False, True]
    """
    listed = _told()
    if word in listed["zh_verbs"] or word in listed["en_verbs"]:
        return True
    parts = word.split(" ")
    return any(
        bool(FRAGMENT.fullmatch(part) or part in listed["en_verbs"]) and part not in listed["en_things"]
        for part in parts
    )


@cache
def _told() -> dict[str, frozenset[str]]:
    told = yaml.safe_load(model_text("topic_words.yaml"))
    return {key: frozenset(told[key].split()) for key in ("en_things", "en_verbs", "zh_verbs")}


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """English stop words; Chinese words in which a stop character is none; what to look for in Chinese text."""
    told = yaml.safe_load(model_text("topic_words.yaml"))
    kept = frozenset(told["zh_kept"].split()) - place_names("zh")
    stopped = {*told["zh_words"].split(), *"".join(told["zh_characters"].split()), *place_names("zh")}
    longest_first = sorted(kept | stopped, key=lambda word: (-len(word), word))
    return frozenset(told["en"].split()) | place_names("en"), kept, re.compile("|".join(longest_first))


def _joined(texts: Sequence[str]) -> tuple[str, Ints]:
    """All texts folded, with a mark between them, and where each begins."""
    starts = np.concatenate([[0], np.cumsum([len(text) + 1 for text in texts])[:-1]]).astype(np.int64)
    return fold("\x00".join(texts)), starts


def english_pieces(texts: Sequence[str]) -> Pieces:
    """Words and pairs of neighbouring words; filling words are none and part their neighbours. Plurals are singular.

    Texts that are mostly Chinese give none: the Latin words in them are names and abbreviations. Names of persons are
    none.

    >>> sorted(english_pieces(["The parking garages were full, no parking garage!"]).words)
    ['full', 'garage', 'parking', 'parking garage']
    """
    spoken = ["" if _is_mostly_han(text) else text for text in texts]
    folded, starts = _joined(spoken)
    people = person_words("\n".join(spoken))
    found = [(one.group().strip("'").removesuffix("'s"), one.start(), one.end()) for one in ENGLISH.finditer(folded)]
    known = {word for word, _start, _end in found}
    single = {word: word[:-1] for word in known if word.endswith("s") and len(word) > 3 and word[:-1] in known}
    names = [single.get(word, word) for word, _start, _end in found]
    filling = _lists()[0] | people
    telling = [len(name) > 2 and name not in filling and not name.endswith("ly") for name in names]
    place = np.array([start for _word, start, _end in found], dtype=np.int64)
    owner = np.searchsorted(starts, place, side="right") - 1
    pairs = [
        (at, f"{names[at]} {names[at + 1]}")
        for at, (one, two) in enumerate(pairwise(found))
        if telling[at] and telling[at + 1] and two[1] == one[2] + 1 and GAP.match(folded[one[2]])
    ]
    words = [(at, name) for at, name in enumerate(names) if telling[at]] + pairs
    vocabulary = sorted({name for _at, name in words})
    number = {name: code for code, name in enumerate(vocabulary)}
    code = np.array([number[name] for _at, name in words], dtype=np.int64)
    return _pieces(vocabulary, code, owner[[at for at, _name in words]], owner, len(texts))


def _is_mostly_han(text: str) -> bool:
    n_han = len(HAN.findall(text))
    return n_han > 0 and 2 * n_han >= len(LATIN.findall(text))


def _pieces(words: Sequence[str], word: Ints, text: Ints, speaking: Ints, n: int) -> Pieces:
    pairs = np.unique(word * n + text) if len(word) else np.empty(0, dtype=np.int64)
    speaks = np.zeros(n, dtype=bool)
    speaks[speaking] = True
    return Pieces(tuple(words), pairs // n, pairs % n, speaks)


def chinese_pieces(texts: Sequence[str]) -> Pieces:
    """Runs of 2 to 4 characters that stand alone: in many surroundings on either side, by branching entropy [1]_.

    Filling words and characters part the text; `zh_kept` lists the words in which such a character is none. exp of the
    entropy of the neighbouring characters, each end of a run counting as one of its own, is at least NEIGHBOURS.

    References
    ----------
    .. [1] Jin & Tanaka-Ishii (2006), COLING/ACL, 428-435.
    """
    folded, starts = _joined(texts)
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_han = (codes >= 0x4E00) & (codes <= 0x9FFF)
    owner = np.repeat(np.arange(len(texts)), np.diff(np.append(starts, len(codes))))
    speaking = np.unique(owner[is_han])
    _stop, kept, stopped = _lists()
    named = addressed_zh().finditer(folded)
    for one in (*named, *(found for found in stopped.finditer(folded) if found.group() not in kept)):
        is_han[one.start() : one.end()] = False
    signs, inverse = np.unique(codes[is_han], return_inverse=True)
    sign = np.zeros(len(codes) + 1, dtype=np.int64)  # 0 parts; the last one stands beside the first, too
    sign[:-1][is_han] = inverse + 1
    vocabulary: list[str] = []
    word, text = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, LONGEST + 1):
        at, number, n_words = _free_runs(sign, owner, length, len(signs) + 1)
        first = at[np.unique(number, return_index=True)[1]] if n_words else at[:0]
        word.append(number + len(vocabulary))
        text.append(owner[at])
        vocabulary += [folded[start : start + length] for start in first.tolist()]
    return _pieces(vocabulary, np.concatenate(word), np.concatenate(text), speaking, len(texts))


def _free_runs(sign: Ints, owner: Ints, length: int, base: int) -> tuple[Ints, Ints, int]:
    """Places of runs of `length` characters that are words, the number of the word at each, and how many words."""
    n = len(sign) - 1
    if n < length:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0
    windows = np.lib.stride_tricks.sliding_window_view(sign[:n], length)
    at = np.flatnonzero((windows > 0).all(axis=1))
    key = windows[at] @ (base ** np.arange(length))
    _keys, run = np.unique(key, return_inverse=True)
    n_runs = len(_keys)
    pairs = np.unique(run * (len(owner) + 1) + owner[at])
    n_texts = np.bincount(pairs // (len(owner) + 1), minlength=n_runs)
    is_word = n_texts >= MIN_COMMENTS
    for neighbour in (sign[at - 1], sign[at + length]):
        is_word &= _variety(run, neighbour, n_runs, base) >= NEIGHBOURS
    number = np.cumsum(is_word) - 1
    chosen = is_word[run]
    return at[chosen], number[run[chosen]], int(is_word.sum())


def _variety(run: Ints, neighbour: Ints, n_runs: int, base: int) -> Floats:
    """exp of the entropy of each run's neighbours; a neighbour 0 (the end of a run) is unlike any other."""
    total = np.bincount(run, minlength=n_runs).astype(np.float64)
    pairs, counts = np.unique(run[neighbour > 0] * base + neighbour[neighbour > 0], return_counts=True)
    owner = pairs // base
    share = counts / total[owner]
    entropy = np.bincount(owner, weights=-share * np.log(share), minlength=n_runs)
    ends = np.bincount(run[neighbour == 0], minlength=n_runs)
    varied: Floats = np.exp(entropy + ends / np.maximum(total, 1) * np.log(np.maximum(total, 1)))
    return varied


def _best_of_all(pieces: Pieces, group: Ints) -> tuple[tuple[str, ...], ...]:
    """The words of each group that MIN_COMMENTS share; of groups without any those that two comments share."""
    found = _shared_by(pieces, group, MIN_COMMENTS)
    if all(found):
        return found
    return tuple(words or fewer for words, fewer in zip(found, _shared_by(pieces, group, FEWEST_COMMENTS), strict=True))


def _shared_by(pieces: Pieces, group: Ints, n_comments: int) -> tuple[tuple[str, ...], ...]:
    k, n_words = int(group.max()) + 1, len(pieces.words)
    counts = np.zeros((k, n_words))
    np.add.at(counts, (group[pieces.text], pieces.word), 1)
    counts *= counts.sum(axis=0) >= min(n_comments, len(group))
    if not counts.any():
        return ((),) * k
    sizes = np.bincount(group[pieces.speaks], minlength=k)[:, None].astype(np.float64)
    share = counts / np.maximum(sizes, 1)
    elsewhere = (counts.sum(axis=0) - counts) / np.maximum(sizes.sum() - sizes, 1)
    weight = share * np.log1p(counts.sum() / k / np.maximum(counts.sum(axis=0), 1))
    weight[share < LIFT * elsewhere] = 0
    words = np.array(pieces.words, dtype=object)
    least = np.maximum(min(n_comments, len(group)), MIN_SHARE * sizes[:, 0])
    return tuple(_best(words, weight[number], counts[number], float(least[number])) for number in range(k))


def _best(words: NDArray[np.object_], weight: Floats, counts: Floats, least: float) -> tuple[str, ...]:
    """The heaviest words in `least` comments or more; one nearly as frequent as its parts stands for them."""
    chosen: list[int] = []
    for at in np.argsort(-weight, kind="stable")[: WORDS * 8].tolist():
        if weight[at] <= 0:
            break
        if counts[at] < least:
            continue
        parts = [old for old in chosen if _is_part(words[old], words[at])]
        if parts and counts[at] >= TAKES_OVER * counts[parts].max():
            chosen[chosen.index(parts[0])] = at
            chosen = [old for old in chosen if old not in parts]
        elif not parts and not any(_is_part(words[at], words[old]) for old in chosen):
            chosen.append(at)
    return tuple(str(words[at]) for at in chosen[:WORDS])


def _is_part(one: str, other: str) -> bool:
    """Whether a word is part of another: of Chinese any characters, of English whole words."""
    return one in other if one[0] > "z" else f" {one} " in f" {other} "
