"""Touchpoints against process measures: by linked rows in seconds, by period against the bare products.

`python -m benchmarks.links`; also lines of `make bench`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from analytics.links.cases import case_matrix
from analytics.links.lags import lag_correlations
from analytics.links.model import LinkedRows
from analytics.links.periods import period_matrix
from analytics.links.series import whitened
from benchmarks.clock import median_seconds

ROWS, TOUCHPOINTS, MEASURES = 1_000_000, 20, 15
ACCOUNTS, STRATA = 3000, 60
SERIES, SERIES_MEASURES, WEEKS, LAGS = 60, 40, 520, 12
GAPS = 0.05
LIMIT_SECONDS = 2.0
LIMIT_TIMES = 3.0
NAMES = tuple(f"t{number}" for number in range(TOUCHPOINTS))
MEASURE_NAMES = tuple(f"m{number}" for number in range(MEASURES))


@dataclass(frozen=True, eq=False)
class Table:
    """Linked rows as bare columns: answers (n, T) or, one a row, the touchpoint and its score."""

    values: np.ndarray
    stratum: np.ndarray
    cluster: np.ndarray
    answers: np.ndarray
    touchpoint: np.ndarray | None = None
    score: np.ndarray | None = None

    def rows(self) -> LinkedRows:
        """Ready for the matrix."""
        groups = {"stratum": self.stratum, "cluster": self.cluster}
        if self.touchpoint is None or self.score is None:
            return LinkedRows.wide(NAMES, self.answers, MEASURE_NAMES, self.values, **groups)
        return LinkedRows.long(NAMES, self.touchpoint, self.score, MEASURE_NAMES, self.values, **groups)


def table(n: int, *, is_wide: bool) -> Table:
    """Measures in three groups, each unknown in one row of twenty; a third of them counts.

    Wide: each row answers nine in ten of the five touchpoints of its stage, 4.5 answers; else one answer a row.
    """
    rng = np.random.default_rng(0)
    values = rng.lognormal(size=(n, MEASURES))
    values[:, ::3] = np.floor(values[:, ::3])
    for group in np.split(np.arange(MEASURES), 3):
        values[np.ix_(rng.random(n) < GAPS, group)] = np.nan
    shared = values, rng.integers(0, STRATA, n), rng.integers(0, ACCOUNTS, n)
    score = np.round(rng.normal(7, 2, n).clip(0, 10)) * 10
    if not is_wide:
        return Table(*shared, np.empty((n, 0)), touchpoint=rng.integers(0, TOUCHPOINTS, n), score=score)
    asked = (rng.integers(0, TOUCHPOINTS // 5, n)[:, None] == np.arange(TOUCHPOINTS) // 5) & (
        rng.random((n, TOUCHPOINTS)) < 0.9
    )
    return Table(*shared, answers=np.where(asked, score[:, None], np.nan))


def series(gaps: float) -> tuple[np.ndarray, np.ndarray]:
    """Weekly scores and measures, a share of them missing."""
    rng = np.random.default_rng(0)
    found = rng.normal(size=(SERIES, WEEKS)), rng.normal(size=(SERIES_MEASURES, WEEKS))
    for rows in found:
        rows[rng.random(rows.shape) < gaps] = np.nan
    return found


def products(scores: np.ndarray, measures: np.ndarray, times: int) -> None:
    """The bare products of every lag; with gaps, counts, sums, squares and products need six of them."""
    for lag in range(LAGS):
        for _ in range(times):
            scores[:, lag:] @ measures[:, : WEEKS - lag].T


@dataclass(frozen=True)
class Spent:
    """Seconds of one line, the seconds it is held against, and how many times as long it may take (None: no bar)."""

    what: str
    seconds: float
    floor: float
    against: str
    limit: float | None

    @property
    def line(self) -> str:
        """The figures as text."""
        times = self.seconds / self.floor
        return f"{self.what:<66}{self.seconds * 1e3:>9.1f} ms{self.floor * 1e3:>10.1f} ms{times:>8.2f}x  {self.against}"

    @property
    def missed(self) -> list[str]:
        """The bar, if it does not hold."""
        if self.limit is None or self.seconds <= self.limit * self.floor:
            return []
        return [f"{self.what}: {self.seconds / self.floor:.1f} times {self.against}, allowed {self.limit:g}"]


def link_seconds(n_rows: int = ROWS) -> list[Spent]:
    """All lines, in one run."""
    by_case = [_case_line(table(n_rows, is_wide=is_wide), is_wide=is_wide) for is_wide in (False, True)]
    return [*by_case, *(_lag_line(gaps) for gaps in (0.0, GAPS)), _search_line()]


def _case_line(linked: Table, *, is_wide: bool) -> Spent:
    if case_matrix(linked.rows()).n_tested != TOUCHPOINTS * MEASURES:
        raise RuntimeError("cells are missing")
    seconds = median_seconds(lambda: case_matrix(linked.rows()), 3)
    each = "4.5 answers each" if is_wide else "one answer each"
    what = f"case matrix {TOUCHPOINTS} x {MEASURES}, {len(linked.values):,} linked rows, {each}"
    return Spent(what, seconds, LIMIT_SECONDS, "the limit", 1.0)


def _lag_line(gaps: float) -> Spent:
    scores, measures = series(gaps)
    bare = series(0.0)
    times = 6 if gaps else 1
    what = f"r at {LAGS} lags, {SERIES} x {SERIES_MEASURES} x {WEEKS} weeks, {gaps:.0%} missing"
    return Spent(
        what, median_seconds(lambda: lag_correlations(scores, measures, range(LAGS)), 15),
        median_seconds(lambda: products(*bare, times), 15), f"bare products, {times} a lag", LIMIT_TIMES,
    )  # fmt: skip


def _search_line() -> Spent:
    """The whole matrix with its searched p, against only the products that as many shifts would take."""
    scores, measures = series(GAPS)
    names = [f"t{number}" for number in range(SERIES)], [f"m{number}" for number in range(SERIES_MEASURES)]

    def ours() -> None:
        period_matrix(names[0], scores, names[1], measures, lags=range(LAGS), rng=np.random.default_rng(0))

    one, two = (np.nan_to_num(whitened(rows).values) for rows in (scores, measures))
    seconds = median_seconds(lambda: products(one, two, 1), 15) / LAGS * (WEEKS - 2 * LAGS + 1) * 6
    what = f"the same whitened, with p of the search, {GAPS:.0%} missing"
    return Spent(what, median_seconds(ours, 5), seconds, "bare products of all shifts", LIMIT_TIMES)


def main() -> None:
    """Print the figures; 1 when a bar is missed."""
    spent = link_seconds()
    print(*(one.line for one in spent), *(missed for one in spent for missed in one.missed), sep="\n")
    sys.exit(1 if any(one.missed for one in spent) else 0)


if __name__ == "__main__":
    main()
