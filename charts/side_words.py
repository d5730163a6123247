"""Words beside a row of a chart: left and right of it, or both over it where the chart is narrow.

A chart does not know how wide it will be shown, so its marks ask the place they are drawn in.
"""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from charts.theme import fixed

NARROW: Final = "is_narrow"
NARROW_BELOW: Final = 620  # px: beneath, words at both sides leave the marks no room
OVER: Final = 0.14  # rows between the middle of a row and the foot of the words over it


def narrow_param(*, is_wide: bool) -> Any:
    """The chart's own knowledge of whether it is narrow; to be added to its first layer."""
    return alt.param(name=NARROW, expr=f"containerSize()[0] < {NARROW_BELOW}" if is_wide else "true")


def sided(name: str, said: str, *, over: tuple[str, str]) -> dict[str, str]:
    """Columns for `side_words`: the texts left and right of a row, empty where they stand over it, and the reverse."""
    return {
        "at_left": f"{NARROW} ? '' : datum.{name}",
        "at_right": f"{NARROW} ? '' : datum.{said}",
        "over_left": f"{NARROW} ? datum.{over[0]} : ''",
        "over_right": f"{NARROW} ? datum.{over[1]} : ''",
        "over": f"datum.line - {OVER}",
    }


def side_words(base: Any, y_scale: alt.Scale, size: int, ink: str) -> list[Any]:
    """Four layers over rows with the columns of `sided` and line; two of them are empty at any width."""
    at, over = (alt.Y(name, type="quantitative", scale=y_scale, axis=None) for name in ("line", "over"))
    end = alt.ExprRef("width")
    return [
        base.mark_text(align="right", baseline="middle", dx=-12, fontSize=size, color=ink).encode(
            **fixed(x=0), y=at, text=alt.Text("at_left:N")).properties(name="at_left"),
        base.mark_text(align="left", baseline="middle", dx=12, fontSize=size, color=ink).encode(
            **fixed(x=end), y=at, text=alt.Text("at_right:N")).properties(name="at_right"),
        base.mark_text(align="left", baseline="bottom", fontSize=size, color=ink).encode(
            **fixed(x=0), y=over, text=alt.Text("over_left:N")).properties(name="over_left"),
        base.mark_text(align="right", baseline="bottom", fontSize=size, color=ink).encode(
            **fixed(x=end), y=over, text=alt.Text("over_right:N")).properties(name="over_right"),
    ]  # fmt: skip
