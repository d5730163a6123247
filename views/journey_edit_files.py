"""Versions of a map, journeys as YAML, copies, and new journeys from templates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from i18n import _, language, pick
from views import loaders, map_words, state
from views.attempts import attempt
from views.view import View
from workflows import edit_journey

STATES = ("draft", "researched", "validated")


def _stands_at(view: View) -> int:
    """How far the map is researched now: saving a version keeps that unless someone says otherwise."""
    journeys = loaders.journeys()
    now = str(journeys.loc[journeys["journey_id"] == view.journey_id, "state"].iloc[0])
    return STATES.index(now) if now in STATES else 0


def draw_versions(view: View) -> None:
    """Save the map as it stands, see earlier versions, take it away as YAML."""
    with st.form(f"version_{view.journey_id}_{language()}", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            labels = state.labelled(STATES, map_words.map_state)
            kept = st.selectbox(_("The map is"), STATES, index=_stands_at(view), format_func=labels, width=240)
            note = st.text_input(_("What changed, for the record"), max_chars=200)
            sent = st.form_submit_button(_("Save a version"), icon=":material/bookmark_add:")
        done = _("The version is saved.")
        if sent and attempt(
            lambda: edit_journey.save_version(
                loaders.store(), view.journey_id, state=kept, note=note, at=datetime.now(UTC)
            ),
            done,
        ):
            st.rerun()
    _earlier(view)
    with st.container(horizontal=True):
        journey_id = view.journey_id
        st.download_button(
            _("Download as YAML"),
            lambda: edit_journey.export_yaml(loaders.store(), journey_id).encode(),
            file_name=f"{journey_id}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            key=state.widget_key("journey_yaml"),
        )
        copy, retire = _("Copy this journey"), _("Retire this journey")
        st.button(copy, icon=":material/content_copy:", on_click=_copy, args=(view,), key="copy_journey")
        st.button(retire, icon=":material/archive:", on_click=_retire, args=(view,), key="retire_journey")


def _earlier(view: View) -> None:
    rows = loaders.versions(view.journey_id)
    if rows.empty:
        st.caption(_("No version was saved yet."))
        return
    shown = pd.DataFrame(
        {
            "version": rows["version"],
            "state": [map_words.map_state(str(code)) for code in rows["state"]],
            "saved_at": rows["saved_at"],
            "note": rows["note"].fillna(""),
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "version": st.column_config.NumberColumn(_("Version"), width="small"),
            "state": st.column_config.TextColumn(_("State")),
            "saved_at": st.column_config.DatetimeColumn(_("Saved"), format="YYYY-MM-DD HH:mm"),
            "note": st.column_config.TextColumn(_("What changed"), width="large"),
        },
    )


def _copy(view: View) -> None:
    name = _("{name} (copy)").format(name=view.journey_name)
    _open(lambda: edit_journey.copy_journey(loaders.store(), view.journey_id, name=name, at=datetime.now(UTC)))


def _retire(view: View) -> None:
    done = _("The journey is off the lists; its data stays in the store.")
    if attempt(lambda: edit_journey.retire_journey(loaders.store(), view.journey_id, at=datetime.now(UTC)), done):
        _forget()


def draw_new(view: View | None) -> None:
    """A journey from a template, from a YAML file, or empty."""
    templates = edit_journey.template_names()
    left, right = st.columns(2, gap="large")
    with left, st.form(f"new_journey_{language()}", border=False):
        which = st.selectbox(
            _("Template"),
            ["", *templates],
            index=1,
            format_func=state.labelled(
                ["", *templates],
                lambda code: pick(templates[code].get("en"), templates[code].get("zh")) if code else _("Empty"),
            ),
        )
        name = st.text_input(_("Name of the new journey"), max_chars=120)
        if st.form_submit_button(_("Add the journey"), type="primary") and _open(
            lambda: edit_journey.add_journey(loaders.store(), which or None, name=name, at=datetime.now(UTC))
        ):
            st.rerun()
    with right, st.form(f"yaml_journey_{language()}", border=False, clear_on_submit=True):
        told = st.text_area(_("Or paste a journey as YAML"), height=160, max_chars=200_000)
        sent = st.form_submit_button(_("Import the YAML"))
        if sent and told.strip() and _open(
            lambda: edit_journey.import_yaml(loaders.store(), told, at=datetime.now(UTC))
        ):  # fmt: skip
            st.rerun()


def _open(write: Callable[[], str]) -> bool:
    """Do the write and look at the journey it made."""
    made: list[str] = []
    if not attempt(lambda: made.append(write()), _("The journey is added.")):
        return False
    _forget()
    state.put(state.JOURNEY, made[0])
    return True


def _forget() -> None:
    for key in (state.JOURNEY, state.TOUCHPOINT, state.SEGMENTS, state.OVERLAY, state.SELECTION):
        state.put(key, "")
