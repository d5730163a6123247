"""Sums of measures and scores within groups and by account, for many measures at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.clusters import jackknife_means
from analytics.links.model import LEAST_CLUSTERS, Floats, Ints, Note
from analytics.links.ranks import level_ranks, value_levels

EXACT = 1e-24  # a sum of squares below this share of its uncentred terms is rounding


@dataclass(frozen=True, eq=False)
class Groups:
    """The n complete rows of one touchpoint: their scores, the strata they are compared within, and their accounts."""

    scores: Floats
    stratum: Ints
    cluster: Ints
    counts: Floats
    n_clusters: int
    centred: Floats

    @classmethod
    def of(cls, scores: Floats, stratum: Ints, cluster: Ints) -> Groups:
        """Number strata and accounts from 0 without gaps, and take each stratum's mean from the scores."""
        strata, accounts = _dense(stratum), _dense(cluster)
        counts = np.bincount(strata).astype(float)
        means = np.bincount(strata, scores) / counts if len(counts) else counts
        return cls(scores, strata, accounts, counts, int(accounts.max(initial=-1)) + 1, scores - means[strata])

    @cached_property
    def ranks(self) -> Floats:
        """Standardised average ranks of the scores (n,)."""
        levels = value_levels(self.scores)
        return level_ranks(levels.places, levels)

    @cached_property
    def rank_squares(self) -> Floats:
        """Sums of their squares by account, (accounts,)."""
        sums: Floats = self.cluster_sums(np.square(self.ranks)[None])[0]
        return sums

    @cached_property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom of an error summed by account, all rows weighing alike."""
        n = np.bincount(self.cluster).astype(float)[None]
        return float(jackknife_means(n, n).df[0])

    @cached_property
    def is_level(self) -> bool:
        """Whether all scores are equal."""
        return bool(self.scores.min(initial=np.inf) >= self.scores.max(initial=-np.inf))

    @property
    def n_strata(self) -> int:
        """Strata with at least two rows; others say nothing."""
        return int((self.counts >= 2).sum())

    @property
    def n_grouped(self) -> int:
        """Rows in those strata."""
        return int(self.counts[self.counts >= 2].sum())

    @property
    def widening(self) -> float:
        """sqrt(n / (n - strata)): errors are taken around fitted levels, which lie too near."""
        return float(np.sqrt(max(self.n_grouped, 1) / max(self.n_grouped - self.n_strata, 1)))

    @property
    def score_square(self) -> float:
        """Sum of squares of the centred scores."""
        return float(self.centred @ self.centred)

    def is_judged(self, least: int) -> bool:
        """Whether there are rows and accounts enough for any measure."""
        return len(self.scores) >= max(least, 1) and self.n_clusters >= LEAST_CLUSTERS

    def rest(self, values: Floats) -> Floats:
        """Rows of `values` (k, n) less the mean of their stratum."""
        means = _sums(self.stratum, values, len(self.counts)) / self.counts
        rest: Floats = np.take(means, self.stratum, axis=1)
        np.subtract(values, rest, out=rest)
        return rest

    def cluster_sums(self, rows: Floats) -> Floats:
        """(k, accounts) sums of `rows` (k, n)."""
        return _sums(self.cluster, rows, self.n_clusters)


@dataclass(frozen=True, eq=False)
class Within:
    """k measures after the means of each stratum are taken out: sums by account, (k, accounts).

    `squares` of the centred measure, `products` with the centred score; `notes` say what does not vary.
    """

    squares: Floats
    products: Floats
    notes: tuple[Note | None, ...]


def within_groups(groups: Groups, values: Floats) -> Within:
    """Centre each row of `values` (k, n) within the strata, and sum up by account."""
    centred = groups.rest(values)
    products = groups.cluster_sums(centred * groups.centred)
    limits = EXACT * np.einsum("ij,ij->i", values, values)
    squares = groups.cluster_sums(np.square(centred, out=centred))
    steady = (squares.sum(axis=1) <= limits).tolist()
    notes = tuple(_note(groups, row, is_steady) for row, is_steady in zip(values, steady, strict=True))
    return Within(squares, products, notes)


def rank_correlations(groups: Groups, ranks: Floats) -> tuple[Floats, Floats]:
    """Spearman's rho [1]_ of the scores with each row of `ranks` (k, n), and its terms by account (k, accounts).

    Standardised average ranks; 0 where either side is constant. An account's term is the sum over its rows of the
    linear expansion of rho with the ranks held: (u v - rho (u^2 + v^2) / 2) / n, u and v the standardised ranks.

    References
    ----------
    .. [1] Spearman (1904), American Journal of Psychology 15, 72-101.
    """
    n = max(len(groups.scores), 1)
    rho = ranks @ groups.ranks / n
    terms = ranks * (-rho[:, None] / 2)
    terms += groups.ranks
    terms *= ranks
    return rho, (groups.cluster_sums(terms) - rho[:, None] / 2 * groups.rank_squares) / n


def _note(groups: Groups, values: Floats, is_steady: bool) -> Note | None:
    if is_steady and values.min(initial=np.inf) >= values.max(initial=-np.inf):
        return "measure"
    if groups.is_level:
        return "answers"
    if is_steady:
        return "measure_within_groups"
    is_even = groups.score_square <= EXACT * float(groups.scores @ groups.scores)
    return "answers_within_groups" if is_even else None


def _dense(codes: Ints) -> Ints:
    """Codes from 0 without those that do not occur."""
    occurs = np.bincount(codes) > 0
    dense: Ints = (np.cumsum(occurs) - 1)[codes]
    return dense


def _sums(codes: Ints, rows: Floats, size: int) -> Floats:
    spread = codes if len(rows) == 1 else (codes + size * np.arange(len(rows))[:, None]).ravel()
    sums = np.bincount(spread, rows.ravel(), len(rows) * size)
    return sums.astype(float, copy=False).reshape(len(rows), size)
