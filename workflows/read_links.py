"""Touchpoints against process measures, answer by answer: what page and command line show of a journey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.links.cases import case_matrix
from analytics.links.model import CaseMatrix, LinkedRows
from analytics.links.strata import Strata, strata_of
from data.queries.linked_cases import LinkedCases, linked_cases
from data.queries.linked_counts import link_counts, touchpoint_links
from data.queries.linked_measures import LinkMeasure
from data.queries.scope import Scope
from data.store import Store


@dataclass(frozen=True)
class LinkCounts:
    """What stands behind a matrix.

    Attributes
    ----------
    n_answers, n_linked : answer sets of the scope, and those that belong to a case and have a time.
    n_undated : linked, but without a time: nothing can be said to have been before them.
    n_rows, n_cases : pairs of answer set and case, and cases.
    n_clusters, n_clusters_linked : customer accounts (else persons, else answers) of all and of the linked ones.
    n_before : pairs whose case had no step yet; n_cut: whose case began before the log, so that its totals are unknown.
    """

    n_answers: int
    n_linked: int
    n_undated: int
    n_rows: int
    n_cases: int
    n_clusters: int
    n_clusters_linked: int
    n_before: int
    n_cut: int

    @property
    def match_rate(self) -> float | None:
        """Share of the answer sets that are linked, 0 to 1; None without any."""
        return self.n_linked / self.n_answers if self.n_answers else None


@dataclass(frozen=True)
class LinkTarget:
    """A touchpoint (a row of the matrix) with its answers: all, linked, and the means of both sides (0-100)."""

    touchpoint_id: str
    stage_id: str
    name_en: str
    name_zh: str
    n_answers: int
    n_linked: int
    mean_linked: float | None
    mean_unlinked: float | None


@dataclass(frozen=True, eq=False)
class LinksReading:
    """The matrix of a scope and what it rests on.

    Attributes
    ----------
    matrix : names are touchpoint ids and `LinkMeasure.code`, in the order of `targets` and `measures`.
    held : the period and the segments within which answers are compared.
    rows : the joining set itself, for the scatter of a cell and the rows behind it.
    left_out : kinds of measures without a column, and why: no_records or currencies_mixed.
    """

    scope: Scope
    matrix: CaseMatrix
    targets: tuple[LinkTarget, ...]
    measures: tuple[LinkMeasure, ...]
    counts: LinkCounts
    held: Strata
    rows: LinkedCases
    left_out: tuple[tuple[str, str], ...]


def read_links(store: Store, scope: Scope) -> LinksReading:
    """The joining set of the scope and the matrix over it; a scope without linked answers has a matrix without rows."""
    joined = linked_cases(store, scope)
    is_point = (joined.targets["kind"] == "touchpoint").to_numpy(bool)
    scores = joined.scores[:, is_point]
    points = joined.targets[is_point]
    held = strata_of(
        joined.rows["period"].to_numpy(np.int64), [(one.dim, one.codes) for one in joined.segments],
        typical_n=float(np.median(np.isfinite(scores).sum(axis=0))) if scores.size else 0.0,
    )  # fmt: skip
    rows = LinkedRows.wide(
        points["item_id"].tolist(), scores, [one.code for one in joined.measures], joined.values,
        stratum=held.codes, cluster=pd.factorize(joined.clusters)[0],
    )  # fmt: skip
    return LinksReading(
        scope, case_matrix(rows), _targets(points, touchpoint_links(store, scope)), joined.measures,
        _counts(store, scope, joined), held, joined, joined.left_out,
    )  # fmt: skip


def _counts(store: Store, scope: Scope, joined: LinkedCases) -> LinkCounts:
    rows, told = joined.rows, link_counts(store, scope)
    return LinkCounts(
        n_answers=told["n_answers"],
        n_linked=told["n_linked"],
        n_undated=told["n_undated"],
        n_rows=len(rows),
        n_cases=int(rows["case_no"].nunique()),
        n_clusters=told["n_clusters"],
        n_clusters_linked=told["n_clusters_linked"],
        n_before=int((~rows["is_known"]).sum()),
        n_cut=int(rows["is_cut"].sum()),
    )


def _targets(points: pd.DataFrame, answers: pd.DataFrame) -> tuple[LinkTarget, ...]:
    told = answers.set_index("touchpoint_id").reindex(points["item_id"])
    return tuple(
        LinkTarget(
            str(point["item_id"]), str(point["stage_id"]), str(point["name_en"]), str(point["name_zh"]),
            int(row["n_answers"]), int(row["n_linked"]), _number(row["mean_linked"]), _number(row["mean_unlinked"]),
        )
        for point, row in zip(points.to_dict("records"), told.to_dict("records"), strict=True)
    )  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
