"""Journey templates as rows of the canonical tables, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

TEMPLATES = ("it_delivery", "customer_lifecycle", "cem_panorama", "car_rental")


def json_text(value: Any) -> str | None:
    """JSON with its characters as they are; nothing for nothing."""
    return json.dumps(value, ensure_ascii=False, default=str) if value else None


def touchpoint_row(journey_id: str, stage_id: str, position: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """One row of table touchpoint."""
    question = item.get("suggested_question") or {}
    return {
        "touchpoint_id": f"{journey_id}.{item['id']}",
        "journey_id": journey_id,
        "stage_id": stage_id,
        "position": position,
        "kind": item.get("kind", "touchpoint"),
        "name_en": item["name"].get("en"),
        "name_zh": item["name"].get("zh"),
        "channel": item.get("channel"),
        "directness": item.get("directness"),
        "owner": item.get("owner"),
        **_level("floor", item.get("floor")),
        **_level("benchmark", item.get("benchmark")),
        "mot_claimed": bool(item.get("mot", False)),
        "barriers": json_text(item.get("barriers")),
        "suggested_question_en": question.get("en"),
        "suggested_question_zh": question.get("zh"),
        "survey_trigger": item.get("trigger"),
        "survey_rhythm": item.get("rhythm"),
    }


def _level(name: str, level: Mapping[str, Any] | None) -> dict[str, Any]:
    found = level or {}
    return {
        name: found.get("value"),
        f"{name}_source": found.get("source"),
        f"{name}_on": found.get("as_of"),
        f"{name}_n": found.get("n"),
        f"{name}_metric": found.get("metric"),
    }


def persona_row(journey_id: str, persona: Mapping[str, Any]) -> dict[str, Any]:
    """One row of table persona."""
    return {
        "persona_id": f"{journey_id}.{persona['id']}",
        "name_en": persona["name"].get("en"),
        "name_zh": persona["name"].get("zh"),
        **{part: json_text(persona.get(part)) for part in ("goals", "needs", "quotes", "segment_rule", "evidence")},
    }


def stage_rows(journey_id: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of table stage in order; a loop leads from its last stage back to the first unless the stage says where."""
    stages = body["stages"]
    last = stages[0]["id"] if body.get("loop") else None
    ends = [item.get("loops_to") or (last if number == len(stages) - 1 else None) for number, item in enumerate(stages)]
    return [
        {
            "stage_id": f"{journey_id}.{item['id']}",
            "journey_id": journey_id,
            "position": number,
            "name_en": item["name"].get("en"),
            "name_zh": item["name"].get("zh"),
            "loops_to": f"{journey_id}.{end}" if end else None,
        }
        for number, (item, end) in enumerate(zip(stages, ends, strict=True), start=1)
    ]


def journey_frames(
    body: Mapping[str, Any], *, journey_id: str, created_at: pd.Timestamp, is_sample: bool
) -> dict[str, pd.DataFrame]:
    """The frames persona, journey, stage, touchpoint and touchpoint_kpi of one journey."""
    persona = body.get("persona")
    goal = body.get("goal") or {}
    journey = {
        "journey_id": journey_id,
        "template_id": body.get("id"),
        "persona_id": f"{journey_id}.{persona['id']}" if persona else None,
        "name_en": body["name"].get("en"),
        "name_zh": body["name"].get("zh"),
        "goal_en": goal.get("en"),
        "goal_zh": goal.get("zh"),
        "state": body.get("state", "draft"),
        "horizon": body.get("horizon", "current"),
        "version": int(body.get("version", 1)),
        "is_sample": is_sample,
        "created_at": created_at,
    }
    touchpoints = [
        touchpoint_row(journey_id, f"{journey_id}.{part['id']}", number, item)
        for part in body["stages"]
        for number, item in enumerate(part["touchpoints"], start=1)
    ]
    kpis = [
        {"touchpoint_id": f"{journey_id}.{item['id']}", "kpi_id": f"{journey_id}.{kpi}"}
        for part in body["stages"]
        for item in part["touchpoints"]
        for kpi in item.get("kpis", ())
    ]
    rivals = [
        row
        for part in body["stages"]
        for item in part["touchpoints"]
        for row in competitor_rows(f"{journey_id}.{item['id']}", item.get("competitors", ()))
    ]
    frames = {
        "competitor_score": pd.DataFrame(rivals),
        "persona": pd.DataFrame([persona_row(journey_id, persona) | {"is_sample": is_sample}] if persona else []),
        "journey": pd.DataFrame([journey]),
        "stage": pd.DataFrame(stage_rows(journey_id, body)),
        "touchpoint": pd.DataFrame(touchpoints),
        "touchpoint_kpi": pd.DataFrame(kpis, columns=["touchpoint_id", "kpi_id"]),
    }
    return {name: frame for name, frame in frames.items() if len(frame)}


def competitor_rows(touchpoint_id: str, rivals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of table competitor_score at one touchpoint."""
    return [
        {
            "touchpoint_id": touchpoint_id,
            "competitor": rival["name"],
            "score": rival["value"],
            **{key: rival.get(key) for key in ("source", "as_of", "n", "metric")},
        }
        for rival in rivals
    ]
