"""Everything that was compared, as a table to sort and to take away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, loaders_paths
from views.downloads import csv_button
from views.loaders_paths import Found
from views.paths_words import STEP_SIGN, feature_name, kind_name, target_name
from views.stream_rows import stem
from views.view import View


def draw(view: View, found: Found) -> None:
    """One row per feature and question; below it the most frequent ways through whole cases."""
    titles = _titles()
    table = frame(view, found)
    st.dataframe(
        table, hide_index=True, key=f"paths_table|{language()}",
        column_config={
            name: st.column_config.NumberColumn(title, format="%.1f")
            if name in ("change", "low", "high") else st.column_config.Column(title)
            for name, title in titles.items()
        },
    )  # fmt: skip
    csv_button(table, titles, name=stem(view, "paths"), key="paths_csv")
    _passages(view)
    _ways(view)


def frame(view: View, found: Found) -> pd.DataFrame:
    """One row per feature and question, strongest evidence first."""
    return pd.DataFrame(
        [
            {
                "kind": kind_name(feature.kind),
                "name": feature_name(feature, view.journey_id),
                "target": target_name(effect.target, view.journey_id),
                "change": effect.change,
                "low": effect.low,
                "high": effect.high,
                "verdict": figures.verdict(effect.verdict),
                "n_with": effect.n_with,
                "cases_with": effect.cases_with,
                "n_without": effect.n_without,
                "cases_without": effect.cases_without,
            }
            for feature, effect in found.effects
        ],
        columns=list(_titles()),
    )


def _titles() -> dict[str, str]:
    return {
        "kind": _("Kind"), "name": _("Feature"), "target": _("Question"), "change": _("Difference (points)"),
        "low": _("Low end (95% confidence interval)"), "high": _("High end (95% confidence interval)"),
        "verdict": _("Against chance"), "n_with": _("Answers with"), "cases_with": _("Instances with"),
        "n_without": _("Answers without"), "cases_without": _("Instances without"),
    }  # fmt: skip


def _passages(view: View) -> None:
    """Every passage of the picture with its share, those too close together to be labelled there included."""
    nodes, edges = loaders_paths.picture(view.scope)
    at = dict(zip(nodes["activity"], nodes["n_cases"], strict=True))
    titles = {"activity": _("From"), "other": _("To"), "n_cases": _("Instances"),
              "share": _("Share of the instances at the step")}  # fmt: skip
    shown = edges.assign(share=edges["n_cases"] / edges["activity"].map(at))[list(titles)]
    st.subheader(_("All passages of the picture"), anchor=False)
    st.dataframe(
        shown, hide_index=True, key=f"paths_passages|{language()}",
        column_config={
            **{name: st.column_config.Column(titles[name]) for name in ("activity", "other", "n_cases")},
            "share": st.column_config.NumberColumn(titles["share"], format="percent"),
        },
    )  # fmt: skip


def _ways(view: View) -> None:
    ways = loaders_paths.variants(view.scope)
    st.subheader(_("The most frequent variants"), anchor=False)
    titles = {"way": _("Variant"), "n_steps": _("Steps"), "n_cases": _("Instances"), "share": _("Share"),
              "median_hours": _("Lead time (median, hours)")}  # fmt: skip
    shown = ways.head(50).assign(
        way=[" → ".join(str(way).split(STEP_SIGN)) for way in ways["way"].head(50)],
        share=(ways["n_cases"] / ways["n_all"]).head(50),
    )[list(titles)]
    st.dataframe(
        shown, hide_index=True, key=f"paths_ways|{language()}",
        column_config={
            **{name: st.column_config.Column(titles[name]) for name in ("way", "n_steps", "n_cases")},
            "share": st.column_config.NumberColumn(titles["share"], format="percent"),
            "median_hours": st.column_config.NumberColumn(titles["median_hours"], format="%.1f"),
        },
    )  # fmt: skip
