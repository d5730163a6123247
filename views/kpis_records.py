"""The records behind one value of a measure: work items, steps, process instances, projects, contracts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.queries.kpi_derived import Asked, is_derivable
from i18n import _, ngettext
from views import figures, kpi_words, loaders_kpis
from views.view import View
from workflows.pool_kpis import ALIKE, check_records, derived_values
from workflows.read_kpis import Measure, period_end


def draw(view: View, measure: Measure, chosen: pd.Series) -> None:
    """What one period's value is made of."""
    start = chosen["period_start"].date()
    name = kpi_words.period(start, measure.grain)
    st.subheader(_("Behind the value of {period}").format(period=name), anchor=False)
    st.markdown(value_sentence(measure, chosen))
    key = measure.definition.key if measure.definition else ""
    if not is_derivable(key) or (measure.origin == "series" and measure.derived.empty):
        st.info(_("These values were imported as a series; the records behind them are not in this store."))
        return
    found = loaders_kpis.records(
        Asked(view.journey_id, key, measure.parameters, measure.kpi_id), start, period_end(start, measure.grain)
    )
    if found.empty:
        st.info(_("No record of the store lies in this period."))
        return
    if measure.origin == "series":
        st.caption(_source(measure, chosen))
    _table(found)


def _source(measure: Measure, chosen: pd.Series) -> str:
    """That the records stand beside an imported value, and why they need not add up to it."""
    said = _("The series was imported; these are the records of the store for the same period.")
    rows = derived_values(measure)
    own = rows.loc[rows["period_start"] == chosen["period_start"], "value"].dropna()
    is_same = len(own) == 1 and abs(float(own.iloc[0]) - float(chosen["value"])) <= ALIKE * abs(float(chosen["value"]))
    check = None if is_same else check_records(measure, None, None)
    if check is None or not check.agrees:
        return said
    return kpi_words.in_a_row(said, _("The series books some of them in a neighbouring period; in all both agree."))


def value_sentence(measure: Measure, row: pd.Series) -> str:
    """Value, interval, n, and numerator over denominator where both are known."""
    top, bottom = row["numerator"], row["denominator"]
    has_both = pd.notna(top) and pd.notna(bottom) and bool(bottom)
    told = (
        _("**{value}** ({interval}, {n}); numerator {top}, denominator {bottom}.")
        if has_both
        else _("**{value}** ({interval}, {n}).")
    )
    return told.format(
        value=kpi_words.value(measure, float(row["value"])), interval=kpi_words.interval(measure, row),
        n=kpi_words.n_words(row), top=_number(top), bottom=_number(bottom),
    )  # fmt: skip


def _number(value: float) -> str:
    return figures.number(value, 0 if float(value).is_integer() else 2) if pd.notna(value) else figures.NONE


def _cell(value: float) -> str:
    """What a record adds; empty where it belongs to the other side only."""
    return _number(value) if pd.notna(value) else ""


def entity_name(code: str) -> str:
    """What kind of record it is."""
    return {
        "work_item": _("Work item"),
        "event": _("Step"),
        "process_case": _("Process instance"),
        "project": _("Project"),
        "account": _("Customer account"),
        "response": _("Response"),
        "cost": _("Cost"),
    }.get(code, code)


def _table(found: pd.DataFrame) -> None:
    n = len(found)
    kinds = _(", ").join(entity_name(code) for code in found["entity"].unique())
    if n >= loaders_kpis.MOST_RECORDS:
        said = _("The first {n} records: {kinds}.")
    else:
        said = ngettext("{n} record: {kinds}.", "{n} records: {kinds}.", n)
    st.caption(said.format(n=figures.count(n), kinds=kinds))
    shown = pd.DataFrame(
        {
            "key": found["shown"],
            "kind": found["what"].where(found["title"] == "", found["title"]),
            "project": found["project"].fillna(figures.NONE),
            "day": found["day"],
            "num": found["num"].map(_cell),
            "den": found["den"].map(_cell),
        }
    )
    if found["den"].isna().all():
        shown = shown.drop(columns="den")
    st.dataframe(
        shown,
        hide_index=True,
        height=min(420, 38 + 35 * n),
        column_config={
            "key": st.column_config.TextColumn(_("Key"), width=76),
            "kind": st.column_config.TextColumn(_("What"), width=120),
            "project": st.column_config.TextColumn(_("Project"), width=96),
            "day": st.column_config.DateColumn(_("Day"), width=86, format="YYYY-MM-DD"),
            "num": st.column_config.TextColumn(_("Numerator"), width=78),
            "den": st.column_config.TextColumn(_("Denominator"), width=92),
        },
        alt=_("The records behind the value, with what each adds to numerator and denominator"),
    )
