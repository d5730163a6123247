"""The map: answer, four figures, the picture of the stream and what lies behind a step."""

from __future__ import annotations

import streamlit as st

from analytics.process.value_stream import StreamStep
from i18n import _, in_a_row, ngettext
from views import (
    drawing,
    figures,
    frame,
    loaders_stream,
    present,
    state,
    stream_clock,
    stream_compare,
    stream_drill,
    stream_future,
    stream_log,
    stream_notes,
    stream_picture,
    stream_rows,
)
from views.cards import Card, draw_cards
from views.escape import plain, unmarked
from views.stream_words import brief, card_time, told, waste_name
from views.view import View
from workflows.read_stream import StreamReading


def draw(view: View) -> None:
    """The part "Map" of the page."""
    reading = loaders_stream.reading(view.scope, stream_clock.wanted())
    is_future = state.get(state.STREAM_VIEW) == "future"
    drawn = stream_future.reading(view, reading) if is_future else reading
    step = selected_step(drawn)
    if state.is_on(state.PRESENT):
        _present(view, reading, drawn, step)
        return
    _controls(drawn, step)
    said = answer(view, reading)
    st.markdown(said)
    if is_future:
        draw_cards(stream_future.cards(reading.stream, drawn.stream))
        st.caption(stream_future.assumptions(reading.stream.n_cases))
    else:
        draw_cards(cards(view, reading))
    for note in stream_notes.notes(reading):
        st.caption(note)
    stream_picture.draw(view, drawn, step.code, unmarked(said), stream_future.stamp(view) if is_future else "")
    st.caption(in_a_row(stream_notes.legend(), *stream_clock.lines(view, reading)))
    stream_rows.draw_downloads(view, drawn, lambda: stream_picture.png_of(view, drawn, step.code))
    if is_future:
        stream_future.draw(view, reading)
        return
    if state.get(state.STREAM_VIEW) == "compare":
        stream_compare.draw(view, reading)
    stream_drill.draw(view, reading, step)
    stream_log.draw(view)


def _present(view: View, reading: StreamReading, drawn: StreamReading, step: StreamStep) -> None:
    """One message and the map in large type; Back and Forward walk its windows."""
    is_future = state.get(state.STREAM_VIEW) == "future"
    with frame.tools():
        present.step(stream_picture.openings(drawn, step.code, drawing.scale()), step.code, state.STEP)
    headline, *more, basis = answer_parts(view, reading)
    said = headline if step.code == drawn.opening_code else plain(told(step, drawn.stream.clock))
    st.subheader(said, anchor=False)
    stream_picture.draw(view, drawn, step.code, unmarked(said), stream_future.stamp(view) if is_future else "")
    st.caption(in_a_row(*((stream_future.assumptions(reading.stream.n_cases), basis) if is_future else (*more, basis))))


def selected_step(reading: StreamReading) -> StreamStep:
    """The step that is looked at: the chosen one, else the one to look at first."""
    by_code = {step.code: step for step in reading.stream.steps}
    wanted = state.get(state.STEP)
    if wanted in by_code:
        return by_code[wanted]
    if wanted:
        state.put(state.STEP, "")
        st.caption(_("The step that was chosen does not occur in this view; another one is shown."))
    return by_code[reading.opening_code]


# controls ----------------------------------------------------------------------------------------
def form_label(code: str) -> str:
    """A form of the map."""
    return {"picture": _("Picture"), "whole": _("Whole map"), "list": _("List"), "table": _("Table")}[code]


def least_label(code: str) -> str:
    """Which steps are drawn."""
    if code == "0":
        return _("All steps")
    return _("Steps of {share} of the instances or more").format(share=figures.share(int(code) / 100))


def _counted_label() -> str:
    """Which steps and which clock, in one short line."""
    least = str(state.get(state.STREAM_LEAST))
    clock = stream_clock.name(stream_clock.wanted())
    if least == "0":
        return _("All steps · {clock}").format(clock=clock)
    return _("Steps from {share} · {clock}").format(share=figures.share(int(least) / 100), clock=clock)


def view_label(code: str) -> str:
    """As it is, as it could be, or two against each other."""
    return {"now": _("As it is"), "future": _("Future state"), "compare": _("Compare")}[code]


def _controls(reading: StreamReading, step: StreamStep) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="stream_controls"):
        state.bound(
            st.segmented_control, _("Form of the map"), state.STREAM_FORMS, state.STREAM_FORM, format_func=form_label,
            required=True, label_visibility="collapsed",
        )  # fmt: skip
        with st.popover(_counted_label(), icon=":material/schedule:"):
            stream_clock.choose()
            state.bound(
                st.selectbox, _("Steps shown"), state.STREAM_LEASTS, state.STREAM_LEAST, format_func=least_label,
            )  # fmt: skip
        state.bound(
            st.segmented_control, _("State of the stream"), state.STREAM_VIEWS, state.STREAM_VIEW,
            format_func=view_label, required=True, label_visibility="collapsed",
        )  # fmt: skip
        seen = stream_picture.window(reading, step.code, drawing.scale())
        if state.get(state.STREAM_FORM) not in ("table", "whole"):
            _turn("before", seen, seen.first - 1, _("Earlier"), ":material/chevron_left:")
            _turn("after", seen, seen.end, _("Later"), ":material/chevron_right:")


