"""Run chart: median, longest run and crossings judged by Anhøj's rules. Needs no limits, so it serves short series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.spc.model import Bools, Chart, Floats

CROSSING_TAIL = 0.05
LEAST_USEFUL = 10  # points off the median: Anhøj's rules are stated from here on


@dataclass(frozen=True)
class RunTest:
    """Anhøj's two rules on one stage [1]_.

    Points on the median count for neither side and are passed over ("useful" points are the others). A signal: the
    longest run is longer than round(log2(useful) + 3), or crossings are fewer than the 5 % quantile of a
    binomial(useful - 1, 1/2).

    References
    ----------
    .. [1] Anhøj & Olesen (2014), PLoS ONE 9(11): e113825.
    """

    median: float
    n_useful: int
    longest_run: int
    longest_run_max: int
    crossings: int
    crossings_min: int
    long_run_at: int | None

    @property
    def too_long(self) -> bool:
        """The longest run is beyond chance."""
        return self.longest_run > self.longest_run_max

    @property
    def too_few_crossings(self) -> bool:
        """The line crosses the median more seldom than chance would."""
        return self.crossings < self.crossings_min

    @property
    def is_signal(self) -> bool:
        """One of the two."""
        return self.too_long or self.too_few_crossings


def run_test(values: Floats, center: float) -> RunTest:
    """Anhøj's rules on values around `center`.

    Examples
    --------
    >>> found = run_test(np.array([1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 9, 9, 9, 9, 9, 9, 9, 9]), 2.0)
    >>> found.n_useful, found.longest_run, found.longest_run_max, found.crossings, found.crossings_min
    (13, 8, 7, 1, 3)
    """
    from scipy.special import bdtr

    side = np.sign(values - center)
    useful = np.flatnonzero(np.isfinite(side) & (side != 0))
    n = len(useful)
    if n == 0:
        return RunTest(center, 0, 0, 0, 0, 0, None)
    changes = np.flatnonzero(np.diff(side[useful]) != 0)
    starts = np.concatenate(([0], changes + 1))
    lengths = np.diff(np.concatenate((starts, [n])))
    allowed = int(np.floor(np.log2(n) + 3 + 0.5))
    tail = bdtr(np.arange(n), n - 1, 0.5) if n > 1 else np.ones(1)
    long = np.flatnonzero(lengths > allowed)
    at = int(useful[starts[long[0]] + allowed]) if long.size else None
    fewest = int(np.argmax(tail >= CROSSING_TAIL))
    return RunTest(center, n, int(lengths.max()), allowed, len(changes), fewest, at)


def run_chart(values: Floats, n: Floats, counted: Bools, center: float | None = None) -> Chart:
    """One stage of a run chart: the median of the counted points, no limits."""
    used = values[counted & np.isfinite(values)]
    middle = float(np.median(used)) if center is None else center
    nothing = np.full(len(values), np.nan)
    z = np.where(np.isfinite(values), np.sign(values - middle), np.nan)
    return Chart(
        "run", values, np.full(len(values), middle), nothing, nothing, nothing, n, z, np.zeros(len(values), dtype=bool),
        estimates=({"center": middle, "n_points": float(len(used))},),
    )  # fmt: skip
