"""The account of an import: cells in = cells kept, rows = landed + set aside, columns = mapped + kept aside."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from i18n import _, in_a_row
from views import loaders_data
from views.import_job import ImportItem
from views.quality_detail import reason_label
from views.role_label import GROUPS


def draw(item: ImportItem, counts: Mapping[str, int]) -> None:
    """Three sums, each in a line: the promise that nothing is lost, in figures."""
    st.markdown(
        "  \n".join(f":material/check: {words}" for words in (cells(counts), rows(item, counts), columns(item)))
    )


def line(item: ImportItem, counts: Mapping[str, int]) -> str:
    """The same in one line."""
    return in_a_row(cells(counts), rows(item, counts), columns(item))


def cells(counts: Mapping[str, int]) -> str:
    """Cells in the file and cells kept."""
    said = _("Cells: {cells_in} in the file = {cells_kept} kept.")
    return said.format(cells_in=_n(counts, "cells_in"), cells_kept=_n(counts, "cells_kept"))


def rows(item: ImportItem, counts: Mapping[str, int]) -> str:
    """Rows that landed and rows set aside, with the reasons."""
    n_rows, n_aside = int(counts.get("rows", 0)), int(counts.get("rows_set_aside", 0))
    told = {"rows": f"{n_rows:,}", "landed": f"{n_rows - n_aside:,}", "aside": f"{n_aside:,}"}
    reasons = loaders_data.aside_reasons(item.outcome.upload_id) if item.outcome else {}
    if not n_aside or not reasons:
        return _("Rows: {rows} in the file = {landed} landed + {aside} set aside.").format(**told)
    one = _("{reason}: {n}")
    listed = _(", ").join(one.format(reason=reason_label(code), n=f"{n:,}") for code, n in reasons.items())
    said = _("Rows: {rows} in the file = {landed} landed + {aside} set aside ({reasons}).")
    return said.format(**told, reasons=listed)


def columns(item: ImportItem) -> str:
    """Columns with a meaning and columns kept aside."""
    n_columns = item.reading.table.n_columns
    n_aside = sum(column.role in GROUPS["aside"] for column in item.plan.columns)
    said = _("Columns: {n} in the file = {mapped} mapped + {aside} kept aside.")
    return said.format(n=f"{n_columns:,}", mapped=f"{n_columns - n_aside:,}", aside=f"{n_aside:,}")


def _n(counts: Mapping[str, int], key: str) -> str:
    return f"{int(counts.get(key, 0)):,}"
