"""What a capability study states: limits, sigma, indices with their intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from errors import N_, BadInput, LimitsCrossed, NoSpread, NotEnoughData

Floats = NDArray[np.float64]
SigmaMethod = Literal["mr_d2", "r_d2", "s_c4", "pooled", "overall"]
MIN_VALUES: Final = 8
"""Fewer values than this give no index: a normality test has nothing to hold on to."""


@dataclass(frozen=True)
class Spec:
    """Specification limits in the unit of the measure; a missing one makes the specification one-sided.

    Raises
    ------
    BadInput
        Neither limit, or one that is no finite number.
    LimitsCrossed
        The lower limit is not below the upper one.

    Examples
    --------
    >>> Spec(upper=4.0).is_one_sided
    True
    """

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("lower", self.lower), ("upper", self.upper), ("target", self.target)):
            if value is not None and not math.isfinite(value):
                raise BadInput(field=name, value=value, fix=N_("Enter a finite number."))
        if self.lower is None and self.upper is None:
            raise BadInput(field="limits", value="", fix=N_("Enter a lower or an upper specification limit."))
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise LimitsCrossed(lower=self.lower, upper=self.upper)

    @property
    def is_one_sided(self) -> bool:
        """Whether only one of the two limits is set."""
        return self.lower is None or self.upper is None

    @property
    def width(self) -> float:
        """Upper less lower limit; nan when one-sided."""
        return math.nan if self.lower is None or self.upper is None else self.upper - self.lower


@dataclass(frozen=True)
class Sigma:
    """An estimated standard deviation.

    Attributes
    ----------
    value : in the unit of the values.
    method : mr_d2, r_d2, s_c4, pooled (within subgroups) or overall.
    df : degrees of freedom that make a chi-square as precise as this estimate.
    """

    value: float
    method: SigmaMethod
    df: float


@dataclass(frozen=True)
class Index:
    """One index with its 95 % interval; `sigma` says which sigma it uses, "within" or "overall"."""

    name: str
    value: float
    low: float
    high: float
    sigma: Literal["within", "overall"]


@dataclass(frozen=True)
class Nonconforming:
    """Share beyond the limits that the fitted distribution predicts, with its 95 % interval.

    Attributes
    ----------
    ppm, ppm_low, ppm_high : parts per million.
    z, z_low, z_high : the normal quantile that leaves this share beyond it (Z of the bench).
    """

    ppm: float
    ppm_low: float
    ppm_high: float
    z: float
    z_low: float
    z_high: float


def checked_values(values: Floats, *, needed: int = MIN_VALUES) -> Floats:
    """Finite values, missing ones left out.

    Raises
    ------
    NotEnoughData
        Fewer than `needed`.
    NoSpread
        All equal.
    """
    flat = np.asarray(values, dtype=float).ravel()
    known: Floats = flat[np.isfinite(flat)]
    if len(known) < needed:
        raise NotEnoughData(found=len(known), needed=needed)
    if float(np.ptp(known)) == 0.0:
        raise NoSpread(n=len(known), value=f"{known[0]:g}")
    return known
