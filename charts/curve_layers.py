"""The layers of the emotion curve, from the ground up. Each takes rows and the ground, and gives charts."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from charts.ground import Ground, name_axis, score_axis
from charts.wrapping import display_width, flowed, wrapped

_TICK = 0.34
# named data sets, stated once for all layers
POINTS, STAGES, ENDS, KEY = "points", "stages", "ends", "key"
REFERENCES: dict[str, str | None] = {
    "benchmark": "benchmark_sourced", "floor": "floor_sourced", "overlay_mean": None,
}  # fmt: skip
_KEY_SIGNS = {"mean": "●", "low_point": "▼", "mot": "◆", "low_n": "○"}
_KEY_FLAGS = {"low_point": "is_low_point", "mot": "is_mot", "low_n": "low_n"}
_REFERENCE_SIGNS = {"floor": "┃", "benchmark": "│", "overlay_mean": "┄"}
_STAGE_WRAPS = (4, 7, 9, 12, 16, 30)


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
    )


def _runs(missing: pd.Series, breaks: pd.Series) -> pd.Series:
    """Number of the unbroken piece of line a point belongs to."""
    starts = missing | missing.shift(fill_value=False) | breaks
    return starts.cumsum()


def _number(value: float, digits: int) -> str:
    return "–" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "−")


def _end_mark(is_peak: bool, is_end: bool, ground: Ground) -> str:
    return " · ".join(ground.labels[name] for name, flag in (("peak", is_peak), ("end", is_end)) if flag)


def stage_rows(bands: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The bands with their share of the drawing and their names wrapped for several widths."""
    share = (bands["end"] - bands["start"]) / (ground.last - ground.first)
    wraps = {f"w{width}": ["\n".join(wrapped(name, width, 2)) for name in bands["name"]] for width in _STAGE_WRAPS}
    return bands.assign(share=share, low=ground.low, top=ground.top, **wraps)


def stage_bands(ground: Ground) -> list[Any]:
    """Shaded bands and the stage names over them, wrapped to the band's width."""
    rect = (
        alt.Chart(alt.NamedData(STAGES))
        .mark_rect(fill=ground.colours.panel)
        .encode(
            **ground.along("start"),
            **ground.along_to("end"),
            **ground.score("low"),
            **ground.score_to("top"),
            opacity=alt.condition("datum.is_shaded", alt.value(1), alt.value(0)),
        )
    )
    return [rect, _stage_names(ground)]


def _stage_names(ground: Ground) -> Any:
    size = ground.size
    chosen, font_size = f"datum.w{_STAGE_WRAPS[-1]}", str(size.text)
    if ground.is_wide:
        font_size = f"(width < {size.text * 42} ? {round(size.text * 0.84)} : {size.text})"
        room = f"((datum.share * width - 8) / ({font_size} * 0.57))"
        chosen = "''"
        for width in _STAGE_WRAPS:
            chosen = f"{room} >= {width} ? datum.w{width} : {chosen}"
    text = alt.Chart(alt.NamedData(STAGES)).transform_calculate(label=chosen)
    anchor = ground.score("top") if ground.is_wide else ground.score("low")
    return text.mark_text(
        align="left", baseline="top", dx=6, dy=6, fontWeight="bold", color=ground.colours.ink, lineBreak="\n",
        fontSize=alt.ExprRef(font_size),
    ).encode(**ground.along("start"), **anchor, text="label:N")  # fmt: skip


def reference_ticks(ground: Ground) -> list[Any]:
    """Expectation floor and industry benchmark, one step per touchpoint; dotted where no source is stated."""
    return [
        _ticks(ground, "floor", width=2.2, color=ground.colours.ink),
        _ticks(ground, "benchmark", width=1.4, color=ground.colours.muted),
    ]


def _ticks(ground: Ground, name: str, *, width: float, color: str) -> Any:
    dash = alt.condition(f"datum.{name}_sourced", alt.value([1, 0]), alt.value([2, 3]))
    return (
        alt.Chart(alt.NamedData(POINTS))
        .transform_filter(f"isValid(datum.{name})")
        .mark_rule(color=color, strokeWidth=width, opacity=0.75)
        .encode(**ground.along("start"), **ground.along_to("end"), **ground.score(name), strokeDash=dash)
    )


