"""One value of a measure for a whole span, from the values of its periods.

docs/methods/kpi-catalogue.md, "Over a span", states the formulas, their assumptions and their sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.clusters import Floats
from analytics.intervals import CONFIDENCE, t_quantile
from analytics.kpi.values import counted_ends, kpi_values

COUNTED: Final = ("wilson", "poisson", "one_minus_wilson", "one_minus_poisson")
Kind = Literal["counts", "mean", "one"]


@dataclass(frozen=True)
class Pooled:
    """A measure over a span.

    Attributes
    ----------
    value, low, high : in the unit of the periods, with the 95 % interval; NaN ends where none can be given.
    n : records of all periods; NaN where one of them does not tell.
    n_periods : periods with a value.
    kind : "counts": numerators and denominators summed; "mean": mean of the periods; "one": the only period itself.
    """

    value: float
    low: float
    high: float
    n: float
    n_periods: int
    kind: Kind


def pooled_value(rows: pd.DataFrame, *, interval: str, per: float = 1.0) -> Pooled | None:
    """The value of all periods together; None where no period has one.

    Shares and counts per opportunity: sum of numerators over sum of denominators with the interval of the measure,
    where the counts of every period give its value. Ratios of amounts: the same ratio, its variance
    taken between the periods (`kpi_values`, "ratio_t"). All else:
    mean of the periods with t(k - 1) * s / sqrt(k), each counting the same.

    Parameters
    ----------
    rows : one row per period: value, low, high, n, numerator, denominator.
    interval, per : as in `analytics.kpi.values.kpi_values`.

    Examples
    --------
    >>> weeks = pd.DataFrame({"value": [0.5, 0.8], "low": [0.19, 0.49], "high": [0.81, 0.94], "n": [6.0, 10.0],
    ...                       "numerator": [3.0, 8.0], "denominator": [6.0, 10.0]})
    >>> found = pooled_value(weeks, interval="wilson")
    >>> found.kind, found.n, round(found.value, 4), round(found.low, 4), round(found.high, 4)
    ('counts', 16.0, 0.6875, 0.444, 0.8584)
    >>> found = pooled_value(weeks.assign(numerator=float("nan")), interval="wilson")
    >>> found.kind, round(found.value, 2)
    ('mean', 0.65)
    """
    known = rows[rows["value"].notna()]
    k = len(known)
    if k == 0:
        return None
    numbers: dict[str, Floats] = {
        name: known[name].to_numpy(dtype=float) for name in ("value", "low", "high", "n", "numerator", "denominator")
    }
    n = float(numbers["n"].sum())
    if k == 1:
        return Pooled(float(numbers["value"][0]), float(numbers["low"][0]), float(numbers["high"][0]), n, 1, "one")
    found = _summed(numbers, interval, per)
    if found is not None:
        return Pooled(*found, n, k, "counts")
    value = numbers["value"]
    mean, half = float(value.mean()), float("nan")
    if interval != "none":
        half = float(t_quantile(0.5 + CONFIDENCE / 2, np.array([k - 1.0]))[0] * value.std(ddof=1) / np.sqrt(k))
    return Pooled(mean, mean - half, mean + half, n, k, "mean")


def _summed(numbers: dict[str, Floats], interval: str, per: float) -> tuple[float, float, float] | None:
    """Value and interval from summed counts; None where the counts of a period do not give its value."""
    top, bottom = numbers["numerator"], numbers["denominator"]
    if not (np.isfinite(top).all() and np.isfinite(bottom).all() and bottom.sum() > 0):
        return None
    if interval in COUNTED:
        each = pd.DataFrame({"numerator": top, "denominator": bottom})
        if not np.isfinite(counted_ends(each, numbers["value"], interval, per)[0]).all():
            return None
        whole = pd.DataFrame({"numerator": [top.sum()], "denominator": [bottom.sum()]})
        ratio = float(top.sum() / bottom.sum())
        value = per * (1 - ratio if interval.startswith("one_minus") else ratio)
        low, high = counted_ends(whole, np.array([value]), interval, per)
        return value, float(low[0]), float(high[0])
    if interval == "ratio_t" and np.allclose(per * top, numbers["value"] * bottom, rtol=1e-3, atol=1e-9):
        sums = pd.DataFrame(
            {"numerator": [top.sum()], "denominator": [bottom.sum()], "n_num": [len(top)], "n_den": [len(top)],
             "ss_num": [top @ top], "ss_den": [bottom @ bottom], "ss_both": [top @ bottom]}
        )  # fmt: skip
        row = kpi_values(sums, form="ratio", interval=interval, per=per).iloc[0]
        return float(row["value"]), float(row["low"]), float(row["high"])
    return None


def agree(one: Pooled, other: Pooled) -> bool:
    """Whether either value lies within the other's interval; without an interval only equal values agree.

    >>> agree(Pooled(0.62, 0.565, 0.672, 313, 52, "counts"), Pooled(0.613, 0.558, 0.666, 310, 52, "counts"))
    True
    >>> agree(Pooled(0.62, 0.565, 0.672, 313, 52, "counts"), Pooled(0.4, 0.35, 0.46, 310, 52, "counts"))
    False
    """
    return _holds(one, other.value) and _holds(other, one.value)


def _holds(one: Pooled, value: float) -> bool:
    if np.isfinite(one.low) and np.isfinite(one.high):
        return one.low <= value <= one.high
    return bool(np.isclose(one.value, value, rtol=5e-3, atol=1e-9))
