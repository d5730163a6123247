"""The page on key drivers: controls, answer, the chart, one driver in detail, everything as a table."""

from __future__ import annotations

import streamlit as st

from analytics.drivers.quadrant import SURE_SHARE
from i18n import _, in_a_row, without_bold
from views import (
    control_export,
    drivers_detail,
    drivers_more,
    drivers_picture,
    drivers_table,
    drivers_words,
    empty,
    figures,
    frame,
    loaders,
    loaders_drivers,
    present,
    state,
)
from views.cards import Card, draw_cards
from views.escape import plain
from views.view import View, current
from workflows.read_drivers import JOURNEY, TARGETS, Asked, DriverReading, Part


def draw(view: View) -> None:
    """All of the page under its header."""
    if not view.exists:
        empty.no_journey()
        return
    parts = {part.code: part for part in loaders_drivers.parts(view.scope)}
    if not parts or not loaders_drivers.outcomes(view.scope):
        empty.no_data(
            _("Key drivers need answer sets that rate at least two touchpoints and give an overall judgement. This "
              "period has none. Choose a longer period or fewer segments.")
        )  # fmt: skip
        return
    asked = _asked(view)
    code = opened(view, parts, asked)
    if not state.is_on(state.PRESENT):
        _controls(view, parts, code, asked)
    reading = loaders_drivers.reading(view.scope, parts[code], asked)
    if reading.drivers is None:
        st.markdown(drivers_words.refusal(view, reading))
        drivers_table.draw_left_out(view, reading)
        return
    chosen = _chosen(reading)
    if state.is_on(state.PRESENT):
        _present(view, reading, chosen)
        return
    _told(view, reading, chosen)


def _told(view: View, reading: DriverReading, chosen: str) -> None:
    said = drivers_words.answer(view, reading)
    st.markdown(said)
    draw_cards(cards(view, reading))
    if reading.quadrants is None:
        st.info(_("No touchpoint here states what it is held against. Hold the scores against their mean instead."))
    else:
        drivers_picture.draw(view, reading, chosen, without_bold(said))
        st.caption(note(reading))
    drivers_table.draw_left_out(view, reading)
    with st.container(horizontal=True):
        if reading.quadrants is not None:
            _export(view, reading, chosen, without_bold(said))
        drivers_more.draw_check(view, reading)
    _choice(view, reading, chosen)
    drivers_detail.draw(view, reading, chosen)
    with st.expander(_("Show data")):
        drivers_table.draw(view, reading)
    st.caption(method(reading))


def refuse_unknown() -> None:
    """Drop a part of the link that the journey does not have, or an outcome that nobody was asked for."""
    view = current()
    if not view.exists:
        return
    code = state.get(state.DRIVERS_PART)
    if code and code not in {part.code for part in loaders_drivers.parts(view.scope)}:
        state.refuse(state.DRIVERS_PART, code)
    known = loaders_drivers.outcomes(view.scope)
    outcome = state.get(state.DRIVERS_OUTCOME)
    if known and outcome not in known:
        state.refuse(state.DRIVERS_OUTCOME, outcome)
    target = state.get(state.DRIVERS_TARGET)
    if target not in targets(view):
        state.refuse(state.DRIVERS_TARGET, target)


def _asked(view: View) -> Asked:
    return Asked(state.get(state.DRIVERS_OUTCOME), state.get(state.DRIVERS_MISSING), state.get(state.DRIVERS_TARGET))


def targets(view: View) -> list[str]:
    """What scores can be held against: their mean, and what touchpoints state."""
    stated = loaders.touchpoints(view.journey_id)
    return [one for one in TARGETS if one == "mean" or (one in stated and stated[one].notna().any())]


def opened(view: View, parts: dict[str, Part], asked: Asked) -> str:
    """The part chosen; else that of the chosen touchpoint; else the one with the surest thing to fix first."""
    code, touchpoint = state.get(state.DRIVERS_PART), state.get(state.TOUCHPOINT)
    if code in parts:
        return code
    holding = [part.code for part in parts.values() if touchpoint in part.touchpoint_ids]
    chosen = holding[0] if holding else _worst(view, parts, asked)
    state.show(state.DRIVERS_PART, chosen)
    return chosen


