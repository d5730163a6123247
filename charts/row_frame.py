"""What charts with one line per row share: numbered rows, their scale downwards, and a height that fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, framed, sizes
from charts.wrapping import clipped

ROWS: Final = "rows"
NAME_LENGTH: Final = 38
CLOSE: Final = 0.82  # of the usual height of a row


def numbered(frame: pd.DataFrame, name_length: int = NAME_LENGTH) -> pd.DataFrame:
    """The rows with `line`, their place from 1 on, and `clipped`, a name that fits beside a mark."""
    return frame.reset_index(drop=True).assign(
        line=[float(number) for number in range(1, len(frame) + 1)],
        clipped=[clipped(str(name), name_length) for name in frame["name"]],
    )


def base_of_rows() -> Any:
    """The chart whose marks are the rows of `framed_rows`."""
    return alt.Chart(alt.NamedData(ROWS))


def downwards(n: int) -> alt.Scale:
    """The scale of `line` for n rows, the first on top."""
    return alt.Scale(domain=[0.4, n + 0.6], nice=False, zero=False, reverse=True)


def framed_rows(
    layers: Sequence[Any],
    rows: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode,
    scale: Scale,
    lines: float,
    foot: int = 40,
) -> alt.LayerChart:
    """The layers as one chart; a row is `lines` letters high, and `foot` pixels are for the axis."""
    with debug_mode(False):
        close = CLOSE if scale == "present" else 1.0  # large type; message, chart and a quote fit on one screen
        height = round(sizes(scale).text * lines * close * (len(rows) + 0.6)) + foot
        return framed(layers, {ROWS: inline(rows)}, labels=labels, mode=mode, scale=scale, height=height)
