"""Whether linked answers may speak for all: the comparison per survey and source, and the warning for other pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.match_bias import Gap, MatchBias, match_bias
from data.queries import links as queries
from data.queries.link_bias import LinkBiasQueries
from data.queries.setting import setting
from data.store import Store

ALL_TOUCHPOINTS = "touchpoints"
MOST_QUESTIONS = 3


@dataclass(frozen=True)
class LinkageWarning:
    """Linked answers differ from the rest beyond chance.

    Attributes
    ----------
    gaps : what differs, scores first; n_linked of n_answers answers are linked to the source.
    """

    survey_id: str
    source_id: str
    target: str
    n_linked: int
    n_answers: int
    gaps: tuple[Gap, ...]


def bias_of(store: Store, survey_id: str, source_id: str, target: str) -> MatchBias:
    """Linked against unlinked answers on scores, segments and periods, with the margins and minimum n in force."""
    sums = LinkBiasQueries(store, survey_id, source_id, target, zone=str(setting(store, "time_zone")))
    n_linked, n_unlinked = sums.counts()
    margin, min_n = float(setting(store, "period_margin")), int(setting(store, "min_n_hidden"))
    if not n_linked or not n_unlinked:
        nothing = pd.DataFrame()
        return match_bias(nothing, nothing, n_linked=n_linked, n_unlinked=n_unlinked, margin=margin)
    shares = [sums.segments().assign(kind="segment"), sums.periods().assign(kind="period")]
    return match_bias(
        chosen_scores(sums.scores()),
        pd.concat([part for part in shares if len(part)] or shares[:1], ignore_index=True),
        n_linked=n_linked,
        n_unlinked=n_unlinked,
        margin=margin,
        min_n=min_n,
    )


def chosen_scores(sums: pd.DataFrame) -> pd.DataFrame:
    """The scores that are compared: overall questions with most answers, all touchpoints together, and the main one."""
    is_point = sums["name"].str.startswith("touchpoint:")
    asked, points = sums[~is_point], sums[is_point]
    wide = asked.groupby("name")["n"].sum().sort_values(ascending=False, kind="stable").index[:MOST_QUESTIONS]
    points = points[points["comparison_group"] == _largest(points, "comparison_group")]
    main = points[points["name"] == _largest(points, "name")]
    whole = points.assign(name=ALL_TOUCHPOINTS)
    parts = [asked[asked["name"].isin(wide)], whole, main if points["name"].nunique() > 1 else main.iloc[:0]]
    keys = ["name", "is_linked", "cluster_group"]
    return pd.concat(parts, ignore_index=True).groupby(keys, as_index=False)[["n", "s"]].sum()


def _largest(sums: pd.DataFrame, column: str) -> str:
    sizes = sums.groupby(column)["n"].sum()
    return str(max(sizes.index, key=lambda name: (sizes[name], name))) if len(sizes) else ""


def linkage_warning(
    store: Store, *, survey_id: str | None = None, journey_id: str | None = None
) -> LinkageWarning | None:
    """The worst warning about the links of one survey, or of all surveys of a journey; None without one.

    To be shown beside every figure that joins answers to cases.
    """
    surveys = queries.surveys(store)
    chosen = surveys[(surveys["survey_id"] == survey_id) | (surveys["journey_id"] == journey_id)]
    sizes = {str(name): int(n) for name, n in zip(chosen["survey_id"], chosen["n_answers"], strict=True)}
    pairs = [row for row in queries.links_in_place(store).to_dict("records") if str(row["survey_id"]) in sizes]
    found = [told for row in pairs if (told := _told(store, row, sizes[str(row["survey_id"])])) is not None]
    return max(found, key=_size, default=None)


def _told(store: Store, row: Mapping[Hashable, Any], n_answers: int) -> LinkageWarning | None:
    survey_id, source_id, target = str(row["survey_id"]), str(row["source_id"]), str(row["target"])
    n_linked = int(row["n_linked"])
    if n_linked >= n_answers:
        return None
    gaps = bias_of(store, survey_id, source_id, target).warnings
    return LinkageWarning(survey_id, source_id, target, n_linked, n_answers, gaps) if gaps else None


def _size(warning: LinkageWarning) -> tuple[bool, float]:
    """Gaps in scores weigh more than gaps in shares."""
    is_score = any(gap.kind == "score" for gap in warning.gaps)
    return is_score, max(abs(gap.difference.change or 0.0) for gap in warning.gaps)
