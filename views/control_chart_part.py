"""The control chart of one measure: is it in control, which points are signals, what happened there."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.spc.model import WEIGHTED, Chart
from analytics.spc.rules import RULE_SETS
from charts.control_chart import PARAMETER, StatedBand
from i18n import _, in_a_row, language
from views import (
    control_answer,
    control_band,
    control_choice,
    control_drill,
    control_events,
    control_export,
    control_picture,
    control_reasons,
    control_wizard,
    control_words,
    drawing,
    empty,
    figures,
    loaders_control,
    present,
    state,
)
from views.cards import draw_cards
from views.control_choice import Choice
from views.view import View
from workflows.rank_control import opening_code, opening_point
from workflows.read_control import SCORE_KINDS, Reading, design_effect, reference

LEAST_EFFECT = 1.005  # less moves no limit so that it can be read


@dataclass(frozen=True, eq=False)
class Shown:
    """What the part shows in this run."""

    choice: Choice
    asked: loaders_control.Asked
    one: Reading
    answer: str
    selected: str


def refuse_unknown(view: View) -> None:
    """Drop measure, length of a period, chart, rules and point of the link where the data do not know them."""
    readings, moved = loaders_control.journey(view.scope, view.last)
    choice = control_choice.current(view, opening_code(readings, moved))
    if choice is not None:
        _shown(view, choice)


def draw(view: View) -> None:
    """Controls, answer, chart, what stands behind the selected point, stages and notes, export."""
    readings, moved = loaders_control.journey(view.scope, view.last)
    choice = control_choice.current(view, opening_code(readings, moved))
    if choice is None:
        sentence = _("Nothing was measured yet: a control chart needs scores, KPI values or process instances.")
        empty.no_data(sentence, has_more=False)
        return
    shown = _shown(view, choice)
    if state.is_on(state.PRESENT):
        _present(view, shown)
        return
    _controls(view, shown)
    st.markdown(shown.answer)
    if not shown.one.n_points:
        empty.no_data(_("No period of this view has a value. Choose a longer period or fewer segments."))
        return
    draw_cards(control_answer.cards(shown.one, loaders_control.alarms(shown.asked)))
    with st.container(border=True):
        _chart(view, shown)
    control_drill.draw(view, shown.one, shown.selected)
    control_wizard.draw(view, shown.asked, shown.one, shown.selected)


def _present(view: View, shown: Shown) -> None:
    """The verdict in large type and the one chart."""
    one, shifts = shown.one, loaders_control.shifts(shown.asked)
    present.message(control_answer.message(one, view.period_text, shifts[-1] if shifts else None))
    if one.n_points:
        _pictures(view, shown, control_band.band(one, control_band.kept(view, shown.choice, one)))


def _shown(view: View, choice: Choice) -> Shown:
    rules = _known(state.RULE_SET, tuple(RULE_SETS), "default")
    kind = state.get(state.CHART_TYPE)
    asked = loaders_control.Asked(view.scope, choice.measure, choice.grain, kind, rules, view.last)
    one = loaders_control.chart_reading(asked)
    if kind != "auto" and one.asked == "auto":
        state.refuse(state.CHART_TYPE, kind)
    shifts = loaders_control.shifts(asked)
    answer = control_answer.sentence(
        one, view.period_text, loaders_control.alarms(asked), shifts[-1] if shifts else None
    )
    passed = control_events.open_gap(view, one)
    return Shown(choice, asked, one, in_a_row(answer, passed), _selected(one))


def _known(key: str, options: tuple[str, ...], usual: str) -> str:
    code = state.get(key)
    if code in options:
        return code
    state.refuse(key, code)
    return usual


def _selected(one: Reading) -> str:
    """The selected period: the chosen one, or where the chart needs a look."""
    days = one.codes
    code = state.get(state.CHART_POINT)
    if code and code not in days:
        state.refuse(state.CHART_POINT, code)
        code = ""
    if not code:
        at = opening_point(one)
        code = days[at] if at is not None else ""
        state.show(state.CHART_POINT, code)
    return code


def _controls(view: View, shown: Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="control_controls"):
        control_choice.draw_measure(view, shown.choice)
        control_choice.draw_grain(shown.choice)
        _chart_type(shown.one)
        _rules(shown.one)


def _rules(one: Reading) -> None:
    """The rule set; charts that are read by rules of their own say which, and offer no other."""
    if one.kind == "run" or one.kind in WEIGHTED:
        own = _("Anhøj’s rules") if one.kind == "run" else _("Beyond limits")
        st.selectbox(_("Rules"), [own], disabled=True, width=160, key=f"own_rules|{one.kind}|{language()}")
        return
    state.bound(
        st.selectbox, _("Rules"), list(RULE_SETS), state.RULE_SET, format_func=control_reasons.rule_set_name, width=160
    )


def _chart_type(one: Reading) -> None:
    """Automatic with the chart it came to, or any other that the data allow."""
    proposed = one.choice
    others = getattr(proposed, "others", ())
    best = getattr(proposed, "fallback", "") or proposed.kind
    options = ["auto", *dict.fromkeys((best, *others))]

    def label(code: str) -> str:
        if code == "auto":
            return _("Automatic: {chart}").format(chart=control_reasons.short_name(best))
        return control_reasons.chart_name(code)

    def forget() -> None:  # the points of another chart may be other things
        state.put(state.CHART_POINT, "")

    state.bound(st.selectbox, _("Control chart"), options, state.CHART_TYPE, format_func=label, after=forget, width=250)


def _chart(view: View, shown: Shown) -> None:
    one = shown.one
    kept = control_band.kept(view, shown.choice, one)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(control_reasons.chart_name(one.kind), anchor=False, width="stretch")
        if kept is not None:
            control_band.draw_switch()
        control_export.draw(view, one, shown.answer, shown.selected, control_band.band(one, kept))
    st.caption(_why(one))
    _pictures(view, shown, control_band.band(one, kept))
    st.caption(in_a_row(_how_to_read(one, shown.asked), control_band.words(one, kept)))
    _choose_point(one, shown.selected)
    with st.expander(_("Show data"), on_change="rerun", key=f"control_data|{language()}") as opened:
        if opened.open:
            st.dataframe(control_picture.table(one), hide_index=True)


def _why(one: Reading) -> str:
    told = (control_reasons.reason(one.choice), control_reasons.together(one.chart), _effect(one))
    reason = in_a_row(*told)
    if one.asked == "auto":
        return _("Why this chart: {reason}").format(reason=reason)
    return _("You chose this chart. Proposed: {chart}. {reason}").format(
        chart=control_reasons.chart_name(one.choice.kind), reason=reason
    )


def _effect(one: Reading) -> str:
    """That limits rest on fewer answers than are shown, so that a reader can make them anew."""
    effect = design_effect(one.series)
    is_divided = one.kind in ("xbar_s", "xbar_r", "ewma", "cusum") and str(one.row["kind"]) in SCORE_KINDS
    if not is_divided or effect < LEAST_EFFECT:
        return ""
    return _(
        "Limits rest on n divided by {effect} (design effect), because answers of the same customers hang together; "
        "the n shown is the number of answers."
    ).format(effect=figures.number(effect, 3))


def _pictures(view: View, shown: Shown, baseline: StatedBand | None) -> None:
    one, alt = shown.one, shown.answer.replace("*", "")
    mode, scale, narrow = drawing.mode(), drawing.scale(), drawing.is_phone()
    what = (shown.asked, shown.selected, language(), mode, scale, narrow)
    upper = drawing_of(("control chart", baseline, *what), lambda: control_picture.main_chart(
        view, one, alt=alt, mode=mode, scale=scale, selected=shown.selected, is_narrow=narrow,
        baseline=baseline))  # fmt: skip
    key = f"control_chart|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PARAMETER, "id")
        if code:
            state.put(state.CHART_POINT, code)

    drawing.clickable(upper, clicked, key=key, parameter=PARAMETER, alt_text=alt)
    if state.is_on(state.PRESENT):
        return
    for at, below in enumerate(control_picture.spreads(one)):
        lower = drawing_of((f"spread chart {at}", baseline, *what), lambda at=at: control_picture.lower_chart(
            one, at, mode=mode, scale=scale, is_narrow=narrow, baseline=baseline))  # fmt: skip
        drawing.draw(lower, key=f"spread_chart_{at}|{language()}", alt_text=control_reasons.spread_name(below.kind))


def drawing_of(what: object, make):  # type: ignore[no-untyped-def]
    """The finished specification, built once per view."""
    from views import loaders

    return loaders.made(loaders_control.AREAS, what, lambda: drawing.specification(make()))


def _how_to_read(one: Reading, asked: loaders_control.Asked) -> str:
    told = [_("Grey: common causes. Blue ▲ improvement, orange ▼ concern, purple ◆ change: confirmed signals. A ring "
              "without colour: a signal that nothing confirms.")]  # fmt: skip
    if isinstance(one.chart, Chart) and one.chart.is_trial.any():
        told.append(_("Dotted limits are trial limits from fewer than 12 points."))
    if one.kind == "cusum":
        told.append(_("The upper line adds up what lies above the centre, the lower one what lies below; a sum beyond "
                      "H is a signal."))  # fmt: skip
        told.append(_reference(one, loaders_control.baseline(asked)))
    if one.kind == "ewma" and isinstance(one.chart, Chart):
        told.append(control_reasons.weights(one.chart))
    if one.kind == "run" and isinstance(one.chart, Chart):
        told.append(control_reasons.runs(one.chart))
    if one.rule_set in control_picture.ZONED and one.kind in control_picture.ZONE_KINDS:
        told.append(_("Thin lines: one and two standard deviations from the centre."))
    if one.is_between:
        told.append(control_events.how_to_read(one))
    if control_picture.has_stretch(one):
        told.append(_("A rule stands at the first of several points that break it."))
    if one.waiting:
        told.append(_("Limits that were to begin anew wait for enough points."))
    return in_a_row(*told)


def _reference(one: Reading, baseline: float | None) -> str:
    """What a CUSUM adds up distances from, and its k and h."""
    if not isinstance(one.chart, Chart):
        return ""
    facts = one.chart.estimates[-1]
    said = {
        "target": _("Reference: the target {center}; k = {k} and h = {h} standard deviations of a point. A crossing "
                    "counts once."),
        "baseline": _("Reference: the approved baseline {center}; k = {k} and h = {h} standard deviations of a point. "
                      "A crossing counts once."),
        "first": _("Reference: the mean {center} of the first {n} points since limits began, as no target and no "
                   "baseline is set; k = {k} and h = {h} standard deviations of a point. A crossing counts once."),
    }[reference(one.row, baseline)[0]]  # fmt: skip
    return said.format(
        center=control_words.value_words(one.row, facts["center"]), n=figures.count(facts.get("n_reference", 0.0)),
        k=figures.number(facts["k"], 1), h=figures.number(facts["h"], 0),
    )  # fmt: skip


def _choose_point(one: Reading, selected: str) -> None:
    """The second way to select a point, for keyboard and screen readers."""
    names = dict(zip(*(control_picture.point_frame(one)[name] for name in ("id", "title")), strict=True))
    if names:
        state.bound(
            st.selectbox, _("Point"), list(names), state.CHART_POINT, fallback=selected, width=320,
            format_func=lambda code: names[code],
        )  # fmt: skip
