"""Words of the value stream: short durations, classes, types of waste, whose wait it is, why that is proposed."""

from __future__ import annotations

import math

from analytics.case_contrast import CaseContrast
from analytics.process.value_class import Proposal, Repeat
from analytics.process.value_stream import KEPT_PAIRS, ClockName, Decision, StreamStep
from analytics.process.wait_owner import WaitProposal
from i18n import _, in_a_row
from reports.numbers import NONE, duration
from views import figures, periods
from views.escape import plain


def brief(hours: float | None, like: float | None = None, *, by: ClockName = "calendar") -> str:
    """A duration for a small place: seconds, minutes, hours or days of 24 hours; in the unit of the duration `like`.

    By working time it stays in hours: how many of them make a day differs from week to week.
    """
    if hours is None or not math.isfinite(hours):
        return NONE
    scale = abs(hours) if like is None or not math.isfinite(like) else abs(like)
    if 0 < scale < 1 / 60:
        return _("{value} s").format(value=figures.number(3600 * hours, 0 if scale >= 10 / 3600 else 1))
    if scale < 1:
        return _("{value} min").format(value=figures.number(60 * hours, 0))
    if scale < 48 or by == "working":
        return _("{hours} h").format(hours=figures.number(hours, 1 if scale < 48 else 0))
    days = hours / 24
    return _("{value} d").format(value=figures.number(days, 0 if abs(days) >= 100 else 1))


def card_time(hours: float | None, by: ClockName = "calendar") -> str:
    """The figure of a card: days with hours; below two days in the unit that `brief` gives the rest of the card."""
    return brief(hours, by=by) if hours is None or abs(hours) < 48 or by == "working" else duration(hours)


def class_name(code: str) -> str:
    """A value class."""
    return {"value_added": _("value-added"), "necessary": _("necessary"), "waste": _("waste")}[code]


def waste_name(code: str) -> str:
    """One of the eight types of waste."""
    return {
        "defects": _("defects"),
        "overproduction": _("overproduction"),
        "waiting": _("waiting"),
        "talent": _("unused talent"),
        "transport": _("transport"),
        "inventory": _("inventory"),
        "motion": _("motion"),
        "extra_processing": _("extra processing"),
    }[code]


def class_lines(decision: Decision) -> tuple[str, str]:
    """The class of a box in two short lines: whether it is only proposed, and the type of waste."""
    name = class_name(decision.value_class)
    if decision.is_decided or not decision.waste_type:
        more = waste_name(decision.waste_type) if decision.waste_type else ""
        return name, more or ("" if decision.is_decided else _("proposed"))
    return _("{name} (proposed)").format(name=name), waste_name(decision.waste_type)


def reason(step: StreamStep, proposal: Proposal) -> str:
    """Why this class is proposed, in a sentence or two."""
    if proposal.reason == "repeated" and proposal.repeat is not None:
        return _repeated(proposal.repeat)
    said = {
        "rework": _("The name of the step speaks of repair: work that is done because something was not right."),
        "hand_off": _("The name of the step speaks of passing the work on: nothing is done to it here."),
        "given": _("This class came with the data; nobody has looked at it yet."),
        "check": _("The name of the step speaks of checking: it may be needed, but customers do not pay for it."),
        "default": _("Nothing in the log or in the name speaks against it; it counts as value-added until you decide."),
    }[proposal.reason]
    again = step.again_share
    if again < 0.05:
        return said
    more = _("{share} of the instances come here twice or more.").format(share=figures.share(again))
    return in_a_row(said, more)


def _repeated(repeat: Repeat) -> str:
    """Repeated without use: how often, what it takes, what was looked at downstream."""
    longer = repeat.longer
    if longer is None or longer.change is None or longer.low is None or longer.high is None:
        return ""
    widest = _widest(longer)
    said = _(
        "**{share}** of the instances pass here twice or more, {extra} extra visits each. It takes them **{longer}** "
        "longer (95% CI {low} to {high}; n = {n} and {n_other}), and nothing that was measured downstream is "
        "clearly better for it: {benefits}."
    )
    return said.format(
        share=figures.share(repeat.again_share),
        extra=figures.number(repeat.extra_mean, 1),
        longer=brief(longer.change, widest),
        low=brief(longer.low, widest),
        high=brief(longer.high, widest),
        n=figures.count(longer.n),
        n_other=figures.count(longer.n_other),
        benefits=_("; ").join(benefit(one) for one in repeat.benefits),
    )


