"""Where open instances stand, ways back, changes of hands: three tables whose rows lead to their instances."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.queries.process_drill import Behind
from i18n import _, language
from views import figures, loaders_process, state, stream_load_words
from views.escape import plain
from views.stream_words import brief
from views.view import View

HOUR = 3600.0


def draw(view: View) -> None:
    """The tables side by side, each with the instances of its chosen row below it."""
    left, right = st.columns([46, 54])  # the right one has the longer names
    with left:
        _open(view)
    with right:
        _loops(view)
    _handoffs(view)


def _open(view: View) -> None:
    st.subheader(_("Where instances in progress stand"), anchor=False)
    ageing = loaders_process.ageing(view.scope)
    for line in stream_load_words.rule_lines(view.scope.journey_id):
        st.caption(line)
    if ageing.empty:
        st.markdown(_("None is in progress at the end of the log."))
        return
    at = _chosen("open", pd.DataFrame(
        {
            _("After the step"): [plain(str(name)) for name in ageing["activity"]],
            _("In progress"): ageing["n_open"],
            _("Overdue"): ageing["n_overdue"],
            _("Age (median)"): _times(ageing["median_age_s"]),
            _("Silent for"): _times(ageing["median_silent_s"]),
        }
    ))  # fmt: skip
    if at is not None:
        found = loaders_process.open_cases(view.scope, str(ageing["activity"].iloc[at]))
        _cases(found, int(ageing["n_open"].iloc[at]), _("Age"), found["age_s"], "open")


def _loops(view: View) -> None:
    st.subheader(_("Ways back"), anchor=False)
    loops = loaders_process.loops(view.scope)
    if loops.empty:
        st.markdown(_("No instance comes back to a step it had left."))
        return
    st.caption(
        _("Extra time: from the end of the visit before to the end of the one that repeats it, the middle one. "
          "Instances in progress count too.")
    )  # fmt: skip
    at = _chosen("loops", pd.DataFrame(
        {
            _("After the step"): [plain(str(name)) for name in loops["previous"]],
            _("Back to"): [plain(str(name)) for name in loops["activity"]],
            _("Times"): loops["n_loops"],
            _("Instances"): loops["n_cases"],
            _("Extra time"): _times(loops["median_extra_s"]),
        }
    ))  # fmt: skip
    if at is not None:
        row = loops.iloc[at]
        _behind(view, Behind(activity_no=int(row["activity_no"]), previous_no=int(row["previous_no"]), is_repeat=True),
                "loops")  # fmt: skip


def _handoffs(view: View) -> None:
    """Who takes over from whom; nothing where the log names nobody."""
    pairs = loaders_process.handoffs(view.scope)
    if pairs.empty:
        return
    st.subheader(_("Hand-offs"), anchor=False)
    st.caption(_("A hand-off: the next step of an instance is done by somebody else. The most frequent ones; the wait "
                 "before the step that is taken over is the middle one, by the calendar. Instances in progress count "
                 "too."))  # fmt: skip
    at = _chosen("handoffs", pd.DataFrame(
        {
            _("Handed over by"): [plain(str(name)) for name in pairs["giver"]],
            _("Taken over by"): [plain(str(name)) for name in pairs["taker"]],
            _("Times"): pairs["n"],
            _("Instances"): pairs["n_cases"],
            _("Wait (median)"): _times(pairs["median_wait_s"]),
        }
    ))  # fmt: skip
    if at is not None:
        row = pairs.iloc[at]
        _behind(view, Behind(giver_no=int(row["giver_no"]), taker_no=int(row["taker_no"])), "handoffs")


def _times(seconds: pd.Series) -> list[str]:
    return [figures.NONE if pd.isna(one) else brief(float(one) / HOUR) for one in seconds]


def _chosen(name: str, table: pd.DataFrame) -> int | None:
    """The table; the place of the chosen row."""
    event: Any = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row",
                              key=f"load_{name}|{state.widget_key('rows')}")  # fmt: skip
    rows = event["selection"]["rows"]
    if not rows or rows[0] >= len(table):
        st.caption(_("Choose a row to see its process instances."))
        return None
    return int(rows[0])


def _behind(view: View, behind: Behind, name: str) -> None:
    found = loaders_process.cases_behind(view.scope, behind)
    n = int(found["n_cases"].iloc[0]) if len(found) else 0
    _cases(found, n, _("Lead time"), found["lead_s"], name)


def _cases(found: pd.DataFrame, n: int, title: str, seconds: pd.Series, name: str) -> None:
    """The instances of a row, the longest first."""
    if len(found) < n:
        st.caption(_("The {k} longest of {n}.").format(k=figures.count(len(found)), n=figures.count(n)))
    else:
        st.caption(_("n = {n} process instances").format(n=figures.count(n)))
    table = pd.DataFrame(
        {
            _("Process instance"): found["external_key"].fillna(found["case_id"]),
            _("Customer"): found["account"].fillna(""),
            _("Began"): found["began_at"].dt.date,
            _("Last step"): found["ended_at"].dt.date,
            title: _times(seconds),
        }
    )
    st.dataframe(table, hide_index=True, height=min(320, 38 + 35 * len(table)), key=f"load_{name}_cases|{language()}")
