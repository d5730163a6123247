"""Where the shares on passages stand, so that none is printed over another."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

POINTS: Final = 5  # per piece of a line at which it is looked for
LETTER: Final = 0.6  # of the font size: the width of a letter
LINE: Final = 1.35  # of the font size: the height of a label with its halo
Box = tuple[float, float, float, float]


def apart(
    heads: pd.DataFrame, *, width: float, narrow: float, height: float, text: float, low: float | None = None,
    pieces: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The labels of each layout at the first place of theirs that is free; without one, the label is empty.

    What is chosen or beyond chance takes its place first, then the passages from the widest to the thinnest, so that
    of two shares in one place the smaller is left to the tooltip and the table. Where the lines are given, a share
    stands on its own line alone; what is chosen or beyond chance is told even across another.

    Parameters
    ----------
    heads : one row per passage and layout: is_list, share (text), spots (places along the passage from 0 to 1, the best
        first), width (0 to 1), is_first.
    width, narrow : px of the wide and of the narrow picture; height, low : px of the same two, `low` where it differs;
        text : font size in px.
    pieces : the lines, one row per piece and layout: edge_id, is_list, x, y, x2, y2.

    Returns
    -------
    heads with mid_x and mid_y, without spots; share is empty where it would be printed over another.

    Examples
    --------
    >>> heads = pd.DataFrame({"is_list": False, "share": ["50%", "36%", "9%"], "width": [0.5, 0.36, 0.1],
    ...     "spots": [[(0.5, 0.5)], [(0.5, 0.51), (0.7, 0.5)], [(0.5, 0.5)]], "is_first": False})
    >>> told = apart(heads, width=800, narrow=350, height=400, text=12)
    >>> told["share"].tolist(), told["mid_x"].tolist()
    (['50%', '36%', ''], [0.5, 0.7, 0.5])
    """
    parts = []
    for is_list, layout in heads.groupby("is_list"):
        size = (narrow, low or height) if is_list else (width, height)
        lines = None if pieces is None else _Lines(pieces[pieces["is_list"] == is_list], *size)
        parts.append(_placed(layout, *size, text, lines))
    placed = pd.concat(parts).sort_index() if parts else heads.assign(mid_x=[], mid_y=[])
    return placed.drop(columns="spots")


class _Lines:
    """Points along all lines of a layout, in px."""

    def __init__(self, pieces: pd.DataFrame, width: float, height: float) -> None:
        along = np.linspace(0.0, 1.0, POINTS)
        ends = pieces[["x", "y", "x2", "y2"]].to_numpy(float)
        self.x = ((ends[:, :1] + (ends[:, 2:3] - ends[:, :1]) * along) * width).ravel()
        self.y = ((ends[:, 1:2] + (ends[:, 3:] - ends[:, 1:2]) * along) * height).ravel()
        self.owner = np.repeat(pieces["edge_id"].to_numpy(object), POINTS)

    def cross(self, box: Box, edge_id: str) -> bool:
        """Whether the line of another passage runs through the box."""
        left, right, top, foot = box
        inside = (self.x > left) & (self.x < right) & (self.y > top) & (self.y < foot)
        return bool((inside & (self.owner != edge_id)).any())


def _placed(layout: pd.DataFrame, width: float, height: float, text: float, lines: _Lines | None) -> pd.DataFrame:
    """One layout: greedy from the label that matters most."""
    ordered = layout.sort_values(["is_first", "width"], ascending=False, kind="stable")
    taken: list[Box] = []
    shares: list[str] = []
    places: list[tuple[float, float]] = []
    ids = ordered["edge_id"] if lines is not None else ordered["share"]
    for share, spots, edge_id, is_first in zip(
        ordered["share"], ordered["spots"], ids, ordered["is_first"], strict=True
    ):
        free = [(spot, box) for spot in spots if _is_free(box := _box(spot, share, width, height, text), taken)]
        if lines is not None:
            alone = [one for one in free if not lines.cross(one[1], edge_id)]
            free = alone or (free if is_first else [])
        is_told = bool(free and share)
        taken += [free[0][1]] if is_told else []
        shares.append(share if is_told else "")
        places.append(free[0][0] if is_told else spots[0])
    told = ordered.assign(share=shares, mid_x=[float(x) for x, _y in places], mid_y=[float(y) for _x, y in places])
    return told.sort_index()


def _box(spot: tuple[float, float], share: str, width: float, height: float, text: float) -> Box:
    """The room a centred label takes, in px: left, right, top, foot."""
    half, rise = LETTER * text * (len(share) + 1) / 2, LINE * text / 2
    x, y = spot[0] * width, spot[1] * height
    return x - half, x + half, y - rise, y + rise


def _is_free(box: Box, taken: list[Box]) -> bool:
    return all(box[1] <= left or right <= box[0] or box[3] <= top or foot <= box[2] for left, right, top, foot in taken)
