"""Process measures of some cases against others: difference of means, interval, false-discovery control.

docs/methods/theme-process.md states what is compared, the assumptions and the limits.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.clusters import Floats, cluster_table, jackknife_differences
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p

Verdict = Literal["likely_real", "could_be_chance", "too_few"]


@dataclass(frozen=True)
class CaseContrast:
    """One measure of the chosen rows and of the others, in the unit of the measure.

    Attributes
    ----------
    change, low, high : mean of the chosen less mean of the others with its 95 % interval; None where too few.
    q : after false-discovery control over the measures compared.
    """

    measure: str
    mean: float
    other_mean: float
    n: int
    n_other: int
    change: float | None
    low: float | None
    high: float | None
    q: float | None
    verdict: Verdict


def case_contrasts(
    cases: pd.DataFrame, measures: Sequence[str], *, chosen: str = "has_theme", min_n: int = 8
) -> tuple[CaseContrast, ...]:
    """One contrast per measure that both sides have values of; a customer with several cases leaves as a whole [1]_.

    Parameters
    ----------
    cases : one row per case, or per answer and its case: `chosen` (bool), cluster_group, and the measures, NaN where
        unknown.
    min_n : fewer rows with a value on either side give "too_few".

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> cases = pd.DataFrame({"has_theme": [True] * 8 + [False] * 8, "cluster_group": range(16),
    ...                       "days": [9.0, 10, 11, 10, 9, 11, 10, 10, 5, 6, 4, 5, 5, 6, 4, 5]})
    >>> found = case_contrasts(cases, ["days"])[0]
    >>> found.change, round(found.low, 2), found.verdict
    (5.0, 4.19, 'likely_real')
    """
    long = cases.melt([chosen, "cluster_group"], list(measures), "measure").dropna(subset="value")
    side = long[chosen].to_numpy(dtype=float)
    value = long["value"].to_numpy(dtype=float)
    sums = long.assign(n=side, s=side * value, other_n=1 - side, other_s=(1 - side) * value)
    return sum_contrasts(sums, measures, min_n=min_n)


def sum_contrasts(sums: pd.DataFrame, measures: Sequence[str], *, min_n: int = 8) -> tuple[CaseContrast, ...]:
    """The contrasts of sums per measure and cluster, as the engine makes them.

    Parameters
    ----------
    sums : one row per measure and cluster_group: n and s, count and sum of the chosen; other_n and other_s of the
        rest.
    """
    if sums.empty:
        return ()
    one = cluster_table(sums, "measure")
    two = cluster_table(sums, "measure", n="other_n", s="other_s")
    frame = _statistics(one.n, one.s, two.n, two.s, min_n).assign(measure=list(one.keys))
    held = frame[(frame["n"] > 0) & (frame["n_other"] > 0)]
    found = {str(row["measure"]): _contrast(row) for row in held.to_dict("records")}
    return tuple(found[name] for name in measures if name in found)


def _statistics(n: Floats, s: Floats, other_n: Floats, other_s: Floats, min_n: int) -> pd.DataFrame:
    found = jackknife_differences(n, s, other_n, other_s)
    half = t_quantile(0.5 + CONFIDENCE / 2, found.df) * found.se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(found.value == 0, 1.0, two_sided_p(found.value / found.se, found.df))
        means, other_means = s.sum(axis=1) / n.sum(axis=1), other_s.sum(axis=1) / other_n.sum(axis=1)
    frame = pd.DataFrame(
        {
            "mean": means, "other_mean": other_means, "n": n.sum(axis=1), "n_other": other_n.sum(axis=1),
            "change": found.value, "low": found.value - half, "high": found.value + half, "p": p,
        }
    )  # fmt: skip
    too_few = (frame["n"] < min_n) | (frame["n_other"] < min_n) | ~np.isfinite(half)
    frame.loc[too_few, ["change", "low", "high", "p"]] = np.nan
    return frame.assign(q=bh_q_values(frame["p"]))


def _contrast(row: Mapping[Hashable, Any]) -> CaseContrast:
    number = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("change", "low", "high", "q")}
    q = number["q"]
    verdict: Verdict = "too_few" if q is None else "could_be_chance"
    if q is not None and q < FALSE_DISCOVERY_RATE:
        verdict = "likely_real"
    return CaseContrast(
        measure=str(row["measure"]), mean=float(row["mean"]), other_mean=float(row["other_mean"]), n=int(row["n"]),
        n_other=int(row["n_other"]), verdict=verdict, **number,
    )  # fmt: skip
