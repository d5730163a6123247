"""Writing journeys: whole bodies in and out, single fields, order, retirement, versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.ingest.naming import free_id
from data.journey_body import Body
from data.reading import Reader
from data.samples.journeys import journey_frames
from data.samples.story import JOURNEYS
from data.store import Write
from errors import N_, UnknownId

JOURNEY: Final = (
    "SELECT name_en, name_zh, goal_en, goal_zh, state, horizon, version, persona_id FROM journey WHERE journey_id = $id"
)
STAGES: Final = (
    "SELECT stage_id, name_en, name_zh, loops_to FROM stage WHERE journey_id = $id ORDER BY position, stage_id"
)
TOUCHPOINTS: Final = """
SELECT stage_id, touchpoint_id, kind, name_en, name_zh, channel, directness, owner, floor, floor_source, floor_on,
       floor_n, floor_metric, benchmark, benchmark_source, benchmark_on, benchmark_n, benchmark_metric, mot_claimed,
       barriers::VARCHAR,
       suggested_question_en, suggested_question_zh, survey_trigger, survey_rhythm
FROM touchpoint WHERE journey_id = $id AND retired_at IS NULL ORDER BY position, touchpoint_id"""
PERSONA: Final = """
SELECT persona_id, name_en, name_zh, goals::VARCHAR, needs::VARCHAR, quotes::VARCHAR, segment_rule::VARCHAR,
       evidence::VARCHAR
FROM persona WHERE persona_id = $id"""
LINKS: Final = """
SELECT touchpoint_id, kpi_id FROM touchpoint_kpi JOIN touchpoint USING (touchpoint_id)
WHERE journey_id = $id ORDER BY ALL"""


COMPETITORS: Final = """
SELECT touchpoint_id, competitor, score, c.source, as_of, n, metric
FROM competitor_score c JOIN touchpoint USING (touchpoint_id)
WHERE journey_id = $id ORDER BY touchpoint_id, competitor"""


def body_of(reader: Reader, journey_id: str) -> Body:
    """The journey as a document: what export writes, copy copies and a version keeps."""
    found = reader.rows(JOURNEY, id=journey_id)
    if not found:
        raise UnknownId(kind=N_("journey"), id=journey_id)
    name_en, name_zh, goal_en, goal_zh, state, horizon, version, persona_id = found[0]
    touchpoints = _touchpoints(reader, journey_id)
    stages = []
    for stage_id, stage_en, stage_zh, loops_to in reader.rows(STAGES, id=journey_id):
        loop = {"loops_to": _short(journey_id, loops_to)} if loops_to else {}
        name = _words(stage_en, stage_zh)
        stages.append(
            {"id": _short(journey_id, stage_id), "name": name, **loop, "touchpoints": touchpoints.get(stage_id, [])}
        )
    body: Body = {
        "id": journey_id,
        "name": _words(name_en, name_zh),
        "goal": _words(goal_en, goal_zh),
        "state": state,
        "horizon": horizon,
        "version": version,
    }
    if persona_id and (persona := _persona(reader, journey_id, persona_id)):
        body["persona"] = persona
    return body | {"stages": stages}


def _touchpoints(reader: Reader, journey_id: str) -> dict[str, list[Body]]:
    kpis: dict[str, list[Any]] = {}
    for touchpoint_id, kpi_id in reader.rows(LINKS, id=journey_id):
        kpis.setdefault(touchpoint_id, []).append(_short(journey_id, kpi_id))
    rivals: dict[str, list[Body]] = {}
    for touchpoint_id, name, *level in reader.rows(COMPETITORS, id=journey_id):
        rivals.setdefault(touchpoint_id, []).append({"name": name, **_level(level)})
    by_stage: dict[str, list[Body]] = {}
    for row in reader.rows(TOUCHPOINTS, id=journey_id):
        item = _touchpoint(journey_id, row)
        item |= {name: found[row[1]] for name, found in (("kpis", kpis), ("competitors", rivals)) if row[1] in found}
        by_stage.setdefault(row[0], []).append(item)
    return by_stage


def _touchpoint(journey_id: str, row: Sequence[Any]) -> Body:
    found: Body = {
        "id": _short(journey_id, row[1]),
        "kind": None if row[2] == "touchpoint" else row[2],
        "name": _words(row[3], row[4]),
        "channel": row[5],
        "directness": row[6],
        "owner": row[7],
        "floor": _level(row[8:13]),
        "benchmark": _level(row[13:18]),
        "mot": bool(row[18]),
        "barriers": json.loads(row[19]) if row[19] else None,
        "suggested_question": _words(row[20], row[21]),
        "trigger": row[22],
        "rhythm": row[23],
    }
    return {key: value for key, value in found.items() if value or key == "id"}


def _level(values: Sequence[Any]) -> Body:
    named = dict(zip(("value", "source", "as_of", "n", "metric"), values, strict=True))
    if named["as_of"] is not None:
        named["as_of"] = named["as_of"].isoformat()
    return {key: value for key, value in named.items() if value is not None}


def _persona(reader: Reader, journey_id: str, persona_id: str) -> Body | None:
    rows = reader.rows(PERSONA, id=persona_id)
    if not rows:
        return None
    _, name_en, name_zh, *parts = rows[0]
    names = ("goals", "needs", "quotes", "segment_rule", "evidence")
    kept = {name: json.loads(part) for name, part in zip(names, parts, strict=True) if part}
    return {"id": _short(journey_id, persona_id), "name": _words(name_en, name_zh), **kept}


def _words(english: str | None, chinese: str | None) -> dict[str, str]:
    return {code: word for code, word in (("en", english), ("zh", chinese)) if word}


def _short(journey_id: str, full_id: str) -> str:
    return full_id.removeprefix(f"{journey_id}.")


def free_journey_id(reader: Reader, wanted: str) -> str:
    """`wanted` or the next free id; the sample's ids stay with the sample."""
    return free_id(wanted, {row[0] for row in reader.rows("SELECT journey_id FROM journey")} | set(JOURNEYS))


