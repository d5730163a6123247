"""The marks of the emotion curve, from the ground up; charts/curve_words.py writes on it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.ground import POINTS, STAGES, Ground, name_axis, score_axis
from charts.theme import either

_TICK = 0.34
OverlayKind = Literal["comparison", "comments"]


def point_rows(placed: pd.DataFrame, ground: Ground, digits: int) -> pd.DataFrame:
    """The points with everything a mark or a tooltip needs, ready as text."""
    to = ground.labels["to"]
    return placed.assign(
        line=_runs(placed["hidden"], placed["break_before"]),
        overlay_line=_runs(placed["overlay_mean"].isna(), placed["break_before"]),
        start=placed["at"] - _TICK,
        end=placed["at"] + _TICK,
        cell_start=placed["at"] - 0.5,
        cell_end=placed["at"] + 0.5,
        shown=[_number(value, digits) for value in placed["mean"]],
        interval=[
            "–" if pd.isna(low) else f"{_number(low, digits)}{to}{_number(high, digits)}"
            for low, high in zip(placed["low"], placed["high"], strict=True)
        ],
        answers=["–" if pd.isna(n) else f"{int(n):,}" for n in placed["n"]],
        verdict=[ground.labels["low_point"] if low else "–" for low in placed["is_low_point"]],
        mark=[_end_mark(peak, end, ground) for peak, end in zip(placed["is_peak"], placed["is_end"], strict=True)],
        mark_at=placed[["high", "overlay_high"]].max(axis=1),
        beside=[_beside(row, ground, digits) for row in placed.to_dict("records")],
    )


def _beside(row: Mapping[Hashable, Any], ground: Ground, digits: int) -> str:
    """The figure of the second line with its interval and n."""
    mean, low, high, n = (row[f"overlay_{name}"] for name in ("mean", "low", "high", "n"))
    if pd.isna(mean):
        return "–"
    ends = "" if pd.isna(low) else f" ({_number(low, digits)}{ground.labels['to']}{_number(high, digits)})"
    return f"{_number(mean, digits)}{ends}" + ("" if pd.isna(n) else f", n = {int(n):,}")


def _runs(missing: pd.Series, breaks: pd.Series) -> pd.Series:
    """Number of the unbroken piece of line a point belongs to."""
    starts = missing | missing.shift(fill_value=False) | breaks
    return starts.cumsum()


def _number(value: float, digits: int) -> str:
    return "–" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "−")


def _end_mark(is_peak: bool, is_end: bool, ground: Ground) -> str:
    return " · ".join(ground.labels[name] for name, flag in (("peak", is_peak), ("end", is_end)) if flag)


def stage_bands(ground: Ground) -> Any:
    """Shaded bands, one per stage; every second one is left to the page."""
    return (
        alt.Chart(alt.NamedData(STAGES), name="stage_bands")
        .mark_rect(fill=ground.colours.panel)
        .encode(
            **ground.along("start"),
            **ground.along_to("end"),
            **ground.score("low"),
            **ground.score_to("top"),
            opacity=alt.OpacityValue(**either("datum.is_shaded", 1, 0)),
        )
    )


def reference_ticks(ground: Ground) -> list[Any]:
    """Expectation floor and industry benchmark, one step per touchpoint; dotted where no source is stated."""
    return [
        _ticks(ground, "floor", width=2.2, color=ground.colours.ink),
        _ticks(ground, "benchmark", width=1.4, color=ground.colours.muted),
    ]


def _ticks(ground: Ground, name: str, *, width: float, color: str) -> Any:
    dash = alt.StrokeDashValue(**either(f"datum.{name}_sourced", [1, 0], [2, 3]))
    return (
        alt.Chart(alt.NamedData(POINTS), name=name)
        .transform_filter(f"isValid(datum.{name})")
        .mark_rule(color=color, strokeWidth=width, opacity=0.75)
        .encode(**ground.along("start"), **ground.along_to("end"), **ground.score(name), strokeDash=dash)
    )


def breaks(ground: Ground) -> Any:
    """A dotted line between two touchpoints that were asked or scaled differently: heights do not compare."""
    return (
        alt.Chart(alt.NamedData(POINTS), name="breaks")
        .transform_filter("datum.break_before")
        .transform_calculate(foot=f"{ground.low}", head=f"{ground.high}")
        .mark_rule(color=ground.colours.muted, strokeDash=[1, 4], strokeWidth=1.6)
        .encode(**ground.along("cell_start"), **ground.score("foot"), **ground.score_to("head"))
    )


def overlay(ground: Ground, kind: OverlayKind) -> list[Any]:
    """The second line: a segment or period muted, dashed and with hollow circles, comments dotted and with crosses."""
    is_comments = kind == "comments"
    color = ground.colours.muted if is_comments else ground.colours.neutral
    known = alt.Chart(alt.NamedData(POINTS)).transform_filter("isValid(datum.overlay_mean)")
    base = known.transform_calculate(beside="datum.at + 0.12")
    line = base.mark_line(
        color=color, strokeDash=[1, 3] if is_comments else [6, 4], strokeCap="butt", interpolate="monotone",
        strokeWidth=ground.size.line * (0.7 if is_comments else 1),
    )  # fmt: skip
    rule = base.mark_rule(color=color, strokeWidth=1.4)
    point = base.mark_point(
        shape="cross" if is_comments else "circle", filled=True, fill=ground.colours.page, stroke=color, opacity=1,
        size=ground.size.point * (0.6 if is_comments else 0.45),
    )  # fmt: skip
    at = ground.along("beside")
    order = alt.Order("at:Q")
    return [
        line.encode(**at, **ground.score("overlay_mean"), detail=alt.Detail("overlay_line:N"), order=order).properties(
            name="overlay_line"
        ),
        rule.encode(**at, **ground.score("overlay_low"), **ground.score_to("overlay_high")).properties(
            name="overlay_intervals"
        ),
        point.encode(**at, **ground.score("overlay_mean")).properties(name="overlay_points"),
    ]


def curve(ground: Ground) -> list[Any]:
    """The light line and the strong interval bands."""
    colours, size = ground.colours, ground.size
    base = alt.Chart(alt.NamedData(POINTS)).transform_filter("!datum.hidden")
    line = base.mark_line(color=colours.customer, opacity=0.45, strokeWidth=size.line, interpolate="monotone")
    band = base.mark_rule(strokeWidth=size.interval, strokeCap="round", opacity=0.32)
    at, tone = ground.along("at"), alt.ColorValue(**_tone(ground))
    joined = {"detail": alt.Detail("line:N"), "order": alt.Order("at:Q")}
    return [
        line.encode(**at, **ground.score("mean"), **joined).properties(name="line"),
        band.encode(**at, **ground.score("low"), **ground.score_to("high"), color=tone).properties(name="intervals"),
    ]


def _tone(ground: Ground) -> dict[str, Any]:
    colours = ground.colours
    return either("datum.is_low_point", colours.bad, colours.customer)


def marks(ground: Ground) -> list[Any]:
    """The ring of the selected touchpoint, and the points."""
    shown = alt.Chart(alt.NamedData(POINTS)).transform_filter("!datum.hidden")
    return [_ring(shown, ground).properties(name="ring"), _points(shown, ground).properties(name="points")]


def _points(shown: Any, ground: Ground) -> Any:
    colours, size = ground.colours, ground.size
    fill: dict[str, Any] = {"condition": [{"test": "datum.low_n", "value": colours.page},
                          {"test": "datum.is_low_point", "value": colours.bad}], "value": colours.customer}  # fmt: skip
    return shown.mark_point(opacity=1, strokeWidth=2).encode(
        **ground.along("at"),
        **ground.score("mean"),
        stroke=alt.StrokeValue(**_tone(ground)),
        fill=alt.FillValue(**fill),
        shape=alt.ShapeValue(**either("datum.is_mot", "diamond", "circle")),
        size=alt.SizeValue(**either("datum.is_mot", size.point * 1.7, size.point)),
    )


def _ring(shown: Any, ground: Ground) -> Any:
    """The selected touchpoint, drawn from data: a selection's default value never reaches Python."""
    selected = shown.transform_filter("datum.is_selected")
    return selected.mark_point(
        shape="circle", size=ground.size.ring, stroke=ground.colours.ink, strokeWidth=2.2, opacity=1,
        fill=ground.colours.page, fillOpacity=0.6,
    ).encode(**ground.along("at"), **ground.score("mean"))  # fmt: skip


