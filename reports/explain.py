"""Explain this number: what it is, how it was computed, from how many answers, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.curve import EmotionCurve, TouchpointScore
from analytics.intervals import Estimate
from analytics.scores import Ces, Csat, Nps
from i18n import _
from reports.numbers import count, interval, number, points, share
from reports.sentences import sample


@dataclass(frozen=True)
class Explanation:
    """What a reader may ask about a figure, in the language of the caller."""

    title: str
    formula: str
    sample: str
    interval: str
    method: str
    note: str = ""


def explain_touchpoint(point: TouchpointScore, curve: EmotionCurve, name: str) -> Explanation:
    """The experience score of a touchpoint and its verdict."""
    return Explanation(
        title=_("{name}: experience score {value}").format(name=name, value=number(point.mean)),
        formula=_(
            "Mean of all answers, each put on 0–100 by (answer − lowest) ÷ (highest − lowest) × 100, turned round "
            "where low is good."
        ),
        sample=sample(point),
        interval=interval(point.low, point.high),
        method=_(
            "The interval takes into account that answers of one customer resemble each other (delete-one-cluster "
            "jackknife, {clusters} clusters). Method note: docs/methods/low-points.md."
        ).format(clusters=count(point.n_clusters)),
        note=_contrast_note(point, curve),
    )


def _contrast_note(point: TouchpointScore, curve: EmotionCurve) -> str:
    if point.contrast is None:
        return ""
    facts = {
        "contrast": points(point.contrast, 1),
        "interval": interval(point.contrast_low, point.contrast_high),
        "margin": number(curve.margin, 0),
    }
    if point.is_paired:
        return _(
            "Against the other touchpoints of the same responses: {contrast} points ({interval}). A low point lies at "
            "least {margin} points below and beyond chance, with false discoveries controlled over all touchpoints."
        ).format(**facts)
    return _(
        "Against all other answers of the journey: {contrast} points ({interval}). A low point lies at least {margin} "
        "points below and beyond chance, with false discoveries controlled over all touchpoints."
    ).format(**facts)


def explain_nps(score: Nps) -> Explanation:
    """A net promoter score."""
    titles = {
        "relationship": _("Relationship NPS {value}"),
        "transactional": _("Transactional NPS {value}"),
    }
    return Explanation(
        title=titles[score.kind].format(value=points(score.score)),
        formula=_("Share of promoters (9–10) {promoters} − share of detractors (0–6) {detractors}, in points.").format(
            promoters=share(score.promoters_share), detractors=share(score.detractors_share)
        ),
        sample=_answers(score.n, score.n_accounts),
        interval=interval(score.low, score.high, 0),
        method=_(
            "Adjusted Wald interval on the effective number of answers, because answers of one customer resemble each "
            "other. Method note: docs/methods/scores.md."
        ),
    )


def explain_csat(score: Csat) -> Explanation:
    """Customer satisfaction as a mean, with the satisfied share."""
    low, high = score.scale
    satisfied = score.satisfied_share
    note = ""
    if satisfied is not None:
        note = _("Satisfied share (two best of five): {share} ({low} to {high}).").format(
            share=share(satisfied.value), low=share(satisfied.low), high=share(satisfied.high)
        )
    return Explanation(
        title=_("Customer satisfaction {value}").format(value=number(score.mean.value, 2)),
        formula=_("Mean of all answers on the scale {low}–{high}.").format(low=f"{low:g}", high=f"{high:g}"),
        sample=_clustered(score.mean),
        interval=interval(score.mean.low, score.mean.high, 2),
        method=_mean_method(),
        note=note,
    )


def explain_ces(score: Ces) -> Explanation:
    """Customer effort with its version and direction."""
    low, high = score.scale
    direction = _("Low is good: the question asks for effort.") if score.lower_is_better else ""
    return Explanation(
        title=_("Customer Effort Score {version}: {value}").format(
            version=score.version, value=number(score.mean.value, 2)
        ),
        formula=_("Mean of all answers on the scale {low}–{high}.").format(low=f"{low:g}", high=f"{high:g}"),
        sample=_clustered(score.mean),
        interval=interval(score.mean.low, score.mean.high, 2),
        method=_mean_method(),
        note=direction or _("High is good: the question asks how easy it was."),
    )


def _mean_method() -> str:
    return _(
        "t interval on the means of customers, because answers of one customer resemble each other. Method note: "
        "docs/methods/scores.md."
    )


def _clustered(estimate: Estimate) -> str:
    return _answers(estimate.n, estimate.n_clusters)


def _answers(n: int, n_accounts: int) -> str:
    if not n_accounts:
        return _("n = {answers}").format(answers=count(n))
    return _("n = {answers} answers from {accounts} customers").format(answers=count(n), accounts=count(n_accounts))
