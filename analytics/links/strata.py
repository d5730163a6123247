"""Which answers are compared with each other only: those of one period and of the same segments, as far as n allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.links.model import Ints

GRAINS: Final = {"quarter": 3, "half_year": 6, "year": 12}
LEAST_PER_STRATUM: Final = 15.0


@dataclass(frozen=True, eq=False)
class Strata:
    """`codes` (n,) from 0; `grain` of the period ("" where none is held), `dims`: the segments that are held too."""

    codes: Ints
    grain: str
    dims: tuple[str, ...]


def strata_of(
    months: Ints, segments: Sequence[tuple[str, Ints]], *, typical_n: float, least: float = LEAST_PER_STRATUM
) -> Strata:
    """Strata of the finest period, then of as many dimensions as leave `least` answers of a usual touchpoint in each.

    Levels that are fitted cost answers: with too many strata nearly nothing is left to compare. Dimensions with few
    values come first.

    Parameters
    ----------
    months : (n,) running number of the month of each row, negative where unknown.
    segments : name and codes (n,) of each dimension, negative where unknown.
    typical_n : answers to a usual touchpoint.

    Examples
    --------
    >>> months = np.repeat(np.arange(24), 10)
    >>> found = strata_of(months, [("role", np.arange(240) % 2), ("city", np.arange(240) % 40)], typical_n=240)
    >>> found.grain, found.dims, int(found.codes.max()) + 1
    ('quarter', ('role',), 16)
    """
    codes, grain = np.zeros(len(months), dtype=np.int64), ""
    for name, width in GRAINS.items():
        tried = _dense(np.where(months < 0, -1, months // width))
        if typical_n >= least * _count(tried):
            codes, grain = tried, name
            break
    dims: list[str] = []
    for name, held in sorted(segments, key=lambda one: (_count(one[1]), one[0])):
        tried = _dense(codes * (int(held.max(initial=0)) + 2) + held + 1)
        if typical_n >= least * _count(tried):
            codes, dims = tried, [*dims, name]
    return Strata(codes, grain, tuple(dims))


def _dense(codes: Ints) -> Ints:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _count(codes: Ints) -> int:
    return len(np.unique(codes))
