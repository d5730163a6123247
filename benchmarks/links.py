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


def linked_columns(n: int) -> dict[str, np.ndarray]:
    """Answers and measures of which one in twenty is unknown; a third of the measures are counts."""
    rng = np.random.default_rng(0)
    values = rng.lognormal(size=(n, MEASURES))
    values[:, ::3] = np.floor(values[:, ::3])
    values[rng.random(values.shape) < GAPS] = np.nan
    return {
        "touchpoint": rng.integers(0, TOUCHPOINTS, n),
        "score": np.round(rng.normal(7, 2, n).clip(0, 10)) * 10,
        "values": values,
        "stratum": rng.integers(0, STRATA, n),
        "cluster": rng.integers(0, ACCOUNTS, n),
    }


def cases(columns: dict[str, np.ndarray]) -> int:
    """Cells tested of the whole matrix, from bare columns on."""
    names = [f"t{number}" for number in range(TOUCHPOINTS)], [f"m{number}" for number in range(MEASURES)]
    rows = LinkedRows.long(
        names[0], columns["touchpoint"], columns["score"], names[1], columns["values"],
        stratum=columns["stratum"], cluster=columns["cluster"],
    )  # fmt: skip
    return case_matrix(rows).n_tested


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
        return f"{self.what:<62}{self.seconds * 1e3:>9.1f} ms{self.floor * 1e3:>10.1f} ms{times:>8.2f}x  {self.against}"

    @property
    def missed(self) -> list[str]:
        """The bar, if it does not hold."""
        if self.limit is None or self.seconds <= self.limit * self.floor:
            return []
        return [f"{self.what}: {self.seconds / self.floor:.1f} times {self.against}, allowed {self.limit:g}"]


def link_seconds(n_rows: int = ROWS) -> list[Spent]:
    """All lines, in one run."""
    columns = linked_columns(n_rows)
    if cases(columns) != TOUCHPOINTS * MEASURES:
        raise RuntimeError("cells are missing")
    by_case = Spent(
        f"case matrix {TOUCHPOINTS} x {MEASURES}, {n_rows:,} linked rows", median_seconds(lambda: cases(columns), 3),
        LIMIT_SECONDS, "the limit", 1.0,
    )  # fmt: skip
    return [by_case, *(_lag_line(gaps) for gaps in (0.0, GAPS)), _search_line()]


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
