"""Do the same drivers move two groups? Differences of shares between segments or periods, tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import DRAWS, FEWEST, drawn_p, intervals, resampled, unit_counts, usable_rows, wald_p
from analytics.drivers.covariance import UnitSums, unit_blocks, unit_sums
from analytics.drivers.lmg import lmg_of
from analytics.drivers.model import EXACT_DRIVERS, MIN_CLUSTERS, Bools, Floats, Interval, NoDrivers, shares
from analytics.drivers.rows import Rows, complete_rows
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

    p_any : chance of differences this large over all drivers if the shares were the same (Hotelling); None without
    resamples. r2 : explained variance in each group.
    """

    differences: tuple[ShareDifference, ...]
    p_any: float | None
    r2: tuple[float, float]
    n: tuple[int, int]
    n_clusters: tuple[int, int]


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

    Customers are drawn once for both groups, so one who answers in both (two periods) counts as one.

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
    kept = halves[0].names
    block = unit_blocks(np.concatenate([half.clusters for half in halves]), len(kept) + 1, rng)
    ends = np.split(block, [len(halves[0].outcome)])
    n_units = int(block.max()) + 1
    sums = [_spread(half, own, n_units, rng) for half, own in zip(halves, ends, strict=True)]
    counted = tuple(len(np.unique(half.clusters)) for half in halves)
    counts = unit_counts(n_units, n_draws if min(counted) >= MIN_CLUSTERS else 0, rng)
    drawn = [resampled(one, counts) for one in sums]
    rows = np.intersect1d(usable_rows(drawn[0]), usable_rows(drawn[1]))
    parts = [lmg_of(one.total().correlation[None])[0] for one in sums]
    moved = [shares(lmg_of(part.picked(rows).correlation)) if len(rows) else np.empty((0, len(kept))) for part in drawn]
    value = shares(parts[1]) - shares(parts[0])
    draws = moved[1] - moved[0]
    p = drawn_p(value, draws, min(counted))
    each = zip(
        kept, shares(parts[0]), shares(parts[1]), intervals(value, draws, min(counted)), p, bh_q_values(p), strict=True
    )
    return SegmentDrivers(
        tuple(ShareDifference(name, float(a), float(b), gap, float(c), float(q)) for name, a, b, gap, c, q in each),
        None if len(draws) < FEWEST or len(kept) < 2 else wald_p(value[:-1], draws[:, :-1], min(counted)),  # add to 0
        (float(parts[0].sum()), float(parts[1].sum())),
        (len(halves[0].outcome), len(halves[1].outcome)),
        (counted[0], counted[1]),
    )


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


def _spread(rows: Rows, block: NDArray[np.int64], n_units: int, rng: np.random.Generator) -> UnitSums:
    """Sums per unit of both groups; a unit without a row of this group has zeros."""
    own = unit_sums(rows.values, rng=rng, clusters=block, weights=rows.weights, units=n_units)
    flat = np.zeros((n_units, own.flat.shape[1]))
    flat[np.unique(block)] = own.flat
    return replace(own, flat=flat)
