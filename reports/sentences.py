"""Findings as sentences: each carries n, its interval and how sure it is, whole in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.compare import Difference
from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _, ngettext
from reports.numbers import count, interval, number, points

_NAMED_TIES = 3


def curve_sentences(curve: EmotionCurve, names: Mapping[str, str], *, period: str) -> tuple[str, ...]:
    """Where the journey hurts, how sure that is, and what cannot be told apart from it."""
    shown = [point for point in curve.points if not point.hidden and point.mean is not None]
    if not shown:
        return (_("Too few answers in {period} for any figure.").format(period=period),)
    low_points = curve.low_points
    point = low_points[0] if low_points else min(shown, key=lambda each: each.pooled_mean or each.mean or 0.0)
    said = [_lowest(point, curve, names, period), certainty(point, curve.margin), ties(point, names)]
    if len(low_points) > 1:
        others = enumeration([names.get(each.touchpoint_id, each.touchpoint_id) for each in low_points[1:]])
        said.append(_("Further low points: {names}.").format(names=others))
    return tuple(sentence for sentence in said if sentence)


def _lowest(point: TouchpointScore, curve: EmotionCurve, names: Mapping[str, str], period: str) -> str:
    facts = {
        "name": names.get(point.touchpoint_id, point.touchpoint_id),
        "mean": number(point.mean),
        "interval": interval(point.low, point.high),
        "below": number(abs(point.contrast or 0.0)),
        "n": sample(point),
        "period": period,
        "margin": number(curve.margin, 0),
    }
    if point.is_low_point:
        return _(
            "{name} hurts most: experience score {mean} ({interval}), {below} points below the rest of the journey; "
            "{n}, {period}."
        ).format(**facts)
    return _(
        "No touchpoint is low beyond chance by {margin} points or more. The lowest mark is {name} with {mean} "
        "({interval}); {n}, {period}."
    ).format(**facts)


def sample(point: TouchpointScore) -> str:
    """n in answers, and in customer accounts where they are known."""
    if point.n_accounts:
        said = (
            _("n = {answers} answers, some of them from {accounts} customer accounts")
            if point.n_clusters > point.n_accounts  # people without an account are clusters of their own
            else _("n = {answers} answers from {accounts} customer accounts")
        )
        return said.format(answers=count(point.n), accounts=count(point.n_accounts))
    return ngettext("n = {answers} answer", "n = {answers} answers", point.n).format(answers=count(point.n))


def certainty(point: TouchpointScore, margin: float) -> str:
    """The probability of lying at least the margin below the rest, in words; empty where it is unknown."""
    if point.probability is None:
        return ""
    facts = {"percent": _percent(point.probability), "margin": number(margin, 0)}
    return _certainty(point.probability).format(**facts)


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


def _percent(probability: float) -> str:
    if probability > 0.99:
        return _("over 99%")
    return _("under 1%") if probability < 0.01 else f"{number(100 * probability, 0)}%"


def ties(point: TouchpointScore, names: Mapping[str, str]) -> str:
    """What the touchpoint cannot be told apart from; empty when it stands alone."""
    tied = [names.get(other, other) for other in point.tied_with]
    if not tied:
        return ""
    if len(tied) <= _NAMED_TIES:
        return _("Practically tied with {names}.").format(names=enumeration(tied))
    more = len(tied) - _NAMED_TIES
    return ngettext(
        "Practically tied with {names} and {n} other.", "Practically tied with {names} and {n} others.", more
    ).format(names=enumeration(tied[:_NAMED_TIES]), n=more)


def difference_sentence(name: str, difference: Difference) -> str:
    """What changed between two periods or segments, and whether chance could have done it."""
    facts = {
        "name": name,
        "points": number(abs(difference.change or 0.0)),
        "change": points(difference.change, 1),
        "interval": interval(difference.low, difference.high),
        "now": count(difference.n_now),
        "before": count(difference.n_before),
        "detectable": number(difference.detectable),
    }
    return _difference(difference).format(**facts)


def _difference(difference: Difference) -> str:
    if difference.verdict == "question_changed":
        return _("{name}: the question changed, so the two are not compared.")
    if difference.verdict == "too_few" or difference.change is None:
        return _("{name}: too few answers to compare (n = {now} now, {before} before).")
    if difference.verdict == "could_be_chance":
        return _(
            "{name}: {change} points ({interval}), could be chance; n = {now} now, {before} before. A fall of "
            "{detectable} points or more would probably have shown."
        )
    if difference.change < 0:
        return _("{name} fell by {points} points ({interval}), likely real; n = {now} now, {before} before.")
    return _("{name} rose by {points} points ({interval}), likely real; n = {now} now, {before} before.")


def enumeration(names: Sequence[str]) -> str:
    """Names as a list inside a sentence."""
    return _(", ").join(f"“{name}”" for name in names)
