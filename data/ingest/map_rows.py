"""The journey of a file: its stages and touchpoints, found by any of their names or newly made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.entities import SHARED, WHOLE_FILE, add_entity
from data.ingest.mapping import TouchpointTarget, column_label
from data.ingest.naming import free_id, name_key, names, slug
from data.ingest.plan import RATINGS
from data.ingest.states import chinese
from data.ingest.taken import ALIAS, alias_key
from data.transaction import Write


def write_map(write: Write, batch: Batch) -> Batch:
    """Journey, stages and touchpoints of the plan; existing ones are used as they are."""
    if batch.journey_id is None:
        return batch
    name_en, name_zh = names(batch.plan.new_journey_name or batch.journey_id)
    add_entity(
        write,
        batch,
        "journey",
        {"journey_id": batch.journey_id, "name_en": name_en, "name_zh": name_zh, "created_at": batch.at},
    )
    known = known_touchpoints(write, batch.journey_id)
    stages = {name: _stage(write, batch, name) for name in _needed_stages(batch, known)}
    found = {_target_key(t): _touchpoint(write, batch, t, stages, known) for t in batch.plan.targets}
    return replace(batch, touchpoints=found)


def _target_key(target: TouchpointTarget) -> int | str:
    return target.value or target.column


def known_touchpoints(write: Write, journey_id: str | None) -> dict[str, str]:
    """Touchpoints by every spelling of their names, aliases and ids: of one journey, or of all that take real files."""
    rows = write.rows(
        """
        SELECT name, touchpoint_id FROM (
            SELECT unnest([touchpoint_id, split_part(touchpoint_id, '.', -1), name_en, name_zh]) AS name, touchpoint_id,
                journey_id FROM touchpoint
            UNION ALL SELECT alias, touchpoint_id, journey_id FROM touchpoint_alias) JOIN journey USING (journey_id)
        WHERE name IS NOT NULL AND (journey_id = $journey_id OR ($journey_id IS NULL AND NOT is_sample))
        ORDER BY created_at DESC, touchpoint_id""",
        journey_id=journey_id,
    )
    return {name_key(name): touchpoint_id for name, touchpoint_id in rows}


def _existing(target: TouchpointTarget, known: Mapping[str, str]) -> str | None:
    return target.touchpoint_id or known.get(name_key(target.name))


def _needed_stages(batch: Batch, known: Mapping[str, str]) -> list[str]:
    """Stages that get a new touchpoint, in the plan's order."""
    wanted = {target.stage for target in batch.plan.targets if _existing(target, known) is None}
    return [
        stage
        for stage in dict.fromkeys((*batch.plan.stages, *(t.stage for t in batch.plan.targets)))
        if stage in wanted
    ]


def _stage(write: Write, batch: Batch, name: str) -> str:
    same = write.rows(
        "SELECT stage_id, name_en, name_zh FROM stage WHERE journey_id = $id ORDER BY position", id=batch.journey_id
    )
    found = next((row[0] for row in same if name_key(name) in {name_key(text) for text in row[1:] if text}), None)
    stage_id = found or free_id(f"{batch.journey_id}.{slug(name, prefix='s')}", {row[0] for row in same})
    name_en, name_zh = names(name)
    if name == RATINGS:
        name_en, name_zh = RATINGS, chinese(RATINGS)
    return add_entity(
        write,
        batch,
        "stage",
        {
            "stage_id": stage_id,
            "journey_id": batch.journey_id,
            "position": len(same) + 1,
            "name_en": name_en,
            "name_zh": name_zh,
        },
    )


def _touchpoint(
    write: Write, batch: Batch, target: TouchpointTarget, stages: Mapping[str, str], known: dict[str, str]
) -> str:
    existing = _existing(target, known)
    if existing is not None:
        write.execute(SHARED, upload_id=batch.upload_id, entity="touchpoint", ids=[existing])
        stage = write.value("SELECT stage_id FROM touchpoint WHERE touchpoint_id = $id", id=existing)
        write.execute(SHARED, upload_id=batch.upload_id, entity="stage", ids=[stage])
        _alias(write, batch, target, existing)
        return existing
    new_id = free_id(f"{batch.journey_id}.{slug(target.name)}", set(known.values()))
    position = write.value(
        "SELECT coalesce(max(position), 0) + 1 FROM touchpoint WHERE stage_id = $id", id=stages[target.stage]
    )
    name_en, name_zh = names(target.name)
    add_entity(
        write,
        batch,
        "touchpoint",
        {
            "touchpoint_id": new_id,
            "journey_id": batch.journey_id,
            "stage_id": stages[target.stage],
            "position": int(position),
            "kind": "touchpoint",
            "name_en": name_en,
            "name_zh": name_zh,
            "mot_claimed": False,
        },
    )
    known[name_key(target.name)] = new_id
    _alias(write, batch, target, new_id)
    return new_id


def _alias(write: Write, batch: Batch, target: TouchpointTarget, touchpoint_id: str) -> None:
    """Remember under which words the file names the touchpoint, so that next month's file needs no click."""
    column = next((c for c in batch.columns if c.index == target.column), None)
    word = target.value or (column_label(column) if column else target.name)
    _note_alias(write, batch, word)
    known = write.value(
        "SELECT count(*) FROM touchpoint_alias WHERE journey_id = $j AND alias = $alias", j=batch.journey_id, alias=word
    )
    if not known:
        write.insert(
            "touchpoint_alias",
            pd.DataFrame(
                [
                    {
                        "journey_id": batch.journey_id,
                        "alias": word,
                        "touchpoint_id": touchpoint_id,
                        "source": f"upload:{batch.upload_id}",
                        "created_at": batch.at,
                    }
                ]
            ),
        )


def _note_alias(write: Write, batch: Batch, word: str) -> None:
    """The upload uses the alias: it stays when the upload that brought it goes."""
    origin: dict[str, object] = {"upload_id": batch.upload_id, "row_no": WHOLE_FILE, "entity": ALIAS}
    origin |= {"entity_id": alias_key(batch.journey_id or "", word)}
    write.execute(
        "INSERT INTO row_origin SELECT $upload_id, $row_no, $entity, $entity_id EXCEPT SELECT * FROM row_origin "
        "WHERE upload_id = $upload_id AND row_no = 0",
        **origin,
    )
