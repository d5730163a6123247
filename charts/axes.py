"""The two axes that charts over time share: named periods below, the value at the left with its title above it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.rows import decimals


def period_axis(names: Sequence[str], *, separation: int, n: int | None = None, **more: Any) -> alt.Axis:
    """Every period's text where there is room, else every second, fourth ... of them.

    The names enter as JSON, so they cannot act; `n` is the number of ticks, if not one per name.
    """
    n = len(names) if n is None else n
    return alt.Axis(
        values=list(range(1, n + 1)),
        tickCount=n,
        labelExpr=f"split({json.dumps(list(names))}[datum.value - 1], '\\n')",
        labelOverlap="parity",
        labelSeparation=separation,
        grid=False,
        title=None,
        **more,
    )


def value_axis(
    ticks: Sequence[float],
    title: str,
    color: str,
    *,
    rise: int,
    is_signed: bool = False,
    texts: Sequence[str] = (),
    **more: Any,
) -> alt.Axis:
    """Ticks with as many decimals as they need and a true minus sign; the title lies `rise` px above the axis.

    `texts` are ready words for the ticks, one each; they enter as JSON, so they cannot act.
    """
    sign = "(datum.value > 0 ? '+' : '') + " if is_signed else ""
    numbers = f"{sign}replace(format(datum.value, ',.{decimals(ticks)}f'), '-', '−')"
    named = f"{json.dumps(list(texts))}[indexof({json.dumps(list(ticks))}, datum.value)]"
    return alt.Axis(
        values=list(ticks),
        tickCount=len(ticks),
        labelExpr=named if texts else numbers,
        labelOverlap=False,
        title=title,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleBaseline="bottom",
        titleX=0,
        titleY=-rise,
        titleFontWeight="bold",
        titleColor=color,
        gridDash=[1, 3],
        orient="left",
        **more,
    )
