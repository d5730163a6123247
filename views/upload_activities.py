"""What an event log brought: median time per activity, right after its import."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from charts.activity_bars import activity_bars
from data.queries.activities import activity_times
from i18n import _, language, ngettext
from reports.numbers import duration, number
from views import drawing
from views.cached import cached
from views.loaders import stamp, store

MOST = 15


@cached(16)
def _times(stamp: tuple[str | int, ...], upload_id: str) -> pd.DataFrame:
    return activity_times(store(), upload_id)


def draw(upload_id: str) -> None:
    """The chart with its sentence and, behind a click, its figures; nothing where the upload brought no events."""
    times = _times(stamp("process"), upload_id)
    if times.empty:
        return
    st.header(_("How long does each activity take?"), anchor=False)
    timed = times[times["n_timed"] > 0]
    st.markdown(answer_sentence(times, timed))
    if timed.empty:
        st.dataframe(_table(times), hide_index=True, key=f"upload_activities_table|{language()}")
        return
    shown = timed.nlargest(MOST, "n_timed").sort_values("place")
    said = answer_sentence(times, timed).replace("*", "")
    spec = drawing.specification(activity_bars(chart_rows(shown), labels=_labels(shown), mode=drawing.mode()))
    drawing.draw(spec, key=f"upload_activities|{language()}", alt_text=said)
    with st.popover(_("Show data"), icon=":material/table:", key=f"upload_activities_data|{language()}"):
        st.dataframe(_table(times), hide_index=True, key=f"upload_activities_rows|{language()}")


def answer_sentence(times: pd.DataFrame, timed: pd.DataFrame) -> str:
    """The slowest activity with its n, and how the time was measured."""
    n, n_cases = int(times["n_events"].sum()), int(times["n_cases"].max())
    events = ngettext("{n} event", "{n} events", n).format(n=f"{n:,}")
    if timed.empty:
        said = _("{events} in {cases} process instances. The log holds no times to measure.")
        return said.format(events=events, cases=f"{n_cases:,}")
    slowest = timed.nlargest(1, "median_hours").iloc[0]
    told = {
        "activity": str(slowest["activity"]).replace("*", ""),
        "time": hours_text(float(slowest["median_hours"])),
        "n": f"{int(slowest['n_timed']):,}",
    }
    if bool(times["is_timed"].iloc[0]):
        return _("**{activity}** takes longest: median {time} from start to end (n = {n}).").format(**told)
    return _("**{activity}** is waited for longest: median {time} since the event before it (n = {n}).").format(**told)


def chart_rows(shown: pd.DataFrame) -> pd.DataFrame:
    """The figures in the unit of the chart, with their words."""
    per = _unit(shown)[0]
    return pd.DataFrame(
        {
            "activity": shown["activity"],
            "median": shown["median_hours"] / per,
            "low": shown["low_hours"] / per,
            "high": shown["high_hours"] / per,
            "said": [hours_text(float(value)) for value in shown["median_hours"]],
            "counted": [_("n = {n}").format(n=f"{n:,}") for n in shown["n_timed"]],
            "n": shown["n_timed"],
        }
    )


def hours_text(hours: float) -> str:
    """A duration in words; under an hour in minutes."""
    return _("{minutes} min").format(minutes=number(hours * 60)) if hours < 1 else duration(hours)


def _unit(shown: pd.DataFrame) -> tuple[float, str]:
    """Hours per unit and its name: minutes, hours or days, by the longest bar."""
    longest = float(shown["median_hours"].max())
    if longest < 2:
        return 1 / 60, _("Median minutes, with 95% interval")
    return (1.0, _("Median hours, with 95% interval")) if longest < 72 else (24.0, _("Median days, with 95% interval"))


def _labels(shown: pd.DataFrame) -> dict[str, Any]:
    return {"time": _unit(shown)[1], "activity": _("Activity")}


def _table(times: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Activity"): times["activity"],
            _("Events"): times["n_events"],
            _("Process instances"): times["n_cases"],
            _("Median time"): [hours_text(float(value)) if value == value else "–" for value in times["median_hours"]],
            _("95% interval"): [
                f"{hours_text(float(low))} – {hours_text(float(high))}" if low == low else "–"
                for low, high in zip(times["low_hours"], times["high_hours"], strict=True)
            ],
        }
    )
