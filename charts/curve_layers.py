"""The layers of the emotion curve, from the ground up. Each takes rows and the ground, and gives charts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from charts.ground import Ground, name_axis, score_axis
from charts.wrapping import wrapped

Rows = alt.Data
_TICK = 0.34


def rows(placed: pd.DataFrame, ground: Ground, digits: int) -> Rows:
    """The points as inline values, with everything a mark or a tooltip needs ready as text."""
    to = ground.labels["to"]
    frame = placed.assign(
        line=(placed["hidden"].shift(fill_value=False) | placed["hidden"] | placed["break_before"]).cumsum(),
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
    )
    return _data(frame)


def _data(frame: pd.DataFrame) -> Rows:
    clean = frame.astype(object).where(frame.notna(), None)
    return alt.Data(values=clean.to_dict(orient="records"))


def _number(value: float, digits: int) -> str:
    return "–" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "−")


def _end_mark(is_peak: bool, is_end: bool, ground: Ground) -> str:
    return " · ".join(ground.labels[name] for name, flag in (("peak", is_peak), ("end", is_end)) if flag)


def stage_bands(bands: pd.DataFrame, ground: Ground) -> list[Any]:
    """Shaded bands and the stage names over them, wrapped to the band's width."""
    share = (bands["end"] - bands["start"]) / (ground.last - ground.first)
    wraps = {f"w{width}": ["\n".join(wrapped(name, width, 2)) for name in bands["name"]] for width in (7, 11, 16, 30)}
    data = _data(bands.assign(share=share, low=ground.low, top=ground.top, **wraps))
    rect = (
        alt.Chart(data)
        .mark_rect(fill=ground.colours.panel)
        .encode(
            **ground.along("start"),
            **ground.along_to("end"),
            **ground.score("low"),
            **ground.score_to("top"),
            opacity=alt.condition("datum.is_shaded", alt.value(1), alt.value(0)),
        )
    )
    return [rect, _stage_names(data, ground)]


def _stage_names(data: Rows, ground: Ground) -> Any:
    size = ground.size
    if ground.is_wide:
        room = f"datum.share * width / {size.text * 0.6:.1f}"
        chosen = f"{room} > 32 ? datum.w30 : {room} > 18 ? datum.w16 : {room} > 12.5 ? datum.w11 : datum.w7"
        style = {"align": "left", "baseline": "top", "dx": 6, "dy": 5}
    else:
        chosen, style = "datum.w30", {"align": "left", "baseline": "top", "dx": 6, "dy": 6}
    base = alt.Chart(data).transform_calculate(label=chosen)
    anchor = ground.score("top") if ground.is_wide else ground.score("low")
    return base.mark_text(
        fontSize=size.text, fontWeight="bold", color=ground.colours.ink, lineBreak="\n", **style
    ).encode(**ground.along("start"), **anchor, text="label:N")


def reference_ticks(data: Rows, ground: Ground) -> list[Any]:
    """Expectation floor and industry benchmark, one step per touchpoint; dotted where no source is stated."""
    return [
        _ticks(data, ground, "floor", width=2.2, color=ground.colours.ink),
        _ticks(data, ground, "benchmark", width=1.4, color=ground.colours.muted),
    ]


def _ticks(data: Rows, ground: Ground, name: str, *, width: float, color: str) -> Any:
    dash = alt.condition(f"datum.{name}_sourced", alt.value([1, 0]), alt.value([2, 3]))
    return (
        alt.Chart(data)
        .transform_filter(f"isValid(datum.{name})")
        .mark_rule(color=color, strokeWidth=width, opacity=0.75)
        .encode(**ground.along("start"), **ground.along_to("end"), **ground.score(name), strokeDash=dash)
    )


def overlay(data: Rows, ground: Ground) -> list[Any]:
    """The second segment or period: muted, dashed, thin."""
    color = ground.colours.neutral
    base = alt.Chart(data).transform_filter("isValid(datum.overlay_mean)").transform_calculate(beside="datum.at + 0.12")
    line = base.mark_line(color=color, strokeDash=[6, 4], strokeWidth=ground.size.line, interpolate="monotone")
    rule = base.mark_rule(color=color, strokeWidth=1.4)
    point = base.mark_point(
        shape="circle", filled=True, fill=ground.colours.page, stroke=color, size=ground.size.point * 0.45, opacity=1
    )
    at = ground.along("beside")
    order = alt.Order("at:Q")
    return [
        line.encode(**at, **ground.score("overlay_mean"), detail="line:N", order=order),
        rule.encode(**at, **ground.score("overlay_low"), **ground.score_to("overlay_high")),
        point.encode(**at, **ground.score("overlay_mean")),
    ]


