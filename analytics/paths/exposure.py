"""Which answers came after a feature of the way was there, as sums per feature, question and customer account.

Everything is vectorised over answers and features; the answers of one question are looked at together, in blocks of
features small enough for the memory of a laptop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_CELLS: Final = 2_000_000  # answers x features of one block


@dataclass(frozen=True)
class Exposed:
    """Sums for one question and a block of features.

    Attributes
    ----------
    features : shape (k,), feature numbers.
    spread, product : shape (k, accounts): sums of (x - mean x)^2 and of (x - mean x)(score - mean score), the means
        over the answers of one stratum.
    n_with, n_without, cases_with, cases_without, clusters_with, clusters_without : shape (k,).
    s_with, s_without : shape (k,), sums of scores.
    """

    target: str
    features: Ints
    spread: Floats
    product: Floats
    n_with: Ints
    n_without: Ints
    s_with: Floats
    s_without: Floats
    cases_with: Ints
    cases_without: Ints
    clusters_with: Ints
    clusters_without: Ints


def exposed_sums(answers: pd.DataFrame, exposures: pd.DataFrame) -> Iterator[Exposed]:
    """The sums of each question with the features of its own stage and of the stage before.

    Parameters
    ----------
    answers : one row per score: target, rank, case_no, moment, stratum, cluster_group, norm.
    exposures : one row per feature and case: feature_no, rank, case_no, known_at, there_at (nan: it never has it).
    """
    ranks = exposures.groupby("feature_no")["rank"].first()
    cases, row = np.unique(exposures["case_no"].to_numpy(np.int64), return_inverse=True)
    column = np.searchsorted(ranks.index.to_numpy(), exposures["feature_no"].to_numpy())
    shape = (len(cases), len(ranks))
    known, there = np.full(shape, np.inf), np.full(shape, np.inf)
    known[row, column] = exposures["known_at"].to_numpy(float)
    there[row, column] = exposures["there_at"].fillna(np.inf).to_numpy(float)
    ours = answers[answers["case_no"].isin(cases)]
    for target, rows in ours.groupby("target", sort=True):
        rank = int(rows["rank"].iloc[0])
        near = np.ones(len(ranks), dtype=bool)
        if rank:
            near = ((ranks == rank) | (ranks == rank - 1) | (ranks == 0)).to_numpy(bool)
        for block in _blocks(np.flatnonzero(near), len(rows)):
            place = np.searchsorted(cases, rows["case_no"].to_numpy(np.int64))
            moment = rows["moment"].to_numpy(float)[:, None]
            is_known = known[np.ix_(place, block)] <= moment
            has = (there[np.ix_(place, block)] <= moment) & is_known
            yield _sums(str(target), ranks.index.to_numpy(np.int64)[block], rows, is_known, has)


def _blocks(columns: NDArray[np.intp], n: int) -> list[NDArray[np.intp]]:
    return np.array_split(columns, max(1, -(-len(columns) * n // MOST_CELLS))) if len(columns) else []


def _sums(target: str, features: Ints, rows: pd.DataFrame, is_known: Flags, has: Flags) -> Exposed:
    stratum, cluster, case = (_Groups(rows[name]) for name in ("stratum", "cluster_group", "case_no"))
    y = rows["norm"].to_numpy(float)[:, None]
    n, n_has = stratum.sums(is_known), stratum.sums(has)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(n_has / n)
        level = np.nan_to_num(stratum.sums(is_known * y) / n)
    x = np.where(is_known, has - share[stratum.member], 0.0)
    lacks = is_known & ~has
    with_, without = cluster.sums(has), cluster.sums(lacks)
    return Exposed(
        target=target, features=features, spread=cluster.sums(x * x).T,
        product=cluster.sums(x * (y - level[stratum.member])).T,
        n_with=with_.sum(axis=0).astype(np.int64), n_without=without.sum(axis=0).astype(np.int64),
        s_with=(has * y).sum(axis=0), s_without=(lacks * y).sum(axis=0),
        cases_with=(case.sums(has) > 0).sum(axis=0), cases_without=(case.sums(lacks) > 0).sum(axis=0),
        clusters_with=(with_ > 0).sum(axis=0), clusters_without=(without > 0).sum(axis=0),
    )  # fmt: skip


class _Groups:
    """Rows by the value of one column: `member` is the number of each row's group."""

    def __init__(self, values: pd.Series[int]) -> None:
        self._order = np.argsort(values.to_numpy(), kind="stable")
        ordered = values.to_numpy()[self._order]
        self._starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        self.member = np.empty(len(ordered), dtype=np.int64)
        self.member[self._order] = np.cumsum(np.r_[0, ordered[1:] != ordered[:-1]])

    def sums(self, cells: Floats | Flags) -> Floats:
        """Sums over the rows of each group, shape (groups, columns)."""
        found: Floats = np.add.reduceat(cells[self._order].astype(float), self._starts, axis=0)
        return found
