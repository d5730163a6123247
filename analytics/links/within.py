"""Sums of measures and scores within groups and by account, for many measures at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.links.model import LEAST_CLUSTERS, Floats, Ints, Note

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
        rest: Floats = values - np.take(means, self.stratum, axis=1)
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
    squares = groups.cluster_sums(np.square(centred))
    limits = EXACT * np.einsum("ij,ij->i", values, values)
    is_flat = values.min(axis=1, initial=np.inf) >= values.max(axis=1, initial=-np.inf)
    steady = squares.sum(axis=1) <= limits
    notes = tuple(_note(groups, *each) for each in zip(is_flat.tolist(), steady.tolist(), strict=True))
    return Within(squares, groups.cluster_sums(centred * groups.centred), notes)


def _note(groups: Groups, is_flat: bool, is_steady: bool) -> Note | None:
    if is_flat:
        return "measure"
    if groups.scores.min(initial=np.inf) >= groups.scores.max(initial=-np.inf):
        return "answers"
    if is_steady:
        return "measure_within_groups"
    is_level = groups.score_square <= EXACT * float(groups.scores @ groups.scores)
    return "answers_within_groups" if is_level else None


def _dense(codes: Ints) -> Ints:
    """Codes from 0 without those that do not occur."""
    occurs = np.bincount(codes) > 0
    dense: Ints = (np.cumsum(occurs) - 1)[codes]
    return dense


def _sums(codes: Ints, rows: Floats, size: int) -> Floats:
    spread = codes if len(rows) == 1 else (codes + size * np.arange(len(rows))[:, None]).ravel()
    sums = np.bincount(spread, rows.ravel(), len(rows) * size)
    return sums.astype(float, copy=False).reshape(len(rows), size)
