"""Sums of measures and scores within groups and by account, for many measures at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.links.model import Floats, Ints, Note

EXACT = 1e-24  # a sum of squares below this share of its uncentred terms is rounding


@dataclass(frozen=True, eq=False)
class Within:
    """One touchpoint against k measures, after the means of each stratum are taken out.

    Attributes
    ----------
    n, n_clusters, n_strata : (k,) complete rows, their accounts, and strata with at least two of them.
    n_grouped : (k,) complete rows in those strata.
    squares, products : (k, accounts) sums of the centred measure squared, and times the centred score.
    score_square : (k,) sum of squares of the centred score.
    is_varied : (k, 4) whether measure, score, measure within strata and score within strata vary at all.
    codes : (k, n) account of each row, counted on from measure to measure.
    """

    n: Floats
    n_clusters: Floats
    n_strata: Floats
    n_grouped: Floats
    squares: Floats
    products: Floats
    score_square: Floats
    is_varied: np.ndarray
    codes: Ints

    @property
    def square(self) -> Floats:
        """Sum of squares of the centred measure, (k,)."""
        total: Floats = self.squares.sum(axis=1)
        return total

    @property
    def product(self) -> Floats:
        """Sum of products, (k,)."""
        total: Floats = self.products.sum(axis=1)
        return total

    @property
    def widening(self) -> Floats:
        """sqrt(n / (n - strata)), (k,): errors are taken around fitted levels, which lie too near."""
        left = np.maximum(self.n_grouped - self.n_strata, 1.0)
        factor: Floats = np.sqrt(np.maximum(self.n_grouped, 1.0) / left)
        return factor

    def cluster_sums(self, rows: Floats) -> Floats:
        """(k, accounts) sums of `rows` (k, n)."""
        return _sums(self.codes, rows, self.squares.shape)

    def constant(self, number: int) -> Note | None:
        """What does not vary in one measure's complete rows."""
        names: tuple[Note, ...] = ("measure", "answers", "measure_within_groups", "answers_within_groups")
        return next((name for name, varies in zip(names, self.is_varied[number], strict=True) if not varies), None)


def within_groups(scores: Floats, values: Floats, stratum: Ints, cluster: Ints) -> Within:
    """Centre `scores` (n,) and each row of `values` (k, n) within `stratum` (n,), pairwise complete, and sum up."""
    known = np.isfinite(values)
    strata, groups = _spread(stratum, len(values)), _spread(cluster, len(values))
    weight = known.astype(float)
    counts = _sums(strata[0], weight, strata[1])
    measure = _centred(np.where(known, values, 0.0), weight, counts, strata)
    score = _centred(np.where(known, scores, 0.0), weight, counts, strata)
    square, score_square = np.square(measure), np.square(score)
    ends = (_ends(values, known), _ends(np.broadcast_to(scores, values.shape), known))
    limits = (EXACT * np.square(np.where(known, values, 0.0)).sum(axis=1), EXACT * np.square(scores).sum())
    varied = (*ends, square.sum(axis=1) > limits[0], score_square.sum(axis=1) > limits[1])
    return Within(
        n=counts.sum(axis=1),
        n_clusters=(_sums(groups[0], weight, groups[1]) > 0).sum(axis=1).astype(float),
        n_strata=(counts >= 2).sum(axis=1).astype(float),
        n_grouped=np.where(counts >= 2, counts, 0.0).sum(axis=1),
        squares=_sums(groups[0], square, groups[1]),
        products=_sums(groups[0], measure * score, groups[1]),
        score_square=score_square.sum(axis=1),
        is_varied=np.stack(varied, axis=1),
        codes=groups[0],
    )


def _spread(codes: Ints, k: int) -> tuple[Ints, tuple[int, int]]:
    """Codes (k, n) that count on from row to row, of those groups that occur, and the shape of their sums."""
    occurs = np.bincount(codes) > 0
    dense = (np.cumsum(occurs) - 1)[codes]
    size = max(int(occurs.sum()), 1)
    return dense + size * np.arange(k)[:, None], (k, size)


def _sums(codes: Ints, rows: Floats, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(codes.ravel(), rows.ravel(), shape[0] * shape[1])
    return sums.astype(float, copy=False).reshape(shape)


def _centred(rows: Floats, weight: Floats, counts: Floats, strata: tuple[Ints, tuple[int, int]]) -> Floats:
    """Rows (k, n) less their stratum's mean, 0 where unknown."""
    means = _sums(strata[0], rows, strata[1]) / np.maximum(counts, 1.0)
    centred: Floats = (rows - means.ravel()[strata[0]]) * weight
    return centred


def _ends(rows: Floats, known: np.ndarray) -> np.ndarray:
    """(k,) whether the known values of each row differ."""
    low = np.where(known, rows, np.inf).min(axis=1, initial=np.inf)
    high = np.where(known, rows, -np.inf).max(axis=1, initial=-np.inf)
    differs: np.ndarray = low < high
    return differs