def curve(data: Rows, ground: Ground) -> list[Any]:
    """The light line and the strong interval bands."""
    colours, size = ground.colours, ground.size
    base = alt.Chart(data).transform_filter("!datum.hidden")
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


def marks(data: Rows, ground: Ground) -> list[Any]:
    """Ring, points, values of the low points, peak and end, and the words under too few answers."""
    shown = alt.Chart(data).transform_filter("!datum.hidden")
    return [_ring(shown, ground), _points(shown, ground), *_low_values(shown, ground), _ends(shown, ground),
            _few(alt.Chart(data), ground)]  # fmt: skip


def _points(shown: Any, ground: Ground) -> Any:
    colours, size = ground.colours, ground.size
    tone = _tone(ground)
    fill = {"condition": [{"test": "datum.low_n", "value": colours.page},
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
    text = shown.transform_filter("datum.is_low_point").transform_calculate(value="'▼ ' + datum.shown")
    style = {"fontSize": round(ground.size.text * 1.15), "fontWeight": "bold", **ground.below(9)}
    channels = {**ground.along("at"), **ground.score("low"), "text": "value:N"}
    halo = text.mark_text(stroke=ground.colours.page, strokeWidth=4, strokeJoin="round", **style)
    return [halo.encode(**channels), text.mark_text(color=ground.colours.bad_text, **style).encode(**channels)]


def _ends(shown: Any, ground: Ground) -> Any:
    text = shown.transform_filter("datum.mark != ''")
    return text.mark_text(color=ground.colours.muted, fontSize=ground.size.small, **ground.above(8)).encode(
        **ground.along("at"), **ground.score("high"), text="mark:N"
    )


def _few(base: Any, ground: Ground) -> Any:
    """What the reader must know about too few answers, at the foot of the touchpoint."""
    low_n, hidden = ground.labels["low_n"], ground.labels["hidden"]
    text = base.transform_filter("datum.hidden || datum.low_n").transform_calculate(
        note=f"{ground.step} < 44 && {str(ground.is_wide).lower()} ? (datum.hidden ? '×' : '○') : "
        f"datum.hidden ? {_quoted(hidden)} : {_quoted(low_n)}",
        foot=f"{ground.low}",
    )
    return text.mark_text(color=ground.colours.muted, fontSize=ground.size.small, **ground.above(4)).encode(
        **ground.along("at"), **ground.score("foot"), text="note:N"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def end_labels(placed: pd.DataFrame, ground: Ground) -> list[Any]:
    """The names of the reference levels and of the overlay, beside their last mark."""
    found = [_end_label(placed, ground, name) for name in ("benchmark", "floor", "overlay_mean")]
    kept = sorted((label for label in found if label is not None), key=lambda label: label["y"])
    if not kept or not ground.is_wide:
        return []
    half_line = 0.6 * ground.size.small / ground.size.height * (ground.top - ground.low)
    for lower, upper in pairwise(kept):
        room = half_line * (2 + lower["text"].count("\n") + upper["text"].count("\n"))
        upper["y"] = max(upper["y"], lower["y"] + room)
    text = alt.Chart(alt.Data(values=kept)).mark_text(
        align="left", baseline="middle", dx=8, fontSize=ground.size.small, color=ground.colours.muted, lineBreak="\n"
    )
    return [text.encode(x=alt.value(alt.ExprRef("width")), **ground.score("y"), text="text:N")]


def _end_label(placed: pd.DataFrame, ground: Ground, name: str) -> dict[str, Any] | None:
    known = placed[placed[name].notna()]
    if known.empty:
        return None
    text = ground.labels["overlay" if name == "overlay_mean" else name]
    sourced = f"{name}_sourced"
    if sourced in known and not known[sourced].all():
        text = f"{text}\n{ground.labels['set_value']}"
    lines = [line for part in text.split("\n") for line in wrapped(part, 12, 2)]
    return {"y": float(known[name].iloc[-1]), "text": "\n".join(lines)}


def hit_area(data: Rows, ground: Ground, selection: str) -> Any:
    """One unseen cell per touchpoint, the whole height: easy to hit with a mouse or a finger."""
    labels = ground.labels
    choose = alt.selection_point(name=selection, fields=["touchpoint_id"], toggle=False, on="click")
    positions = [row["at"] for row in data.values]
    axis = name_axis(
        ground,
        positions,
        [str(row["name"]) for row in data.values],
        low=[row["at"] for row in data.values if row["is_low_point"]],
        selected=[row["at"] for row in data.values if row["is_selected"]],
    )
    titles = {"name": labels["touchpoint"], "stage": labels["stage"], "shown": labels["score"],
              "interval": labels["interval"], "answers": labels["answers"], "verdict": labels["verdict"]}  # fmt: skip
    return (
        alt.Chart(data)
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
