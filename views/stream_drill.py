"""Behind a step: why it is classed so and what you decide, the customer left, the process right."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.process.value_stream import ClockName, StreamStep
from i18n import _, language
from views import figures, loaders, loaders_stream, state, stream_decide, stream_picture
from views.escape import plain
from views.stream_words import brief, card_time, order, reason, wait_reason
from views.view import View
from views.voice_list import draw_voices
from workflows.read_stream import StreamReading


def draw(view: View, reading: StreamReading, step: StreamStep) -> None:
    """Heading, reason, decision, the two cards."""
    proposal = reading.proposals[step.code]
    st.header(heading(reading, step).format(name=plain(step.activity)), anchor=False)
    st.markdown(reason(step, proposal))
    whose = wait_reason(step, reading.waits[step.code])
    if whose:
        st.markdown(whose)
    stream_decide.draw(view, step, proposal)
    customer, process = st.columns(2)
    with customer.container(border=True, height="stretch"):
        _customer(view, step)
    with process.container(border=True, height="stretch"):
        _process(view, reading, step)


def heading(reading: StreamReading, step: StreamStep) -> str:
    """What the step is to the page: proposed waste, longest wait, or just selected."""
    if reading.proposals[step.code].strength > 0 and not step.decision.is_decided:
        return _("Proposed as waste: {name}")
    worst = reading.stream.worst_wait
    return _("Longest wait: {name}") if worst and worst.code == step.code else _("Selected: {name}")


def _customer(view: View, step: StreamStep) -> None:
    """The score of the linked touchpoint and what people say there."""
    point = stream_picture.points(view).get(step.touchpoint_id or "")
    if point is None or point.mean is None or point.hidden:
        st.subheader(_("What customers say"), anchor=False)
        said = _("No touchpoint is linked to this step, so nobody's answers can stand here.")
        if step.touchpoint_id:
            said = _("Too few answers at the linked touchpoint in this period.")
        st.info(said, icon=":material/link_off:")
        return
    name = loaders.names(view.journey_id, language()).get(point.touchpoint_id, point.touchpoint_id)
    score = _("**{name}**: experience score **{mean}** ({interval}); n = {n} answers.")
    st.markdown(
        score.format(
            name=plain(name),
            mean=figures.number(point.mean),
            interval=figures.interval(point.low, point.high),
            n=figures.count(point.n),
        )
    )
    draw_voices(view, point)


def _process(view: View, reading: StreamReading, step: StreamStep) -> None:
    """The step in figures and the instances that waited longest; a chosen row shows the instance step by step."""
    st.subheader(_("The instances that waited longest"), anchor=False)
    stream, by = reading.stream, reading.stream.clock
    said = _(
        "Before this step {share} of all waiting is lost: {wait} per instance on average, median {median} and P85 "
        "{p85} per visit. About {wip} instances wait here at any moment."
    )
    waiting = stream.own_wait_sum_hours
    if step.is_customers_wait:
        waiting = stream.lead_sum_hours
        said = _(
            "The time before this step is the customer's own: {share} of the lead time, {wait} per instance on "
            "average, median {median} and P85 {p85} per visit. Nobody of ours could begin earlier."
        )
    if step.wait_median_hours is None:
        st.caption(_("Instances begin here, so nothing waits before it."))
    else:
        st.caption(
            said.format(
                share=figures.share(step.wait_sum_hours / waiting if waiting else None),
                wait=brief(step.wait_sum_hours / stream.n_cases, by=by),
                median=brief(step.wait_median_hours, by=by),
                p85=brief(step.wait_p85_hours, by=by),
                wip=figures.number(step.wip, 1),
            )
        )
        if order(step) and stream.is_timed and not step.is_customers_wait:
            st.caption(order(step))
    rows = loaders_stream.longest_waits(view.scope, step.source_id, step.activity, by)
    if rows.empty:
        return
    chosen = _cases(rows, step, by)
    if chosen is not None:
        _case(rows.iloc[chosen], by)


def _cases(rows: pd.DataFrame, step: StreamStep, by: ClockName) -> int | None:
    """The table of instances; the place of the chosen row."""
    told = pd.DataFrame(
        {
            _("Instance"): rows["case_key"],
            _("Customer"): rows["account"].fillna(""),
            _("Waited"): [card_time(hours, by) for hours in rows["wait_hours"]],
            _("Visit"): rows["visit"],
            _("Step began"): rows["began_at"],
        }
    )
    event: Any = st.dataframe(
        told, hide_index=True, height=245, on_select="rerun", selection_mode="single-row",
        key=f"longest_{step.code}|{state.widget_key('cases')}",
        column_config={_("Step began"): _moment()},
    )  # fmt: skip
    picked = event["selection"]["rows"]
    if not picked:
        st.caption(_("Choose a row to see this instance step by step."))
        return None
    return int(picked[0])


def _moment() -> Any:
    """A column of moments, which the store holds in its own time zone."""
    told = _("In the time zone of the settings, {zone}.").format(zone=plain(str(loaders.rules()["time_zone"])))
    return st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", help=told)


def _case(row: pd.Series[Any], by: ClockName) -> None:
    steps = loaders_stream.case_steps(str(row["case_id"]))
    st.markdown(
        _("**{name}**: {n} steps done, lead time {lead}").format(
            name=plain(str(row["case_key"])), n=len(steps), lead=card_time(float(row["lead_hours"]), by)
        )
    )
    if by == "working":
        st.caption(_("Waits and processing of the single steps are calendar time, as their moments are."))
    told = pd.DataFrame(
        {
            _("Step"): steps["activity"],
            _("Began"): steps["began_at"],
            _("Waited"): [brief(seconds / 3600) for seconds in steps["wait_s"]],
            _("Processing"): [brief(seconds / 3600) for seconds in steps["processing_s"]],
            _("By"): steps["resource"].fillna(""),
        }
    )
    shape = {_("Began"): _moment()}
    st.dataframe(told, hide_index=True, height=280, column_config=shape, key=f"case_{row['case_id']}")
