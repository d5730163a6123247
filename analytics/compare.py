"""Differences between two periods or segments: change, interval, verdict, and what n could have shown.

docs/methods/differences.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.clusters import ClusterTable, Floats, cluster_table, jackknife_differences
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p

Verdict = Literal["likely_real", "could_be_chance", "too_few", "question_changed"]
FALSE_DISCOVERY_RATE = 0.05
POWER = 0.80


@dataclass(frozen=True)
class Difference:
    """Now minus before (or one segment minus another), in points of the 0-100 scale, or NPS points.

    Attributes
    ----------
    key : what is compared, e.g. a touchpoint id.
    change, low, high : difference of means with its 95 % interval; None where too few answers.
    p, q : two-sided chance of such a difference without any, before and after false-discovery control.
    verdict : "likely_real" when q < .05, else "could_be_chance"; "too_few" answers or clusters; "question_changed".
    is_practical : at least the margin, either way.
    detectable : smallest true fall this n would show as beyond chance in 80 of 100 cases (a positive number).
    """

    key: str
    change: float | None
    low: float | None
    high: float | None
    n_now: int
    n_before: int
    p: float | None
    q: float | None
    verdict: Verdict
    is_practical: bool
    detectable: float | None

    @property
    def is_fall(self) -> bool:
        """A fall that matters and is beyond chance."""
        return self.verdict == "likely_real" and self.is_practical and (self.change or 0.0) < 0


def difference(now: pd.DataFrame, before: pd.DataFrame, *, margin: float = 5.0, min_n: int = 5) -> Difference:
    """Compare two sets of answers; a cluster in both leaves both at once, so what it keeps between them cancels.

    Parameters
    ----------
    now, before : one row per cluster: cluster_group, n, s (sum on 0-100). The clusters must be numbered alike.
    margin : points of 100 that matter. min_n : fewer answers on either side give "too_few".

    Examples
    --------
    >>> before = pd.DataFrame({"cluster_group": range(6), "n": 10, "s": [700.0, 720, 690, 710, 700, 705]})
    >>> now = before.assign(s=[610.0, 640, 600, 615, 605, 612])
    >>> fall = difference(now, before)
    >>> round(fall.change, 2), fall.verdict, fall.is_fall
    (-9.05, 'likely_real', True)
    """
    found = differences(now.assign(key="all"), before.assign(key="all"), key="key", margin=margin, min_n=min_n)
    return found[0] if found else _empty("all")


def differences(
    now: pd.DataFrame,
    before: pd.DataFrame,
    *,
    key: str = "touchpoint_id",
    margin: float = 5.0,
    min_n: int = 5,
    changed: Collection[str] = (),
) -> tuple[Difference, ...]:
    """One difference per key found in either frame, with false-discovery control over those compared.

    Where the frames carry comparison_group, only the group with most answers in both periods is compared; a key
    without a common group has its question changed. `changed` names further keys whose question changed.
    """
    keys = sorted({*now[key].astype(str), *before[key].astype(str)})
    now, before, regrouped = _common_groups(now, before, key)
    apart = regrouped | set(changed)
    found = _compared(now, before, key, margin, min_n, apart)
    return tuple(found.get(name) or _empty(name, "question_changed" if name in apart else "too_few") for name in keys)


def _compared(
    now: pd.DataFrame, before: pd.DataFrame, key: str, margin: float, min_n: int, apart: frozenset[str]
) -> dict[str, Difference]:
    tables = _aligned(now, before, key)
    if tables is None:
        return {}
    frame = _statistics(*tables)
    too_few = (frame["n_now"] < min_n) | (frame["n_before"] < min_n) | frame["se"].isna() | ~(frame["df"] >= 1)
    frame.loc[too_few | frame["key"].isin(list(apart)), ["change", "low", "high", "p", "detectable"]] = np.nan
    frame["q"] = bh_q_values(frame["p"])
    return {str(row["key"]): _difference(row, margin, str(row["key"]) in apart) for row in frame.to_dict("records")}


def _common_groups(
    now: pd.DataFrame, before: pd.DataFrame, key: str
) -> tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]:
    if "comparison_group" not in now or "comparison_group" not in before:
        return now, before, frozenset()
    if now.empty or before.empty:
        return now, before, frozenset()
    index = [key, "comparison_group"]
    sizes = pd.concat([now.groupby(index)["n"].sum(), before.groupby(index)["n"].sum()], axis=1, keys=["now", "before"])
    common = sizes.dropna().min(axis=1).sort_values(ascending=False, kind="stable").reset_index()
    chosen = common.drop_duplicates(key)[index]
    in_both = set(now[key]) & set(before[key])
    regrouped = frozenset(str(name) for name in in_both - set(chosen[key]))
    return now.merge(chosen, on=index), before.merge(chosen, on=index), regrouped


def _aligned(now: pd.DataFrame, before: pd.DataFrame, key: str) -> tuple[ClusterTable, ClusterTable] | None:
    """Both frames on the same keys and clusters; None when both are empty."""
    parts = pd.concat([now.assign(side=1.0), before.assign(side=0.0)], ignore_index=True)
    if parts.empty:
        return None
    side = parts["side"]
    split = parts.assign(n_now=parts["n"] * side, s_now=parts["s"] * side)
    split = split.assign(n_then=parts["n"] - split["n_now"], s_then=parts["s"] - split["s_now"])
    return (
        cluster_table(split, key, n="n_now", s="s_now"),
        cluster_table(split, key, n="n_then", s="s_then"),
    )


def _statistics(now: ClusterTable, before: ClusterTable) -> pd.DataFrame:
    jackknife = jackknife_differences(now.n, now.s, before.n, before.s)
    change, se, df = jackknife.value, jackknife.se, jackknife.df
    half = t_quantile(0.5 + CONFIDENCE / 2, df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(change == 0, 1.0, two_sided_p(change / se, df))
    return pd.DataFrame(
        {
            "key": list(now.keys),
            "change": change,
            "se": se,
            "df": df,
            "low": np.clip(change - half, -200.0, 200.0),
            "high": np.clip(change + half, -200.0, 200.0),
            "p": p,
            "n_now": now.n.sum(axis=1).astype(int),
            "n_before": before.n.sum(axis=1).astype(int),
            "detectable": smallest_detectable(se, df),
        }
    )


def smallest_detectable(se: Floats, df: Floats) -> Floats:
    """(t(.975) + t(.80)) standard errors: the true difference found in 80 of 100 studies like this one [1]_.

    References
    ----------
    .. [1] Bloom (1995), Evaluation Review 19, 547-556.

    Examples
    --------
    >>> smallest_detectable(np.array([1.0]), np.array([1e9])).round(3).tolist()
    [2.802]
    """
    return (t_quantile(0.5 + CONFIDENCE / 2, df) + t_quantile(POWER, df)) * se


def _difference(row: Mapping[Hashable, Any], margin: float, is_changed: bool) -> Difference:
    number = {name: _number(row[name]) for name in ("change", "low", "high", "p", "q", "detectable")}
    q, change = number["q"], number["change"]
    verdict: Verdict = "could_be_chance"
    if is_changed:
        verdict = "question_changed"
    elif q is None:
        verdict = "too_few"
    elif q < FALSE_DISCOVERY_RATE:
        verdict = "likely_real"
    return Difference(
        key=str(row["key"]),
        n_now=int(row["n_now"]),
        n_before=int(row["n_before"]),
        verdict=verdict,
        is_practical=change is not None and abs(change) >= margin,
        **number,
    )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _empty(key: str, verdict: Verdict = "too_few") -> Difference:
    return Difference(key, None, None, None, 0, 0, None, None, verdict, False, None)
