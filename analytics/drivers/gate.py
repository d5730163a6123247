"""What can be in the model: drivers without a say of their own are left out with a reason; too few answers refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.covariance import Covariance, UnitSums
from analytics.drivers.model import MIN_N, MIN_PER_DRIVER, Floats, Ints, LeftOut, NoDrivers
from analytics.drivers.subsets import PIVOT

SAME = 1 - 1e-9
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Admitted:
    """Columns that may be read, and the drivers that may not."""

    kept: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def answered(drivers: Floats, outcome: Floats, names: Sequence[str]) -> Admitted | NoDrivers:
    """Before rows are dropped: which drivers have enough answers beside an outcome, and vary.

    Parameters
    ----------
    drivers : (rows, p), nan where blank; outcome : (rows,).
    """
    has = np.isfinite(outcome)
    if not has.any():
        return NoDrivers("no_outcome", {"n_rows": len(outcome)})
    if np.ptp(outcome[has]) == 0:
        return NoDrivers("constant_outcome", {"value": float(outcome[has][0]), "n": int(has.sum())})
    rows = drivers[has]
    n = np.isfinite(rows).sum(axis=0)
    found = [_few_or_constant(rows[:, j], int(n[j]), name) for j, name in enumerate(names)]
    kept = tuple(j for j, reason in enumerate(found) if reason is None)
    left_out = tuple(reason for reason in found if reason is not None)
    if has.sum() < MIN_N:
        return NoDrivers("too_few_answers", {"n": int(has.sum()), "needed": MIN_N}, left_out)
    return Admitted(kept, left_out) if kept else NoDrivers("no_drivers", {"n_left_out": len(left_out)}, left_out)


def _few_or_constant(values: Floats, n: int, name: str) -> LeftOut | None:
    if n == 0:
        return LeftOut(name, "all_missing")
    known = values[np.isfinite(values)]
    if np.ptp(known) == 0:
        return LeftOut(name, "constant", {"value": float(known[0]), "n": n})
    return LeftOut(name, "too_few_answers", {"n": n, "needed": MIN_N}) if n < MIN_N else None


def dense(known: Bools, names: Sequence[str], missing: str) -> Admitted:
    """Drivers that leave enough rows together; the one that costs most rows goes first.

    Parameters
    ----------
    known : (rows, p) answers of rows with an outcome.
    missing : "complete": all rows without a blank must be enough; "pairwise": the rows of each pair.
    """
    kept = list(range(known.shape[1]))
    left_out: list[LeftOut] = []
    while len(kept) > 1:
        n, counts = _rows_left(known[:, kept], missing)
        needed = max(MIN_N, min(MIN_PER_DRIVER * len(kept), len(known) // 2))
        if n >= min(needed, len(known)):
            break
        worst = kept.pop(int(counts.argmin()))
        facts: dict[str, object] = {"n": int(known[:, worst].sum()), "n_left": n, "needed": needed}
        left_out.append(LeftOut(names[worst], "too_sparse", facts))
    return Admitted(tuple(kept), tuple(left_out))


def _rows_left(known: Bools, missing: str) -> tuple[int, Floats]:
    """Rows behind the model, and per driver what it leaves (the smaller, the more it costs)."""
    if missing == "complete":
        return int(known.all(axis=1).sum()), known.sum(axis=0).astype(float)
    counted = known.astype(float)
    pairs = counted.T @ counted
    return int(pairs.min()), np.sort(pairs, axis=1)[:, : max(1, len(pairs) // 2)].sum(axis=1)


def independent(total: Covariance, names: Sequence[str]) -> Admitted:
    """Drivers that are neither constant in these rows, nor a copy of another or of the outcome, nor a mix of others.

    Parameters
    ----------
    total : of the drivers in the order of `names`, the outcome last. Of two that say the same the earlier stays.
    """
    r = total.correlation
    kept: list[int] = []
    left_out: list[LeftOut] = []
    for j, name in enumerate(names):
        reason = _redundant(r, j, kept, names, total)
        if reason is None:
            kept.append(j)
        else:
            left_out.append(LeftOut(name, *reason))
    return Admitted(tuple(kept), tuple(left_out))


def _redundant(
    r: Floats, j: int, kept: list[int], names: Sequence[str], total: Covariance
) -> tuple[str, dict[str, object]] | None:
    if total.sd[j] == 0 or not np.isfinite(r[j, -1]):
        return "constant", {"value": float(total.mean[j])}
    if abs(r[j, -1]) >= SAME:
        return "copy_of_outcome", {"correlation": float(r[j, -1])}
    twins = [i for i in kept if abs(r[j, i]) >= SAME]
    if twins:
        return "duplicate", {"of": names[twins[0]]}
    if kept:
        mix = np.linalg.lstsq(r[np.ix_(kept, kept)], r[kept, j])[0]
        if 1.0 - r[kept, j] @ mix < 10 * PIVOT:
            return "collinear", {"of": [names[i] for i, part in zip(kept, mix, strict=True) if abs(part) > 1e-6]}
    return None


def enough(sums: UnitSums, kept: Ints, n_rows: int) -> NoDrivers | None:
    """None where the answers carry so many drivers; `kept` are their columns, the outcome last."""
    n = int(sums.counts[np.ix_(kept, kept)].min()) if len(kept) else 0
    p = len(kept) - 1
    facts: dict[str, object] = {"n": n, "n_drivers": p}
    if n < MIN_N:
        return NoDrivers("too_few_complete", {"n": n, "n_rows": n_rows, "needed": MIN_N})
    if n <= p + 1:
        return NoDrivers("more_drivers_than_answers", facts)
    if n < MIN_PER_DRIVER * p:
        return NoDrivers("too_few_per_driver", {**facts, "needed": MIN_PER_DRIVER * p})
    return None
