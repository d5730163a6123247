"""The curve as a table: what "Show data" and "Download CSV" give, and the second way to select."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from analytics.intervals import Estimate
from i18n import _, language
from reports.table_csv import csv_bytes
from views import figures, journey_comments, journey_points, loaders, loaders_scores, selecting, state
from views.view import View


def headers() -> dict[str, str]:
    """Column titles on screen and in the file."""
    return {
        "stage": _("Stage"),
        "name": _("Touchpoint"),
        "verdict": _("Verdict"),
        "mean": _("Experience score"),
        "low": _("95% CI from"),
        "high": _("95% CI to"),
        "n": _("Answers (n)"),
        "contrast": _("Against the rest"),
        "mean_native": _("Mean as asked"),
        "scale": _("Scale"),
        "n_accounts": _("Customer accounts"),
        "floor": _("Expectation floor"),
        "benchmark": _("Industry benchmark"),
        "sentiment": _("Sentiment of comments"),
        "sentiment_low": _("Sentiment: 95% CI from"),
        "sentiment_high": _("Sentiment: 95% CI to"),
        "n_comments": _("Comments (n)"),
    }


def curve_frame(view: View, curve: EmotionCurve) -> pd.DataFrame:
    """One row per touchpoint in journey order, measured or not."""
    touchpoints = loaders.touchpoints(view.journey_id)
    stages = loaders.stage_names(view.journey_id, language())
    names = journey_points.names(touchpoints)
    facts = touchpoints.set_index("touchpoint_id").to_dict("index")
    marks = journey_comments.marks(view.scope)
    rows = [
        _row(point, facts[point.touchpoint_id], stages, names) | _sentiment(marks.get(point.touchpoint_id))
        for point in curve.points
    ]
    return pd.DataFrame(rows, columns=["touchpoint_id", *headers()])


def _row(
    point: TouchpointScore, stated: Mapping[Hashable, Any], stages: dict[str, str], names: dict[str, str]
) -> dict[str, object]:
    return {
        "touchpoint_id": point.touchpoint_id,
        "stage": stages.get(str(stated["stage_id"]), ""),
        "name": names[point.touchpoint_id],
        "verdict": verdict_words(point),
        "mean": point.mean,
        "low": point.low,
        "high": point.high,
        "contrast": point.contrast,
        "mean_native": point.mean_native,
        "scale": figures.ends(*point.scale) if point.scale else None,
        "n": point.n,
        "n_accounts": point.n_accounts or None,
        "floor": stated["floor"],
        "benchmark": stated["benchmark"],
    }


def _sentiment(mark: Estimate | None) -> dict[str, object]:
    """How the comments of a touchpoint sound, 0-100; nothing where too few say something."""
    if mark is None:
        return dict.fromkeys(("sentiment", "sentiment_low", "sentiment_high", "n_comments"))
    return {
        "sentiment": mark.value,
        "sentiment_low": mark.low,
        "sentiment_high": mark.high,
        "n_comments": mark.n,
    }


def verdict_words(point: TouchpointScore) -> str:
    """What is known about a touchpoint in two words."""
    if point.n == 0:
        return _("not measured")
    if point.hidden:
        return _("hidden, too few")
    if point.is_low_point:
        return _("▼ low point")
    return _("○ low n") if point.low_n else _("not low")


def csv_rows(view: View) -> bytes:
    """The rows behind the view as CSV."""
    frame = curve_frame(view, loaders_scores.journey_curve(view.scope)).drop(columns="touchpoint_id")
    return csv_bytes(frame, headers())


def draw_table(view: View, curve: EmotionCurve, selected: str) -> None:
    """The touchpoints as rows; ticking one selects it, as a click on the chart does."""
    frame = curve_frame(view, curve)
    ids = list(frame["touchpoint_id"])

    def ticked(event: Any) -> str | None:
        rows = event.selection.rows if event is not None else ()
        return ids[rows[0]] if rows and rows[0] < len(ids) else None

    key = selecting.key_of(state.widget_key(f"curve_rows_{view.journey_id}"), selected, ticked)

    def choose() -> None:
        chosen = ticked(st.session_state.get(key))
        if chosen:
            state.put(state.TOUCHPOINT, chosen)

    st.dataframe(
        frame.drop(columns="touchpoint_id"),
        hide_index=True,
        key=key,
        on_select=choose,
        selection_mode="single-row",
        column_config=_columns(),
        alt=_("All touchpoints with their figures; tick a row to select it"),
    )


def _columns() -> dict[str, Any]:
    titles = headers()
    figure = {"mean": "%.1f", "low": "%.1f", "high": "%.1f", "contrast": "%+.1f", "mean_native": "%.2f",
              "sentiment": "%.1f", "sentiment_low": "%.1f", "sentiment_high": "%.1f"}  # fmt: skip
    return {
        name: st.column_config.NumberColumn(title, format=figure.get(name, "localized"))
        if name in (*figure, "n", "n_accounts", "n_comments", "floor", "benchmark")
        else st.column_config.TextColumn(title)
        for name, title in titles.items()
    }
