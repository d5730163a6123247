"""The future state: edit times or leave out a step, and see lead time, both efficiencies and cost move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.process.future_state import StepEdit, future_stream, kept_shares
from analytics.process.value_stream import ClockName, ValueStream
from data.queries.scope import Scope
from data.queries.stream import future_lead
from data.queries.stream_scenarios import scenarios
from i18n import _
from reports.numbers import money
from views import attempts, figures, loaders, loaders_stream, state, stream_clock
from views.cards import Card
from views.stream_words import brief, signed
from views.view import View
from workflows.read_stream import StreamReading
from workflows.save_scenario import clock_of, edits_of, remove_scenario, save_scenario

_SESSION = "stream_edits"
WAIT, WORK, GONE = "wait", "work", "gone"


def edits(view: View) -> dict[str, StepEdit]:
    """What is edited in this browser tab, by step code."""
    held: dict[str, dict[str, StepEdit]] = st.session_state.setdefault(_SESSION, {})
    return held.setdefault(_place(view.journey_id, _clock(view)), {})


def _clock(view: View) -> ClockName:
    """The clock of the hours that are edited: the one the map goes by, which need not be the one asked for."""
    return loaders_stream.reading(view.scope, stream_clock.wanted()).stream.clock


def _place(journey_id: str, clock: str) -> str:
    """Where the edits by a clock are kept: hours of the one are no hours of the other."""
    return journey_id if clock == "calendar" else f"{journey_id}\x1f{clock}"


def reading(view: View, now: StreamReading) -> StreamReading:
    """The stream with the edits of this tab."""
    edited = {code: edit for code, edit in edits(view).items() if any(step.code == code for step in now.stream.steps)}
    if not edited:
        return now
    return replace(now, stream=future(view.scope, now.stream, edited))


def future(scope: Scope, stream: ValueStream, edited: Mapping[str, StepEdit]) -> ValueStream:
    """All finished instances run again with the edited times."""
    shares = kept_shares(stream, edited)
    what = ("future lead", scope, tuple(sorted(shares.items())), stream.clock)
    clock = loaders_stream.clock_of(scope, stream.clock)
    lead = loaders.made(loaders_stream.AREAS, what, lambda: future_lead(loaders.store(), scope, shares, clock))
    return future_stream(stream, edited, lead)


def stamp(view: View) -> str:
    """What tells one set of edits from another."""
    return repr(sorted(edits(view).items()))


def draw(view: View, now: StreamReading) -> None:
    """The table to edit, and saved states."""
    st.header(_("Change times or leave out a step"), anchor=False)
    _editor(view, now)
    _saved(view)


def cards(now: ValueStream, then: ValueStream) -> list[Card]:
    """Lead time, both efficiencies and cost, as they are and as they would be."""
    currency = str(loaders.rules()["currency"])
    each = [None if one.cost_sum is None else one.cost_sum / one.n_cases for one in (now, then)]
    change = then.lead_median_hours - now.lead_median_hours
    by = now.clock
    was = _("now {value}")
    rows = [
        (stream_clock.lead_label(by), brief(then.lead_median_hours, by=by),
         _change(change, then.lead_median_hours, by), brief(now.lead_median_hours, then.lead_median_hours, by=by),
         -change),
        (_("Flow efficiency"), figures.share(then.flow_efficiency), _points(now.flow_efficiency, then.flow_efficiency),
         figures.share(now.flow_efficiency), (then.flow_efficiency or 0) - (now.flow_efficiency or 0)),
        (_("Process-cycle efficiency"), figures.share(then.pce), _points(now.pce, then.pce), figures.share(now.pce),
         (then.pce or 0) - (now.pce or 0)),
        (_("Cost per instance"), money(each[1], currency), _share_change(each[0], each[1]), money(each[0], currency),
         (each[0] or 0) - (each[1] or 0)),
    ]  # fmt: skip
    return [
        Card(label, value, delta, "blue" if better > 1e-9 else "orange" if better < -1e-9 else "gray",
             was.format(value=before))
        for label, value, delta, before, better in rows
    ]  # fmt: skip


def _change(hours: float, like: float, by: ClockName) -> str:
    return signed(hours, like, by=by) if abs(hours) > 1e-6 else _("no change")


def _points(now: float | None, then: float | None) -> str:
    if now is None or then is None:
        return figures.NONE
    return _("{value} percentage points").format(value=figures.signed(100 * (then - now)))


def _share_change(now: float | None, then: float | None) -> str:
    if not now or then is None:
        return figures.NONE
    return f"{figures.signed(100 * (then / now - 1), 0)}%"


def assumptions(n: int) -> str:
    """What the figures rest on."""
    return _(
        "All {n} finished instances run again with your times: waits and processing of an edited step shrink or grow "
        "in proportion, its cost with its processing, a step left out takes its wait along. Nothing else reacts: other "
        "queues stay as long as they are, and work that is saved is not done elsewhere. Without an experiment this is "
        "an estimate, not a promise."
    ).format(n=figures.count(n))


def _editor(view: View, now: StreamReading) -> None:
    """One row per step; changed cells become edits."""
    steps = now.stream.steps
    held = edits(view)
    rows = pd.DataFrame(
        {
            "name": [step.activity for step in steps],
            "wait_now": [_rounded(step.wait_median_hours) for step in steps],
            WAIT: [_rounded(_pick(held.get(step.code), "wait_hours", step.wait_median_hours)) for step in steps],
            "work_now": [_rounded(step.work_median_hours) for step in steps],
            WORK: [_rounded(_pick(held.get(step.code), "work_hours", step.work_median_hours)) for step in steps],
            GONE: [held.get(step.code, StepEdit()).is_removed for step in steps],
        }
    )
    hours = {"format": "%.1f", "min_value": 0.0, "max_value": 1e6, "step": 0.1}
    place = _place(view.journey_id, now.stream.clock)
    key = f"stream_editor_{place}_{st.session_state.get('stream_round', 0)}|{state.widget_key('edit')}"

    def take() -> None:
        changed = st.session_state[key]["edited_rows"]
        for place, cells in changed.items():
            step = steps[int(place)]
            held[step.code] = _edit(held.get(step.code, StepEdit()), cells)
            if held[step.code] == StepEdit():
                del held[step.code]

    st.data_editor(
        rows, hide_index=True, key=key, on_change=take, disabled=["name", "wait_now", "work_now"], height=380,
        column_config={
            "name": st.column_config.TextColumn(_("Step")),
            "wait_now": st.column_config.NumberColumn(_("Wait now, h"), format="%.1f"),
            WAIT: st.column_config.NumberColumn(_("Wait then, h"), **hours),  # type: ignore[arg-type]
            "work_now": st.column_config.NumberColumn(_("Work now, h"), format="%.1f"),
            WORK: st.column_config.NumberColumn(_("Work then, h"), **hours),  # type: ignore[arg-type]
            GONE: st.column_config.CheckboxColumn(_("Leave out")),
        },
    )  # fmt: skip
    if now.stream.clock == "working":
        st.caption(_("Hours here are working hours; a future state by calendar time is kept apart."))
    st.caption(_("Medians per visit in hours. Change a number or tick a step; the map and the figures follow."))


def _edit(before: StepEdit, cells: Mapping[str, Any]) -> StepEdit:
    edited = before
    if WAIT in cells:
        edited = replace(edited, wait_hours=cells[WAIT])
    if WORK in cells:
        edited = replace(edited, work_hours=cells[WORK])
    return replace(edited, is_removed=bool(cells[GONE])) if GONE in cells else edited


def _pick(edit: StepEdit | None, name: str, now: float | None) -> float | None:
    wanted = None if edit is None else getattr(edit, name)
    return now if wanted is None else float(wanted)


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 1)


# saved -------------------------------------------------------------------------------------------
def _saved(view: View) -> None:
    """Save under a name, take up a saved one, start anew."""
    held = edits(view)
    found = scenarios(loaders.store(), view.journey_id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="stream_saved"):
        name = st.text_input(_("Name of this future state"), key=f"scenario_name|{state.widget_key('s')}", width=260,
                             max_chars=80)  # fmt: skip
        st.button(_("Save"), type="primary", icon=":material/save:", disabled=not held, on_click=_save,
                  args=(view, name), key=f"scenario_save|{state.widget_key('s')}")  # fmt: skip
        st.button(_("Start anew"), icon=":material/restart_alt:", disabled=not held, on_click=_take, args=(view, "{}"),
                  key=f"scenario_reset|{state.widget_key('s')}")  # fmt: skip
        if len(found):
            told = dict(zip(found["scenario_id"].astype(str), found["name"].astype(str), strict=True))
            chosen = st.selectbox(
                _("Saved future states"), list(told), key=f"scenario_pick|{state.widget_key('s')}", width=240,
                format_func=state.labelled(list(told), lambda code: told[code]),
            )  # fmt: skip
            row = found[found["scenario_id"] == chosen].iloc[0]
            st.button(_("Take up"), on_click=_take_up, args=(view, str(row["edits"])),
                      key=f"scenario_take|{state.widget_key('s')}")  # fmt: skip
            st.button(_("Remove"), type="tertiary", on_click=_remove, args=(str(chosen),),
                      key=f"scenario_remove|{state.widget_key('s')}")  # fmt: skip


def _save(view: View, name: str) -> None:
    attempts.attempt(
        lambda: save_scenario(
            loaders.store(), view.journey_id, name, edits(view), clock=_clock(view), at=datetime.now(UTC)
        ),
        _("The future state is saved."),
    )


def _take_up(view: View, told: str) -> None:
    """The edits of a saved state, by the clock they were made by."""
    state.put(state.LOAD_CLOCK, clock_of(told))
    _take(view, told)


def _take(view: View, told: str) -> None:
    held = edits(view)
    held.clear()
    held.update(edits_of(told))
    st.session_state["stream_round"] = st.session_state.get("stream_round", 0) + 1


def _remove(scenario_id: str) -> None:
    attempts.attempt(lambda: remove_scenario(loaders.store(), scenario_id, at=datetime.now(UTC)))
