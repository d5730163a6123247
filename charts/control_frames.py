"""From the rows of a control chart to the data sets its layers draw: steps of limits, labels at the right end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from charts.rows import flag, number
from charts.ticks import round_ticks

LINES = ("ucl", "center", "lcl")
ZONES = (-2, -1, 1, 2)
SIGN_ROOM = 0.11  # of the height, for the text below a signal
_TONES = ("tone", "tone_lower")
HEAD_ROWS = 3  # rows of note texts above the points
FAR = 2.0  # a stated level further off than this many heights of the data is named at the edge instead
_NUMBERS = ("value", "center", "lcl", "ucl", "raw", "lower")
_TEXTS = ("shown", "limits", "size", "said", "sign", "sign_lower")
_FLAGS = ("is_trial", "is_lone", "is_lone_lower", "low_n")


@dataclass(frozen=True)
class StatedLevel:
    """A level that comes from people, not from the data: a target or a specification limit."""

    value: float
    text: str
    kind: Literal["target", "spec"]


@dataclass(frozen=True)
class StatedBand:
    """A range that people agreed on, with its middle: the approved baseline."""

    low: float
    high: float
    center: float
    text: str


@dataclass(frozen=True)
class Window:
    """The value axis: ends and ticks of the data, and the room above kept for notes and below for the text of a signal.

    `head` and `foot` are shares of the height between `low` and `high`.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    head: float = 0.0
    foot: float = 0.0

    @property
    def top(self) -> float:
        """End of the scale, room for notes included."""
        return self.high + self.head * (self.high - self.low)

    @property
    def bottom(self) -> float:
        """Begin of the scale."""
        return self.low - self.foot * (self.high - self.low)


def point_rows(points: pd.DataFrame) -> pd.DataFrame:
    """One row per period with everything filled in: position, line (broken at gaps), tone, flags, texts."""
    frame = points.reset_index(drop=True)
    numbers = {name: number(frame, name) for name in _NUMBERS}
    missing = numbers["value"].isna()
    stage = number(frame, "stage").fillna(0).astype(int)
    texts = {name: frame[name].fillna("").astype(str) if name in frame else "" for name in _TEXTS}
    usual = pd.Series("common", index=frame.index)
    tones = {name: frame[name].fillna("common").astype(str) if name in frame else usual for name in _TONES}
    named = frame["title"] if "title" in frame else frame["label"].astype(str).str.replace("\n", " ")
    return frame.assign(
        **numbers,
        **texts,
        **{name: flag(frame, name) for name in _FLAGS},
        **tones,
        stage=stage,
        named=named,
        label=frame["label"].astype(str),
        position=range(1, len(frame) + 1),
        line=(missing | missing.shift(fill_value=False)).cumsum(),
    )


def limit_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """The centre line and limits as steps that change half-way between two periods, broken between stages.

    One row per corner: at, value, line (ucl, center, lcl), piece, is_trial.
    """
    parts = [_steps_of(rows, line) for line in LINES]
    return pd.concat(parts, ignore_index=True)


def _steps_of(rows: pd.DataFrame, line: str) -> pd.DataFrame:
    known = rows[rows[line].notna()]
    piece = (known["stage"].diff().fillna(0).ne(0) | known["position"].diff().fillna(1).ne(1)).cumsum()
    starts = pd.DataFrame({"at": known["position"] - 0.5, "value": known[line], "piece": piece,
                           "is_trial": known["is_trial"]})  # fmt: skip
    lasts = starts.assign(at=starts["at"] + 1).groupby(piece).tail(1)
    both = pd.concat([starts, lasts]).sort_values(["piece", "at"])
    return both.assign(line=line, piece=line + both["piece"].astype(str)).reset_index(drop=True)


def zone_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """One and two standard deviations from the centre line as steps, where the rows give `sd`; inside the limits."""
    if "sd" not in rows:
        return _steps_of(rows.assign(zone=np.nan), "zone")
    parts = []
    for times in ZONES:
        at = rows["center"] + times * rows["sd"]
        inside = (rows["lcl"].isna() | (at > rows["lcl"])) & (rows["ucl"].isna() | (at < rows["ucl"]))
        parts.append(_steps_of(rows.assign(zone=at.where(inside)), "zone").assign(times=times))
    both = pd.concat(parts, ignore_index=True)
    return both.assign(piece=both["piece"] + "z" + both["times"].astype(str))


def band_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """The room between the limits as steps: at, low, high, piece; only where both limits are known."""
    both = rows[rows["ucl"].notna() & rows["lcl"].notna()]
    upper, lower = _steps_of(both, "ucl"), _steps_of(both, "lcl")
    return pd.DataFrame({"at": upper["at"], "high": upper["value"], "low": lower["value"], "piece": upper["piece"]})


