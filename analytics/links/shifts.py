"""What the largest correlation in a window of lags looks like when two series have nothing to do with each other.

Each measure keeps its own course and is moved against the scores by every possible number of periods, the end joined to
the beginning. All these correlations come from one product of Fourier transforms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.links.lags import correlations
from analytics.links.model import Floats

LEAST_DRAWS: Final = 100_000  # windows of shifted series that p-values are read from
MOST_ROUNDS: Final = 400
PRIOR_SHIFTS: Final = 30.0  # the widening counts as 1 in so many shifts before any is seen
CHUNK: Final = 2_000_000  # correlations held at once


@dataclass(frozen=True, eq=False)
class Shifted:
    """Largest |z| per window over all cells and shifts, ascending, and how much wider each cell's z scatters (T, M)."""

    largest: Floats
    widening: Floats

    def p(self, largest: Floats) -> Floats:
        """Share of windows that reach `largest`, itself counted; nan stays nan."""
        above = len(self.largest) - np.searchsorted(self.largest, largest - 1e-9)
        share: Floats = np.where(np.isnan(largest), np.nan, (1.0 + above) / (1.0 + len(self.largest)))
        return share

    @property
    def limit(self) -> float:
        """|z| that 95 % of the windows stay below."""
        return float(np.quantile(self.largest, 0.95)) if len(self.largest) else float("nan")


def shifted(scores: Floats, measures: Floats, lags: Sequence[int], *, rng: np.random.Generator) -> Shifted:
    """Windows of lags that hold nothing: the measures moved by every shift outside the searched lags.

    z of a cell is divided by its own scatter over those shifts (at least 1): where both series still remember, z
    scatters wider than 1 in every window, not only in the searched one [1]_. Where cells and shifts give fewer than
    100,000 windows, blocks of periods of about n^(1/3) are put in random order, the same for all measures, and moved
    again.

    References
    ----------
    .. [1] Bartlett (1935), JRSS 98, 536-543, for the variance of r between series with memory.
    """
    n = scores.shape[1]
    window = np.unique(np.asarray(lags) % n)
    free = np.setdiff1d(np.arange(n), np.unique((window[:, None] - window) % n))
    away = np.setdiff1d(np.arange(n), window)
    widening, found = np.ones((len(scores), len(measures))), []
    for rows in _chunks(len(scores), len(measures) * n):
        z = np.abs(_all_shifts(scores[rows], measures))
        widening[rows] = _widening(z[..., away])
        found.append(_largest(z / widening[rows][..., None], window)[..., free].ravel())
    rounds = 0
    while sum(map(len, found)) < LEAST_DRAWS and rounds < MOST_ROUNDS:
        moved = measures[:, block_order(n, rng)]
        found += [
            _largest(np.abs(_all_shifts(scores[rows], moved)), window).ravel()
            for rows in _chunks(len(scores), len(measures) * n)
        ]
        rounds += 1
    draws = np.concatenate(found) if found else np.empty(0)
    return Shifted(np.sort(draws[np.isfinite(draws)]), widening)


def block_order(n: int, rng: np.random.Generator) -> np.ndarray:
    """Positions 0 to n - 1 cut into blocks of about n^(1/3), from a random place on, in random order."""
    size = max(int(np.ceil(n ** (1 / 3))), 1)
    blocks = np.array_split(np.roll(np.arange(n), int(rng.integers(n))), max(n // size, 1))
    return np.concatenate([blocks[number] for number in rng.permutation(len(blocks))])


def _chunks(n_rows: int, width: int) -> Iterator[slice]:
    step = max(CHUNK // max(width, 1), 1)
    yield from (slice(start, start + step) for start in range(0, n_rows, step))


def _all_shifts(scores: Floats, measures: Floats) -> Floats:
    """z (T, M, n) of score at t with measure at t - shift, the periods closed to a ring."""
    one, two = np.isfinite(scores), np.isfinite(measures)
    first = [np.where(one, 1.0, 0.0), np.where(one, scores, 0.0), np.where(one, np.square(scores), 0.0)]
    second = [np.where(two, 1.0, 0.0), np.where(two, measures, 0.0), np.where(two, np.square(measures), 0.0)]
    left, right = [np.fft.rfft(rows) for rows in first], [np.conj(np.fft.rfft(rows)) for rows in second]

    def product(a: int, b: int) -> Floats:
        return np.fft.irfft(left[a][:, None] * right[b][None], scores.shape[1])

    n = np.round(product(0, 0))
    return correlations(n, product(1, 0), product(0, 1), product(2, 0), product(0, 2), product(1, 1)).z


def _largest(z: Floats, window: np.ndarray) -> Floats:
    """Largest z over the lags of the window, for every shift; nan where none is known."""
    known = np.where(np.isfinite(z), z, -np.inf)
    largest = known[..., (np.arange(z.shape[-1]) + window[0]) % z.shape[-1]]
    for lag in window[1:].tolist():
        np.maximum(largest, np.roll(known, -lag, axis=-1), out=largest)
    return np.where(np.isfinite(largest), largest, np.nan)


def _widening(z: Floats) -> Floats:
    """Root mean square of z over shifts, drawn towards 1 where they are few; at least 1."""
    known = np.isfinite(z)
    square = np.square(np.where(known, z, 0.0)).sum(axis=-1)
    widening: Floats = np.sqrt(np.maximum((square + PRIOR_SHIFTS) / (known.sum(axis=-1) + PRIOR_SHIFTS), 1.0))
    return widening
