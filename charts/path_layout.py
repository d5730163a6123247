"""Where the steps and passages of the path picture lie: stages from left to right, steps from top to bottom.

Two layouts in one: the wide one has a column per stage, the narrow one a single list with arcs beside it. A chart does
not know how wide it is shown, so every mark has its place in both; places run from 0 to 1 along both axes, downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HALF_BOX: Final = 0.375  # of a column: half the width of a box
HALF_HEIGHT: Final = 0.33  # of a row: half its height
GUTTER: Final = 0.105  # of a column: how far a passage within a stage leaves the boxes
SEGMENTS: Final = 16
BACK_SEGMENTS: Final = 64  # of a way back around the boxes, so that its dashes stay short
SHARE_BESIDE: Final = 0.13  # of a column: the share of a passage straight down stands beside its line
ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # of a passage: where its share may stand, the best place first
NAME_ROOM: Final = 0.60  # of the narrow width, taken by names
MOST_ROWS: Final = 9  # per column where steps have no stage


@dataclass(frozen=True)
class PathLayout:
    """Places of boxes (one row per step), of the pieces of passages, of their heads and of their labels."""

    boxes: pd.DataFrame
    pieces: pd.DataFrame
    heads: pd.DataFrame
    columns: pd.DataFrame
    n_rows: int


def columns_of(stages: Sequence[str | None], order: Sequence[str]) -> list[int]:
    """The column of each step, given in the order of the process: that of its stage, else that of the step before.

    Steps without any stage at all are cut into columns of at most MOST_ROWS.

    >>> columns_of(["a", None, "b"], ["a", "b", "c"]), columns_of([None] * 10, [])
    ([0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    """
    known = [stage for stage in order if stage in set(stages)]
    if not known:
        return [number // MOST_ROWS for number in range(len(stages))]
    first = next(stage for stage in stages if stage in known)
    found, last = [], known.index(str(first))
    for stage in stages:
        last = known.index(stage) if stage in known else last
        found.append(last)
    return found


def path_layout(nodes: pd.DataFrame, edges: pd.DataFrame) -> PathLayout:
    """Places for the steps and passages.

    Parameters
    ----------
    nodes : one row per step in the order of the process: activity, column (0, 1, ...).
    edges : one row per passage between two different steps of `nodes`: edge_id, activity, other.
    """
    nodes = nodes.reset_index(drop=True)
    row = nodes.groupby("column").cumcount()
    n_columns, n_rows = int(nodes["column"].max()) + 1, int(row.max()) + 1
    place = dict(zip(nodes["activity"], zip(nodes["column"], row, range(len(nodes)), strict=True), strict=True))
    ends = [(place[one], place[two]) for one, two in zip(edges["activity"], edges["other"], strict=True)]
    base = n_rows - 1 + HALF_HEIGHT
    backs = [number for number, (one, two) in enumerate(ends) if two[0] < one[0] - 1]
    depth = {number: base + 0.22 * (1 + turn) for turn, number in enumerate(backs)}
    low = -HALF_HEIGHT - 0.1
    high = (max(depth.values()) if depth else base) + 0.12
    wide = [
        (_curve(one, two, depth.get(number, 0.0)) - [-0.5, low]) / [n_columns, high - low]
        for number, (one, two) in enumerate(ends)
    ]
    narrow = [_arc(one[2], two[2], len(nodes)) for one, two in ends]
    across = (nodes["column"].to_numpy(float) + 0.5) / n_columns
    down = (row.to_numpy(float) - low) / (high - low)
    boxes = nodes.assign(
        x=across - HALF_BOX / n_columns, x2=across + HALF_BOX / n_columns, y=down - HALF_HEIGHT / (high - low),
        y2=down + HALF_HEIGHT / (high - low), mid_x=across, mid_y=down,
        list_y=(np.arange(len(nodes)) + 0.5) / len(nodes), list_step=0.5 / len(nodes),
    )  # fmt: skip
    columns = pd.DataFrame({"column": range(n_columns)}).assign(
        x=lambda frame: frame["column"] / n_columns,
        x2=lambda frame: (frame["column"] + 1) / n_columns,
        mid=lambda frame: (frame["column"] + 0.5) / n_columns,
    )
    heads = _heads(edges, wide, narrow, SHARE_BESIDE / n_columns)
    return PathLayout(boxes, _pieces(edges, wide, narrow, ends), heads, columns, n_rows)


def _curve(one: tuple[int, int, int], two: tuple[int, int, int], depth: float) -> Floats:
    """Points of a passage in units of columns and rows, shape (SEGMENTS + 1, 2)."""
    (c1, r1, _one), (c2, r2, _two) = one, two
    if c1 == c2 and r2 == r1 + 1:
        return _straight([(c1, r1 + HALF_HEIGHT), (c2, r2 - HALF_HEIGHT)])
    if c1 == c2:
        side = 1 if r2 > r1 else -1
        edge = c1 + side * HALF_BOX
        out = edge + side * GUTTER * min(1.0, 0.45 + 0.15 * abs(r2 - r1)) * 4 / 3
        return _bezier((edge, r1 + 0.1 * side), (out, r1 + 0.1 * side), (out, r2 - 0.1 * side), (edge, r2 - 0.1 * side))
    if c2 > c1:
        start, end = c1 + HALF_BOX, c2 - HALF_BOX
        bend = max(0.12, 0.45 * (end - start))
        return _bezier((start, r1), (start + bend, r1), (end - bend, r2), (end, r2))
    if c2 == c1 - 1:  # into the column before: straight through the gutter between the two
        start, end = c1 - HALF_BOX, c2 + HALF_BOX
        bend = max(0.12, 0.45 * (start - end))
        return _bezier((start, r1 + 0.12), (start - bend, r1 + 0.12), (end + bend, r2 + 0.12), (end, r2 + 0.12))
    return _straight([
        (c1 - HALF_BOX, r1 + 0.12), (c1 - 0.5, r1 + 0.12), (c1 - 0.5, depth), (c2 + 0.5, depth), (c2 + 0.5, r2 + 0.12),
        (c2 + HALF_BOX, r2 + 0.12),
    ], BACK_SEGMENTS)  # fmt: skip


def _arc(one: int, two: int, n: int) -> Floats:
    """Points of a passage beside the list: an arc to the right, the wider the more steps it spans."""
    y1, y2 = (one + 0.5) / n, (two + 0.5) / n
    start = NAME_ROOM + 0.02
    out = start + (1 - start) * 4 / 3 * min(1.0, 0.3 + 0.9 * abs(two - one) / n)
    return _bezier((start, y1), (out, y1), (out, y2), (start, y2))


def _bezier(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> Floats:
    t = np.linspace(0.0, 1.0, SEGMENTS + 1)[:, None]
    first, second, third, fourth = (np.array(point, dtype=float) for point in (a, b, c, d))
    points: Floats = (1 - t) ** 3 * first + 3 * (1 - t) ** 2 * t * second + 3 * (1 - t) * t**2 * third + t**3 * fourth
    return points


def _straight(corners: Sequence[tuple[float, float]], segments: int = SEGMENTS) -> Floats:
    """Points along the corners, about one per segment and all corners."""
    legs = np.array(corners, dtype=float)
    length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(legs, axis=0)).sum(axis=1))])
    at = np.unique(np.concatenate([np.linspace(0, length[-1], segments + 1), length]))
    return np.column_stack([np.interp(at, length, legs[:, 0]), np.interp(at, length, legs[:, 1])])


def _pieces(
    edges: pd.DataFrame, wide: list[Floats], narrow: list[Floats],
    ends: list[tuple[tuple[int, int, int], tuple[int, int, int]]],
) -> pd.DataFrame:  # fmt: skip
    """One row per straight piece of a passage; a passage that goes back has every second piece only."""
    parts: list[dict[str, Any]] = []
    for edge_id, broad, slim, (one, two) in zip(edges["edge_id"], wide, narrow, ends, strict=True):
        is_back = two[2] < one[2]
        places = (np.hstack([points[:-1], points[1:]]) for points in (broad, slim))
        for names, rows in zip((("x", "y", "x2", "y2"), ("nx", "ny", "nx2", "ny2")), places, strict=True):
            shown = rows[::2] if is_back else rows
            parts += [{"edge_id": edge_id, "is_back": is_back, "is_list": names[0] == "nx",
                       **dict(zip(("x", "y", "x2", "y2"), row, strict=True))} for row in shown.tolist()]  # fmt: skip
    return pd.DataFrame(parts, columns=["edge_id", "is_back", "is_list", "x", "y", "x2", "y2"])


def _heads(edges: pd.DataFrame, wide: list[Floats], narrow: list[Floats], beside: float) -> pd.DataFrame:
    """One row per passage and layout: the end it points to with its angle, and the places where its share may stand."""
    rows = []
    for edge_id, broad, slim in zip(edges["edge_id"], wide, narrow, strict=True):
        for is_list, points in ((False, broad), (True, slim)):
            dx, dy = points[-1] - points[-2]
            angle = 180.0 if abs(dx) < 1e-9 and dy > 0 else (90.0 if dx > 0 else 270.0)
            is_down = angle == 180.0 and not is_list
            shift = beside if is_down else 0.0
            places = points[[round(part * (len(points) - 1)) for part in (ALONG[:1] if is_down else ALONG)]]
            rows.append({"edge_id": edge_id, "is_list": is_list, "x": points[-1][0], "y": points[-1][1],
                         "angle": angle, "spots": [(float(x) + shift, float(y)) for x, y in places]})  # fmt: skip
    return pd.DataFrame(rows, columns=["edge_id", "is_list", "x", "y", "angle", "spots"])
