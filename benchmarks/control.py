"""Control charts on the sample world: are the planted shifts found, and how often does a stable chart signal?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.spc.false_alarms import false_alarms
from analytics.spc.model import Chart
from analytics.spc.stages import proposed_shifts
from benchmarks.detection import JOURNEY, planted
from benchmarks.rates import Rate
from benchmarks.world_facts import world_facts
from data.queries.measure_repeats import LAGS
from data.samples.model import Window
from data.samples.world import UNTIL, World, world
from workflows.rank_control import moved_measures
from workflows.read_control import Reading, reading

WEEKS = 52
NEAR_WEEKS = 3  # the proposed start of the stage may miss the true week by so many
FOUND, FALSE_MOVED = 0.95, 0.05


def weekly_readings(drawn: World) -> dict[str, Reading]:
    """The chart of every touchpoint over the last WEEKS whole weeks, by its id, as the page draws them."""
    facts = world_facts(drawn, JOURNEY)
    day = pd.to_datetime(facts["served_on"])
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    first = pd.Timestamp(Window(UNTIL).monday_before_end(WEEKS))
    kept = facts.assign(period_start=monday)[monday >= first]
    keys = ["touchpoint_id", "period_start"]
    grouped = kept.groupby(keys)["norm"].agg(["mean", "count", "std"])
    clusters = kept.groupby([*keys, "cluster_no"])["norm"].agg(["sum", "count"]).reset_index("cluster_no")
    clusters = clusters.join(grouped["mean"])
    away = (clusters["sum"] - clusters["count"] * clusters["mean"]) ** 2
    n_clusters = away.groupby(level=[0, 1]).size()
    spread = away.groupby(level=[0, 1]).sum() * n_clusters / (n_clusters - 1).where(n_clusters > 1)
    grouped["mean_var"] = spread / grouped["count"] ** 2
    every = pd.date_range(first, periods=WEEKS, freq="7D", name="period_start")
    sums = clusters.reset_index()
    inside = sums[sums["period_start"].isin(every)].groupby("touchpoint_id")
    shared = {str(name): shared_covariances(rows, every) for name, rows in inside}
    return {
        str(name): _reading(str(name), rows.droplevel(0), every, shared[str(name)])
        for name, rows in grouped.groupby(level=0)
    }


def shared_covariances(sums: pd.DataFrame, every: pd.DatetimeIndex) -> np.ndarray:
    """Covariances of period means 1, 2, ... LAGS periods apart and farther, as data.queries.measure_repeats has them.

    `sums` has one row per period and cluster: period_start, cluster_no, sum, count. By matrices of clusters and
    periods, so that it checks the query by another way.
    """
    place, owner = every.get_indexer(pd.DatetimeIndex(sums["period_start"])), pd.factorize(sums["cluster_no"])[0]
    n, total = np.zeros((2, int(owner.max()) + 1, len(every)))
    n[owner, place], total[owner, place] = sums["count"], sums["sum"]
    size = n.sum(axis=0)
    per = np.divide(1.0, size, out=np.zeros(len(size)), where=size > 0)
    away = total - n * (total.sum(axis=0) * per)
    pairs, squares = n.T @ n, (n * n).T @ n
    weight = pairs - squares * per[:, None] - squares.T * per + pairs**2 * np.outer(per, per)
    lag = np.arange(len(size)) - np.arange(len(size))[:, None]
    near = (lag >= 1) & (lag <= LAGS)
    shared = max(float((away.T @ away)[near].sum() / weight[near].sum()), 0.0) if weight[near].sum() > 0 else 0.0
    every_pair, lags = np.outer(size, size), [lag == k for k in range(1, LAGS + 1)]
    return shared * np.array([pairs[at].sum() / every_pair[at].sum() for at in (*lags, lag > LAGS)])


def _reading(name: str, rows: pd.DataFrame, every: pd.DatetimeIndex, shared: np.ndarray) -> Reading:
    told = rows.reindex(every).rename(columns={"mean": "value", "count": "n", "std": "sd"}).reset_index()
    by_lag = np.full(len(every), np.nan)
    by_lag[1 : len(shared) + 1] = shared
    series = told.assign(n=told["n"].fillna(0.0), numerator=np.nan, denominator=np.nan, mean_cov=by_lag)
    return reading(series, _row("mean", name, "points", "up"), grain="week", min_n=5)


def _row(kind: str, item: str, unit: str, direction: str) -> dict[Any, Any]:
    nothing = dict.fromkeys(("target", "lower_spec", "upper_spec"), np.nan)
    return {"code": f"{kind}:{item}", "kind": kind, "item_id": item, "unit": unit, "direction": direction} | nothing


def kpi_reading(drawn: World, kpi_id: str, unit: str, direction: str) -> Reading:
    """The chart of a weekly KPI over the last WEEKS weeks."""
    values = drawn["kpi_value"]
    mine = values[values["kpi_id"] == kpi_id].sort_values("period_start").tail(WEEKS)
    series = mine.assign(period_start=pd.to_datetime(mine["period_start"]), sd=np.nan).reset_index(drop=True)
    return reading(series, _row("kpi", kpi_id, unit, direction), grain="week")


def is_found(readings: dict[str, Reading], code: str, *, week: pd.Timestamp) -> bool:
    """Whether a measure is among those whose level has moved for the worse, since about the week it did."""
    one = readings[code]
    for each in moved_measures(readings):
        if each.code == code:
            since = one.series["period_start"].iloc[each.shift.index]
            return each.is_concern and abs(since - week) <= timedelta(weeks=NEAR_WEEKS)
    return False


def control_detection_rates(seeds: Iterable[int], *, scale: float = 1.0) -> list[Rate]:
    """The planted fall of a touchpoint and the jump of its KPI, each found on its chart and dated, or not, per seed."""
    fall = planted(JOURNEY, "fall")
    week = pd.Timestamp(Window(UNTIL).monday_before_end(int(fall["weeks"])))
    falls, jumps = [], []
    for seed in seeds:
        drawn = world(seed, scale, journeys=(JOURNEY,))
        falls.append(is_found(weekly_readings(drawn), fall["touchpoint_id"], week=week))
        response = {"kpi": kpi_reading(drawn, f"{JOURNEY}.first_response_hours", "hours", "down")}
        jumps.append(is_found(response, "kpi", week=week))
    return [
        Rate("planted fall found on its control chart and dated", sum(falls), len(falls), FOUND),
        Rate("planted KPI jump found on its control chart and dated", sum(jumps), len(jumps), FOUND),
    ]


def control_effect_free_rates(seeds: Iterable[int], *, scale: float = 1.0) -> list[Rate]:
    """Without effects: charts with any signal against the printed chance, and measures called moved or proposed to be.

    The bar of the first is the mean of what the charts of all touchpoints print, so it holds when the printed chance is
    honest: signals may be neither more nor fewer, beyond the error of simulating them.
    """
    signalled: list[bool] = []
    proposed: list[bool] = []
    printed: list[float] = []
    moved: list[bool] = []
    for seed in seeds:
        drawn = world(seed, scale, effects=False, journeys=(JOURNEY,), is_full=False)
        readings = weekly_readings(drawn)
        moved.append(bool(moved_measures(readings)))
        for one in readings.values():
            if not isinstance(one.chart, Chart) or one.found is None:
                continue
            told = false_alarms(one.chart, one.rule_set, rng=np.random.default_rng(seed))
            if told is not None:
                signalled.append(len(one.found) > 0)
                printed.append(told.any_signal)
                proposed.append(bool(proposed_shifts(one.chart, rng=np.random.default_rng(seed))))
    name, bar = "control charts without effects with any signal (bar: the printed chance)", float(np.mean(printed))
    return [
        Rate(name, sum(signalled), len(signalled), at_least=bar, at_most=bar),
        Rate("control charts without effects, a shift proposed", sum(proposed), len(proposed)),
        Rate("journeys without effects with a measure called moved", sum(moved), len(moved), at_most=FALSE_MOVED),
    ]
