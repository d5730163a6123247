"""The chart of importance and performance on the page, while presenting, and to take along."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.drivers.quadrant import Place
from charts.drivers_chart import PARAMETER, drivers_chart
from charts.theme import Scale
from i18n import _, language
from views import drawing, drivers_words, figures, loaders, loaders_drivers, state
from views.view import View
from workflows.read_drivers import DriverReading

TONES = {"fix_first": "bad", "keep_up": "good"}


def draw(view: View, reading: DriverReading, chosen: str, alt_text: str) -> None:
    """The chart; a click on a dot opens its touchpoint."""
    what = (
        "drivers",
        rows(view, reading, chosen).to_csv(),
        reading.asked,
        language(),
        drawing.mode(),
        drawing.scale(),
        drawing.is_phone(),
    )
    spec = loaders.made(
        loaders_drivers.AREAS, what,
        lambda: drawing.specification(figure(view, reading, chosen, scale=drawing.scale(), alt=alt_text)),
    )  # fmt: skip
    key = f"drivers_chart|{reading.part.code}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PARAMETER, "code")
        if code:
            state.put(state.TOUCHPOINT, code)

    drawing.clickable(spec, clicked, key=key, parameter=PARAMETER, alt_text=alt_text)


def figure(
    view: View, reading: DriverReading, chosen: str, *, scale: Scale, alt: str, title: str = "", subtitle: str = ""
) -> Any:
    """The chart itself."""
    assert reading.quadrants is not None
    fields = {code: drivers_words.quadrant_name(code) for code in ("fix_first", "keep_up", "watch", "maintain")}
    labels = {
        "score": drivers_words.score_axis(reading.asked.target), "share": _("Share of what the touchpoints explain"),
        "driver": _("Touchpoint"), "said": _("Figures"), "alt": alt, "title": title, "subtitle": subtitle, **fields,
    }  # fmt: skip
    mode = "light" if scale == "export" else drawing.mode()
    lines = (0.0 if reading.asked.target != "mean" else line(reading), reading.quadrants.importance_line)
    return drivers_chart(
        rows(view, reading, chosen),
        lines,
        labels=labels,
        mode=mode,
        scale=scale,
        is_wide=scale == "export" or not drawing.is_phone(),
    )


def line(reading: DriverReading) -> float:
    """The mean of the scores that parts the fields."""
    assert reading.quadrants is not None
    assert reading.quadrants.performance_line is not None
    return reading.quadrants.performance_line


def rows(view: View, reading: DriverReading, chosen: str) -> pd.DataFrame:
    """One row per driver that has a place."""
    assert reading.quadrants is not None
    assert reading.drivers is not None
    n = {driver.name: driver.n for driver in reading.drivers.drivers}
    is_gap = reading.asked.target != "mean"
    return pd.DataFrame([_row(view, place, n[place.name], chosen, is_gap=is_gap) for place in reading.quadrants.places])


def _row(view: View, place: Place, n: int, chosen: str, *, is_gap: bool) -> dict[str, object]:
    less = place.floor if is_gap else 0.0
    score, share = place.performance, place.importance
    said = _("{share} of importance; score {score}; {place}; n = {n}").format(
        share=drivers_words.share_words(share), score=drivers_words.figure_words(score),
        place=drivers_words.place_words(place), n=figures.count(n),
    )  # fmt: skip
    return {
        "code": place.name, "name": drivers_words.touchpoint_name(place.name, view.journey_id),
        "score": score.value - less, "score_low": None if score.low is None else score.low - less,
        "score_high": None if score.high is None else score.high - less,
        "share": share.value, "share_low": share.low, "share_high": share.high, "n": n,
        "tone": TONES.get(place.quadrant, "chance") if place.is_sure else "chance", "said": said,
        "is_selected": place.name == chosen,
    }  # fmt: skip
