"""The patterns that rules look for, on arrays of shape (..., m): one row per chart, time along the last axis.

A run of k is log2(k) shifted ANDs, k of m a sum of shifted bytes: no loop over points. Every function marks the point
that completes the pattern. Rows hold no gaps: they are taken out before, so that patterns go over plotted points.
"""

from __future__ import annotations

import numpy as np

from analytics.spc.model import Bools, Floats


def run_of(marks: Bools, length: int) -> Bools:
    """Points that are the last of `length` marked points in a row.

    >>> run_of(np.array([True, True, True, False, True]), 2).tolist()
    [False, True, True, False, False]
    """
    runs, have = marks.copy(), 1
    while have < length:
        step = min(have, length - have)
        shifted = np.zeros_like(runs)
        shifted[..., step:] = runs[..., :-step] if step < runs.shape[-1] else False
        runs &= shifted
        have += step
    return runs


def some_of(marks: Bools, needed: int, window: int) -> Bools:
    """Marked points with at least `needed` marked points among the last `window`, themselves counted.

    >>> some_of(np.array([True, False, True, False, False, True]), 2, 3).tolist()
    [False, False, True, False, False, False]
    """
    bytes_ = marks.astype(np.int8)
    count = bytes_.copy()
    for step in range(1, min(window, marks.shape[-1])):
        count[..., step:] += bytes_[..., :-step]
    completes: Bools = marks & (count >= needed)
    return completes


def steady(values: Floats, points: int) -> tuple[Bools, Bools]:
    """Points that complete `points` rising, and falling, values in a row; a tie breaks the trend."""
    steps = np.diff(values, axis=-1)
    return _after_steps(run_of(steps > 0, points - 1)), _after_steps(run_of(steps < 0, points - 1))


def alternating(values: Floats, points: int) -> Bools:
    """Points that complete `points` values going up and down in turn."""
    signs = np.sign(np.diff(values, axis=-1)).astype(np.int8)
    turns = np.zeros(signs.shape, dtype=bool)
    turns[..., 1:] = signs[..., 1:] * signs[..., :-1] < 0
    return _after_steps(run_of(turns, points - 2))


def _after_steps(marks: Bools) -> Bools:
    """Marks of steps as marks of the points they lead to."""
    first = np.zeros((*marks.shape[:-1], 1), dtype=bool)
    return np.concatenate((first, marks), axis=-1)


def outside_on_both_sides(z: Floats, length: int) -> Bools:
    """`length` points in a row beyond 1 sigma, with at least one on either side."""
    high, low = z > 1, z < -1
    beyond: Bools = run_of(high | low, length) & ~run_of(high, length) & ~run_of(low, length)
    return beyond
