"""The words on the emotion curve: stage names, values of low points, names of the levels, the key."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from charts.ground import ENDS, KEY, POINTS, STAGES, Ground
from charts.halo import haloed
from charts.theme import fixed
from charts.wrapping import display_width, flowed, wrapped

REFERENCES: dict[str, str | None] = {
    "benchmark": "benchmark_sourced", "floor": "floor_sourced", "overlay_mean": None,
}  # fmt: skip
_KEY_SIGNS = {"mean": "●", "low_point": "▼", "mot": "◆", "low_n": "○", "changed": "┊"}
_KEY_FLAGS = {"low_point": "is_low_point", "mot": "is_mot", "low_n": "low_n", "changed": "break_before"}
_REFERENCE_SIGNS = {"floor": "┃", "benchmark": "│", "overlay_mean": "┄"}
_STAGE_WRAPS = (7, 8, 9, 10, 11, 12, 14, 16, 20, 30)


def stage_rows(bands: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The bands with their share of the drawing and their names wrapped for several widths."""
    share = (bands["end"] - bands["start"]) / (ground.last - ground.first)
    wraps = {f"w{width}": ["\n".join(wrapped(name, width, 2)) for name in bands["name"]] for width in _STAGE_WRAPS}
    return bands.assign(share=share, low=ground.low, top=ground.top, **wraps)


def stage_names(ground: Ground) -> Any:
    """Over each band, wrapped to its width."""
    size = ground.size
    chosen, font_size = f"datum.w{_STAGE_WRAPS[-1]}", str(size.text)
    if ground.is_wide:
        font_size = f"(width < {size.text * 42} ? {round(size.text * 0.84)} : {size.text})"
        room = f"((datum.share * width - 8) / ({font_size} * 0.57))"
        chosen = "''"
        for width in _STAGE_WRAPS:
            chosen = f"{room} >= {width} ? datum.w{width} : {chosen}"
    text = alt.Chart(alt.NamedData(STAGES), name="stage_names").transform_calculate(label=chosen)
    anchor = ground.score("top") if ground.is_wide else ground.score("low")
    return text.mark_text(
        align="left", baseline="top", dx=6, dy=6, fontWeight="bold", color=ground.colours.ink, lineBreak="\n",
        fontSize=alt.ExprRef(font_size),
    ).encode(**ground.along("start"), **anchor, text=alt.Text("label:N"))  # fmt: skip


def on_points(ground: Ground) -> list[Any]:
    """Values of the low points, peak and end, and what to know about too few answers."""
    shown = alt.Chart(alt.NamedData(POINTS)).transform_filter("!datum.hidden")
    return [*_low_values(shown, ground), *_ends(shown, ground), _few(ground)]


def _low_values(shown: Any, ground: Ground) -> list[Any]:
    """The values of the low points: below the interval, or after it where the journey runs downwards."""
    value = "'▼ ' + datum.shown" + ("" if ground.is_wide else " + (datum.mark ? ' · ' + datum.mark : '')")
    text = shown.transform_filter("datum.is_low_point").transform_calculate(value=value)
    place, field = (ground.below(9), "low") if ground.is_wide else (ground.above(9), "mark_at")
    style: dict[str, Any] = {"fontSize": round(ground.size.text * 1.15), "fontWeight": "bold", **place}
    channels = {**ground.along("at"), **ground.score(field), "text": alt.Text("value:N")}
    return _haloed("low_values", text, channels, style, ground, ground.colours.bad_text)


def _ends(shown: Any, ground: Ground) -> list[Any]:
    text = shown.transform_filter(f"datum.mark != '' && ({str(ground.is_wide).lower()} || !datum.is_low_point)")
    style: dict[str, Any] = {"fontSize": ground.size.small, **ground.above(7)}
    channels = {**ground.along("at"), **ground.score("mark_at"), "text": alt.Text("mark:N")}
    return _haloed("peak_and_end", text, channels, style, ground, ground.colours.muted)


def _haloed(
    name: str, text: Any, channels: dict[str, Any], style: dict[str, Any], ground: Ground, color: str
) -> list[Any]:
    """The text on a thin ground of the page's colour, readable over ticks and lines."""
    halo, words = (layer.encode(**channels) for layer in haloed(text, ground.colours.page, style, color=color))
    return [halo, words.properties(name=name)]


def _few(ground: Ground) -> Any:
    """What the reader must know about too few answers, at the foot of the touchpoint."""
    low_n, hidden = ground.labels["low_n"], ground.labels["hidden"]
    text = (
        alt.Chart(alt.NamedData(POINTS), name="few")
        .transform_filter("datum.hidden || datum.low_n")
        .transform_calculate(
            note=f"{ground.step} < 44 && {str(ground.is_wide).lower()} ? (datum.hidden ? '×' : '○') : "
            f"datum.hidden ? {json.dumps(hidden)} : {json.dumps(low_n)}",
            foot=f"{ground.low}",
        )
    )
    return text.mark_text(color=ground.colours.muted, fontSize=ground.size.small, **ground.above(4)).encode(
        **ground.along("at"), **ground.score("foot"), text=alt.Text("note:N")
    )


def end_rows(placed: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The names of the reference levels and of the overlay, one row each, kept clear of each other."""
    found = [_end_label(placed, ground, name) for name in REFERENCES]
    kept = sorted((label for label in found if label is not None), key=lambda label: label["level"])
    line = (ground.size.small + 2) / ground.size.height * (ground.top - ground.low)
    for label in kept:  # a text of several lines hangs from its first one: lift it by half of the others
        label["level"] += line * label["text"].count("\n") / 2
    for lower, upper in pairwise(kept):
        room = line * (1.15 + upper["text"].count("\n"))
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
    text = alt.Chart(alt.NamedData(ENDS), name="end_labels").mark_text(
        align="left", baseline="middle", dx=8, lineBreak="\n", fontSize=ground.size.small, color=ground.colours.muted
    )
    return [text.encode(**fixed(x=alt.ExprRef("width")), **ground.score("level"), text=alt.Text("text:N"))]


def key_lines(placed: pd.DataFrame, ground: Ground, overlay: str = "comparison") -> tuple[list[str], list[str]]:
    """What the marks mean, for a wide and for a narrow plot; only marks that are there."""
    there = {"mean": True, **{name: bool(placed[flag].any()) for name, flag in _KEY_FLAGS.items()}}
    words = [f"{sign} {ground.labels[name]}" for name, sign in _KEY_SIGNS.items() if there[name]]
    is_comments = overlay == "comments" and bool(placed["overlay_mean"].notna().any())
    words += [f"✚ {ground.labels['comments']}"] if is_comments else []
    if ground.is_wide:
        return flowed(words, 200), flowed(words, 44)
    for name, sign in _REFERENCE_SIGNS.items():
        if is_comments and name == "overlay_mean":
            continue
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
        **fixed(x=left, y=-round(foot + len(lines) * size * 1.4), text="\n".join(lines))
    )
