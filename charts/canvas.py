"""A drawing surface for pictures that no axis describes: shapes and words at places in px, as one Altair chart.

One unit is one px downwards and, while the picture has the width it was drawn for, one px across; a wider container
stretches it across, a narrower one shows a part of it. Words and symbols keep their size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import altair as alt

from charts.theme import Mode, Scale, framed

Point = tuple[float, float]
SELECTION: Final = "picked"
FIELD: Final = "id"
_STRIPES: Final = 22


@dataclass
class Canvas:
    """Shapes in the order in which they are drawn; later ones lie on top within their kind.

    Kinds from bottom to top: rectangles, striped rectangles, lines, arrows' shafts, symbols, words, places to click.
    """

    width: float
    height: float
    rects: list[dict[str, Any]] = field(default_factory=list)
    striped: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    symbols: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)

    def rect(self, x: float, y: float, x2: float, y2: float, *, fill: str, stroke: str = "transparent",
             line: float = 1.0, is_striped: bool = False) -> None:  # fmt: skip
        """A rectangle; striped ones take their two colours from `drawn`."""
        row = {"x": x, "y": y, "x2": x2, "y2": y2, "fill": fill, "stroke": stroke, "line": line}
        (self.striped if is_striped else self.rects).append(row)

    def line(self, points: Sequence[Point], *, stroke: str, line: float = 1.2) -> None:
        """A line through `points`."""
        number = len(self.lines) and self.lines[-1]["key"] + 1
        self.lines += [
            {"x": x, "y": y, "key": number, "order": order, "stroke": stroke, "line": line}
            for order, (x, y) in enumerate(points)
        ]

    def rule(self, start: Point, end: Point, *, stroke: str, line: float = 1.2, dash: Sequence[float] = (1, 0)) -> None:
        """A straight stroke; `dash` is the length of a dash and of a gap."""
        row = {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1], "stroke": stroke, "line": line}
        self.rules.append(row | {"dash": float(dash[0]), "gap": float(dash[1])})

    def symbol(self, x: float, y: float, path: str, *, size: float, fill: str, stroke: str = "transparent",
               line: float = 1.0) -> None:  # fmt: skip
        """A shape of `size` px across; `path` is drawn in a square from -1 to 1."""
        row = {"x": x, "y": y, "shape": path, "size": size * size, "fill": fill, "stroke": stroke, "line": line}
        self.symbols.append(row)

    def word(self, x: float, y: float, text: str, *, fill: str, size: float, align: str = "center",
             weight: str = "normal", least: float = 0.0) -> None:  # fmt: skip
        """A line of text, its middle at height `y`; left out where the container is narrower than `least` px."""
        self.words.append(
            {"x": x, "y": y, "text": text, "fill": fill, "size": size, "align": align, "weight": weight, "least": least}
        )

    def place(self, x: float, y: float, x2: float, y2: float, code: str, told: str) -> None:
        """A rectangle that selects `code` when it is clicked and says `told` when it is pointed at."""
        self.places.append({"x": x, "y": y, "x2": x2, "y2": y2, FIELD: code, "told": told})

    def drawn(self, *, labels: Mapping[str, str], mode: Mode, scale: Scale, stripes: tuple[str, str],
              centre: float | None = None, is_whole: bool = False) -> alt.LayerChart:  # fmt: skip
        """The picture; where the container is narrower than `width`, the part around `centre`, or all if `is_whole`."""
        datasets = {name: getattr(self, name) for name in _KINDS if getattr(self, name)}
        make: dict[str, Any] = {
            "rects": _rects, "striped": lambda at: _striped(at, stripes), "lines": _lines, "rules": _rules,
            "symbols": _symbols, "words": _words, "places": _places,
        }  # fmt: skip
        at = _Axes(self.width, self.height, self.width / 2 if centre is None else centre, is_whole=is_whole)
        layers = [make[name](at).properties(data=alt.NamedData(name)) for name in datasets]
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(self.height))


_KINDS: Final = ("rects", "striped", "lines", "rules", "symbols", "words", "places")


@dataclass(frozen=True)
class _Axes:
    """The scales all layers share; the part shown follows the width of the container."""

    width: float
    height: float
    centre: float
    is_whole: bool

    def channels(self, ends: Literal["x", "xy", ""] = "") -> dict[str, Any]:
        """Channels x and y, with the other ends of a shape that has two."""
        span = f"{self.width:.1f}" if self.is_whole else f"min({self.width:.1f}, width * 1.14)"
        start = f"clamp({self.centre:.1f} - {span} / 2, 0, {self.width:.1f} - {span})"
        x_scale = alt.Scale(domainMin=alt.ExprRef(start), domainMax=alt.ExprRef(f"{start} + {span}"),
                            nice=False, zero=False)  # fmt: skip
        y_scale = alt.Scale(domain=[0, self.height], nice=False, zero=False, reverse=True)
        found: dict[str, Any] = {
            "x": alt.X("x:Q", scale=x_scale, axis=None), "y": alt.Y("y:Q", scale=y_scale, axis=None),
        }  # fmt: skip
        return found | ({"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")} if ends == "xy" else {})


def _of(name: str) -> Any:
    """A property of the mark taken from each row."""
    return alt.ExprRef(f"datum.{name}")


def _rects(at: _Axes) -> Any:
    return alt.Chart().mark_rect(
        clip=True, fill=_of("fill"), stroke=_of("stroke"), strokeWidth=_of("line")
    ).encode(**at.channels("xy"))  # fmt: skip


def _striped(at: _Axes, stripes: tuple[str, str]) -> Any:
    """Diagonal stripes: a gradient that changes its colour at once, many times."""
    stops = [
        alt.GradientStop(offset=(number + end) / _STRIPES, color=stripes[number % 2])
        for number in range(_STRIPES)
        for end in (0, 1)
    ]
    gradient = alt.LinearGradient(gradient="linear", stops=stops, x1=0, y1=0, x2=1, y2=1)
    return alt.Chart().mark_rect(
        clip=True, color=gradient, stroke=_of("stroke"), strokeWidth=_of("line")
    ).encode(**at.channels("xy"))  # fmt: skip


def _lines(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_line(clip=True, strokeJoin="miter")
        .encode(
            **at.channels(),
            detail="key:Q",
            order="order:Q",
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("line:Q", scale=None),
        )
    )


def _rules(at: _Axes) -> Any:
    return alt.Chart().mark_rule(
        clip=True, stroke=_of("stroke"), strokeWidth=_of("line"), strokeDash=alt.ExprRef("[datum.dash, datum.gap]")
    ).encode(**at.channels("xy"))  # fmt: skip


def _symbols(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_point(clip=True, fill=_of("fill"), stroke=_of("stroke"), strokeWidth=_of("line"), opacity=1)
        .encode(**at.channels(), shape=alt.Shape("shape:N", scale=None), size=alt.Size("size:Q", scale=None))
    )


def _words(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_text(
            clip=True, fill=_of("fill"), fontSize=_of("size"), align=_of("align"), fontWeight=_of("weight"),
            baseline="middle", opacity=alt.ExprRef("width >= datum.least ? 1 : 0"),
        )
        .encode(**at.channels(), text="text:N")
    )  # fmt: skip


def _places(at: _Axes) -> Any:
    chosen = alt.selection_point(name=SELECTION, fields=[FIELD], toggle=False)
    return (
        alt.Chart()
        .mark_rect(clip=True, fill="transparent", cursor="pointer")
        .encode(**at.channels("xy"), tooltip=alt.Tooltip("told:N", title=None))
        .add_params(chosen)
    )
