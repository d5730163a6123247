"""A confirmed plan as one JSON document: kept with the upload for redo and correction, and as the recipe.

Example values of the file are left out: they may name persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from data.ingest.batch import Batch
from data.ingest.header_keys import header_keys
from data.ingest.mapping import ImportPlan, TouchpointTarget
from data.ingest.model import ColumnSpec, ReadParams, ScaleSpec
from data.ingest.text_source import TextSource

VERSION = 1
Settled = Mapping[int, Sequence[str]]


def plan_document(batch: Batch, settled: Settled) -> dict[str, Any]:
    """Everything that decided what was written.

    `settled` holds, per score column, the texts that fit its scale nowhere and were imported as no answer.
    """
    plan, table = batch.plan, batch.reading.table
    keys = header_keys(plan.columns, table.headers)
    return {
        "version": VERSION,
        "vendor": batch.reading.vendor,
        "kind": batch.reading.kind,
        "params": asdict(table.params),
        "headers": table.headers,
        "columns": [
            column_document(column) | {"key": key, "settled": list(settled.get(column.index, ()))}
            for column, key in zip(plan.columns, keys, strict=True)
        ],
        "targets": [
            asdict(target) | {"touchpoint_id": batch.touchpoints.get(target.value or target.column)}
            for target in plan.targets
        ],
        "stages": plan.stages,
        "source": asdict(plan.source),
        "axis": plan.touchpoint_axis,
        "decisions": dict(plan.decisions),
        "period": plan.period.isoformat() if plan.period else None,
        "new_journey_name": plan.new_journey_name,
        "first_seen": plan.first_seen,
        "key_order": list(plan.key_order or keys),
    }


def column_document(column: ColumnSpec) -> dict[str, Any]:
    """A column without the values of the file."""
    told = asdict(replace(column, samples=()))
    del told["samples"]
    return told


def column_of(told: Mapping[str, Any]) -> ColumnSpec:
    """The column again."""
    fields = {name: told[name] for name in told if name not in ("key", "settled", "samples")}
    fields["why"] = (told["why"][0], dict(told["why"][1]))
    fields["scale"] = scale_of(told["scale"]) if told["scale"] else None
    return ColumnSpec(**fields)


def scale_of(told: Mapping[str, Any]) -> ScaleSpec:
    """The scale again."""
    labels = tuple((str(text), float(value)) for text, value in told["labels"])
    return ScaleSpec(**(dict(told) | {"labels": labels, "na": tuple(told["na"])}))


def target_of(told: Mapping[str, Any]) -> TouchpointTarget:
    """The touchpoint of the curve again."""
    return TouchpointTarget(**told)


def source_of(told: Mapping[str, Any]) -> TextSource:
    """What the texts of the file are, again."""
    return TextSource(**(dict(told) | {"askers": tuple(told["askers"])}))


def plan_of(document: Mapping[str, Any], *, journey_id: str | None) -> ImportPlan:
    """The plan that was carried out, without the alternatives it was chosen from."""
    period = document["period"]
    return ImportPlan(
        reading_digest="",
        columns=tuple(column_of(told) for told in document["columns"]),
        journey_id=journey_id,
        new_journey_name=document["new_journey_name"],
        stages=tuple(document["stages"]),
        targets=tuple(target_of(told) for told in document["targets"]),
        touchpoint_axis=document["axis"],
        source=source_of(document["source"]),
        decisions=dict(document["decisions"]),
        period=date.fromisoformat(period) if period else None,
        params=ReadParams(**document["params"]),
        first_seen=document["first_seen"],
        key_order=tuple(document["key_order"]),
    )
