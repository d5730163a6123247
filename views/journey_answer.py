"""The answer to "where does the journey hurt": a sentence with n and period, and four figures."""

from __future__ import annotations

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _
from reports.sentences import sample
from views import figures, loaders_scores
from views.escape import plain
from views.outcome_scores import OutcomeScore, interval_text, kind_name, value_text
from views.view import View


def opening_point(curve: EmotionCurve) -> TouchpointScore | None:
    """The worst low point; without one, the lowest touchpoint after pooling."""
    shown = [point for point in curve.points if not point.hidden and point.mean is not None]
    worst = next((point for point in shown if point.touchpoint_id == curve.worst_id), None)
    return worst or min(shown, key=lambda point: point.pooled_mean or point.mean or 0.0, default=None)


def answer_sentence(curve: EmotionCurve, view: View, names: dict[str, str]) -> str:
    """Where it hurts most, by how much, how sure, from how many answers and when; Markdown."""
    point = opening_point(curve)
    if point is None:
        title, basis = _without_point(curve, view)
        return f"**{title}** {basis}".strip()
    name = plain(names.get(point.touchpoint_id, point.touchpoint_id))
    facts = {
        "name": name,
        "mean": figures.number(point.mean),
        "interval": figures.interval(point.low, point.high),
        "below": figures.number(abs(point.contrast or 0.0)),
        "sample": sample(point),
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


def headline(point: TouchpointScore | None, curve: EmotionCurve, view: View, names: dict[str, str]) -> tuple[str, str]:
    """The finding in large letters for a projector, and what it rests on in small ones; no Markdown."""
    if point is None or point.mean is None:
        return _without_point(curve, view)
    facts = {
        "name": names.get(point.touchpoint_id, point.touchpoint_id),
        "mean": figures.number(point.mean),
        "below": figures.number(abs(point.contrast or 0.0)),
    }
    basis = _("{interval}; {sample}, {period}").format(
        interval=figures.interval(point.low, point.high), sample=sample(point), period=view.period_text
    )
    if point.touchpoint_id == curve.worst_id:
        return _("{name} hurts most: {mean} of 100, {below} below the rest").format(**facts), basis
    if point.is_low_point:
        return _("{name} is a low point: {mean} of 100, {below} below the rest").format(**facts), basis
    return _("{name}: {mean} of 100").format(**facts), basis


def _without_point(curve: EmotionCurve, view: View) -> tuple[str, str]:
    """The overall score where no touchpoint has a figure, and why none has; no Markdown."""
    overall = next((score for score in loaders_scores.outcomes(view.scope) if not score.hidden), None)
    why = _why_no_point(curve, view)
    return (
        (why, "")
        if overall is None
        else (_overall(overall), _("{basis}. {why}").format(basis=_basis(overall, view), why=why))
    )


def _why_no_point(curve: EmotionCurve, view: View) -> str:
    if not curve.points:
        return _("This journey has no touchpoints yet; questions about single steps would show where it hurts.")
    if any(point.n for point in curve.points):
        return _("Every touchpoint has too few answers in {period} for a figure.").format(period=view.period_text)
    return _("No touchpoint was rated in {period}.").format(period=view.period_text)


def _overall(score: OutcomeScore) -> str:
    return _("{name}: {value}.").format(name=kind_name(score), value=value_text(score))


def _basis(score: OutcomeScore, view: View) -> str:
    return _("{interval}; n = {n}, {period}").format(
        interval=interval_text(score), n=figures.count(score.n), period=view.period_text
    )
