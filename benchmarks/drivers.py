"""Exact shares of 15 drivers over 100,000 rows with 1,000 resamples, and against least squares subset by subset.

`python -m benchmarks.drivers`; also lines of `make bench`.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from analytics.drivers.key_drivers import key_drivers
from analytics.drivers.lmg import lmg
from analytics.drivers.model import KeyDrivers
from analytics.drivers.subsets import subset_r2
from benchmarks.clock import median_seconds

ROWS, DRIVERS, DRAWS = 100_000, 15, 1_000
LIMIT_SECONDS, LEAST_SPEEDUP = 3.0, 30.0
TRIED = 48  # subsets that are fitted to the rows; their time is scaled up to all of them
SAME = 1e-8


def rows(n: int = ROWS, p: int = DRIVERS) -> tuple[np.ndarray, np.ndarray]:
    """Drivers with a shared mood, and an outcome that they move by different amounts."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    return x, x @ np.linspace(0.0, 1.0, p) + 3.0 * rng.normal(size=n)


def analysis(x: np.ndarray, y: np.ndarray, n_draws: int) -> KeyDrivers:
    """The whole analysis as a page asks for it."""
    names = [f"q{j}" for j in range(x.shape[1])]
    found = key_drivers(y, x, names, rng=np.random.default_rng(1), n_draws=n_draws)
    if not isinstance(found, KeyDrivers):
        raise RuntimeError(found.code)
    return found


def fitted_r2(x: np.ndarray, y: np.ndarray, subset: int) -> float:
    """R squared of one subset by least squares on the rows."""
    columns = [j for j in range(x.shape[1]) if subset >> j & 1]
    design = np.column_stack([np.ones(len(y)), x[:, columns]])
    left = y - design @ np.linalg.lstsq(design, y)[0]
    return float(1.0 - left @ left / np.square(y - y.mean()).sum())


def loop_seconds(x: np.ndarray, y: np.ndarray) -> float:
    """Seconds of the plain loop over all subsets, from TRIED random ones, which must have our R squared."""
    table = subset_r2(np.corrcoef(np.column_stack([x, y]), rowvar=False))
    tried = np.random.default_rng(2).choice(len(table), TRIED, replace=False)
    start = time.perf_counter()
    plain = np.array([fitted_r2(x, y, int(subset)) for subset in tried])
    spent = time.perf_counter() - start
    if np.abs(plain - table[tried]).max() > SAME:
        raise RuntimeError("the two ways give different R squared")
    return spent / TRIED * len(table)


@dataclass(frozen=True)
class Spent:
    """Seconds: everything with resamples; without them; all subsets and LMG of one matrix; the plain loop."""

    whole: float
    point: float
    table: float
    loop: float

    @property
    def missed(self) -> list[str]:
        """Bars that do not hold."""
        found = []
        if self.whole > LIMIT_SECONDS:
            found.append(f"drivers with {DRAWS:,} resamples: {self.whole:.2f} s, allowed {LIMIT_SECONDS} s")
        if self.loop < LEAST_SPEEDUP * self.point:
            found.append(f"drivers: only {self.loop / self.point:.0f} times faster than a loop over subsets")
        return found

    @property
    def lines(self) -> list[str]:
        """The figures as text."""
        what = f"exact shares of {DRIVERS} drivers, {ROWS:,} rows"
        return [
            f"{what}, {DRAWS:,} resamples: {self.whole:.2f} s",
            f"  without resamples: {self.point * 1e3:.0f} ms, of it all subsets and LMG {self.table * 1e3:.1f} ms",
            f"  least squares subset by subset: {self.loop:,.0f} s (scaled up from {TRIED} subsets), "
            f"{self.loop / self.point:,.0f} times as long",
        ]


def driver_seconds() -> Spent:
    """All ways in turn."""
    x, y = rows()
    correlation = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    return Spent(
        whole=median_seconds(lambda: analysis(x, y, DRAWS), 3),
        point=median_seconds(lambda: analysis(x, y, 0), 5),
        table=median_seconds(lambda: lmg(subset_r2(correlation)), 7),
        loop=loop_seconds(x, y),
    )


if __name__ == "__main__":
    measured = driver_seconds()
    print(*measured.lines, *(f"MISSED: {line}" for line in measured.missed), sep="\n")
    sys.exit(1 if measured.missed else 0)