def free_part_id(reader: Reader, journey_id: str, wanted: str) -> str:
    """The full id of a new stage or touchpoint, unique in its journey, never one that was retired."""
    taken = reader.rows(
        """SELECT stage_id FROM stage WHERE journey_id = $id UNION ALL
           SELECT touchpoint_id FROM touchpoint WHERE journey_id = $id UNION ALL
           SELECT DISTINCT stage_id FROM touchpoint WHERE journey_id = $id""",
        id=journey_id,
    )
    return free_id(f"{journey_id}.{wanted}", {row[0] for row in taken})


def insert_body(
    write: Write, body: Mapping[str, Any], journey_id: str, *, template_id: str | None, at: datetime
) -> None:
    """A new journey from a checked body; KPIs are linked where they are defined."""
    frames = journey_frames(body, journey_id=journey_id, created_at=pd.Timestamp(at), is_sample=False)
    defined = {row[0] for row in write.rows("SELECT kpi_id FROM kpi_def")}
    for table, frame in frames.items():
        rows = frame.assign(template_id=template_id) if table == "journey" else frame
        write.insert(table, rows[rows["kpi_id"].isin(defined)] if table == "touchpoint_kpi" else rows)


def set_fields(write: Write, table: str, key: str, entity_id: str, values: Mapping[str, object]) -> None:
    """Update named columns of one row; names are checked by the caller."""
    for column, value in values.items():
        write.execute(f'UPDATE {table} SET "{column}" = $value WHERE {key} = $id', value=value, id=entity_id)  # noqa: S608


def set_order(write: Write, table: str, key: str, ids: Sequence[str]) -> None:
    """Number the rows in the order of `ids`."""
    for position, entity_id in enumerate(ids, start=1):
        write.execute(f"UPDATE {table} SET position = $position WHERE {key} = $id", position=position, id=entity_id)  # noqa: S608


def set_kpis(write: Write, touchpoint_id: str, kpi_ids: Sequence[str]) -> None:
    """Link exactly these KPIs to a touchpoint."""
    write.execute("DELETE FROM touchpoint_kpi WHERE touchpoint_id = $id", id=touchpoint_id)
    write.insert(
        "touchpoint_kpi", pd.DataFrame({"touchpoint_id": touchpoint_id, "kpi_id": list(dict.fromkeys(kpi_ids))})
    )


def set_competitors(write: Write, touchpoint_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep exactly these competitor scores at a touchpoint."""
    write.execute("DELETE FROM competitor_score WHERE touchpoint_id = $id", id=touchpoint_id)
    write.insert("competitor_score", pd.DataFrame(rows))


def insert_version(write: Write, journey_id: str, body: Body, *, state: str, note: str, by: str, at: datetime) -> int:
    """Keep the journey as it is as the next version; returns its number."""
    last = write.value("SELECT max(version) FROM journey_version WHERE journey_id = $id", id=journey_id)
    version = int(last or 0) + 1
    text = json.dumps(body | {"state": state, "version": version}, ensure_ascii=False, default=str)
    write.execute(
        "INSERT INTO journey_version VALUES ($id, $version, $state, $at, $by, $note, $body)",
        id=journey_id,
        version=version,
        state=state,
        at=at,
        by=by or None,
        note=note or None,
        body=text,
    )
    set_fields(write, "journey", "journey_id", journey_id, {"version": version, "state": state})
    return version
