"""A drawing surface for pictures that no axis describes: shapes and words at places in px, as one Altair chart.

One unit is one px downwards and, while the picture has the width it was drawn for, one px across; another width
stretches or squeezes it across, a much narrower one may get another picture. Words and symbols keep their size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import altair as alt

from charts.side_words import NARROW
from charts.theme import Mode, Scale, framed, sizes

Point = tuple[float, float]
SELECTION: Final = "picked"
FIELD: Final = "id"
FORM: Final = "form"  # 0 in the wide picture, 1 in the narrow one
GROWN: Final = "grown"
_STRIPES: Final = 22
_SQUEEZED: Final = 1.14  # how many px of the wide picture may lie on one px across


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

    def add(self, other: Canvas, *, down: float) -> None:
        """The shapes of `other`, `down` px lower than they lie there."""
        key = self.lines[-1]["key"] + 1 if self.lines else 0
        for name in _KINDS:
            own: list[dict[str, Any]] = getattr(self, name)
            for row in getattr(other, name):
                lower = {end: row[end] + down for end in ("y", "y2") if end in row}
                own.append(row | lower | ({"key": row["key"] + key} if "key" in row else {}))

    def drawn(self, *, labels: Mapping[str, str], mode: Mode, scale: Scale, stripes: tuple[str, str],
              narrow: Canvas | None = None) -> alt.LayerChart:  # fmt: skip
        """The picture from side to side of its container; in a much narrower one `narrow`, as high as that is.

        Only the browser knows how wide a chart is shown, so the specification holds both pictures.
        """
        names = [name for name in _KINDS if getattr(self, name) or getattr(narrow, name, [])]
        datasets = {name: self._rows(name, narrow) for name in names}
        at = _Axes(self, narrow)
        make: dict[str, Any] = {
            "rects": _rects, "striped": lambda at: _striped(at, stripes), "lines": _lines, "rules": _rules,
            "symbols": _symbols, "words": _words, "places": _places,
        }  # fmt: skip
        layers = [make[name](at).properties(data=alt.NamedData(name)) for name in datasets]
        if narrow is not None:
            layers = [_seen(layer) for layer in layers]
            layers[0] = layers[0].add_params(*at.params(scale))
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(self.height))

    def _rows(self, name: str, narrow: Canvas | None) -> list[dict[str, Any]]:
        """The shapes of a kind, those of the other picture with them."""
        own: list[dict[str, Any]] = getattr(self, name)
        if narrow is None:
            return own
        return [row | {FORM: 0} for row in own] + [row | {FORM: 1} for row in getattr(narrow, name)]


_KINDS: Final = ("rects", "striped", "lines", "rules", "symbols", "words", "places")


def _seen(layer: Any) -> Any:
    """The shapes of the picture that is seen, symbols as large as it asks."""
    shown = layer.transform_filter(f"datum.{FORM} === ({NARROW} ? 1 : 0)")
    return shown.transform_calculate(size=f"datum.size * {GROWN} * {GROWN}") if layer.data.name == "symbols" else shown


@dataclass(frozen=True)
class _Axes:
    """The scales all layers share, of one picture or of two.

    What the narrow picture has below the height of the wide one makes the chart higher, so nothing is cut off then.
    """

    wide: Canvas
    narrow: Canvas | None = None

    @property
    def clip(self) -> bool:
        """Whether shapes end at the edge."""
        return self.narrow is None

    @property
    def word_size(self) -> str:
        """The size of a word on the screen."""
        return "datum.size" if self.narrow is None else f"{NARROW} ? datum.size * {GROWN} : datum.size"

    def params(self, scale: Scale) -> tuple[Any, Any]:
        """Which picture is seen, and how much larger than drawn the narrow one is: letters grow while presenting."""
        across = self.narrow.width if self.narrow is not None else self.wide.width
        most = sizes(scale).text / sizes("screen").text
        return (
            alt.param(name=NARROW, expr=f"width * {_SQUEEZED} < {self.wide.width:.1f}"),
            alt.param(name=GROWN, expr=f"{NARROW} ? clamp(width / {across:.1f}, 1, {most:.3f}) : 1"),
        )

    def channels(self, ends: Literal["x", "xy", ""] = "") -> dict[str, Any]:
        """Channels x and y, with the other ends of a shape that has two."""
        across: Any = [0, self.wide.width]
        down: Any = [0, self.wide.height]
        if self.narrow is not None:
            across = alt.ExprRef(f"[0, {NARROW} ? {self.narrow.width:.1f} : {self.wide.width:.1f}]")
            down = alt.ExprRef(f"[0, {self.wide.height:.1f} / {GROWN}]")
        x_scale = alt.Scale(domain=across, nice=False, zero=False)
        y_scale = alt.Scale(domain=down, nice=False, zero=False, reverse=True)
        found: dict[str, Any] = {
            "x": alt.X("x:Q", scale=x_scale, axis=None), "y": alt.Y("y:Q", scale=y_scale, axis=None),
        }  # fmt: skip
        return found | ({"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")} if ends == "xy" else {})


def _of(name: str) -> Any:
    """A property of the mark taken from each row."""
    return alt.ExprRef(f"datum.{name}")


def _rects(at: _Axes) -> Any:
    return alt.Chart().mark_rect(
        aria=False, clip=at.clip, fill=_of("fill"), stroke=_of("stroke"), strokeWidth=_of("line")
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
        aria=False, clip=at.clip, color=gradient, stroke=_of("stroke"), strokeWidth=_of("line")
    ).encode(**at.channels("xy"))  # fmt: skip


def _lines(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_line(aria=False, clip=at.clip, strokeJoin="miter")
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
        aria=False, clip=at.clip, stroke=_of("stroke"), strokeWidth=_of("line"),
        strokeDash=alt.ExprRef("[datum.dash, datum.gap]"),
    ).encode(**at.channels("xy"))  # fmt: skip


def _symbols(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_point(
            aria=False, clip=at.clip, fill=_of("fill"), stroke=_of("stroke"), strokeWidth=_of("line"), opacity=1
        )
        .encode(**at.channels(), shape=alt.Shape("shape:N", scale=None), size=alt.Size("size:Q", scale=None))
    )


def _words(at: _Axes) -> Any:
    return (
        alt.Chart()
        .mark_text(
            aria=False, clip=at.clip, fill=_of("fill"), fontSize=alt.ExprRef(at.word_size), align=_of("align"),
            fontWeight=_of("weight"), baseline="middle", opacity=alt.ExprRef("width >= datum.least ? 1 : 0"),
        )
        .encode(**at.channels(), text="text:N")
    )  # fmt: skip


def _places(at: _Axes) -> Any:
    chosen = alt.selection_point(name=SELECTION, fields=[FIELD], toggle=False)
    return (
        alt.Chart()
        .mark_rect(clip=at.clip, fill="transparent", cursor="pointer")
        .encode(**at.channels("xy"), tooltip=alt.Tooltip("told:N", title=None), description="told:N")
        .add_params(chosen)
    )
