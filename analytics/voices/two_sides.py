"""One figure on two sides: shares and means of two segments or periods, and whether they differ beyond chance.

docs/methods/voices-compared.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters import ClusterTable, Floats, cluster_table, jackknife_differences, jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE, Verdict, smallest_detectable
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p


@dataclass(frozen=True)
class Contrast:
    """One figure on one side and on the other.

    Attributes
    ----------
    measure, key : what is compared, e.g. ("mentions", theme id).
    value, other : the figure on either side, in the unit that went in (shares 0 to 1); None where too few.
    change, low, high : value minus other with its 95 % interval.
    n, n_other : what the figures are shares or means of.
    p, q : two-sided chance of such a difference without any; q over all contrasts judged together, None before.
    detectable : true difference that these n would show as beyond chance in 80 of 100 cases, before several rows are
        allowed for.
    """

    measure: str
    key: str
    value: float | None
    other: float | None
    change: float | None
    low: float | None
    high: float | None
    n: int
    n_other: int
    p: float | None
    q: float | None = None
    verdict: Verdict = "too_few"
    detectable: float | None = None

    @property
    def is_real(self) -> bool:
        """Whether the sides differ beyond chance among all that was compared."""
        return self.verdict == "likely_real"


def share_contrasts(
    side: pd.DataFrame, other: pd.DataFrame, *, measure: str, key: str = "key", min_n: int = 8
) -> tuple[Contrast, ...]:
    """Difference of two shares per key; the customer, not the comment, is the unit [1]_ [2]_.

    Variance: jackknife over customers, a customer of both sides leaving both at once; either side's part is at least
    that of Agresti and Caffo (one success and one failure added) on the effective number of comments, so that a side
    where all agree is not called certain.

    Parameters
    ----------
    side, other : one row per key and cluster_group: n (what may count), s (what does). Numbered alike in both.
    min_n : a smaller n on either side is not compared and not shown.

    References
    ----------
    .. [1] Agresti & Caffo (2000), The American Statistician 54, 280-288.
    .. [2] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> side = pd.DataFrame({"key": "price", "cluster_group": range(40), "n": 1, "s": [1] * 20 + [0] * 20})
    >>> other = pd.DataFrame({"key": "price", "cluster_group": range(40, 80), "n": 1, "s": [1] * 8 + [0] * 32})
    >>> found = judged(share_contrasts(side, other, measure="mentions"))[0]
    >>> found.value, found.other, round(found.change, 2), found.verdict
    (0.5, 0.2, 0.3, 'likely_real')
    """
    return _contrasts(side, other, measure, key, min_n, is_share=True)


def mean_contrasts(
    side: pd.DataFrame, other: pd.DataFrame, *, measure: str, key: str = "key", min_n: int = 8
) -> tuple[Contrast, ...]:
    """Difference of two means per key; rows as for `share_contrasts`, s = sum of the values."""
    return _contrasts(side, other, measure, key, min_n, is_share=False)


def judged(contrasts: Iterable[Contrast]) -> tuple[Contrast, ...]:
    """The contrasts with their verdicts, the false-discovery rate held at .05 over all of them together."""
    found = tuple(contrasts)
    q = bh_q_values([np.nan if one.p is None else one.p for one in found])
    return tuple(_with_verdict(one, value) for one, value in zip(found, q.tolist(), strict=True))


def _with_verdict(one: Contrast, q: float) -> Contrast:
    if one.p is None:
        return one
    return replace(one, q=q, verdict="likely_real" if q < FALSE_DISCOVERY_RATE else "could_be_chance")


def _contrasts(
    side: pd.DataFrame, other: pd.DataFrame, measure: str, key: str, min_n: int, *, is_share: bool
) -> tuple[Contrast, ...]:
    if side.empty and other.empty:
        return ()
    one, two = _tables(side, other, key)
    first, second = jackknife_means(one.n, one.s), jackknife_means(two.n, two.s)
    both = jackknife_differences(one.n, one.s, two.n, two.s)
    se = _share_se(one, two) if is_share else both.se
    frame = pd.DataFrame(
        {"value": first.value, "other": second.value, "change": both.value, "se": se, "df": both.df,
         "n": one.n.sum(axis=1), "n_other": two.n.sum(axis=1)}
    )  # fmt: skip
    half = t_quantile(0.5 + CONFIDENCE / 2, both.df) * se
    frame["low"], frame["high"] = both.value - half, both.value + half
    if is_share:
        frame[["low", "high"]] = frame[["low", "high"]].clip(-1.0, 1.0)
    frame["detectable"] = smallest_detectable(se, both.df)
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["p"] = np.where(both.value == 0, 1.0, two_sided_p(both.value / se, both.df))
    frame.loc[frame["n"] < min_n, "value"] = np.nan
    frame.loc[frame["n_other"] < min_n, "other"] = np.nan
    unknown = frame[["value", "other", "se"]].isna().any(axis=1) | ~(frame["df"] >= 1)
    frame.loc[unknown, ["change", "low", "high", "p", "detectable"]] = np.nan
    return tuple(_contrast(measure, name, row) for name, row in zip(one.keys, frame.to_dict("records"), strict=True))


def _tables(side: pd.DataFrame, other: pd.DataFrame, key: str) -> tuple[ClusterTable, ClusterTable]:
    """Both sides on the same keys and customers."""
    rows = pd.concat([side.assign(here=1.0), other.assign(here=0.0)], ignore_index=True)
    n, s, here = rows["n"], rows["s"], rows["here"]
    split = rows.assign(n_here=n * here, s_here=s * here, n_there=n * (1 - here), s_there=s * (1 - here))
    return (
        cluster_table(split, key, n="n_here", s="s_here"),
        cluster_table(split, key, n="n_there", s="s_there"),
    )


def _share_se(one: ClusterTable, two: ClusterTable) -> Floats:
    """Standard error of the difference of shares, shape (keys,); nan with fewer than two customers on a side."""
    first, second = jackknife_means(one.n, one.s), jackknife_means(two.n, two.s)
    effect = _design_effect(one, two)
    own = np.fmax(np.square(first.moves).sum(axis=1), _imagined(one, effect))
    theirs = np.fmax(np.square(second.moves).sum(axis=1), _imagined(two, effect))
    shared = (first.moves * second.moves).sum(axis=1)
    enough = (first.df > 0) & (second.df > 0)
    se: Floats = np.where(enough, np.sqrt(np.maximum(own + theirs - 2 * shared, 0.0)), np.nan)
    return se


def _design_effect(one: ClusterTable, two: ClusterTable) -> Floats:
    """Variance over that of independent comments, of both sides together, at least 1, shape (keys,).

    Where all comments of both sides agree: comments per customer.
    """
    tables = (one, two)
    measured = sum(np.square(jackknife_means(table.n, table.s).moves).sum(axis=1) for table in tables)
    independent = sum(_binomial(table.s.sum(axis=1), table.n.sum(axis=1)) for table in tables)
    n = np.asarray(sum(table.n.sum(axis=1) for table in tables), dtype=float)
    customers = np.asarray(sum((table.n > 0).sum(axis=1) for table in tables), dtype=float)
    spread = np.divide(n, customers, out=np.ones_like(n), where=customers > 0)
    known = np.divide(measured, independent, out=spread, where=np.asarray(independent) > 0)
    effect: Floats = np.maximum(1.0, known)
    return effect


def _imagined(table: ClusterTable, effect: Floats) -> Floats:
    """Agresti and Caffo's variance of a share on the effective number of comments, shape (keys,)."""
    return _binomial(table.s.sum(axis=1) / effect + 1.0, table.n.sum(axis=1) / effect + 2.0)


def _binomial(s: Floats, n: Floats) -> Floats:
    """p (1 - p) / n, 0 where n is 0."""
    p = np.divide(s, n, out=np.zeros_like(s), where=n > 0)
    variance: Floats = np.divide(p * (1 - p), n, out=np.zeros_like(s), where=n > 0)
    return variance


def _contrast(measure: str, key: str, row: Mapping[Hashable, Any]) -> Contrast:
    names = ("value", "other", "change", "low", "high")
    value, other, change, low, high = (_number(row[name]) for name in names)
    return Contrast(
        measure, key, value, other, change, low, high, int(row["n"]), int(row["n_other"]), _number(row["p"]),
        detectable=_number(row["detectable"]),
    )  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
