"""Constants of normal samples of size n: d2, d3, c4 and the factors made from them.

d2 of n up to 25 is taken with the three decimals of the published tables [1]_ [2]_, because published limits are: the
mean moving range is divided by 1.128, not by 1.12838. Everything else is computed.

References
----------
.. [1] Montgomery (2009), Introduction to Statistical Quality Control, 6th ed., appendix VI.
.. [2] ASTM MNL 7, Manual on Presentation of Data and Control Chart Analysis.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from analytics.spc.model import Floats

TABLED_N = 25
LARGEST_RANGE_N = 100
_GRID_ENDS, _GRID_CELLS = 8.5, 200


def c4(n: Floats | float) -> Floats:
    """E(s) / sigma = sqrt(2 / (n - 1)) Gamma(n / 2) / Gamma((n - 1) / 2); nan below n = 2.

    >>> round(float(c4(5)), 4)
    0.94
    """
    from scipy.special import gammaln

    size = np.asarray(n, dtype=float)
    safe = np.maximum(size, 2.0)
    ratio = np.exp(gammaln(safe / 2) - gammaln((safe - 1) / 2)) * np.sqrt(2.0 / (safe - 1))
    value: Floats = np.where(size >= 2, ratio, np.nan)
    return value


def c5(n: Floats | float) -> Floats:
    """sd(s) / sigma = sqrt(1 - c4^2)."""
    value: Floats = np.sqrt(1.0 - c4(n) ** 2)
    return value


@lru_cache(maxsize=LARGEST_RANGE_N)
def range_moments(n: int) -> tuple[float, float]:
    """Mean and standard deviation of the range of n standard normal values, by numerical integration.

    E(R) = integral of 1 - F^n - (1 - F)^n; E(R^2) = 2 times the double integral over x < y of
    1 - F(y)^n - (1 - F(x))^n + (F(y) - F(x))^n.

    >>> mean, sd = range_moments(2)
    >>> round(mean, 5), round(sd, 5)
    (1.12838, 0.8525)
    """
    coarse, fine = (np.array(_range_integrals(n, cells)) for cells in (_GRID_CELLS, 2 * _GRID_CELLS))
    # The trapezoid's error falls with the square of the step: extrapolated to 0.
    mean, square = (4 * fine - coarse) / 3
    return float(mean), float(np.sqrt(square - mean * mean))


def _range_integrals(n: int, cells: int) -> tuple[float, float]:
    from scipy.special import ndtr

    grid = np.linspace(-_GRID_ENDS, _GRID_ENDS, cells + 1)
    below, step = ndtr(grid), float(grid[1] - grid[0])
    mean = float((1 - below**n - (1 - below) ** n).sum() * step)
    low, high = below[:, None], below[None, :]
    inner = 1 - high**n - (1 - low) ** n + np.maximum(high - low, 0.0) ** n
    # The diagonal belongs to both halves of the square: counted half.
    square = np.triu(inner, 1).sum() + np.trace(inner) / 2
    return mean, float(2 * square * step * step)


def _by_size(n: Floats | float, of: Callable[[int], float]) -> Floats:
    size = np.asarray(n, dtype=float)
    value = np.full(size.shape, np.nan)
    for each in np.unique(size[np.isfinite(size)]):
        if each >= 2:
            value[size == each] = of(int(each))
    return value


def d2(n: Floats | float) -> Floats:
    """E(range) / sigma with the three decimals of the tables up to n = 25, computed above; nan below n = 2.

    >>> d2(np.array([2.0, 5.0])).tolist()
    [1.128, 2.326]
    """
    return _by_size(n, lambda size: round(range_moments(size)[0], 3) if size <= TABLED_N else range_moments(size)[0])


def d3(n: Floats | float) -> Floats:
    """sd(range) / sigma; nan below n = 2."""
    return _by_size(n, lambda size: range_moments(size)[1])


D2_MOVING = 1.128  # the table's 2 / sqrt(pi)
D3_MOVING = math.sqrt(2 - 4 / math.pi)


def factors(n: int) -> dict[str, float]:
    """A2, A3, B3, B4, D3, D4 of subgroups of size n.

    >>> {name: round(value, 3) for name, value in factors(5).items()}
    {'A2': 0.577, 'A3': 1.427, 'B3': 0.0, 'B4': 2.089, 'D3': 0.0, 'D4': 2.114}
    """
    mean, sd = range_moments(n)
    expected, root = float(c4(n)), float(np.sqrt(n))
    half_s, half_r = 3 * float(c5(n)) / expected, 3 * sd / mean
    return {
        "A2": 3 / (mean * root), "A3": 3 / (expected * root),
        "B3": max(0.0, 1 - half_s), "B4": 1 + half_s,
        "D3": max(0.0, 1 - half_r), "D4": 1 + half_r,
    }  # fmt: skip
