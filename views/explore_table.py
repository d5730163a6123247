"""The explore page's chart and table of one question, and the answers behind a figure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.crosstab import Crosstab
from charts.crosstab import crosstab_chart
from data.queries.explore import Asked
from i18n import _, language
from views import drawing, explore_choice, figures, loaders, loaders_explore, state
from views.downloads import csv_button
from views.explore_words import cell_text, interval_text, option_name
from views.loaders_explore import Answered, Question
from views.view import View

MOST_BARS = 72
SIGNS = {"higher": "▲", "lower": "▼"}


def cells_frame(found: Answered, names: dict[str, str]) -> pd.DataFrame:
    """One row per option and shown group, in drawing order: what the chart and the export hold."""
    table = found.table
    rows = [
        {
            "option": option_name(option),
            "group": names[group.name],
            "letter": group.letter,
            "value": cell.value,
            "low": cell.low,
            "high": cell.high,
            "n": cell.n,
            "n_group": group.n,
            "exceeds": " ".join(cell.letters),
            "against": cell.against_rest,
            "low_n": group.is_low,
            "said": cell_text(cell, group, is_mean=found.is_mean) + "".join(f" {letter}" for letter in cell.letters),
        }
        for option in table.options
        for group in table.shown
        for cell in [table.cells[option, group.name]]
    ]
    return pd.DataFrame(rows)


def draw(view: View, found: Answered, question: Question, asked: Asked, names: dict[str, str], sentence: str) -> None:
    """The chart or the table by choice; too many bars for a chart make it a table."""
    frame = cells_frame(found, names)
    forms = list(state.FORMS) if 0 < len(frame) <= MOST_BARS else ["table"]
    with st.container(horizontal=True, vertical_alignment="center"):
        form = state.bound(
            st.segmented_control, _("Form"), forms, state.FORM, required=True, label_visibility="collapsed",
            format_func=lambda code: _("Chart") if code == "chart" else _("Table"),
        )  # fmt: skip
        _export(view, frame)
    if form == "chart" and "chart" in forms:
        _draw_chart(frame, question, asked, found, sentence)
    else:
        _draw_table(found, names)


def _draw_chart(frame: pd.DataFrame, question: Question, asked: Asked, found: Answered, sentence: str) -> None:
    what = ("explore", asked, found, language(), drawing.mode(), drawing.is_phone())
    ends = (question.low, question.high) if found.is_mean and question.low is not None and question.high else None
    if found.is_mean and ends is None:
        ends = (float(frame["low"].fillna(frame["value"]).min()), float(frame["high"].fillna(frame["value"]).max()))
    labels = {"option": _("Answer option"), "group": _("Group"), "value": _("Figure"), "alt": ""}
    spec = loaders.made(
        ("feedback", "journey", "setting"),
        what,
        lambda: drawing.specification(
            crosstab_chart(
                frame,
                labels=labels,
                value_range=ends,
                mode=drawing.mode(),
                layout="tall" if drawing.is_phone() else "wide",
            )
        ),
    )
    drawing.draw(spec, key="explore_chart", alt_text=sentence)


def table_frame(found: Answered, names: dict[str, str]) -> pd.DataFrame:
    """Options down, groups across: figure, letters, sign; the first row says n."""
    table = found.table
    columns: dict[str, list[str]] = {"option": [_("n"), *(option_name(option) for option in table.options)]}
    for place, group in enumerate(table.groups):
        cells = [table.cells[option, group.name] for option in table.options]
        shown = [
            " ".join(
                part
                for part in (
                    interval_text(cell, is_mean=found.is_mean),
                    "".join(cell.letters),
                    SIGNS.get(cell.against_rest, ""),
                )
                if part
            )
            if cell.value is not None
            else figures.NONE
            for cell in cells
        ]
        n = _("too few") if group.is_hidden else figures.count(group.n) + (_(" low n") if group.is_low else "")
        columns[f"g{place}"] = [n, *shown]
    return pd.DataFrame(columns)


def _draw_table(found: Answered, names: dict[str, str]) -> None:
    config: dict[str, Any] = {"option": st.column_config.TextColumn(_("Answer option"), width="medium", pinned=True)}
    has_letters = len(found.table.groups) > 1
    for place, group in enumerate(found.table.groups):
        title = f"{group.letter} · {names[group.name]}" if has_letters and group.letter else names[group.name]
        config[f"g{place}"] = st.column_config.TextColumn(plain_title(title), width="medium")
    st.dataframe(
        table_frame(found, names),
        hide_index=True,
        height="content" if len(found.table.options) <= 20 else 560,
        column_config=config,
        alt=_("Answer options by group, with letters for differences beyond chance"),
    )


def plain_title(text: str) -> str:
    """A column title of at most 60 signs; titles are drawn as they are."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _export(view: View, frame: pd.DataFrame) -> None:
    titles = {
        "option": _("Answer option"), "group": _("Group"), "letter": _("Letter"), "value": _("Value"),
        "low": _("Low end (95% confidence interval)"), "high": _("High end (95% confidence interval)"),
        "n": _("n of the answer"), "n_group": _("n of the group"), "exceeds": _("Exceeds groups"),
        "against": _("Against all others"), "low_n": _("low n"), "said": _("In words"),
    }  # fmt: skip
    csv_button(frame, titles, name=f"{view.journey_id}-explore", key="explore_csv")


def draw_rows(view: View, found: Answered, asked: Asked, names: dict[str, str]) -> None:
    """Choose an option and a group, and see the answers behind their figure."""
    st.header(_("The answers behind a figure"), anchor=False)
    table = found.table
    options = ["", *(option for option in table.options if option not in ("mean", "top2"))]
    groups = ["", *(group.name for group in table.shown)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        option = state.bound(st.selectbox, _("Answer option"), options, state.OPTION, width=320,
                             format_func=lambda code: code or _("every option"))  # fmt: skip
        group = state.bound(st.selectbox, _("Group"), groups, state.GROUP, width=280,
                            format_func=lambda code: names.get(code, code) or _("every group"))  # fmt: skip
    if not _is_enough(table, group):
        st.caption(_("Too few answers to show single ones."))
        return
    rows = loaders_explore.rows(view.scope, asked, option or None, group or None)
    shown = rows.assign(group_name=[names.get(str(code), str(code)) for code in rows["group_name"]])
    least = int(loaders.rules()["min_comments"])
    if int(rows["comment"].notna().sum()) < least:
        shown = shown.drop(columns="comment")
    if asked.by == "all":
        shown = shown.drop(columns="group_name")
    st.dataframe(
        shown.drop(columns="number").fillna({"comment": ""} if "comment" in shown else {}),
        hide_index=True,
        column_config={
            "day": st.column_config.DateColumn(_("Day"), width="small"),
            "group_name": st.column_config.TextColumn(_("Group"), width="medium"),
            "answer": st.column_config.TextColumn(_("Answer"), width="medium"),
            "comment": st.column_config.TextColumn(_("Comment of the same response"), width="large"),
        },
        alt=_("The answers behind the figure, newest first"),
    )
    st.caption(_("At most 300 answers are listed, newest first. Personal data stay hidden."))


def _is_enough(table: Crosstab, group: str) -> bool:
    return bool(table.shown) and (not group or any(one.name == group for one in table.shown))


def group_names(view: View, found: Answered, asked: Asked) -> dict[str, str]:
    """Every group of the table in words."""
    return {group.name: explore_choice.group_name(view, asked.by, group.name) for group in found.table.groups}
