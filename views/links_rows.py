"""The answers behind a match rate: with their process instance, or with their masked key and the reason."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.queries.link_rows import MOST_ROWS
from i18n import _, language
from reports.numbers import duration
from views import figures, loaders, loaders_links
from views.links_words import reason_label
from views.loaders_links import LinkPair
from views.store_card import moment_text

SIDES = ("linked", "unlinked")


def draw(pair: LinkPair) -> None:
    """Both lists in an expander; they are read once it is open."""
    shown = st.expander(
        _("The answers behind this"), icon=":material/table_rows:", key=f"links_rows|{language()}", on_change="rerun"
    )
    if not shown.open:
        return
    with shown:
        labels = {"linked": _("Linked"), "unlinked": _("Not linked")}
        side = st.segmented_control(
            _("Which answers"), SIDES, default="linked", format_func=labels.__getitem__, key=f"links_side|{language()}"
        )
        is_linked = side != "unlinked"
        frame = loaders_links.rows(pair, is_linked=is_linked)
        if frame.empty:
            st.markdown(_("There is none."))
            return
        zone = str(loaders.rules()["time_zone"])
        st.dataframe(
            linked_frame(frame, zone) if is_linked else unlinked_frame(frame, zone),
            hide_index=True,
            height="content" if len(frame) <= 10 else 380,
            column_config=_columns(),
            alt=_("Answers with the process instance they belong to, or with the reason for none"),
        )
        if len(frame) == MOST_ROWS:
            st.caption(_("The newest {n} answers.").format(n=MOST_ROWS))


def linked_frame(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The linked answers in words."""
    hours = (rows["submitted_at"] - rows["closed_at"]).dt.total_seconds() / 3600
    return pd.DataFrame(
        {
            "answer": rows["response_id"],
            "answered": _moments(rows["submitted_at"], zone),
            "score": rows["score"],
            "case": rows["case_key"],
            "closed": _moments(rows["closed_at"], zone),
            "after": [figures.NONE if pd.isna(value) else duration(float(value)) for value in hours],
            "confidence": 100 * rows["confidence"],
        }
    )


def unlinked_frame(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The unlinked answers in words."""
    return pd.DataFrame(
        {
            "answer": rows["response_id"],
            "answered": _moments(rows["submitted_at"], zone),
            "score": rows["score"],
            "key": [figures.text_or_none(key) or figures.NONE for key in rows["key"]],
            "reason": [reason_label(str(code)) for code in rows["reason"]],
        }
    )


def _moments(moments: pd.Series, zone: str) -> list[str]:
    return [figures.NONE if pd.isna(moment) else moment_text(moment.to_pydatetime(), zone) for moment in moments]


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "answer": config.TextColumn(_("Response"), width=120),
        "answered": config.TextColumn(_("Answered"), width=140),
        "score": config.NumberColumn(_("Mean score, 0–100"), format="%.0f", width=120),
        "case": config.TextColumn(_("Instance"), width=130),
        "closed": config.TextColumn(_("Closed"), width=140),
        "after": config.TextColumn(_("Answer after"), width=100),
        "confidence": config.NumberColumn(
            _("Confidence"), format="%.0f%%", width=95, help=_("One divided by the number of instances that fit.")
        ),
        "key": config.TextColumn(_("Key, masked"), width=120),
        "reason": config.TextColumn(_("Why not"), width=230),
    }
