"""The matrix case by case: what a process measure goes with, in score points per unit, adjusted and interval-bound.

docs/methods/links.md states the comparison, its assumptions and its limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.clusters import jackknife_means
from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p
from analytics.links.model import (
    LEAST_ANSWERS,
    LEAST_CLUSTERS,
    LEAST_DF,
    CaseMatrix,
    Floats,
    LinkCell,
    LinkedRows,
    Note,
    Verdict,
)
from analytics.links.ranks import rank_correlations
from analytics.links.sensitivity import robustness_value, strength_beyond_interval
from analytics.links.within import Within, within_groups

_FIGURES = (
    "rho", "rho_low", "rho_high", "effect", "low", "high", "p", "swing", "partial_r", "robustness", "robustness_low"
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Figures:
    """Figures of one touchpoint against all measures, each (M,); nan where there is none."""

    rho: Floats
    rho_low: Floats
    rho_high: Floats
    effect: Floats
    low: Floats
    high: Floats
    p: Floats
    swing: Floats
    partial_r: Floats
    robustness: Floats
    robustness_low: Floats
    n: Floats
    n_clusters: Floats
    verdict: tuple[Verdict, ...]
    note: tuple[Note | None, ...]


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
    found = [_figures(rows, number, least_answers) for number in range(len(rows.touchpoints))]
    m = len(rows.measures)
    p = np.array([one.p for one in found]).reshape(len(found), m)
    p[:, list(repeated)] = np.nan
    q = bh_q_values(p.ravel()).reshape(p.shape)
    cells = tuple(
        _cell(rows, one, t, k, float(q[t, k]), repeated.get(k)) for t, one in enumerate(found) for k in range(m)
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


def _figures(rows: LinkedRows, number: int, least_answers: int) -> _Figures:
    index, scores = rows.answered[number], rows.scores[number]
    values = rows.values[:, index]
    groups = within_groups(scores, values, rows.stratum[index], rows.cluster[index])
    slope = jackknife_means(groups.squares, groups.products)
    se = slope.se * groups.widening
    half = t_quantile(0.5 + CONFIDENCE / 2, slope.df) * se
    verdict, note = _gates(groups, slope.df, least_answers)
    judged = np.array([one == "could_be_chance" for one in verdict], dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        p = two_sided_p(slope.value / se, slope.df)
        partial = groups.product / np.sqrt(groups.square * groups.score_square)
        cohen = np.abs(partial) / np.sqrt(np.maximum(1 - np.square(partial), np.finfo(float).tiny))
    rho, rho_low, rho_high = _rank_figures(scores, values, groups, slope.df)
    kept = {
        "effect": slope.value, "low": slope.value - half, "high": slope.value + half, "p": p,
        "swing": np.sqrt(groups.square / np.maximum(groups.n_grouped - groups.n_strata, 1)), "partial_r": partial,
        "robustness": robustness_value(cohen),
        "robustness_low": robustness_value(strength_beyond_interval(cohen, slope.value, half)),
        "rho_low": rho_low, "rho_high": rho_high, "rho": rho,
    }  # fmt: skip
    return _Figures(
        **{name: np.where(judged, figures, np.nan) for name, figures in kept.items()},
        n=groups.n, n_clusters=groups.n_clusters, verdict=verdict, note=note,
    )  # fmt: skip


def _rank_figures(scores: Floats, values: Floats, groups: Within, df: Floats) -> tuple[Floats, Floats, Floats]:
    """Spearman's rho and its interval: Fisher's z, error by account, widened as ranks need it [1]_.

    References
    ----------
    .. [1] Bonett & Wright (2000), Psychometrika 65, 23-28.
    """
    ranks = rank_correlations(scores, values)
    rho = np.clip(ranks.rho, -1 + 1e-12, 1 - 1e-12)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.square(groups.cluster_sums(ranks.share)).sum(axis=1)
        se = np.sqrt(spread * groups.n_clusters / (groups.n_clusters - 1) * (1 + np.square(rho) / 2))
        half = t_quantile(0.5 + CONFIDENCE / 2, df) * se / (1 - np.square(rho))
    return ranks.rho, np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)


def _gates(groups: Within, df: Floats, least_answers: int) -> tuple[tuple[Verdict, ...], tuple[Note | None, ...]]:
    """Why a cell has no figures; "could_be_chance" where it has."""
    found = [_gate(groups, number, float(df[number]), least_answers) for number in range(len(groups.n))]
    return tuple(one for one, _ in found), tuple(note for _, note in found)


def _gate(groups: Within, number: int, df: float, least_answers: int) -> tuple[Verdict, Note | None]:
    if groups.n[number] == 0:
        return "all_missing", None
    note = groups.constant(number)
    is_few = groups.n[number] < least_answers or groups.n_clusters[number] < LEAST_CLUSTERS
    if is_few or (groups.n_grouped[number] < least_answers and note not in ("measure", "answers")):
        return "too_few", None
    if note is not None:
        return "constant", note
    return ("too_few", None) if df < LEAST_DF else ("could_be_chance", None)


def _cell(rows: LinkedRows, found: _Figures, t: int, k: int, q: float, duplicate_of: int | None) -> LinkCell:
    names = rows.touchpoints[t], rows.measures[k]
    n, n_clusters = int(found.n[k]), int(found.n_clusters[k])
    if duplicate_of is not None:
        return LinkCell(*names, "duplicate", n, n_clusters, duplicate_of=rows.measures[duplicate_of])
    if np.isnan(q):
        return LinkCell(*names, found.verdict[k], n, n_clusters, note=found.note[k])
    verdict: Verdict = "likely_real" if q < FALSE_DISCOVERY_RATE else "could_be_chance"
    figures: dict[str, Any] = {name: float(getattr(found, name)[k]) for name in _FIGURES}
    return LinkCell(*names, verdict, n, n_clusters, q=q, **figures)
