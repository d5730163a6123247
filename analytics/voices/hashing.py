"""Words and characters of many texts at once as 32-bit numbers, with their places.

All texts are laid into one array of code points; hashes, boundaries and n-grams are array operations, so
twenty thousand comments take tenths of a second. Folding (case, full width) keeps one code point per code
point: a place in the array is a place in the text as given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]

_PLANE = 0x10000
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64
_INVERSE = np.uint64(pow(int(_BASE), -1, 2**64))
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
_BREAK = 0  # between two texts


@dataclass(frozen=True)
class Grams:
    """N-grams of all texts, one entry each, in no particular order.

    `row` names the text, `key` is the hash, `start` and `end` are places in that text (code points).
    """

    row: Places
    key: Codes
    start: Places
    end: Places


def word_grams(texts: Sequence[str]) -> Grams:
    """Words, punctuation marks and emoji, alone and in neighbouring pairs.

    Examples
    --------
    >>> grams = word_grams(["Not good!"])
    >>> sorted(zip(grams.start.tolist(), grams.end.tolist()))
    [(0, 3), (0, 8), (4, 8), (4, 9), (8, 9)]
    """
    codes, row_of = _laid_out(texts)
    kind = _kinds()[np.minimum(codes, _PLANE - 1)]
    is_word = kind == 1
    starts = np.flatnonzero(is_word & ~_shifted(is_word, 1) | (kind == 2))
    ends = np.flatnonzero(is_word & ~_shifted(is_word, -1) | (kind == 2)) + 1
    keys = _span_hashes(codes, starts, ends)
    rows = row_of[starts]
    pairs = np.flatnonzero(rows[1:] == rows[:-1])
    pair_keys = _mixed(keys[pairs] * _PAIR + keys[pairs + 1])
    return _grams(
        texts,
        np.concatenate([rows, rows[pairs]]),
        np.concatenate([_mixed(keys), pair_keys]),
        np.concatenate([starts, starts[pairs]]),
        np.concatenate([ends, ends[pairs + 1]]),
    )


def char_grams(texts: Sequence[str], longest: int = 3) -> Grams:
    """Runs of one to `longest` characters without blanks inside.

    Examples
    --------
    >>> grams = char_grams(["abc"])
    >>> sorted(zip(grams.start.tolist(), grams.end.tolist()))
    [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    """
    codes, row_of = _laid_out(texts)
    solid = _kinds()[np.minimum(codes, _PLANE - 1)] > 0
    key = np.zeros(codes.size, dtype=np.uint64)
    fits = np.ones(codes.size, dtype=bool)
    found: list[tuple[Places, NDArray[np.uint64], int]] = []
    for length in range(1, longest + 1):
        last = length - 1
        fits = fits[: codes.size - last] & solid[last:]
        key = key[: codes.size - last] * _PAIR + codes[last:]
        starts = np.flatnonzero(fits)
        found.append((starts, key[starts], length))
    starts = np.concatenate([item[0] for item in found])
    lengths = np.concatenate([np.full(item[0].size, item[2]) for item in found])
    keys = _mixed(np.concatenate([item[1] for item in found]))
    return _grams(texts, row_of[starts], keys, starts, starts + lengths)


def _laid_out(texts: Sequence[str]) -> tuple[Codes, Places]:
    """Folded code points of all texts, a break after each, and the text each belongs to."""
    joined = "".join([text + "\0" for text in texts])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    folded = np.where(codes < _PLANE, _folding()[np.minimum(codes, _PLANE - 1)], codes).astype(np.uint32)
    return folded, np.repeat(np.arange(len(texts)), lengths)


def _grams(texts: Sequence[str], rows: Places, keys: Codes, starts: Places, ends: Places) -> Grams:
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    origin = (np.cumsum(lengths) - lengths)[rows]
    return Grams(rows, keys, starts - origin, ends - origin)


def _span_hashes(codes: Codes, starts: Places, ends: Places) -> NDArray[np.uint64]:
    """Polynomial hash of each span: prefix sums modulo 2**64, moved back to the span's own origin."""
    powers, back = _powers(1 << int(codes.size).bit_length())
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    np.cumsum((codes + np.uint64(1)) * powers[: codes.size], out=sums[1:])
    hashes: NDArray[np.uint64] = (sums[ends] - sums[starts]) * back[starts]
    return hashes


@lru_cache(maxsize=1)
def _powers(n: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first n powers of the base and of its inverse; kept, as batches are of about one size."""
    powers, back = np.full(n, _BASE, dtype=np.uint64), np.full(n, _INVERSE, dtype=np.uint64)
    powers[0] = back[0] = 1
    return np.cumprod(powers), np.cumprod(back)


def _mixed(keys: NDArray[np.uint64]) -> Codes:
    keys = keys ^ (keys >> np.uint64(33))
    keys = keys * _MIX
    return (keys >> np.uint64(32)).astype(np.uint32)


def _shifted(flags: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    moved = np.roll(flags, by)
    if by > 0:
        moved[:by] = False
    else:
        moved[by:] = False
    return moved


@cache
def _folding() -> Codes:
    """Small letter and half width of each code point of the basic plane."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x530), *range(0xFF01, 0xFF5F), 0x2018, 0x2019, 0x3000):
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(plain) == 1:
            table[code] = ord(plain)
    table[[0x2018, 0x2019]] = ord("'")
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    """0 blank or control, 1 letter, digit or apostrophe, 2 any other mark; what lies beyond the plane is a mark."""
    kinds = np.full(_PLANE, 2, dtype=np.uint8)
    for code in range(_PLANE - 1):
        char = chr(code)
        if char.isalnum() or char in "'_":
            kinds[code] = 1
        elif char.isspace() or unicodedata.category(char)[0] == "C":
            kinds[code] = 0
    kinds[_BREAK] = 0
    return kinds
