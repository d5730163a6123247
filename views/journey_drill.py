"""The drill-down of the selected touchpoint: how sure it is, voices left, process right, the evidence to take away."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _, in_a_row, language, ngettext
from reports.explain import Explanation, explain_touchpoint
from reports.sentences import certainty, sample, ties
from views import figures, journey_answer, journey_chart, loaders, loaders_scores, state
from views.cards import change_words
from views.escape import plain
from views.explain import draw_explanation
from views.kpi_list import draw_process
from views.view import View
from views.voice_list import draw_voices


def draw_drill(view: View, curve: EmotionCurve, point: TouchpointScore, names: dict[str, str]) -> None:
    """Heading, verdict, the two cards."""
    name = names.get(point.touchpoint_id, point.touchpoint_id)
    safe = {key: plain(text) for key, text in names.items()}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_heading(curve, point).format(name=plain(name)), anchor=False, width="stretch")
        rows = None if point.hidden else lambda: _rows(view, point)
        draw_explanation(point.touchpoint_id, explanation(view, curve, point, name), rows)
    st.markdown(verdict_sentence(view, curve, point, safe))
    voices, process = st.columns(2)
    with voices.container(border=True, height="stretch"):
        draw_voices(view, point)
    with process.container(border=True, height="stretch"):
        draw_process(view, point.touchpoint_id)
        _link_to_links(view, point)


def _link_to_links(view: View, point: TouchpointScore) -> None:
    """To the process measures that go with this touchpoint's score, the surest first."""
    chosen = {key: "" for key in (state.LINK_CELL, state.LINK_SET, state.LINK_STAGE)}
    st.page_link(
        "pages/process/links.py", label=_("Which process goes with this score?"), icon=":material/hub:",
        query_params=chosen | {state.JOURNEY: view.journey_id, state.TOUCHPOINT: point.touchpoint_id,
                               state.PERIOD: state.get(state.PERIOD), state.LANGUAGE: language()},
    )  # fmt: skip


def _heading(curve: EmotionCurve, point: TouchpointScore) -> str:
    if point.touchpoint_id == curve.worst_id:
        return _("Worst low point: {name}")
    return _("Low point: {name}") if point.is_low_point else _("Selected: {name}")


def verdict_sentence(view: View, curve: EmotionCurve, point: TouchpointScore, names: dict[str, str]) -> str:
    """The figure, its contrast, how sure it is, ties and the change, as sentences."""
    if point.hidden or point.mean is None:
        said = ngettext(
            "{n} answer: fewer than {least} stay hidden.", "{n} answers: fewer than {least} stay hidden.", point.n
        )
        return said.format(n=point.n, least=curve.min_n)
    is_answer = point == journey_answer.opening_point(curve)
    sentences = [_native_sentence(point) if is_answer else _score_sentence(point)]
    if point.low_n:
        sentences.append(_("Low n: read it as a hint."))
    if point.contrast is not None:
        sentences += [_contrast_sentence(point), certainty(point, curve.margin)]
    sentences += [ties(point, names), _change_sentence(view, point)]
    return in_a_row(*sentences)


def _score_sentence(point: TouchpointScore) -> str:
    facts = {
        "mean": figures.number(point.mean),
        "interval": figures.interval(point.low, point.high),
        "sample": sample(point),
    }
    if point.scale is None or point.mean_native is None:
        return _("Experience score **{mean}** ({interval}); {sample}.").format(**facts)
    facts |= {
        "native": figures.number(point.mean_native, 2),
        "low": f"{point.scale[0]:g}",
        "high": f"{point.scale[1]:g}",
    }
    return _("Experience score **{mean}** ({interval}), {native} on the scale {low}–{high}; {sample}.").format(**facts)


def _native_sentence(point: TouchpointScore) -> str:
    """What the answer sentence above left out: the mean as it was asked."""
    if point.scale is None or point.mean_native is None:
        return ""
    return _("As asked it is {native} on the scale {low}–{high}.").format(
        native=figures.number(point.mean_native, 2), low=f"{point.scale[0]:g}", high=f"{point.scale[1]:g}"
    )


def _contrast_sentence(point: TouchpointScore) -> str:
    contrast = point.contrast or 0.0
    said = (
        _("It lies {points} points below the rest of the journey ({span}).")
        if contrast < 0
        else _("It lies {points} points above the rest of the journey ({span}).")
    )
    low, high = point.contrast_low, point.contrast_high
    if contrast < 0 and low is not None and high is not None:
        low, high = -high, -low
    return said.format(points=figures.number(abs(contrast)), span=figures.interval(low, high))


def _change_sentence(view: View, point: TouchpointScore) -> str:
    if view.comparison == "target":
        return _floor_sentence(view, point)
    if view.before is None:
        return ""
    change = loaders_scores.changes(view.scope, view.before).touchpoints.get(point.touchpoint_id)
    if change is not None and change.verdict == "question_changed":
        return _("The question changed since {before}, so the two are not compared.").format(before=view.before_text)
    if change is None or change.change is None:
        return ""
    return _("Change since {before}: {change}.").format(before=view.before_text, change=change_words(change)[0])


def _floor_sentence(view: View, point: TouchpointScore) -> str:
    touchpoints = loaders.touchpoints(view.journey_id)
    stated = touchpoints[touchpoints["touchpoint_id"] == point.touchpoint_id]["floor"]
    if stated.empty or stated.isna().iloc[0] or point.mean is None:
        return _("No expectation floor is stated.")
    floor = float(stated.iloc[0])
    said = (
        _("That is {points} points below the expectation floor of {floor}.")
        if point.mean < floor
        else _("That is {points} points above the expectation floor of {floor}.")
    )
    return said.format(points=figures.number(abs(point.mean - floor)), floor=figures.number(floor, 0))


def explanation(view: View, curve: EmotionCurve, point: TouchpointScore, name: str) -> Explanation:
    """What stands behind the score of a touchpoint, with the view it was taken from."""
    told = explain_touchpoint(point, curve, name)
    where = _("{sample}; {period}; {segments}").format(
        sample=told.sample, period=view.period_text, segments=view.segment_text
    )
    return replace(told, sample=where)


def _rows(view: View, point: TouchpointScore) -> pd.DataFrame:
    """Answers per value of the scale: what the mean is made of."""
    rows = loaders_scores.scoped("answer_counts", view.scope, point.touchpoint_id)
    return rows.rename(columns={"native": _("Answer"), "n": _("Answers (n)")})


def evidence_button(view: View, point: TouchpointScore) -> None:
    """The action of the page until root-cause records exist: take the evidence away."""
    drawn = journey_chart.drawn(view, point.touchpoint_id, scale="export")

    def make() -> bytes:
        from views.journey_evidence import evidence_bytes

        return evidence_bytes(view, point.touchpoint_id, drawn)

    st.download_button(
        _("Download the evidence"),
        figures.in_language(make),
        file_name=f"{point.touchpoint_id}-evidence.zip",
        mime="application/zip",
        type="primary",
        icon=":material/inventory_2:",
        on_click="ignore",
        key=state.widget_key("evidence"),
    )
