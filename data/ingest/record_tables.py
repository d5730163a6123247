"""Tables whose rows are records with known fields: work items of trackers and service desks, costs, owners.

A field is found by the column's name (rules/work_items.yaml, rules/records.yaml) where the content does not speak
against it. A tool's names decide even over an empty column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.proposal import Proposal, date_fit, is_id, is_numeric
from data.ingest.vendors import Vendor, normal_name, rules

WORK_ITEMS = "work_items"
DATED = frozenset({"stage_ts", "recorded_at", "target_ts", "kpi_date", "event_date"})
NUMERIC = frozenset({"numeric_attr", "process_metric", "cost"})
STATES = ("title", "type", "status", "priority", "severity", "resource")
UNIQUE = 0.9


def tool_of(headers: Sequence[Sequence[str]]) -> Vendor | None:
    """The tracker or service desk that wrote the file, by its header."""
    found = _tool(headers)
    if found is None:
        return None
    missing = frozenset(str(text) for text in rules("work_items")["no_date"])
    return Vendor(found.get("tool", found["name"]), {}, missing, str(found["title"]))


def default_item_kind(headers: Sequence[Sequence[str]]) -> str:
    """What an item of the tool is where no column says it."""
    found = _tool(headers)
    return str(found.get("kind", "task")) if found else "task"


def _tool(headers: Sequence[Sequence[str]]) -> dict[str, Any] | None:
    seen = {normal_name(cell) for row in headers for cell in row if cell.strip()}
    for name, rule in rules("work_items")["tools"].items():
        if {str(one) for one in rule["all"]} <= seen and len({str(one) for one in rule["any"]} & seen) >= rule["need"]:
            return {**rule, "name": name}
    return None


def is_tool(vendor: Vendor) -> bool:
    """Whether the vendor is a tracker or service desk."""
    return vendor.name in {str(rule.get("tool", name)) for name, rule in rules("work_items")["tools"].items()}


def table_kind(columns: Sequence[Evidence]) -> str | None:
    """work_items, cost_table or owners, where the names of the columns make one."""
    for kind, rule in rules("records").items():
        if kind == "scopes" or len(columns) > rule.get("most_columns", 40):
            continue
        found = set(fields_of(columns, kind).values())
        if all(found & set(options) for options in rule["needs"]):
            return str(kind)
    return WORK_ITEMS if _are_items(columns) else None


def _are_items(columns: Sequence[Evidence]) -> bool:
    """A key that differs in every row, a time of creation, and at least three of what trackers tell of an item."""
    found = fields_of(columns, WORK_ITEMS)
    fields = set(found.values())
    key = next((c for c in columns if found.get(c.index) == "key"), None)
    if key is None or key.distinct_share < UNIQUE or "created_at" not in fields:
        return False
    return sum(field in fields for field in STATES) >= 3 and bool(fields & {"status", "resolved_at", "closed_at"})


def fields_of(columns: Sequence[Evidence], kind: str) -> dict[int, str]:
    """Column index -> field; a field that only one column may fill goes to the one whose name stands first."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    found: dict[int, str] = {}
    rule_of = _fields(kind)
    for column in columns:
        for field, rank in _names(kind).get(plain_key(column.name), ()) or _names(kind).get(bare_key(column.name), ()):
            if not _speaks_against(column, rule_of[field]["role"]):
                ranked.setdefault(field, []).append((rank, column.index))
                break
    for field, holders in ranked.items():
        kept = sorted(holders) if rule_of[field].get("many") else sorted(holders)[:1]
        found |= {index: field for _, index in kept}
    return found


