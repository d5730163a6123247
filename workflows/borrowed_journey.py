"""What a journey may take over from a template or the sample: its shape, never its invented evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEVELS = ("floor", "benchmark")
EVIDENCE = ("source", "as_of", "n")
PERSONA_EVIDENCE = ("quotes", "evidence")


def without_evidence(body: Mapping[str, Any]) -> dict[str, Any]:
    """`body` with its levels as set values, and a persona that nobody has quoted or studied yet."""
    taken = {**body, "stages": [_stage(stage) for stage in body["stages"]]}
    if persona := body.get("persona"):
        taken["persona"] = {key: value for key, value in persona.items() if key not in PERSONA_EVIDENCE}
    return taken


def _stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    if "touchpoints" not in stage:
        return dict(stage)
    return {**stage, "touchpoints": [_touchpoint(item) for item in stage["touchpoints"]]}


def _touchpoint(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _level(value) if key in LEVELS and isinstance(value, Mapping) else value for key, value in item.items()
    }


def _level(level: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in level.items() if key not in EVIDENCE}
