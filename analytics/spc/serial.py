"""Points that hang together by design: customers who answer in one period answer again in the next.

`serial` are the correlations of points 1, 2, ... periods apart; the last one holds for all that lie farther apart, and
() is none. What all points share (the last entry) lies in the centre line: it narrows the points around it. What only
neighbours share narrows their moving ranges and lengthens runs on one side [1]_ [2]_.

References
----------
.. [1] Maragah & Woodall (1992), Journal of Statistical Computation and Simulation 40, 29-42.
.. [2] Alwan (1992), IIE Transactions 24, 66-80.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.spc.model import Floats, Ints

MOST = 0.9  # no correlation is taken as larger, so that limits stay finite
MOST_POINTS = 2000  # longer series are simulated as if their points were independent


def serial_correlations(covariances: Sequence[float], variance: float) -> tuple[float, ...]:
    """Correlations at lags 1, 2, ... from the covariances that repeat customers imply and the variance of a point.

    Negative ones are chance, and 0. () where nothing is known or nothing hangs together.

    >>> serial_correlations([0.2, 0.1, 0.0], 2.0)
    (0.1, 0.05, 0.0)
    >>> serial_correlations([0.0, 0.0], 2.0)
    ()
    """
    if not variance > 0:
        return ()
    found = tuple(float(min(max(each / variance, 0.0), MOST)) if each == each else 0.0 for each in covariances)
    return found if any(found) else ()


def excess(serial: Sequence[float]) -> tuple[float, ...]:
    """Correlations around the level of the series: (r_k - r_far) / (1 - r_far), where r_far is the last.

    >>> [round(each, 3) for each in excess((0.3, 0.2, 0.1))]
    [0.222, 0.111, 0.0]
    """
    far = serial[-1] if serial else 0.0
    return tuple((each - far) / (1 - far) for each in serial)


def nearness(serial: Sequence[float]) -> float:
    """What neighbours have in common beyond what all points share, 0 to MOST."""
    return min(max(excess(serial)[0], 0.0), MOST) if serial else 0.0


def widening(serial: Sequence[float]) -> float:
    """sigma of a point over mean moving range / 1.128: 1 / sqrt(1 - r), r the correlation of neighbours.

    Examples
    --------
    >>> widening(()), round(widening((0.19, 0.0)), 3)
    (1.0, 1.111)
    """
    return float(1 / np.sqrt(1 - nearness(serial)))


def serial_root(serial: Sequence[float], n: int) -> Floats:
    """(n, n) matrix that turns independent standard normal points (as columns) into points with these correlations.

    Correlations that no series can have are replaced by the nearest that one can (negative eigenvalues are 0).

    >>> (serial_root((0.5, 0.0), 3) @ serial_root((0.5, 0.0), 3).T).round(3).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    if not serial or n > MOST_POINTS:
        return np.eye(n)
    by_lag = np.array([1.0, *serial, *([serial[-1]] * max(n - 1 - len(serial), 0))])
    apart = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    values, vectors = np.linalg.eigh(by_lag[apart])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    unit: Floats = root / np.sqrt((root**2).sum(axis=1, keepdims=True))
    return unit


def serial_normal(shape: tuple[int, int], serial: Sequence[float], rng: np.random.Generator) -> Floats:
    """(series, points) standard normal points with these correlations along each row."""
    points: Floats = rng.standard_normal(shape)
    return points @ serial_root(serial, shape[1]).T if serial else points


def serial_order(points: Floats, serial: Sequence[float], rng: np.random.Generator) -> Ints:
    """(worlds, points) which world each point is taken from, so that the rows hang together and no column changes [1]_.

    Each column keeps its values; their ranks follow normal series with these correlations.

    References
    ----------
    .. [1] Iman & Conover (1982), Communications in Statistics B 11, 311-334.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> skewed = rng.exponential(size=(4000, 2))
    >>> moved = np.take_along_axis(skewed, serial_order(skewed, (0.6,), rng), axis=0)
    >>> round(float(np.corrcoef(moved.T)[0, 1]), 1), bool((np.sort(moved, axis=0) == np.sort(skewed, axis=0)).all())
    (0.5, True)
    """
    ranks = serial_normal((points.shape[0], points.shape[1]), serial, rng).argsort(axis=0).argsort(axis=0)
    order: Ints = np.take_along_axis(points.argsort(axis=0, kind="stable"), ranks, axis=0)
    return order


def serial_shuffled(values: Floats, serial: Sequence[float], rows: int, rng: np.random.Generator) -> Floats:
    """(rows, n) the values in chance orders whose ranks hang together like `serial`; plain shuffles without it."""
    if not nearness(serial):
        return rng.permuted(np.tile(values, (rows, 1)), axis=1)
    ranks = serial_normal((rows, len(values)), excess(serial), rng).argsort(axis=1).argsort(axis=1)
    shuffled: Floats = np.sort(values)[ranks]
    return shuffled
