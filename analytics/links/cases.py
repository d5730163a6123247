"""The matrix case by case: what a process measure goes with, in score points per unit, adjusted and interval-bound.

docs/methods/links.md states the comparison, its assumptions and its limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.clusters import jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p
from analytics.links.model import (
    LEAST_ANSWERS,
    LEAST_DF,
    CaseMatrix,
    Floats,
    LinkCell,
    LinkedRows,
    Note,
    Verdict,
)
from analytics.links.ranks import Keys, Levels, level_ranks, standard_ranks, value_levels
from analytics.links.sensitivity import robustness_value, strength_beyond_interval
from analytics.links.within import Groups, rank_correlations, within_groups

_Told = TypeVar("_Told")

AT_ONCE = 65_536  # values worked on at once: they stay near the processor
MANY = 2_000_000  # values from which on two processors are used


@dataclass(frozen=True)
class _Found:
    """Cells of one touchpoint before the false-discovery control: figures by name, or the code that stands instead."""

    verdict: Verdict
    n: int
    n_clusters: int
    note: Note | None = None
    figures: Mapping[str, float] = field(default_factory=dict)


def case_matrix(rows: LinkedRows, *, least_answers: int = LEAST_ANSWERS) -> CaseMatrix:
    """Every touchpoint against every measure: rank correlation and adjusted effect, each cell on its complete rows.

    effect = sum of products / sum of squares of the measure, both centred within stratum: least squares with a level of
    its own for each stratum [1]_. Interval and p by the delete-one-account jackknife of that ratio with Satterthwaite's
    degrees of freedom [2]_, widened for the levels that were fitted; q by Benjamini-Hochberg over all tested cells.

    Parameters
    ----------
    rows : linked answers, their measures, strata (segment x period; a touchpoint lies in one stage) and accounts.
    least_answers : fewer in a cell give "too_few".

    References
    ----------
    .. [1] Frisch & Waugh (1933), Econometrica 1, 387-401.
    .. [2] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> days = np.tile([1.0, 2.0, 3.0, 4.0], 20)
    >>> score = 80 - 5 * days + np.repeat([0.0, 1.0, -1.0, 0.5], 20)
    >>> rows = LinkedRows.wide(["handover"], score[:, None], ["days_late"], days[:, None],
    ...     stratum=np.zeros(80), cluster=np.arange(80) // 4)
    >>> cell = case_matrix(rows).of("handover", "days_late")
    >>> round(cell.effect, 6), cell.verdict, cell.n, cell.n_clusters
    (-5.0, 'likely_real', 80, 20)
    """
    repeated = duplicates(rows.values)
    kept = [number for number in range(len(rows.measures)) if number not in repeated]
    columns = _columns(rows.values, kept)
    found = _touchpoints(rows, columns, least_answers)
    p = np.array([[one[k].figures.get("p", np.nan) for k in kept] for one in found])
    q = dict(zip(np.ndindex(p.shape), bh_q_values(p.ravel()).tolist(), strict=True))
    place = {k: number for number, k in enumerate(kept)}
    cells = tuple(
        LinkCell(touchpoint, name, "duplicate", duplicate_of=rows.measures[repeated[k]])
        if k in repeated
        else _cell((touchpoint, name), found[t][k], q[t, place[k]])
        for t, touchpoint in enumerate(rows.touchpoints)
        for k, name in enumerate(rows.measures)
    )
    return CaseMatrix(rows.touchpoints, rows.measures, cells, int(np.isfinite(p).sum()))


def duplicates(values: Floats) -> dict[int, int]:
    """Measures (rows of `values`) that equal an earlier one wherever either is known, and which one that is.

    Examples
    --------
    >>> duplicates(np.array([[1.0, np.nan], [2.0, 1.0], [1.0, np.nan]]))
    {2: 0}
    """
    sums = np.nansum(values, axis=1)
    found: dict[int, int] = {}
    for one in range(len(values)):
        for other in range(one):
            is_same = other not in found and sums[one] == sums[other]
            if (
                is_same
                and np.isfinite(values[one]).any()
                and np.array_equal(values[one], values[other], equal_nan=True)
            ):
                found[one] = other
                break
    return found


@dataclass(frozen=True, eq=False)
class _Columns:
    """The measures kept (their numbers) that are known for the same rows, and the levels of each measure."""

    alike: tuple[tuple[NDArray[np.bool_], list[int]], ...]
    levels: Mapping[int, Levels]


def _columns(values: Floats, kept: Sequence[int]) -> _Columns:
    known: dict[bytes, tuple[NDArray[np.bool_], list[int]]] = {}
    for k in kept:
        mask = np.isfinite(values[k])
        known.setdefault(np.packbits(mask).tobytes(), (mask, []))[1].append(k)
    levels = _beside(lambda k: value_levels(values[k]), kept, is_large=values.size >= MANY)
    return _Columns(tuple(known.values()), dict(zip(kept, levels, strict=True)))


def _touchpoints(rows: LinkedRows, columns: _Columns, least_answers: int) -> list[dict[int, _Found]]:
    """All touchpoints in their order."""
    return _beside(
        lambda number: _touchpoint(rows, number, columns, least_answers),
        range(len(rows.touchpoints)),
        is_large=rows.values.size >= MANY,
    )


def _beside(work: Callable[[int], _Told], numbers: Sequence[int], *, is_large: bool) -> list[_Told]:
    """What `work` says of each number; large tables by two threads: NumPy works beside the interpreter."""
    if not is_large:
        return [work(number) for number in numbers]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, numbers))


def _touchpoint(rows: LinkedRows, number: int, columns: _Columns, least_answers: int) -> dict[int, _Found]:
    """One touchpoint against the measures kept. Measures known for the same rows go together, a few at a time."""
    index, scores = rows.answered[number], rows.scores[number]
    found: dict[int, _Found] = {}
    for known, members in columns.alike:
        mask = known[index]
        inside = np.arange(index.start, index.stop)[mask] if isinstance(index, slice) else index[mask]
        groups = Groups.of(scores[mask], rows.stratum[inside], rows.cluster[inside])
        if groups.is_judged(least_answers):
            step = max(AT_ONCE // len(inside), 1)
            for some in (members[start : start + step] for start in range(0, len(members), step)):
                values = np.stack([rows.values[k][inside] for k in some])
                ranks = _ranks(values, inside, [columns.levels[k] for k in some])
                found |= zip(some, _judged(groups, values, ranks, least_answers), strict=True)
        else:
            few: Verdict = "too_few" if len(inside) else "all_missing"
            found |= {k: _Found(few, len(inside), groups.n_clusters) for k in members}
    return found


def _ranks(values: Floats, inside: NDArray[np.int64], levels: Sequence[Levels]) -> Floats:
    """Standardised ranks (k, n) of `values`: a long column by its levels, short ones all at once."""
    places: list[Keys] = [one.places[inside] for one in levels]
    if len(levels) == 1:
        return level_ranks(places[0], levels[0])[None]
    return standard_ranks(values, np.stack(places))


def _judged(groups: Groups, values: Floats, ranks: Floats, least_answers: int) -> list[_Found]:
    within = within_groups(groups, values)
    slope = jackknife_means(within.squares, within.products)
    square, product = within.squares.sum(axis=1), within.products.sum(axis=1)
    se = slope.se * groups.widening
    half = t_quantile(0.5 + CONFIDENCE / 2, slope.df) * se
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        p = two_sided_p(slope.value / se, slope.df)
        partial = product / np.sqrt(square * groups.score_square)
        cohen = np.abs(partial) / np.sqrt(np.maximum(1 - np.square(partial), np.finfo(float).tiny))
    rho, rho_low, rho_high = _rank_figures(groups, ranks)
    figures = {
        "rho": rho, "rho_low": rho_low, "rho_high": rho_high,
        "effect": slope.value, "low": slope.value - half, "high": slope.value + half, "p": p,
        "swing": np.sqrt(square / max(groups.n_grouped - groups.n_strata, 1)), "partial_r": partial,
        "robustness": robustness_value(cohen),
        "robustness_low": robustness_value(strength_beyond_interval(cohen, slope.value, half)),
    }  # fmt: skip
    told = [dict(zip(figures, column, strict=True)) for column in np.array(list(figures.values())).T.tolist()]
    return [
        _gated(groups, note, df, least_answers, one)
        for note, df, one in zip(within.notes, slope.df.tolist(), told, strict=True)
    ]


def _gated(groups: Groups, note: Note | None, df: float, least_answers: int, figures: Mapping[str, float]) -> _Found:
    """The figures, or why there are none."""
    n = len(groups.scores), groups.n_clusters
    if note in ("measure", "answers"):
        return _Found("constant", *n, note)
    if groups.n_grouped < least_answers:
        return _Found("too_few", *n)
    if note is not None:
        return _Found("constant", *n, note)
    return _Found("too_few", *n) if df < LEAST_DF else _Found("could_be_chance", *n, figures=figures)


def _rank_figures(groups: Groups, ranks: Floats) -> tuple[Floats, Floats, Floats]:
    """Spearman's rho and its interval: Fisher's z, error summed by account."""
    plain, terms = rank_correlations(groups, ranks)
    rho = np.clip(plain, -1 + 1e-12, 1 - 1e-12)
    spread = np.square(terms).sum(axis=1)
    se = np.sqrt(spread * groups.n_clusters / (groups.n_clusters - 1))
    half = t_quantile(0.5 + CONFIDENCE / 2, groups.df) * se / (1 - np.square(rho))
    return plain, np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)


def _cell(names: tuple[str, str], found: _Found, q: float) -> LinkCell:
    if not found.figures:
        return LinkCell(*names, found.verdict, found.n, found.n_clusters, note=found.note)
    verdict: Verdict = "likely_real" if q < FALSE_DISCOVERY_RATE else "could_be_chance"
    figures: dict[str, Any] = dict(found.figures)
    return LinkCell(*names, verdict, found.n, found.n_clusters, q=q, **figures)
