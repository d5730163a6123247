"""The picture of the stream: which steps have room, every box worded, drawn as map, list or table; a click selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics.curve import TouchpointScore
from analytics.process.value_stream import ClockName, StreamStep, ValueStream
from charts.canvas import FIELD, SELECTION
from charts.stream_list import value_stream_list
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.stream_sheet import columns
from charts.stream_strip import StripStep, stream_strip
from charts.stream_whole import row_ends, value_stream_rows
from charts.theme import Scale
from charts.value_stream import value_stream_map
from i18n import _, language, ngettext
from reports.numbers import money
from views import drawing, figures, loaders, loaders_scores, loaders_stream, selecting, state, stream_rows
from views.stream_words import brief, class_lines, told
from views.view import View
from workflows.read_stream import StreamReading

MOST_LOOPS, LEAST_LOOP = 2, 0.1
LEAST_AGAIN = 0.05
LIST_STEPS = 5
FACTS_PRESENTING = (0, 2, 3)  # a room sees the whole height: of the data box processing, %C&A and rework


@dataclass(frozen=True)
class Window:
    """The steps drawn: from `first` up to `end` of `steps`, which enough instances pass; `n_rare` others do not."""

    steps: tuple[StreamStep, ...]
    first: int
    end: int
    n_rare: int

    @property
    def shown(self) -> tuple[StreamStep, ...]:
        """The steps that have room."""
        return self.steps[self.first : self.end]


def window(reading: StreamReading, selected: str, scale: Scale) -> Window:
    """The page of steps that holds the selected one; the last page is filled from the left."""
    least = int(state.get(state.STREAM_LEAST)) / 100 * reading.stream.n_cases
    kept = tuple(step for step in reading.stream.steps if step.n_cases >= least or step.code == selected)
    if is_whole() or scale == "export":
        return Window(kept, 0, len(kept), len(reading.stream.steps) - len(kept))
    most = LIST_STEPS if is_list() else columns(scale)
    place = next((number for number, step in enumerate(kept) if step.code == selected), 0)
    first = max(min(place // most * most, len(kept) - most), 0)
    return Window(kept, first, min(first + most, len(kept)), len(reading.stream.steps) - len(kept))


def is_whole() -> bool:
    """Whether all steps are drawn at once, in rows; a room gets one window after the other."""
    return state.get(state.STREAM_FORM) == "whole" and not state.is_on(state.PRESENT)


def openings(reading: StreamReading, selected: str, scale: Scale) -> list[str]:
    """A step of each window of the map, in order: the selected one for its own, else the first."""
    seen = window(reading, selected, scale)
    kept, most = [step.code for step in seen.steps], max(seen.end - seen.first, 1)
    place = kept.index(selected) if selected in kept else 0
    return [selected if place // most == number else kept[first] for number, first in
            enumerate(range(0, len(kept), most))]  # fmt: skip


def is_list() -> bool:
    """Whether the map runs downwards: asked for, or on a phone."""
    return state.get(state.STREAM_FORM) == "list" or drawing.is_phone()


# words -------------------------------------------------------------------------------------------
def facts(step: StreamStep, by: ClockName) -> tuple[tuple[str, str], ...]:
    """The data box of a step."""
    fte = figures.NONE
    if step.n_people:
        fte = _("{fte} of {people}").format(
            fte=figures.number(step.fte, 1) if step.fte is not None else figures.NONE, people=step.n_people
        )
    return (
        (_("Processing"), brief(step.work_median_hours, by=by)),
        ("P85", brief(step.work_p85_hours, by=by)),
        (_("%C&A"), figures.share(step.accurate_share)),
        (_("Rework"), figures.share(step.again_share)),
        (_("FTE"), fte),
        (_("Cost"), money(step.cost_mean, str(loaders.rules()["currency"]))),
    )


def map_step(reading: StreamReading, step: StreamStep, point: TouchpointScore | None) -> MapStep:
    """A step with all its words."""
    by = reading.stream.clock
    is_presented, told_facts = drawing.scale() == "present", facts(step, by)
    classed, more = class_lines(step.decision)
    again = step.again_share
    is_waste = step.decision.value_class == "waste"
    score, interval, is_sure = _emotion(point)
    wip = figures.number(step.wip, 1) if step.wip is not None else ""
    return MapStep(
        code=step.code,
        name=step.activity,
        value_class=step.decision.value_class,
        class_words=classed,
        class_more=more,
        facts=tuple(told_facts[place] for place in FACTS_PRESENTING) if is_presented else told_facts,
        wait=brief(step.wait_median_hours, by=by) if step.wait_median_hours is not None else "",
        team="" if is_presented else step.team,
        wait_more=f"P85 {brief(step.wait_p85_hours, by=by)}" if step.wait_p85_hours is not None else "",
        work=brief(step.work_median_hours, by=by),
        wip=wip,
        wip_words=_("{n} waiting").format(n=wip) if wip else "",
        flow=step.flow,
        order=figures.share(step.kept_share) if step.flow == "fifo" else "",
        customers=_("customer") if step.is_customers_wait else "",
        again=_("{share} again").format(share=figures.share(again)) if again >= LEAST_AGAIN else "",
        burst=(figures.share(again) if again >= LEAST_AGAIN else "!") if is_waste else "",
        emotion=point.mean if point is not None else None,
        emotion_words=score,
        emotion_more=interval,
        is_sure=is_sure,
        told=told(step, by),
    )


def _emotion(point: TouchpointScore | None) -> tuple[str, str, bool]:
    if point is None or point.hidden or point.mean is None:
        return "", "", False
    said = _("{low}–{high}, n {n}").format(
        low=figures.number(point.low, 0), high=figures.number(point.high, 0), n=figures.count(point.n)
    )
    return figures.number(point.mean, 0), said, not point.low_n


def loops(reading: StreamReading, shown: Sequence[StreamStep]) -> list[MapLoop]:
    """The ways back between the steps drawn that most instances take."""
    place = {step.activity: number for number, step in enumerate(shown)}
    start, end = reading.moves["source"].map(place), reading.moves["target"].map(place)
    shares = reading.moves["n_cases"].astype(float) / reading.stream.n_cases
    back = pd.DataFrame({"start": start, "end": end, "share": shares})[(start > end) & (shares >= LEAST_LOOP)]
    return [
        MapLoop(int(row["start"]), int(row["end"]), _("{share} go back").format(share=figures.share(row["share"])))
        for row in back.head(MOST_LOOPS).to_dict("records")
    ]


def stream_words(view: View, stream: ValueStream, seen: Window) -> StreamWords:
    """What stands beside the boxes."""
    names = loaders_stream.log_names(view.journey_id)
    system = next(
        (name for column in ("name", "file_name") for name in names[column].dropna().astype(str)), view.journey_name
    )
    n, by = stream.n_cases, stream.clock
    own, customers = stream.own_wait_sum_hours / n, stream.customer_wait_sum_hours / n
    parts = [(_("Waiting"), own)]
    parts += [(_("Customer's time"), customers)] if customers else []
    named = (("value_added", _("Value-added")), ("necessary", _("Necessary")), ("waste", _("Waste")))
    if drawing.scale() != "present":
        parts += [(name, stream.class_hours(code) / n) for code, name in named]  # type: ignore[arg-type]
    week = stream.cases_per_week
    before, after = seen.first, len(seen.steps) - seen.end
    return StreamWords(
        system=(
            _("Information flow"),
            system,
            _("event log, {n} steps done").format(n=figures.count(stream.n_events)),
        ),
        supplier=_supplier(stream),
        customer=(
            _("Customer"),
            _("{n} a week").format(n=figures.number(week, 1))
            if week
            else _("{n} opened").format(n=figures.count(stream.n_opened)),
            _("takt {time}").format(time=brief(stream.takt_hours, by=takt_clock(stream))),
        ),
        summary=(
            (_("Whole stream"), ""),
            (_("Steps"), figures.count(len(stream.steps))),
            (_("Lead time (mean)"), brief(stream.lead_mean_hours, by=by)),
            *((name, brief(hours, by=by)) for name, hours in parts),
            (_("Efficiency"), ""),
            (_("Flow efficiency"), figures.share(stream.flow_efficiency)),
            (_("Process-cycle"), figures.share(stream.pce)),
            (_("Rolled %C&A"), figures.share(stream.rolled_accurate_share)),
        ),
        before=ngettext("← {n} step before", "← {n} steps before", before).format(n=before) if before else "",
        after=ngettext("{n} step after →", "{n} steps after →", after).format(n=after) if after else "",
        wait_total=_("{time} waiting").format(time=brief(own, by=by)),
        work_total=_("{time} work").format(time=brief(stream.busy_sum_hours / n, by=by)),
        customer_total=_("+ {time} customer's").format(time=brief(customers, by=by)) if customers else "",
    )


def _supplier(stream: ValueStream) -> tuple[str, ...]:
    """Who or what starts an instance: whoever does the first step, or the customer's request where it is theirs."""
    if not stream.steps:
        return ()
    first = stream.steps[0]
    who = _("Customer") if first.is_customers_wait else first.team
    return (_("Supplier (start)"), who, first.activity) if who else (_("Supplier (start)"), first.activity)


