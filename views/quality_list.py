"""The uploads as a table: one row each, its account in figures, one of them selected."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from i18n import _, in_a_row, language, ngettext, pick
from views import loaders, state
from views.store_card import moment_text


def answer_sentence(uploads: pd.DataFrame) -> str:
    """How much is in, set aside, undone, and whether every row and cell is accounted for."""
    live = uploads.loc[uploads["state"] == "live"]
    real = live.loc[~live["is_sample"]]
    if real.empty and not live.empty:
        said = _("Only **sample data** are in use: **{rows}** invented rows. Add your own file to replace them.")
        return said.format(rows=f"{int(live['n_rows'].sum()):,}")
    live = real
    rows, aside = int(live["n_rows"].sum()), int(live["n_set_aside"].sum())
    n = len(live)
    said = ngettext(
        "**{n} upload** holds **{rows}** rows; **{aside}** of them are set aside with a reason.",
        "**{n} uploads** hold **{rows}** rows; **{aside}** of them are set aside with a reason.",
        n,
    ).format(n=n, rows=f"{rows:,}", aside=f"{aside:,}")
    kept = _("Every cell of every file is kept.") if is_accounted(live) else _("Some cells are missing, see below.")
    return in_a_row(said, kept)


def is_accounted(uploads: pd.DataFrame) -> bool:
    """Whether all cells that came in were kept."""
    return bool((uploads["n_cells_in"] == uploads["n_cells_kept"]).all())


def state_label(code: str) -> str:
    """The state of an upload in words."""
    return {"live": _("in use"), "undone": _("undone"), "staged": _("waiting")}.get(code, code)


def kind_label(code: str) -> str:
    """The kind of a file in words."""
    return {
        "survey": _("survey"),
        "survey_wide": _("survey"),
        "survey_long": _("ratings, one per row"),
        "reviews": _("reviews"),
        "orders_reviews": _("orders with reviews"),
        "event_log": _("event log"),
        "long": _("ratings, one per row"),
        "case_table": _("cases with times"),
        "text_list": _("complaints and notes"),
        "transcript": _("transcript"),
        "aggregate": _("summary"),
        "kpi_series": _("KPI series"),
        "customer_table": _("customer table"),
        "work_items": _("work items"),
        "cost_table": _("cost table"),
        "owners": _("owners"),
        "sample": _("sample"),
    }.get(code, code)


def shown_frame(uploads: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The columns of the table, in words of the language of this thread."""
    journeys = [
        pick(_filled(en), _filled(zh)) for en, zh in zip(uploads["journey_en"], uploads["journey_zh"], strict=True)
    ]
    return pd.DataFrame(
        {
            "file_name": uploads["file_name"],
            "state": [_sample_or_state(row) for row in uploads.itertuples(index=False)],
            "uploaded": [moment_text(moment.to_pydatetime(), zone) for moment in uploads["uploaded_at"]],
            "kind": [kind_label(str(kind)) for kind in uploads["kind"]],
            "journey": journeys,
            "n_rows": uploads["n_rows"],
            "n_responses": uploads["n_responses"],
            "n_answers": uploads["n_answers"],
            "n_events": uploads["n_events"],
            "n_set_aside": uploads["n_set_aside"],
            "n_issues": uploads["n_issues"],
        }
    )


def _sample_or_state(row: Any) -> str:
    return _("sample data") if row.is_sample and row.state == "live" else state_label(str(row.state))


def _filled(value: object) -> str | None:
    return None if value is None or value != value else str(value)


def selected_id(uploads: pd.DataFrame) -> str:
    """The upload named in the link, else the newest."""
    wanted = state.get(state.SELECTION)
    known = list(uploads["upload_id"].astype(str))
    return wanted if wanted in known else known[0]


def draw(uploads: pd.DataFrame) -> str:
    """The table, one row of it selected; returns the selected upload."""
    chosen = selected_id(uploads)
    ids = list(uploads["upload_id"].astype(str))
    key = f"quality_uploads|{language()}"
    st.dataframe(
        shown_frame(uploads, str(loaders.rules()["time_zone"])),
        key=key,
        hide_index=True,
        height="content" if len(ids) <= 8 else 320,
        on_select=lambda: _picked(key, ids),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(chosen)]}},
        column_config=_columns(),
        alt=_("Uploads, newest first, with their counts"),
    )
    state.show(state.SELECTION, chosen)
    return chosen


def _picked(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and 0 <= rows[0] < len(ids):
        state.put(state.SELECTION, ids[rows[0]])


def _columns() -> dict[str, Any]:
    config = st.column_config

    def number(label: str) -> Any:
        return config.NumberColumn(label, format="localized", width=86)

    return {
        "file_name": config.TextColumn(_("File"), width=210, pinned=True),
        "state": config.TextColumn(_("State"), width=110),
        "uploaded": config.TextColumn(_("Uploaded"), width=150),
        "kind": config.TextColumn(_("Kind"), width=90),
        "journey": config.TextColumn(_("Journey"), width=150),
        "n_rows": number(_("Rows")),
        "n_responses": number(_("Responses")),
        "n_answers": number(_("Answers")),
        "n_events": number(_("Events")),
        "n_set_aside": number(_("Set aside")),
        "n_issues": number(_("Issues")),
    }