def overlay(ground: Ground) -> list[Any]:
    """The second segment or period: muted, dashed, thin."""
    color = ground.colours.neutral
    known = alt.Chart(alt.NamedData(POINTS)).transform_filter("isValid(datum.overlay_mean)")
    base = known.transform_calculate(beside="datum.at + 0.12")
    line = base.mark_line(color=color, strokeDash=[6, 4], strokeWidth=ground.size.line, interpolate="monotone")
    rule = base.mark_rule(color=color, strokeWidth=1.4)
    point = base.mark_point(
        shape="circle", filled=True, fill=ground.colours.page, stroke=color, size=ground.size.point * 0.45, opacity=1
    )
    at = ground.along("beside")
    order = alt.Order("at:Q")
    return [
        line.encode(**at, **ground.score("overlay_mean"), detail="overlay_line:N", order=order),
        rule.encode(**at, **ground.score("overlay_low"), **ground.score_to("overlay_high")),
        point.encode(**at, **ground.score("overlay_mean")),
    ]


def curve(ground: Ground) -> list[Any]:
    """The light line and the strong interval bands."""
    colours, size = ground.colours, ground.size
    base = alt.Chart(alt.NamedData(POINTS)).transform_filter("!datum.hidden")
    line = base.mark_line(color=colours.customer, opacity=0.45, strokeWidth=size.line, interpolate="monotone")
    band = base.mark_rule(strokeWidth=size.interval, strokeCap="round", opacity=0.32)
    at = ground.along("at")
    return [
        line.encode(**at, **ground.score("mean"), detail="line:N", order=alt.Order("at:Q")),
        band.encode(**at, **ground.score("low"), **ground.score_to("high"), color=_tone(ground)),
    ]


def _tone(ground: Ground) -> Any:
    colours = ground.colours
    return alt.condition("datum.is_low_point", alt.value(colours.bad), alt.value(colours.customer))


def marks(ground: Ground) -> list[Any]:
    """Ring, points, values of the low points, peak and end, and the words under too few answers."""
    shown = alt.Chart(alt.NamedData(POINTS)).transform_filter("!datum.hidden")
    return [_ring(shown, ground), _points(shown, ground), *_low_values(shown, ground), *_ends(shown, ground),
            _few(ground)]  # fmt: skip


def _points(shown: Any, ground: Ground) -> Any:
    colours, size = ground.colours, ground.size
    tone = _tone(ground)
    fill: dict[str, Any] = {"condition": [{"test": "datum.low_n", "value": colours.page},
                          {"test": "datum.is_low_point", "value": colours.bad}], "value": colours.customer}  # fmt: skip
    return shown.mark_point(opacity=1, strokeWidth=2).encode(
        **ground.along("at"),
        **ground.score("mean"),
        stroke=tone,
        fill=alt.FillValue(**fill),
        shape=alt.condition("datum.is_mot", alt.value("diamond"), alt.value("circle")),
        size=alt.condition("datum.is_mot", alt.value(size.point * 1.7), alt.value(size.point)),
    )


def _ring(shown: Any, ground: Ground) -> Any:
    """The selected touchpoint, drawn from data: a selection's default value never reaches Python."""
    selected = shown.transform_filter("datum.is_selected")
    return selected.mark_point(
        shape="circle", size=ground.size.ring, stroke=ground.colours.ink, strokeWidth=2.2, opacity=1,
        fill=ground.colours.page, fillOpacity=0.6,
    ).encode(**ground.along("at"), **ground.score("mean"))  # fmt: skip


def _low_values(shown: Any, ground: Ground) -> list[Any]:
    """The values of the low points: below the interval, or after it where the journey runs downwards."""
    value = "'▼ ' + datum.shown" + ("" if ground.is_wide else " + (datum.mark ? ' · ' + datum.mark : '')")
    text = shown.transform_filter("datum.is_low_point").transform_calculate(value=value)
    place, field = (ground.below(9), "low") if ground.is_wide else (ground.above(9), "mark_at")
    style: dict[str, Any] = {"fontSize": round(ground.size.text * 1.15), "fontWeight": "bold", **place}
    channels = {**ground.along("at"), **ground.score(field), "text": "value:N"}
    return _haloed(text, channels, style, ground, ground.colours.bad_text)


def _ends(shown: Any, ground: Ground) -> list[Any]:
    text = shown.transform_filter(f"datum.mark != '' && ({str(ground.is_wide).lower()} || !datum.is_low_point)")
    style: dict[str, Any] = {"fontSize": ground.size.small, **ground.above(7)}
    channels = {**ground.along("at"), **ground.score("mark_at"), "text": "mark:N"}
    return _haloed(text, channels, style, ground, ground.colours.muted)


def _haloed(text: Any, channels: dict[str, Any], style: dict[str, Any], ground: Ground, color: str) -> list[Any]:
    halo = text.mark_text(stroke=ground.colours.page, strokeWidth=4, strokeJoin="round", **style)
    return [halo.encode(**channels), text.mark_text(color=color, **style).encode(**channels)]