def takt_clock(stream: ValueStream) -> ClockName:
    """The clock of takt and cycle times: working hours where the log holds any, on either clock of the map."""
    return "working" if stream.by_working_time else "calendar"


# drawing -----------------------------------------------------------------------------------------
def points(view: View) -> dict[str, TouchpointScore]:
    """What customers feel at each touchpoint."""
    return {point.touchpoint_id: point for point in loaders_scores.journey_curve(view.scope).points}


def chart(view: View, reading: StreamReading, selected: str, *, scale: Scale, mode: drawing.Mode, **words: str) -> Any:
    """The map of a view as a chart, running across or down."""
    seen = window(reading, selected, scale)
    felt = points(view)
    boxes = [map_step(reading, step, felt.get(step.touchpoint_id or "")) for step in seen.shown]
    beside = stream_words(view, reading.stream, seen)
    labels = {name: words.get(name, "") for name in ("alt", "title", "subtitle")}
    if scale == "export" or (is_whole() and not drawing.is_phone()):
        said = [_("Steps {first}–{last} of {n}").format(first=first + 1, last=end, n=len(boxes))
                for first, end in row_ends(len(boxes), scale)]  # fmt: skip
        return value_stream_rows(
            boxes, loops(reading, seen.shown), beside, said=said, selected=selected, labels=labels, mode=mode,
            scale=scale,
        )  # fmt: skip
    draw_map = value_stream_list if is_list() else value_stream_map
    return draw_map(
        boxes, loops(reading, seen.shown), beside, selected=selected, labels=labels, mode=mode, scale=scale
    )  # fmt: skip


