"""Add, change, order, move and retire the stages and touchpoints of a journey; their ids never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from data.ingest.naming import slug
from data.journey_body import checked_competitors
from data.journey_check import Check
from data.queries import journey_write
from data.samples.journeys import competitor_rows
from data.store import Store, Write
from errors import N_, BadInput, JourneyRefused, UnknownId
from workflows.journey_fields import (
    STAGE_FIELDS,
    TOUCHPOINT_FIELDS,
    changing,
    check_named,
    checked_fields,
    journey_of,
    named,
)

FIX_ORDER: Final = N_("Name each one exactly once.")
FIX_EMPTY: Final = N_("Move or retire its touchpoints first.")
FIX_LAST: Final = N_("A journey needs at least one stage.")


def add_stage(store: Store, journey_id: str, *, name: str) -> str:
    """A new stage at the end; returns its id."""
    values = named(name)
    with changing(store, journey_id) as write:
        stage_id = journey_write.free_part_id(write, journey_id, slug(name, prefix="stage"))
        write.execute(
            """INSERT INTO stage (stage_id, journey_id, position, name_en, name_zh)
               SELECT $id, $journey, coalesce(max(position), 0) + 1, $name_en, $name_zh
               FROM stage WHERE journey_id = $journey""",
            id=stage_id,
            journey=journey_id,
            **values,
        )
    return stage_id


def set_stage(store: Store, stage_id: str, fields: Mapping[str, object]) -> None:
    """Names and loop of a stage."""
    with changing(store, journey_of(store, "stage", stage_id)) as write:
        values = checked_fields(fields, STAGE_FIELDS)
        if values.get("loops_to"):
            journey_of(write, "stage", str(values["loops_to"]))
        journey_write.set_fields(write, "stage", "stage_id", stage_id, values)
        check_named(write, "stage", "stage_id", stage_id)


def order_stages(store: Store, journey_id: str, stage_ids: Sequence[str]) -> None:
    """Put the stages of a journey in this order."""
    with changing(store, journey_id) as write:
        _check_order(stage_ids, write.rows("SELECT stage_id FROM stage WHERE journey_id = $id", id=journey_id))
        journey_write.set_order(write, "stage", "stage_id", stage_ids)


def retire_stage(store: Store, stage_id: str) -> None:
    """Take out a stage that has no touchpoints any more."""
    journey_id = journey_of(store, "stage", stage_id)
    with changing(store, journey_id) as write:
        n_live = write.value("SELECT count(*) FROM touchpoint WHERE stage_id = $id AND retired_at IS NULL", id=stage_id)
        if n_live:
            raise BadInput(field=N_("Stage"), value=stage_id, fix=FIX_EMPTY)
        if write.value("SELECT count(*) FROM stage WHERE journey_id = $id", id=journey_id) == 1:
            raise BadInput(field=N_("Stage"), value=stage_id, fix=FIX_LAST)
        write.execute("DELETE FROM stage WHERE stage_id = $id", id=stage_id)
        write.execute("UPDATE stage SET loops_to = NULL WHERE loops_to = $id", id=stage_id)
        _renumber(write, "stage", "stage_id", "journey_id", journey_id)


def add_touchpoint(store: Store, stage_id: str, *, name: str, kind: str = "touchpoint") -> str:
    """A new touchpoint or white space at the end of a stage; returns its id."""
    journey_id = journey_of(store, "stage", stage_id)
    values, checked = named(name), checked_fields({"kind": kind}, TOUCHPOINT_FIELDS)
    with changing(store, journey_id) as write:
        touchpoint_id = journey_write.free_part_id(write, journey_id, slug(name, prefix="tp"))
        position = write.value(
            "SELECT coalesce(max(position), 0) + 1 FROM touchpoint WHERE stage_id = $id", id=stage_id
        )
        write.execute(
            """INSERT INTO touchpoint (touchpoint_id, journey_id, stage_id, position, kind, name_en, name_zh)
               VALUES ($id, $journey, $stage, $position, $kind, $name_en, $name_zh)""",
            id=touchpoint_id,
            journey=journey_id,
            stage=stage_id,
            position=position,
            kind=checked["kind"],
            **values,
        )
    return touchpoint_id


def set_touchpoint(store: Store, touchpoint_id: str, fields: Mapping[str, object]) -> None:
    """Any fields of a touchpoint by column name; raises JourneyRefused with every problem."""
    with changing(store, journey_of(store, "touchpoint", touchpoint_id)) as write:
        values = checked_fields(fields, TOUCHPOINT_FIELDS)
        journey_write.set_fields(write, "touchpoint", "touchpoint_id", touchpoint_id, values)
        check_named(write, "touchpoint", "touchpoint_id", touchpoint_id)


def set_kpis(store: Store, touchpoint_id: str, kpi_ids: Sequence[str]) -> None:
    """The KPIs that stand behind a touchpoint."""
    with changing(store, journey_of(store, "touchpoint", touchpoint_id)) as write:
        defined = {row[0] for row in write.rows("SELECT kpi_id FROM kpi_def")}
        if unknown := [key for key in kpi_ids if key not in defined]:
            raise UnknownId(kind=N_("KPI"), id=unknown[0])
        journey_write.set_kpis(write, touchpoint_id, kpi_ids)


def set_competitors(store: Store, touchpoint_id: str, competitors: Sequence[Mapping[str, object]]) -> None:
    """Competitors' scores at a touchpoint: name, value 0-100, source, as_of, n, metric."""
    check = Check()
    rows = checked_competitors(check, list(competitors), "competitors")
    if check.problems:
        raise JourneyRefused(check.problems)
    with changing(store, journey_of(store, "touchpoint", touchpoint_id)) as write:
        journey_write.set_competitors(write, touchpoint_id, competitor_rows(touchpoint_id, rows))


