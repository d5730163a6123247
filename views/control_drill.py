"""What stands behind one point: customers left, the process right, each number with the way to its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.spc.model import WEIGHTED, Chart
from data.queries.measures import EVENT_KINDS, KPI_KINDS
from i18n import _, in_a_row, language, ngettext
from views import (
    control_answer,
    control_events,
    control_periods,
    control_words,
    figures,
    kpi_list,
    loaders_control,
    loaders_scores,
    periods,
    state,
)
from views.escape import plain
from views.view import View
from views.voice_list import draw_voices
from views.voices_shown import least
from workflows.read_control import Reading


def draw(view: View, one: Reading, selected: str) -> None:
    """Heading, the point in a sentence, the two cards."""
    if not selected:
        return
    day = control_periods.day_of_code(selected)
    st.header(_("At the point {period}").format(period=control_periods.title(day, one.grain)), anchor=False)
    st.markdown(point_sentence(one, selected))
    narrow = control_periods.view_of(view, day, one.grain)
    customer, process = st.columns(2)
    with customer.container(border=True, height="stretch"):
        _customer(view, narrow, one, day)
        control_events.draw(view, one, selected, is_customer=True)
    with process.container(border=True, height="stretch"):
        control_events.draw(view, one, selected, is_customer=False)
        _process(narrow, one)


def point_sentence(one: Reading, selected: str) -> str:
    """Value, interval, n and what kind of point it is."""
    at = one.codes.index(selected)
    row = one.series.iloc[at]
    if row["value"] != row["value"]:
        return _("No data in this period: the chart has a gap here.")
    if one.is_between:
        told = control_events.point_words(one, at)
        return in_a_row(told, _center(one, at), _kind_of_point(one, at))
    told = _("{name}: {value} ({interval}); n = {n}.").format(
        name=plain(control_words.title(one.row)),
        value=control_words.value_words(one.row, float(row["value"])),
        interval=control_answer.interval_words(one, at),
        n=figures.count(float(row["n"])) if row["n"] == row["n"] else figures.NONE,
    )
    return in_a_row(told, _center(one, at), _kind_of_point(one, at))


def _center(one: Reading, at: int) -> str:
    """Where the centre line stands; "" on charts that have none in the units of the measure."""
    if not isinstance(one.chart, Chart) or one.kind in ("cusum", "np"):
        return ""
    return _("The centre line stands at {center}.").format(
        center=control_words.value_words(one.row, float(one.chart.center[at]))
    )


def _kind_of_point(one: Reading, at: int) -> str:
    from views.control_reasons import rule_words

    if one.found is None:
        return ""
    rules = one.found.at(at)
    if not rules and isinstance(one.chart, Chart) and one.kind in WEIGHTED:
        return _remembered(one.chart, at)
    if not rules:
        return _("This point is no signal: common causes explain it.")
    words = _(", ").join(rule_words(rule) for rule in rules)
    if one.found.lone_points[at]:
        return _("A signal that nothing confirms: {rules}.").format(rules=words)
    return _("A confirmed signal: {rules}.").format(rules=words)


def _remembered(made: Chart, at: int) -> str:
    """A point of a chart that remembers and that completes no signal."""
    lower = made.values if made.lower is None else made.lower
    if made.values[at] > made.ucl[at] or lower[at] < made.lcl[at]:
        return _("Still beyond the limit since an earlier point crossed it: that crossing is the signal.")
    if made.lower is None:
        return _("No signal here: the weighted mean of this and earlier points stays within its limits.")
    return _("No signal here: the sums up to this point stay within their limits.")


def touchpoint_of(one: Reading) -> str:
    """The touchpoint behind a measure; "" where there is none."""
    told = one.row.get("touchpoint_id")
    return told if isinstance(told, str) else ""


def _customer(view: View, narrow: View, one: Reading, day: date) -> None:
    touchpoint = touchpoint_of(one)
    if touchpoint:
        _touchpoint_voices(view, narrow, touchpoint, day, one.grain)
    else:
        st.subheader(_("What customers say"), anchor=False)
        st.info(_no_touchpoint(one))
    item = touchpoint or str(one.row["item_id"])
    told = loaders_control.records("answers", narrow.scope, item)
    n = int(told["n"].sum())
    if n:
        label = ngettext("{n} answer of this period", "{n} answers of this period", n).format(n=figures.count(n))
        _rows(label, told, {"native": _("Answer"), "norm": _("Points (0–100)"), "n": _("Answers (n)")}, "answers")


def _no_touchpoint(one: Reading) -> str:
    if str(one.row["kind"]) in EVENT_KINDS:
        return _("These events belong to no single touchpoint.")
    return _("This measure belongs to no single touchpoint. Link the KPI to one, or choose a touchpoint's score.")


def _touchpoint_voices(view: View, narrow: View, touchpoint: str, day: date, grain: str) -> None:
    """Comments of the period; where too few to be shown, those of four periods from here on."""
    told = loaders_scores.scoped("comments", narrow.scope, touchpoint)
    heard = narrow
    if int(told["n_same"].sum()) < least():
        heard = control_periods.longer(narrow, view)
    points = {point.touchpoint_id: point for point in loaders_scores.journey_curve(heard.scope).points}
    point = points.get(touchpoint)
    if point is None or point.n == 0:
        st.subheader(_("What customers say"), anchor=False)
        st.info(_("Nobody answered about this touchpoint in this period."))
        return
    draw_voices(heard, point)
    n = int(loaders_scores.scoped("comments", heard.scope, touchpoint)["n_same"].sum())
    if heard is not narrow and heard.span.last is not None and n >= least():
        said = _("One period has too few comments to be shown: these are from {first} to {last}.")
        st.caption(said.format(first=periods.day_label(day), last=periods.day_label(heard.span.last)))
    period = {state.PERIOD: control_periods.code(day, grain)}
    spoken = {state.VOICES_PART: "verbatims", state.VOICE_POINT: touchpoint}
    _link("pages/journey/voices.py", _("Read this period on the voices page"), narrow, period | spoken)
    _link(
        "pages/journey/journey.py", _("This period on the journey map"), narrow, period | {state.TOUCHPOINT: touchpoint}
    )


def _link(page: str, label: str, view: View, codes: dict[str, str]) -> None:
    st.page_link(page, label=label, icon=":material/arrow_forward:",
                 query_params={state.JOURNEY: view.journey_id, state.LANGUAGE: language(), **codes})  # fmt: skip


def _process(narrow: View, one: Reading) -> None:
    touchpoint = touchpoint_of(one)
    if touchpoint:
        kpi_list.draw_process(narrow, touchpoint)
    else:
        st.subheader(_("The process behind it"), anchor=False)
    if str(one.row["kind"]) in KPI_KINDS:
        chosen = {state.KPI: str(one.row["item_id"]), state.KPI_PERIOD: str(narrow.span.start)}
        if one.grain != str(one.row["grain"]):  # its own periods have other first days
            chosen.pop(state.KPI_PERIOD)
        _link("pages/process/kpis.py", _("Definition and records of this measure"), narrow, chosen)
    if str(one.row["kind"]) == "kpi":
        told = loaders_control.records("kpi", narrow.scope, str(one.row["item_id"]))
        label = ngettext("{n} record of this KPI", "{n} records of this KPI", len(told)).format(n=len(told))
        _rows(label, told, {"period_start": _("First day"), "segment": _("Segment"), "value": _("Value"),
                            "numerator": _("Numerator"), "denominator": _("Denominator"), "n": _("n"),
                            "file": _("File")}, "kpi")  # fmt: skip
    if touchpoint:
        _events(loaders_control.records("events", narrow.scope, touchpoint))
    _cases(loaders_control.records("cases", narrow.scope, narrow.journey_id))


def _events(told: pd.DataFrame) -> None:
    n = int(told["n_all"].iloc[0]) if len(told) else 0
    if not n:
        st.caption(_("No event of this touchpoint ended in this period."))
        return
    hours = told["hours"].dropna()
    if len(hours):
        said = _("Events here took {median} in the middle (longest {most}).")
        st.caption(said.format(median=figures.unit_value(float(hours.median()), "hours"),
                               most=figures.unit_value(float(hours.max()), "hours")))  # fmt: skip
    label = ngettext("{n} event at this touchpoint", "{n} events at this touchpoint", n).format(n=figures.count(n))
    titles = {"case": _("Process instance"), "activity": _("Activity"), "started": _("Start"), "ended": _("End"),
              "hours": _("Hours"), "resource": _("Resource")}  # fmt: skip
    _rows(label, told.drop(columns="n_all"), titles, "events")


def _cases(told: pd.DataFrame) -> None:
    n = int(told["n_all"].iloc[0]) if len(told) else 0
    if n:
        label = ngettext("{n} process instance closed in this period", "{n} process instances closed in this period", n)
        titles = {"case": _("Process instance"), "opened": _("Opened"), "closed": _("Closed"), "days": _("Days")}
        _rows(label.format(n=figures.count(n)), told.drop(columns="n_all"), titles, "cases")


def _rows(label: str, told: pd.DataFrame, titles: dict[str, str], name: str) -> None:
    """Rows behind a number, read once they are opened."""
    with st.expander(plain(label), on_change="rerun", key=f"control_rows_{name}|{language()}") as opened:
        if opened.open:
            columns: dict[str, Any] = {key: st.column_config.Column(title) for key, title in titles.items()}
            st.dataframe(told, hide_index=True, column_config=columns, key=f"control_rows_{name}_table")
