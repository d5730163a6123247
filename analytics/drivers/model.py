"""What an analysis of key drivers is: shares of R squared, ranks and signs with intervals, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MIN_N = 30  # fewer answers give no drivers
MIN_PER_DRIVER = 5  # nor do fewer answers per driver
MIN_CLUSTERS = 8  # fewer customers give shares without intervals
EXACT_DRIVERS = 15  # up to here shares and their resamples read all subsets
LARGEST_TABLE = 20  # up to here the shares themselves still do; above, permutations are sampled
MISSING = ("complete", "pairwise")


@dataclass(frozen=True)
class LeftOut:
    """One driver that is not in the model, and why.

    Codes: all_missing, too_few_answers (n, needed), too_sparse (n answers; n_left rows with it, needed), constant
    (value), duplicate (of), collinear (of: a list), copy_of_outcome (correlation); of `penalty_rewards` no_middle,
    too_few_poor, too_few_good (n, needed).
    """

    name: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class NoDrivers:
    """Why there are no drivers: a code and its facts, and the drivers that were left out before.

    Codes: no_outcome, constant_outcome, no_drivers, too_few_answers (n, needed), too_few_complete (n, n_rows, needed),
    more_drivers_than_answers (n, n_drivers), too_few_per_driver (n, n_drivers, needed), pairs_disagree (smallest:
    eigenvalue of the correlations), unequal_lengths, wrong_setting; of `response` not_in_model (name), of
    `segment_drivers` too_many_drivers (n_drivers, most) and `group` beside the facts, of `nonlinear_check`
    too_few_customers (n_clusters, needed).
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Interval:
    """A figure with the 95 % percentile interval of its resamples; None where no interval can be given."""

    value: float
    low: float | None
    high: float | None

    @property
    def is_above_zero(self) -> bool:
        return self.low is not None and self.low > 0

    @property
    def is_below_zero(self) -> bool:
        return self.high is not None and self.high < 0


@dataclass(frozen=True)
class Driver:
    """One driver of the model.

    Attributes
    ----------
    share : its part of the explained variance, 0 to 1; the shares of all drivers add to 1.
    lmg : the same as a part of the outcome's variance; adds to R squared.
    johnson : Johnson's relative weight as a part of the explained variance, for comparison.
    first, last : R squared alone, and what it adds to all others.
    betasq, pratt : squared standardised slope; slope times correlation.
    correlation : with the outcome.
    slope : points of the outcome per unit of the driver, all others held.
    beta : the slope in standard deviations.
    rank : 1 for the largest share.
    first_share : resamples in which it has the largest share, 0 to 1; None without resamples.
    rank_share : resamples in which its rank is the one given.
    rank_low, rank_high : 95 % interval of the rank.
    sign_share : resamples in which the correlation has the sign given.
    is_turned : the slope is surely on the other side of zero than the correlation: a sign of suppression.
    n : answers to this driver together with the outcome.
    mean : of the driver, in its own unit.
    """

    name: str
    share: Interval
    lmg: Interval
    johnson: float
    first: float
    last: float
    betasq: float
    pratt: float
    correlation: Interval
    slope: Interval
    beta: float
    rank: int
    first_share: float | None
    rank_share: float | None
    rank_low: int | None
    rank_high: int | None
    sign_share: float | None
    is_turned: bool
    n: int
    mean: float


@dataclass(frozen=True, eq=False)
class Draws:
    """The usable resamples behind the intervals; one row per resample, columns as the model's drivers.

    lmg, share, correlation, slope, mean : (draws, p); r2 : (draws,); outcome_mean : (draws,).
    """

    lmg: Floats
    share: Floats
    correlation: Floats
    slope: Floats
    mean: Floats
    r2: Floats
    outcome_mean: Floats

    def __len__(self) -> int:
        return len(self.r2)


@dataclass(frozen=True, eq=False)
class KeyDrivers:
    """Drivers in the order they were given, their model and its resamples.

    Attributes
    ----------
    r2 : explained variance of these rows' outcome; its interval is for all customers, so it may lie below the value.
    r2_adjusted : 1 - (1 - R squared) (n - 1) / (n - p - 1), what it would be about in new rows.
    missing : how blanks were treated, one of MISSING.
    n : rows behind the figures (pairwise: the smallest number of answers to one driver); n_rows : rows with an outcome.
    n_clusters : customers they come from; n_units : units that were resampled (customers, or random blocks of them).
    n_effective : Kish's effective number of rows where rows are weighted.
    left_out : drivers that are not in the model.
    method : "exact" or "sampled"; error : the largest standard error of a share from sampling permutations, else 0.
    lost_draws : resamples that could not be used.
    level_gains : (levels, p) mean gain in R squared by number of drivers already there; None when sampled.
    dominates : (p, p) row dominates column in every subset; None when sampled.
    """

    drivers: tuple[Driver, ...]
    r2: Interval
    r2_adjusted: float
    missing: str
    n: int
    n_rows: int
    n_clusters: int
    n_units: int
    n_effective: float
    left_out: tuple[LeftOut, ...]
    method: str
    error: float
    lost_draws: int
    draws: Draws
    outcome_mean: float
    level_gains: Floats | None = None
    dominates: Bools | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(driver.name for driver in self.drivers)

    @property
    def ranked(self) -> tuple[Driver, ...]:
        """Drivers with the largest share first."""
        return tuple(sorted(self.drivers, key=lambda driver: driver.rank))


def shares(lmg: Floats) -> Floats:
    """Parts of their sum along the last axis; nan where nothing is explained.

    >>> shares(np.array([0.1, 0.3])).round(2).tolist()
    [0.25, 0.75]
    """
    total = lmg.sum(axis=-1, keepdims=True)
    parts: Floats = np.divide(lmg, total, out=np.full_like(lmg, np.nan), where=total > 1e-12)
    return parts
