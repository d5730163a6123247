"""The list of measures: value of the period, target, limits, owner, course, source, last value; a click opens one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from analytics.kpi.pooled import Pooled
from i18n import _, in_a_row, language, ngettext
from reports.table_csv import csv_bytes
from views import drawing, figures, kpi_words, loaders, loaders_kpis, state
from views.selecting import key_of
from views.view import View
from workflows.pool_kpis import pooled_measure
from workflows.read_kpis import Measure

ORDER: Final = ("missed", "missed_unsure", "open", "reached_unsure", "reached", "no_target", "no_value")
COURSE: Final = 26
HEIGHT: Final = 430
ON_PHONE: Final = 400
ROW_ON_PHONE: Final = 66  # the table wraps its texts from 64 on
MARKED: Final = ("missed", "missed_unsure", "open", "reached_unsure", "reached")


@dataclass(frozen=True)
class Line:
    """One measure in the period looked at: all of its full values together, where that stands, the newest of them."""

    measure: Measure
    row: pd.Series | None
    standing: str
    pooled: Pooled | None = None


def lines(view: View) -> list[Line]:
    """The measures with values in the period, the worst standing first."""
    found, pooled = [], _pooled(view)
    for measure in loaders_kpis.measures(view.journey_id):
        row = kpi_words.last_full(measure, view.span.start, view.span.end)
        one = pooled.get(measure.kpi_id)
        if row is not None and one is not None:
            found.append(Line(measure, row, kpi_words.stands(measure, one), one))
    return sorted(found, key=lambda line: ORDER.index(line.standing))


def _pooled(view: View) -> dict[str, Pooled]:
    def read() -> dict[str, Pooled]:
        every = loaders_kpis.measures(view.journey_id)
        found = {one.kpi_id: pooled_measure(one, view.span.start, view.span.end) for one in every}
        return {kpi_id: one for kpi_id, one in found.items() if one is not None}

    return loaders.made(loaders_kpis.AREAS, ("kpis pooled", view.journey_id, view.span), read)


def without(view: View) -> list[Measure]:
    """The measures that have no value in the period."""
    shown = {line.measure.kpi_id for line in lines(view)}
    return [measure for measure in loaders_kpis.measures(view.journey_id) if measure.kpi_id not in shown]


def answer(found: list[Line], period: str) -> str:
    """How many measures reach their target, miss it, or could do either; what cannot be judged only where it occurs."""
    n = {code: sum(line.standing == code for line in found) for code in ORDER}
    said = ngettext(
        "**{n} measure** has a value in {period}. Beyond chance **{reached} reach** and **{missed} miss** their "
        "target; {open} could be either.",
        "**{n} measures** have a value in {period}. Beyond chance **{reached} reach** and **{missed} miss** their "
        "target; {open} could be either.",
        len(found),
    ).format(n=len(found), period=period, reached=n["reached"], missed=n["missed"], open=n["open"])
    unsure, none = n["reached_unsure"] + n["missed_unsure"], n["no_target"]
    rest = [
        ngettext("{n} has a target but no interval.", "{n} have a target but no interval.", unsure).format(n=unsure)
        if unsure else "",
        ngettext("{n} has no target.", "{n} have no target.", none).format(n=none) if none else "",
    ]  # fmt: skip
    return in_a_row(said, *rest)


def draw(found: list[Line], chosen: str) -> None:
    """The table; a click on a row opens its measure."""
    ids = [line.measure.kpi_id for line in found]

    def own(event: object) -> str | None:
        rows = event.selection.rows if event is not None else []  # type: ignore[attr-defined]
        return ids[rows[0]] if rows and rows[0] < len(ids) else None

    key = key_of(f"kpis_list_{language()}_{len(ids)}", chosen, own)

    def picked() -> None:
        code = own(st.session_state.get(key))
        if code:
            open_measure(code)

    st.dataframe(
        _table(found, chosen),
        key=key,
        hide_index=True,
        height=ON_PHONE if drawing.is_phone() else min(HEIGHT, 38 + 35 * max(len(found), 1)),
        row_height=ROW_ON_PHONE if drawing.is_phone() else None,
        column_order=order(is_phone=drawing.is_phone()),
        on_select=picked,
        selection_mode="single-row",
        column_config=_columns(),
        alt=_("Every measure with its last value, target, limits, direction, owner, course and source"),
    )


def open_measure(kpi_id: str) -> None:
    """Open another measure; the period chosen in the one before means nothing to it."""
    state.put(state.KPI, kpi_id)
    state.put(state.KPI_PERIOD, "")


def _table(found: list[Line], chosen: str) -> pd.DataFrame:
    rows = []
    for line in found:
        measure, row, one = line.measure, line.row, line.pooled
        assert row is not None
        assert one is not None
        course = measure.values["value"].dropna().tail(COURSE).tolist()
        rows.append(
            {
                "name": ("▸ " if measure.kpi_id == chosen else "") + kpi_words.name(measure),
                "mark": kpi_words.standing_words(line.standing)[0] if line.standing in MARKED else "",
                "figure": kpi_words.brief_figure(measure, one),
                "standing": kpi_words.standing_words(line.standing),
                "value": kpi_words.short_value(measure, one.value),
                "interval": kpi_words.pooled_span(measure, one),
                "n": figures.count(one.n) if pd.notna(one.n) else figures.NONE,
                "course": course,
                "target": kpi_words.target(measure),
                "limits": kpi_words.limits(measure),
                "unit": figures.unit_name(measure.unit),
                "owner": measure.owner or figures.NONE,
                "source": kpi_words.source(measure),
                "last": kpi_words.short_value(measure, float(row["value"])),
                "period": kpi_words.period(row["period_start"].date(), measure.grain),
            }
        )
    return pd.DataFrame(rows)


def _columns() -> dict[str, Any]:
    text = st.column_config.TextColumn
    judged = _("Whether the whole 95% interval lies on one side of the target; without an interval the value alone.")
    whole = _("Over the whole period: counts summed, else the mean of its weeks, months or quarters.")
    is_phone = drawing.is_phone()
    return {
        "mark": text("", width=34, help=_("▲ reached, ▼ missed, ◆ could be either; △ ▽ without an interval.")),
        "name": text(_("Measure"), width=136 if is_phone else 228),
        "figure": text(_("Value (95% CI), n"), width=150, help=whole),
        "standing": text(_("Against target"), width=158, help=judged),
        "value": text(_("Value"), width=66, help=whole),
        "interval": text(_("95% CI"), width=118),
        "n": text(_("n"), width=58),
        "course": st.column_config.LineChartColumn(_("Course"), width=72, color="green"),
        "target": text(_("Target"), width=76, help=_("≥: more is better; ≤: less is better.")),
        "limits": text(_("Specification"), width=88, help=_("Limits of the customer or contract.")),
        "unit": text(_("Unit"), width=78),
        "owner": text(_("Owner"), width=130),
        "source": text(_("Source"), width=100),
        "last": text(_("Last value"), width=78),
        "period": text(_("Period of the last value"), width=150),
    }


def order(*, is_phone: bool) -> list[str]:
    """The columns in the order shown; a phone holds the first three, so value, interval and n share one."""
    if is_phone:
        return ["mark", "name", "figure", "standing", "target", "course", "limits", "unit", "owner", "source", "last",
                "period"]  # fmt: skip
    return ["name", "standing", "value", "interval", "n", "course", "target", "limits", "unit", "owner", "source",
            "last", "period"]  # fmt: skip


def csv(view: View) -> bytes:
    """Every value of every measure in the period as a table file."""
    parts = []
    for line in lines(view):
        rows = kpi_words.within(line.measure.values, view.span.start, view.span.end)
        one = line.measure
        parts.append(rows.assign(measure=kpi_words.name(one), kpi_id=one.kpi_id, unit=one.unit))
    columns = ["kpi_id", "measure", "unit", "period_start", "value", "low", "high", "n", "numerator", "denominator"]
    frame = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    return csv_bytes(frame)
