"""What may be compared: one metric on one scale."""

from __future__ import annotations

from dataclasses import dataclass


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
