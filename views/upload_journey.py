"""Still step 2: what a touchpoint is, which journey it belongs to, its stages, and the points of the curve to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.plan import RATINGS
from data.ingest.questions import AXIS
from data.ingest.text_source import TEXT_KINDS
from i18n import _, language, ngettext, pick
from views import loaders, upload_draft, upload_kinds
from views.escape import plain
from views.upload_draft import Draft
from workflows.edit_journey import copy_journey
from workflows.plan_upload import needs_axis, stage_order, with_point, with_stage_moved, with_stage_name
from workflows.preview_points import preview_points

NEW = ""
MOST_STAGE_ROWS = 20
POINT_EDITS = {"name": "name", "stage": "stage", "goes_to": "touchpoint_id"}


def draw(draft: Draft, plan: ImportPlan) -> None:
    """The choices about the journey, top to bottom."""
    if not plan.targets:
        if draft.reading.kind in TEXT_KINDS:
            _journey(draft, plan)
        st.info(upload_kinds.no_curve(draft.reading.kind))
        return
    if needs_axis(draft.questions(plan)):
        return
    _journey(draft, plan)
    if not draft.choices.journey_id:
        _stages(draft, plan)
    _points(draft, plan)


def draw_axis(draft: Draft, plan: ImportPlan) -> None:
    """The choice of what a touchpoint is, where the file offers two."""
    if len(plan.alternatives) < 2:
        return
    key = f"upload_axis_{draft.token}|{language()}"
    options = tuple(plan.alternatives)
    chosen = draft.choices.answers.get(AXIS)
    st.radio(
        _("What is a touchpoint in this file?"),
        options,
        options.index(chosen) if chosen in options else None,
        format_func=lambda code: _axis_label(plan, code),
        captions=[_axis_example(plan, code) for code in options],
        key=key,
        on_change=_choose_axis,
        args=(key,),
    )


def _axis_label(plan: ImportPlan, code: str) -> str:
    n = len(plan.alternatives[code])
    if code == "columns":
        return ngettext("Each rating column: {n} touchpoint", "Each rating column: {n} touchpoints", n).format(n=n)
    named = plan.first("touchpoint")
    said = ngettext("Each value of “{column}”: {n} touchpoint", "Each value of “{column}”: {n} touchpoints", n)
    return said.format(n=n, column=plain(named.name if named else "", limit=40))


def _axis_example(plan: ImportPlan, code: str) -> str:
    names = [plain(target.name, limit=40) for target in plan.alternatives[code][:3]]
    return _("for example {names}").format(names=_("; ").join(names))


def _choose_axis(key: str) -> None:
    draft = upload_draft.current()
    if draft is not None and st.session_state[key]:
        upload_draft.choose(answers={**draft.choices.answers, AXIS: st.session_state[key]}, stages=(), stage_names={})


def _journey(draft: Draft, plan: ImportPlan) -> None:
    rows = loaders.journeys()
    real = rows.loc[~rows["is_sample"]]
    names = {NEW: _("A new journey")} | {
        str(row.journey_id): pick(_filled(row.name_en), _filled(row.name_zh)) for row in real.itertuples(index=False)
    }
    key, name_key = f"upload_journey_{draft.token}|{language()}", f"upload_name_{draft.token}|{language()}"
    options = tuple(names)
    chosen = draft.choices.journey_id or NEW
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Goes to"),
            options,
            options.index(chosen) if chosen in options else 0,
            format_func=names.__getitem__,
            key=key,
            on_change=_choose_journey,
            args=(key,),
            width=320,
        )
        if not draft.choices.journey_id:
            st.text_input(
                _("Name of the new journey"),
                plan.new_journey_name or "",
                max_chars=120,
                key=name_key,
                on_change=_name_journey,
                args=(name_key,),
                width=320,
            )
    if not rows.empty and bool(rows["is_sample"].any()):
        st.caption(_("The sample journeys take no real data; a new journey keeps both apart."))
        if not draft.choices.journey_id:
            _copies(rows.loc[rows["is_sample"]])


def _copies(samples: pd.DataFrame) -> None:
    """The offer to take a sample journey as a pattern: its stages and touchpoints without its answers."""
    with st.container(horizontal=True):
        for row in samples.itertuples(index=False):
            name = pick(_filled(row.name_en), _filled(row.name_zh))
            st.button(
                _("Copy “{journey}” and use the copy").format(journey=plain(name, limit=40)),
                icon=":material/content_copy:",
                type="tertiary",
                key=f"upload_copy_{row.journey_id}|{language()}",
                on_click=_copy,
                args=(str(row.journey_id), name),
            )


def _copy(journey_id: str, name: str) -> None:
    def run() -> None:
        copied = _("{journey}, copy").format(journey=name)
        made = copy_journey(loaders.store(), journey_id, name=copied, at=datetime.now(UTC))
        upload_draft.choose(journey_id=made, points={})

    upload_draft.attempt(run)


def _filled(value: object) -> str | None:
    return None if value is None or value != value else str(value)


def _choose_journey(key: str) -> None:
    upload_draft.choose(journey_id=st.session_state[key] or None, points={})


def _name_journey(key: str) -> None:
    upload_draft.choose(journey_name=" ".join(str(st.session_state[key]).split())[:120] or None)


def _stages(draft: Draft, plan: ImportPlan) -> None:
    order = stage_order(plan, draft.choices)
    if len(order) < 2 or len(order) > MOST_STAGE_ROWS:
        return
    st.caption(_("Stages in the order of the journey"))
    with st.container(border=True, gap="xsmall"):
        for position, stage in enumerate(order):
            _stage_row(draft, stage, position, len(order))


def _stage_row(draft: Draft, stage: str, position: int, n: int) -> None:
    name_key = f"upload_stage_{draft.token}_{stage}|{language()}"
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        shown = draft.choices.stage_names.get(stage, stage)
        label = _("Name of stage {n}").format(n=position + 1)
        st.text_input(
            label, shown, max_chars=120, key=name_key, label_visibility="collapsed",
            on_change=_name_stage, args=(stage, name_key), width=320,
        )  # fmt: skip
        for step, icon, said in ((-1, "arrow_upward", _("Move up")), (1, "arrow_downward", _("Move down"))):
            st.button(
                said,
                icon=f":material/{icon}:",
                key=f"upload_move_{draft.token}_{stage}_{step}|{language()}",
                disabled=not 0 <= position + step < n,
                type="tertiary",
                on_click=_move,
                args=(stage, step),
            )


def _move(stage: str, step: int) -> None:
    draft = upload_draft.current()
    if draft is not None:
        plan = draft.plan()
        upload_draft.attempt(
            lambda: upload_draft.keep(replace(draft, choices=with_stage_moved(draft.choices, plan, stage, step)))
        )


def _name_stage(stage: str, key: str) -> None:
    draft = upload_draft.current()
    if draft is not None:
        name = st.session_state[key]
        upload_draft.attempt(
            lambda: upload_draft.keep(replace(draft, choices=with_stage_name(draft.choices, stage, name)))
        )


@st.cache_data(max_entries=16, show_spinner=False)
def _preview(key: str, _draft: Draft, _plan: ImportPlan) -> pd.DataFrame:
    return preview_points(_draft.reading, _plan, _draft.choices)


def preview(draft: Draft, plan: ImportPlan) -> pd.DataFrame:
    """The points of the plan with n and mean; computed once per state of the mapping."""
    return _preview(f"{draft.staged.sha256}_{draft.token}_{plan.mapping_digest}_{plan.journey_id}", draft, plan)


def _points(draft: Draft, plan: ImportPlan) -> None:
    points = preview(draft, plan)
    n = len(points)
    said = ngettext("The curve will have {n} point", "The curve will have {n} points, in this order", n)
    st.caption(said.format(n=n))
    existing = _existing(draft.choices.journey_id)
    key = f"upload_points_{draft.token}_{plan.touchpoint_axis}_{draft.choices.journey_id}|{language()}"
    frame = points.assign(
        goes_to=points["touchpoint_id"].where(points["touchpoint_id"].notna(), NEW),
        scale=[_scale(low, high) for low, high in zip(points["low"], points["high"], strict=True)],
    )[["name", "stage", "goes_to", "n", "mean_native", "scale", "mean"]]
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        placeholder="–",
        disabled=["n", "mean_native", "scale", "mean"],
        column_order=[name for name in frame.columns if name != "goes_to" or existing],
        column_config=_point_columns(plan, existing),
        on_change=_point_edited,
        args=(key, tuple(zip(points["column"].astype(int), points["key"], strict=True))),
        alt=_("Points of the curve to come, with n and mean"),
        height="content" if n <= 12 else 460,
    )


def _scale(low: float, high: float) -> str:
    return _("{low}–{high}").format(low=f"{low:g}", high=f"{high:g}") if low == low and high == high else _("several")


def _stage_label(stage: str) -> str:
    """A stage's name; the one that the importer gives by itself follows the language."""
    return _(RATINGS) if stage == RATINGS else stage


