"""Step 1, Read: the facts of the file, the controls that change how it is read, and its first rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.documents import DOCX, TEXT
from data.ingest.mask_comments import masked_sample
from data.ingest.model import ColumnSpec, Table
from i18n import _, language, ngettext
from views import fact_words, upload_draft
from views.escape import plain
from views.store_card import size_text
from views.upload_draft import Draft

ENCODINGS = ("utf-8", "utf-16", "gb18030", "windows-1252", "mac-roman", "big5", "shift_jis")
DELIMITERS = (",", ";", "\t", "|")
PREVIEW_ROWS, PREVIEW_COLUMNS = 8, 30


def summary(draft: Draft) -> str:
    """What was read, in one line for the folded step."""
    table = draft.reading.table
    rows = ngettext("{n} row", "{n} rows", len(table.cells)).format(n=f"{len(table.cells):,}")
    columns = ngettext("{n} column", "{n} columns", table.n_columns).format(n=f"{table.n_columns:,}")
    size = size_text(draft.staged.n_bytes)
    said = _("{format}, {size}: {rows}, {columns}")
    return said.format(format=plain(format_name(table)), size=size, rows=rows, columns=columns)


def format_name(table: Table) -> str:
    """Format with encoding or sheet: "CSV, UTF-8" or "XLSX, sheet Answers"."""
    params = table.params
    if params.sheet:
        return _("{format}, sheet {sheet}").format(format=params.format.upper(), sheet=params.sheet)
    coded = fact_words.encoding(params.encoding) if params.encoding else ""
    return _(", ").join(part for part in (params.format.upper(), coded) if part)


def draw(draft: Draft) -> None:
    """Controls and preview."""
    table = draft.reading.table
    _controls(draft)
    st.caption(_("The first rows as they are read, every cell as text"))
    st.dataframe(
        preview(table, draft.reading.columns),
        hide_index=True,
        height="content",
        alt=_("First rows of the file as text"),
        column_config=_preview_columns(table),
        key=f"upload_preview_{draft.token}|{language()}",
    )
    if table.n_columns > PREVIEW_COLUMNS:
        st.caption(
            _("The first {shown} of {n} columns are shown.").format(shown=PREVIEW_COLUMNS, n=f"{table.n_columns:,}")
        )


def _controls(draft: Draft) -> None:
    params = draft.reading.table.params
    if params.format in (TEXT, DOCX):  # utterances and paragraphs have no header and no cells to set
        if params.encoding:
            _select(draft, "encoding", _("Text encoding"), _with(ENCODINGS, params.encoding), fact_words.encoding)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if draft.reading.table.sheets:
            _select(draft, "sheet", _("Sheet"), draft.reading.table.sheets, str)
        else:
            _select(draft, "encoding", _("Text encoding"), _with(ENCODINGS, params.encoding), fact_words.encoding)
            _select(
                draft, "delimiter", _("Cells are separated by"), _with(DELIMITERS, params.delimiter), delimiter_name
            )
        _number(draft, "skip_rows", _("Rows above the header"), 1000)
        _number(draft, "header_rows", _("Header rows"), 5)
        _select(draft, "decimal", _("Decimal sign"), (".", ","), decimal_name)


def _with(usual: tuple[str, ...], found: str | None) -> tuple[str, ...]:
    return usual if found in usual or not found else (found, *usual)


def _select(draft: Draft, field: str, label: str, options: tuple[str, ...], named: Callable[[str], str]) -> None:
    value = getattr(draft.reading.table.params, field)
    key = f"upload_{field}_{draft.token}|{language()}"
    index = options.index(value) if value in options else 0
    st.selectbox(label, options, index, format_func=named, key=key, on_change=_changed, args=(field, key), width=190)


def _number(draft: Draft, field: str, label: str, most: int) -> None:
    value = int(getattr(draft.reading.table.params, field))
    key = f"upload_{field}_{draft.token}|{language()}"
    st.number_input(label, 0, max(most, value), value, 1, key=key, on_change=_changed, args=(field, key), width=170)


def _changed(field: str, key: str) -> None:
    draft = upload_draft.current()
    if draft is not None:
        changes: dict[str, Any] = {field: st.session_state[key]}
        if field == "sheet":  # another sheet has a header of its own, which is to be found
            changes |= {"header_rows": -1, "skip_rows": -1}
        upload_draft.read_again(replace(draft.reading.table.params, **changes))


def delimiter_name(sign: str) -> str:
    """A delimiter in words."""
    return {",": _("comma ,"), ";": _("semicolon ;"), "\t": _("tab"), "|": _("bar |")}.get(sign, sign)


def decimal_name(sign: str) -> str:
    """A decimal sign in words."""
    return {".": _("point 3.5"), ",": _("comma 3,5")}[sign]


def preview(table: Table, columns: Sequence[ColumnSpec] = ()) -> pd.DataFrame:
    """Header rows and first rows of the file: column `at` says which, then c0, c1 ... as text.

    Personal data in `columns` is shown by its form only.
    """
    cells = table.cells.iloc[:PREVIEW_ROWS, :PREVIEW_COLUMNS]
    for column in columns[: cells.shape[1]]:
        shown = cells.iloc[:, column.index].map(partial(masked_sample, role=column.role))
        cells = cells.assign(**{str(cells.columns[column.index]): shown.astype("str")})
    names = [f"c{position}" for position in range(cells.shape[1])]
    heads = pd.DataFrame([row[:PREVIEW_COLUMNS] for row in table.headers], columns=names, dtype="str")
    body = cells.set_axis(names, axis=1)
    at = [_("header")] * len(heads) + [str(row_no) for row_no in body.index]
    return pd.concat([heads, body], ignore_index=True).assign(at=at)[["at", *names]]


def _preview_columns(table: Table) -> dict[str, Any]:
    shown = {"at": st.column_config.TextColumn(_("Row"), width="small", pinned=True)}
    for position in range(min(table.n_columns, PREVIEW_COLUMNS)):
        shown[f"c{position}"] = st.column_config.TextColumn(str(position + 1), width="medium")
    return shown
