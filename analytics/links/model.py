"""What a matrix of touchpoints and process measures is made from, and what one cell of it says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from errors import N_, BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Verdict = Literal["likely_real", "could_be_chance", "too_few", "constant", "all_missing", "duplicate"]
Note = Literal["measure", "answers", "measure_within_groups", "answers_within_groups"]

LEAST_ANSWERS: Final = 30  # answers with a known measure, in groups of two or more
LEAST_CLUSTERS: Final = 8  # customer accounts
LEAST_DF: Final = 4.0
BLOCK: Final = 4096  # rows turned at once


@dataclass(frozen=True, eq=False)
class LinkedRows:
    """Linked rows: the answers to each touchpoint, and what the process had measured at that time.

    Attributes
    ----------
    touchpoints, measures : names, T and M of them.
    answered : per touchpoint, the rows that answer it; scores: their scores, points of 100.
    values : (M, n) measures in their own unit, nan where unknown.
    stratum, cluster : (n,) from 0: what is compared only within itself (segment x period), and the customer account.
    origin : (n,) which of the rows as they were given each row is.
    """

    touchpoints: tuple[str, ...]
    measures: tuple[str, ...]
    answered: tuple[Ints | slice, ...]
    scores: tuple[Floats, ...]
    values: Floats
    stratum: Ints
    cluster: Ints
    origin: Ints

    @classmethod
    def wide(
        cls, touchpoints: Sequence[str], answers: ArrayLike, measures: Sequence[str], values: ArrayLike, *,
        stratum: ArrayLike, cluster: ArrayLike,
    ) -> LinkedRows:  # fmt: skip
        """One row per response and case: `answers` (n, T), nan where not asked; `values` (n, M).

        Raises
        ------
        BadInput
            Arrays of unequal length, or names that do not fit their columns.
        """
        scores = np.asarray(answers, dtype=float)
        _fits("answers", scores.ndim == 2 and scores.shape[1] == len(touchpoints))
        rows = tuple(np.flatnonzero(np.isfinite(column)) for column in scores.T)
        told = tuple(scores[found, number] for number, found in enumerate(rows))
        measured, strata, accounts = _shared(values, len(measures), stratum, cluster, len(scores))
        return cls(
            tuple(touchpoints),
            tuple(measures),
            rows,
            told,
            _by_measure(measured),
            strata,
            accounts,
            np.arange(len(scores)),
        )

    @classmethod
    def long(
        cls, touchpoints: Sequence[str], touchpoint: ArrayLike, score: ArrayLike, measures: Sequence[str],
        values: ArrayLike, *, stratum: ArrayLike, cluster: ArrayLike,
    ) -> LinkedRows:  # fmt: skip
        """One row per answer: `touchpoint` (n,) indexes the names, `score` (n,), `values` (n, M) as known then.

        Raises
        ------
        BadInput
            Arrays of unequal length, or names that do not fit their columns.
        """
        code, scores = np.asarray(touchpoint, dtype=np.int64), np.asarray(score, dtype=float)
        _fits("touchpoint", code.shape == scores.shape and not len(code[(code < 0) | (code >= len(touchpoints))]))
        shared = _shared(values, len(measures), stratum, cluster, len(scores))
        ordered = np.argsort(code.astype(np.int16) if len(touchpoints) < 2**15 else code, kind="stable")
        ordered = ordered[np.isfinite(scores[ordered])]
        measured = _by_measure(shared[0], ordered)  # each touchpoint's rows side by side
        ends = np.searchsorted(code[ordered], np.arange(len(touchpoints) + 1)).tolist()
        parts = tuple(slice(start, end) for start, end in itertools.pairwise(ends))
        told = tuple(scores[ordered[part]] for part in parts)
        return cls(
            tuple(touchpoints), tuple(measures), parts, told, measured, shared[1][ordered], shared[2][ordered], ordered
        )


def _shared(
    values: ArrayLike, n_measures: int, stratum: ArrayLike, cluster: ArrayLike, n: int
) -> tuple[Floats, Ints, Ints]:
    measured = np.asarray(values, dtype=float)
    _fits("values", measured.shape == (n, n_measures))
    groups = [np.asarray(codes, dtype=np.int64) for codes in (stratum, cluster)]
    for name, codes in zip(("stratum", "cluster"), groups, strict=True):
        _fits(name, codes.shape == (n,) and not (codes < 0).any())
    return measured, groups[0], groups[1]


def _by_measure(values: Floats, order: Ints | None = None) -> Floats:
    """`values` (n, M) in the order given, as (M, n): a block of rows at a time, which stays near the processor."""
    n = len(values) if order is None else len(order)
    turned = np.empty((values.shape[1], n))
    for start in range(0, n, BLOCK):
        part = slice(start, start + BLOCK)
        rows = part if order is None else order[part]
        turned[:, part] = values.T[:, rows] if values.flags.f_contiguous else values[rows].T
    return turned


def _fits(field: str, is_fit: bool) -> None:
    if not is_fit:
        raise BadInput(field=field, value="", fix=N_("All columns must belong to the same rows."))


@dataclass(frozen=True)
class LinkCell:
    """One touchpoint against one process measure, case by case.

    Attributes
    ----------
    rho, rho_low, rho_high : Spearman's rank correlation, -1 to 1, with its 95 % interval.
    effect, low, high : score points per unit of the measure within the groups compared, with its 95 % interval.
    p, q : two-sided chance of such an effect without any; q after false-discovery control over the whole matrix.
    swing : standard deviation of the measure within groups, in its unit: effect x swing is what a usual swing does.
    partial_r : correlation within groups, -1 to 1.
    robustness : share of what is left unexplained in measure and score that an unmeasured cause would have to explain
        of both to bring the effect to 0; robustness_low: to bring it to where 95 % no longer leaves 0 out.
    n, n_clusters : answers with a known measure, and customer accounts they come from.
    verdict : "likely_real" when q < .05, else "could_be_chance"; "too_few", "constant", "all_missing", "duplicate".
    note : what does not vary (constant). duplicate_of: the measure that says the same (duplicate).
    """

    touchpoint: str
    measure: str
    verdict: Verdict
    n: int = 0
    n_clusters: int = 0
    rho: float | None = None
    rho_low: float | None = None
    rho_high: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    swing: float | None = None
    partial_r: float | None = None
    robustness: float | None = None
    robustness_low: float | None = None
    note: Note | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True)
class CaseMatrix:
    """All cells, touchpoint by touchpoint; `n_tested` is the number of cells that the q-values pay for."""

    touchpoints: tuple[str, ...]
    measures: tuple[str, ...]
    cells: tuple[LinkCell, ...]
    n_tested: int

    def __iter__(self) -> Iterator[LinkCell]:
        return iter(self.cells)

    def of(self, touchpoint: str, measure: str) -> LinkCell:
        """One cell; ValueError where there is none of that name."""
        return self.cells[self.touchpoints.index(touchpoint) * len(self.measures) + self.measures.index(measure)]

    def grid(self, figure: Literal["rho", "effect", "partial_r", "q"]) -> Floats:
        """One figure of all cells (T, M), nan where a cell has none: for the fill and for `order.block_order`."""
        return grid([getattr(cell, figure) for cell in self.cells], len(self.touchpoints))


def grid(figures: Sequence[float | None], n_rows: int) -> Floats:
    """Figures row by row as an array (n_rows, ...), None as nan.

    >>> grid([1.0, None, 3.0, 4.0], 2).tolist()
    [[1.0, nan], [3.0, 4.0]]
    """
    width = len(figures) // max(n_rows, 1)
    return np.array([np.nan if each is None else each for each in figures], dtype=float).reshape(n_rows, width)
