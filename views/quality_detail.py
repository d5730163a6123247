"""One upload: its account, columns, issues, set-aside rows, the report to download, and undo."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.issues import ISSUES
from data.ingest.questions import OPTIONS
from errors import ThroughlineError
from i18n import _, language, ngettext
from reports.table_csv import csv_bytes
from views import loaders, loaders_data, quality_account, quality_correct
from views.confirmed import confirmed
from views.escape import plain
from views.loaders_data import UploadDetail
from views.role_label import about_label, role_label
from views.upload_check import sentence, severity_label
from workflows.undo_upload import redo_upload, undo_upload

NOTICE = "quality_notice"


def draw(upload: Any) -> None:
    """Everything about one upload (a row of the uploads frame)."""
    detail = loaders_data.upload_detail(str(upload.upload_id))
    st.header(plain(upload.file_name, limit=80), anchor=False)
    told = quality_account.lines(upload, detail.columns["role"], detail.aside["reason"], reason_label)
    st.markdown("  \n".join(told))
    _cards(upload)
    _issues(detail)
    _columns(detail)
    quality_correct.draw(upload)
    _aside(detail, int(upload.n_set_aside))
    _actions(upload, detail)


def _cards(upload: Any) -> None:
    with st.container(horizontal=True):
        for label, value in (
            (_("Responses"), upload.n_responses),
            (_("Answers"), upload.n_answers),
            (_("Comments"), upload.n_comments),
            (_("Events"), upload.n_events),
        ):
            st.metric(label, f"{int(value):,}", border=True, width=168)


def issue_texts(issues: pd.DataFrame) -> list[str]:
    """The sentence of each stored issue in the language of this thread."""
    return [_issue_text(row) for row in issues.itertuples(index=False)]


def _issue_text(row: Any) -> str:
    kind = ISSUES.get(str(row.code))
    facts = json.loads(row.facts) if isinstance(row.facts, str) and row.facts else {}
    n = 0 if pd.isna(row.n) else int(row.n)
    said = sentence(kind.message, {"n": n, **facts}) if kind else plain(row.code)
    return f"{said} **{decided}**" if (decided := decision_text(row)) else said


def decision_text(row: Any) -> str:
    """What a person decided on an issue, in words; empty where nothing was asked."""
    decision = _filled(row.decision)
    if decision is None:
        return ""
    value = str(json.loads(decision)) if decision.startswith('"') else decision
    label = dict(OPTIONS.get(str(row.code), ())).get(value)
    return _("Decided: {answer}.").format(answer=_(label) if label else plain(value, limit=60))


def _issues(detail: UploadDetail) -> None:
    st.subheader(_("What was found"), anchor=False)
    if detail.issues.empty:
        st.markdown(_("Nothing unusual was found in this file."))
        return
    frame = detail.issues.assign(text=issue_texts(detail.issues))
    for severity, rows in frame.groupby("severity", sort=False):
        st.caption(f"**{severity_label(str(severity))}**")
        st.markdown("\n".join(f"- {text}" for text in dict.fromkeys(rows["text"])))


def columns_frame(columns: pd.DataFrame) -> pd.DataFrame:
    """What each column was taken for, in words."""
    return pd.DataFrame(
        {
            "col": columns["col_no"] + 1,
            "name": columns["name"],
            "role": [role_label(str(role)) for role in columns["role"]],
            "about": [about_label(_filled(about)) if _filled(about) else "" for about in columns["about"]],
            "scale": [_scale(row) for row in columns.itertuples(index=False)],
            "source": [_source(str(source)) for source in columns["role_source"]],
            "fill": 100 * columns["fill_rate"],
        }
    )


def _filled(value: object) -> str | None:
    return None if value is None or value != value or value == "" else str(value)


def _scale(row: Any) -> str:
    if pd.isna(row.low) or pd.isna(row.high):
        return ""
    said = _("{low}–{high}").format(low=f"{row.low:g}", high=f"{row.high:g}")
    return _("{scale}, lower is better").format(scale=said) if row.lower_is_better else said


def _source(code: str) -> str:
    return {"rule": _("a rule"), "recipe": _("an earlier file"), "user": _("a person")}.get(code, code)


def _columns(detail: UploadDetail) -> None:
    n = len(detail.columns)
    if not n:
        return
    shown = st.expander(
        ngettext("{n} column and what it was taken for", "{n} columns and what they were taken for", n).format(n=n),
        icon=":material/view_column:",
        key=f"quality_columns|{language()}",
        on_change="rerun",
    )
    if not shown.open:
        return
    config = st.column_config
    shown.dataframe(
        columns_frame(detail.columns),
        hide_index=True,
        height="content" if n <= 12 else 460,
        column_config={
            "col": config.NumberColumn(_("No."), width="small"),
            "name": config.TextColumn(_("Column"), width="medium"),
            "role": config.TextColumn(_("Is a"), width="medium"),
            "about": config.TextColumn(_("About"), width="small"),
            "scale": config.TextColumn(_("Scale"), width="small"),
            "source": config.TextColumn(_("Decided by"), width="small"),
            "fill": config.ProgressColumn(_("Filled"), format="%.0f%%", min_value=0, max_value=100, width="small"),
        },
        alt=_("What each column of the file was taken for"),
    )


def reason_label(code: str) -> str:
    """Why a row was set aside, in words."""
    return {
        "ragged": _("other number of cells than the header"),
        "erased": _("person erased"),
        "ragged_rows": _("other number of cells than the header"),
        "totals_row": _("looks like a totals row"),
        "totals": _("looks like a totals row"),
        "duplicate": _("appears more than once"),
        "no_case": _("names no case"),
        "no_activity": _("names no step"),
        "empty_case": _("a case without events"),
        "no_touchpoint": _("names no touchpoint or no owner"),
        "duplicate_rows": _("appears more than once"),
        "blank": _("blank line"),
        "asker": _("said by somebody who speaks for the organisation"),
        "title": _("above the first row of the table"),
        "note": _("below or beside the table"),
        "other_block": _("another table of the sheet"),
        "open_quote": _("quotation mark that never closes"),
    }.get(code, code)


def _aside(detail: UploadDetail, n: int) -> None:
    if detail.aside.empty:
        return
    shown = st.expander(
        ngettext("{n} row set aside, with its reason", "{n} rows set aside, with their reasons", n).format(n=f"{n:,}"),
        icon=":material/inventory_2:",
        key=f"quality_aside|{language()}",
        on_change="rerun",
    )
    if shown.open:
        shown.dataframe(
            detail.aside.assign(reason=[reason_label(str(code)) for code in detail.aside["reason"]]),
            hide_index=True,
            column_config={
                "row_no": st.column_config.NumberColumn(_("Row"), width="small"),
                "reason": st.column_config.TextColumn(_("Reason"), width="medium"),
                "cells": st.column_config.TextColumn(_("Cells"), width="large"),
            },
            alt=_("Rows that were set aside, with their reasons"),
        )


def report_frame(upload: Any, detail: UploadDetail) -> pd.DataFrame:
    """The report as one table: one row per issue, column and set-aside row, so that a spreadsheet can filter it."""
    issues = pd.DataFrame(
        {
            "part": _("issue"),
            "place": ["" if pd.isna(col) else str(int(col) + 1) for col in detail.issues["col_no"]],
            "what": [str(code) for code in detail.issues["code"]],
            "detail": [_unescaped(row) for row in detail.issues.itertuples(index=False)],
        }
    )
    named = columns_frame(detail.columns)
    columns = pd.DataFrame(
        {"part": _("column"), "place": named["col"].astype("str"), "what": named["name"], "detail": named["role"]}
    )
    aside = pd.DataFrame(
        {
            "part": _("row set aside"),
            "place": detail.aside["row_no"].astype("str"),
            "what": [reason_label(str(code)) for code in detail.aside["reason"]],
            "detail": detail.aside["cells"],
        }
    )
    return pd.concat([issues, columns, aside], ignore_index=True).assign(file=str(upload.file_name))


def _unescaped(row: Any) -> str:
    kind = ISSUES.get(str(row.code))
    facts = json.loads(row.facts) if isinstance(row.facts, str) and row.facts else {}
    values = {"n": 0 if pd.isna(row.n) else int(row.n), **facts}
    return _(kind.message).format_map({**dict.fromkeys(_names(kind.message), ""), **values}) if kind else str(row.code)


def _names(message: str) -> list[str]:
    from string import Formatter

    return [name for _text, name, _spec, _conversion in Formatter().parse(message) if name]


def _actions(upload: Any, detail: UploadDetail) -> None:
    headers = {
        "file": _("File"),
        "part": _("Part"),
        "place": _("Column or row"),
        "what": _("What"),
        "detail": _("Detail"),
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Download the report"),
            lambda: csv_bytes(report_frame(upload, detail)[list(headers)], headers),
            file_name=f"throughline_{upload.upload_id}_report.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"quality_report|{language()}",
            on_click="ignore",
        )
        if upload.state == "live" and not upload.is_sample:
            _undo_choice(upload)
        if upload.state == "undone" and not upload.is_sample:
            st.button(
                _("Bring it back"),
                icon=":material/redo:",
                key=f"quality_redo|{language()}",
                on_click=_redo,
                args=(str(upload.upload_id), str(upload.file_name)),
            )


def _undo_choice(upload: Any) -> None:
    n = int(upload.n_responses)
    says = ngettext(
        "Takes {n} response and its scores out of every figure. The file stays beside the store.",
        "Takes {n} responses and their scores out of every figure. The file stays beside the store.",
        n,
    ).format(n=f"{n:,}")
    told = (str(upload.upload_id), str(upload.file_name))
    confirmed(_("Undo this upload"), "undo", says, _("Yes, undo it"), key="quality_undo", on_click=_undo, args=told)


def _undo(upload_id: str, name: str) -> None:
    try:
        undo_upload(loaders.store(), upload_id, at=datetime.now(UTC))
    except ThroughlineError as error:
        st.session_state[NOTICE] = ("error", plain(error.sentence(_)))
        return
    said = _("{name} was undone. No figure counts it any more.").format(name=plain(name, limit=60))
    st.session_state[NOTICE] = ("success", said)


def _redo(upload_id: str, name: str) -> None:
    try:
        redo_upload(loaders.store(), upload_id)
    except ThroughlineError as error:
        st.session_state[NOTICE] = ("error", plain(error.sentence(_)))
        return
    said = _("{name} is back. Every figure counts it again.").format(name=plain(name, limit=60))
    st.session_state[NOTICE] = ("back", said)


def show_notice() -> None:
    """What the last undo or redo did."""
    kind, said = st.session_state.pop(NOTICE, (None, ""))
    if kind == "error":
        st.error(said, icon=":material/block:")
    if kind == "success":
        st.info(said, icon=":material/undo:")
    if kind == "back":
        st.info(said, icon=":material/redo:")
