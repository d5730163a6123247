"""Words of lead time and load."""

from __future__ import annotations

import pandas as pd

from i18n import _, ngettext
from reports.numbers import NONE, duration
from views import figures, loaders_process
from views.escape import plain
from views.view import View

HOUR = 3600.0


def figure_name(code: str) -> str:
    """A measure of the trend."""
    return {
        "progress": _("Work in progress"),
        "closed": _("Instances closed"),
        "begun": _("Instances begun"),
        "lead": _("Lead time (median)"),
    }[code]


def lead_unit(clock: str) -> str:
    """The unit of a lead time on an axis."""
    return _("working hours") if clock == loaders_process.WORKING else _("hours")


def case_time(figure: str, clock: str) -> dict[str, str]:
    """How the time of a single instance is called: in words and in hours; what is in progress has an age."""
    unit = lead_unit(clock)
    if figure == "progress":
        told, counted = _("Age at the end of the period"), _("Age ({unit})")
    elif figure == "begun":  # some of them are in progress yet
        told, counted = _("First to last step"), _("First to last step ({unit})")
    else:
        told, counted = _("Lead time"), _("Lead time ({unit})")
    return {"taken": told, "hours": counted.format(unit=unit)}


def taken(seconds: float | None, clock: str) -> str:
    """A duration: days and hours by the calendar, hours by working time."""
    if seconds is None or pd.isna(seconds):
        return NONE
    if clock == loaders_process.WORKING:
        return _("{hours} working hours").format(hours=figures.number(seconds / HOUR, 0 if seconds > 48 * HOUR else 1))
    return duration(seconds / HOUR)


def brief_of(seconds: float, clock: str) -> str:
    """A duration for a card whose label names the clock."""
    if clock == loaders_process.WORKING:
        return _("{hours} h").format(hours=figures.number(seconds / HOUR, 0 if seconds > 48 * HOUR else 1))
    return duration(seconds / HOUR)


def span_of(low: float | None, high: float | None, clock: str) -> str:
    """The ends of an interval."""
    if low is None or high is None:
        return _("no interval: all from one customer")
    return _("{low} to {high}").format(low=taken(low, clock), high=taken(high, clock))


def answer(view: View, clock: str) -> str:
    """How long it takes, how sure that is, and how many are not done."""
    lead = loaders_process.lead_time(view.scope, clock)
    if lead is None:
        counts = loaders_process.counts(view.scope)
        return _(
            "None of the **{n}** process instances has a lead time yet: they are open or began before the log."
        ).format(n=figures.count(int(counts["n_cases"])))
    return _(
        "Half of **{n}** process instances take up to **{median}** ({interval}), 85 in 100 up to **{p85}** ({period}); "
        "**{open}** are in progress at the end of the log, whenever they began."
    ).format(
        n=figures.count(lead.median.n),
        median=taken(lead.median.value, clock),
        interval=span_of(lead.median.low, lead.median.high, clock),
        p85=taken(lead.p85.value, clock),
        open=figures.count(int(loaders_process.ageing(view.scope)["n_open"].sum())),
        period=view.period_text,
    )


def clock_lines(journey_id: str, clock: str) -> list[str]:
    """What working time leaves out, and the years whose holidays nobody has entered."""
    days = loaders_process.clock(journey_id, clock).days
    if days is None:
        return []
    lines = [_("Working time counts the hours of the working week without public holidays; set them below.")]
    if days.missing_years:
        named = _(", ").join(str(year) for year in days.missing_years)
        lines.append(
            _("No holidays are on record for {years}: these years count by the week alone.").format(years=named)
        )
    return lines


def rule_lines(journey_id: str) -> list[str]:
    """By which rule an instance counts as in progress, per log."""
    return [_rule(dict(row)) for row in loaders_process.rules(journey_id).to_dict("records")]  # type: ignore[arg-type]


def _rule(row: dict[str, object]) -> str:
    if row["has_marks"]:
        return _("In progress: what the system marks as not closed.")
    ends = [plain(str(name)) for name in (row["end_activities"] if row["end_activities"] is not None else [])]  # type: ignore[attr-defined]
    if not ends:
        return _("In progress: every instance that has not been silent longer than any instance before going on.")
    said = (
        _("In progress: not ended by {steps}, as somebody said, and not silent longer than any instance before going "
          "on.")
        if row["is_said"]
        else _("In progress: not ended by {steps}, which usually end one, and not silent longer than any instance "
               "before going on.")
    )  # fmt: skip
    return said.format(steps=_(", ").join(ends[:4]))


def alt(name: str, rows: pd.DataFrame) -> str:
    """The trend for those who do not see it."""
    known = rows[rows["value"].notna()]
    said = ngettext(
        "{name}: {n} period, the last one {value}.", "{name}: {n} periods, the last one {value}.", len(known)
    )
    return said.format(name=name, n=len(known), value=figures.number(float(known["value"].iloc[-1]), 0))
