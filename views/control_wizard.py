"""Limits that begin anew: the proposal explained, the decision kept with who and when, and taken back; notes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from analytics.spc.stages import Shift
from i18n import _, in_a_row, language
from views import control_answer, control_periods, control_words, figures, loaders, loaders_control, periods
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows.mark_chart import add_note, begin_stage, drop_note, end_stage
from workflows.read_control import Reading

NAME = "control_name"


def draw(view: View, asked: loaders_control.Asked, one: Reading, selected: str) -> None:
    """Left the change of level, right the notes."""
    if not selected:
        return
    st.header(_("What happened, and from when on?"), anchor=False)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _stages(view, asked, one, selected)
    with right.container(border=True, height="stretch"):
        _notes(view, one, selected)


def _stages(view: View, asked: loaders_control.Asked, one: Reading, selected: str) -> None:
    st.subheader(_("Has the level changed for good?"), anchor=False)
    st.caption(_("Limits that begin anew judge what follows by the new level. Do it when you know the reason, not to "
                 "make signals go away."))  # fmt: skip
    code = str(one.row["code"])
    for shift in loaders_control.shifts(asked):
        st.markdown(shift_sentence(one, shift))
    if not loaders_control.shifts(asked):
        st.caption(_("No step of the level is beyond chance: nothing is proposed."))
    _kept_stages(view, code)
    _stage_form(view, asked, one, selected)


def shift_sentence(one: Reading, shift: Shift) -> str:
    """A proposed shift: from when, by how much, how sure, and between which periods it may have begun."""
    facts = {
        "since": control_periods.title(control_answer.day_of(one, shift.index), one.grain),
        "before": control_words.value_words(one.row, shift.before),
        "after": control_words.value_words(one.row, shift.after),
        "sigmas": figures.number(abs(shift.in_sigmas), 1),
        "n_before": figures.count(shift.n_before),
        "n_after": figures.count(shift.n_after),
        "p": figures.share(shift.p),
        "first": control_periods.title(control_answer.day_of(one, shift.earliest), one.grain),
        "last": control_periods.title(control_answer.day_of(one, shift.latest), one.grain),
    }
    said = [_(
        "**From {since} the level is {after} instead of {before}**: {sigmas} standard deviations of a point, "
        "{n_before} points before, {n_after} after. Of stable series {p} show a step as clear by chance."
    )]  # fmt: skip
    if shift.earliest != shift.latest:
        said.append(_("It may have begun between {first} and {last}."))
    if shift.is_drift:
        said.append(_("A slow drift describes it better than a step."))
    if shift.memory > 0.3:
        said.append(_("Neighbouring points hang together, so trust this less."))
    return in_a_row(*said).format(**facts)


def _kept_stages(view: View, code: str) -> None:
    kept = loaders_control.stages(view.journey_id, code)
    for row in kept.to_dict("records"):
        said = _("Limits begin anew on {day}: {reason}. {who}, {when}.").format(
            day=periods.day_label(row["starts_on"].date()),
            reason=plain(figures.text_or_none(row["reason"]) or _("no reason given")),
            who=plain(str(row["decided_by"])),
            when=periods.day_label(row["decided_at"].date()),
        )
        key = str(row["stage_key"])
        with st.container(horizontal=True, vertical_alignment="center", key=f"stage_{key}"):
            st.markdown(said, width="stretch")
            st.button(_("Take back"), key=f"end_{key}|{language()}", on_click=_end, args=(key,))


def _end(key: str) -> None:
    done = _("Taken back: the limits of before hold again.")
    attempt(lambda: end_stage(loaders.store(), key, at=datetime.now(UTC)), done)


def _stage_form(view: View, asked: loaders_control.Asked, one: Reading, selected: str) -> None:
    shifts = loaders_control.shifts(asked)
    usual = control_answer.day_of(one, shifts[-1].index) if shifts else control_periods.day_of_code(selected)
    first, last = (control_answer.day_of(one, at) for at in (0, -1))
    fields = _fields("stage", one, selected)
    with st.form("stage_form", border=False):
        st.date_input(_("Limits begin anew on"), value=usual, min_value=first, max_value=last, key=fields["day"])
        st.text_input(_("Reason"), max_chars=140, key=fields["text"])
        _who(fields["who"])
        st.form_submit_button(
            _("Let the limits begin anew"), icon=":material/vertical_split:", on_click=_keep_stage,
            args=(view.journey_id, str(one.row["code"]), fields, shifts[-1] if shifts else None),
        )  # fmt: skip


def _fields(name: str, one: Reading, selected: str) -> dict[str, str]:
    """The keys of a form: new ones for every chart and point, so that nothing typed lands elsewhere; a name stays."""
    keys = {field: f"{name}_{field}|{one.row['code']}|{selected}|{language()}" for field in ("day", "text", "whole")}
    return keys | {"who": f"{name}_who|{language()}"}


def _who(key: str) -> None:
    if key not in st.session_state:  # a value set on every run would empty a field that is being typed in
        st.session_state[key] = st.session_state.get(NAME, "")
    st.text_input(_("Your name"), max_chars=80, key=key)


def _keep_stage(journey_id: str, code: str, fields: dict[str, str], shift: Shift | None) -> None:
    day, reason, who = (st.session_state.get(fields[name]) for name in ("day", "text", "who"))
    if not isinstance(day, date):
        return
    facts = {"p": shift.p, "before": shift.before, "after": shift.after} if shift else {}
    st.session_state[NAME] = who
    attempt(
        lambda: begin_stage(
            loaders.store(), journey_id, code, day, reason=str(reason or ""), facts=facts, at=datetime.now(UTC),
            by=str(who or ""),
        ),
        _("Kept: limits begin anew on {day}.").format(day=periods.day_label(day)),
    )  # fmt: skip


def _notes(view: View, one: Reading, selected: str) -> None:
    st.subheader(_("Notes on this chart"), anchor=False)
    code = str(one.row["code"])
    kept = loaders_control.notes(view.journey_id, code)
    if kept.empty:
        st.caption(_("A note stands on the chart as a vertical line with its text, for everybody who opens it."))
    for row in kept.to_dict("records"):
        _note(row)
    fields = _fields("note", one, selected)
    with st.form("note_form", border=False):
        st.date_input(_("Day"), value=control_periods.day_of_code(selected), key=fields["day"])
        st.text_input(_("What happened"), max_chars=140, key=fields["text"])
        _who(fields["who"])
        st.checkbox(_("On all charts of this journey"), key=fields["whole"])
        st.form_submit_button(
            _("Note what happened"), type="primary", icon=":material/edit_note:", on_click=_keep_note,
            args=(view.journey_id, code, fields),
        )  # fmt: skip


def _keep_note(journey_id: str, code: str, fields: dict[str, str]) -> None:
    day, text, who, whole = (st.session_state.get(fields[name]) for name in ("day", "text", "who", "whole"))
    if not isinstance(day, date):
        return
    st.session_state[NAME] = who
    attempt(
        lambda: add_note(
            loaders.store(), journey_id, code, day, str(text or ""), whole_journey=bool(whole), at=datetime.now(UTC),
            by=str(who or ""),
        ),
        _("Noted."),
    )  # fmt: skip


def _note(row: Mapping[Hashable, Any]) -> None:
    said = _("{day}: {text} ({who})").format(
        day=periods.day_label(row["noted_on"].date()), text=plain(str(row["text"])), who=plain(str(row["noted_by"]))
    )
    key = str(row["note_id"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"note_{key}"):
        st.markdown(said, width="stretch")
        st.button(_("Take back"), key=f"drop_{key}|{language()}", on_click=_drop, args=(key,))


def _drop(key: str) -> None:
    attempt(lambda: drop_note(loaders.store(), key, at=datetime.now(UTC)), _("The note is taken back."))
