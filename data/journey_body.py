"""A journey as one document: what may stand in its YAML, checked all at once, every problem with its place.

The checked body has plain, complete values: names as {"en", "zh"}, dates as ISO text, ids for everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from data.journey_check import (
    FIX_LEVEL,
    FIX_MAPPING,
    FIX_NAME,
    FIX_SIZE,
    FIX_STAGE,
    FIX_STAGES,
    FIX_YAML,
    LEVEL_KEYS,
    MAX_STAGES,
    Check,
)
from errors import JourneyRefused

Body = dict[str, Any]

MAX_BYTES: Final = 1_000_000
STATES: Final = ("draft", "researched", "validated")
HORIZONS: Final = ("current", "future")
KINDS: Final = ("touchpoint", "white_space")
DIRECTNESS: Final = ("direct", "indirect")
JOURNEY_KEYS: Final = ("id", "name", "goal", "state", "horizon", "version", "loop", "persona", "stages")
PERSONA_KEYS: Final = ("id", "name", "goals", "needs", "quotes", "segment_rule", "evidence")
STAGE_KEYS: Final = ("id", "name", "touchpoints", "loops_to")
TOUCHPOINT_KEYS: Final = (
    "id", "kind", "name", "channel", "directness", "owner", "floor", "benchmark", "competitors", "mot", "barriers",
    "kpis", "suggested_question", "trigger", "rhythm",
)  # fmt: skip
COMPETITOR_KEYS: Final = ("name", *LEVEL_KEYS)


class _NoAliases(yaml.SafeLoader):
    """Plain documents only: anchors and aliases could grow without bound."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def read_body(text: str) -> Body:
    """The checked body of a YAML document; raises JourneyRefused with every problem."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise JourneyRefused([("YAML", FIX_SIZE)])
    try:
        raw = yaml.load(text, Loader=_NoAliases)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "YAML"
        raise JourneyRefused([(place, FIX_YAML)]) from error
    return checked_body(raw)


def checked_body(raw: object) -> Body:
    """`raw` with everything in its final form; raises JourneyRefused with every problem."""
    check = Check()
    body = _journey(check, raw)
    if check.problems:
        raise JourneyRefused(check.problems)
    return body


def _journey(check: Check, raw: object) -> Body:
    known = check.mapping(raw, "YAML", JOURNEY_KEYS)
    name = check.words(known.get("name"), "name", is_needed=True)
    taken: set[str] = set()
    listed = enumerate(check.items(known.get("stages"), "stages", MAX_STAGES), start=1)
    stages = [_stage(check, item, f"stages {number}", taken) for number, item in listed]
    if not stages:
        check.note("stages", FIX_STAGES)
    _check_loops(check, stages)
    body = {
        "id": check.identity(known.get("id"), "YAML", name, "journey", set()),
        "name": name,
        "goal": check.words(known.get("goal"), "goal"),
        "state": check.choice(known.get("state"), "state", STATES, "draft"),
        "horizon": check.choice(known.get("horizon"), "horizon", HORIZONS, "current"),
        "version": check.count(known.get("version"), "version") or 1,
        "loop": check.flag(known.get("loop"), "loop"),
        "stages": stages,
    }
    if known.get("persona") is not None:
        body["persona"] = _persona(check, known["persona"])
    return body


def _check_loops(check: Check, stages: list[Body]) -> None:
    ids = {stage["id"] for stage in stages}
    for number, stage in enumerate(stages, start=1):
        if stage.get("loops_to") and stage["loops_to"] not in ids:
            check.note(f"stages {number} > loops_to", FIX_STAGE)


def _persona(check: Check, raw: object) -> Body:
    known = check.mapping(raw, "persona", PERSONA_KEYS)
    name = check.words(known.get("name"), "persona > name", is_needed=True)
    return {
        "id": check.identity(known.get("id"), "persona", name, "persona", set()),
        "name": name,
        **{part: check.word_list(known.get(part), f"persona > {part}") for part in ("goals", "needs", "quotes")},
        "segment_rule": _segment_rule(check, known.get("segment_rule")),
        "evidence": _evidence(check, known.get("evidence")),
    }


def _segment_rule(check: Check, raw: object) -> dict[str, list[str]]:
    place = "persona > segment_rule"
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        check.note(place, FIX_MAPPING)
        return {}
    found = {
        str(dim): [check.text(value, place) for value in check.items(values, place)] for dim, values in raw.items()
    }
    return {dim: [value for value in values if value] for dim, values in found.items()}


def _evidence(check: Check, raw: object) -> list[Body]:
    rows = []
    for number, item in enumerate(check.items(raw, "persona > evidence"), start=1):
        place = f"persona > evidence {number}"
        known = check.mapping(item if isinstance(item, Mapping) else {"en": item}, place, ("en", "zh", "n", "as_of"))
        words = check.words({code: known.get(code) for code in ("en", "zh")}, place, is_needed=True)
        facts = {
            "n": check.count(known.get("n"), f"{place} > n"),
            "as_of": check.day(known.get("as_of"), f"{place} > as_of"),
        }
        rows.append(words | {key: value for key, value in facts.items() if value is not None})
    return rows


def _stage(check: Check, raw: object, place: str, taken: set[str]) -> Body:
    known = check.mapping(raw, place, STAGE_KEYS)
    name = check.words(known.get("name"), f"{place} > name", is_needed=True)
    stage: Body = {"id": check.identity(known.get("id"), place, name, "stage", taken), "name": name}
    if known.get("loops_to"):
        stage["loops_to"] = check.text(known["loops_to"], f"{place} > loops_to")
    listed = enumerate(check.items(known.get("touchpoints"), f"{place} > touchpoints"), start=1)
    stage["touchpoints"] = [
        _touchpoint(check, item, f"{place} > touchpoints {number}", taken) for number, item in listed
    ]
    return stage


def _touchpoint(check: Check, raw: object, place: str, taken: set[str]) -> Body:
    known = check.mapping(raw, place, TOUCHPOINT_KEYS)
    name = check.words(known.get("name"), f"{place} > name", is_needed=True)
    kpis = [check.text(key, f"{place} > kpis") for key in check.items(known.get("kpis"), f"{place} > kpis")]
    found: Body = {
        "id": check.identity(known.get("id"), place, name, "tp", taken),
        "kind": check.choice(known.get("kind"), f"{place} > kind", KINDS, "touchpoint"),
        "name": name,
        "channel": check.text(known.get("channel"), f"{place} > channel"),
        "directness": check.choice(known.get("directness"), f"{place} > directness", DIRECTNESS, None),
        "owner": check.text(known.get("owner"), f"{place} > owner"),
        "floor": check.level(known.get("floor"), f"{place} > floor"),
        "benchmark": check.level(known.get("benchmark"), f"{place} > benchmark"),
        "competitors": checked_competitors(check, known.get("competitors"), f"{place} > competitors"),
        "mot": check.flag(known.get("mot"), f"{place} > mot"),
        "barriers": check.word_list(known.get("barriers"), f"{place} > barriers"),
        "kpis": [key for key in kpis if key],
        "suggested_question": check.words(known.get("suggested_question"), f"{place} > suggested_question"),
        "trigger": check.text(known.get("trigger"), f"{place} > trigger"),
        "rhythm": check.text(known.get("rhythm"), f"{place} > rhythm"),
    }
    return {
        key: value for key, value in found.items() if value not in (None, "", {}, [], False) or key in ("id", "name")
    }


def checked_competitors(check: Check, raw: object, place: str) -> list[Body]:
    """Scores of competitors at this touchpoint: name, value, and where the figure comes from."""
    rows = []
    for number, item in enumerate(check.items(raw, place), start=1):
        at = f"{place} {number}"
        known = check.mapping(item, at, COMPETITOR_KEYS)
        name = check.text(known.get("name"), f"{at} > name")
        level = check.level({key: known.get(key) for key in LEVEL_KEYS}, at)
        if name is None:
            check.note(f"{at} > name", FIX_NAME)
        elif "value" not in level:
            check.note(f"{at} > value", FIX_LEVEL)
        rows.append({"name": name, **level})
    return rows
