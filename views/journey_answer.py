"""The answer to "where does the journey hurt": a sentence with n and period, and four figures."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _, ngettext
from views import figures
from views.escape import plain
from views.view import View


@dataclass(frozen=True)
class Answer:
    """The point a view opens on, and how sure it is: low point, lowest without proof, or nothing to show."""

    point: TouchpointScore | None
    is_low_point: bool


def opening_point(curve: EmotionCurve) -> TouchpointScore | None:
    """The worst low point; without one, the lowest touchpoint after pooling."""
    shown = [point for point in curve.points if not point.hidden and point.mean is not None]
    worst = next((point for point in shown if point.touchpoint_id == curve.worst_id), None)
    return worst or min(shown, key=lambda point: point.pooled_mean or point.mean or 0.0, default=None)


def answer_sentence(curve: EmotionCurve, view: View, names: dict[str, str]) -> str:
    """Where it hurts most, by how much, how sure, from how many answers and when; Markdown."""
    point = opening_point(curve)
    if point is None:
        return _("Too few answers in {period} for any figure.").format(period=view.period_text)
    name = plain(names.get(point.touchpoint_id, point.touchpoint_id))
    facts = {
        "name": name,
        "mean": figures.number(point.mean),
        "interval": figures.interval(point.low, point.high),
        "below": figures.number(abs(point.contrast or 0.0)),
        "sample": sample_words(point),
        "period": view.period_text,
        "margin": figures.number(curve.margin, 0),
    }
    if point.is_low_point:
        return _(
            "**{name}** hurts most: experience score **{mean}** ({interval}), {below} points below the rest of the "
            "journey; {sample}, {period}."
        ).format(**facts)
    return _(
        "No touchpoint is low beyond chance: none lies at least {margin} points below the rest. The lowest mark is "
        "**{name}** with **{mean}** ({interval}); {sample}, {period}."
    ).format(**facts)


def sample_words(point: TouchpointScore) -> str:
    """n in answers, and in customers where they are known."""
    if point.n_accounts > 0:
        return _("n = {answers} answers from {accounts} customer accounts").format(
            answers=figures.count(point.n), accounts=figures.count(point.n_accounts)
        )
    if point.n_respondents > 0:
        return _("n = {answers} answers from {respondents} respondents").format(
            answers=figures.count(point.n), respondents=figures.count(point.n_respondents)
        )
    return ngettext("n = {answers} answer", "n = {answers} answers", point.n).format(answers=figures.count(point.n))


def certainty_words(point: TouchpointScore, margin: float) -> str:
    """The posterior probability of being at least the margin below the rest, in words."""
    if point.probability is None:
        return ""
    said = _certainty(point.probability)
    percent = (
        _("over 99%")
        if point.probability > 0.99
        else _("under 1%")
        if point.probability < 0.01
        else figures.share(round(point.probability, 2))
    )
    return said.format(percent=percent, margin=figures.number(margin, 0))


def _certainty(probability: float) -> str:
    if probability >= 0.99:
        return _("It is almost certain ({percent}) that it lies at least {margin} points below the rest.")
    if probability >= 0.9:
        return _("It is very likely ({percent}) that it lies at least {margin} points below the rest.")
    if probability >= 0.66:
        return _("It is likely ({percent}) that it lies at least {margin} points below the rest.")
    if probability >= 0.33:
        return _("Whether it lies at least {margin} points below the rest is open ({percent}).")
    return _("It is unlikely ({percent}) that it lies at least {margin} points below the rest.")


def ties_words(point: TouchpointScore, names: dict[str, str]) -> str:
    """The touchpoints it cannot be told apart from; empty when there are none."""
    if not point.tied_with:
        return ""
    called = _(", ").join(f"“{plain(names.get(other, other))}”" for other in point.tied_with[:3])
    more = len(point.tied_with) - 3
    if more > 0:
        return ngettext(
            "Practically tied with {names} and {n} other.", "Practically tied with {names} and {n} others.", more
        ).format(names=called, n=more)
    return _("Practically tied with {names}.").format(names=called)
