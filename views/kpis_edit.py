"""Change what a measure states: target, limits, owner, windows, touchpoints; its history, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, kpi_words, loaders, loaders_kpis, periods
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows.edit_kpi import edit_kpi, undo_kpi_edit
from workflows.read_kpis import Measure

NUMBERS: Final = ("target", "lower_spec", "upper_spec")
SHOWN: Final = 8


def draw(view: View, measure: Measure) -> None:
    """A form behind a fold, and the history of the measure."""
    history = loaders_kpis.revisions(measure.kpi_id)
    label = _("Change target, limits, owner or touchpoints")
    key = f"kpi_edit|{measure.kpi_id}|{language()}"
    with st.expander(label, icon=":material/edit:", key=key, on_change="rerun") as opened:
        if opened.open:
            _form(view, measure, len(history))
    _history(view, measure, history)


def field_name(field: str) -> str:
    """What a field is called on screen."""
    return {
        "target": _("Target"),
        "lower_spec": _("Lower specification limit"),
        "upper_spec": _("Upper specification limit"),
        "owner": _("Owner"),
        "touchpoints": _("Touchpoints it stands behind"),
        "escape_window_days": _("Days after delivery in which defects count"),
        "grace_days": _("Days of grace after a contract ends"),
        "repurchase_days": _("Days in which another project counts"),
        "repeat_days": _("Days in which another contact counts"),
        "person_day_rate": _("Rate per person-day"),
    }.get(field, field)


def _times(measure: Measure) -> float:
    """Shares are entered in percent."""
    return 100.0 if measure.unit == "share" else 1.0


def _form(view: View, measure: Measure, n_edits: int) -> None:
    """All fields at once; nothing is saved before the button."""
    base = f"kpi_{measure.kpi_id}_{n_edits}|{language()}"
    times = _times(measure)
    unit = figures.unit_name(measure.unit)
    with st.form(f"kpi_form|{base}", border=False):
        for column, name in zip(st.columns(3), NUMBERS, strict=True):
            now = getattr(measure, name)
            column.number_input(
                _("{field} ({unit})").format(field=field_name(name), unit=unit),
                value=None if now is None else round(now * times, 6), step=None, format="%g", key=f"{name}_{base}",
            )  # fmt: skip
        st.text_input(field_name("owner"), measure.owner or "", max_chars=200, key=f"owner_{base}")
        for name, usual in (measure.definition.parameters if measure.definition else {}).items():
            now = dict(measure.parameters).get(name, usual)
            st.number_input(field_name(name), value=float(now), min_value=0.0, format="%g", key=f"{name}_{base}")
        names = loaders.names(view.journey_id, language())
        st.multiselect(
            field_name("touchpoints"), list(names), [one for one in linked(view, measure) if one in names],
            format_func=lambda code: names[code], key=f"touchpoints_{base}",
        )  # fmt: skip
        who, why = st.columns([1, 2])
        who.text_input(_("Who changes it"), max_chars=100, key=f"by_{base}")
        why.text_input(_("Note on the formula or the reason"), max_chars=500, key=f"note_{base}")
        st.form_submit_button(_("Save"), type="primary", on_click=_save, args=(view.journey_id, measure, base))


def linked(view: View, measure: Measure) -> list[str]:
    """The touchpoints that the measure stands behind."""
    rows = loaders.touchpoint_kpis(view.journey_id)
    return [str(code) for code in rows.loc[rows["kpi_id"] == measure.kpi_id, "touchpoint_id"]]


def _save(journey_id: str, measure: Measure, base: str) -> None:
    told = st.session_state
    times = _times(measure)
    fields: dict[str, Any] = {
        name: None if told[f"{name}_{base}"] is None else round(told[f"{name}_{base}"] / times, 8) for name in NUMBERS
    }
    fields |= {"owner": told[f"owner_{base}"], "touchpoints": told[f"touchpoints_{base}"]}
    if measure.definition and measure.definition.parameters:
        fields["parameters"] = {name: told[f"{name}_{base}"] for name in measure.definition.parameters}
    attempt(
        lambda: edit_kpi(
            loaders.store(), journey_id, measure.kpi_id, fields, note=told[f"note_{base}"], by=told[f"by_{base}"],
            at=datetime.now(UTC),
        ),
        _("Saved. The measure and everything that shows it follow."),
    )  # fmt: skip


def _history(view: View, measure: Measure, history: pd.DataFrame) -> None:
    """Who changed what and when, newest first; the newest can be taken back."""
    if history.empty:
        return
    heading = _("Changed so far")
    st.markdown(f"**{heading}**")
    names = loaders.names(view.journey_id, language())
    for row in history.head(SHOWN).to_dict("records"):
        st.markdown(f"- {revision_line(row, measure, names)}")
    if history["undone_at"].isna().any():
        st.button(
            _("Undo last change"), icon=":material/undo:", key=f"kpi_undo|{measure.kpi_id}|{language()}",
            on_click=_undo, args=(view.journey_id, measure.kpi_id),
        )  # fmt: skip


def _undo(journey_id: str, kpi_id: str) -> None:
    attempt(
        lambda: undo_kpi_edit(loaders.store(), journey_id, kpi_id, at=datetime.now(UTC)), _("The change is taken back.")
    )


def revision_line(row: Mapping[Any, Any], measure: Measure, names: Mapping[str, str]) -> str:
    """One edit in words, escaped: day, who, what, why."""
    what = _("; ").join(changes(json.loads(row["before"]), json.loads(row["after"]), measure, names)) or _("a note")
    who = figures.text_or_none(row["changed_by"]) or _("not said by whom")
    told = _("{day}, {who}: {what}").format(
        day=periods.day_label(row["changed_at"].date()), who=plain(who, limit=100), what=plain(what, limit=300)
    )
    if note := figures.text_or_none(row["note"]):
        told = _("{told}. Note: {note}").format(told=told, note=plain(note, limit=500))
    return _("~~{told}~~ (taken back)").format(told=told) if pd.notna(row["undone_at"]) else told


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], measure: Measure, names: Mapping[str, str]
) -> list[str]:
    """The fields that differ between two states: "Target 85% → 90%". `names` are those of the touchpoints."""
    flat = [_flat(state) for state in (before, after)]
    fields = [name for name in (*flat[0], *flat[1]) if flat[0].get(name) != flat[1].get(name)]
    return [
        _("{field} {before} → {after}").format(
            field=field_name(name), before=_words(flat[0].get(name), name, measure, names),
            after=_words(flat[1].get(name), name, measure, names),
        )
        for name in dict.fromkeys(fields)
    ]  # fmt: skip


def _flat(state: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in state.items() if name not in ("parameters", "exists")}
    return kept | dict(state.get("parameters", {}))


def _words(value: Any, name: str, measure: Measure, names: Mapping[str, str]) -> str:
    if value is None or value == []:
        return figures.NONE
    if name in NUMBERS:
        return kpi_words.value(measure, float(value))
    if isinstance(value, list):
        return _(", ").join(names.get(str(code), str(code)) for code in value)
    return f"{value:g}" if isinstance(value, int | float) else str(value)
