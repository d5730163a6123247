"""The icon board for a room: one picture in large type, forward through the measures in order of need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from charts.board_rows import board_rows
from i18n import _, language
from views import drawing, frame, loaders, loaders_control, present, state

if TYPE_CHECKING:
    from views.board_icons import Line

MOST = 8  # rows that the last seat of a room can read


def draw(told: list[Line], shown: pd.DataFrame, answer: str) -> None:
    """What needs attention first, and the page of rows with the chosen one; the arrow keys walk all measures.

    `shown` has one row per measure, as the table on the desk (`board_icons.table`).
    """
    codes = [line.code for line in told]
    chosen = state.get(state.CONTROL_MEASURE)
    at = codes.index(chosen) if chosen in codes else 0
    with frame.tools():
        present.step(codes, codes[at], state.CONTROL_MEASURE)
    present.message(answer)
    rows = picture_rows(shown, [line.need for line in told], at)
    labels = {"alt": "; ".join(f"{row.state}: {row.name}, {row.value}" for row in rows.itertuples(index=False))}
    what = ("board rows", rows.to_csv(), language(), drawing.mode())
    spec = loaders.made(
        loaders_control.AREAS, what,
        lambda: drawing.specification(board_rows(rows, labels=labels, mode=drawing.mode(), scale=drawing.scale())),
    )  # fmt: skip
    drawing.draw(spec, key=f"board_rows|{language()}", alt_text=labels["alt"])


def picture_rows(shown: pd.DataFrame, needs: list[str], at: int) -> pd.DataFrame:
    """The page of rows that holds the one at `at`, as `charts.board_rows` takes them."""
    page = slice(at // MOST * MOST, at // MOST * MOST + MOST)
    rows = shown.iloc[page]
    tones = {"concern": "bad", "improvement": "good"}
    counted = [_("n = {n}").format(n=n.removeprefix("○ ")) if n[-1].isdigit() else "" for n in rows["n"]]
    return rows[["name", "state", "course", "value"]].assign(
        count=counted,
        tone=[tones.get(need, "quiet") for need in needs[page]],
        is_selected=rows.index == at,
    )
