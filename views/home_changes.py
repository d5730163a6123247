"""What changed: touchpoints whose difference to the period before is beyond chance, and how many are not."""

from __future__ import annotations

import streamlit as st

from analytics.compare import Difference
from i18n import _, in_a_row, language, ngettext
from views import figures, journey_points, loaders, loaders_scores, state
from views.escape import plain
from views.view import View

MOST = 5


def draw_changes(view: View) -> None:
    """The list, largest change first."""
    if view.comparison == "target":
        _draw_missed(view)
        return
    st.header(_("What changed"), anchor=False)
    if view.before is None:
        st.info(_("Choose a comparison that has data to see what changed."))
        return
    found = loaders_scores.changes(view.scope, view.before).touchpoints
    names = loaders.names(view.journey_id, language())
    real = sorted(
        (change for change in found.values() if change.verdict == "likely_real" and change.change is not None),
        key=lambda change: -abs(change.change or 0.0),
    )
    st.caption(_("{now} against {before}").format(now=view.period_text, before=view.before_text))
    for change in real[:MOST]:
        _line(change, names.get(change.key, change.key))
    st.markdown(_rest(found, len(real)))


def _draw_missed(view: View) -> None:
    """Touchpoints whose whole interval lies under their expectation floor, worst first."""
    st.header(_("Below the expectation floor"), anchor=False)
    touchpoints = loaders.touchpoints(view.journey_id)
    names = journey_points.names(touchpoints)
    floors = dict(zip(touchpoints["touchpoint_id"].astype(str), touchpoints["floor"].astype(float), strict=True))
    curve = loaders_scores.journey_curve(view.scope)
    missed = [
        point
        for point in curve.points
        if point.high is not None and point.mean is not None and point.high < floors.get(point.touchpoint_id, 0.0)
    ]
    if not missed:
        st.markdown(_("No touchpoint lies below its expectation floor beyond chance."))
    for point in sorted(missed, key=lambda each: (each.mean or 0.0) - floors[each.touchpoint_id])[:MOST]:
        floor = floors[point.touchpoint_id]
        said = _("{arrow} against the floor {floor}: {mean} ({interval}) · n = {n}").format(
            arrow=f":orange[**▼ {figures.signed((point.mean or 0.0) - floor)}**]",
            floor=figures.number(floor, 0),
            mean=figures.number(point.mean),
            interval=figures.interval(point.low, point.high),
            n=figures.count(point.n),
        )
        _linked(point.touchpoint_id, names.get(point.touchpoint_id, point.touchpoint_id), said)


def _line(change: Difference, name: str) -> None:
    falls = (change.change or 0.0) < 0
    arrow = (
        f":orange[**▼ {figures.signed(change.change)}**]" if falls else f":blue[**▲ {figures.signed(change.change)}**]"
    )
    said = _("{arrow} ({interval}) · likely real · n = {before} → {now}").format(
        arrow=arrow,
        interval=figures.interval(change.low, change.high),
        before=figures.count(change.n_before),
        now=figures.count(change.n_now),
    )
    _linked(change.key, name, said)


def _linked(touchpoint_id: str, name: str, said: str) -> None:
    if state.is_on(state.PRESENT):  # large type instead of a link
        st.header(f"{plain(name)}  {said}", anchor=False)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            "pages/journey/journey.py",
            label=plain(name),
            icon=":material/arrow_forward:",
            query_params={state.TOUCHPOINT: touchpoint_id, state.LANGUAGE: language()},
            width=260,
        )
        st.markdown(said)


def _rest(found: dict[str, Difference], n_real: int) -> str:
    chance = sum(change.verdict == "could_be_chance" for change in found.values())
    few = sum(change.verdict == "too_few" for change in found.values())
    sentences = []
    if n_real == 0:
        sentences.append(_("No touchpoint changed beyond chance."))
    if n_real > MOST:
        more = n_real - MOST
        sentences.append(
            ngettext("{n} more change is likely real.", "{n} more changes are likely real.", more).format(n=more)
        )
    if chance:
        sentences.append(
            ngettext("{n} other difference could be chance.", "{n} other differences could be chance.", chance).format(
                n=chance
            )
        )
    regrouped = sum(change.verdict == "question_changed" for change in found.values())
    if regrouped:
        sentences.append(
            ngettext(
                "{n} touchpoint is not compared: its question changed.",
                "{n} touchpoints are not compared: their questions changed.",
                regrouped,
            ).format(n=regrouped)
        )
    if few:
        sentences.append(
            ngettext(
                "{n} touchpoint has too few answers to compare.",
                "{n} touchpoints have too few answers to compare.",
                few,
            ).format(n=few)
        )
    return in_a_row(*sentences)
