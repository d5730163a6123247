"""A chart as PNG or SVG bytes, drawn on this machine: nothing is fetched, Chinese fonts come from the system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

_VEGA_LITE = "6.4"
_WIDTH = 1200
Drawable = alt.TopLevelMixin | Mapping[str, Any]


def png(chart: Drawable, *, width: int | None = None, ratio: float = 2.0) -> bytes:
    """`chart` as PNG; `width` in px before `ratio`, which multiplies the dots for print."""
    import vl_convert  # late: its engine takes memory that only pictures need

    drawn: bytes = vl_convert.vegalite_to_png(
        _specification(chart, width), vl_version=_VEGA_LITE, scale=ratio, allowed_base_urls=[]
    )
    return drawn


def svg(chart: Drawable, *, width: int | None = None) -> bytes:
    """`chart` as SVG in UTF-8."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(_specification(chart, width), vl_version=_VEGA_LITE, allowed_base_urls=[])
    return drawn.encode()


def _specification(chart: Drawable, width: int | None) -> dict[str, Any]:
    """The chart's specification with a width in px: outside a page there is no container to fill."""
    spec: dict[str, Any] = dict(chart) if isinstance(chart, Mapping) else chart.to_dict()
    if width is not None or spec.get("width") == "container":
        spec["width"] = width or _WIDTH
    return spec
