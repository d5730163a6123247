"""The ground a curve is drawn on: which channel runs along the journey, the shared scales, the axes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from charts.rows import decimals
from charts.theme import Palette, Sizes, either
from charts.wrapping import clipped, wrapped

# named data sets of the curve, stated once for all layers
POINTS, STAGES, ENDS, KEY = "points", "stages", "ends", "key"
Layout = Literal["wide", "tall"]
# half characters per line, in falling order, and the room one line of it takes
_WRAPS = ((18, 2), (13, 3), (11, 3), (9, 3))
_CLIPPED = 34
_CROWDED = 14  # px between two touchpoints under which only the names that matter are written


@dataclass(frozen=True)
class Ground:
    """One journey's drawing surface; every layer asks it for its channels, so all share the same scales.

    Attributes
    ----------
    low, high : ends of the score axis; the stage names stand beyond `high` in the wide layout.
    first, last : ends of the axis along the journey.
    """

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    layout: Layout
    low: float
    high: float
    first: float
    last: float

    @property
    def is_wide(self) -> bool:
        return self.layout == "wide"

    @property
    def top(self) -> float:
        """End of the score scale, room for stage names included."""
        return self.high + (0.17 * (self.high - self.low) if self.is_wide else 0.0)

    def along(self, field: str, axis: Any = alt.Undefined) -> dict[str, Any]:
        """The channel that runs along the journey."""
        scale = alt.Scale(domain=[self.first, self.last], nice=False, zero=False, reverse=not self.is_wide)
        make, name = (alt.X, "x") if self.is_wide else (alt.Y, "y")
        return {name: make(field, type="quantitative", scale=scale, axis=axis)}

    def score(self, field: str, axis: Any = alt.Undefined) -> dict[str, Any]:
        """The channel of the score."""
        scale = alt.Scale(domain=[self.low, self.top], nice=False, zero=False)
        make, name = (alt.Y, "y") if self.is_wide else (alt.X, "x")
        return {name: make(field, type="quantitative", scale=scale, axis=axis)}

    def along_to(self, field: str) -> dict[str, Any]:
        return {"x2": alt.X2(field)} if self.is_wide else {"y2": alt.Y2(field)}

    def score_to(self, field: str) -> dict[str, Any]:
        return {"y2": alt.Y2(field)} if self.is_wide else {"x2": alt.X2(field)}

    @property
    def step(self) -> str:
        """Expression: px between two touchpoints, known only where the chart is drawn."""
        return f"({'width' if self.is_wide else 'height'}/{self.last - self.first:g})"

    def below(self, px: float) -> dict[str, Any]:
        """Text offset of `px` towards lower scores."""
        if self.is_wide:
            return {"dy": px, "align": "center", "baseline": "top"}
        return {"dx": -px, "align": "right", "baseline": "middle"}

    def above(self, px: float) -> dict[str, Any]:
        """Text offset of `px` towards higher scores."""
        if self.is_wide:
            return {"dy": -px, "align": "center", "baseline": "bottom"}
        return {"dx": px, "align": "left", "baseline": "middle"}


def name_axis(
    ground: Ground, positions: Sequence[float], names: Sequence[str], *, low: Sequence[float], selected: Sequence[float]
) -> alt.Axis:
    """Touchpoint names: wrapped while there is room, else turned; where they would collide, only those that matter."""
    per_half = ground.size.text * 0.54
    if not ground.is_wide:
        lines = [wrapped(name, 14, 2) for name in names]
        pairs = [at for at, rows in zip(positions, lines, strict=True) if len(rows) > 1]
        centred = either(_among(pairs), "bottom", "middle")
        return _axis(ground, positions, _lookup(positions, lines), {"labelBaseline": centred}, low, selected)
    expression = _lookup(positions, [[clipped(name, _CLIPPED)] for name in names])
    for width, lines_allowed in reversed(_WRAPS):
        lookup = _lookup(positions, [wrapped(name, width, lines_allowed) for name in names])
        expression = f"{ground.step} >= {width * per_half:.0f} ? {lookup} : {expression}"
    expression = f"{ground.step} < {_CROWDED} && !({_among([*low, *selected])}) ? '' : {expression}"
    turned = f"{ground.step} < {_WRAPS[-1][0] * per_half:.0f}"
    turn = {
        "labelAngle": alt.ExprRef(f"{turned} ? ({ground.step} < 30 ? -72 : -45) : 0"),
        "labelAlign": alt.ExprRef(f"{turned} ? 'right' : 'center'"),
        "labelBaseline": alt.ExprRef(f"{turned} ? 'middle' : 'top'"),
    }
    return _axis(ground, positions, expression, turn, low, selected)


def _lookup(positions: Sequence[float], lines: Sequence[list[str]]) -> str:
    """Expression: the lines of the tick's touchpoint. The names enter as JSON, so they cannot act."""
    return f"({json.dumps(lines)}[indexof({json.dumps(list(positions))}, datum.value)])"


def _among(positions: Sequence[float]) -> str:
    return f"indexof({json.dumps(list(positions))}, datum.value) >= 0"


def _axis(
    ground: Ground,
    positions: Sequence[float],
    expression: str,
    turn: Mapping[str, Any],
    low: Sequence[float],
    selected: Sequence[float],
) -> alt.Axis:
    colours = ground.colours
    return alt.Axis(
        values=list(positions),
        labelExpr=expression,
        tickCount=len(positions),
        labelOverlap=False,
        labelLimit=ground.size.text * 19,
        grid=False,
        title=None,
        labelColor=either(_among(low), colours.bad_text, colours.ink),
        labelFontWeight=either(_among(selected), "bold", "normal"),
        orient="bottom" if ground.is_wide else "left",
        **turn,
    )


def score_axis(ground: Ground) -> alt.Axis:
    """The score axis: title from the labels, ticks only where scores can be."""
    span = ground.high - ground.low
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 25, 50, 100) if span / s <= 6)
    first = -(-ground.low // step)
    values = [first * step + i * step for i in range(int((ground.high - first * step) / step + 1e-9) + 1)]
    return alt.Axis(
        values=values,
        tickCount=len(values),
        title=ground.labels["score"],
        orient="left" if ground.is_wide else "top",
        labelOverlap=False,
        gridDash=[1, 3],
        format=f".{decimals(values)}f",
    )