def _few(ground: Ground) -> Any:
    """What the reader must know about too few answers, at the foot of the touchpoint."""
    low_n, hidden = ground.labels["low_n"], ground.labels["hidden"]
    text = (
        alt.Chart(alt.NamedData(POINTS))
        .transform_filter("datum.hidden || datum.low_n")
        .transform_calculate(
            note=f"{ground.step} < 44 && {str(ground.is_wide).lower()} ? (datum.hidden ? '×' : '○') : "
            f"datum.hidden ? {_quoted(hidden)} : {_quoted(low_n)}",
            foot=f"{ground.low}",
        )
    )
    return text.mark_text(color=ground.colours.muted, fontSize=ground.size.small, **ground.above(4)).encode(
        **ground.along("at"), **ground.score("foot"), text="note:N"
    )


def _quoted(text: str) -> str:
    return json.dumps(text)


def end_rows(placed: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The names of the reference levels and of the overlay, one row each, kept clear of each other."""
    found = [_end_label(placed, ground, name) for name in REFERENCES]
    kept = sorted((label for label in found if label is not None), key=lambda label: label["level"])
    half_line = 0.62 * ground.size.small / ground.size.height * (ground.top - ground.low)
    for lower, upper in pairwise(kept):
        room = half_line * (2 + lower["text"].count("\n") + upper["text"].count("\n"))
        upper["level"] = max(upper["level"], lower["level"] + room)
    return pd.DataFrame(kept, columns=["level", "text"])


def _end_label(placed: pd.DataFrame, ground: Ground, name: str) -> dict[str, Any] | None:
    parts = _reference_name(placed, ground, name)
    if not parts:
        return None
    lines = [line for part in parts for line in wrapped(part, 13, 2)]
    return {"level": float(placed[name].dropna().iloc[-1]), "text": "\n".join(lines)}


def _reference_name(placed: pd.DataFrame, ground: Ground, name: str) -> list[str]:
    """Name of a reference level that is drawn, and the word for the dotted ones; empty when none is drawn."""
    known = placed[placed[name].notna()]
    if known.empty:
        return []
    sourced = REFERENCES[name]
    said = [] if sourced is None or known[sourced].all() else [ground.labels["set_value"]]
    return [ground.labels["overlay" if name == "overlay_mean" else name], *said]


def end_labels(ground: Ground) -> list[Any]:
    """The names of the levels, right of the plot; in the tall layout they stand in the key."""
    if not ground.is_wide:
        return []
    text = alt.Chart(alt.NamedData(ENDS)).mark_text(
        align="left", baseline="middle", dx=8, lineBreak="\n", fontSize=ground.size.small, color=ground.colours.muted
    )
    return [text.encode(x=alt.value(alt.ExprRef("width")), **ground.score("level"), text="text:N")]


def key_lines(placed: pd.DataFrame, ground: Ground) -> tuple[list[str], list[str]]:
    """What the marks mean, for a wide and for a narrow plot; only marks that are there."""
    there = {"mean": True, **{name: bool(placed[flag].any()) for name, flag in _KEY_FLAGS.items()}}
    words = [f"{sign} {ground.labels[name]}" for name, sign in _KEY_SIGNS.items() if there[name]]
    if ground.is_wide:
        return flowed(words, 200), flowed(words, 44)
    for name, sign in _REFERENCE_SIGNS.items():
        parts = _reference_name(placed, ground, name)
        words += [" ".join([sign, *parts])] if parts else []
    return flowed(words, 48), flowed(words, 48)


def key(lines: tuple[list[str], list[str]], ground: Ground) -> list[Any]:
    """The key over the plot: one of two settings, by the room there is."""
    size = ground.size.small
    room = display_width(lines[0][0]) * size * 0.56
    if not ground.is_wide:
        return [_key(lines[0], "true", ground)]
    return [_key(lines[0], f"width >= {room:.0f}", ground), _key(lines[1], f"width < {room:.0f}", ground)]


def _key(lines: list[str], shown: str, ground: Ground) -> Any:
    size = ground.size.small
    foot = 8 if ground.is_wide else size * 4.5
    style: dict[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "\n", "fontSize": size}
    text = alt.Chart(alt.NamedData(KEY)).transform_filter(shown)
    left = 0 if ground.is_wide else -size * 8
    return text.mark_text(color=ground.colours.muted, lineHeight=round(size * 1.4), **style).encode(
        x=alt.value(left), y=alt.value(-round(foot + len(lines) * size * 1.4)), text=alt.value("\n".join(lines))
    )


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
    titles = {"name": labels["touchpoint"], "stage": labels["stage"], "shown": labels["score"],
              "interval": labels["interval"], "answers": labels["answers"], "verdict": labels["verdict"]}  # fmt: skip
    return (
        alt.Chart(alt.NamedData(POINTS))
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
