"""The curve itself: its specification cached per view, a click or a row as selection, its data, its picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from analytics.curve import EmotionCurve
from charts.emotion_curve import SELECTION, emotion_curve_chart
from data.queries.scope import Scope
from i18n import _, language, ngettext
from reports.chart_labels import curve_labels
from views import drawing, figures, journey_comments, journey_points, loaders, loaders_scores, selecting, state
from views.view import View, segment_code, segment_label, segments_text


@dataclass(frozen=True)
class Drawn:
    """What a drawn curve depends on, next to the versions of the store."""

    scope: Scope
    overlay: Scope | None
    overlay_name: str
    with_comments: bool
    selected: str
    raw: bool
    language: str
    mode: drawing.Mode
    scale: str
    layout: str
    title: str = ""
    subtitle: str = ""


def drawn(view: View, selected: str, *, scale: str | None = None) -> Drawn:
    """The curve of a view as the screen shows it now, or as a figure when `scale` is "export"."""
    overlay, name = overlay_of(view)
    raw = is_raw(loaders_scores.journey_curve(view.scope))
    with_comments = journey_comments.is_drawn(view, raw=raw)
    present = state.is_on(state.PRESENT)
    return Drawn(
        scope=view.scope,
        overlay=overlay,
        overlay_name=_("Sentiment of comments") if with_comments else name,
        with_comments=with_comments,
        selected=selected,
        raw=raw,
        language=language(),
        mode=drawing.mode() if scale != "export" else "light",
        scale=scale or ("present" if present else "screen"),
        layout="tall" if drawing.is_phone() and scale != "export" else "wide",
        title=view.journey_name if scale == "export" else "",
        subtitle=f"{view.period_text} · {view.segment_text}" if scale == "export" else "",
    )


def is_raw(curve: EmotionCurve) -> bool:
    """Whether the own scale is asked for and has two points or more."""
    return state.is_on(state.RAW) and len(journey_points.measured(curve, raw=True)) >= 2


def overlay_of(view: View) -> tuple[Scope | None, str]:
    """The scope of the second line and its name; none when nothing was chosen."""
    if view.overlay is not None:
        return view.overlay, segments_text(view.overlay_segments)
    if state.get(state.OVERLAY) == state.OVERLAY_PERIOD and view.before is not None:
        return view.before, view.before_text
    return None, ""


def chart(what: Drawn) -> Any:
    """The Altair chart of a drawn curve."""
    curve = loaders_scores.journey_curve(what.scope)
    overlay = loaders_scores.journey_curve(what.overlay) if what.overlay else None
    journey_id = what.scope.journey_id
    rows = journey_points.point_rows(
        curve, loaders.touchpoints(journey_id), selected=what.selected, raw=what.raw, overlay=overlay,
        comments=journey_comments.marks(what.scope) if what.with_comments else None,
    )  # fmt: skip
    ends, digits = (0.0, 100.0), 0
    if what.raw:
        ends, digits = raw_scale(curve), 1
    return emotion_curve_chart(
        rows,
        journey_points.stage_rows(loaders.stages(journey_id)),
        labels=labels(curve, what),
        mode=what.mode,
        scale=what.scale,  # type: ignore[arg-type]
        layout=what.layout,  # type: ignore[arg-type]
        overlay="comments" if what.with_comments else "comparison",
        value_range=ends,
        digits=digits,
    )


def raw_scale(curve: EmotionCurve) -> tuple[float, float]:
    """The ends of the scale most answers were given on."""
    group = journey_points.main_group(curve)
    return next(
        (point.scale for point in curve.points if point.comparison_group == group and point.scale), (0.0, 100.0)
    )


def labels(curve: EmotionCurve, what: Drawn) -> dict[str, str]:
    """The words of the chart; a figure that stands alone carries its title."""
    return curve_labels(
        title=what.title,
        subtitle=what.subtitle,
        overlay=what.overlay_name,
        native_scale=raw_scale(curve) if what.raw else None,
        min_n=curve.min_n,
    )


def specification(what: Drawn) -> dict[str, Any]:
    """The finished specification of a drawn curve, built once per view."""
    areas = journey_comments.AREAS if what.with_comments else ("feedback", "journey", "setting")
    return loaders.made(areas, what, lambda: drawing.specification(chart(what)))


def _clicked(event: Any) -> str | None:
    return drawing.chosen_code(event, SELECTION, "touchpoint_id")


def draw_curve(view: View, selected: str, alt_text: str, *, title: str = "", subtitle: str = "") -> None:
    """The chart; a click on a touchpoint selects it. `title` and `subtitle` are drawn in it to present."""
    key = selecting.key_of(f"curve_{view.journey_id}", selected, _clicked)

    def choose() -> None:
        clicked = _clicked(st.session_state.get(key))
        if clicked:
            state.put(state.TOUCHPOINT, clicked)

    what = replace(drawn(view, selected), title=title, subtitle=subtitle)
    drawing.clickable(specification(what), choose, key=key, parameter=SELECTION, alt_text=alt_text)


def draw_controls(view: View, curve: EmotionCurve) -> None:
    """Harmonised or own scale, and what a second line shows."""
    state.bound(
        st.segmented_control,
        _("Scale"),
        state.SWITCH,
        state.RAW,
        format_func=lambda code: "0–100" if code == "0" else raw_name(curve),
        required=True,
        label_visibility="collapsed",
    )
    options = second_lines(view)
    if len(options) > 1:
        state.bound(
            st.selectbox,
            _("Second line"),
            list(options),
            state.OVERLAY,
            format_func=lambda code: options[code],
            label_visibility="collapsed",
            width=230,
        )


def raw_name(curve: EmotionCurve) -> str:
    """The own scale by its ends."""
    low, high = raw_scale(curve)
    return _("As asked, {low}–{high}").format(low=f"{low:g}", high=f"{high:g}")


def second_lines(view: View) -> dict[str, str]:
    """What may be drawn beside the curve: nothing, the period compared with, one segment."""
    raw = is_raw(loaders_scores.journey_curve(view.scope))
    options = {"": _("No second line")}
    if journey_comments.is_there(view, raw=raw):
        options = {"": _("Sentiment of comments"), state.OVERLAY_NONE: _("No second line")}
    if view.before is not None:
        options[state.OVERLAY_PERIOD] = _("Line for {period}").format(period=view.before_text)
    for row in loaders.segment_values(view.journey_id).itertuples(index=False):
        pair = (str(row.dim), str(row.value))
        options[segment_code([pair])] = segment_label(pair)
    return options


def how_to_read(view: View, curve: EmotionCurve) -> str:
    """One line under the chart: what to click, what the marks claim, what is left out."""
    said = _("Click a touchpoint to see its voices and its process below.")
    if journey_comments.is_drawn(view, raw=is_raw(curve)):
        said += " " + journey_comments.legend(view.scope)
    left_out = sum(point.n > 0 for point in curve.points) - len(journey_points.measured(curve, raw=is_raw(curve)))
    if left_out:
        said += " " + ngettext(
            "{n} touchpoint is asked on another scale and left out here.",
            "{n} touchpoints are asked on other scales and left out here.",
            left_out,
        ).format(n=left_out)
    if len(curve.groups) > 1 and not is_raw(curve):
        said += " " + _("Questions differ: only touchpoints joined by the line are compared with each other.")
    return said


def picture_button(view: View, selected: str) -> None:
    """Download the curve as PNG; it is made when it is asked for."""
    what = drawn(view, selected, scale="export")

    def make() -> bytes:
        from reports.image import png

        return png(chart(what))

    st.download_button(
        _("Download PNG"),
        figures.in_language(make),
        file_name=f"{view.journey_id}-curve.png",
        mime="image/png",
        icon=":material/image:",
        type="tertiary",
        on_click="ignore",
        key=state.widget_key("curve_png"),
    )
