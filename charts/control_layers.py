"""The layers of a control chart, back to front; all share one pair of scales, stated again on each layer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from charts.axes import period_axis, value_axis
from charts.control_frames import Window
from charts.halo import haloed
from charts.theme import Palette, Sizes, either

POINTS, STEPS, BAND, NOTES, LEVELS, ENDS, BREAKS, RING, ZONES, BASELINE = (
    "points", "limit_steps", "band", "notes", "levels", "ends", "breaks", "ring", "zones", "baseline",
)  # fmt: skip
PARAMETER = "chart_point"
RING_SHARE = 0.75  # of the size of a ring elsewhere
ROW, NOTE_ROW = 1.15, 1.5  # heights of a line of text: of signs, of notes
SPEC_DASH, TRIAL_DASH, LIMIT_DASH = [10, 3, 2, 3], [1.5, 3], [6, 3]


@dataclass(frozen=True)
class Surface:
    """What every layer needs to know of one chart.

    Attributes
    ----------
    room : share of the width at the right that is kept for the labels of the lines.
    shape, dash : circle and solid for what customers say, square and dashed for the process.
    """

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    axis: Window
    names: tuple[str, ...]
    room: float
    shape: str
    dash: tuple[float, ...]
    has_periods: bool = True

    @property
    def n(self) -> int:
        """Periods on the axis."""
        return max(len(self.names), 1)

    @property
    def last(self) -> float:
        """End of the axis along time, the room for labels included."""
        return 0.5 + self.n / (1 - self.room)

    def x(self, field: str = "position", axis: Any = alt.Undefined) -> alt.X:
        """The channel along time."""
        scale = alt.Scale(domain=[0.5, self.last], nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    def y(self, field: str, axis: Any = alt.Undefined) -> alt.Y:
        """The channel of the value."""
        scale = alt.Scale(domain=[self.axis.bottom, self.axis.top], nice=False, zero=False)
        return alt.Y(field, type="quantitative", scale=scale, axis=axis)


def data(name: str) -> Any:
    """A chart over a named data set."""
    return alt.Chart(alt.NamedData(name))


def band(plot: Surface) -> Any:
    """The room between the limits, where common causes stay."""
    area = data(BAND).mark_area(color=plot.colours.border, opacity=0.28, interpolate="step-after")
    encoded = area.encode(x=plot.x("at"), y=plot.y("low"), y2=alt.Y2("high"), detail=alt.Detail("piece:N"))
    return encoded.properties(name="band")


def limits(plot: Surface) -> list[Any]:
    """Centre line solid, limits dashed, trial limits dotted; steps where n or the stage changes."""
    kinds = (
        ("center", "datum.line === 'center'", plot.colours.ink, [1, 0], 1.1),
        ("limits", "datum.line !== 'center' && !datum.is_trial", plot.colours.muted, LIMIT_DASH, 1.3),
        ("trial", "datum.line !== 'center' && datum.is_trial", plot.colours.muted, TRIAL_DASH, 1.8),
    )
    return [
        data(STEPS)
        .transform_filter(test)
        .mark_line(interpolate="step-after", color=color, strokeDash=dash, strokeWidth=width)
        .encode(x=plot.x("at"), y=plot.y("value"), detail=alt.Detail("piece:N"), order=alt.Order("at:Q"))
        .properties(name=name)
        for name, test, color, dash, width in kinds
    ]


def zones(plot: Surface) -> Any:
    """One and two standard deviations, thin: what the rules of zones look at."""
    line = data(ZONES).mark_line(interpolate="step-after", color=plot.colours.muted, strokeWidth=0.6, opacity=0.7)
    return line.encode(
        x=plot.x("at"), y=plot.y("value"), detail=alt.Detail("piece:N"), order=alt.Order("at:Q")
    ).properties(name="zones")  # fmt: skip


def baseline(plot: Surface) -> list[Any]:
    """The approved baseline: a quiet band over all periods with a dotted middle."""
    base = data(BASELINE).transform_calculate(start="0.5", end=f"{plot.n + 0.5}")
    area = base.mark_rect(color=plot.colours.accent, opacity=0.1).encode(
        x=plot.x("start"), x2=alt.X2("end"), y=plot.y("low"), y2=alt.Y2("high")
    )
    inside = base.transform_filter(f"datum.center >= {plot.axis.low} && datum.center <= {plot.axis.top}")
    middle = inside.mark_rule(color=plot.colours.accent, strokeWidth=1.4, strokeDash=[1, 4], strokeCap="round")
    drawn = middle.encode(x=plot.x("start"), x2=alt.X2("end"), y=plot.y("center"))
    return [area.properties(name="baseline"), drawn.properties(name="baseline_center")]


def levels(plot: Surface) -> Any:
    """Target solid in the accent, specification limits dash-dotted: both come from people, not from the data."""
    rule = data(LEVELS).transform_calculate(start="0.5", end=f"{plot.n + 0.5}").mark_rule(strokeWidth=1.5)
    is_spec = "datum.kind === 'spec'"
    return rule.encode(
        x=plot.x("start"), x2=alt.X2("end"), y=plot.y("value"),
        stroke=alt.StrokeValue(**either(is_spec, plot.colours.ink, plot.colours.accent)),
        strokeDash=alt.StrokeDashValue(**either(is_spec, SPEC_DASH, [1, 0])),
    ).properties(name="levels")  # fmt: skip


def breaks(plot: Surface) -> list[Any]:
    """Where limits begin anew, with the reason beside it."""
    rule = data(BREAKS).mark_rule(color=plot.colours.ink, strokeWidth=1.2).encode(x=plot.x("position"))
    return [rule.properties(name="breaks")]


def notes(plot: Surface) -> list[Any]:
    """What happened, as vertical rules with their texts in rows above the points."""
    if not plot.has_periods:
        return []
    base = data(NOTES)
    rule = base.mark_rule(color=plot.colours.ink, strokeWidth=1.1).encode(
        x=plot.x("position"), y=plot.y("begin"), y2=alt.Y2("foot"),
        strokeDash=alt.StrokeDashValue(**either("datum.kind === 'stage'", [1, 0], [2, 2])),
    )  # fmt: skip
    left = _note_texts(plot, base.transform_filter("!datum.is_right"), {"align": "left", "dx": 5})
    right = _note_texts(plot, base.transform_filter("datum.is_right"), {"align": "right", "dx": -5})
    return [rule.properties(name="notes"), *left, *right]


def _note_texts(plot: Surface, base: Any, style: dict[str, Any]) -> list[Any]:
    rows = base.transform_calculate(head=f"datum.row * {plot.size.small * NOTE_ROW:g}")
    look = {"fontSize": plot.size.small, "baseline": "top", "dy": 1, **style}
    texts = haloed(rows, plot.colours.page, look, color=plot.colours.ink)
    y = alt.Y("head:Q", scale=None)
    return [layer.encode(x=plot.x("position"), y=y, text=alt.Text("text:N")) for layer in texts]


def value_line(plot: Surface, field: str = "value", name: str = "line") -> Any:
    """The values, joined where neighbours have one."""
    line = data(POINTS).transform_filter(f"isValid(datum.{field})").mark_line(
        color=plot.colours.neutral, strokeWidth=plot.size.line, strokeDash=list(plot.dash)
    )  # fmt: skip
    return line.encode(
        x=plot.x(), y=plot.y(field), detail=alt.Detail("line:N"), order=alt.Order("position:Q")
    ).properties(name=name)


def raw_points(plot: Surface) -> Any:
    """The values behind a weighted mean, small and open."""
    dots = data(POINTS).transform_filter("isValid(datum.raw)").mark_point(
        shape="circle", filled=False, stroke=plot.colours.neutral, strokeWidth=1, size=plot.size.point * 0.16, opacity=1
    )  # fmt: skip
    return dots.encode(x=plot.x(), y=plot.y("raw")).properties(name="raw")


def ring(plot: Surface) -> Any:
    """The selected period."""
    mark = data(RING).mark_point(
        shape="circle",
        filled=False,
        stroke=plot.colours.accent,
        strokeWidth=2.2,
        size=plot.size.ring * RING_SHARE,
        opacity=1,
    )
    return mark.encode(x=plot.x(), y=plot.y("value")).properties(name="ring")


def points(plot: Surface, field: str = "value", *, suffix: str = "") -> list[Any]:
    """Grey while only common causes show; a confirmed signal takes colour and shape, a lone one a grey mark.

    `suffix` names the columns of a second line: tone, is_lone and sign of its own.
    """
    colours, size = plot.colours, plot.size
    tone_of, lone_of = f"datum.tone{suffix}", f"datum.is_lone{suffix}"
    tone = [
        {"test": f"{tone_of} === 'good'", "value": colours.good},
        {"test": f"{tone_of} === 'bad'", "value": colours.bad},
        {"test": f"{tone_of} === 'neutral'", "value": colours.customer},
    ]
    shape = [
        {"test": f"{tone_of} === 'good'", "value": "triangle-up"},
        {"test": f"{tone_of} === 'bad'", "value": "triangle-down"},
        {"test": f"{tone_of} === 'neutral'", "value": "diamond"},
    ]
    is_common = f"{tone_of} === 'common'"
    seen = data(POINTS).transform_filter(f"isValid(datum.{field})")
    dots = seen.mark_point(strokeWidth=1.5, opacity=1).encode(
        x=plot.x(), y=plot.y(field),
        stroke=alt.StrokeValue(condition=tone, value=colours.neutral),
        fill=alt.FillValue(condition=[{"test": "datum.low_n", "value": colours.page}, *tone], value=colours.neutral),
        shape=alt.ShapeValue(condition=shape, value=plot.shape),
        size=alt.SizeValue(**either(is_common, size.point * 0.34, size.point * 0.95)),
    ).properties(name=f"dots{suffix}")  # fmt: skip
    lone = seen.transform_filter(lone_of).mark_point(
        shape="circle", filled=False, stroke=colours.muted, strokeWidth=1.3, size=size.point * 1.3, opacity=1
    )
    return [
        dots,
        lone.encode(x=plot.x(), y=plot.y(field)).properties(name=f"lone{suffix}"),
        *_signs(plot, seen, field, tone, suffix),
    ]


def _signs(plot: Surface, seen: Any, field: str, tone: list[dict[str, Any]], suffix: str) -> list[Any]:
    """The rule that a signal broke, above or below its point."""
    base = seen.transform_filter(f"datum.sign{suffix} !== ''")
    clear = round(math.sqrt(plot.size.ring * RING_SHARE / math.pi)) + 3  # beyond the ring of a selected point
    layers = []
    row = f"datum.lift{suffix} * {plot.size.small * ROW:g}"
    for test, baseline, dy in (
        (f"datum.{field} >= datum.center", "bottom", f"-{clear} - {row}"),
        (f"datum.{field} < datum.center", "top", f"{clear} + {row}"),
    ):
        style: dict[str, Any] = {"align": "center", "baseline": baseline, "dy": alt.ExprRef(dy),
                                 "fontSize": plot.size.small, "fontWeight": "bold"}  # fmt: skip
        ink = {"condition": tone, "value": plot.colours.muted}
        both = haloed(base.transform_filter(test), plot.colours.page, style, fill=ink, width=3)
        layers += [layer.encode(x=plot.x(), y=plot.y(field), text=alt.Text(f"sign{suffix}:N")) for layer in both]
    return layers


def ends(plot: Surface) -> list[Any]:
    """The names of the lines at their right end, in place of a legend."""
    tests: list[dict[str, Any]] = [
        {"test": "datum.kind === 'target' || datum.kind === 'band'", "value": plot.colours.accent},
        {"test": "datum.kind === 'spec' || datum.kind === 'center'", "value": plot.colours.ink},
    ]
    ink = {"condition": tests, "value": plot.colours.muted}
    base = data(ENDS).transform_calculate(at=f"{plot.n + 0.5}")
    style: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 6, "fontSize": plot.size.small}
    y = alt.Y("py:Q", scale=None)
    shown = alt.OpacityValue(**either("datum.kind === 'reserve'", 0, 1))
    halo, text = (
        layer.encode(x=plot.x("at"), y=y, text=alt.Text("text:N"), opacity=shown)
        for layer in haloed(base, plot.colours.page, style, fill=ink)
    )
    return [halo, text.properties(name="ends")]


def cells(plot: Surface, *, is_clickable: bool) -> Any:
    """One cell per period, which takes the pointer; the layer that carries the axes."""
    labels = plot.labels
    titles = {"named": labels["period"], "shown": labels["value"], "limits": labels["limits"], "size": labels["size"],
              "said": labels["signal"]}  # fmt: skip
    low, top = plot.axis.bottom, plot.axis.top
    base = alt.Chart(alt.NamedData(POINTS), name="cells").transform_calculate(
        start="datum.position - 0.5", end="datum.position + 0.5", foot=f"{low}", head=f"{top}"
    )
    drawn = base.mark_rect(fill=plot.colours.ink, fillOpacity=0.001, stroke=None).encode(
        x=plot.x("start", _period_axis(plot)), x2=alt.X2("end"),
        y=plot.y("foot", _value_axis(plot)), y2=alt.Y2("head"),
        tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
    )  # fmt: skip
    if not is_clickable:
        return drawn
    return drawn.add_params(alt.selection_point(name=PARAMETER, fields=["id"], toggle=False))


def _period_axis(plot: Surface) -> alt.Axis:
    """The names of the periods; none on a chart of spread, which stands below one of values."""
    below = plot.size.text * 0.8  # the first name is wider than its period: it stays clear of the lowest figure
    return period_axis(plot.names, separation=8, n=plot.n, labels=plot.has_periods, labelPadding=below)


def _value_axis(plot: Surface) -> alt.Axis:
    """The value axis: as wide on every chart, so that a chart and the one below it stand exactly under each other."""
    room = plot.size.text * 3.4
    return value_axis(
        plot.axis.ticks, plot.labels["value"], plot.colours.ink, rise=8, titleLimit=600, minExtent=room, maxExtent=room
    )
