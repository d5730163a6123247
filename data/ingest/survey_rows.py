"""The survey of a file: its source, recipe, scales and questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.ingest.batch import ANSWERED, KINDS, Batch
from data.ingest.entities import add_entities, add_entity
from data.ingest.mapping import column_label
from data.ingest.model import ColumnSpec, ScaleSpec
from data.ingest.naming import digest, has_cjk, json_text
from data.ingest.plan import header_fingerprint
from data.ingest.plan_document import plan_document
from data.transaction import Write


def write_survey(write: Write, batch: Batch) -> Batch:
    """Source, recipe, survey, scales and questions; returns the batch with the question ids."""
    add_entity(
        write, batch, "source", {"source_id": batch.source_id, "name": batch.source_id, "kind": batch.reading.vendor}
    )
    add_entity(write, batch, "recipe", _recipe(batch))
    if not batch.has_answers:
        return batch
    add_entity(
        write,
        batch,
        "survey",
        {
            "survey_id": batch.survey_id,
            "title": batch.plan.new_journey_name or batch.file.name,
            "vendor": batch.reading.vendor,
            "journey_id": batch.journey_id,
            "kind": batch.reading.kind,
            "source_kind": batch.plan.source.kind,
            "is_solicited": batch.plan.source.is_solicited,
        },
    )
    asked = batch.having(ANSWERED)
    rated = [c.scale for c in asked if c.role == "score" and c.scale]
    add_entities(write, batch, "scale", [_scale(scale) for scale in rated])
    rows = {column.index: _question(batch, column) for column in asked}
    add_entities(write, batch, "question", list(rows.values()))
    return replace(batch, questions={index: row["question_id"] for index, row in rows.items()})


def _recipe(batch: Batch) -> dict[str, Any]:
    return {
        "recipe_id": batch.recipe_id,
        "header_fingerprint": header_fingerprint(batch.reading),
        "vendor": batch.reading.vendor,
        "survey_id": batch.survey_id,
        "journey_id": batch.journey_id,
        "mapping": json_text(plan_document(batch, {})),
        "first_seen": batch.plan.first_seen or None,
        "made_by": batch.by,
        "made_at": batch.at,
        "used_count": 0,
    }


def scale_id_of(scale: ScaleSpec) -> str:
    """The same scale has the same id wherever it is met."""
    return digest(
        scale.metric, scale.low, scale.high, scale.lower_is_better, json_text(scale.labels), json_text(scale.na)
    )


def _question(batch: Batch, column: ColumnSpec) -> dict[str, Any]:
    """One question per column; another scale, wording or touchpoint makes another question."""
    scale = column.scale if column.role == "score" else None
    about = question_about(batch, column)
    point = batch.touchpoints.get(column.index) if about != "overall" else None
    label = column_label(column)
    return {
        "question_id": _question_id(batch, column, scale, about, point),
        "survey_id": batch.survey_id,
        "code": column.name,
        "label": label,
        "label_lang": "zh" if has_cjk(label) else "en",
        "kind": KINDS.get(column.role, "choice"),
        "about": about,
        "target": "touchpoint" if about == "touchpoint" else "journey",
        "matrix_group": column.matrix,
        "scale_id": scale_id_of(scale) if scale else None,
        "metric": scale.metric if scale else None,
        "journey_id": batch.journey_id,
        "touchpoint_id": point,
    }


def _question_id(
    batch: Batch, column: ColumnSpec, scale: ScaleSpec | None, about: str | None, point: str | None
) -> str:
    headers = [row[column.index] for row in batch.reading.table.headers if column.index < len(row)]
    same = sum(1 for other in batch.columns[: column.index] if other.name == column.name)
    return digest(
        batch.survey_id,
        column.role,
        column.name,
        json_text(headers),
        same,
        scale_id_of(scale) if scale else "",
        about,
        point,
        length=16,
    )


def question_about(batch: Batch, column: ColumnSpec) -> str | None:
    """What a score is about; where only rows name touchpoints, the overall score is theirs."""
    if column.role != "score":
        return None
    rated = any(c.role == "score" and c.about == "touchpoint" for c in batch.columns)
    is_theirs = batch.is_by_row and not rated and column.about == "overall" and not _is_nps_beside(batch, column)
    return "touchpoint" if is_theirs else column.about


def _is_nps_beside(batch: Batch, column: ColumnSpec) -> bool:
    """Whether a likelihood to recommend stands beside another overall score."""
    metrics = {c.index: c.scale.metric for c in batch.columns if c.role == "score" and c.about == "overall" and c.scale}
    return metrics.get(column.index) == "nps" and any(metric != "nps" for metric in metrics.values())


def _scale(scale: ScaleSpec) -> dict[str, Any]:
    return {
        "scale_id": scale_id_of(scale),
        "metric": scale.metric,
        "low": scale.low,
        "high": scale.high,
        "lower_is_better": scale.lower_is_better,
        "labels": json_text(scale.labels),
        "na_codes": json_text(scale.na),
    }
