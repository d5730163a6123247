"""The log behind the stream: which one, its faults, and which touchpoint each of its steps belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.queries import process_maps
from data.queries.process_issues import process_issues
from data.queries.scope import Scope
from i18n import _, language
from views import attempts, empty, figures, loaders, loaders_stream, state, stream_ends
from views.escape import plain
from views.periods import Window
from views.process_issue_words import issue_sentence, places_sentence
from views.view import View
from workflows.map_activities import map_activities, place_log, propose_touchpoints

NOBODY = ""
OWN = ""


def free_logs() -> dict[str, str]:
    """The names of the logs behind no journey, by the id of their source."""
    logs = loaders_stream.logs()
    free = logs[logs["journey_id"].isna()]
    return {
        str(source): figures.text_or_none(name) or str(source)
        for source, name in zip(free["source_id"], free["file_name"], strict=True)
    }


def chosen(view: View) -> str | None:
    """The source of the log without a journey that is looked at, OWN for the log of the journey; None without any."""
    free, wanted = free_logs(), state.get(state.STREAM_LOG)
    if wanted in free:
        return wanted
    if view.exists and loaders_stream.log_totals(view.scope.between(None, None))["n_cases"]:
        return OWN
    return next(iter(free), None)


def choose(view: View, source: str) -> None:
    """A popover with the log of the journey and those behind none; nothing where there is no choice."""
    free = free_logs()
    has_own = view.exists and bool(loaders_stream.log_totals(view.scope.between(None, None))["n_cases"])
    if not free:
        return
    told = ({OWN: _("Log of the journey")} if has_own else {}) | free
    label = _("Log: {name}").format(name=plain(told[source], limit=28)) if source else told[source]
    with st.popover(label, icon=":material/lists:", key="stream_free_log"):
        state.bound(
            st.selectbox, _("Event log"), list(told), state.STREAM_LOG, fallback=source,
            format_func=lambda code: told[code],
        )  # fmt: skip
        if source != OWN and view.exists and not view.is_sample:
            label = _("Put it behind {journey}").format(journey=plain(view.journey_name))
            st.button(label, icon=":material/link:", on_click=_place, args=(source, view), key=f"place_{source}")


def looked_at(view: View, source: str | None) -> View | None:
    """The view itself for the log of its journey, else of the log `source`, all of its time; None without a log."""
    if source is None:
        return None
    return view if source == OWN else _of_log(view, source, free_logs()[source])


def say_free(source: str | None) -> None:
    """That the log that is looked at stands behind no journey."""
    if source:
        st.caption(_("This log stands behind no journey yet, so no customer speaks here; all of its time is shown."))


def _of_log(view: View, source: str, name: str) -> View:
    return replace(view, journey_id=source, journey_name=name, scope=Scope(source), before=None,
                   before_span=None, span=Window("all", None, None), segments=(), overlay=None)  # fmt: skip


def needs_journey(view: View) -> bool:
    """Whether the view is of a log without a journey; says why a part cannot be drawn from it."""
    if view.scope.journey_id in set(loaders.journeys()["journey_id"]):
        return False
    empty.no_data(
        _("This part needs the stages and touchpoints of a journey, and this log stands behind none. Put it behind a "
          "journey and say which touchpoint its steps belong to.")
    )  # fmt: skip
    return True


def _place(source_id: str, view: View) -> None:
    attempts.attempt(lambda: place_log(loaders.store(), source_id, view.journey_id), _("The log stands behind it now."))
    state.put(state.STREAM_LOG, OWN)


def draw(view: View) -> None:
    """Folded away: faults, touchpoints, ends."""
    label = _("The log: its faults, the touchpoints of its steps, and which of them end an instance")
    with st.expander(label, on_change="rerun", key=f"stream_log|{language()}") as opened:
        if not opened.open:
            return
        for line in faults(view):
            st.markdown(line)
        if view.exists and view.scope.journey_id == view.journey_id and len(loaders.touchpoints(view.journey_id)):
            _touchpoints(view)
        stream_ends.draw(view)


def faults(view: View) -> list[str]:
    """One line per kind of fault, with how many and where."""
    found = process_issues(loaders.store(), view.journey_id)
    if found.empty:
        return [_("No fault was found in the times of this log.")]
    return [fault_line(dict(row)) for row in found.to_dict("records")]  # type: ignore[arg-type]


def fault_line(row: dict[str, object]) -> str:
    """A fault with its number, what was done about it, and where it stands."""
    code, n_cases = str(row["code"]), row["n_cases"]
    said = issue_sentence(code, int(str(row["n_events"])), None if pd.isna(n_cases) else int(str(n_cases)))  # type: ignore[call-overload]
    places = places_sentence(code, [plain(str(place)) for place in row["places"]])  # type: ignore[attr-defined]
    return f"- {said} {places}".rstrip()


def _touchpoints(view: View) -> None:
    """A table in which each step gets its touchpoint; proposals stand in it where nobody chose yet."""
    rows = process_maps.log_activities(loaders.store(), view.journey_id)
    proposed = {one.activity: one for one in propose_touchpoints(loaders.store(), view.journey_id)}
    names = loaders.names(view.journey_id, language())
    chosen = [figures.text_or_none(code) for code in rows["touchpoint_id"]]
    guess = [proposed[str(name)].touchpoint_id if str(name) in proposed else None for name in rows["activity"]]
    table = pd.DataFrame(
        {
            "activity": rows["activity"].astype(str),
            "touchpoint": [names.get(code or other or NOBODY, "") for code, other in zip(chosen, guess, strict=True)],
            "basis": [
                _("chosen") if code else _("proposed: name alike") if other else _("none")
                for code, other in zip(chosen, guess, strict=True)
            ],
        }
    )
    edited = st.data_editor(
        table, hide_index=True, key=f"stream_touchpoints|{state.widget_key('tp')}", disabled=["activity", "basis"],
        height=380,
        column_config={
            "activity": st.column_config.TextColumn(_("Step")),
            "touchpoint": st.column_config.SelectboxColumn(_("Touchpoint"), options=["", *sorted(names.values())]),
            "basis": st.column_config.TextColumn(_("Basis")),
        },
    )  # fmt: skip
    codes = {name: code for code, name in names.items()}
    wanted = {
        str(activity): codes.get(str(name or ""))
        for activity, name, code in zip(edited["activity"], edited["touchpoint"], chosen, strict=True)
        if codes.get(str(name or "")) != code
    }
    st.button(
        _("Keep these touchpoints"), icon=":material/task_alt:", disabled=not wanted, on_click=_keep,
        args=(dict(zip(rows["activity"].astype(str), rows["source_id"].astype(str), strict=True)), wanted),
        key=f"stream_keep_touchpoints|{state.widget_key('tp')}",
    )  # fmt: skip


def _keep(sources: dict[str, str], wanted: dict[str, str | None]) -> None:
    def write() -> None:
        for source in sorted({sources[name] for name in wanted}):
            own = {name: code for name, code in wanted.items() if sources[name] == source}
            map_activities(loaders.store(), source, own, by="", at=datetime.now(UTC))

    attempts.attempt(write, _("The touchpoints of the steps are kept."))
