"""Texts over lines: a thin ground of the page's colour keeps them readable."""

from __future__ import annotations

from typing import Any

import altair as alt


def haloed(
    base: Any, page: str, style: dict[str, Any], *, color: str | None = None, fill: Any = None, width: int = 4
) -> tuple[Any, Any]:
    """The ground and the text upon it, which takes one `color`, or a `fill` that follows the data."""
    halo = base.mark_text(stroke=page, strokeWidth=width, strokeJoin="round", **style)
    if fill is None:
        return halo, base.mark_text(color=color, **style)
    return halo, base.mark_text(**style).encode(fill=alt.FillValue(**fill))
