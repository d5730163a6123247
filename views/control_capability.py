"""Is the process capable? One measure against its limits, the stages by their weakest, and the limits themselves."""

from __future__ import annotations

import math

import streamlit as st

from analytics.capability.shapes import ORDER
from i18n import _
from views import (
    capability_cards,
    capability_limits,
    capability_picture,
    capability_stages,
    capability_table,
    capability_tolerance,
    capability_words,
    cards,
    empty,
    frame,
    loaders_capability,
    present,
    state,
)
from views.attempts import draw_outcomes
from views.view import View
from workflows.capability_model import STAGE_KINDS, VALUES, WORKING_TIME, Capability, Measured
from workflows.read_capability import margin

WORST = ("not_capable", "cannot_tell", "capable", "not_judged")


def draw(view: View) -> None:
    """Controls, the two verdicts, the chart, indices and limits, customers' tolerance, stages."""
    measured = current(view)
    if measured is None:
        sentence = _(
            "Nothing can be held to a limit yet: that needs KPI values, process instances, or touchpoints with a floor."
        )
        empty.no_data(sentence, has_more=False)
        return
    is_presenting = state.is_on(state.PRESENT)
    if is_presenting:
        _steps(view, measured)
    else:
        draw_outcomes()
        _controls(view, measured, is_share=_found(view, measured).attribute is not None)
    found = _found(view, measured)
    answer = answer_sentence(found)
    if is_presenting:
        present.message(answer)
        _periods(found)
        capability_picture.draw(view, found, answer)
        _clock(view, measured)
        return
    st.markdown(answer)
    _periods(found)
    cards.draw_cards(capability_cards.capability_cards(view, found))
    capability_picture.draw(view, found, answer)
    _clock(view, measured)
    left, right = st.columns(2)
    with left:
        _customer_side(view, found)
    with right:
        capability_table.draw(view, found)
    capability_limits.draw(view, found)
    capability_stages.draw(view, threshold())
    st.caption(
        _(
            "Cp and Cpk use the sigma within subgroups, Pp and Ppk the overall one. "
            "Intervals: chi-square for Cp and Pp, "
            "noncentral t for one limit, Bissell’s formula for Cpk. Figures of process "
            "instances are not narrowed by segments."
        )
    )


def _periods(found: Capability) -> None:
    """That period values are judged, where no single cases are known."""
    said = capability_words.period_words(found)
    if said:
        st.caption(said)


def _clock(view: View, measured: Measured) -> None:
    """Which clock counts the hours of a stage, and the years without holidays on record."""
    years = loaders_capability.missing_years(view.journey_id) if measured.clock == WORKING_TIME else ()
    said = capability_words.clock_words(measured, measured.limits is not None, years)
    if said:
        st.caption(said)


def _customer_side(view: View, found: Capability) -> None:
    """What customers say about the same thing: their tolerance of a stage's times, or who rates below the floor."""
    if found.measured.kind in STAGE_KINDS:
        capability_tolerance.draw(view, found)
    else:
        capability_tolerance.draw_ratings(view, found)


def current(view: View) -> Measured | None:
    """The chosen measure, or the worst that is judged; None where the journey has none."""
    listed = loaders_capability.measures(view.journey_id)
    by_code = {one.code: one for one in listed}
    code = state.get(state.CAPABILITY_MEASURE)
    if code and code not in by_code:
        state.refuse(state.CAPABILITY_MEASURE, code)
        code = ""
    if not listed:
        return None
    code = code or _opening(view, listed)
    state.show(state.CAPABILITY_MEASURE, code)
    return by_code[code]


def _opening(view: View, listed: tuple[Measured, ...]) -> str:
    """The worst judged characteristic, what is not capable first; else the first with a limit, or of all."""
    asked = threshold()
    found = [one for one in loaders_capability.report(view.scope, asked).capabilities if one.problem is None]

    def badness(one: Capability) -> tuple[int, bool, float]:
        room = margin(one, asked)
        is_minor = one.measured.limits is None or not one.measured.limits.is_critical
        return WORST.index(one.verdict), is_minor, math.inf if room is None else room

    if found:
        return min(found, key=badness).measured.code
    return next((one.code for one in listed if one.limits is not None), listed[0].code)


def threshold() -> float:
    """The index that is asked for."""
    return float(state.get(state.THRESHOLD))


def _wanted(measured: Measured) -> str | None:
    chosen = state.get(state.DISTRIBUTION)
    return None if chosen == "auto" or measured.figure != VALUES else chosen


def _steps(view: View, measured: Measured) -> None:
    """The arrow keys walk the measures that are held to a limit."""
    codes = [one.code for one in loaders_capability.measures(view.journey_id) if one.limits is not None]
    codes += [measured.code] if measured.code not in codes else []
    with frame.tools():
        present.step(codes, measured.code, state.CAPABILITY_MEASURE)


def _found(view: View, measured: Measured) -> Capability:
    return loaders_capability.capability(view.scope, measured.code, threshold(), view.before, _wanted(measured))


def _controls(view: View, measured: Measured, *, is_share: bool) -> None:
    listed = loaders_capability.measures(view.journey_id)
    ordered = [*(one for one in listed if one.limits is not None), *(one for one in listed if one.limits is None)]
    names = {one.code: capability_words.list_name(one) for one in ordered}
    with st.container(horizontal=True, vertical_alignment="bottom", key="capability_controls"):
        state.bound(
            st.selectbox,
            _("Measure"),
            list(names),
            state.CAPABILITY_MEASURE,
            fallback=measured.code,
            format_func=names.__getitem__,
            width=420,
        )
        if not is_share:  # a share is judged by the share that is allowed
            state.bound(st.selectbox, _("Index asked for"), list(state.THRESHOLDS), state.THRESHOLD, width=130)
        if measured.figure == VALUES:
            state.bound(
                st.selectbox,
                _("Distribution"),
                ["auto", *ORDER, "observed"],
                state.DISTRIBUTION,
                format_func=capability_words.shape_name,
                width=230,
            )


def answer_sentence(found: Capability) -> str:
    """The two verdicts, one after the other, with n and period left to the foot of the page."""
    told = _("**{name}** — {stability} {capability}")
    return told.format(
        name=capability_words.name(found.measured),
        stability=capability_words.stability_sentence(found),
        capability=capability_words.capability_sentence(found, threshold()),
    )
