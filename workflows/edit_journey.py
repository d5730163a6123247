"""Add, copy, change, export and retire journeys; every change is checked here and is one transaction.

Stages and touchpoints are edited in `workflows.edit_touchpoint`, whose functions are offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import yaml

from data.ingest.naming import names
from data.journey_body import STATES, Body, checked_body, read_body
from data.queries import journey_write
from data.samples.journeys import TEMPLATES, persona_row
from data.samples.story import template
from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.borrowed_journey import without_evidence
from workflows.edit_touchpoint import (
    add_stage,
    add_touchpoint,
    move_touchpoint,
    order_stages,
    order_touchpoints,
    retire_stage,
    retire_touchpoint,
    set_competitors,
    set_kpis,
    set_stage,
    set_touchpoint,
)
from workflows.journey_fields import CHANNELS, JOURNEY_FIELDS, changing, check_named, checked_fields

__all__ = [
    "CHANNELS",
    "add_journey",
    "add_stage",
    "add_touchpoint",
    "copy_journey",
    "export_yaml",
    "import_yaml",
    "move_touchpoint",
    "order_stages",
    "order_touchpoints",
    "retire_journey",
    "retire_stage",
    "retire_touchpoint",
    "save_version",
    "set_competitors",
    "set_journey",
    "set_kpis",
    "set_persona",
    "set_stage",
    "set_touchpoint",
    "template_names",
    "version_yaml",
]
FIX_TEMPLATE: Final = N_("Choose one of the templates.")
FIX_STATE: Final = N_("Choose draft, researched or validated.")


def template_names() -> dict[str, dict[str, str]]:
    """Template id to its names in both languages, in the order to offer them."""
    return {key: dict(template(key)["name"]) for key in TEMPLATES}


def add_journey(store: Store, template_id: str | None, *, name: str = "", at: datetime) -> str:
    """A new journey from a template (without its invented sources), or with one empty stage; returns its id."""
    if template_id is not None and template_id not in TEMPLATES:
        raise BadInput(field=N_("Template"), value=template_id, fix=FIX_TEMPLATE)
    raw = (
        without_evidence(template(template_id))
        if template_id
        else {"name": name, "stages": [{"name": {"en": "Stage 1"}}]}
    )
    return _add(
        store, raw | {"state": "draft", "version": 1} | ({"name": name, "id": None} if name else {}), template_id, at
    )


def copy_journey(store: Store, journey_id: str, *, name: str = "", at: datetime) -> str:
    """A copy without data, for example of the sample journey; returns its id."""
    body = journey_write.body_of(store, journey_id)
    if store.value("SELECT is_sample FROM journey WHERE journey_id = $id", id=journey_id):
        body = without_evidence(body)
    english, chinese = names(name) if name else (None, None)
    if not name:
        english, chinese = body["name"].get("en"), body["name"].get("zh")
    fresh = {"name": {code: word for code, word in (("en", english), ("zh", chinese)) if word}, "id": None}
    return _add(store, body | fresh | {"state": "draft", "version": 1}, None, at)


def import_yaml(store: Store, text: str, *, at: datetime) -> str:
    """A new journey from a YAML document; raises JourneyRefused with every problem and its place."""
    return _insert(store, read_body(text), None, at)


def export_yaml(store: Store, journey_id: str) -> str:
    """The journey as YAML, ready to be imported elsewhere."""
    return _as_yaml(journey_write.body_of(store, journey_id))


def version_yaml(store: Store, journey_id: str, version: int) -> str:
    """One saved version as YAML."""
    body = store.value(
        "SELECT body::VARCHAR FROM journey_version WHERE journey_id = $id AND version = $version",
        id=journey_id,
        version=version,
    )
    if body is None:
        raise UnknownId(kind=N_("version"), id=version)
    return _as_yaml(yaml.safe_load(body))


def _as_yaml(body: Mapping[str, Any]) -> str:
    return str(yaml.safe_dump(dict(body), allow_unicode=True, sort_keys=False, width=110))


def _add(store: Store, raw: Mapping[str, Any], template_id: str | None, at: datetime) -> str:
    return _insert(store, checked_body(raw), template_id, at)


def _insert(store: Store, body: Body, template_id: str | None, at: datetime) -> str:
    with store.write("add journey", "journey") as write:
        journey_id = journey_write.free_journey_id(write, body["id"])
        journey_write.insert_body(write, body, journey_id, template_id=template_id, at=at)
    return journey_id


def set_journey(store: Store, journey_id: str, fields: Mapping[str, object]) -> None:
    """Names, goal, horizon of a journey."""
    with changing(store, journey_id) as write:
        journey_write.set_fields(write, "journey", "journey_id", journey_id, checked_fields(fields, JOURNEY_FIELDS))
        check_named(write, "journey", "journey_id", journey_id)


def retire_journey(store: Store, journey_id: str, *, at: datetime) -> None:
    """Take a journey off the lists; its data stays."""
    with changing(store, journey_id) as write:
        journey_write.set_fields(write, "journey", "journey_id", journey_id, {"retired_at": at})


def set_persona(store: Store, journey_id: str, persona: Mapping[str, Any]) -> None:
    """The persona of a journey, as in its YAML."""
    with changing(store, journey_id) as write:
        body = checked_body(journey_write.body_of(write, journey_id) | {"persona": dict(persona)})
        row = persona_row(journey_id, body["persona"])
        is_sample = write.value("SELECT is_sample FROM journey WHERE journey_id = $id", id=journey_id)
        write.execute(
            """INSERT OR REPLACE INTO persona
                   (persona_id, name_en, name_zh, goals, needs, quotes, segment_rule, evidence, is_sample)
               VALUES ($persona_id, $name_en, $name_zh, $goals, $needs, $quotes,
                   $segment_rule, $evidence, $is_sample)""",
            **row,
            is_sample=is_sample,
        )
        journey_write.set_fields(write, "journey", "journey_id", journey_id, {"persona_id": row["persona_id"]})


def save_version(store: Store, journey_id: str, *, state: str, note: str = "", by: str = "", at: datetime) -> int:
    """Keep the journey as it stands: draft, researched, or validated with customers. Returns the version number."""
    if state not in STATES:
        raise BadInput(field=N_("State"), value=state, fix=FIX_STATE)
    with changing(store, journey_id) as write:
        body = journey_write.body_of(write, journey_id)
        return journey_write.insert_version(write, journey_id, body, state=state, note=note, by=by, at=at)
