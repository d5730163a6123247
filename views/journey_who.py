"""Whose journey it is: persona, goal, and how far the map is researched."""

from __future__ import annotations

from typing import Any

import streamlit as st

from i18n import _, language, pick
from views import figures, loaders, map_words, state
from views.escape import plain
from views.view import View, segment_code, segments_text, stored_rule


def draw_head(view: View) -> None:
    """The line over the map: goal, persona and state; the persona opens on demand."""
    journeys = loaders.journeys()
    row: dict[Any, Any] = journeys[journeys["journey_id"] == view.journey_id].iloc[0].to_dict()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Journey map"), anchor=False, width="stretch")
        icon = ":material/verified:" if row["state"] == "validated" else ":material/edit_note:"
        st.badge(_version_words(row), icon=icon, color="gray")
        _persona(view, figures.text_or_none(row["persona_id"]))
        _edit_switch()
    goal = pick(figures.text_or_none(row["goal_en"]), figures.text_or_none(row["goal_zh"]))
    if goal:
        st.markdown(_("The customer's goal: {goal}").format(goal=plain(goal)))


def _version_words(row: dict[Any, Any]) -> str:
    return _("version {version}, {state}, {horizon}").format(
        version=int(row["version"]),
        state=map_words.map_state(str(row["state"])),
        horizon=map_words.horizon(str(row["horizon"])),
    )


def _edit_switch() -> None:
    on = state.is_on(state.EDIT)
    st.page_link(
        "pages/journey/journey.py",
        label=_("Done editing") if on else _("Edit the map"),
        icon=":material/edit:",
        query_params={state.EDIT: "0" if on else "1", state.LANGUAGE: language()},
    )


def _persona(view: View, persona_id: str | None) -> None:
    found = loaders.persona(persona_id) if persona_id else None
    if found is None or found.empty:
        return
    row = found.iloc[0].to_dict()
    name = pick(figures.text_or_none(row["name_en"]), figures.text_or_none(row["name_zh"]))
    with st.popover(plain(name), icon=":material/person:", type="tertiary"):
        _listed(_("Goals"), map_words.texts(row["goals"]))
        _listed(_("Needs"), map_words.texts(row["needs"]))
        for quote in map_words.texts(row["quotes"]):
            st.markdown(f"> {plain(quote)}")
        _listed(_("Evidence"), [_source(item) for item in map_words.items(row["evidence"])])
        _rule(view, row)


def _listed(title: str, texts: list[str]) -> None:
    if texts:
        st.markdown(f"**{title}**\n\n" + "\n".join(f"- {plain(text)}" for text in texts))


def _source(item: dict[str, Any]) -> str:
    said = pick(item.get("en"), item.get("zh"))
    if item.get("n"):
        said += _(" (n = {n})").format(n=figures.count(int(item["n"])))
    return said


def _rule(view: View, row: dict[Any, Any]) -> None:
    """The answers that belong to this persona, as a segment one click away."""
    pairs = stored_rule(figures.text_or_none(row["segment_rule"]))
    if not pairs:
        return
    st.caption(_("Answers of this persona: {rule}").format(rule=plain(segments_text(pairs))))

    def choose() -> None:
        state.put(state.SEGMENTS, segment_code(pairs))

    if view.segments != pairs:
        st.button(_("Show only these answers"), key="persona_segment", icon=":material/filter_alt:", on_click=choose)
