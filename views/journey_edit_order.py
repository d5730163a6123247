"""Stages and the order of things: add, rename, move up and down, take out; names and goal of the journey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from i18n import _, language
from views import figures, journey_points, loaders, map_words, state
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows import edit_journey


def draw(view: View, selected: str) -> None:
    """Stages at the left, the touchpoints of one of them at the right."""
    stages = loaders.stage_names(view.journey_id, language())
    left, right = st.columns(2, gap="large")
    with left:
        title = _("Stages")
        st.markdown(f"**{title}**")
        for number, stage_id in enumerate(stages):
            _stage_row(view, list(stages), number, stages[stage_id])
        _add(_("New stage"), "stage", lambda name: edit_journey.add_stage(loaders.store(), view.journey_id, name=name))
    with right:
        _touchpoints(view, stages, selected)


def _stage_row(view: View, ids: list[str], number: int, name: str) -> None:
    stage_id = ids[number]

    def order(new: list[str]) -> None:
        attempt(lambda: edit_journey.order_stages(loaders.store(), view.journey_id, new))

    def rename() -> None:
        typed = st.session_state.get(f"stage_name_{stage_id}_{language()}", name)
        attempt(lambda: edit_journey.set_stage(loaders.store(), stage_id, {f"name_{language()}": typed}))

    def retire() -> None:
        attempt(lambda: edit_journey.retire_stage(loaders.store(), stage_id))

    _row(f"stage_{stage_id}", f"stage_name_{stage_id}_{language()}", name, rename, ids, number, order, retire)


def _touchpoints(view: View, stages: dict[str, str], selected: str) -> None:
    touchpoints = loaders.touchpoints(view.journey_id)
    own = touchpoints[touchpoints["touchpoint_id"] == selected]["stage_id"]
    stage_id = state.bound(
        st.selectbox,
        _("Touchpoints of"),
        list(stages),
        state.SELECTION,
        format_func=lambda code: stages[code],
        fallback=str(own.iloc[0]) if len(own) else None,
    )
    mine = touchpoints[touchpoints["stage_id"] == stage_id]
    names = journey_points.names(mine)
    for number, touchpoint_id in enumerate(names):
        _touchpoint_row(stage_id, list(names), number, names[touchpoint_id])
    _add(
        _("New touchpoint"),
        f"touchpoint_{stage_id}",
        lambda name: edit_journey.add_touchpoint(loaders.store(), stage_id, name=name),
    )
    _move(view, stages, stage_id, names)


def _touchpoint_row(stage_id: str, ids: list[str], number: int, name: str) -> None:
    touchpoint_id = ids[number]

    def order(new: list[str]) -> None:
        attempt(lambda: edit_journey.order_touchpoints(loaders.store(), stage_id, new))

    def rename() -> None:
        typed = st.session_state.get(f"touchpoint_name_{touchpoint_id}_{language()}", name)
        attempt(lambda: edit_journey.set_touchpoint(loaders.store(), touchpoint_id, {f"name_{language()}": typed}))

    def retire() -> None:
        attempt(lambda: edit_journey.retire_touchpoint(loaders.store(), touchpoint_id, at=datetime.now(UTC)))

    field = f"touchpoint_name_{touchpoint_id}_{language()}"
    _row(f"touchpoint_{touchpoint_id}", field, name, rename, ids, number, order, retire)


def _row(
    key: str,
    field: str,
    name: str,
    rename: Callable[[], None],
    ids: list[str],
    number: int,
    order: Callable[[list[str]], None],
    retire: Callable[[], None],
) -> None:
    """A name that can be typed over, two arrows, and the way out."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            _("Name"), name, key=field, on_change=rename, label_visibility="collapsed", max_chars=120, width="stretch"
        )
        st.button("↑", key=f"up_{key}", disabled=number == 0, on_click=order, args=(_swapped(ids, number - 1),),
                  help=_("Move up"))  # fmt: skip
        last = number == len(ids) - 1
        st.button("↓", key=f"down_{key}", disabled=last, on_click=order, args=(_swapped(ids, number),),
                  help=_("Move down"))  # fmt: skip
        st.button("×", key=f"out_{key}", on_click=retire, help=_("Take it off the map"))


def _swapped(ids: list[str], number: int) -> list[str]:
    """The order with the item at `number` and the next one exchanged."""
    if not 0 <= number < len(ids) - 1:
        return ids
    return [*ids[:number], ids[number + 1], ids[number], *ids[number + 2 :]]


def _add(label: str, key: str, write: Callable[[str], object]) -> None:
    with st.form(f"add_{key}_{language()}", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(label, key=f"add_name_{key}_{language()}", max_chars=120)
            sent = st.form_submit_button(_("Add"), icon=":material/add:")
        if sent and name.strip() and attempt(lambda: write(name), _("Added: {name}").format(name=plain(name))):
            st.rerun()


def _move(view: View, stages: dict[str, str], stage_id: str, names: dict[str, str]) -> None:
    others = [code for code in stages if code != stage_id]
    if not names or not others:
        return
    with st.form(f"move_{stage_id}_{language()}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            which = st.selectbox(_("Move"), list(names), format_func=lambda code: names[code])
            where = st.selectbox(_("to stage"), others, format_func=lambda code: stages[code])
            sent = st.form_submit_button(_("Move"))
        if sent and attempt(lambda: edit_journey.move_touchpoint(loaders.store(), which, where), _("Moved.")):
            st.rerun()


def draw_journey(view: View) -> None:
    """Names, goal, current or future; copying and retiring."""
    journeys = loaders.journeys()
    row: dict[Any, Any] = journeys[journeys["journey_id"] == view.journey_id].iloc[0].to_dict()
    horizons = ("current", "future", "achieved") if row["horizon"] == "achieved" else ("current", "future")
    with st.form(f"journey_{view.journey_id}_{language()}", border=False):
        left, right = st.columns(2)
        fields: dict[str, object] = {
            "name_en": left.text_input(_("Name in English"), figures.text_or_none(row["name_en"]) or "") or None,
            "name_zh": right.text_input(_("Name in Chinese"), figures.text_or_none(row["name_zh"]) or "") or None,
            "goal_en": left.text_area(_("The customer's goal in English"), _told(row, "goal_en")) or None,
            "goal_zh": right.text_area(_("The customer's goal in Chinese"), _told(row, "goal_zh")) or None,
            "horizon": left.selectbox(
                _("Shows"),
                horizons,
                index=horizons.index(str(row["horizon"])),
                format_func=state.labelled(horizons, map_words.horizon),
            ),
        }
        sent = st.form_submit_button(_("Save the journey"), type="primary")
        done = _("The journey is saved.")
        if sent and attempt(lambda: edit_journey.set_journey(loaders.store(), view.journey_id, fields), done):
            st.rerun()


def _told(row: dict[Any, Any], name: str) -> str:
    return figures.text_or_none(row[name]) or ""
