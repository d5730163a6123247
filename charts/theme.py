"""Colours by role and mode, sizes by scale, and the frame every chart stands in.

The values are those of the design language and of .streamlit/config.toml. A chart takes a role
("bad", "customer"), never a hex value, and names one of three scales: `screen` (12 px text),
`present` (20 px, read from the back of a room) and `export` (a figure for a report).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt

from charts.wrapping import wrapped

Mode = Literal["light", "dark"]
Scale = Literal["screen", "present", "export"]

FONT: Final = (
    "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
)

# midpoint of the scale is the middle of the list, never the mean of the data
EMOTION: Final = (
    "#8A3406", "#B24A0B", "#D4722E", "#E9A26E", "#F6D2B5", "#CFE0EE", "#9BC3E3", "#62A0D3", "#2F79B7", "#0F4C86",
)  # fmt: skip
STRENGTH: Final = (
    "#F2F6FA", "#DCE8F3", "#BFD6EA", "#9BC0DF", "#74A8D2", "#4F8FC3", "#3276B0", "#1F5E98", "#12477A", "#0A325A",
)  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """The colours of one mode, named by what they mean.

    `necessary` is the tint of a step that adds no value but is needed, `waste` the two stripes of one that is wasted;
    text on the stripes takes the colour of `on_necessary`.
    """

    good: str
    neutral: str
    bad: str
    bad_text: str
    customer: str
    process: str
    waiting: str
    ink: str
    muted: str
    border: str
    page: str
    panel: str
    accent: str
    on_good: str
    on_bad: str
    on_process: str
    necessary: str
    on_necessary: str
    waste: tuple[str, str]
    categories: tuple[str, ...]


PALETTES: Final[dict[Mode, Palette]] = {
    "light": Palette(
        good="#2F6BE0",
        neutral="#8A8F98",
        bad="#DB5300",
        bad_text="#B34300",
        customer="#641D74",
        process="#1A4A2A",
        waiting="#F2C9A8",
        ink="#10161F",
        muted="#5A6472",
        border="#D5DAE1",
        page="#FFFFFF",
        panel="#F4F6F9",
        accent="#1E4FBF",
        on_good="#FFFFFF",
        on_bad="#10161F",
        on_process="#FFFFFF",
        necessary="#CFE0D5",
        on_necessary="#10161F",
        waste=("#EEF4F0", "#B4CDBE"),
        categories=("#4B4ECE", "#869913", "#5B274F", "#7395C5", "#124A06", "#9A5A66"),
    ),
    "dark": Palette(
        good="#6C97F5",
        neutral="#9BA1A9",
        bad="#F58634",
        bad_text="#F58634",
        customer="#F3C4F7",
        process="#B4F5C8",
        waiting="#7A4A22",
        ink="#EEF1F5",
        muted="#A9B2BD",
        border="#343C48",
        page="#14181F",
        panel="#1C222B",
        accent="#4C7DF0",
        on_good="#10161F",
        on_bad="#10161F",
        on_process="#10161F",
        necessary="#34503F",
        on_necessary="#EEF1F5",
        waste=("#223329", "#486A55"),
        categories=("#40C5B4", "#F67963", "#D383FB", "#F4D820", "#98F9FE", "#D0F3B9"),
    ),
}


@dataclass(frozen=True)
class Sizes:
    """Lengths in px and symbol areas in px² of one scale."""

    text: int
    small: int
    line: float
    interval: float
    point: int
    ring: int
    height: int
    width: int


SUBTITLE_WIDTH: Final = 0.56  # of the size of its type: half a Chinese character, most Latin ones are narrower

SIZES: Final[dict[Scale, Sizes]] = {
    "screen": Sizes(text=12, small=11, line=1.6, interval=7, point=95, ring=420, height=360, width=1100),
    "present": Sizes(text=20, small=18, line=2.6, interval=12, point=240, ring=1000, height=340, width=1760),
    "export": Sizes(text=13, small=12, line=1.8, interval=8, point=110, ring=480, height=400, width=1200),
}


def palette(mode: Mode) -> Palette:
    """The colours of `mode`."""
    return PALETTES[mode]


def sizes(scale: Scale) -> Sizes:
    """The sizes of `scale`."""
    return SIZES[scale]


def framed(
    layers: Sequence[Any],
    datasets: Mapping[str, list[dict[str, Any]]],
    *,
    labels: Mapping[str, str],
    mode: Mode,
    scale: Scale,
    height: int | None = None,
) -> alt.LayerChart:
    """The layers as one chart with the house's background, type, axes and height, as wide as its container.

    `labels` may hold `title` and `subtitle` (a figure that stands alone) and `alt`, the takeaway in words.
    """
    size = sizes(scale)
    said: dict[str, Any] = {"description": labels.get("alt", "")}
    if labels.get("title"):
        lines = wrapped(labels["title"], round(size.width / size.text / 0.75), 2)
        told = wrapped(labels.get("subtitle", ""), round(size.width / size.text / SUBTITLE_WIDTH), 3)
        said["title"] = {"text": lines, "subtitle": told if len(told) > 1 else told[0]}
    return alt.LayerChart(
        layer=list(layers),
        datasets=dict(datasets),
        width="container" if scale != "export" else size.width,
        height=height or size.height,
        # "resize" lays out twice, so that names which turn when the plot narrows still get their room
        autosize={"type": "fit-x", "contains": "padding", "resize": True},
        config=_config(palette(mode), size),
        **said,
    )


_FIXED: Final[dict[str, Any]] = {"x": alt.XValue, "y": alt.YValue, "text": alt.TextValue}


def fixed(**values: Any) -> dict[str, Any]:
    """Channels with one value for all marks: px from the corner, or a text."""
    return {name: _FIXED[name](value) for name, value in values.items()}


def either(test: str, yes: Any, no: Any) -> dict[str, Any]:
    """A value by a condition on the datum, for the value channels of a mark and for an axis."""
    return {"condition": {"test": test, "value": yes}, "value": no}


def _config(colours: Palette, size: Sizes) -> dict[str, Any]:
    axis = {
        "labelColor": colours.muted,
        "titleColor": colours.muted,
        "labelFontSize": size.text,
        "titleFontSize": size.text,
        "titleFontWeight": "normal",
        "gridColor": colours.border,
        "gridOpacity": 0.7,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "titlePadding": 10,
    }
    return {
        "background": colours.page,
        "font": FONT,
        "padding": 6,
        "axis": axis,
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": size.text, "color": colours.ink},
        "title": {
            "color": colours.ink,
            "fontSize": round(size.text * 1.4),
            "anchor": "start",
            "font": FONT,
            "subtitleColor": colours.muted,
            "subtitleFontSize": size.text,
            "subtitleFont": FONT,
            "offset": 14,
        },
    }