def order_touchpoints(store: Store, stage_id: str, touchpoint_ids: Sequence[str]) -> None:
    """Put the live touchpoints of a stage in this order."""
    with changing(store, journey_of(store, "stage", stage_id)) as write:
        live = "SELECT touchpoint_id FROM touchpoint WHERE stage_id = $id AND retired_at IS NULL"
        _check_order(touchpoint_ids, write.rows(live, id=stage_id))
        journey_write.set_order(write, "touchpoint", "touchpoint_id", touchpoint_ids)


def move_touchpoint(store: Store, touchpoint_id: str, stage_id: str) -> None:
    """Move a touchpoint to the end of another stage of its journey; its id stays."""
    journey_id = journey_of(store, "touchpoint", touchpoint_id)
    if journey_of(store, "stage", stage_id) != journey_id:
        raise UnknownId(kind=N_("stage"), id=stage_id)
    with changing(store, journey_id) as write:
        old = write.value("SELECT stage_id FROM touchpoint WHERE touchpoint_id = $id", id=touchpoint_id)
        position = write.value(
            "SELECT coalesce(max(position), 0) + 1 FROM touchpoint WHERE stage_id = $id", id=stage_id
        )
        journey_write.set_fields(
            write, "touchpoint", "touchpoint_id", touchpoint_id, {"stage_id": stage_id, "position": position}
        )
        _renumber(write, "touchpoint", "touchpoint_id", "stage_id", str(old))


def retire_touchpoint(store: Store, touchpoint_id: str, *, at: datetime) -> None:
    """Take a touchpoint off the map; its answers stay."""
    with changing(store, journey_of(store, "touchpoint", touchpoint_id)) as write:
        journey_write.set_fields(write, "touchpoint", "touchpoint_id", touchpoint_id, {"retired_at": at})


def _check_order(given: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if sorted(given) != sorted(row[0] for row in rows):
        raise BadInput(field=N_("Order"), value=", ".join(given), fix=FIX_ORDER)


def _renumber(write: Write, table: str, key: str, owner: str, owner_id: str) -> None:
    ids = write.rows(f"SELECT {key} FROM {table} WHERE {owner} = $id ORDER BY position, {key}", id=owner_id)  # noqa: S608
    journey_write.set_order(write, table, key, [row[0] for row in ids])
