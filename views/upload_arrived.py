"""Behind the account of an import: the KPI values that came, and how many answers were known before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.queries.arrivals import n_known_before
from data.queries.process_stock import uploaded_series
from i18n import _, language, ngettext, pick
from views import loaders


def known_sentence(upload_id: str, n: int) -> str:
    """How many of `n` answers are new; empty where all are."""
    known = n_known_before(loaders.store(), upload_id)
    if not known:
        return ""
    new = ngettext("{n} new", "{n} new", n - known).format(n=f"{n - known:,}")
    old = ngettext("{n} already known and counted once", "{n} already known and counted once", known)
    return _("{new}, {old}.").format(new=new, old=old.format(n=f"{known:,}"))


def draw_series(upload_id: str) -> None:
    """The values of the KPIs by period, with n where it is known."""
    rows = uploaded_series(loaders.store(), upload_id)
    config = st.column_config
    st.dataframe(
        series_frame(rows),
        hide_index=True,
        height="content" if len(rows) <= 10 else 380,
        key=f"upload_series|{language()}",
        column_config={
            "kpi": config.TextColumn(_("KPI"), pinned=True),
            "segment": config.TextColumn(_("Segment")),
            "period": config.DateColumn(_("Period from"), format="YYYY-MM-DD"),
            "value": config.NumberColumn(_("Value"), format="localized"),
            "unit": config.TextColumn(_("Unit"), width="small"),
            "n": config.NumberColumn(_("n"), format="localized", width="small"),
        },
        placeholder="–",
        alt=_("The KPI values of this file by period, with n"),
    )


def series_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per KPI, segment and period as it is shown; a column without any value is left out."""
    names = [pick(str(en), str(zh)) for en, zh in zip(rows["name_en"], rows["name_zh"], strict=True)]
    shown = rows.assign(kpi=names, period=rows["period_start"])
    return shown[["kpi", "segment", "period", "value", "unit", "n"]].dropna(axis=1, how="all")
