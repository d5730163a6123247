"""Confirmed rules by which the answers of a survey are joined to the cases of a source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data.ingest.link_keys import EXACT, KeyForm, KeyRef
from data.ingest.naming import digest, json_text
from data.reading import Reader
from data.transaction import Write

METHODS = ("exact", "normalised", "email", "time")
RULES = "SELECT rule_id, survey_id, source_id, target, method, parameters, made_at, made_by, last_run FROM link_rule"


@dataclass(frozen=True)
class LinkRule:
    """How one survey is joined to one source.

    Attributes
    ----------
    target : "process_case", "work_item" or "respondent": what the source holds.
    method : "exact", "normalised", "email" compare keys; "time" takes the latest case closed before the answer.
    answer_key, case_key : where the keys stand; None where method "time" was allowed to do without.
    form : how keys are compared.
    window_hours : a case counts only when it closed at most so long before the answer; None: no limit.
    """

    survey_id: str
    source_id: str
    target: str
    method: str
    answer_key: KeyRef | None
    case_key: KeyRef | None
    form: KeyForm = EXACT
    window_hours: float | None = None

    @property
    def rule_id(self) -> str:
        """One rule per survey and source."""
        return digest(self.survey_id, self.source_id, self.target, length=16)

    @property
    def names_case(self) -> bool:
        """Whether the key names one case, so that two cases with an equal key are ambiguous, whatever their times."""
        return self.case_key is not None and self.case_key.is_own and self.method != "time"

    def parameters(self) -> dict[str, Any]:
        """Everything but the ids and the method, as it is stored and printed."""
        return {
            "answer_key": _column(self.answer_key),
            "case_key": _column(self.case_key),
            "form": self.form.form,
            "steps": list(self.form.steps),
            "digest": self.form.digest,
            "window_hours": self.window_hours,
        }


def _column(ref: KeyRef | None) -> str | None:
    return None if ref is None else ref.column


def _ref(column: str | None) -> KeyRef | None:
    return None if column is None else KeyRef(column)


@dataclass(frozen=True)
class StoredRule:
    """A rule as it was confirmed."""

    rule: LinkRule
    made_at: datetime
    made_by: str
    last_run: datetime


def stored_rules(reader: Reader) -> list[StoredRule]:
    """Every confirmed rule, oldest first."""
    return [_stored(row) for row in reader.rows(f"{RULES} ORDER BY made_at, rule_id")]


def rules_of(reader: Reader, *, survey_id: str | None, source_id: str | None) -> list[LinkRule]:
    """The rules that an upload of this survey or this source touches."""
    rows = reader.rows(
        f"{RULES} WHERE survey_id = $survey OR source_id = $source ORDER BY rule_id",
        survey=survey_id,
        source=source_id,
    )
    return [_stored(row).rule for row in rows]


def _stored(row: tuple[Any, ...]) -> StoredRule:
    _rule_id, survey_id, source_id, target, method, told, made_at, made_by, last_run = row
    told = json.loads(told)
    form = KeyForm(told["form"], tuple(told["steps"]), told["digest"])
    keys = _ref(told["answer_key"]), _ref(told["case_key"])
    rule = LinkRule(survey_id, source_id, target, method, *keys, form, told["window_hours"])
    return StoredRule(rule, made_at, made_by or "", last_run)


def save_rule(write: Write, rule: LinkRule, *, at: datetime, by: str) -> None:
    """Confirm `rule`; it replaces the one of the same survey and source."""
    write.execute("DELETE FROM link_rule WHERE rule_id = $id", id=rule.rule_id)
    row = {
        "rule_id": rule.rule_id,
        "survey_id": rule.survey_id,
        "source_id": rule.source_id,
        "target": rule.target,
        "method": rule.method,
        "parameters": json_text(rule.parameters()),
        "made_at": pd.Timestamp(at),
        "made_by": by,
        "last_run": pd.Timestamp(at),
    }
    write.insert("link_rule", pd.DataFrame([row]))


def touch_rule(write: Write, rule_id: str, *, at: datetime) -> None:
    """Note that a person ran the rule again."""
    write.execute("UPDATE link_rule SET last_run = $at WHERE rule_id = $id", id=rule_id, at=at)


def drop_rule(write: Write, rule_id: str) -> int:
    """Forget the rule, its links and what its run found; returns the number of links."""
    for table in ("link_rule", "link_run"):
        write.execute(f"DELETE FROM {table} WHERE rule_id = $id", id=rule_id)  # noqa: S608 - fixed names
    return write.execute("DELETE FROM link WHERE rule_id = $id", id=rule_id)