def _existing(journey_id: str | None) -> dict[str, str]:
    if not journey_id:
        return {}
    rows = loaders.touchpoints(journey_id)
    named = {str(r.touchpoint_id): pick(_filled(r.name_en), _filled(r.name_zh)) for r in rows.itertuples(index=False)}
    return {NEW: _("a new touchpoint")} | named


def _point_columns(plan: ImportPlan, existing: Mapping[str, str]) -> dict[str, Any]:
    config = st.column_config
    return {
        "name": config.TextColumn(_("Touchpoint"), max_chars=120, required=True, width="medium"),
        "stage": config.SelectboxColumn(
            _("Stage"),
            options=list(plan.stages),
            format_func=lambda name: _stage_label(str(name)),
            required=True,
            width="medium",
        ),
        "goes_to": config.SelectboxColumn(
            _("Is in this journey"),
            options=list(existing),
            format_func=lambda code: existing.get(str(code), str(code)),
            width="medium",
        ),
        "n": config.NumberColumn(_("n"), format="localized", width="small"),
        "mean_native": config.NumberColumn(_("Mean"), format="%.2f", width="small"),
        "scale": config.TextColumn(_("Scale"), width="small"),
        "mean": config.ProgressColumn(_("Experience score"), format="%.0f", min_value=0, max_value=100, width="medium"),
    }


def _point_edited(key: str, identities: tuple[tuple[int, str], ...]) -> None:
    draft = upload_draft.current()
    if draft is None:
        return
    plan, choices = draft.plan(), draft.choices
    axis = plan.touchpoint_axis or ""

    def run() -> None:
        changed = choices
        for position, fields in st.session_state[key]["edited_rows"].items():
            allowed = {POINT_EDITS[name]: value for name, value in fields.items() if name in POINT_EDITS}
            if 0 <= position < len(identities) and allowed:
                column, name = identities[position]
                changed = with_point(changed, plan, (axis, column, name), allowed)
        upload_draft.keep(replace(draft, choices=changed))

    upload_draft.attempt(run)
