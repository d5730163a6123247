"""One measure opened: its figures, its course, what it is made of, and the records behind one value."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from charts.trend import Level, kpi_trend
from i18n import _, language
from reports.chart_labels import trend_labels
from views import (
    drawing,
    figures,
    goal_words,
    kpi_words,
    kpis_edit,
    kpis_feel,
    kpis_records,
    kpis_segments,
    loaders,
    loaders_goals,
    loaders_kpis,
    periods,
    present,
    state,
)
from views.escape import plain
from views.kpis_list import Line
from views.view import View
from workflows.pool_kpis import Check, check_records
from workflows.read_kpis import Measure, period_end

PICK: Final = "period"
HEIGHT: Final = 250
PRESENT_HEIGHT: Final = 420


def draw(view: View, line: Line) -> None:
    """Heading and figure, chart, then the customers at the left and the records at the right, the definition below."""
    measure = line.measure
    st.header(kpi_words.shown_name(measure), anchor=False)
    if line.row is None:
        _without_value(view, measure)
        return
    st.markdown(sentence(view, line))
    rows = course(view, measure)
    chosen = _period(rows, measure)
    _chart(view, measure, rows, chosen)
    left, right = st.columns([5, 6], gap="large")
    with left:
        kpis_feel.draw(view, measure)
        _definition(measure)
    with right:
        kpis_records.draw(view, measure, chosen)
    kpis_segments.draw(kpis_segments.shown(view, measure))
    _action(measure)
    kpis_edit.draw(view, measure)


def draw_presented(view: View, line: Line) -> None:
    """The measure with its figure as the message, and its course."""
    assert line.pooled is not None
    figure = kpi_words.in_a_row(kpi_words.pooled_sentence(line.measure, line.pooled, view.period_text), verdict(line))
    said = _("**{name}**. {figure}").format(name=kpi_words.shown_name(line.measure), figure=figure)
    present.message(said)
    rows = course(view, line.measure)
    _chart(view, line.measure, rows, _period(rows, line.measure))


def _without_value(view: View, measure: Measure) -> None:
    """A measure that these data do not give: what it needs, what it is, and how to link it."""
    split = kpis_segments.shown(view, measure)
    if split:
        st.info(
            _("Its file gives values per segment only; a value for all of them together is not made up from these.")
        )
        kpis_segments.draw(split)
        _definition(measure)
        kpis_edit.draw(view, measure)
        return
    needed = kpi_words.defined(measure, "lacks")
    told = _("No value in {period}.").format(period=view.period_text)
    st.info(_("It needs {what}, or a series of its own.").format(what=plain(needed)) if needed else told)
    _definition(measure)
    kpis_edit.draw(view, measure)


def sentence(view: View, line: Line) -> str:
    """Value over the period with interval and n, how it stands, what the records say of it, and the last value."""
    measure, row, one = line.measure, line.row, line.pooled
    assert row is not None
    assert one is not None
    said = [kpi_words.pooled_sentence(measure, one, view.period_text), verdict(line), steps_sentence(view, measure)]
    check = check_records(measure, view.span.start, view.span.end)
    if check is not None:
        said.append(records_sentence(measure, check))
    if one.n_periods > 1:
        last = _("The last full period, {period}: {value} ({n}).")
        said.append(
            last.format(
                period=kpi_words.period(row["period_start"].date(), measure.grain),
                value=kpi_words.value(measure, float(row["value"])),
                n=kpi_words.n_words(row),
            )
        )
    return kpi_words.in_a_row(*(text for text in said if text))


def verdict(line: Line) -> str:
    """How the value over the period stands against the target."""
    measure = line.measure
    if measure.target is None:
        return _("It has no target yet.")
    told = {
        "reached": _("The target of {target} is reached."),
        "missed": _("The target of {target} is missed."),
        "reached_unsure": _(
            "The value reaches the target of {target}; how sure that is cannot be told without an interval."
        ),
        "missed_unsure": _(
            "The value misses the target of {target}; how sure that is cannot be told without an interval."
        ),
        "open": _("With this n it could be on either side of the target of {target}."),
    }[line.standing]
    return told.format(target=kpi_words.value(measure, measure.target))


def steps_sentence(view: View, measure: Measure) -> str:
    """The dated objectives beside the target of the measure; empty where there are none."""
    found = [
        one
        for one in loaders_goals.objectives(view.journey_id)
        if one.measure_kind == "kpi" and one.measure_id == measure.kpi_id and one.target != measure.target
    ]
    if not found or measure.target is None:
        return ""
    steps = _(", ").join(
        _("{target} by {due}").format(target=goal_words.value(one, one.target), due=periods.day_label(one.due_on))
        for one in sorted(found, key=lambda one: one.due_on)
    )
    return _("Dated objectives: {steps}.").format(steps=steps)


def records_sentence(measure: Measure, check: Check) -> str:
    """What the records of the store give for the period beside the imported series; empty where every period agrees."""
    if check.n_same == check.n_both:
        return ""
    figure = kpi_words.pooled_figure(measure, check.records)
    if not check.agrees:
        said = _("The records of the store give {figure} by its formula: the definitions may differ.")
    elif measure.grain == "week":
        said = _("The records of the store agree: {figure} by its formula; only single weeks are booked differently.")
    else:
        said = _("The records of the store agree: {figure} by its formula; only single periods are booked differently.")
    return said.format(figure=figure)


def course(view: View, measure: Measure) -> pd.DataFrame:
    """One row per period of the view in time order, empty ones between included."""
    rows = kpi_words.within(measure.values, view.span.start, view.span.end).reset_index(drop=True)
    if rows.empty:
        return rows
    days = [one.date() for one in pd.to_datetime(rows["period_start"])]
    wanted = [days[0]]
    while wanted[-1] < days[-1]:
        wanted.append(period_end(wanted[-1], measure.grain))
    by_day = dict(zip(days, range(len(days)), strict=True))
    blank = dict.fromkeys(rows.columns)
    listed = [
        rows.iloc[by_day[day]].to_dict() if day in by_day else blank | {"period_start": pd.Timestamp(day)}
        for day in wanted
    ]
    return pd.DataFrame(listed)


def _period(rows: pd.DataFrame, measure: Measure) -> pd.Series:
    """The period of the link, else the newest full one."""
    with_value = rows[rows["value"].notna()]
    code = state.get(state.KPI_PERIOD)
    named = with_value[with_value["period_start"].map(lambda start: start.date().isoformat()) == code]
    if len(named):
        return named.iloc[0]
    if code:
        state.refuse(state.KPI_PERIOD, code)
    full = with_value[with_value["is_full"].fillna(False).astype(bool)]
    return (full if len(full) else with_value).iloc[-1]


def _axis(day: date, grain: str) -> str:
    if grain in ("week", "day"):
        return _("W{week}").format(week=day.isocalendar().week)
    return periods.short_month(day) if grain == "month" else kpi_words.period(day, grain)


def factor(measure: Measure) -> float:
    """What a value is multiplied by on the chart: shares are drawn in percent."""
    return 100.0 if measure.unit in ("share", "ratio") else 1.0


def _chart(view: View, measure: Measure, rows: pd.DataFrame, chosen: pd.Series) -> None:
    low_n = int(loaders.rules()["min_n_low"])
    times = factor(measure)
    frame = pd.DataFrame(
        {
            "label": [_axis(start.date(), measure.grain) for start in rows["period_start"]],
            "title": [kpi_words.period(start.date(), measure.grain) for start in rows["period_start"]],
            **{name: pd.to_numeric(rows[name]).astype(float) * times for name in ("value", "low", "high")},
            "n": pd.to_numeric(rows["n"]).astype(float),
        }
    )
    is_sample = measure.definition is None or measure.definition.interval != "none" or measure.origin == "series"
    frame["low_n"] = (frame["n"] < low_n) & is_sample  # booked costs are a count, not a sample
    codes = [start.date().isoformat() for start in rows["period_start"]]
    at = codes.index(chosen["period_start"].date().isoformat()) + 1
    alt = _("{name} per period with its 95% confidence interval and target").format(name=kpi_words.name(measure))
    what = ("kpi course", measure.kpi_id, view.scope, at, language(), drawing.mode(), drawing.scale())
    spec = loaders.made(loaders_kpis.AREAS, what, lambda: drawing.specification(_built(measure, frame, at)))
    key = f"kpi_course_{measure.kpi_id}_{at}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PICK, "position")
        number = int(float(code)) if code else 0
        if 1 <= number <= len(codes) and pd.notna(frame["value"].iloc[number - 1]):
            state.put(state.KPI_PERIOD, codes[number - 1])

    drawing.clickable(spec, clicked, key=key, parameter=PICK, alt_text=alt)
    band = _("Band: 95% confidence interval; hollow: fewer than {n} records.").format(n=low_n)
    click = _("Click a period for the records behind it.")
    st.caption(band if drawing.scale() == "present" else kpi_words.in_a_row(band, click))


def _built(measure: Measure, frame: pd.DataFrame, at: int) -> Any:
    times = factor(measure)
    limits = [
        (measure.lower_spec, _("Lower specification limit")),
        (measure.upper_spec, _("Upper specification limit")),
    ]
    return kpi_trend(
        frame,
        labels=trend_labels(score=figures.unit_name(measure.unit)),
        mode=drawing.mode(),
        scale=drawing.scale(),
        target=None if measure.target is None else Level(measure.target * times, _("Target")),
        limits=[Level(level * times, text, is_sourced=False) for level, text in limits if level is not None],
        digits=0 if measure.unit in figures.SHARES or measure.unit == "money" else 2 if measure.unit == "index" else 1,
        height=drawing.most(HEIGHT, PRESENT_HEIGHT),
        pick=PICK,
        selected=at,
        words=kpi_words.chart_words(measure),
    )


def _definition(measure: Measure) -> None:
    """Formula, numerator, denominator, exclusions, unit, direction, source, owner."""
    st.subheader(_("What it measures"), anchor=False)
    parts = {
        "formula": _("Formula"),
        "numerator": _("Numerator"),
        "denominator": _("Denominator"),
        "exclusions": _("Left out, and how it is counted"),
    }
    for part, label in parts.items():
        text = kpi_words.defined(measure, part)
        if text:
            st.markdown(f"**{label}**  \n{plain(text)}")
    how = _("{direction}; {source}; per {grain}").format(
        direction=kpi_words.direction(measure.direction), source=kpi_words.source(measure),
        grain=grain_word(measure.grain),
    )  # fmt: skip
    heading = _("Direction and source")
    st.markdown(f"**{heading}**  \n{how}")
    if len(measure.derived):
        st.caption(check_sentence(measure))


def _action(measure: Measure) -> None:
    """The way on: whether the measure is stable."""
    label = _("Open the control chart")
    if st.button(label, icon=":material/monitoring:", key=f"kpi_to_control|{language()}", type="primary"):
        kind = "kpi" if measure.origin == "series" else "derived"
        state.put(state.CONTROL_MEASURE, f"{kind}:{measure.kpi_id}")
        st.switch_page("pages/process/control.py")


def grain_word(grain: str) -> str:
    """The length of a period within a sentence."""
    return {"day": _("day"), "week": _("week"), "month": _("month"), "quarter": _("quarter"), "year": _("year")}[grain]


def check_sentence(measure: Measure) -> str:
    """Whether the records of the store give the imported values again, over all periods of both."""
    check = check_records(measure, None, None)
    if check is None:
        return _("The records of the store give values for other periods only.")
    if check.n_same == check.n_both:
        return _("Checked against the records of the store: all {n} periods agree.").format(n=check.n_both)
    said = _(
        "The records of the store give the same value in {same} of {n} periods and {figure} over all of them instead "
        "of {other}; the definitions may differ."
    )
    if check.agrees:
        said = _(
            "Checked against the records of the store: over all {n} periods they agree, {figure} by its formula, "
            "{other} imported. Single periods are booked differently; {same} have the same value."
        )
    return said.format(
        same=check.n_same, n=check.n_both, figure=kpi_words.pooled_figure(measure, check.records),
        other=kpi_words.pooled_figure(measure, check.series),
    )  # fmt: skip
