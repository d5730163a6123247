"""Editing the persona of a journey: name, goals, needs, quotes, and the segment rule that selects its answers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from i18n import _, language
from views import figures, loaders, map_words
from views.attempts import attempt
from views.bilingual_lines import lines_field
from views.view import View, segment_code, segment_label, segment_pairs, stored_rule
from workflows import edit_journey


def draw(view: View) -> None:
    """One form; what is known as evidence stays as it is."""
    row = _row(view)
    with st.form(f"persona_{view.journey_id}_{language()}", border=False):
        left, right = st.columns(2)
        english = left.text_input(_("Name in English"), figures.text_or_none(row.get("name_en")) or "", max_chars=120)
        chinese = right.text_input(_("Name in Chinese"), figures.text_or_none(row.get("name_zh")) or "", max_chars=120)
        with left:
            goals = lines_field(_("Goals, one per line (English | Chinese)"), _items(row, "goals"))
            quotes = lines_field(_("Quotes, one per line (English | Chinese)"), _items(row, "quotes"))
        with right:
            needs = lines_field(_("Needs, one per line (English | Chinese)"), _items(row, "needs"))
            rule = _rule(view, row)
        sent = st.form_submit_button(_("Save the persona"), type="primary")
    said: dict[str, Any] = {
        "id": str(row.get("persona_id", "persona")).removeprefix(f"{view.journey_id}."),
        "name": {code: text.strip() for code, text in (("en", english), ("zh", chinese)) if text.strip()},
        "goals": goals,
        "needs": needs,
        "quotes": quotes,
        "segment_rule": rule,
        "evidence": _items(row, "evidence"),
    }
    done = _("The persona is saved.")
    if sent and attempt(lambda: edit_journey.set_persona(loaders.store(), view.journey_id, said), done):
        st.rerun()


def _row(view: View) -> dict[Any, Any]:
    journeys = loaders.journeys()
    persona_id = figures.text_or_none(journeys.loc[journeys["journey_id"] == view.journey_id, "persona_id"].iloc[0])
    found = loaders.persona(persona_id) if persona_id else None
    return {} if found is None or found.empty else {**found.iloc[0].to_dict(), "persona_id": persona_id}


def _items(row: dict[Any, Any], name: str) -> list[dict[str, Any]]:
    return map_words.items(row[name]) if name in row else []


def _rule(view: View, row: dict[Any, Any]) -> dict[str, list[str]]:
    """Which answers are those of the persona: values of one dimension are alternatives."""
    values = loaders.segment_values(view.journey_id)
    known = [segment_code([(str(pair.dim), str(pair.value))]) for pair in values.itertuples(index=False)]
    now = [segment_code([pair]) for pair in stored_rule(row.get("segment_rule"))]
    options = [*known, *(code for code in now if code not in known)]
    names = {code: segment_label(segment_pairs(code)[0]) for code in options}
    chosen = st.multiselect(_("Whose answers are these?"), options, now, format_func=lambda code: names[code])
    rule: dict[str, list[str]] = {}
    for code in chosen:
        dim, value = segment_pairs(code)[0]
        rule.setdefault(dim, []).append(value)
    return rule
