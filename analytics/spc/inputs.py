"""What goes into a chart, and why some of it cannot: every check ends in a code with facts, never in an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analytics.spc.model import (
    ATTRIBUTES,
    MIN_POINTS,
    Bools,
    Floats,
    NoChart,
)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float).reshape(-1)


@dataclass(frozen=True, eq=False)
class Values:
    """One number per period, nan where there is none; `n` answers behind it where known.

    Charts i, i_log, run, ewma, cusum; g (opportunities between events) and t (time between events), one per event.
    """

    values: Floats
    n: Floats

    @classmethod
    def of(cls, values: ArrayLike, n: ArrayLike | None = None) -> Values:
        """From anything array-like of shape (n,)."""
        numbers = _floats(values)
        return cls(numbers, np.ones(len(numbers)) if n is None else _floats(n))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def plotted(self) -> Floats:
        """(n,) what the chart shows."""
        return self.values

    def part(self, where: slice) -> Values:
        """The periods of one stage."""
        return Values(self.values[where], self.n[where])


@dataclass(frozen=True, eq=False)
class Subgroups:
    """Per period the mean, standard deviation (over n - 1), range (nan where unknown) and number of the answers."""

    means: Floats
    sds: Floats
    n: Floats
    ranges: Floats

    @classmethod
    def of(
        cls, means: ArrayLike, n: ArrayLike, *, sds: ArrayLike | None = None, ranges: ArrayLike | None = None
    ) -> Subgroups:
        """From summaries, each of shape (n,); a period without answers has n = 0."""
        centers, sizes = _floats(means), _floats(n)
        unknown = np.full(len(centers), np.nan)
        return cls(
            centers,
            unknown if sds is None else _floats(sds),
            np.full(len(centers), float(sizes[0])) if len(sizes) == 1 else sizes,
            unknown if ranges is None else _floats(ranges),
        )

    @classmethod
    def of_values(cls, values: ArrayLike, period: ArrayLike, n_periods: int | None = None) -> Subgroups:
        """From single answers and the number of the period (0, 1, ...) each belongs to.

        Examples
        --------
        >>> groups = Subgroups.of_values([4, 5, 3, 3], [0, 0, 2, 2])
        >>> groups.means.tolist(), groups.n.tolist(), groups.ranges.tolist()
        ([4.5, nan, 3.0], [2.0, 0.0, 2.0], [1.0, nan, 0.0])
        """
        numbers, where = _floats(values), np.asarray(period, dtype=np.int64).reshape(-1)
        known = np.isfinite(numbers)
        numbers, where = numbers[known], where[known]
        size = int(where.max(initial=-1)) + 1 if n_periods is None else n_periods
        n = np.bincount(where, minlength=size).astype(float)
        means = _ratio(np.bincount(where, weights=numbers, minlength=size).astype(float), n)
        squares = np.bincount(where, weights=(numbers - means[where]) ** 2, minlength=size).astype(float)
        high, low = np.full(size, -np.inf), np.full(size, np.inf)
        np.maximum.at(high, where, numbers)
        np.minimum.at(low, where, numbers)
        ranges = np.where(n > 0, high - low, np.nan)
        return cls(means, np.sqrt(_ratio(squares, n - 1)), n, ranges)

    def __len__(self) -> int:
        return len(self.means)

    @property
    def plotted(self) -> Floats:
        """(n,) means, nan where nobody answered."""
        return np.where(self.n > 0, self.means, np.nan)

    def part(self, where: slice) -> Subgroups:
        """The periods of one stage."""
        return Subgroups(self.means[where], self.sds[where], self.n[where], self.ranges[where])


@dataclass(frozen=True, eq=False)
class Counts:
    """Per period a count, and the units (p, np) or opportunities (u) it was counted in; c charts have sizes of 1."""

    counts: Floats
    sizes: Floats

    @classmethod
    def of(cls, counts: ArrayLike, sizes: ArrayLike | None = None) -> Counts:
        """From arrays of shape (n,); one size stands for all periods."""
        numbers = _floats(counts)
        known = np.ones(1) if sizes is None else _floats(sizes)
        return cls(numbers, np.full(len(numbers), known[0]) if len(known) == 1 else known)

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def plotted(self) -> Floats:
        """(n,) counts per unit, nan where nothing was looked at."""
        return _ratio(self.counts, self.sizes)

    def part(self, where: slice) -> Counts:
        """The periods of one stage."""
        return Counts(self.counts[where], self.sizes[where])


Data = Values | Subgroups | Counts

_TAKES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("g", "t"), (Values,)),
    **dict.fromkeys(("i", "i_log"), (Values, Subgroups, Counts)),
    **dict.fromkeys(("xbar_s", "xbar_r", "imr_s"), (Subgroups,)),
    **dict.fromkeys(ATTRIBUTES, (Counts,)),
    **dict.fromkeys(("ewma", "cusum"), (Values, Subgroups)),
    "run": (Values, Subgroups, Counts),
}


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return ratio


def stage_starts(starts: Sequence[int], n: int) -> tuple[int, ...] | None:
    """Sorted starts of stages beginning with 0; None where one lies outside the series."""
    wanted = sorted({0, *(int(start) for start in starts)})
    return tuple(wanted) if wanted[0] >= 0 and wanted[-1] < max(n, 1) else None


def as_values(data: Data) -> Values:
    """What the chart plots as one number per period."""
    return data if isinstance(data, Values) else Values(data.plotted, weights(data))


def weights(data: Data) -> Floats:
    """(n,) answers, units or opportunities behind each point."""
    return data.sizes if isinstance(data, Counts) else data.n


def problem(kind: str, data: Data) -> NoChart | None:
    """The first reason why `data` gives no chart of this kind; None when nothing stands against it."""
    takes = _TAKES.get(kind)
    if takes is None or not isinstance(data, takes):
        return NoChart(kind, "wrong_data", {"given": type(data).__name__})
    found = _bad_shape(kind, data) or _bad_numbers(kind, data)
    if found is None and kind == "i_log":
        found = _first(kind, [("value_not_above_zero", data.plotted <= 0)])
    if found is None and not np.isfinite(data.plotted).any():
        found = NoChart(kind, "no_values")
    return None if found is None else replace(found, values=_shown(data))


def _shown(data: Data) -> Floats:
    if isinstance(data, Values):
        return data.values
    if isinstance(data, Subgroups):
        return data.means
    return data.plotted if len(data.counts) == len(data.sizes) else data.counts


def _bad_shape(kind: str, data: Data) -> NoChart | None:
    lengths = {len(array) for array in vars(data).values()}
    if len(lengths) > 1:
        return NoChart(kind, "unequal_lengths", {"lengths": sorted(lengths)})
    return None if lengths != {0} else NoChart(kind, "no_values")


def _bad_numbers(kind: str, data: Data) -> NoChart | None:
    if any(np.isinf(array).any() for array in vars(data).values()):
        return NoChart(kind, "not_finite", {"rows": _rows(np.isinf(np.vstack(list(vars(data).values()))).any(axis=0))})
    if isinstance(data, Counts):
        return _bad_counts(kind, data)
    if (data.n < 0).any():
        return NoChart(kind, "negative_size", {"rows": _rows(data.n < 0)})
    if isinstance(data, Subgroups):
        wrong = (data.sds < 0) | (data.ranges < 0)
        return NoChart(kind, "negative_spread", {"rows": _rows(wrong)}) if wrong.any() else None
    return _bad_values(kind, data)


def _bad_counts(kind: str, data: Counts) -> NoChart | None:
    checks = [("negative_count", data.counts < 0), ("negative_size", data.sizes < 0)]
    if kind in ("p", "np", "p_prime"):
        checks.append(("count_above_size", data.counts > data.sizes))
    elif kind in ("u", "u_prime"):
        checks.append(("count_without_size", (data.counts > 0) & (data.sizes == 0)))
    return _first(kind, checks)


def _bad_values(kind: str, data: Values) -> NoChart | None:
    if kind in ("g", "t"):
        return _first(kind, [("negative_value", data.values < 0)])
    return None


def _first(kind: str, checks: Sequence[tuple[str, Bools]]) -> NoChart | None:
    return next((NoChart(kind, code, {"rows": _rows(wrong)}) for code, wrong in checks if wrong.any()), None)


def _rows(wrong: Bools) -> list[int]:
    """The first ten positions, counted from 0."""
    return [int(row) for row in np.flatnonzero(wrong)[:10]]


def too_little(kind: str, data: Data, counted: Bools, start: int, needed: int = MIN_POINTS) -> NoChart | None:
    """Why one stage gives no limits: too few counted points, or all of them the same."""
    used = data.plotted[counted & np.isfinite(data.plotted)]
    if len(used) < needed:
        return NoChart(kind, "too_few_points", {"found": len(used), "needed": needed, "start": start})
    low, high = float(used.min()), float(used.max())
    # Equal means may still have a spread within, and equal counts a spread by their distribution.
    needs_movement = isinstance(data, Values) or kind in ("i", "i_log", "run", "imr_s")
    if needs_movement and kind != "g" and high - low <= 1e-12 * max(abs(low), abs(high)):
        return NoChart(kind, "all_zero" if high == 0 else "constant", {"value": high, "start": start})
    return None
