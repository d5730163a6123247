"""Average ranks and rank correlations of many columns at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.links.model import Floats, Ints

Keys = NDArray[np.int32]
_UPPER = np.int32(0x7FFFFFFF)


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
    packed = keys.astype(np.int64)
    packed <<= 32
    packed |= np.arange(n)
    packed.sort(axis=1)
    new = np.ones(values.shape, dtype=bool)
    order = packed & 0xFFFFFFFF
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
