"""Any rating scale to the 0-100 emotion scale, with direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from errors import N_, BadInput


@dataclass(frozen=True)
class Comparison:
    """What may be compared: one metric on one scale; built from the store's `metric|low|high`."""

    metric: str
    low: float
    high: float


def comparison(group: str) -> Comparison:
    """The parts of a comparison group.

    >>> comparison("csat|1|5")
    Comparison(metric='csat', low=1.0, high=5.0)
    """
    metric, low, high = group.rsplit("|", 2)
    return Comparison(metric, float(low), float(high))


def to_hundred(native: ArrayLike, *, low: float, high: float, lower_is_better: bool = False) -> NDArray[np.float64]:
    """(x - low) / (high - low) * 100, reversed when lower is better; nan stays nan.

    >>> to_hundred([1, 3, 5], low=1, high=5).tolist()
    [0.0, 50.0, 100.0]
    >>> to_hundred([1, 7], low=1, high=7, lower_is_better=True).tolist()
    [100.0, 0.0]
    """
    _check(low, high)
    share = (np.asarray(native, dtype=float) - low) / (high - low) * 100.0
    return 100.0 - share if lower_is_better else share


def to_native(norm: ArrayLike, *, low: float, high: float, lower_is_better: bool = False) -> NDArray[np.float64]:
    """The inverse of `to_hundred`."""
    _check(low, high)
    share = np.asarray(norm, dtype=float) / 100.0
    return low + (high - low) * (1.0 - share if lower_is_better else share)


def _check(low: float, high: float) -> None:
    if not high > low:
        raise BadInput(field="scale", value=f"{low:g}-{high:g}", fix=N_("The upper end must lie above the lower end."))