def _worst(view: View, parts: dict[str, Part], asked: Asked) -> str:
    """The whole journey where it can be read; else the part whose sure touchpoint to fix first lies furthest below its
    line; else the first that has drivers."""
    if JOURNEY in parts:
        return JOURNEY
    readings = [loaders_drivers.reading(view.scope, part, asked) for part in parts.values()]
    gaps = {reading.part.code: place.floor - place.performance.value
            for reading in readings for place in drivers_words.sure_places(reading, "fix_first")[:1]}  # fmt: skip
    if gaps:
        return max(gaps, key=lambda code: gaps[code])
    return next((one.part.code for one in readings if one.drivers is not None), readings[0].part.code)


def _controls(view: View, parts: dict[str, Part], code: str, asked: Asked) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state.bound(
            st.selectbox, _("Part of the journey"), list(parts), state.DRIVERS_PART, fallback=code, width=240,
            format_func=lambda one: drivers_words.part_name(one, view.journey_id), after=_forget_touchpoint,
        )  # fmt: skip
        state.bound(
            st.segmented_control, _("Outcome"), list(loaders_drivers.outcomes(view.scope)), state.DRIVERS_OUTCOME,
            required=True, format_func=drivers_words.outcome_name,
        )  # fmt: skip
        if len(targets(view)) > 1:
            state.bound(
                st.selectbox, _("Scores held against"), targets(view), state.DRIVERS_TARGET, width=200,
                format_func=drivers_words.target_name,
            )  # fmt: skip
        reading = loaders_drivers.reading(view.scope, parts[code], asked)
        if reading.sensitivity is not None:
            state.bound(
                st.selectbox, _("Blanks"), ["complete", "pairwise"], state.DRIVERS_MISSING, width=220,
                format_func=drivers_words.missing_name,
            )  # fmt: skip


def _forget_touchpoint() -> None:
    """A touchpoint of another part is none of this one."""
    state.put(state.TOUCHPOINT, "")


def _chosen(reading: DriverReading) -> str:
    """The touchpoint of the state; else what is to be fixed first, else the most important."""
    assert reading.drivers is not None
    code = state.get(state.TOUCHPOINT)
    if code in reading.drivers.names:
        return code
    places = drivers_words.sure_places(reading, "fix_first")
    chosen = places[0].name if places else reading.drivers.ranked[0].name
    state.show(state.TOUCHPOINT, chosen)
    return chosen


def _choice(view: View, reading: DriverReading, chosen: str) -> None:
    assert reading.drivers is not None
    state.bound(
        st.selectbox, _("Touchpoint to open"), [driver.name for driver in reading.drivers.ranked], state.TOUCHPOINT,
        fallback=chosen, width=320, format_func=lambda one: drivers_words.touchpoint_name(one, view.journey_id),
    )  # fmt: skip


def cards(view: View, reading: DriverReading) -> list[Card]:
    """The strongest driver, what to fix first, what is explained, the satisfaction index."""
    found = reading.drivers
    assert found is not None
    first = found.ranked[0]
    fix = drivers_words.sure_places(reading, "fix_first")
    explained, index = found.r2, reading.index
    shown = [
        Card(_("Strongest driver"), figures.share(first.share.value), drivers_words.first_words(first), "gray",
             _("{name}, {interval}").format(name=plain(drivers_words.touchpoint_name(first.name, view.journey_id)),
                                            interval=figures.share_interval(first.share.low, first.share.high)),
             has_arrow=False),
        Card(_("To fix first"), figures.count(len(fix)), _("of {n} touchpoints").format(n=len(found.drivers)),
             "orange" if fix else "gray",
             _("in that field in at least {share} of resamples").format(share=figures.share(SURE_SHARE)),
             has_arrow=False),
        Card(_("Explained (R²)"), figures.share(explained.value),
             figures.share_interval(explained.low, explained.high), "gray", drivers_words.n_words(found, reading),
             has_arrow=False),
    ]  # fmt: skip
    if index is not None:
        shown.append(
            Card(_("Satisfaction index (CSI)"), figures.number(index.value, 1),
                 figures.interval(index.low, index.high, 1), "gray", _("scores weighted by their shares, 0–100"),
                 has_arrow=False)
        )  # fmt: skip
    return shown


