"""Do the same drivers move two groups? Differences of shares between segments or periods, tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import DRAWS, FEWEST, intervals, unit_counts, usable_rows
from analytics.drivers.covariance import UnitSums, most_units, unit_sums
from analytics.drivers.lmg import lmg_of
from analytics.drivers.model import EXACT_DRIVERS, MIN_CLUSTERS, Bools, Floats, Interval, NoDrivers, shares
from analytics.drivers.rows import Rows, complete_rows
from analytics.drivers.threads import one_thread
from analytics.fdr import bh_q_values


@dataclass(frozen=True)
class ShareDifference:
    """One driver in two groups: its shares, one minus the other, and the false-discovery rate over the drivers."""

    name: str
    one: float
    other: float
    difference: Interval
    p: float
    q: float


@dataclass(frozen=True)
class SegmentDrivers:
    """Two groups beside each other.

    p_any : chance of differences this large over all drivers if both groups came from the same customers; None without
    resamples. r2 : explained variance in each group.
    """

    differences: tuple[ShareDifference, ...]
    p_any: float | None
    r2: tuple[float, float]
    n: tuple[int, int]
    n_clusters: tuple[int, int]


@one_thread
def segment_drivers(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    is_other: Bools,
    *,
    rng: np.random.Generator,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    n_draws: int = DRAWS,
) -> SegmentDrivers | NoDrivers:
    """Shares of the drivers in rows that are not `is_other` beside those in rows that are.

    Customers are drawn once for both groups, so one who answers in both (two periods) counts as one. p and q come from
    dealing customers to the groups anew (those who answer in both are swapped or not): few rows level out shares, which
    would make groups of unequal size differ.

    Parameters
    ----------
    is_other : shape (rows,).

    Returns
    -------
    NoDrivers with the codes of `key_drivers`; facts name the group ("one" or "other") where it is too small. Above
    EXACT_DRIVERS drivers: too_many_drivers.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(600, 2))
    >>> new = np.arange(600) % 2 == 0
    >>> y = np.where(new, x[:, 0], x[:, 1]) + rng.normal(size=600)
    >>> found = segment_drivers(y, x, ["speed", "advice"], new, rng=rng)
    >>> [(one.name, round(one.difference.value, 1), one.q < 0.05) for one in found.differences]
    [('speed', 1.0, True), ('advice', -1.0, True)]
    """
    halves = _halves(outcome, drivers, names, is_other, clusters, weights)
    if isinstance(halves, NoDrivers):
        return halves
    names = halves[0].names
    sums = _read(halves, rng)
    value = _difference(sums.one.sum(axis=0)[None], sums.other.sum(axis=0)[None], sums)[0]
    counted = tuple(len(np.unique(half.clusters)) for half in halves)
    wanted = n_draws if min(counted) >= MIN_CLUSTERS else 0
    counts = unit_counts(len(sums.one), wanted, rng)
    drawn = _difference(counts @ sums.one, counts @ sums.other, sums)
    mixed = _difference(*sums.mixed(wanted, rng), sums)
    p = permutation_p(value, mixed)
    r2 = [float(_lmg(part.sum(axis=0)[None], sums).sum()) for part in (sums.one, sums.other)]
    one = shares(_lmg(sums.one.sum(axis=0)[None], sums))[0]
    shown = zip(names, one, intervals(value, drawn, min(counted)), p, bh_q_values(p), strict=True)
    return SegmentDrivers(
        tuple(
            ShareDifference(name, float(at), float(at) + gap.value, gap, float(chance), float(q))
            for name, at, gap, chance, q in shown
        ),
        _p_any(value, mixed),
        (r2[0], r2[1]),
        (len(halves[0].outcome), len(halves[1].outcome)),
        (counted[0], counted[1]),
    )


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sums per unit in each group, (units, q); a unit is a customer, or a block of customers of the same kind."""

    one: Floats
    other: Floats
    read: UnitSums

    def mixed(self, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Both groups' sums, (n, q): customers of one group dealt anew, those of both swapped or not, by chance."""
        has_one, has_other = self.one[:, 0] > 0, self.other[:, 0] > 0
        is_both = has_one & has_other
        own = self.one + np.where(is_both[:, None], 0.0, self.other)
        swapped = np.where(is_both[:, None], self.other, 0.0)
        in_one = np.tile((has_one & ~is_both).astype(float), (n, 1))
        in_one[:, ~is_both] = rng.permuted(in_one[:, ~is_both], axis=1)
        in_one[:, is_both] = rng.random((n, int(is_both.sum()))) < 0.5
        return in_one @ own + (1 - in_one) @ swapped, (1 - in_one) @ own + in_one @ swapped


def _read(halves: tuple[Rows, Rows], rng: np.random.Generator) -> _Sums:
    """Both groups in one reading, so that their sums can change places."""
    sizes = [len(half.outcome) for half in halves]
    group = np.repeat([0, 1], sizes)
    unit = _same_kind_units(np.concatenate([half.clusters for half in halves]), group, len(halves[0].names) + 1, rng)
    weights = None if halves[0].weights is None else np.concatenate([half.weights for half in halves])
    values = np.vstack([half.values for half in halves])
    n_units = int(unit.max()) + 1
    read = unit_sums(values, rng=rng, clusters=2 * unit + group, weights=weights, units=2 * n_units)
    flat = np.zeros((2 * n_units, read.flat.shape[1]))
    flat[np.unique(2 * unit + group)] = read.flat
    return _Sums(flat[::2], flat[1::2], read)


def _same_kind_units(
    clusters: NDArray[np.int64], group: NDArray[np.int64], k: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Unit of each row: customers of one group, of the other and of both are never in one block; blocks are alike."""
    names, code = np.unique(clusters, return_inverse=True)
    kind = np.bincount(code, weights=group == 0) > 0
    kind = kind + 2 * (np.bincount(code, weights=group == 1) > 0)
    per_block = -(-len(names) // most_units(k, "complete"))
    order = np.lexsort([rng.random(len(names)), kind])
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    first = np.concatenate([[0], np.cumsum(np.bincount(kind, minlength=4))])[kind]
    block = (place - first) // per_block
    _units, unit = np.unique(4 * block + kind, return_inverse=True)
    return unit[code].astype(np.int64)


def _lmg(flat: Floats, sums: _Sums) -> Floats:
    """LMG of each row of sums; nan where a resample cannot be used."""
    part = sums.read.covariance(flat)
    rows = usable_rows(part)
    found = np.full((len(flat), len(sums.read.shift) - 1), np.nan)
    if len(rows):
        found[rows] = lmg_of(part.correlation[rows])
    return found


def _difference(one: Floats, other: Floats, sums: _Sums) -> Floats:
    """Shares in the other group minus those in the one, of the usable rows."""
    gap = shares(_lmg(other, sums)) - shares(_lmg(one, sums))
    return gap[np.isfinite(gap).all(axis=1)]


def permutation_p(values: Floats, mixed: Floats) -> Floats:
    """Chance of each difference, at least as large, when customers are dealt to the groups anew; 1 without draws.

    Parameters
    ----------
    values : (k,); mixed : (draws, k).
    """
    larger = (np.abs(mixed) >= np.abs(values) - 1e-12).sum(axis=0)
    return np.asarray((larger + 1) / (len(mixed) + 1), dtype=float)


def _p_any(value: Floats, mixed: Floats) -> float | None:
    """The largest sum of squared differences, each over its spread; None without draws or with one driver."""
    if len(mixed) < FEWEST or len(value) < 2:
        return None
    spread = np.maximum(mixed.std(axis=0), 1e-12)
    size = np.square(np.vstack([value, mixed]) / spread).sum(axis=1)
    return float(permutation_p(size[:1], size[1:, None])[0])


def _halves(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    is_other: Bools,
    clusters: NDArray[np.int64] | None,
    weights: Floats | None,
) -> tuple[Rows, Rows] | NoDrivers:
    """Both groups with the drivers that neither must leave out."""
    owner = np.arange(len(outcome)) if clusters is None else clusters
    found = []
    for name, rows in (("one", ~is_other), ("other", is_other)):
        weight = None if weights is None else weights[rows]
        half = complete_rows(outcome[rows], drivers[rows], names, clusters=owner[rows], weights=weight)
        if isinstance(half, NoDrivers):
            return replace(half, facts={**half.facts, "group": name})
        found.append(half)
    common = [name for name in found[0].names if name in found[1].names]
    if not common or len(common) > EXACT_DRIVERS:
        code = "too_many_drivers" if common else "no_drivers"
        return NoDrivers(code, {"n_drivers": len(common), "most": EXACT_DRIVERS}, found[0].left_out + found[1].left_out)
    one, other = (half.picked(_all(half), [half.names.index(name) for name in common], ()) for half in found)
    return one, other


def _all(rows: Rows) -> Bools:
    return np.ones(len(rows.outcome), dtype=bool)
