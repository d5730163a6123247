"""The command `link` of the script door: what can be linked, the candidates, and the run, as documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.queries import links as queries
from data.queries.links import Candidate
from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.link_responses import (
    OWN,
    link_responses,
    propose_links,
    remove_link,
    repeat_link,
    rule_between,
    rule_for,
)

Document = dict[str, Any]


def link_document(store: Store, args: Mapping[str, Any], *, at: datetime) -> Document:
    """Surveys and sources without a pair, candidates without a method, else what the rule joined."""
    survey_id, source_id = args.get("survey"), args.get("source")
    if not survey_id or not source_id:
        return _choices(store)
    if args.get("repeat") or args.get("remove"):
        return _again(store, survey_id, source_id, at=at, is_removal=bool(args.get("remove")))
    if not args.get("method"):
        pairs = propose_links(store, survey_id, source_id)
        return {"survey_id": survey_id, "source_id": source_id, "candidates": [candidate_document(p) for p in pairs]}
    rule = rule_for(
        store,
        survey_id,
        source_id,
        method=str(args["method"]),
        answer_key=args.get("answer_key"),
        case_key=args.get("case_key"),
        window_hours=_hours(args.get("window")),
        everybody=bool(args.get("everybody")),
    )
    return link_responses(store, rule, at=at, by="cli").document()


def candidate_document(pair: Candidate) -> Document:
    """One measured pair of columns."""
    return {
        "answer_key": pair.answer_key.column or OWN,
        "case_key": pair.case_key.column or OWN,
        "method": pair.form.form,
        "n_matched": pair.n_matched,
        "n_answer_keys": pair.n_answer_keys,
        "n_case_keys": pair.n_case_keys,
        "answer_key_rate": pair.answer_rate,
        "case_key_rate": pair.case_rate,
        "cases_per_key": pair.cases_per_key,
        "running_numbers": pair.is_running,
    }


def _choices(store: Store) -> Document:
    surveys, sources = queries.surveys(store), queries.sources(store)
    told = surveys[["survey_id", "file_name", "n_answers"]].to_dict("records")
    held = sources[["source_id", "file_name", "target", "n_cases"]].to_dict("records")
    return {"surveys": told, "sources": held}


def _again(store: Store, survey_id: str, source_id: str, *, at: datetime, is_removal: bool) -> Document:
    stored = rule_between(store, survey_id, source_id)
    if stored is None:
        raise UnknownId(kind=N_("link rule"), id=f"{survey_id} + {source_id}")
    if is_removal:
        return {"rule_id": stored.rule.rule_id, "links_removed": remove_link(store, stored.rule.rule_id)}
    return repeat_link(store, stored.rule.rule_id, at=at).document()


def _hours(value: object) -> float | None:
    if value is None:
        return None
    try:
        return float(str(value))
    except ValueError as problem:
        raise BadInput(field=N_("window"), value=str(value), fix=N_("Enter a number of hours.")) from problem
