"""One driver: what the outcome does along it, what one point more would go with, how sure its rank is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.drivers.model import Driver, NoDrivers
from analytics.drivers.response import Response
from charts.drivers_curve import drivers_curve
from i18n import _, in_a_row, language
from views import drawing, drivers_more, drivers_words, figures, loaders, loaders_drivers, menu, state
from views.escape import plain
from views.view import View
from workflows.driver_words import refusal_sentence
from workflows.read_drivers import DriverReading

SURE_BEND = 0.05


def draw(view: View, reading: DriverReading, chosen: str) -> None:
    """Customer left, what follows right."""
    assert reading.drivers is not None
    driver = next(one for one in reading.drivers.drivers if one.name == chosen)
    st.header(plain(drivers_words.touchpoint_name(chosen, view.journey_id)), anchor=False)
    left, right = st.columns(2)
    with left:
        st.subheader(_("What if it rose by one point?"), anchor=False)
        _response(view, reading, driver)
    with right:
        st.subheader(_("How sure is its place?"), anchor=False)
        told = [*place_lines(reading, driver), *drivers_more.lines(view, reading, chosen)]
        st.markdown("\n".join(f"- {one}" for one in told))
        _ways(view, chosen)


def _response(view: View, reading: DriverReading, driver: Driver) -> None:
    found, step = loaders_drivers.response(view.scope, reading.part, reading.asked, driver.name)
    if isinstance(found, NoDrivers):
        st.caption(refusal_sentence(found, reading.asked.outcome, _))
        return
    said = rise_sentence(found, step, reading.asked.outcome)
    st.markdown(said)
    _curve(reading, driver, found, said.replace("*", ""))
    st.caption(curve_note(found))


def rise_sentence(found: Response, step: float, outcome: str) -> str:
    """What goes with one point more on the touchpoint's scale."""
    unit = {
        "overall": _("{change} points of 100 in the overall score"),
        "nps": _("{change} points of NPS"),
        "top2": _("{change} percentage points of the two best answers"),
    }[outcome]
    change = _("{value} ({interval})").format(
        value=figures.signed(found.rise.value),
        interval=_("95% CI {low} to {high}").format(
            low=figures.signed(found.rise.low), high=figures.signed(found.rise.high)
        ),
    ) if found.rise.low is not None else figures.signed(found.rise.value)  # fmt: skip
    told = _("One point more on its scale ({step} of 100) goes with **{change}**, all other touchpoints being equal.")
    capped = _("Where nobody can rate beyond the end of the scale: {change} for all answers together.")
    return in_a_row(
        told.format(step=figures.number(step, 0), change=unit.format(change=change)),
        capped.format(change=figures.signed(found.capped.value)),
    )


def _curve(reading: DriverReading, driver: Driver, found: Response, alt_text: str) -> None:
    axis = drivers_words.outcome_axis(reading.asked.outcome)
    levels = pd.DataFrame(
        [
            {
                "at": level.at, "value": level.outcome.value, "low": level.outcome.low, "high": level.outcome.high,
                "n": level.n,
                "said": _("at {at}: {value}; n = {n}").format(
                    at=figures.number(level.at, 0), value=drivers_words.figure_words(level.outcome),
                    n=figures.count(level.n)),
            }
            for level in found.levels
        ]
    )  # fmt: skip
    labels = {"score": _("Score of this touchpoint (0–100)"), "outcome": axis, "said": axis,
              "now": _("now {score}").format(score=figures.number(driver.mean, 1)), "alt": alt_text}  # fmt: skip
    what = ("drivers_curve", levels.to_csv(), labels, language(), drawing.mode(), drawing.scale())
    spec = loaders.made(
        loaders_drivers.AREAS, what,
        lambda: drawing.specification(drivers_curve(levels, driver.mean, labels=labels, mode=drawing.mode(),
                                                    scale=drawing.scale())),
    )  # fmt: skip
    drawing.draw(spec, key=f"drivers_curve|{language()}", alt_text=alt_text)


def curve_note(found: Response) -> str:
    """Whether the curve is straight, and what it is not."""
    bend = (
        _("The curve bends: a point is not worth the same everywhere.")
        if found.p_bend < SURE_BEND
        else _("A straight line fits: a point is worth about the same everywhere.")
    )
    caution = _("n = {n} complete answer sets. It describes how answers differ, not what a change causes.")
    return in_a_row(bend, caution.format(n=figures.count(found.n)))


def place_lines(reading: DriverReading, driver: Driver) -> list[str]:
    """Rank, share both ways, direction, field, answers."""
    assert reading.drivers is not None
    places = {place.name: place for place in reading.quadrants.places} if reading.quadrants else {}
    lines = [
        _("Rank {rank} of {all}, {first}.").format(
            rank=drivers_words.rank_words(driver), all=len(reading.drivers.drivers),
            first=drivers_words.first_words(driver)),
        _("Share of what the touchpoints explain: {share} (LMG); {johnson} by Johnson's relative weights.").format(
            share=drivers_words.share_words(driver.share), johnson=figures.share(driver.johnson)),
        _("Alone it explains {first} of the differences, on top of all others {last}.").format(
            first=figures.share(driver.first), last=figures.share(driver.last)),
        _("Direction: {direction}.").format(direction=drivers_words.direction_words(driver)),
    ]  # fmt: skip
    if driver.name in places:
        lines.append(_("Field: {field}.").format(field=drivers_words.place_words(places[driver.name])))
    said = _("{n} answers from {accounts} accounts.") if reading.n_accounts else _("{n} answers.")
    lines.append(said.format(n=figures.count(driver.n), accounts=figures.count(reading.n_accounts_of[driver.name])))
    return lines


def _ways(view: View, chosen: str) -> None:
    """To the answers and comments of the touchpoint, and to the process behind it."""
    link = {key: state.get(key) for key in (state.PERIOD, state.SEGMENTS, state.LANGUAGE) if state.get(key)}
    with st.container(horizontal=True):
        if menu.page_exists("links"):
            st.page_link(
                "pages/process/links.py", label=_("Which process hurts it?"), icon=":material/hub:",
                query_params={**link, state.JOURNEY: view.journey_id, state.TOUCHPOINT: chosen},
            )  # fmt: skip
        st.page_link(
            "pages/journey/journey.py", label=_("Open on the journey map"), icon=":material/route:",
            query_params={**link, state.JOURNEY: view.journey_id, state.TOUCHPOINT: chosen},
        )  # fmt: skip
        st.page_link(
            "pages/journey/voices.py", label=_("Read what customers say"), icon=":material/forum:",
            query_params={**link, state.JOURNEY: view.journey_id, state.VOICE_POINT: chosen,
                          state.VOICES_PART: "verbatims"},
        )  # fmt: skip