def _turn(name: str, seen: stream_picture.Window, place: int, label: str, icon: str) -> None:
    is_there = 0 <= place < len(seen.steps)
    code = seen.steps[place].code if is_there else ""
    st.button(
        label, key=f"stream_{name}|{state.widget_key('turn')}", icon=icon, disabled=not is_there,
        on_click=state.put, args=(state.STEP, code), type="tertiary",
    )  # fmt: skip


# words -------------------------------------------------------------------------------------------
def answer(view: View, reading: StreamReading) -> str:
    """The answer in a sentence, with n and period; the open proposal of waste that costs most is named."""
    return in_a_row(*answer_parts(view, reading))


def answer_parts(view: View, reading: StreamReading) -> list[str]:
    """The sentences of the answer: where the time goes, the costliest proposal of waste if any, n and period."""
    stream = reading.stream
    worst, own, lead = stream.worst_wait, stream.own_wait_sum_hours, stream.lead_sum_hours
    said = _(
        "**{share}** of the lead time nobody works on the instance; most of it is lost before **{step}** "
        "({wait} of all waiting)."
    )
    if stream.customer_wait_sum_hours:
        said = _(
            "**{share}** of the lead time the instance waits for us and **{customer}** is the customer's own time; "
            "most is lost before **{step}** ({wait} of the waiting for us)."
        )
    parts = [
        said.format(
            share=figures.share(own / lead if lead else None),
            customer=figures.share(stream.customer_wait_sum_hours / lead if lead else None),
            step=plain(worst.activity if worst else ""),
            wait=figures.share(worst.wait_sum_hours / own if worst and own else None),
        ),
        _waste(reading),
        _("n = {n} process instances that ended in {period} (their last event lies in it).").format(
            n=figures.count(stream.n_cases), period=view.period_text
        ),
    ]
    return [part for part in parts if part]


def _waste(reading: StreamReading) -> str:
    proposal = reading.proposals[reading.opening_code]
    if proposal.strength <= 0 or proposal.repeat is None or proposal.waste_type is None:
        return ""
    said = _("**{step}** looks like waste ({type}): {share} of the instances pass it twice or more and gain nothing.")
    return said.format(
        step=plain(proposal.activity), type=waste_name(proposal.waste_type),
        share=figures.share(proposal.repeat.again_share),
    )  # fmt: skip


def cards(view: View, reading: StreamReading) -> list[Card]:
    """Lead time, flow efficiency, process-cycle efficiency, worst wait."""
    stream, by = reading.stream, reading.stream.clock
    lead = loaders_stream.lead_time(view.scope, by)
    middle = stream.lead_median_hours
    spread = (
        _("95% CI {low} to {high}").format(
            low=brief(_hours(lead.median.low), middle, by=by), high=brief(_hours(lead.median.high), middle, by=by)
        )
        if lead is not None
        else ""
    )
    worst = stream.worst_wait
    n = _("n = {n} instances").format(n=figures.count(stream.n_cases))
    mean = _("mean {mean}, P85 {p85}").format(
        mean=brief(stream.lead_mean_hours, middle, by=by), p85=brief(stream.lead_p85_hours, middle, by=by)
    )
    pooled = _("pooled; {n}").format(n=n)
    flow_help = _("Time in which somebody works on the instance ÷ lead time, sums over all instances. ")
    if stream.flow_mean_of_cases is not None:
        flow_help += _("As the mean of the instances' own shares it is {mean}.").format(
            mean=figures.share(stream.flow_mean_of_cases)
        )
    undecided = sum(not step.decision.is_decided for step in stream.steps)
    pce_help = _("Time of value-added steps ÷ lead time, sums over all instances. ") + ngettext(
        "{n} step is classed by a proposal that nobody has decided on.",
        "{n} steps are classed by proposals that nobody has decided on.",
        undecided,
    ).format(n=undecided)
    if stream.customer_wait_sum_hours:
        without = _("Without the customer's own time it is {share}.")
        flow_help = in_a_row(flow_help.rstrip(), without.format(share=figures.share(stream.own_flow_efficiency)))
        pce_help = in_a_row(pce_help, without.format(share=figures.share(stream.own_pce)))
    return [
        Card(stream_clock.lead_label(by), card_time(middle, by), mean, "gray",
             f"{spread}; {n}" if spread else n),
        Card(_("Flow efficiency"), figures.share(stream.flow_efficiency), _("processing ÷ lead time"), "gray", pooled,
             flow_help),
        Card(_("Process-cycle efficiency"), figures.share(stream.pce), _("value-added ÷ lead time"), "gray", pooled,
             pce_help),
        Card(_("Worst wait (median)"), card_time(worst.wait_median_hours if worst else None, by),
             _("before {step}").format(step=plain(worst.activity)) if worst else "", "gray",
             _("per visit; {n} visits").format(n=figures.count(worst.n_visits)) if worst else n),
    ]  # fmt: skip


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600
