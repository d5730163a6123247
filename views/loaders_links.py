"""Cached reads of the links: what can be joined, what is, how linked answers differ, the answers behind."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.match_bias import MatchBias
from data.ingest.link_rules import StoredRule
from data.queries import link_rows
from data.queries import links as queries
from data.queries.link_bias import score_labels
from data.queries.links import Candidate
from views.cached import cached
from views.loaders import stamp, store
from workflows.link_bias import LinkageWarning, bias_of, linkage_warning
from workflows.link_responses import LinkOutcome, match_interval, outcome_of, propose_links, rule_between

Row = Mapping[Hashable, Any]
AREAS = ("feedback", "process", "journey", "setting")


@dataclass(frozen=True)
class LinkPair:
    """A survey and a source that are joined or could be.

    Attributes
    ----------
    method : how they are joined; empty where they are not.
    low, high : 95 % Wilson interval of the match rate.
    """

    survey_id: str
    survey: str
    journey_id: str
    source_id: str
    source: str
    target: str
    n_answers: int
    n_cases: int
    n_linked: int
    n_cases_linked: int
    method: str
    is_sample: bool
    low: float | None
    high: float | None

    @property
    def code(self) -> str:
        """As it stands in the URL."""
        return f"{self.survey_id}~{self.source_id}"

    @property
    def rate(self) -> float:
        """Share of the answers that are linked."""
        return self.n_linked / self.n_answers if self.n_answers else 0.0


@cached(4)
def _pairs(stamp: tuple[str | int, ...]) -> tuple[LinkPair, ...]:
    bench = store()
    surveys, sources = queries.surveys(bench).to_dict("records"), queries.sources(bench).to_dict("records")
    placed = {(row["survey_id"], row["source_id"]): row for row in queries.links_in_place(bench).to_dict("records")}
    pairs = [
        _pair(survey, source, found)
        for survey in surveys
        for source in sources
        if (found := placed.get((survey["survey_id"], source["source_id"]))) is not None or _may_join(survey, source)
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair.is_sample, not pair.method, -pair.n_answers, pair.code)))


def _may_join(survey: Row, source: Row) -> bool:
    """Real surveys with the cases of another file; the sample is joined as it is."""
    return not (survey["is_sample"] or source["is_sample"] or survey["source_id"] == source["source_id"])


def _pair(
    survey: Mapping[Hashable, Any], source: Mapping[Hashable, Any], found: Mapping[Hashable, Any] | None
) -> LinkPair:
    n_linked, n_answers = int(found["n_linked"]) if found else 0, int(survey["n_answers"])
    low, high = match_interval(n_linked, n_answers)
    is_sample = bool(survey["is_sample"])
    return LinkPair(
        survey_id=str(survey["survey_id"]),
        survey=str(survey["title"] if is_sample else survey["file_name"]),
        journey_id=str(survey["journey_id"] or ""),
        source_id=str(source["source_id"]),
        source=str(source["file_name"]),
        target=str(found["target"] if found else source["target"]),
        n_answers=n_answers,
        n_cases=int(source["n_cases"]),
        n_linked=n_linked,
        n_cases_linked=int(found["n_cases_linked"]) if found else 0,
        method=str(found["method"]) if found else "",
        is_sample=is_sample,
        low=low,
        high=high,
    )


def pairs() -> tuple[LinkPair, ...]:
    """Every survey and source that are joined or could be: real ones first, joined ones first."""
    return _pairs(stamp(*AREAS))


@cached(32)
def _rule(stamp: tuple[str | int, ...], survey_id: str, source_id: str) -> tuple[StoredRule, LinkOutcome] | None:
    stored = rule_between(store(), survey_id, source_id)
    return None if stored is None else (stored, outcome_of(store(), stored.rule))


def rule(pair: LinkPair) -> tuple[StoredRule, LinkOutcome] | None:
    """The confirmed rule of a pair and what its last run found."""
    return _rule(stamp(*AREAS), pair.survey_id, pair.source_id)


@cached(16)
def _candidates(stamp: tuple[str | int, ...], survey_id: str, source_id: str) -> tuple[Candidate, ...]:
    return tuple(propose_links(store(), survey_id, source_id))


def candidates(pair: LinkPair) -> tuple[Candidate, ...]:
    """Pairs of columns that may hold the same key, best first."""
    return _candidates(stamp(*AREAS), pair.survey_id, pair.source_id)


@cached(32)
def _bias(stamp: tuple[str | int, ...], survey_id: str, source_id: str, target: str) -> MatchBias:
    return bias_of(store(), survey_id, source_id, target)


def bias(pair: LinkPair) -> MatchBias:
    """Linked against unlinked answers."""
    return _bias(stamp(*AREAS), pair.survey_id, pair.source_id, pair.target)


@cached(32)
def _warning(stamp: tuple[str | int, ...], journey_id: str) -> LinkageWarning | None:
    return linkage_warning(store(), journey_id=journey_id)


def journey_warning(journey_id: str) -> LinkageWarning | None:
    """The worst warning about the links of a journey's surveys."""
    return _warning(stamp(*AREAS), journey_id)


@cached(32)
def _labels(stamp: tuple[str | int, ...], survey_id: str) -> dict[str, tuple[str, str]]:
    return score_labels(store(), survey_id)


def labels(survey_id: str) -> dict[str, tuple[str, str]]:
    """English and Chinese label by the name of a compared score."""
    return _labels(stamp(*AREAS), survey_id)


@cached(16)
def _rows(stamp: tuple[str | int, ...], survey_id: str, source_id: str, target: str, is_linked: bool) -> pd.DataFrame:
    if is_linked:
        return link_rows.linked_rows(store(), survey_id, source_id, target)
    stored = rule_between(store(), survey_id, source_id)
    found = stored.rule if stored else None
    return link_rows.unlinked_rows(store(), store().files, survey_id, source_id, target, found)


def rows(pair: LinkPair, *, is_linked: bool) -> pd.DataFrame:
    """The answers behind the match rate, newest first."""
    return _rows(stamp(*AREAS), pair.survey_id, pair.source_id, pair.target, is_linked)
