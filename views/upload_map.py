"""Step 2, Map: one row per column of the file; the person changes roles and scales only where needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import ColumnSpec
from data.ingest.naming import digest
from data.ingest.text_source import TEXT_KINDS
from i18n import _, language, ngettext
from views import upload_draft, upload_kinds
from views.role_label import ABOUTS, GROUPS, ROLES, about_label, group_label, group_of, role_label
from views.upload_draft import Draft
from views.upload_steps import MARK, attention
from workflows.inspect_file import filled
from workflows.plan_upload import needs_axis
from workflows.recognised import needs_look

TEXT_ORANGE = {"light": "#B34300", "dark": "#F58634"}
EDITABLE = {"role": "role", "about": "about", "low": "low", "high": "high", "lower": "lower_is_better", "na": "na"}
MOST_EXAMPLE = 60
FIELDS = ("look", "name", "samples", "role", "about", "low", "high", "na", "lower", "fill", "confidence", "why")
SHOWN = ("look", "name", "samples", "fill", "role", "about", "low", "high", "confidence", "why", "na", "lower")
OF_SCORES = frozenset({"about", "low", "high", "na", "lower"})
MANY = 20
RESET = "upload_map_reset"


def shown_in(columns: tuple[ColumnSpec, ...], group: str) -> list[ColumnSpec]:
    """The columns of a group; `attention` keeps a row after it was settled, so it does not vanish under the hand."""
    if group == "all":
        return list(columns)
    if group == "attention":
        return [column for column in columns if needs_look(column)]
    return [column for column in columns if group_of(column.role) == group]


def mapping_frame(proposed: list[ColumnSpec], by_index: Mapping[int, ColumnSpec]) -> pd.DataFrame:
    """One row per column, its number as index: what the mapping table shows and lets edit."""
    return pd.DataFrame(
        [_row(by_index[column.index]) for column in proposed],
        index=pd.Index([column.index for column in proposed], dtype="int64"),
        columns=list(FIELDS),
    ).astype({"low": "float64", "high": "float64", "lower": "bool"})


def _row(column: ColumnSpec) -> tuple[Any, ...]:
    """The values of FIELDS for one column."""
    scale = column.scale
    return (
        look_text(column),
        shortened(column.label or column.name or f"c{column.index + 1}"),
        " · ".join(shortened(sample) for sample in column.samples[:3]),
        column.role,
        column.about or "",
        scale.low if scale else None,
        scale.high if scale else None,
        " | ".join(scale.na) if scale else "",
        bool(scale and scale.lower_is_better),
        100 * column.fill_rate,
        100 * column.confidence,
        why_text(column),
    )


def look_text(column: ColumnSpec) -> str:
    """Whether a row waits for the person or was settled by them."""
    if needs_look(column):
        return MARK + " " + _("check")
    return _("you") if column.role_source == "user" else ""


def shortened(text: str) -> str:
    """One line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_EXAMPLE else line[: MOST_EXAMPLE - 1] + "…"


def why_text(column: ColumnSpec) -> str:
    """Why the role was proposed, in the language of this thread."""
    if column.role_source == "user":
        return _("You chose it.")
    return filled(*column.why, _)


