"""The account of one upload: cells in = cells kept, rows = landed + set aside, columns = mapped + kept aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from i18n import _
from views.role_label import GROUPS


def lines(upload: Any, roles: pd.Series, reasons: pd.Series, label: Callable[[str], str]) -> list[str]:
    """One sentence per sum; an undone upload has no columns any more and says so.

    Parameters
    ----------
    roles, reasons : role of each column; reason of each row set aside.
    label : a reason in words.
    """
    told = [_cells(upload), _rows(upload, reasons, label)]
    if len(roles):
        told.append(_columns(roles))
    if upload.state == "undone":
        told.append(_("It was undone: the file and its cells are kept, no figure counts it."))
    return told


def _cells(upload: Any) -> str:
    said = _("Cells: {cells_in} in the file = {cells_kept} kept.")
    return said.format(cells_in=f"{upload.n_cells_in:,}", cells_kept=f"{upload.n_cells_kept:,}")


def _rows(upload: Any, reasons: pd.Series, label: Callable[[str], str]) -> str:
    told = {
        "rows": f"{upload.n_rows:,}",
        "landed": f"{upload.n_rows - upload.n_set_aside:,}",
        "aside": f"{upload.n_set_aside:,}",
    }
    if not len(reasons):
        return _("Rows: {rows} in the file = {landed} landed + {aside} set aside.").format(**told)
    listed = ", ".join(f"{label(str(reason))} {n:,}" for reason, n in reasons.value_counts().items())
    said = _("Rows: {rows} in the file = {landed} landed + {aside} set aside ({reasons}).")
    return said.format(**told, reasons=listed)


def _columns(roles: pd.Series) -> str:
    n_aside = int(roles.isin(list(GROUPS["aside"])).sum())
    said = _("Columns: {n} in the file = {mapped} mapped + {aside} kept aside.")
    return said.format(n=f"{len(roles):,}", mapped=f"{len(roles) - n_aside:,}", aside=f"{n_aside:,}")
