"""Editing one touchpoint: names, channel, owner, levels with their source, barriers, question, KPIs, stage."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, journey_points, loaders, map_words, state
from views.attempts import attempt
from views.bilingual_lines import lines_field
from views.view import View
from workflows import edit_journey

DIRECTNESS = ("", "direct", "indirect")


def draw(view: View, selected: str) -> None:
    """The form of the touchpoint chosen here or on the curve."""
    touchpoints = loaders.touchpoints(view.journey_id)
    names = journey_points.names(touchpoints)
    if not names:
        st.info(_("This journey has no touchpoints yet. Add one under “Stages and order”."))
        return
    chosen = state.bound(
        st.selectbox,
        _("Touchpoint"),
        list(names),
        state.TOUCHPOINT,
        format_func=lambda code: names[code],
        fallback=selected if selected in names else None,
    )
    row: dict[Any, Any] = touchpoints[touchpoints["touchpoint_id"] == chosen].iloc[0].to_dict()
    with st.form(f"touchpoint_{chosen}_{language()}", border=False):
        fields = _fields(row)
        linked = _kpis(view, chosen)
        if st.form_submit_button(_("Save the touchpoint"), type="primary") and _save(chosen, fields, linked):
            st.rerun()
    _retire(chosen)


def _save(touchpoint_id: str, fields: dict[str, object], kpi_ids: list[str]) -> bool:
    def write() -> None:
        edit_journey.set_touchpoint(loaders.store(), touchpoint_id, fields)
        edit_journey.set_kpis(loaders.store(), touchpoint_id, kpi_ids)

    return attempt(write, _("The touchpoint is saved."))


def _fields(row: dict[Any, Any]) -> dict[str, object]:
    left, right = st.columns(2)
    with left:
        found: dict[str, object] = {
            "name_en": st.text_input(_("Name in English"), _text(row, "name_en")),
            "kind": _kind(row),
            "channel": st.selectbox(
                _("Channel"),
                _known(list(edit_journey.CHANNELS), _text(row, "channel")),
                index=_known(list(edit_journey.CHANNELS), _text(row, "channel")).index(_text(row, "channel")),
                format_func=state.labelled(
                    ["", *edit_journey.CHANNELS], lambda code: map_words.channel(code) or _("not stated")
                ),
                accept_new_options=True,
            ),
            "owner": st.text_input(_("Owner"), _text(row, "owner")),
            "suggested_question_en": st.text_input(_("Question in English"), _text(row, "suggested_question_en")),
            "survey_trigger": st.text_input(_("Survey trigger"), _text(row, "survey_trigger")),
        }
    with right:
        found |= {
            "name_zh": st.text_input(_("Name in Chinese"), _text(row, "name_zh")),
            "mot_claimed": st.checkbox(_("Claimed as a moment of truth (MOT)"), bool(row["mot_claimed"])),
            "directness": st.selectbox(
                _("Contact"),
                DIRECTNESS,
                index=DIRECTNESS.index(_text(row, "directness")),
                format_func=state.labelled(DIRECTNESS, lambda code: map_words.directness(code) or _("not stated")),
            )
            or None,
            "barriers": lines_field(_("Barriers, one per line (English | Chinese)"), map_words.items(row["barriers"])),
            "suggested_question_zh": st.text_input(_("Question in Chinese"), _text(row, "suggested_question_zh")),
            "survey_rhythm": st.text_input(_("Survey rhythm"), _text(row, "survey_rhythm")),
        }
    return {name: value if value != "" else None for name, value in (found | _levels(row)).items()}


def _known(codes: list[str], current: str) -> list[str]:
    return ["", *codes] if current in ("", *codes) else ["", current, *codes]


def _kind(row: dict[Any, Any]) -> str:
    kinds = ("touchpoint", "white_space")
    chosen = st.selectbox(
        _("Kind"),
        kinds,
        index=kinds.index(str(row["kind"])) if row["kind"] in kinds else 0,
        format_func=state.labelled(
            kinds, lambda code: _("White space: no contact with us") if code == "white_space" else _("Touchpoint")
        ),
    )
    return str(chosen)


def _levels(row: dict[Any, Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, title in (("floor", _("Expectation floor (0–100)")), ("benchmark", _("Industry benchmark (0–100)"))):
        value, source, on, n = st.columns([2, 4, 2, 2])
        found[name] = value.number_input(title, 0.0, 100.0, _number(row, name), step=1.0, key=f"{name}_{_id(row)}")
        found[f"{name}_source"] = source.text_input(
            _("Source"), _text(row, f"{name}_source"), key=f"{name}_source_{_id(row)}",
            placeholder=_("without a source it is drawn dotted, as a set value"),
        )  # fmt: skip
        found[f"{name}_on"] = on.date_input(_("As of"), _day(row, f"{name}_on"), key=f"{name}_on_{_id(row)}")
        count = n.number_input("n", 0, None, _whole(row, f"{name}_n"), step=1, key=f"{name}_n_{_id(row)}")
        found[f"{name}_n"] = count
    return found


def _kpis(view: View, touchpoint_id: str) -> list[str]:
    rows = loaders.kpi_definitions(view.journey_id)
    from i18n import pick

    names = {
        str(row.kpi_id): pick(figures.text_or_none(row.name_en), figures.text_or_none(row.name_zh)) or str(row.kpi_id)
        for row in rows.itertuples(index=False)
    }
    linked = loaders.touchpoint_kpis(view.journey_id)
    now = [str(kpi) for kpi in linked[linked["touchpoint_id"] == touchpoint_id]["kpi_id"] if str(kpi) in names]
    return list(st.multiselect(_("Process KPIs behind it"), list(names), now, format_func=lambda code: names[code]))


def _retire(touchpoint_id: str) -> None:
    def retire() -> None:
        done = _("The touchpoint is off the map; its answers stay in the store.")
        if attempt(lambda: edit_journey.retire_touchpoint(loaders.store(), touchpoint_id, at=datetime.now(UTC)), done):
            state.put(state.TOUCHPOINT, "")

    st.button(_("Take it off the map"), icon=":material/archive:", on_click=retire, key=f"retire_{touchpoint_id}")


def _id(row: dict[Any, Any]) -> str:
    return f"{row['touchpoint_id']}_{language()}"


def _text(row: dict[Any, Any], name: str) -> str:
    return figures.text_or_none(row[name]) or ""


def _number(row: dict[Any, Any], name: str) -> float | None:
    value = row[name]
    return None if value is None or pd.isna(value) else float(value)


def _whole(row: dict[Any, Any], name: str) -> int | None:
    value = row[name]
    return None if value is None or pd.isna(value) else int(value)


def _day(row: dict[Any, Any], name: str) -> date | None:
    value = row[name]
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
