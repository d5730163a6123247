"""The report on a file's problems as a table to download: severity, column, rows, sentence, and what to do."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.ingest.issues import issue_sentence
from data.ingest.mapping import ImportPlan
from data.ingest.model import Issue, Reading
from i18n import _, language
from reports.table_csv import csv_bytes
from views.upload_draft import Draft
from views.upload_fixes import fix
from workflows.inspect_file import filled

ORDER = ("stop", "ask", "warn", "note")


def draw_download(draft: Draft, plan: ImportPlan) -> None:
    """The button; nothing where there is nothing to report."""
    if not draft.reading.issues:
        return
    stem = draft.staged.name.rpartition(".")[0] or draft.staged.name
    st.download_button(
        _("Download the problem report"),
        lambda: report_bytes(draft.reading, plan),
        file_name=_("{file}_problems.csv").format(file=stem),
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key=f"upload_report_{draft.token}|{language()}",
        on_click="ignore",
    )


def report_bytes(reading: Reading, plan: ImportPlan) -> bytes:
    """The report as CSV with a byte order mark, safe to open in a spreadsheet."""
    headers = {
        "severity": _("Severity"),
        "column": _("Column"),
        "n": _("Count"),
        "rows": _("Rows"),
        "said": _("What was found"),
        "fix": _("What to do"),
        "answer": _("Decided"),
    }
    return csv_bytes(report_frame(reading, plan)[list(headers)], headers)


def report_frame(reading: Reading, plan: ImportPlan) -> pd.DataFrame:
    """One row per problem, the worst first; `rows` are the row numbers of the file."""
    found = sorted(reading.issues, key=lambda issue: ORDER.index(issue.severity))
    columns = ["severity", "column", "n", "rows", "said", "fix", "answer"]
    return pd.DataFrame([_row(issue, reading, plan) for issue in found], columns=columns)


def _row(issue: Issue, reading: Reading, plan: ImportPlan) -> tuple[object, ...]:
    from views.upload_check import severity_label

    message, facts = issue_sentence(issue)
    key = issue.code if issue.column is None else f"{issue.code}:{issue.column}"
    answer = plan.decisions.get(key, plan.decisions.get(issue.code))
    return (
        severity_label(issue.severity),
        _column(reading, issue.column),
        issue.n or len(issue.rows),
        ", ".join(map(str, issue.rows)),
        filled(message, {"n": issue.n, **facts}, _),
        fix(issue),
        "" if answer is None else str(answer),
    )


def _column(reading: Reading, index: int | None) -> str:
    if index is None:
        return ""
    named = next((column.name for column in reading.columns if column.index == index), "")
    return f"{index + 1} {named}".strip()
