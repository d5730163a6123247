"""A measure by the segments of its file: one row per segment by name, never by value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from analytics.kpi.pooled import Pooled
from i18n import _
from views import figures, kpi_words, loaders_kpis
from views.view import View
from workflows.pool_kpis import pooled_measure
from workflows.read_kpis import Measure

COURSE: Final = 26
HEIGHT: Final = 320


def shown(view: View, measure: Measure) -> list[tuple[str, Measure, Pooled]]:
    """Segments with a value in the period, by name."""
    every = loaders_kpis.segments(view.journey_id, measure.kpi_id)
    pooled = [(name, own, pooled_measure(own, view.span.start, view.span.end)) for name, own in every]
    return [(name, own, one) for name, own, one in pooled if one is not None]


def draw(found: Sequence[tuple[str, Measure, Pooled]]) -> None:
    """The table of segments; nothing where there are none."""
    if not found:
        return
    st.subheader(_("By segment, as imported"), anchor=False)
    rows = table(found)
    text = st.column_config.TextColumn
    st.dataframe(
        rows, hide_index=True, height=min(HEIGHT, 38 + 35 * len(rows)),
        column_config={
            "segment": text(_("Segment"), width=200), "value": text(_("Value"), width=90),
            "interval": text(_("95% CI"), width=130), "n": text(_("n"), width=70),
            "periods": text(_("Periods"), width=80),
            "course": st.column_config.LineChartColumn(_("Course"), width=100, color="gray"),
        },
        alt=_("The measure for every segment of its file, with interval and n, by name"),
    )  # fmt: skip
    st.caption(_("By name: an order by value would rank what chance moves. Segments are those of the file."))


def table(found: Sequence[tuple[str, Measure, Pooled]]) -> pd.DataFrame:
    """One row per segment, as shown."""
    return pd.DataFrame([_row(name, own, one) for name, own, one in found])


def _row(name: str, own: Measure, one: Pooled) -> dict[str, object]:
    return {
        "segment": name,
        "value": kpi_words.short_value(own, one.value),
        "interval": kpi_words.pooled_span(own, one),
        "n": figures.count(float(one.n)) if pd.notna(one.n) else figures.NONE,
        "periods": figures.count(one.n_periods),
        "course": own.values["value"].dropna().tail(COURSE).tolist(),
    }
