"""Correct what the columns of an imported file were taken for; its rows are written again from the kept cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.model import ColumnSpec
from i18n import _, language, pick
from views import loaders, loaders_data
from views.attempts import attempt, draw_outcomes
from views.escape import plain
from views.role_label import ROLES, role_label
from views.upload_map import EDITABLE, scale_columns, shortened
from workflows.correct_upload import POINT, correct_upload

FIELDS = {**EDITABLE, "point": POINT}
NEW, SHOWN = "", ("no", "name", "role", "about", "low", "high", "na", "lower", "point")


def draw(upload: Any) -> None:
    """A folded table of what may be corrected, and the button that writes the file again."""
    draw_outcomes()
    if upload.state != "live" or upload.is_sample or not loaders_data.has_plan(str(upload.upload_id)):
        return
    key = f"quality_correct_{upload.upload_id}|{language()}"
    shown = st.expander(_("Correct what columns were taken for"), icon=":material/edit:", key=key, on_change="rerun")
    if not shown.open:
        return
    with shown:
        _table(str(upload.upload_id), str(upload.file_name), upload.journey_id)


def _table(upload_id: str, name: str, journey_id: object) -> None:
    st.caption(_("Change the cells that are wrong. All rows of the file are written again from its kept cells."))
    stored = loaders_data.stored_plan(upload_id)
    points = _points(journey_id)
    key = f"quality_correct_table_{upload_id}_{stored.plan.mapping_digest}|{language()}"
    frame = correction_frame(stored.plan.columns, {t.column: t.touchpoint_id or NEW for t in stored.plan.targets})
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        placeholder="–",
        disabled=["no", "name"],
        column_order=[field for field in SHOWN if field != "point" or len(points) > 1],
        column_config=_columns(points),
        height="content" if len(frame) <= 12 else 460,
        alt=_("What each column of the file was taken for"),
    )
    found = corrections(frame, edited)
    st.button(
        _("Write the file again"),
        type="primary",
        icon=":material/published_with_changes:",
        key=f"quality_correct_go_{upload_id}|{language()}",
        disabled=not found,
        on_click=_correct,
        args=(upload_id, name, found),
    )


def correction_frame(columns: tuple[ColumnSpec, ...], points: Mapping[int, str]) -> pd.DataFrame:
    """One row per column of the file, its place as index: what may be corrected."""
    rows = [_row(column, points.get(column.index, NEW)) for column in columns]
    index = pd.Index([column.index for column in columns], dtype="int64")
    return pd.DataFrame(rows, index=index, columns=list(SHOWN)).astype({"low": "float64", "high": "float64"})


def _row(column: ColumnSpec, point: str) -> tuple[Any, ...]:
    scale = column.scale
    return (
        column.index + 1,
        shortened(column.label or column.name),
        column.role,
        column.about or "",
        scale.low if scale else None,
        scale.high if scale else None,
        " | ".join(scale.na) if scale else "",
        bool(scale and scale.lower_is_better),
        point,
    )


def corrections(before: pd.DataFrame, after: pd.DataFrame) -> dict[int, dict[str, object]]:
    """Per column the fields that differ, under the names of the workflow.

    >>> one = correction_frame((ColumnSpec(4, "Q1", "segment"),), {})
    >>> corrections(one, one.assign(role="comment"))
    {4: {'role': 'comment'}}
    """
    found: dict[int, dict[str, object]] = {}
    for shown, field in FIELDS.items():
        was, now = before[shown].astype("object"), after[shown].astype("object")
        changed = ~((was == now) | (was.isna() & now.isna()))
        for index in before.index[changed.to_numpy(dtype=bool)]:
            found.setdefault(int(index), {})[field] = now[index]
    return {index: _only_allowed(fields) for index, fields in found.items()}


def _only_allowed(fields: dict[str, object]) -> dict[str, object]:
    """A column that becomes something else than a score has no scale to correct."""
    return {"role": fields["role"]} if fields.get("role", "score") != "score" else fields


def _points(journey_id: object) -> dict[str, str]:
    if not isinstance(journey_id, str) or not journey_id:
        return {}
    rows = loaders.touchpoints(journey_id).to_dict("records")
    return {NEW: _("a new touchpoint")} | {
        str(row["touchpoint_id"]): pick(_filled(row["name_en"]), _filled(row["name_zh"])) for row in rows
    }


def _filled(value: object) -> str | None:
    return None if value is None or value != value else str(value)


def _columns(points: Mapping[str, str]) -> dict[str, Any]:
    config = st.column_config
    return {
        "no": config.NumberColumn(_("No."), width=50, pinned=True),
        "name": config.TextColumn(_("Column"), width=200, pinned=True),
        "role": config.SelectboxColumn(
            _("Is a"), options=list(ROLES), format_func=lambda code: role_label(str(code)), required=True, width=160
        ),
        **scale_columns(about_width=130, end_width=80),
        "point": config.SelectboxColumn(
            _("Touchpoint"), options=list(points), format_func=lambda code: points.get(str(code), ""), width=180
        ),
    }


def _correct(upload_id: str, name: str, found: dict[int, dict[str, object]]) -> None:
    done = _("{name} was written again with the corrections. The next file of this survey is read so too.")
    attempt(
        lambda: correct_upload(loaders.store(), upload_id, found, at=datetime.now(UTC), by=""),
        done=done.format(name=plain(name, limit=60)),
    )
