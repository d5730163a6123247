"""Part of step 4: the first rows as they would be stored."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.mapping import ImportPlan
from i18n import _, language
from views import loaders, upload_kinds
from views.role_label import role_label
from views.upload_draft import Draft
from workflows.preview_rows import preview_rows, stored_columns

WIDTHS = {"score": 110, "rank": 110, "comment": 280, "other_text": 280, "response_id": 100, "pii": 90}


@st.cache_data(max_entries=16, show_spinner=False)
def _rows(key: str, _draft: Draft, _plan: ImportPlan) -> pd.DataFrame:
    return preview_rows(loaders.store(), _draft.reading, _plan)


def draw(draft: Draft, plan: ImportPlan) -> None:
    """A table of at most six rows: what each cell becomes."""
    columns = stored_columns(plan)
    if not columns:
        return
    rows = _rows(f"{draft.staged.sha256}_{draft.token}_{plan.mapping_digest}", draft, plan)
    st.caption(_words(draft.reading.kind, any(column.role == "score" for column in columns)))
    config: dict[str, Any] = {"row": st.column_config.TextColumn(_("Row"), width="small", pinned=True)}
    for column in columns:
        named = st.column_config.TextColumn(
            column.name, width=WIDTHS.get(column.role, 140), help=role_label(column.role)
        )
        config[column.key] = named
    st.dataframe(
        rows.assign(row=[str(number) for number in rows.index])[["row", *rows.columns]],
        hide_index=True,
        height="content",
        column_config=config,
        key=f"upload_stored_{draft.token}|{language()}",
        alt=_("The first rows as they will be stored"),
    )


def _words(kind: str, has_scores: bool) -> str:
    if kind in upload_kinds.NOT_ANSWERS or not has_scores:
        return _("The first rows as they will be stored")
    return _("The first rows as they will be stored; a score is its number and its place on 0–100 (4 → 75)")