def note(reading: DriverReading) -> str:
    """How the chart is read."""
    lines = {
        "mean": _("Dashed lines: mean score and mean importance of these touchpoints."),
        "floor": _("Dashed lines: the expectation floor of each touchpoint (0) and mean importance."),
        "benchmark": _("Dashed lines: the industry benchmark of each touchpoint (0) and mean importance."),
    }[reading.asked.target]
    colour = _("Coloured where the field holds in at least {share} of resamples; crosses are 95% intervals.")
    return in_a_row(lines, colour.format(share=figures.share(SURE_SHARE)))


def method(reading: DriverReading) -> str:
    """How the figures come about, and what they are not."""
    found = reading.drivers
    assert found is not None
    told = [
        _("Method: LMG shares (Shapley values) of the explained variance over all orders of entry; they add to R². "
          "Intervals and ranks: {draws} resamples of customers.").format(draws=figures.count(len(found.draws))),
        _("A share says what goes with the outcome, not what a change would do."),
    ]  # fmt: skip
    if found.method == "sampled":
        told.insert(1, _("So many touchpoints are read over drawn orders of entry; a share is off by {error} at most "
                         "(one standard error).").format(error=figures.share(found.error)))  # fmt: skip
    told += [blanks(reading)] if reading.sensitivity is not None else []
    return in_a_row(*told)


def blanks(reading: DriverReading) -> str:
    """What the other treatment of blanks would change."""
    shift = None if reading.sensitivity is None else reading.sensitivity.largest_shift
    if shift is None:
        return _("With the other treatment of blanks there are no shares to compare with.")
    said = (
        _("With the other treatment of blanks no share differs by more than {shift}; the first stays the first.")
        if reading.sensitivity is not None and reading.sensitivity.is_same_first
        else _("With the other treatment of blanks shares differ by up to {shift}, and another touchpoint is first.")
    )
    return said.format(shift=figures.share(shift))


def _present(view: View, reading: DriverReading, chosen: str) -> None:
    """One message and one chart; the arrow keys walk the drivers, the largest share first."""
    assert reading.drivers is not None
    with frame.tools():
        present.step([driver.name for driver in reading.drivers.ranked], chosen, state.TOUCHPOINT)
    said = drivers_words.answer(view, reading)
    driver = next(one for one in reading.drivers.drivers if one.name == chosen)
    if driver.rank > 1 or reading.quadrants is None:
        said = _("**{name}**: {share} of what the touchpoints explain, {first}; {n}.").format(
            name=plain(drivers_words.touchpoint_name(chosen, view.journey_id)),
            share=drivers_words.share_words(driver.share), first=drivers_words.first_words(driver),
            n=drivers_words.n_words(reading.drivers, reading),
        )  # fmt: skip
    present.message(said)
    if reading.quadrants is not None:
        drivers_picture.draw(view, reading, chosen, without_bold(said))


def _export(view: View, reading: DriverReading, chosen: str, answer: str) -> None:
    title = _("What moves satisfaction most?")
    control_export.forms(
        "drivers", f"drivers-{reading.part.code}",
        lambda: drivers_picture.figure(view, reading, chosen, scale="export", alt=answer, title=title, subtitle=answer),
        lambda: drivers_table.table(view, reading).rename(columns=drivers_table.titles()),
    )  # fmt: skip


def rows_csv(view: View) -> bytes:
    """Every driver of every part in figures."""
    asked = _asked(view)
    readings = [loaders_drivers.reading(view.scope, part, asked) for part in loaders_drivers.parts(view.scope)]
    return drivers_table.csv(view, readings)
