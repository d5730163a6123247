"""Passages between touchpoints in words: their names, the answer, the figures of one of them."""

from __future__ import annotations

import hashlib

from analytics.paths.transitions import END, LEFT, Transition, leaving, worst_fall
from i18n import _, in_a_row, language
from reports.numbers import duration
from views import figures, loaders
from views.escape import plain
from views.view import View


def code_of(one: Transition) -> str:
    """What a link calls a passage."""
    return hashlib.md5(f"{one.touchpoint_id}|{one.went_to}".encode(), usedforsecurity=False).hexdigest()[:12]


def name_of(view: View, one: Transition) -> str:
    """Both ends of a passage; not yet escaped."""
    names = loaders.names(view.journey_id, language())
    start = names.get(one.touchpoint_id, one.touchpoint_id)
    if one.went_to == LEFT:
        return _("{touchpoint} → leaves").format(touchpoint=start)
    if one.went_to == END:
        return _("{touchpoint} → end of the journey").format(touchpoint=start)
    return f"{start} → {names.get(one.went_to, one.went_to)}"


def answer(view: View, found: tuple[Transition, ...]) -> str:
    """The worst passage with interval and n, and where most customers leave."""
    worst = worst_fall(found, margin=float(loaders.rules()["low_point_margin"]))
    said = _("No transition loses {margin} points or more beyond chance in {period}.").format(
        margin=figures.number(float(loaders.rules()["low_point_margin"]), 0), period=view.period_text
    )
    if worst is not None and worst.score is not None:
        said = _(
            "The worst transition is **{name}**: satisfaction falls by **{points}** points of 100 ({interval}; n = {n} "
            "process instances that rate both sides, {period})."
        ).format(
            name=plain(name_of(view, worst)), points=figures.number(-worst.score.change),
            interval=figures.interval(_minus(worst.score.high), _minus(worst.score.low)),
            n=figures.count(worst.score.n), period=view.period_text,
        )  # fmt: skip
    gone = leaving(found)
    if not gone:
        return said
    first = gone[0]
    names = loaders.names(view.journey_id, language())
    left = _("Most customers leave after {touchpoint}: {share} ({interval}; n = {n} visits).").format(
        touchpoint=plain(names.get(first.touchpoint_id, first.touchpoint_id)), share=figures.share(first.share.value),
        interval=figures.share_interval(first.share.low, first.share.high), n=figures.count(first.share.n),
    )  # fmt: skip
    return in_a_row(said, left)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def tone(one: Transition) -> str:
    """ "good" or "bad" beyond chance, else "chance"."""
    if one.score is None or one.score.verdict != "likely_real":
        return "chance"
    return "good" if one.score.change > 0 else "bad"


def score_words(one: Transition) -> str:
    """Score before, the change with interval and n, coloured only beyond chance."""
    score = one.score
    if score is None:
        return ":gray[{}]".format(_("No process instance rates both sides."))
    if score.low is None:
        return ":gray[{}]".format(_("Too few process instances rate both sides (n = {n}).").format(n=score.n))
    said = _(
        "From {before} by {change} points ({interval}), {verdict}; n = {n} process instances of {accounts} customers"
    ).format(
        before=figures.number(score.before), change=figures.signed(score.change),
        interval=figures.interval(score.low, score.high), verdict=figures.verdict(score.verdict),
        n=figures.count(score.n), accounts=figures.count(score.n_clusters),
    )  # fmt: skip
    colour = {"good": "blue", "bad": "orange"}.get(tone(one), "gray")
    sign = {"good": "▲ ", "bad": "▼ "}.get(tone(one), "")
    return f":{colour}[{sign}{said}]"


def figure_lines(one: Transition) -> list[str]:
    """Share, channel and time of a passage in words."""
    lines = [
        _("**{share}** of {n} visits go this way ({interval}).").format(
            share=figures.share(one.share.value), n=figures.count(one.share.n),
            interval=figures.share_interval(one.share.low, one.share.high))
    ]  # fmt: skip
    if one.channel is not None:
        lines.append(_("**{share}** of {n} change the channel.").format(
            share=figures.share(one.channel), n=figures.count(one.n_known)))  # fmt: skip
    if one.median_hours is not None:
        lines.append(_("**{time}** between in the middle (95% CI {low} to {high}), P85 {p85}; n = {n}.").format(
            time=duration(one.median_hours), low=duration(one.low_hours), high=duration(one.high_hours),
            p85=duration(one.p85_hours), n=figures.count(one.n)))  # fmt: skip
    return lines
