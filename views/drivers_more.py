"""More on one driver: poor against good, before against now, straight lines against none."""

from __future__ import annotations

import streamlit as st

from analytics.drivers.contrast import Contrast
from analytics.drivers.model import Interval, NoDrivers
from analytics.drivers.nonlinear import NonLinear
from analytics.drivers.segments import ShareDifference
from i18n import _, in_a_row, language
from views import drivers_words, figures, loaders_drivers
from views.escape import plain
from views.view import View
from workflows.driver_words import refusal_sentence
from workflows.read_drivers import DriverReading

SURE = 0.05


def lines(view: View, reading: DriverReading, touchpoint_id: str) -> list[str]:
    """Its two sides, and its share before; what cannot be told is left out."""
    told = []
    sides = loaders_drivers.sides(view.scope, reading.part, reading.asked)
    if not isinstance(sides, NoDrivers):
        told += [sides_sentence(one) for one in sides.contrasts if one.name == touchpoint_id]
    if view.before is None:
        return told
    change = loaders_drivers.change(view.scope, view.before, reading.part, reading.asked)
    if isinstance(change, NoDrivers):
        return [*told, _("Compared with {before}: too few answer sets to compare shares.").format(
            before=view.before_text)]  # fmt: skip
    return [*told, *(change_sentence(one, view.before_text, change.n[0])
                     for one in change.differences if one.name == touchpoint_id)]  # fmt: skip


def sides_sentence(one: Contrast) -> str:
    """Whether it hurts when poor, pleases when good, or both."""
    verdict = {
        "dissatisfier": _("It hurts when it is poor more than it pleases when it is good."),
        "satisfier": _("It pleases when it is good more than it hurts when it is poor."),
        "both": _("It hurts when it is poor and pleases when it is good."),
        "none": _("Neither poor nor good scores go surely with the outcome."),
        "unclear": _("Whether it hurts when poor more than it pleases when good cannot be told."),
    }[one.verdict]
    sides = _(
        "Against its middle, poor scores go with {penalty} and good ones with {reward} points of the outcome."
    ).format(penalty=_signed(one.penalty, -1), reward=_signed(one.reward, 1))
    return in_a_row(verdict, sides)


def _signed(one: Interval, sign: int) -> str:
    value = figures.signed(sign * one.value)
    if one.low is None or one.high is None:
        return value
    low, high = sorted((sign * one.low, sign * one.high))
    said = _("{value} ({interval})")
    return said.format(value=value, interval=_("95% CI {low} to {high}").format(
        low=figures.signed(low), high=figures.signed(high)))  # fmt: skip


def change_sentence(one: ShareDifference, before: str, n: int) -> str:
    """Its share before and now; called a change only where it is beyond chance over all touchpoints."""
    said = (
        _("Compared with {before}: its share was {then} and is {now}, likely a real change; n = {n} then.")
        if one.q < SURE
        else _("Compared with {before}: its share was {then} and is {now}, which could be chance; n = {n} then.")
    )
    return said.format(before=before, then=figures.share(one.one), now=figures.share(one.other), n=figures.count(n))


def draw_check(view: View, reading: DriverReading) -> None:
    """A button; the check is made once it is open."""
    key = f"drivers_check|{language()}"
    label = _("Check without straight lines")
    with st.popover(label, icon=":material/rule:", key=key, on_change="rerun") as opened:
        if opened.open:
            found = loaders_drivers.bends(view.scope, reading.part, reading.asked)
            st.markdown(check_sentence(view, reading, found))


def check_sentence(view: View, reading: DriverReading, found: NonLinear | NoDrivers) -> str:
    """Whether boosted trees tell another story on customers they have not seen."""
    if isinstance(found, NoDrivers):
        if found.code == "too_few_customers":
            return _("Too few customers for a check on answers that were not used.")
        return refusal_sentence(found, reading.asked.outcome, _)

    def named(code: str) -> str:
        return plain(drivers_words.touchpoint_name(code, view.journey_id))

    verdict = {
        "agrees": _("Straight lines are enough: a model without them explains no more on customers it has not seen."),
        "bends": _("The outcome bends: a model without straight lines explains more; the same touchpoint is first."),
        "order_differs": _("A model without straight lines explains more and puts **{name}** first: read the ranks "
                           "here with care."),
    }[found.verdict].format(name=named(found.first_by_boosting))  # fmt: skip
    numbers = _("Explained on unseen customers: {line} by lines, {boosted} by boosted trees (difference {gain} points, "
                "95% CI {low} to {high}); n = {n}.").format(
        line=figures.share(max(found.line_r2, 0.0)), boosted=figures.share(max(found.boosted_r2, 0.0)),
        gain=figures.signed(100 * found.gain), low=figures.signed(100 * found.gain_low),
        high=figures.signed(100 * found.gain_high), n=figures.count(found.n),
    )  # fmt: skip
    return in_a_row(verdict, numbers)
