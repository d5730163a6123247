"""Charts as values: built once per view, sent as a finished specification with its rows in Arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, cast

import pandas as pd
import pyarrow as pa
import streamlit as st

from charts.theme import Scale
from i18n import language
from views import loaders, state

Mode = Literal["light", "dark"]


def mode() -> Mode:
    """Light or dark, as the browser shows it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_phone() -> bool:
    """Whether the browser says it is a phone; a chart then runs downwards."""
    headers = st.context.headers
    return headers.get("Sec-Ch-Ua-Mobile") == "?1" or "Mobi" in (headers.get("User-Agent") or "")


def scale() -> Scale:
    """The size of letters: larger while somebody presents."""
    return "present" if state.is_on(state.PRESENT) else "screen"


def row_chart(
    build: Callable[..., Any], rows: pd.DataFrame, labels: Mapping[str, str], areas: tuple[str, ...]
) -> dict[str, Any]:
    """The specification of a chart with one line per row (`charts.row_frame`), made once per rows and look."""
    look = {"mode": mode(), "scale": scale(), "is_wide": not is_phone()}
    what = (build.__name__, rows.to_csv(), language(), *look.values())
    return loaders.made(areas, what, lambda: specification(build(rows, labels=labels, **look)))


def most(on_screen: int, presenting: int) -> int:
    """How many of a list are drawn: fewer while somebody presents, so that the last row of a room can read them."""
    return presenting if scale() == "present" else on_screen


def specification(chart: Any) -> dict[str, Any]:
    """The chart as a Vega-Lite dictionary whose data sets are Arrow streams, keyed by the chart's own stable names.

    Streamlit converts a chart object anew on every rerun; this is done once per cached view. While the names stay,
    the browser swaps rows instead of drawing anew. Checking against the schema is left to the tests of the charts:
    it takes five times as long as the conversion.
    """
    spec = cast("dict[str, Any]", chart.to_dict(validate=False))
    spec["datasets"] = {name: _arrow(rows) for name, rows in spec.get("datasets", {}).items()}
    return spec


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    plain = [{key: float(cell) if type(cell) is int else cell for key, cell in row.items()} for row in rows]
    table = pa.Table.from_pylist(plain)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def draw(spec: dict[str, Any], *, key: str, alt_text: str, height: int | Literal["content"] = "content") -> None:
    """Draw a specification that nobody clicks on."""
    st.vega_lite_chart(_undescribed(spec), theme=None, key=key, alt=alt_text or None, width="stretch", height=height)


def _undescribed(spec: dict[str, Any]) -> dict[str, Any]:
    """A copy without the chart's own description: the page gives the accessible name."""
    return {name: part for name, part in spec.items() if name != "description"}


def clickable(
    spec: dict[str, Any], on_select: Callable[[], None], *, key: str, parameter: str | Sequence[str], alt_text: str
) -> None:
    """Draw a specification; `on_select` runs before the page when a mark is clicked."""
    st.vega_lite_chart(
        _undescribed(spec),
        theme=None,
        key=key,
        on_select=on_select,
        selection_mode=parameter,
        alt=alt_text or None,
        width="stretch",
    )


def chosen_code(event: Any, parameter: str, field: str) -> str | None:
    """The one code inside a selection event."""
    chosen = (event or {}).get("selection", {}).get(parameter) or []
    rows = chosen if isinstance(chosen, list) else [chosen]
    for row in rows:
        value = row.get(field)
        if isinstance(value, list):
            value = value[0] if value else None
        if value is not None:
            return str(value)
    return None
