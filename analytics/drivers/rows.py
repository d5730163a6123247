"""Rows that a model of all drivers can read: an outcome, no blank, and drivers that each say something of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.covariance import unit_sums
from analytics.drivers.gate import answered, dense, enough, independent
from analytics.drivers.model import MISSING, Floats, LeftOut, NoDrivers


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows with an outcome.

    drivers : (rows, p), nan where blank; outcome : (rows,); clusters : (rows,) customer of each row, never None.
    """

    drivers: Floats
    outcome: Floats
    names: tuple[str, ...]
    clusters: NDArray[np.int64]
    weights: Floats | None
    left_out: tuple[LeftOut, ...]
    n_rows: int

    @property
    def values(self) -> Floats:
        """(rows, p + 1), the outcome last."""
        return np.column_stack([self.drivers, self.outcome])

    def picked(self, rows: NDArray[np.bool_], columns: Sequence[int], left_out: tuple[LeftOut, ...]) -> Rows:
        """Some rows and columns, and what else was left out."""
        kept = list(columns)
        return replace(
            self,
            drivers=self.drivers[rows][:, kept],
            outcome=self.outcome[rows],
            names=tuple(self.names[j] for j in kept),
            clusters=self.clusters[rows],
            weights=None if self.weights is None else self.weights[rows],
            left_out=(*self.left_out, *left_out),
        )


def rows_with_outcome(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    clusters: NDArray[np.int64] | None,
    weights: Floats | None,
    missing: str,
) -> Rows | NoDrivers:
    """Rows with an outcome, and drivers with enough answers beside it; see `key_drivers` for the arguments."""
    if missing not in MISSING:
        return NoDrivers("wrong_setting", {"missing": missing})
    if len(outcome) != len(drivers) or drivers.shape[1] != len(names):
        return NoDrivers("unequal_lengths", {"n_outcomes": len(outcome), "n_rows": len(drivers)})
    first = answered(drivers, outcome, names)
    if isinstance(first, NoDrivers):
        return first
    owner = np.arange(len(outcome)) if clusters is None else clusters
    has = np.isfinite(outcome)
    given = Rows(drivers, outcome, tuple(names), owner, weights, (), int(has.sum()))
    found = given.picked(has, first.kept, first.left_out)
    second = dense(np.isfinite(found.drivers), found.names, missing)
    return found.picked(np.ones(found.n_rows, dtype=bool), second.kept, second.left_out)


def complete_rows(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    *,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
) -> Rows | NoDrivers:
    """Rows without a blank, and drivers that are independent in them.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(50, 2))
    >>> found = complete_rows(x.sum(axis=1), np.column_stack([x, x[:, 0]]), ["a", "b", "again"])
    >>> found.names, [(reason.name, reason.code) for reason in found.left_out]
    (('a', 'b'), [('again', 'duplicate')])
    """
    found = rows_with_outcome(outcome, drivers, names, clusters, weights, "complete")
    if isinstance(found, NoDrivers):
        return found
    full = np.asarray(np.isfinite(found.drivers).all(axis=1))
    if found.weights is not None:
        full &= found.weights > 0
    found = found.picked(full, range(len(found.names)), ())
    # one unit only: which customers share a block has no say
    sums = unit_sums(found.values, rng=np.random.default_rng(0), weights=found.weights, units=1)
    admitted = independent(sums.total(), found.names) if sums.n else None
    if admitted is None or not admitted.kept:
        return NoDrivers("no_drivers", {"n_left_out": len(names)}, found.left_out)
    refusal = enough(sums, np.array([*admitted.kept, len(found.names)]), found.n_rows)
    if refusal is not None:
        return replace(refusal, left_out=(*found.left_out, *admitted.left_out))
    return found.picked(np.ones(len(found.outcome), dtype=bool), admitted.kept, admitted.left_out)
