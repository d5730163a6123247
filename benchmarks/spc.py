"""An individuals chart of a million points with all eight Nelson rules, against other ways to the same flags.

`python -m benchmarks.spc`; also a line of `make bench`.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.spc.charts import Values, chart
from analytics.spc.model import Chart
from analytics.spc.rules import signals
from benchmarks.clock import median_seconds

POINTS = 1_000_000
LIMIT_SECONDS = 0.5
LEAST_SPEEDUP = 5.0


def ours(x: np.ndarray) -> np.ndarray:
    """(n,) flagged points: chart with its moving ranges, rules, directions, lone signals."""
    made = chart("i", Values.of(x))
    if not isinstance(made, Chart):
        raise RuntimeError(made.code)
    return signals(made, "nelson8").flagged


def rolling(x: np.ndarray) -> np.ndarray:
    """The same flags by pandas' rolling windows, one rule after the other, as they are usually written."""
    series = pd.Series(x)
    z = (series - series.mean()) / (series.diff().abs().mean() / 1.128)
    marks = z.abs() > 3

    def runs(where: pd.Series, length: int) -> pd.Series:
        return where.astype(float).rolling(length).sum() == length

    def some(where: pd.Series, needed: int, window: int) -> pd.Series:
        return where & (where.astype(float).rolling(window, min_periods=1).sum() >= needed)

    steps = series.diff()
    marks |= runs(z > 0, 9) | runs(z < 0, 9)
    marks |= runs(steps > 0, 5) | runs(steps < 0, 5)
    marks |= runs(np.sign(steps) * np.sign(steps.shift()) < 0, 12)
    marks |= some(z > 2, 2, 3) | some(z < -2, 2, 3)
    marks |= some(z > 1, 4, 5) | some(z < -1, 4, 5)
    marks |= runs(z.abs() < 1, 15)
    marks |= runs(z.abs() > 1, 8) & ~runs(z > 1, 8) & ~runs(z < -1, 8)
    return marks.to_numpy()


def library(x: np.ndarray) -> object:
    """The same chart and rules by the package shewhart, where it is installed (requirements-bench.txt)."""
    import shewhart

    return shewhart.imr(x, rules="nelson").signals


@dataclass(frozen=True)
class Spent:
    """Seconds for one chart of `points`; `library` is None where the package is not installed."""

    points: int
    ours: float
    rolling: float
    library: float | None

    @property
    def missed(self) -> list[str]:
        """Bars that do not hold."""
        found = []
        if self.ours > LIMIT_SECONDS:
            found.append(f"individuals chart of {self.points:,} points: {self.ours:.2f} s, allowed {LIMIT_SECONDS} s")
        if self.library is not None and self.library < LEAST_SPEEDUP * self.ours:
            found.append(f"individuals chart: only {self.library / self.ours:.1f} times faster than shewhart")
        return found

    @property
    def lines(self) -> list[str]:
        """The figures as text."""
        told = [f"individuals chart, {self.points:,} points, eight Nelson rules: {self.ours * 1e3:.0f} ms"]
        told.append(
            f"  pandas rolling windows: {self.rolling * 1e3:.0f} ms, {self.rolling / self.ours:.1f} times as long"
        )
        if self.library is not None:
            told.append(f"  shewhart: {self.library:.1f} s, {self.library / self.ours:.0f} times as long")
        return told


def chart_seconds(points: int = POINTS) -> Spent:
    """All ways in turn, after ours and the rolling windows have flagged the same points."""
    x = np.random.default_rng(0).normal(size=points)
    if not np.array_equal(ours(x), rolling(x)):
        raise RuntimeError("the two ways flag different points")
    has_library = importlib.util.find_spec("shewhart") is not None
    return Spent(
        points,
        median_seconds(lambda: ours(x), 7),
        median_seconds(lambda: rolling(x), 3),
        median_seconds(lambda: library(x), 1) if has_library else None,
    )


def main() -> None:
    """Print the figures; 1 when a bar is missed."""
    spent = chart_seconds()
    print(*spent.lines, *spent.missed, sep="\n")
    sys.exit(1 if spent.missed else 0)


if __name__ == "__main__":
    main()