def hit_area(points: pd.DataFrame, ground: Ground, selection: str) -> Any:
    """One unseen cell per touchpoint, the whole height: easy to hit with a mouse or a finger."""
    labels = ground.labels
    choose = alt.selection_point(name=selection, fields=["touchpoint_id"], toggle=False, on="click")
    axis = name_axis(
        ground,
        points["at"].tolist(),
        points["name"].astype(str).tolist(),
        low=points.loc[points["is_low_point"], "at"].tolist(),
        selected=points.loc[points["is_selected"], "at"].tolist(),
    )
    beside = {"beside": labels["overlay"]} if points["overlay_mean"].notna().any() else {}
    titles = {"name": labels["touchpoint"], "stage": labels["stage"], "shown": labels["score"],
              "interval": labels["interval"], "answers": labels["answers"], "verdict": labels["verdict"],
              **beside}  # fmt: skip
    return (
        alt.Chart(alt.NamedData(POINTS), name="cells")
        .transform_calculate(cell_low=f"{ground.low}", cell_high=f"{ground.top}")
        .mark_rect(fill=ground.colours.ink, fillOpacity=0.001, stroke=None, cursor="pointer")
        .encode(
            **ground.along("cell_start", axis),
            **ground.along_to("cell_end"),
            **ground.score("cell_low", score_axis(ground)),
            **ground.score_to("cell_high"),
            tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
        )
        .add_params(choose)
    )
