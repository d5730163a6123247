"""Average ranks and rank correlations of many columns at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.links.model import Floats, Ints

Keys = NDArray[np.int32]
WHOLE = 65_536  # whole numbers over a smaller span are levels as they are
_UPPER = np.int32(0x7FFFFFFF)
_POSITION = 0xFFFFFFFF


def sort_keys(values: Floats) -> Keys:
    """Whole numbers that rise with `values`, which are known, as far as single precision can tell them apart."""
    with np.errstate(over="ignore"):
        bits = (values + 0.0).astype(np.float32).view(np.int32)  # + 0.0: there is one zero only
    np.bitwise_xor(bits, _UPPER, out=bits, where=bits < 0)
    return bits


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 within each row of `values` (k, n), all known, ties sharing their mean rank.

    Examples
    --------
    >>> average_ranks(np.array([[3.0, 1.0, 3.0]])).tolist()
    [[2.5, 1.0, 2.5]]
    """
    runs = _runs(values, sort_keys(values))
    return runs.spread(runs.ranks)


def standard_ranks(values: Floats, keys: Keys | None = None) -> Floats:
    """Average ranks with mean 0 and variance 1 within each row of `values` (k, n); 0 where all are equal.

    `keys` are those of `sort_keys`, where they are at hand.
    """
    k, n = values.shape
    runs = _runs(values, sort_keys(values) if keys is None else keys)
    centred = runs.ranks - (n + 1) / 2
    scatter = np.square(centred) * runs.length
    if k == 1:
        spread = np.sqrt(scatter.sum() / max(n, 1))
        return runs.spread(centred / (spread if spread > 0 else 1.0))
    spreads = np.sqrt(np.bincount(runs.row, scatter, k) / max(n, 1))
    return runs.spread(centred / np.where(spreads > 0, spreads, 1.0)[runs.row])


@dataclass(frozen=True, eq=False)
class Levels:
    """Whole numbers from 0 that order a column exactly as its values do: `places` (n,), 0 where unknown.

    `count` is above the highest of them; `is_distinct`: no two known values are equal.
    """

    places: Keys
    count: int
    is_distinct: bool


def value_levels(values: Floats) -> Levels:
    """Sort a column (n,), nan where unknown, once for the ranks of any of its parts.

    Examples
    --------
    >>> value_levels(np.array([0.5, np.nan, 0.1, 0.5])).places.tolist()
    [1, 0, 0, 1]
    """
    known = np.isfinite(values)
    told = values[known]
    places = np.zeros(len(values), dtype=np.int32)
    if not len(told):
        return Levels(places, 1, False)
    low, high = told.min(), told.max()
    if high / 2 - low / 2 < WHOLE / 2 and not (told - np.floor(told)).any():
        places[known] = told - low
        return Levels(places, int(high - low) + 1, False)
    runs = _runs(told[None], sort_keys(told)[None])
    numbers = np.empty(len(told), dtype=np.int32)
    numbers[runs.order] = np.repeat(np.arange(len(runs.length), dtype=np.int32), runs.length)
    places[known] = numbers
    return Levels(places, len(runs.length), len(runs.length) == len(told))


def level_ranks(places: Keys, levels: Levels) -> Floats:
    """Average ranks with mean 0 and variance 1 of a part of a column, given by its `places` (n,) on the levels.

    With few levels they are counted, not sorted.

    Examples
    --------
    >>> levels = value_levels(np.array([3.0, 1.0, 3.0, 2.0]))
    >>> level_ranks(levels.places[:3], levels).round(3).tolist()
    [0.707, -1.414, 0.707]
    """
    n = len(places)
    if levels.count <= n:
        counts = np.bincount(places, minlength=levels.count)
        centred = np.cumsum(counts) - (counts + n) / 2
        spread = float(np.sqrt((np.square(centred) @ counts) / n))
        ranks: Floats = (centred / (spread if spread > 0 else 1.0))[places]
        return ranks
    if not levels.is_distinct:
        ranks = standard_ranks(places[None].astype(float), places[None])[0]
        return ranks
    spread = float(np.sqrt((n - 1) * (n + 1) / 12)) if n > 1 else 1.0
    ranks = np.empty(n)
    ranks[_packed(places[None])[0] & _POSITION] = (np.arange(n) - (n - 1) / 2) / spread
    return ranks


@dataclass(frozen=True, eq=False)
class _Runs:
    """Runs of equal values in the rows of an array (k, n): row, place of the first in its row, length.

    `order` holds the flat places of the values, row by row in ascending order.
    """

    shape: tuple[int, int]
    order: Ints
    row: Ints
    first: Ints
    length: Ints

    @property
    def ranks(self) -> Floats:
        """Average rank of each run within its row."""
        ranks: Floats = self.first + (self.length + 1) / 2
        return ranks

    def spread(self, each: Floats) -> Floats:
        """(k, n) what each run says, at the places of its values."""
        spread = np.empty(len(self.order))
        spread[self.order] = np.repeat(each, self.length)
        return spread.reshape(self.shape)


def _runs(values: Floats, keys: Keys) -> _Runs:
    """Sort each row of `values`.

    Sorting whole numbers is several times faster than sorting positions by value, so key and position are packed into
    one. Where single precision cannot tell two values apart, they are sorted again.
    """
    k, n = values.shape
    packed = _packed(keys)
    new = np.ones(values.shape, dtype=bool)
    order = packed & _POSITION
    packed >>= 32
    np.not_equal(packed[:, 1:], packed[:, :-1], out=new[:, 1:])
    if k > 1:
        order += n * np.arange(k)[:, None]
    flat, places, starts = values.ravel(), order.ravel(), new.ravel()
    again = np.flatnonzero(~starts)
    again = again[flat[places[again]] != flat[places[again - 1]]]
    if len(again):
        _sorted_again(flat, places, starts, again)
    first = np.flatnonzero(starts)
    row = np.repeat(np.arange(k), np.count_nonzero(new, axis=1))
    return _Runs((k, n), places, row, first - n * row, np.diff(first, append=values.size))


def _packed(keys: Keys) -> Ints:
    """Keys (k, n) in ascending order above 32 bits that say where in its row each one stood."""
    packed = keys.astype(np.int64)
    packed <<= 32
    packed |= np.arange(keys.shape[1])
    packed.sort(axis=1)
    return packed


def _sorted_again(flat: Floats, order: Ints, new: NDArray[np.bool_], places: Ints) -> None:
    """Put the runs that hold `places` into the order of the full values, and mark where new ones begin."""
    first = np.flatnonzero(new)
    runs = np.unique(np.searchsorted(first, places, side="right") - 1)
    ends = np.append(first, len(new))
    length = ends[runs + 1] - ends[runs]
    run = np.repeat(np.arange(len(runs)), length)
    chosen = np.arange(len(run)) - np.repeat(np.cumsum(length) - length - first[runs], length)
    inside = order[chosen][np.lexsort((flat[order[chosen]], run))]
    order[chosen] = inside
    new[chosen[1:]] = (run[1:] != run[:-1]) | (flat[inside[1:]] != flat[inside[:-1]])
