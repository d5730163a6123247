"""Join the answers of a survey to the cases, work items or customers of a source: propose, confirm, repeat, remove."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from analytics.intervals import wilson
from data.ingest.link_keys import ALL_STEPS, KeyForm, KeyRef
from data.ingest.link_rules import METHODS, LinkRule, StoredRule, drop_rule, save_rule, stored_rules, touch_rule
from data.ingest.link_run import run_rule
from data.ingest.link_sides import target_of
from data.queries import links as queries
from data.queries.links import Candidate
from data.store import Store
from errors import N_, BadInput, UnknownId

OWN = "case_id"
MOST_HOURS = 24 * 3660
NO_KEY = N_(
    "No column of the answers shares keys with this source. Name the two columns, or add the key to the survey."
)
NO_CUSTOMER = N_(
    "The two share no customer key. Linking by time alone would join answers to other people's cases; "
    "allow it for everybody only if one case at a time is served."
)
NO_WINDOW = N_("State the window in hours: a number above 0 and up to 87,840.")
NO_TIMES = N_("Customers have no closing time. Link them by a key.")
ONE_METHOD = N_("Use exact, normalised, email or time.")
SAMPLE_IS_LINKED = N_("Sample answers are linked already and never to your own files.")


@dataclass(frozen=True)
class LinkOutcome:
    """What a rule joined.

    Attributes
    ----------
    run : the counts of the run, by name (docs/data-model.md, link_run).
    low, high : 95 % Wilson interval of the match rate; None without answers.
    """

    rule: LinkRule
    run: dict[str, Any]
    low: float | None
    high: float | None

    def document(self) -> dict[str, Any]:
        """As the CLI prints it."""
        counts = {name: value for name, value in self.run.items() if name not in ("rule_id", "unmatched")}
        return {
            "rule_id": self.rule.rule_id,
            "survey_id": self.rule.survey_id,
            "source_id": self.rule.source_id,
            "target": self.rule.target,
            "method": self.rule.method,
            "parameters": self.rule.parameters(),
            **counts,
            "match_rate": counts["n_linked"] / counts["n_answers"] if counts["n_answers"] else None,
            "match_rate_low": self.low,
            "match_rate_high": self.high,
            "unmatched": json.loads(self.run["unmatched"]),
        }


def propose_links(store: Store, survey_id: str, source_id: str) -> list[Candidate]:
    """Pairs of columns that may hold the same key, best first; raises UnknownId."""
    target = _target(store, survey_id, source_id)
    return queries.candidates(store, store.files, survey_id, source_id, target)


def rule_for(
    store: Store,
    survey_id: str,
    source_id: str,
    *,
    method: str,
    answer_key: str | None = None,
    case_key: str | None = None,
    window_hours: float | None = None,
    everybody: bool = False,
    proposed: Sequence[Candidate] | None = None,
) -> LinkRule:
    """The rule a person asked for; keys that are not named come from the best measured pair.

    Parameters
    ----------
    method : "exact", "normalised", "email" or "time".
    answer_key, case_key : labels of columns, or "case_id" for the case's own name.
    everybody : allows "time" to do without a key where the two sides share none.
    proposed : what `propose_links` found, where it is known already.

    Raises
    ------
    UnknownId, BadInput
        No such survey or source; a method that cannot work here, with the way out.
    """
    target = _target(store, survey_id, source_id)
    if method not in METHODS:
        raise BadInput(field=N_("method"), value=method, fix=ONE_METHOD)
    _check_window(method, window_hours, target)
    pairs = propose_links(store, survey_id, source_id) if proposed is None else proposed
    pair = _chosen(pairs, method, answer_key, case_key)
    if pair is None and not (method == "time" and everybody):
        raise BadInput(field=N_("method"), value=method, fix=NO_CUSTOMER if method == "time" else NO_KEY)
    if pair is None:
        return LinkRule(survey_id, source_id, target, method, None, None, window_hours=window_hours)
    form = _form(store, survey_id, source_id, target, method, pair)
    return LinkRule(survey_id, source_id, target, method, pair.answer_key, pair.case_key, form, window_hours)


def link_responses(store: Store, rule: LinkRule, *, at: datetime, by: str = "") -> LinkOutcome:
    """Confirm `rule` and run it; it runs again with every import and undo of either side."""
    with store.write("link", "process", "feedback") as write:
        save_rule(write, rule, at=at, by=by)
        run_rule(write, rule)
    return outcome_of(store, rule)


def repeat_link(store: Store, rule_id: str, *, at: datetime) -> LinkOutcome:
    """Run a confirmed rule again; raises UnknownId."""
    rule = stored_rule(store, rule_id).rule
    with store.write("link", "process", "feedback") as write:
        run_rule(write, rule)
        touch_rule(write, rule_id, at=at)
    return outcome_of(store, rule)


def remove_link(store: Store, rule_id: str) -> int:
    """Forget a rule and its links; returns the number of links. Raises UnknownId."""
    stored_rule(store, rule_id)
    with store.write("link", "process", "feedback") as write:
        return drop_rule(write, rule_id)


def stored_rule(store: Store, rule_id: str) -> StoredRule:
    """The confirmed rule; raises UnknownId."""
    found = next((stored for stored in stored_rules(store) if stored.rule.rule_id == rule_id), None)
    if found is None:
        raise UnknownId(kind=N_("link rule"), id=rule_id)
    return found


def rule_between(store: Store, survey_id: str, source_id: str) -> StoredRule | None:
    """The confirmed rule of a survey and a source, if there is one."""
    return next(
        (s for s in stored_rules(store) if (s.rule.survey_id, s.rule.source_id) == (survey_id, source_id)), None
    )


def outcome_of(store: Store, rule: LinkRule) -> LinkOutcome:
    """What the last run of a confirmed rule found."""
    run = queries.run_of(store, rule.rule_id)
    if run is None:
        raise UnknownId(kind=N_("link rule"), id=rule.rule_id)
    low, high = match_interval(int(run["n_linked"]), int(run["n_answers"]))
    return LinkOutcome(rule, run, low, high)


def match_interval(n_linked: int, n_answers: int) -> tuple[float | None, float | None]:
    """95 % Wilson interval of a match rate; (None, None) without answers."""
    return wilson(n_linked, n_answers) if n_answers else (None, None)


def _target(store: Store, survey_id: str, source_id: str) -> str:
    surveys, sources = queries.surveys(store), queries.sources(store)
    survey, source = surveys[surveys["survey_id"] == survey_id], sources[sources["source_id"] == source_id]
    if survey.empty:
        raise UnknownId(kind=N_("survey"), id=survey_id)
    target = target_of(store, source_id)
    if source.empty or target is None:
        raise UnknownId(kind=N_("source of cases"), id=source_id)
    if bool(survey["is_sample"].iloc[0]) or bool(source["is_sample"].iloc[0]):
        raise BadInput(field=N_("survey"), value=survey_id, fix=SAMPLE_IS_LINKED)
    return target


def _check_window(method: str, window_hours: float | None, target: str) -> None:
    if method == "time" and target == "respondent":
        raise BadInput(field=N_("method"), value=method, fix=NO_TIMES)
    is_stated = window_hours is not None
    if (method == "time" and not is_stated) or (window_hours is not None and not 0 < window_hours <= MOST_HOURS):
        raise BadInput(field=N_("window"), value="–" if window_hours is None else f"{window_hours:g}", fix=NO_WINDOW)


def _chosen(pairs: Sequence[Candidate], method: str, answer_key: str | None, case_key: str | None) -> Candidate | None:
    """The pair that was named, else the best measured one that suits the method."""
    wanted = [
        pair
        for pair in pairs
        if (answer_key is None or pair.answer_key.column == _column(answer_key))
        and (case_key is None or pair.case_key.column == _column(case_key))
    ]
    if method in ("exact", "normalised") and answer_key is None and case_key is None:
        wanted = [pair for pair in wanted if pair.form.form != "email"]
    if method == "email":
        wanted = [pair for pair in wanted if pair.form.form == "email"]
    if answer_key is None and case_key is None:
        wanted = [pair for pair in wanted if not pair.is_running]
    if method == "time":
        wanted.sort(key=lambda pair: pair.case_key.is_own)
    if not wanted and answer_key is not None and case_key is not None and method != "email":
        return Candidate(KeyRef(_column(answer_key)), KeyRef(_column(case_key)), KeyForm(), 0, 0, 0, 1.0, False, False)
    return wanted[0] if wanted else None


def _column(name: str) -> str:
    return "" if name == OWN else name


def _form(store: Store, survey_id: str, source_id: str, target: str, method: str, pair: Candidate) -> KeyForm:
    if method == "exact":
        return KeyForm()
    if method == "normalised":
        pair = replace(pair, form=KeyForm("normalised", ALL_STEPS))
    return queries.needed_steps(store, store.files, survey_id, source_id, target, pair)