def window(
    rows: pd.DataFrame, levels: Sequence[StatedLevel], *, has_notes: bool, is_spread: bool = False,
    band: StatedBand | None = None,
) -> Window:  # fmt: skip
    """Ends of the value axis on round numbers; far levels do not squash the data; a chart of spread begins at 0."""
    held = rows[["value", "raw", "lower", *LINES]].to_numpy(dtype=float).ravel()
    values = held[np.isfinite(held)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    least = max(high - low, 0.05 * max(abs(low), abs(high)), 1e-9)
    middle = (low + high) / 2
    stated = [level.value for level in levels] + ([band.low, band.high] if band else [])
    near = [value for value in stated if abs(value - middle) <= (0.5 + FAR) * least]
    signed = [] if is_spread else [value - SIGN_ROOM * least for value in _signed_below(rows)]
    low, high = min([low, *near, middle - least / 2]), max([high, *near, middle + least / 2])
    lowest = min([low, *signed])
    is_count = bool(values.size) and float(values.min()) >= 0 > lowest  # no figure below zero: its text goes below
    low = 0.0 if is_count else lowest
    low = min(low, 0.0) if is_spread else low
    ticks = round_ticks(low, high, 2 if is_spread else 4)
    foot = SIGN_ROOM if is_count and signed else 0.0
    return Window(ticks[0], ticks[-1], tuple(ticks), 0.24 if has_notes else 0.06, foot)


def _signed_below(rows: pd.DataFrame) -> list[float]:
    """Points with a text below them."""
    found = [
        rows[line][(rows[sign] != "") & (rows[line] < rows["center"])].dropna()
        for line, sign in (("value", "sign"), ("lower", "sign_lower"))
    ]
    return [float(value) for part in found for value in part]


def end_labels(
    rows: pd.DataFrame, levels: Sequence[StatedLevel], names: dict[str, str], axis: Window, *, height: float,
    gap: float, band: StatedBand | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Texts at the right end of each line, moved apart where they would cover each other: text, py (px), kind."""
    last = {line: _last(rows[line]) for line in LINES}
    found = [
        (value, f"{names[line]} {names[f'{line}_value']}".strip(), line)
        for line, value in last.items()
        if value is not None
    ]
    for level in levels:
        if axis.low <= level.value <= axis.high:
            found.append((level.value, level.text, level.kind))
        else:
            is_above = level.value > axis.high
            text = f"{level.text} {'↑' if is_above else '↓'}"
            found.append((axis.high if is_above else axis.low, text, level.kind))
    if band is not None and axis.low <= band.center <= axis.high:
        found.append((band.center, band.text, "band"))
    wanted = [height * (axis.top - value) / (axis.top - axis.bottom) for value, _text, _kind in found]
    places = spread_apart(wanted, gap, height)
    return [{"text": text, "kind": kind, "py": py} for (_value, text, kind), py in zip(found, places, strict=True)]


def _last(values: pd.Series) -> float | None:
    known = values.dropna()
    return None if known.empty else float(known.iloc[-1])


def spread_apart(wanted: Sequence[float], gap: float, height: float) -> list[float]:
    """Places at least `gap` apart, in the order of `wanted`, as near to it as one pass down and one up allow.

    >>> spread_apart([10.0, 12.0, 50.0], 10.0, 100.0)
    [10.0, 20.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = [wanted[index] for index in order]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    limit = height
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit)
        limit = places[i] - gap
    back = dict(zip(order, places, strict=True))
    return [back[index] for index in range(len(wanted))]


def note_rows(notes: pd.DataFrame | None, n: int, axis: Window, *, line: float) -> pd.DataFrame:
    """Notes in time order, dealt to three rows so that neighbours do not cover each other.

    The rule of a note begins at its own row (`begin`, `foot`), and rows go down in the direction of the texts: no rule
    runs through the text of a neighbour. `line` is the height of a row of text as a share of the plot.
    """
    if notes is None or notes.empty:
        return pd.DataFrame(columns=["position", "text", "kind", "row", "begin", "foot"])
    placed = notes[["position", "text", "kind"]].sort_values("position", ignore_index=True)
    is_right = placed["position"] > 0.6 * n  # their texts run to the left
    order = pd.Series(range(len(placed)))
    row = order.where(~is_right, HEAD_ROWS - 1 - (order - int((~is_right).sum()))) % HEAD_ROWS
    begin = axis.top - row * line * (axis.top - axis.bottom)
    return placed.assign(row=row, is_right=is_right, begin=begin, foot=axis.bottom)


def sign_lifts(rows: pd.DataFrame, line: str, sign: str, *, reach: float, rise: float) -> list[int]:
    """How many text rows each sign moves away from its point, so that it does not cover the one before.

    `reach` is the width of one character in periods, `rise` the height of a text in units of the value; signs above and
    below the centre do not meet.
    """
    lifts = [0] * len(rows)
    lasts: dict[bool, tuple[float, float, float]] = {}
    texts, values, centers = rows[sign].tolist(), rows[line].tolist(), rows["center"].tolist()
    for at in [at for at, text in enumerate(texts) if text]:
        is_above = values[at] >= centers[at]
        way = rise if is_above else -rise
        half, place = reach * (len(texts[at]) + 1) / 2, values[at]
        before = lasts.get(is_above)
        if before is not None and at - before[0] < half + before[1]:
            while abs(place - before[2]) < rise and lifts[at] < HEAD_ROWS:
                lifts[at] += 1
                place = values[at] + lifts[at] * way
        lasts[is_above] = (at, half, place)
    return lifts
