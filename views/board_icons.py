"""Icon board: every score and measure of a journey with its course, level and assurance, sorted by need."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.spc.model import Chart
from charts.theme import palette
from charts.wrapping import clipped
from i18n import _, language, ngettext
from reports.table_csv import csv_bytes
from views import (
    board_present,
    control_answer,
    control_reasons,
    control_words,
    drawing,
    empty,
    figures,
    loaders_control,
    periods,
    state,
)
from views.cards import Card, draw_cards
from views.escape import plain
from views.selecting import key_of
from views.view import View
from workflows.rank_control import Shifted
from workflows.read_control import Reading

COURSE = 60
DAYS_FROM = 48.0  # hours
LOW_N = 30
HEIGHT = 640
CSV = ("measure", "name", "level", "moved_on", "assurance", "value", "low", "high", "n", "unit", "grain")
NAME = 37  # letters that the column of names holds
NEEDS = ("concern", "will_fail", "signal", "unconfirmed", "improvement", "change", "common", "undecided", "none")


@dataclass(frozen=True, eq=False)
class Line:
    """One measure on the board; `need` is one of NEEDS, `moved` its shift where it holds over the whole board."""

    code: str
    one: Reading
    moved: Shifted | None
    need: str


def lines(readings: dict[str, Reading], moved: tuple[Shifted, ...]) -> list[Line]:
    """All measures with a value in the period: those that need a look first, equals in the order of the journey."""
    by_code = {one.code: one for one in moved}
    with_values = {code: one for code, one in readings.items() if one.n_points}
    told = [Line(code, one, by_code.get(code), _need(one, by_code.get(code))) for code, one in with_values.items()]
    strength = {one.code: one.strength for one in moved}
    return sorted(told, key=lambda line: (NEEDS.index(line.need), -strength.get(line.code, 0.0)))


def _need(one: Reading, moved: Shifted | None) -> str:
    if not isinstance(one.chart, Chart) or one.variation is None:
        return "none"
    if moved is not None:
        return "concern" if moved.is_concern else "improvement" if one.improvement != "none" else "change"
    if _will_fail(one):
        return "will_fail"
    if one.is_confirmed:
        return "signal"
    return one.variation.code if one.variation.code in ("common", "undecided") else "unconfirmed"


def _will_fail(one: Reading) -> bool:
    return one.assurance is not None and one.assurance.code == "will_fail" and one.assurance.is_stable


def draw(view: View) -> None:
    """Answer, cards, the board, and the chosen measure with the way to its chart."""
    readings, moved = loaders_control.journey(view.scope, view.last)
    if not any(one.n_points for one in readings.values()):
        sentence = _("Nothing was measured yet: the board needs scores, KPI values or process instances.")
        empty.no_data(sentence, has_more=False)
        return
    told = lines(readings, moved)
    if state.is_on(state.PRESENT):
        board_present.draw(told, table(told), answer_sentence(told, view.period_text))
        return
    st.markdown(answer_sentence(told, view.period_text))
    draw_cards(cards(told))
    chosen = _board(told)
    st.caption(
        _(
            "Each measure on its own control chart, Nelson 1 and 2. A concern or an improvement is named when its "
            "level moved and the false-discovery rate over the whole board stays below 5%; any other signal is grey. "
            "The variation icon on a chart speaks of its last point only."
        )
    )
    _opened(view, chosen)


def answer_sentence(told: list[Line], period: str) -> str:
    """What needs attention first, and how many measures were looked at."""
    concerns = [line for line in told if line.need == "concern"]
    n = len(told)
    if concerns:
        first = concerns[0]
        said = ngettext(
            "**{name}** needs attention first: it got worse {since}. {n} measures were looked at in {period}.",
            "**{name}** needs attention first: it got worse {since}. {k} of {n} measures got worse in {period}.",
            len(concerns),
        )
        return said.format(
            name=plain(control_words.title(first.one.row)), since=_since(first), k=len(concerns), n=n, period=period
        )
    failing = [line for line in told if line.need == "will_fail"]
    if failing:
        said = _(
            "Nothing got worse beyond chance, but **{name}** cannot reach its target as it runs now; "
            "{n} measures were looked at in {period}."
        )
        return said.format(name=plain(control_words.title(failing[0].one.row)), n=n, period=period)
    return _("None of {n} measures got worse beyond chance in {period}.").format(n=n, period=period)


def _since(line: Line) -> str:
    assert line.moved is not None
    day = control_answer.day_of(line.one, line.moved.shift.index)
    return _("since {day}").format(day=periods.day_label(day))


def cards(told: list[Line]) -> list[Card]:
    """How many measures stand how."""
    count = {need: sum(line.need == need for line in told) for need in NEEDS}
    n = _("of {n} measures").format(n=len(told))
    failing = sum(_will_fail(line.one) for line in told)
    few = sum(control_answer.is_undecided(line.one) for line in told)
    calm = sum(isinstance(line.one.chart, Chart) and not line.one.is_confirmed for line in told) - few
    judged = n
    if few:
        judged = _("of {n} measures; {k} have too few points to tell").format(n=len(told), k=few)
    with_target = sum(line.one.assurance is not None for line in told)
    return [
        Card(_("Got worse"), str(count["concern"]), _("beyond chance"), "gray", n, has_arrow=False),
        Card(_("Got better"), str(count["improvement"]), _("beyond chance"), "gray", n, has_arrow=False),
        Card(_("Common causes only"), str(calm), _("no confirmed signal"), "gray", judged, has_arrow=False),
        Card(
            _("Will fail its target"), str(failing), _("as it runs now"), "gray",
            _("of {n} with a target").format(n=with_target), has_arrow=False,
        ),
    ]  # fmt: skip


def state_words(line: Line) -> str:
    """Whether the level moved, in words, with the day of a shift that holds over the board."""
    if line.need == "none":
        return _("– no limits yet")
    if line.moved is not None:
        icon = {"concern": _("▼ Concern"), "improvement": _("▲ Improvement"), "change": _("◆ Change")}[line.need]
        return _("{icon} {since}").format(icon=icon, since=_since(line))
    if line.one.is_confirmed:
        return _("○ Signal on its chart")
    seen = line.one.variation
    assert seen is not None
    if seen.code == "undecided":
        return control_answer.variation_words("undecided", is_lone=False)
    return control_answer.variation_words("common", is_lone=seen.code != "common")


def assurance_words(one: Reading) -> str:
    """The assurance icon in words; a dash without a target."""
    if one.assurance is None:
        return figures.NONE
    if not one.assurance.is_stable:
        return _("Changing")
    icon = {"will_pass": "✓ ", "may_or_may_not": "~ ", "will_fail": "✗ "}[one.assurance.code]
    return icon + control_answer.assurance_words(one.assurance.code)


def _board(told: list[Line]) -> Line:
    codes = [line.code for line in told]
    chosen = state.get(state.CONTROL_MEASURE)
    _table(told, chosen if chosen in codes else codes[0])
    names = {line.code: control_words.list_name(line.one.row) for line in told}
    code = state.bound(
        st.selectbox, _("Measure to open"), codes, state.CONTROL_MEASURE, fallback=codes[0], width=420,
        format_func=lambda one: names.get(one, one),
    )  # fmt: skip
    return next(line for line in told if line.code == code)


def _table(told: list[Line], chosen: str) -> None:
    """The rows of the board; a click chooses one."""
    codes = [line.code for line in told]
    key, picked = opens(f"board_icons_{len(codes)}|{language()}", codes, chosen, state.CONTROL_MEASURE)
    frame = table(told)
    colours = palette(drawing.mode())
    tints = {"concern": f"color: {colours.bad_text}; font-weight: 600", "improvement": f"color: {colours.good}"}
    styles = [tints.get(line.need, "") for line in told]
    styled = frame.style.apply(lambda _column: styles, subset=["state", "icon"])
    st.dataframe(
        styled, key=key, hide_index=True, on_select=picked,
        selection_mode="single-row",
        height=min(HEIGHT, 38 + 36 * len(told)), column_config=_columns(), column_order=_order(),
        alt=_("Every measure with its course, level, assurance, last value with interval and n, by need"),
    )  # fmt: skip


def opens(name: str, codes: list[str], chosen: str, kept: str) -> tuple[str, Callable[[], None]]:
    """Key of the table `name`, and what a click on a row does: its code is put under `kept`; `chosen` is open now."""

    def own(event: Any) -> str | None:
        rows = event.selection.rows if event is not None else []
        return codes[rows[0]] if rows and rows[0] < len(codes) else None

    key = key_of(name, chosen, own)

    def picked() -> None:
        code = own(st.session_state.get(key))
        if code:
            state.put(kept, code)

    return key, picked


def table(told: list[Line]) -> pd.DataFrame:
    """One row per measure, as shown."""
    rows: list[dict[Hashable, Any]] = []
    for line in told:
        one = line.one
        known = np.flatnonzero(one.series["value"].notna().to_numpy())
        at = int(known[-1]) if known.size else None
        n = float(one.series["n"].iloc[at]) if at is not None else math.nan
        value = float(one.series["value"].iloc[at]) if at is not None else math.nan
        rows.append(
            {
                "icon": state_words(line).partition(" ")[0],
                "name": clipped(control_words.list_name(one.row), NAME),
                "state": state_words(line),
                "assurance": assurance_words(one),
                "course": one.series["value"].dropna().tail(COURSE).tolist(),
                "value": value_words(one, value) if at is not None else figures.NONE,
                "interval": (span_words(one, at) if at is not None else "") or figures.NONE,
                "n": n_words(n, str(one.row["unit"])),
                "grain": control_words.grain_name(one.grain),
            }
        )
    return pd.DataFrame(rows)


def csv(view: View) -> bytes:
    """Every measure with a value in the period, by need, in figures."""
    readings, moved = loaders_control.journey(view.scope, view.last)
    return csv_bytes(pd.DataFrame([_figures(line) for line in lines(readings, moved)], columns=list(CSV)))


def _figures(line: Line) -> dict[str, Any]:
    one = line.one
    at = int(np.flatnonzero(one.series["value"].notna().to_numpy())[-1])
    low, high = control_answer.interval(one, at) or (math.nan, math.nan)
    day = control_answer.day_of(one, line.moved.shift.index).isoformat() if line.moved else ""
    return {
        "measure": line.code, "name": control_words.list_name(one.row), "level": line.need, "moved_on": day,
        "assurance": "" if one.assurance is None else one.assurance.code if one.assurance.is_stable else "changing",
        "value": float(one.series["value"].iloc[at]), "low": low, "high": high,
        "n": float(one.series["n"].iloc[at]), "unit": str(one.row["unit"]), "grain": one.grain,
    }  # fmt: skip


def value_words(one: Reading, value: float, *, like: float | None = None) -> str:
    """A value with its unit; hours in days from two days on, or where `like` is: 283 h is 11.8 d."""
    if str(one.row["unit"]).lower() in ("hours", "h") and abs(value if like is None else like) >= DAYS_FROM:
        return figures.unit_value(value / 24, "days")
    return control_words.value_words(one.row, value)


def span_words(one: Reading, at: int) -> str:
    """The ends of the interval in the unit of the value; "" where there is none."""
    ends = control_answer.interval(one, at)
    if ends is None:
        return ""
    value = float(one.series["value"].iloc[at])
    low, high = (value_words(one, end, like=value) for end in ends)
    return _("{low} to {high}").format(low=low, high=high)


def n_words(n: float, unit: str) -> str:
    """The number behind the last value; a mark where it is low, a dash where nobody counted or it is a count itself."""
    if not math.isfinite(n) or n <= 0 or unit == "count":
        return figures.NONE
    return f"○ {figures.count(n)}" if n < LOW_N else figures.count(n)


def _columns() -> dict[str, Any]:
    text = st.column_config.TextColumn
    return {
        "name": text(_("Measure"), width=258),
        "state": text(
            _("Level"),
            width=222,
            help=_("Whether the level moved in the period; not whether the last point is a signal."),
        ),
        "assurance": text(_("Assurance"), width=126, help=_("Whether its limits keep the target.")),
        "course": st.column_config.LineChartColumn(_("Course"), width=66, color="gray"),
        "value": text(_("Last value"), width=76),
        "interval": text(
            _("95% CI"),
            width=110,
            help=_("95% confidence interval; a dash where the spread of single values is unknown."),
        ),
        "n": text(_("n"), width=52, help=_("○: fewer than {n}, low n.").format(n=LOW_N)),
        "grain": text(_("Period"), width=54),
    } | ({"icon": text("", width=34)} if drawing.is_phone() else {})


def _order() -> list[str]:
    """On a phone icon, value and n come first, then the name."""
    if drawing.is_phone():
        return ["icon", "value", "n", "name", "state", "course", "interval", "assurance", "grain"]
    return ["name", "state", "assurance", "course", "value", "interval", "n", "grain"]


def _opened(view: View, line: Line) -> None:
    """The chosen measure in a sentence, and the way to its chart."""
    one = line.one
    st.header(plain(control_words.title(one.row)), anchor=False)
    st.markdown(
        control_answer.sentence(one, view.period_text, None, line.moved.shift if line.moved else None)
        if isinstance(one.chart, Chart)
        else control_reasons.no_chart(one.chart)
    )
    st.page_link(
        "pages/process/control.py", label=_("Open its control chart"), icon=":material/monitoring:",
        query_params={state.JOURNEY: view.journey_id, state.LANGUAGE: language(), state.CONTROL_MEASURE: line.code},
    )  # fmt: skip
