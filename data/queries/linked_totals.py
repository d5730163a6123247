"""From points in time to what was known at each answer: running totals, one column per measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.queries.linked_measures import ITEM_KINDS, LinkMeasure, MeasureList

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_HOUR_S = 3600
_DAY_US = 86_400e6
_SMALL = 1e6  # summed in whole millionths, so that equal parts give equal sums whatever comes before them


@dataclass(frozen=True, eq=False)
class Ranges:
    """For each of n rows the points from `first` to before `upto` that are known of it."""

    first: Ints
    upto: Ints

    def sums(self, values: Floats) -> tuple[Floats, Ints]:
        """Sum and number of the known values of each row; `values` has one entry per point, NaN where it has none.

        >>> total, n = Ranges(np.array([0, 1]), np.array([2, 1])).sums(np.array([1.5, 2.0, 4.0]))
        >>> total.tolist(), n.tolist()
        ([3.5, 0.0], [2, 0])
        """
        known = np.isfinite(values)
        whole = np.concatenate([[0], np.cumsum(np.rint(np.where(known, values, 0.0) * _SMALL).astype(np.int64))])
        counts = np.concatenate([[0], np.cumsum(known)])
        return (whole[self.upto] - whole[self.first]) / _SMALL, counts[self.upto] - counts[self.first]

    def total(self, values: Floats) -> Floats:
        """Sum of the known values, NaN where there is none."""
        total, n = self.sums(values)
        return np.where(n > 0, total, np.nan)

    def mean(self, values: Floats) -> Floats:
        """Mean of the known values, NaN where there is none."""
        total, n = self.sums(values)
        return np.where(n > 0, total / np.maximum(n, 1), np.nan)

    def newest(self, is_one: NDArray[np.bool_]) -> Ints:
        """The newest known point that is one, -1 without."""
        places = np.maximum.accumulate(np.where(is_one, np.arange(len(is_one)), -1)) if len(is_one) else is_one
        last = np.concatenate([[-1], places])[self.upto]
        return np.where(last >= self.first, last, -1).astype(np.int64)

    def largest(self, values: Floats) -> Floats:
        """Largest known value (not below 0), NaN where there is none; rows of one case share their first point."""
        known = np.isfinite(values)
        top = float(np.max(values[known], initial=0.0)) + 1.0
        block = np.zeros(len(values))
        block[np.unique(self.first[self.first < len(values)])] = 1.0
        level = np.cumsum(block) * top
        highest = np.maximum.accumulate(np.where(known, values, -np.inf) + level) if len(values) else level
        last = self.newest(known)
        inside = last >= 0
        found = np.full(len(self.first), np.nan)
        found[inside] = (highest - level)[last[inside]]
        return found


def ranges_of(points: pd.DataFrame, owners: pd.Series, moments: Floats, *, is_included: bool = True) -> Ranges:
    """The points of each row's owner that lie before its moment, or at it too (`is_included`); none without a moment.

    points : owner, known_us; sorted by both. owners, moments : per row. Each row's place is found by halving.
    """
    names, starts = np.unique(points["owner"].to_numpy(), return_index=True)
    ends = np.append(starts[1:], len(points))
    place = pd.Index(names).get_indexer(pd.Index(owners))
    first = np.append(starts, 0)[place].astype(np.int64)
    low, high = first.copy(), np.where(place < 0, first, np.append(ends, 0)[place]).astype(np.int64)
    times = np.append(points["known_us"].to_numpy(np.int64), np.iinfo(np.int64).max)
    while (low < high).any():
        middle = (low + high) // 2
        with np.errstate(invalid="ignore"):
            is_before = (times[middle] <= moments) if is_included else (times[middle] < moments)
        is_open = low < high
        low, high = np.where(is_open & is_before, middle + 1, low), np.where(is_open & ~is_before, middle, high)
    return Ranges(first, low)


def measured(listed: MeasureList, rows: pd.DataFrame, steps: pd.DataFrame, items: pd.DataFrame) -> tuple[Floats, Ints]:
    """The values of all measures, shape (n, M), column by column in memory; and how many points each row knows of.

    rows : case_no, project_no, moment_us, opened_us, began_us, is_cut, has_items. steps, items : points by owner.
    """
    values = np.empty((len(rows), len(listed.measures)), order="F")
    moment = rows["moment_us"].to_numpy(np.float64)
    of_steps = ranges_of(steps, rows["case_no"], moment)
    opened = rows["opened_us"].to_numpy(np.float64)
    before = ranges_of(items, rows["project_no"], opened, is_included=False)
    of_items = Ranges(before.upto, np.maximum(ranges_of(items, rows["project_no"], moment).upto, before.upto))
    is_cut, has_items = rows["is_cut"].to_numpy(bool), rows["has_items"].to_numpy(bool)
    for k, one in enumerate(listed.measures):
        if one.kind in ITEM_KINDS or (one.kind == "resolution" and listed.by_ticket):
            values[:, k] = np.where(has_items, _of_items(one, of_items, items), np.nan)
            continue
        values[:, k] = _of_steps(one, listed, of_steps, steps, rows)
        if one.kind in _WHOLE_CASES:
            values[is_cut, k] = np.nan
    return values, of_steps.upto - of_steps.first


# A case that began before the log has more of these than the log says.
_WHOLE_CASES = ("lead", "wait", "queue", "work", "again", "handoffs", "cost", "step_again")


def _of_items(one: LinkMeasure, ranges: Ranges, items: pd.DataFrame) -> Floats:
    if one.kind == "resolution":
        return ranges.mean(items["solved"].to_numpy()) / _HOUR_S
    return ranges.sums(items[one.kind].to_numpy())[0]


def _of_steps(one: LinkMeasure, listed: MeasureList, ranges: Ranges, steps: pd.DataFrame, rows: pd.DataFrame) -> Floats:
    if one.kind in ("again", "handoffs", "cost"):
        return ranges.total(steps[one.kind].to_numpy())
    if one.kind in ("wait", "queue", "work"):
        return ranges.total(steps[one.kind].to_numpy()) / _HOUR_S
    if one.kind in ("late", "late_days"):
        return ranges.largest(steps[one.kind].to_numpy())
    if one.kind == "lead":
        return _lead_days(ranges.newest(steps["is_end"].to_numpy(bool)), steps, rows)
    activity = steps["activity_no"].to_numpy()
    if one.kind == "response":
        return ranges.mean(np.where(np.isin(activity, listed.response_steps), steps["queue"], np.nan)) / _HOUR_S
    if one.kind == "resolution":
        return ranges.mean(np.where(np.isin(activity, listed.resolution_steps), steps["solved"], np.nan)) / _HOUR_S
    if one.kind == "step_wait":
        return ranges.mean(np.where(activity == one.activity_no, steps["wait"], np.nan)) / _HOUR_S
    return ranges.total(np.where(activity == one.activity_no, steps["again"], np.nan))


def _lead_days(last: Ints, steps: pd.DataFrame, rows: pd.DataFrame) -> Floats:
    days = np.full(len(rows), np.nan)
    inside = last >= 0
    ended = steps["known_us"].to_numpy(np.int64)[last[inside]]
    days[inside] = (ended - rows["began_us"].to_numpy(np.float64)[inside]) / _DAY_US
    return days