def field_roles(columns: Sequence[Evidence], kind: str) -> dict[int, Proposal]:
    """A proposal for every column that fills a field, or that repeats one that is filled."""
    found = fields_of(columns, kind)
    proposals = {c.index: _proposal(c, found[c.index], kind) for c in columns if c.index in found}
    for column in columns:
        for field, _ in _names(kind).get(plain_key(column.name), ()):
            role = str(_fields(kind)[field]["role"])
            if column.index not in proposals and not _speaks_against(column, role):
                second = Proposal("other", 0.6, why.WHY_NAME) if role == "case_id" else _proposal(column, field, kind)
                proposals[column.index] = _without_field(second)
    return proposals


def _proposal(column: Evidence, field: str, kind: str) -> Proposal:
    role, _, pii_type = str(_fields(kind)[field]["role"]).partition(":")
    fit = date_fit(column) if role in DATED else None
    return Proposal(
        role, 0.95, why.WHY_NAME, formats=fit.formats if fit else (), pii_type=pii_type or None, fills=field
    )


def _without_field(found: Proposal) -> Proposal:
    return Proposal(found.role, 0.7, found.why, formats=found.formats, pii_type=found.pii_type)


def _speaks_against(column: Evidence, role: str) -> bool:
    """Whether what the column holds cannot be the field; an empty one can be anything."""
    if not column.n:
        return False
    if role in DATED:
        return date_fit(column) is None and not (role == "kpi_date" and column.number_share > 0.9)
    if role in NUMERIC:
        return not is_numeric(column)
    return role == "case_id" and not is_id(column)


@lru_cache(maxsize=8)
def _fields(kind: str) -> Mapping[str, Any]:
    told = rules("work_items")["fields"] if kind == WORK_ITEMS else rules("records")[kind]["fields"]
    return {str(field): rule for field, rule in told.items()}


@lru_cache(maxsize=8)
def _names(kind: str) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Normalised name -> the fields it may fill, with its place among the names of each."""
    found: dict[str, list[tuple[str, int]]] = {}
    for field, rule in _fields(kind).items():
        for rank, name in enumerate(rule["names"]):
            found.setdefault(normal_name(str(name)), []).append((field, rank))
    return {name: tuple(places) for name, places in found.items()}


def plain_key(name: str) -> str:
    """A header as the rules write it: "Custom field (Story Points)" is "story points".

    >>> plain_key("Custom field (Story Points)"), plain_key("Component/s"), plain_key("Bug编号")
    ('story points', 'component s', 'bug编号')
    """
    inner = re.fullmatch(r"(?i)custom field \((.+)\)", name.strip())
    return normal_name(inner[1] if inner else name)


def bare_key(name: str) -> str:
    """A header without the unit in brackets behind it: "Amount (CNY)" is "amount"."""
    return plain_key(re.sub(r"[(（][^()（）]*[)）]\s*$", "", name))


def kind_of_word(text: str) -> str | None:
    """The kind of item that a type's name stands for: "User Story" is a requirement.

    >>> kind_of_word("User Story"), kind_of_word("缺陷(#bug)"), kind_of_word("Change Request"), kind_of_word("")
    ('requirement', 'defect', 'change', None)
    """
    plain = normal_name(re.sub(r"\(#\w*\)", "", text))
    for kind, words in rules("work_items")["kinds"].items():
        if plain in words:
            return str(kind)
    for kind, words in rules("work_items")["kinds"].items():
        if any(_holds(plain, str(word)) for word in words):
            return str(kind)
    return None


def kind_of_key(text: str) -> str | None:
    """The kind that the letters in front of a number stand for: INC0012345 is a ticket."""
    head = re.match(r"([A-Za-z]+)[-_ ]?\d", text.strip())
    return rules("work_items")["prefixes"].get(head[1].lower()) if head else None


def _holds(text: str, word: str) -> bool:
    return word in text if ord(word[0]) > 0x2E80 else bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def scope_of_word(text: str) -> str | None:
    """touchpoint, activity or failure, by what a scope cell says."""
    plain = normal_name(text)
    for scope, words in rules("records")["scopes"].items():
        if any(_holds(plain, str(word)) for word in words):
            return str(scope)
    return None
