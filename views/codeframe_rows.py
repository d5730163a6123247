"""The theme list as a table: each group with its themes below it, and what corrections say about their words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.intervals import wilson
from analytics.voices.suggest import MIN_MEASURED
from i18n import _
from views import figures

COLUMNS = ["theme_id", "name", "is_group", "n", "precision", "recall", "is_measured"]
BELOW = "\u2003"  # indents a theme under its group
CHOSEN = "▸"


def codeframe_rows(
    frame: pd.DataFrame, counts: pd.DataFrame, groups: pd.DataFrame, corrections: pd.DataFrame, language: str
) -> pd.DataFrame:
    """One row per group and theme in use, the themes of a group below it, with the columns COLUMNS.

    Parameters
    ----------
    frame : `data.queries.themes.themes`.
    counts : `data.queries.voice_rows.theme_counts`; groups : `data.queries.voice_themes.group_counts`.
    corrections : `data.queries.themes.theme_corrections`.
    """
    used = _in_order(frame[frame["retired_at"].isna()])
    n = pd.concat([counts.groupby("theme_id")["n_comments"].sum(), groups.set_index("theme_id")["n"]])
    judged = corrections.set_index("theme_id").reindex(used["theme_id"]).fillna(0).astype(int).reset_index(drop=True)
    n_tagged, n_true = judged["n_hit"] + judged["n_false"], judged["n_hit"] + judged["n_missed"]
    is_group = used["parent_id"].isna()
    rows = pd.DataFrame(
        {
            "theme_id": used["theme_id"],
            "name": used[f"name_{language}"],
            "is_group": is_group,
            "n": used["theme_id"].map(n.groupby(level=0).sum()).fillna(0).astype(int),
            "precision": [short_share(*pair) for pair in zip(judged["n_hit"], n_tagged, strict=True)],
            "recall": [short_share(*pair) for pair in zip(judged["n_hit"], n_true, strict=True)],
            "is_measured": (n_tagged >= MIN_MEASURED) & (n_true >= MIN_MEASURED),
        }
    )
    rows.loc[is_group, ["precision", "recall"]] = None
    return rows[COLUMNS]


def _in_order(used: pd.DataFrame) -> pd.DataFrame:
    """Groups in their order, each with its themes behind it."""
    place = {theme_id: at for at, theme_id in enumerate(used["theme_id"])}
    group = used["parent_id"].where(used["parent_id"].notna(), used["theme_id"]).map(place)
    ordered = used.assign(_group=group, _is_theme=used["parent_id"].notna())
    return ordered.sort_values(["_group", "_is_theme", "position", "theme_id"]).reset_index(drop=True)


def short_share(hits: Any, n: Any) -> str:
    """A share for a cell: "83%", or that it is not measured: "3 of 10" answers would read as one of three tenths."""
    if n < MIN_MEASURED:
        return figures.NONE
    return figures.share(hits / n)


def measured_share(hits: int, n: int) -> str:
    """A share of checked comments with its interval and n, or how far the corrections are from one."""
    if n < MIN_MEASURED:
        return _("not enough corrections yet: {n} of {least}").format(n=n, least=MIN_MEASURED)
    low, high = wilson(hits, n)
    said = _("{share} (95% interval {span}; n = {n})")
    return said.format(share=figures.share(hits / n), span=figures.share_span(low, high), n=figures.count(n))
