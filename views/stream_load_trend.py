"""The trend of lead time or load: each period with n and interval, and the process instances behind the chosen one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from charts.theme import Scale
from charts.trend import kpi_trend
from data.queries.scope import Scope
from i18n import _, language
from reports.chart_labels import trend_labels
from views import drawing, figures, home_trends, loaders, loaders_process, present, state, stream_load_words
from views.downloads import csv_button
from views.stream_rows import stem
from views.view import View

COUNTED: Final = {"progress": "n_in_progress", "closed": "n_closed", "begun": "n_begun"}
HOUR: Final = 3600.0
PICK: Final = "period"


@dataclass(frozen=True)
class Course:
    """What the drawn trend depends on, next to the versions of the store."""

    scope: Scope
    figure: str
    clock: str
    grain: str
    language: str
    mode: drawing.Mode
    scale: Scale
    title: str


def draw(view: View, figure: str, clock: str, grain: str) -> None:
    """The chart, a second way to choose a period, its data, and the instances behind the chosen period."""
    what, rows = _course(view, figure, clock, grain)
    if rows.empty:
        st.caption(_("Nothing of this kind in the period."))
        return
    name = what.title
    chosen = _chosen(rows)
    at = rows["code"].tolist().index(chosen) + 1
    key = f"stream_load_{at}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PICK, "position")
        number = int(float(code)) if code else 0
        if 1 <= number <= len(rows) and pd.notna(rows["value"].iloc[number - 1]):
            state.put(state.LOAD_PERIOD, str(rows["code"].iloc[number - 1]))

    drawing.clickable(
        _specification(what, rows, at), clicked, key=key, parameter=PICK, alt_text=stream_load_words.alt(name, rows)
    )
    if figure == "lead":
        st.caption(_how_to_read())
    with st.expander(_("Show data")):
        st.dataframe(_table(rows, name), hide_index=True)
    _behind(view, what, rows, chosen)


def draw_presented(view: View, figure: str, clock: str, grain: str, *, message: str | None) -> None:
    """Message and chart alone."""
    what, rows = _course(view, figure, clock, grain)
    if rows.empty:
        present.message(message or _("Nothing of this kind in the period."))
        return
    said = stream_load_words.alt(what.title, rows)
    present.message(message or said)
    drawing.draw(_specification(what, rows, None), key="stream_load_presented", alt_text=said)


def _course(view: View, figure: str, clock: str, grain: str) -> tuple[Course, pd.DataFrame]:
    name = stream_load_words.figure_name(figure)
    what = Course(view.scope, figure, clock, grain, language(), drawing.mode(), drawing.scale(), name)
    return what, loaders.made(loaders_process.AREAS, ("load rows", what), lambda: rows_of(what))


def rows_of(what: Course) -> pd.DataFrame:
    """One row per period, those without instances included; of lead times with the interval of the median."""
    if what.figure == "lead":
        series = loaders_process.lead_series(what.scope, what.grain, what.clock)
        counts = series["n_cases"]
        columns = [series[name] / HOUR for name in ("median_s", "low_s", "high_s")]
    else:
        series = loaders_process.load(what.scope, what.grain)
        counts = series[COUNTED[what.figure]]
        columns = [counts.astype(float), *[pd.Series(float("nan"), index=series.index)] * 2]
    least = int(loaders.rules()["min_n_low"]) if what.figure == "lead" else 0  # a count is no sample
    days = [start.date() for start in series["period_start"]]
    told = {
        day: {"value": float(value), "low": _known(low), "high": _known(high), "n": int(n), "hidden": False,
              "low_n": int(n) < least}
        for day, value, low, high, n in zip(days, *columns, counts, strict=True)
    }  # fmt: skip
    codes = [day.isoformat() for day in home_trends.starts(told, what.grain)] if told else []
    return home_trends.filled(told, what.grain).assign(code=codes)


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _chosen(rows: pd.DataFrame) -> str:
    """The period of the link, else the newest one with a value."""
    with_value = rows.loc[rows["value"].notna(), "code"].tolist()
    code = state.get(state.LOAD_PERIOD)
    if code and code not in with_value:
        state.put(state.LOAD_PERIOD, "")
        code = ""
    code = code or with_value[-1]
    state.show(state.LOAD_PERIOD, code)
    return code


def _specification(what: Course, rows: pd.DataFrame, at: int | None) -> dict[str, Any]:
    return loaders.made(loaders_process.AREAS, (what, at), lambda: drawing.specification(_chart(what, rows, at)))


def _chart(what: Course, rows: pd.DataFrame, at: int | None) -> Any:
    unit = _("process instances") if what.figure != "lead" else stream_load_words.lead_unit(what.clock)
    labels = trend_labels(score=unit, title=what.title) | {"answers": _("Process instances (n)")}
    return kpi_trend(rows, labels=labels, mode=what.mode, scale=what.scale, digits=0, pick=PICK if at else None,
                     selected=at)  # fmt: skip


def _how_to_read() -> str:
    return _(
        "Median per period with its 95% confidence interval by ranks, instances taken as independent; none below {few} "
        "instances, hollow below {n}. Click a period for its instances."
    ).format(few=6, n=int(loaders.rules()["min_n_low"]))


def _table(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    table: dict[str, object] = {_("Period"): rows["title"], name: rows["value"].round(1)}
    if rows["low"].notna().any():
        ends = zip(pd.to_numeric(rows["low"]), pd.to_numeric(rows["high"]), strict=True)
        table[_("95% confidence interval")] = [
            figures.NONE if pd.isna(low) else figures.span(low, high, 1) for low, high in ends
        ]
    return pd.DataFrame(table | {_("n"): rows["n"]})


def _behind(view: View, what: Course, rows: pd.DataFrame, chosen: str) -> None:
    """The instances of the chosen period: another period, the list, the download."""
    titles = dict(zip(rows["code"], rows["title"], strict=True))
    options = rows.loc[rows["value"].notna(), "code"].tolist()[::-1]
    st.subheader(
        _("{name}: process instances of {period}").format(name=what.title, period=titles[chosen]), anchor=False
    )
    state.bound(
        st.selectbox, _("Period"), options, state.LOAD_PERIOD, fallback=chosen, width=320,
        format_func=lambda code: titles[code],
    )  # fmt: skip
    found = loaders_process.period_cases(what.scope, what.figure, what.grain, date.fromisoformat(chosen), what.clock)
    if found.empty:
        st.caption(_("No process instance lies behind it."))
        return
    n, shown = int(found["n_cases"].iloc[0]), len(found)
    if shown < n:
        st.caption(_("The {k} longest of {n}.").format(k=figures.count(shown), n=figures.count(n)))
    is_age = what.figure == "progress"
    seconds, clock = (found["age_s"], "calendar") if is_age else (found["took_s"], what.clock)
    table = pd.DataFrame(
        {
            "case_key": found["external_key"].fillna(found["case_id"]),
            "account": found["account"].fillna(""),
            "began": found["began_at"].dt.date,
            "ended": found["ended_at"].dt.date,
            "activity": found["activity"],
            "taken": [stream_load_words.taken(float(value), clock) for value in seconds],
            "hours": seconds / HOUR,
        }
    )
    names = {
        "case_key": _("Process instance"), "account": _("Customer"), "began": _("Began"), "ended": _("Last step"),
        "activity": _("Stands after"),
        **stream_load_words.case_time(what.figure, clock),
    }  # fmt: skip
    columns = {
        name: st.column_config.NumberColumn(title, format="%.1f") if name == "hours" else st.column_config.Column(title)
        for name, title in names.items()
    }
    st.dataframe(table, hide_index=True, height=min(320, 38 + 35 * shown), key=f"load_cases|{language()}",
                 column_config=columns)  # fmt: skip
    csv_button(
        table,
        names,
        name=stem(view, f"{what.figure}-{chosen}"),
        key="load_cases_csv",
        label=_("Download the process instances"),
    )
