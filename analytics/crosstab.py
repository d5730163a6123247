"""One question by one segment: shares or means per group with intervals, and letters where groups differ beyond chance.

docs/methods/crosstabs.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from string import ascii_uppercase
from typing import Literal

import numpy as np
import pandas as pd

from analytics.clusters import Floats, jackknife_differences, jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, Estimate, effective_n, t_quantile, two_sided_p, wilson

Against = Literal["higher", "lower", "same", "untested"]
MOST_LETTERS = 26


@dataclass(frozen=True)
class Cell:
    """One measure in one group.

    Attributes
    ----------
    value : share 0 to 1, or mean in the unit of the answers; None where the group is hidden or empty.
    low, high : 95 % interval, None where none can be given.
    n : answers behind the value (unweighted): those that chose the option, or all of the group for a mean.
    letters : letters of the groups that this one exceeds beyond chance.
    against_rest : this group against all others together, beyond chance after false-discovery control.
    """

    option: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    letters: tuple[str, ...] = ()
    against_rest: Against = "untested"


@dataclass(frozen=True)
class Group:
    """A column of the table: its letter, the number of answers, and whether it is too small to show."""

    name: str
    letter: str
    n: int
    effective_n: float
    is_hidden: bool
    is_low: bool


@dataclass(frozen=True)
class Crosstab:
    """The whole table; `cells` by (option, group)."""

    options: tuple[str, ...]
    groups: tuple[Group, ...]
    cells: Mapping[tuple[str, str], Cell]
    n_tests: int

    @property
    def shown(self) -> tuple[Group, ...]:
        """Groups large enough to show."""
        return tuple(group for group in self.groups if not group.is_hidden)


def hidden_groups(sizes: Sequence[int], *, least: int) -> tuple[bool, ...]:
    """Which groups stay hidden: those under `least`, and the next smallest where subtraction would find them.

    Examples
    --------
    >>> hidden_groups([40, 3, 12], least=5), hidden_groups([40, 2, 3, 12], least=5), hidden_groups([9, 8], least=5)
    ((False, True, True), (False, True, True, False), (False, False))
    """
    order = sorted(range(len(sizes)), key=lambda place: (sizes[place], place))
    hidden = [place for place in order if sizes[place] < least]
    left = [place for place in order if sizes[place] >= least]
    while hidden and left and sum(sizes[place] for place in hidden) < least:
        hidden.append(left.pop(0))
    return tuple(place in set(hidden) for place in range(len(sizes)))


def crosstab(
    bases: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    groups: Sequence[str],
    options: Sequence[str],
    bounds: tuple[float, float] | None = None,
    is_mean: bool = False,
    min_n: int = 5,
    low_n: int = 30,
) -> Crosstab:
    """Shares of options, or the mean of a score, per group.

    Parameters
    ----------
    bases : one row per group and cluster: group_name, cluster_group, n (answers), w (their weight; n without weights).
    counts : one row per group, option and cluster: group_name, option, cluster_group, n, s (weight of the answers that
        chose the option; for a mean the weighted sum of the values).
    groups, options : names in the order of the table.
    bounds : ends of the scale of a mean. is_mean : `options` are measures whose value is s / w.
    min_n : smaller groups are hidden. low_n : smaller groups are marked.

    Notes
    -----
    Shares have Wilson intervals on the effective number of answers, means jackknife t intervals. Two groups differ when
    q < .05 over all pairs and options of the table; a cluster leaves both groups at once.
    """
    table = _Table.of(bases, counts, groups, options)
    hidden = hidden_groups([int(n) for n in table.n], least=min_n)
    tested = [place for place in range(len(groups)) if not hidden[place]][:MOST_LETTERS]
    letters, n_pairs = _letters(table, tested)
    rest, n_rest = _against_rest(table, tested)
    columns = tuple(
        Group(name, ascii_uppercase[place] if place < MOST_LETTERS else "", int(table.n[place]),
              table.effective(place), hidden[place], int(table.n[place]) < low_n)
        for place, name in enumerate(groups)
    )  # fmt: skip
    cells = {
        (option, name): _cell(table, row, place, hidden[place], is_mean, bounds, letters, rest)
        for row, option in enumerate(options)
        for place, name in enumerate(groups)
    }
    return Crosstab(tuple(options), columns, cells, n_pairs + n_rest)


@dataclass(frozen=True)
class _Table:
    """Arrays: n (groups,), w (groups, clusters), s (options, groups, clusters), chosen (options, groups)."""

    groups: tuple[str, ...]
    options: tuple[str, ...]
    n: Floats
    w: Floats
    s: Floats
    chosen: Floats
    is_plain: bool

    @classmethod
    def of(cls, bases: pd.DataFrame, counts: pd.DataFrame, groups: Sequence[str], options: Sequence[str]) -> _Table:
        """Spread both frames; rows of unknown groups and options are left out."""
        clusters = pd.Index(pd.unique(bases["cluster_group"]))
        base_at = pd.Index(groups).get_indexer(pd.Index(bases["group_name"]))
        count_at = pd.Index(groups).get_indexer(pd.Index(counts["group_name"]))
        option_at = pd.Index(options).get_indexer(pd.Index(counts["option"]))
        n_groups, n_options, n_clusters = len(groups), len(options), max(len(clusters), 1)
        w, n = np.zeros((n_groups, n_clusters)), np.zeros(n_groups)
        known = base_at >= 0
        at = clusters.get_indexer(pd.Index(bases["cluster_group"]))
        np.add.at(w, (base_at[known], at[known]), bases["w"].to_numpy(float)[known])
        np.add.at(n, base_at[known], bases["n"].to_numpy(float)[known])
        s, chosen = np.zeros((n_options, n_groups, n_clusters)), np.zeros((n_options, n_groups))
        at = clusters.get_indexer(pd.Index(counts["cluster_group"]))
        known = (count_at >= 0) & (option_at >= 0) & (at >= 0)
        np.add.at(s, (option_at[known], count_at[known], at[known]), counts["s"].to_numpy(float)[known])
        np.add.at(chosen, (option_at[known], count_at[known]), counts["n"].to_numpy(float)[known])
        is_plain = bool(np.allclose(bases["w"].to_numpy(float), bases["n"].to_numpy(float)))
        return cls(tuple(groups), tuple(options), n, w, s, chosen, is_plain)

    def effective(self, place: int) -> float:
        """Kish's effective number of answers of one group, from its clusters' weights; n without weights."""
        if self.is_plain:
            return float(self.n[place])
        total, square = self.w[place].sum(), np.square(self.w[place]).sum()
        return float(total * total / square) if square > 0 else 0.0

    def estimate(self, row: int, place: int) -> Estimate:
        """s / w of one cell with its jackknife error; as many clusters as answers mean independent answers."""
        means = jackknife_means(self.w[[place]], self.s[row, [place]])
        se = float(means.se[0])
        n_clusters = int(means.n_clusters[0])
        return Estimate(float(means.value[0]), None, None, int(self.n[place]), n_clusters,
                        se=se if np.isfinite(se) else None, df=float(means.df[0]))  # fmt: skip


def _letters(table: _Table, tested: Sequence[int]) -> tuple[dict[tuple[int, int], tuple[str, ...]], int]:
    """For each cell the letters of the groups it exceeds; and the number of tests behind them."""
    pairs = list(combinations(tested, 2))
    found: dict[tuple[int, int], list[str]] = {}
    if not pairs:
        return {}, 0
    first, second = np.array(pairs).T
    change, q = _tested(table, lambda s: (table.w[first], s[first], table.w[second], s[second]))
    for row, pair in zip(*np.nonzero(q < FALSE_DISCOVERY_RATE), strict=True):
        higher, lower = pairs[pair] if change[row, pair] > 0 else pairs[pair][::-1]
        found.setdefault((int(row), higher), []).append(ascii_uppercase[lower])
    return {cell: tuple(sorted(names)) for cell, names in found.items()}, int(np.isfinite(q).sum())


def _against_rest(table: _Table, tested: Sequence[int]) -> tuple[dict[tuple[int, int], Against], int]:
    """Each group against all other shown groups together."""
    if len(tested) < 2:
        return {}, 0
    shown = np.array(tested)
    rest = np.array([[other != place for other in shown] for place in shown], dtype=float)
    change, q = _tested(table, lambda s: (table.w[shown], s[shown], rest @ table.w[shown], rest @ s[shown]))
    words: dict[tuple[int, int], Against] = {}
    for row in range(len(table.options)):
        for column, place in enumerate(tested):
            if np.isfinite(q[row, column]):
                is_real = q[row, column] < FALSE_DISCOVERY_RATE
                words[row, place] = ("higher" if change[row, column] > 0 else "lower") if is_real else "same"
    return words, int(np.isfinite(q).sum())


def _tested(table: _Table, sides) -> tuple[Floats, Floats]:  # type: ignore[no-untyped-def]
    """Differences and q-values, both of shape (options, comparisons); all of the table are controlled together."""
    changes, chances = [], []
    for row in range(len(table.options)):
        found = jackknife_differences(*sides(table.s[row]))
        with np.errstate(invalid="ignore", divide="ignore"):
            chance = np.where(found.value == 0, 1.0, two_sided_p(found.value / found.se, found.df))
        changes.append(found.value)
        chances.append(np.where(found.df >= 1, chance, np.nan))
    change, p = np.array(changes), np.array(chances)
    return change, bh_q_values(p.ravel()).reshape(p.shape)


def _cell(
    table: _Table,
    row: int,
    place: int,
    is_hidden: bool,
    is_mean: bool,
    bounds: tuple[float, float] | None,
    letters: Mapping[tuple[int, int], tuple[str, ...]],
    rest: Mapping[tuple[int, int], Against],
) -> Cell:
    option, name = table.options[row], table.groups[place]
    if is_hidden or table.n[place] < 1:
        return Cell(option, name, None, None, None, 0)
    found = table.estimate(row, place)
    low, high = _mean_interval(found, bounds) if is_mean else _share_interval(table, found)
    n = int(table.n[place] if is_mean else table.chosen[row, place])
    return Cell(option, name, found.value, low, high, n, letters.get((row, place), ()),
                rest.get((row, place), "untested"))  # fmt: skip


def _mean_interval(found: Estimate, bounds: tuple[float, float] | None) -> tuple[float | None, float | None]:
    if found.se is None or found.df is None or found.df < 1:
        return None, None
    half = float(t_quantile(0.5 + CONFIDENCE / 2, found.df)) * found.se
    low, high = found.value - half, found.value + half
    return (low, high) if bounds is None else (max(low, bounds[0]), min(high, bounds[1]))


def _share_interval(table: _Table, found: Estimate) -> tuple[float | None, float | None]:
    share = min(max(found.value, 0.0), 1.0)
    is_independent = table.is_plain and found.n_clusters == found.n
    plain = found if is_independent else Estimate(
        share, None, None, found.n, min(found.n_clusters, found.n - 1), se=found.se, df=found.df
    )  # fmt: skip
    effective, quantile = effective_n(plain, share * (1 - share))
    return (None, None) if quantile is None else wilson(share * effective, effective, quantile=quantile)


def first_options(sizes: Mapping[str, int], *, most: int) -> tuple[str, ...]:
    """The `most` options with most answers, largest first, equals by name."""
    return tuple(islice(sorted(sizes, key=lambda name: (-sizes[name], name)), most))