def benefit(one: CaseContrast) -> str:
    """What a measure downstream differs in, with its interval."""
    low, high = sorted((one.low or 0.0, one.high or 0.0))
    if one.measure == "downstream_hours":
        said = _("time to the end {change} ({low} to {high})")
        change, widest = one.change or 0.0, _widest(one)
        return said.format(change=signed(change, widest), low=signed(low, widest), high=signed(high, widest))
    digits = 1 if one.measure == "score" else 2
    said = _("steps done again later {change} ({low} to {high})")
    if one.measure == "score":
        said = _("experience score {change} ({low} to {high})")
    ends = [figures.signed(value, digits) for value in (one.change or 0.0, low, high)]
    return said.format(change=ends[0], low=ends[1], high=ends[2])


def _widest(one: CaseContrast) -> float:
    """The longest of a difference and the ends of its interval: its unit is that of all three."""
    return max(abs(end or 0.0) for end in (one.change, one.low, one.high))


def signed(hours: float, like: float | None = None, *, by: ClockName = "calendar") -> str:
    """A difference of durations, with its sign; in the unit of the duration `like`."""
    return ("−" if hours < 0 else "+") + brief(abs(hours), like, by=by)


def decided(decision: Decision) -> str:
    """Who decided and when; that it is a proposal where nobody did."""
    if decision.decided_at is None:
        return _("Proposed; nobody has decided.")
    day = periods.day_label(decision.decided_at.date())
    if decision.by:
        return _("Decided by {who} on {day}.").format(who=plain(decision.by), day=day)
    return _("Decided on {day}.").format(day=day)


def flow_name(code: str) -> str:
    """How work comes to a step."""
    return {"push": _("push"), "pull": _("pull"), "fifo": _("first in, first out")}[code]


def wait_owner_name(code: str) -> str:
    """Whose time a wait is."""
    return {"ours": _("our queue"), "customer": _("the customer's time")}[code]


def wait_reason(step: StreamStep, proposal: WaitProposal) -> str:
    """Why the wait before a step counts as the customer's own time; "" where it is an ordinary queue."""
    if step.decision.is_wait_decided or proposal.owner == "ours":
        return ""
    if proposal.reason == "action":
        return _(
            "The name of the step speaks of an action of the customer's own, so the time before it is proposed as the "
            "customer's time and no queue of ours."
        )
    return _(
        "The log names the customer as who does this step, so the time before it is proposed as the customer's time "
        "and no queue of ours."
    )


def order(step: StreamStep) -> str:
    """Whether the queue before a step keeps its order, with n; "" where too few instances waited there together."""
    interval = step.kept_interval
    if interval is None or step.n_pairs < KEPT_PAIRS:
        return ""
    said = _("{share} of {n} pairs of neighbours in this queue leave it in the order in which they came ({interval}).")
    return said.format(
        share=figures.share(step.kept_share),
        n=figures.count(step.n_pairs),
        interval=figures.share_interval(*interval),
    )


def told(step: StreamStep, by: ClockName = "calendar") -> str:
    """A step in one line, for whoever points at it."""
    said = _("{name}: waiting {wait}, processing {work} (medians per visit); {n} instances, {visits} visits")
    if step.is_customers_wait:
        said = _(
            "{name}: {wait} of the customer's own time before it, processing {work} (medians per visit); {n} "
            "instances, {visits} visits"
        )
    line = said.format(
        name=step.activity,
        wait=card_time(step.wait_median_hours, by),
        work=card_time(step.work_median_hours, by),
        n=figures.count(step.n_cases),
        visits=figures.count(step.n_visits),
    )
    return f"{line}. {order(step)}" if step.flow == "fifo" else line