def is_open(draft: Draft, asked: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a person has to look at this step."""
    return needs_axis(asked) or any(needs_look(column) for column in draft.proposed.columns)


def summary(draft: Draft, plan: ImportPlan, asked: Sequence[Mapping[str, Any]]) -> str:
    """What the columns were taken for, in one line for the folded step."""
    if needs_axis(asked):
        return attention(_("choose what a touchpoint is"))
    open_rows = sum(needs_look(column) for column in draft.reading.columns)
    if open_rows:
        said = ngettext("{n} column needs a look", "{n} columns need a look", open_rows)
        return attention(said.format(n=open_rows))
    n, points = len(draft.reading.columns), len(plan.targets)
    said = ngettext("{n} column recognised", "{n} columns recognised", n).format(n=n)
    if not points and (draft.reading.kind in upload_kinds.NOT_ANSWERS or draft.reading.kind in TEXT_KINDS):
        return said
    curve = ngettext("{n} touchpoint", "{n} touchpoints", points).format(n=points)
    return _("{columns}, {touchpoints}").format(columns=said, touchpoints=curve)


def draw(draft: Draft) -> None:
    """The groups as a filter and the table of the chosen one."""
    proposed = draft.proposed.columns
    offered = [name for name in ("attention", *GROUPS) if shown_in(proposed, name)]
    if len(proposed) > 1:
        offered.append("all")
    key = f"upload_group_{draft.token}|{language()}"
    group = st.pills(
        _("Show"),
        offered,
        default=offered[0],
        required=True,
        key=key,
        format_func=lambda name: f"{group_label(name)} {len(shown_in(proposed, name))}",
    )
    rows = found_in(shown_in(proposed, group or "all"), _search(draft, len(proposed)))
    by_index = {column.index: column for column in draft.reading.columns}
    if not rows:
        st.markdown(_("No column of this group holds these words."))
        return
    _editor(draft, mapping_frame(rows, by_index), group or "all")
    st.caption(_("Missing codes are separated by a bar, for example 0 | 6. Example values are from the file."))


def _search(draft: Draft, n_columns: int) -> str:
    """Words to look for, offered where a file has too many columns to see at once."""
    if n_columns <= MANY:
        return ""
    key = f"upload_find_{draft.token}|{language()}"
    return st.text_input(_("Find a column by its name or a value"), key=key, icon=":material/search:", width=360)


def found_in(columns: list[ColumnSpec], words: str) -> list[ColumnSpec]:
    """The columns whose name, label or example values hold every one of the words, in any case."""
    wanted = words.casefold().split()

    def text(column: ColumnSpec) -> str:
        return " ".join((column.name, column.label, *column.samples[:3])).casefold()

    return [column for column in columns if all(word in text(column) for word in wanted)]


def _editor(draft: Draft, frame: pd.DataFrame, group: str) -> None:
    rows = digest(*frame.index, length=8)  # the editor counts its edits by place, so other rows are another editor
    key = f"upload_map_{draft.token}_{group}_{rows}_{st.session_state.get(RESET, 0)}|{language()}"
    left_out = set() if frame["low"].notna().any() else OF_SCORES
    st.data_editor(
        frame.style.map(_orange, subset=["look"]),
        key=key,
        hide_index=True,
        num_rows="fixed",
        placeholder="–",
        column_order=[name for name in SHOWN if name not in left_out and (name != "look" or frame["look"].any())],
        disabled=["look", "name", "samples", "fill", "confidence", "why"],
        column_config=_columns(),
        on_change=_edited,
        args=(key, tuple(int(index) for index in frame.index)),
        alt=_("What each column of the file is taken for"),
        height="content" if len(frame) <= 12 else 460,
    )


def _orange(text: object) -> str:
    mode = st.context.theme.type or "light"
    return f"color: {TEXT_ORANGE[mode]}; font-weight: 600" if str(text).startswith(MARK) else ""


def _columns() -> dict[str, Any]:
    config = st.column_config
    share: dict[str, Any] = {"format": "%.0f%%", "min_value": 0, "max_value": 100, "width": 85}
    roles: dict[str, Any] = {"options": list(ROLES), "format_func": role_label, "required": True}
    return {
        "look": config.TextColumn("", width=84, pinned=True),
        "name": config.TextColumn(_("Column"), pinned=True, width=170),
        "samples": config.TextColumn(_("Three values"), width=120),
        "role": config.SelectboxColumn(_("Is a"), width=130, **roles),
        **scale_columns(about_width=115, end_width=75),
        "fill": config.ProgressColumn(_("Filled"), **share),
        "confidence": config.ProgressColumn(_("Confidence"), **share),
        "why": config.TextColumn(_("Why"), width="large"),
    }


def scale_columns(*, about_width: int, end_width: int) -> dict[str, Any]:
    """What may be edited of a column of scores: what it is about, its scale, its words for no answer; widths in px."""
    config = st.column_config
    return {
        "about": config.SelectboxColumn(
            _("About"), options=["", *ABOUTS], format_func=lambda code: about_label(str(code)), width=about_width
        ),
        "low": config.NumberColumn(_("Lowest"), width=end_width, format="%g"),
        "high": config.NumberColumn(_("Highest"), width=end_width, format="%g"),
        "na": config.TextColumn(_("No answer is"), width=110, max_chars=200),
        "lower": config.CheckboxColumn(_("Lower is better"), width=110),
    }


def changes(edited_rows: Mapping[Any, Mapping[str, Any]], indices: tuple[int, ...]) -> dict[int, dict[str, Any]]:
    """The allowed fields of known rows out of what the browser sent; everything else is left out.

    >>> changes({0: {"role": "score", "name": "forged"}, 9: {"role": "pii"}}, (4, 7))
    {4: {'role': 'score'}}
    """
    wanted: dict[int, dict[str, Any]] = {}
    for position, fields in edited_rows.items():
        allowed = {EDITABLE[name]: value for name, value in fields.items() if name in EDITABLE}
        if allowed.get("role", "score") != "score":
            allowed = {"role": allowed["role"]}
        if isinstance(position, int) and 0 <= position < len(indices) and allowed:
            wanted[indices[position]] = allowed
    return wanted


def _edited(key: str, indices: tuple[int, ...]) -> None:
    draft = upload_draft.current()
    if draft is None:
        return
    before = {column.index: column for column in draft.reading.columns}
    wanted = changes(st.session_state[key]["edited_rows"], indices)
    new = {index: fields for index, fields in wanted.items() if _differs(before[index], fields)}
    accepted = upload_draft.edit(new)
    if not accepted or any("role" in fields for fields in new.values()):
        st.session_state[RESET] = st.session_state.get(RESET, 0) + 1


def _differs(column: ColumnSpec, fields: Mapping[str, Any]) -> bool:
    scale = column.scale
    now = {
        "role": column.role,
        "about": column.about or "",
        "low": scale.low if scale else None,
        "high": scale.high if scale else None,
        "lower_is_better": bool(scale and scale.lower_is_better),
        "na": " | ".join(scale.na) if scale else "",
    }
    return any(now[name] != value for name, value in fields.items())
