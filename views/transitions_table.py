"""All passages between touchpoints as a table to sort and to take away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.paths.transitions import END, LEFT, Transition
from i18n import _, language
from views import figures, loaders
from views.downloads import csv_button
from views.stream_rows import stem
from views.view import View


def draw(view: View, found: tuple[Transition, ...]) -> None:
    """One row per passage, leaving and the end of the journey among them."""
    names = loaders.names(view.journey_id, language())
    words = {LEFT: _("leaves"), END: _("end of the journey")}
    titles = {
        "start": _("From"), "end": _("To"), "share": _("Share"), "share_low": _("Low end of the share"),
        "share_high": _("High end of the share"), "n": _("Visits"), "channel": _("Change of channel"),
        "median_hours": _("Median hours between"), "p85_hours": _("P85 hours between"),
        "change": _("Score change (points)"), "low": _("Low end (95% confidence interval)"),
        "high": _("High end (95% confidence interval)"), "verdict": _("Against chance"),
        "n_score": _("Instances that rate both"),
    }  # fmt: skip
    table = pd.DataFrame(
        [
            {
                "start": names.get(one.touchpoint_id, one.touchpoint_id),
                "end": words.get(one.went_to, names.get(one.went_to, one.went_to)),
                "share": one.share.value, "share_low": one.share.low, "share_high": one.share.high, "n": one.n,
                "channel": one.channel, "median_hours": one.median_hours, "p85_hours": one.p85_hours,
                "change": one.score.change if one.score else None, "low": one.score.low if one.score else None,
                "high": one.score.high if one.score else None,
                "verdict": figures.verdict(one.score.verdict) if one.score else "",
                "n_score": one.score.n if one.score else 0,
            }
            for one in found
        ],
        columns=list(titles),
    )  # fmt: skip
    percent = ("share", "share_low", "share_high", "channel")
    decimal = ("median_hours", "p85_hours", "change", "low", "high")
    st.dataframe(
        table, hide_index=True, key=f"passages_table|{language()}",
        column_config={
            name: st.column_config.NumberColumn(title, format="percent" if name in percent else "%.1f")
            if name in percent + decimal else st.column_config.Column(title)
            for name, title in titles.items()
        },
    )  # fmt: skip
    csv_button(table, titles, name=stem(view, "transitions"), key="passages_csv")