def strip(view: View, reading: StreamReading, selected: str) -> Any:
    """The whole stream to scale."""
    seen = window(reading, selected, drawing.scale())
    total = reading.stream.lead_sum_hours or 1.0
    rows = [
        StripStep(
            step.code, step.decision.value_class, step.wait_sum_hours / total, step.busy_sum_hours / total,
            _strip_name(reading.stream, step), told(step, reading.stream.clock), step.is_customers_wait,
        )
        for step in seen.steps
    ]  # fmt: skip
    return stream_strip(
        rows, (seen.first, seen.end), selected=selected, labels={"alt": strip_alt(reading)}, mode=drawing.mode(),
        scale=drawing.scale(),
    )  # fmt: skip


def _strip_name(stream: ValueStream, step: StreamStep) -> str:
    if step.is_customers_wait:
        share = figures.share(step.wait_sum_hours / (stream.lead_sum_hours or 1.0))
        return _("{share} customer's time").format(share=share)
    share = figures.share(step.wait_sum_hours / (stream.own_wait_sum_hours or 1.0))
    return _("{share} before {step}").format(share=share, step=step.activity)


def strip_alt(reading: StreamReading) -> str:
    """The takeaway of the strip."""
    worst = reading.stream.worst_wait
    said = _("Where the time of all instances goes, step after step; most is lost before {step}.")
    return said.format(step=worst.activity if worst else "")


def _clicked(event: Any) -> str | None:
    return drawing.chosen_code(event, SELECTION, FIELD)


def draw_clickable(name: str, spec: dict[str, Any], selected: str, alt: str) -> None:
    """A chart of steps; a click selects one."""
    key = selecting.key_of(name, selected, _clicked)

    def choose() -> None:
        clicked = _clicked(st.session_state.get(key))
        if clicked:
            state.put(state.STEP, clicked)

    drawing.clickable(spec, choose, key=key, parameter=SELECTION, alt_text=alt)


def draw(view: View, reading: StreamReading, selected: str, alt: str, edited: str = "") -> None:
    """The strip and the map, or the table; `edited` tells a future state from the stream as it is."""
    what = (
        view.scope,
        edited,
        selected,
        reading.stream.clock,
        language(),
        drawing.mode(),
        drawing.scale(),
        is_list(),
        is_whole(),
        state.get(state.STREAM_LEAST),
    )
    spec = loaders.made(
        loaders_stream.AREAS, ("stream strip", what), lambda: drawing.specification(strip(view, reading, selected))
    )
    draw_clickable(f"strip_{view.journey_id}", spec, selected, strip_alt(reading))
    if state.get(state.STREAM_FORM) == "table":
        stream_rows.draw_table(view, reading, selected)
        return
    spec = loaders.made(
        loaders_stream.AREAS,
        ("stream map", what, alt),
        lambda: drawing.specification(
            chart(view, reading, selected, scale=drawing.scale(), mode=drawing.mode(), alt=alt)
        ),
    )
    draw_clickable(f"map_{view.journey_id}", spec, selected, alt)


def png_of(view: View, reading: StreamReading, selected: str) -> bytes:
    """The whole map as a picture that stands alone: all steps that pass the filter, and how many do not."""
    from reports.image import png

    title, subtitle, n = view.journey_name, view.period_text, window(reading, selected, "export").n_rare
    if n:
        rare = ngettext("{n} step that fewer than {least}% of instances pass is not drawn",
                        "{n} steps that fewer than {least}% of instances pass are not drawn", n)  # fmt: skip
        subtitle += " · " + rare.format(n=n, least=state.get(state.STREAM_LEAST))
    return png(chart(view, reading, selected, scale="export", mode="light", title=title, subtitle=subtitle))
