"""Where the shares on passages stand, so that none is printed over another."""

from __future__ import annotations

from typing import Final

import pandas as pd

LETTER: Final = 0.6  # of the font size: the width of a letter
LINE: Final = 1.35  # of the font size: the height of a label with its halo
Box = tuple[float, float, float, float]


def apart(heads: pd.DataFrame, *, width: float, narrow: float, height: float, text: float) -> pd.DataFrame:
    """The labels of each layout at the first place of theirs that is free; without one, the label is empty.

    What is chosen or beyond chance takes its place first, then the passages from the widest to the thinnest, so that
    of two shares in one place the smaller is left to the tooltip and the table.

    Parameters
    ----------
    heads : one row per passage and layout: is_list, share (text), spots (places along the passage from 0 to 1, the best
        first), width (0 to 1), is_first.
    width, narrow : px of the wide and of the narrow picture; height : px; text : font size in px.

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
    parts = [
        _placed(layout, narrow if is_list else width, height, text) for is_list, layout in heads.groupby("is_list")
    ]
    placed = pd.concat(parts).sort_index() if parts else heads.assign(mid_x=[], mid_y=[])
    return placed.drop(columns="spots")


def _placed(layout: pd.DataFrame, width: float, height: float, text: float) -> pd.DataFrame:
    """One layout: greedy from the label that matters most."""
    ordered = layout.sort_values(["is_first", "width"], ascending=False, kind="stable")
    taken: list[Box] = []
    shares: list[str] = []
    places: list[tuple[float, float]] = []
    for share, spots in zip(ordered["share"], ordered["spots"], strict=True):
        free = [(spot, box) for spot in spots if _is_free(box := _box(spot, share, width, height, text), taken)]
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
