"""Under the map: how to read it, by which clock it counts, what the log cannot tell or got wrong."""

from __future__ import annotations

from i18n import _, in_a_row, ngettext
from views import figures
from views.escape import plain
from views.stream_picture import takt_clock
from views.stream_words import brief
from workflows.read_stream import StreamReading


def notes(reading: StreamReading) -> list[str]:
    """What the log cannot tell, or what was wrong with its times."""
    stream = reading.stream
    said = []
    if not stream.is_timed:
        said.append(
            _(
                "This log has one time per event: working and waiting cannot be told apart. All time counts as "
                "waiting, and no efficiency is given."
            )
        )
    slow = sorted(stream.slower_than_takt, key=stream.cycle_hours, reverse=True)
    if slow and stream.takt_hours is not None:
        said.append(
            _("Takt is {takt} of working time. Slower than that with the people they have: {steps}.").format(
                takt=brief(stream.takt_hours, by=takt_clock(stream)),
                steps=_(", ").join(
                    _("{step} ({hours})").format(
                        step=plain(step.activity), hours=brief(stream.cycle_hours(step), by=takt_clock(stream))
                    )
                    for step in slow[:3]
                ),
            )
        )
    over = [step for step in stream.steps if step.is_overfull]
    if over:
        said.append(
            _(
                "No FTE at {steps}: more hours lie between start and end there than its people have. Instances are "
                "open side by side, or the log counts time in which nobody works."
            ).format(steps=_(", ").join(plain(step.activity) for step in over[:3]) + ("…" if over[3:] else ""))
        )
    if not stream.by_working_time and stream.n_opened:
        said.append(_("No working hour of the calendar lies in this log; for takt and FTE every hour counts."))
    if stream.n_reversed:
        said.append(
            ngettext(
                "{n} event ends before it starts; it has no processing time here.",
                "{n} events end before they start; they have no processing time here.",
                stream.n_reversed,
            ).format(n=figures.count(stream.n_reversed))
        )
    return said


def legend() -> str:
    """How to read the picture, in one line; first what its ladder adds up."""
    ladder = _(
        "Ladder: medians per visit; its totals at the right: means per instance. Factory at the left: who starts an "
        "instance, at the right: the customer; dashed: the information flow, from the system that keeps the log."
    )
    return in_a_row(ladder, _signs())


def _signs() -> str:
    return _(
        "Solid: value-added; tint: necessary; striped: waste; sand: waiting. Triangle: instances that wait here at any "
        "moment, on average. Striped arrow: push; ring: pull; lane: first in, first out. Outlined: the customer's own "
        "time, no queue of ours. Above the boxes: experience score with 95% interval; hollow is low n. Takt and FTE go "
        "by working hours. The bar on top shows all steps to scale; click a step to see what lies behind it."
    )
