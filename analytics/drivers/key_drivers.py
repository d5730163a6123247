"""Key drivers of an outcome: shares, ranks, signs and slopes with the intervals of one set of resamples.

docs/methods/drivers.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import (
    DRAWS,
    TOLERANCE,
    intervals,
    rank_stability,
    recentred,
    resampled,
    sign_stability,
    slopes,
    unit_counts,
    usable,
)  # fmt: skip
from analytics.drivers.covariance import Covariance, UnitSums, unit_sums
from analytics.drivers.dominance import complete_dominance, level_gains
from analytics.drivers.gate import enough, independent
from analytics.drivers.lmg import (
    GROUPS,
    balanced_orders,
    betas,
    johnson_weights,
    last_gains,
    lmg,
    lmg_of,
    sampled_lmg,
    sampled_lmg_of,
)  # fmt: skip
from analytics.drivers.model import (
    EXACT_DRIVERS,
    LARGEST_TABLE,
    MIN_CLUSTERS,
    Bools,
    Draws,
    Driver,
    Floats,
    KeyDrivers,
    LeftOut,
    NoDrivers,
    shares,
)  # fmt: skip
from analytics.drivers.rows import rows_with_outcome
from analytics.drivers.subsets import subset_r2
from analytics.drivers.threads import one_thread


def key_drivers(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    missing: str = "complete",
    n_draws: int = DRAWS,
) -> KeyDrivers | NoDrivers:
    """What moves `outcome`, from rows.

    Parameters
    ----------
    outcome : shape (rows,), e.g. the overall score, or 1 for churned; nan where blank.
    drivers : shape (rows, p), nan where blank.
    names : one per driver.
    clusters : shape (rows,) customer of each row as an integer; resamples draw customers. None: each row is its own.
    weights : shape (rows,), zero or above.
    missing : "complete": rows without any blank; "pairwise": each pair by the rows that have both.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(200, 3))
    >>> found = key_drivers(2 * x[:, 0] + x[:, 1] + rng.normal(size=200), x, ["speed", "price", "art"], rng=rng)
    >>> [(driver.name, round(driver.share.value, 2)) for driver in found.ranked]
    [('speed', 0.82), ('price', 0.17), ('art', 0.01)]
    """
    rows = rows_with_outcome(outcome, drivers, names, clusters, weights, missing)
    if isinstance(rows, NoDrivers):
        return rows
    sums = unit_sums(rows.values, rng=rng, clusters=rows.clusters, weights=rows.weights, missing=missing)
    return drivers_of_sums(sums, rows.names, rng=rng, n_draws=n_draws, n_rows=rows.n_rows, left_out=rows.left_out)


@one_thread
def drivers_of_sums(
    sums: UnitSums,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    n_draws: int = DRAWS,
    n_rows: int | None = None,
    left_out: tuple[LeftOut, ...] = (),
) -> KeyDrivers | NoDrivers:
    """What moves the last variable of `sums`; `names` are those of the variables before it."""
    rows = sums.n if n_rows is None else n_rows
    refusal = enough(sums, np.arange(len(names) + 1), rows)
    if refusal is not None and refusal.code != "too_few_per_driver":
        return replace(refusal, left_out=left_out)
    total = sums.total()
    if not total.sd[-1] > 0:
        return NoDrivers("constant_outcome", {"value": float(total.mean[-1]), "n": sums.n}, left_out)
    second = independent(total, names)
    left_out = (*left_out, *second.left_out)
    if not second.kept:
        return NoDrivers("no_drivers", {"n_left_out": len(left_out)}, left_out)
    columns = np.array([*second.kept, len(names)])
    refusal = enough(sums, columns, rows)
    if refusal is not None:
        return replace(refusal, left_out=left_out)
    correlation = total.correlation[np.ix_(columns, columns)]
    smallest = float(np.linalg.eigvalsh(np.nan_to_num(correlation))[0])
    if smallest < -TOLERANCE or not np.isfinite(correlation).all():
        return NoDrivers("pairs_disagree", {"smallest": smallest}, left_out)
    found = _Model(sums, [names[j] for j in second.kept], columns, rows, left_out, rng, n_draws)
    return found.fitted(total.of(columns))


@dataclass(frozen=True, eq=False)
class _Shares:
    """LMG of the data and of its resamples, and how they were found."""

    lmg: Floats
    draws: Floats
    method: str
    error: float
    level_gains: Floats | None
    dominates: Bools | None


@dataclass(frozen=True, eq=False)
class _Model:
    """Everything that one fit needs beside the covariances."""

    sums: UnitSums
    names: list[str]
    columns: NDArray[np.int64]
    n_rows: int
    left_out: tuple[LeftOut, ...]
    rng: np.random.Generator
    n_draws: int

    def fitted(self, total: Covariance) -> KeyDrivers:
        wanted = self.n_draws if self.sums.n_clusters >= MIN_CLUSTERS else 0
        counts = unit_counts(self.sums.n_units, wanted, self.rng)
        drawn = usable(resampled(self.sums, counts).of(self.columns))
        found = _found_shares(total.correlation, drawn.correlation, self.rng)
        draws = _draws(drawn, found)
        n_pairs = self.sums.counts[np.ix_(self.columns, self.columns)]
        total_r2 = found.lmg.sum(keepdims=True)
        (r2,) = intervals(total_r2, recentred(total_r2, draws.r2[:, None]).clip(0.0, 1.0), self.sums.n_clusters)
        n = int(n_pairs.min())
        return KeyDrivers(
            drivers=_drivers(self.names, total, found, draws, n_pairs[:-1, -1], self.sums.n_clusters),
            r2=r2,
            r2_adjusted=float(1.0 - (1.0 - r2.value) * (n - 1) / (n - len(self.names) - 1)),
            missing=self.sums.missing,
            n=n,
            n_rows=self.n_rows,
            n_clusters=self.sums.n_clusters,
            n_units=self.sums.n_units,
            n_effective=self.sums.n_effective,
            left_out=self.left_out,
            method=found.method,
            error=found.error,
            lost_draws=wanted - len(draws),
            draws=draws,
            outcome_mean=float(total.mean[-1]),
            level_gains=found.level_gains,
            dominates=found.dominates,
        )


def _found_shares(correlation: Floats, drawn: Floats, rng: np.random.Generator) -> _Shares:
    """All subsets where they fit; above EXACT_DRIVERS the resamples share a few balanced orders of entry.

    Those few orders are off by the same amount in every resample, so their draws are moved by what they are off in the
    data itself.
    """
    p = len(correlation) - 1
    if p <= LARGEST_TABLE:
        table = subset_r2(correlation)
        value, error, method = lmg(table), 0.0, "exact"
        levels, dominates = level_gains(table), complete_dominance(table)
    else:
        sampled = sampled_lmg(correlation, balanced_orders(p, GROUPS, rng))
        value, method, levels, dominates = sampled.value, "sampled", None, None
        error = float(sampled.error.max() / max(value.sum(), 1e-12))
    if p <= EXACT_DRIVERS:
        draws = lmg_of(drawn) if len(drawn) else np.empty((0, p))
    else:
        few = balanced_orders(p, 1, rng)
        offset = value - sampled_lmg_of(correlation[None], few)[0]
        draws = sampled_lmg_of(drawn, few) + offset if len(drawn) else np.empty((0, p))
    return _Shares(value, draws, method, error, levels, dominates)


def _draws(drawn: Covariance, found: _Shares) -> Draws:
    return Draws(
        lmg=found.draws,
        share=_parts(found.draws),
        correlation=drawn.correlation[:, :-1, -1],
        slope=slopes(drawn),
        mean=drawn.mean[:, :-1],
        r2=found.draws.sum(axis=1),
        outcome_mean=drawn.mean[:, -1],
    )


def _drivers(
    names: list[str], total: Covariance, found: _Shares, draws: Draws, n_pairs: NDArray[np.int64], n_clusters: int
) -> tuple[Driver, ...]:
    r = total.correlation[:-1, -1]
    beta = betas(total.correlation)
    ranked = rank_stability(found.lmg, draws.lmg)
    signs = sign_stability(r, draws.correlation)
    shown = zip(
        intervals(_parts(found.lmg), draws.share, n_clusters),
        intervals(found.lmg, draws.lmg, n_clusters),
        intervals(r, draws.correlation, n_clusters),
        intervals(slopes(total), draws.slope, n_clusters),
        strict=True,
    )
    johnson = shares(johnson_weights(total.correlation))
    last = last_gains(total.correlation)
    return tuple(
        Driver(
            name=names[j],
            share=share,
            lmg=part,
            johnson=float(johnson[j]),
            first=float(r[j] ** 2),
            last=float(last[j]),
            betasq=float(beta[j] ** 2),
            pratt=float(beta[j] * r[j]),
            correlation=correlation,
            slope=rise,
            beta=float(beta[j]),
            rank=int(ranked.rank[j]),
            first_share=_known(ranked.first[j]),
            rank_share=_known(ranked.same[j]),
            rank_low=_whole(ranked.low[j]),
            rank_high=_whole(ranked.high[j]),
            sign_share=_known(signs[j]),
            is_turned=rise.is_below_zero if r[j] > 0 else rise.is_above_zero,
            n=int(n_pairs[j]),
            mean=float(total.mean[j]),
        )
        for j, (share, part, correlation, rise) in enumerate(shown)
    )


def _parts(lmg_values: Floats) -> Floats:
    """Shares; equal parts of nothing where nothing at all is explained."""
    filled: Floats = np.nan_to_num(shares(lmg_values), nan=1.0 / lmg_values.shape[-1])
    return filled


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _whole(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The same drivers under each treatment of blanks.

    found : by treatment; largest_shift : the largest difference of a share between them, 0 to 1; is_same_first : the
    first driver is the same. None where only one of them gives drivers.
    """

    found: dict[str, KeyDrivers | NoDrivers]
    largest_shift: float | None
    is_same_first: bool | None


def missing_sensitivity(found: dict[str, KeyDrivers | NoDrivers]) -> Sensitivity:
    """Compare analyses of the same rows that treat blanks differently; drivers that both have are compared."""
    known = [one for one in found.values() if isinstance(one, KeyDrivers)]
    if len(known) < 2:
        return Sensitivity(found, None, None)
    by_name = [{driver.name: driver.share.value for driver in one.drivers} for one in known]
    common = set.intersection(*(set(part) for part in by_name))
    shifts = [max(part[name] for part in by_name) - min(part[name] for part in by_name) for name in common]
    firsts = {one.ranked[0].name for one in known}
    return Sensitivity(found, max(shifts, default=None), len(firsts) == 1)
