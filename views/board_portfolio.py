"""Portfolio: units on one board, below it what customers say left and how the process ran right, each in its funnel."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.funnel import MIN_UNITS
from analytics.intervals import mean_interval, wilson
from charts.funnel import PARAMETER, funnel_chart
from data.queries.portfolio import ACCOUNT, JOURNEY, PROJECT
from i18n import _, in_a_row, language, ngettext, pick
from reports.table_csv import csv_bytes
from views import (
    board_icons,
    board_units,
    drawing,
    empty,
    figures,
    frame,
    loaders,
    loaders_board,
    present,
    segment_words,
    state,
)
from views.board_units import UnitLine
from views.escape import plain
from views.loaders_board import Units
from views.view import View, segment_code

MOST_NAMED = 3


def kind_label(code: str) -> str:
    """What the units are."""
    fixed = {PROJECT: _("Projects"), ACCOUNT: _("Customer accounts"), JOURNEY: _("Journeys")}
    return fixed.get(code) or segment_words.dimension(code)


def draw(view: View) -> None:
    """Control, answer, the board of units, the chosen unit, the two funnels."""
    kind = _kind(view)
    scores, on_time = loaders_board.both(view.scope, kind)
    if scores.rows.empty and on_time.rows.empty:
        empty.no_data(_("No unit has enough answers in this period."))
        return
    names = _names(kind, scores, on_time)
    told = board_units.lines(scores, on_time, loaders_board.courses(view.scope, kind), names)
    if state.is_on(state.PRESENT):
        _present(told, scores, on_time, kind, names)
        return
    chosen = _chosen([line.unit for line in told])
    said = answer_sentence(scores, on_time, names)
    if kind == JOURNEY:
        said = in_a_row(
            said, _("Delivery on time is told for each journey and not compared, as they commit to different things.")
        )
    st.markdown(said)
    board_units.draw(told, kind, kind_label(kind), chosen)
    _choice(names, chosen)
    if scores.funnel is not None or on_time.funnel is not None:
        _both_funnels(scores, on_time, kind, names, chosen)
    _detail(view, kind, chosen, names.get(chosen, chosen))


def _both_funnels(scores: Units, on_time: Units, kind: str, names: dict[str, str], chosen: str) -> None:
    """What customers say at the left, how the process ran at the right."""
    left, right = st.columns(2)
    with left:
        st.header(_("What customers say"), anchor=False)
        _funnel(scores, kind, names, chosen, is_customer=True)
    with right:
        st.header(_("How the process ran"), anchor=False)
        _funnel(on_time, kind, names, chosen, is_customer=False)


def _kind(view: View) -> str:
    """What the units are: chosen, or as the link says while presenting."""
    kinds = loaders_board.kinds(view.journey_id)
    if state.is_on(state.PRESENT):
        return state.get(state.UNIT_KIND) or _first(view, kinds)
    return state.bound(
        st.selectbox, _("Units"), list(kinds), state.UNIT_KIND, after=_forget_unit, fallback=_first(view, kinds),
        width=320, format_func=kind_label,
    )  # fmt: skip


def _present(told: list[UnitLine], scores: Units, on_time: Units, kind: str, names: dict[str, str]) -> None:
    """The answer, one funnel and in words the unit that is ringed; the arrow keys walk the units of that funnel."""
    is_customer = is_customer_shown(scores, on_time)
    units = scores if is_customer else on_time
    walked = [line for line in told if (units.rows["unit"] == line.unit).any()]
    codes = [line.unit for line in walked]
    chosen = _chosen(codes)
    with frame.tools():
        present.step(codes, chosen, state.UNIT)
    present.message(answer_sentence(scores, on_time, names))
    st.subheader(unit_sentence(walked[codes.index(chosen)], is_customer=is_customer), anchor=False)
    _funnel(units, kind, names, chosen, is_customer=is_customer)


def is_customer_shown(scores: Units, on_time: Units) -> bool:
    """What customers say, unless only the process can be compared or only there a unit stands out."""

    def n_outside(units: Units) -> int:
        return -1 if units.funnel is None else int(units.rows["is_outside"].sum())

    if scores.rows.empty or on_time.rows.empty:
        return on_time.rows.empty
    return n_outside(scores) >= min(n_outside(on_time), 1)


def unit_sentence(line: UnitLine, *, is_customer: bool) -> str:
    """A unit's figure with interval and n, and where it lies in its funnel; escaped."""
    row, place = (line.said, line.said_place) if is_customer else (line.ran, line.ran_place)
    assert row is not None
    figure = _said(row.to_frame().T, is_customer=is_customer)[0]
    said = _("{name}: score {figure}; {place}") if is_customer else _("{name}: delivered on time {figure}; {place}")
    return said.format(name=plain(line.name), figure=figure, place=board_units.place_words(place))


def _forget_unit() -> None:
    """A unit of another kind is no unit of this one."""
    state.put(state.UNIT, "")


def refuse_unknown(view: View) -> None:
    """Drop a kind or a unit of the link that the data do not know, before the header says so."""
    kind, unit = state.get(state.UNIT_KIND), state.get(state.UNIT)
    if kind and kind not in loaders_board.kinds(view.journey_id):
        state.refuse(state.UNIT_KIND, kind)
        kind = ""
    if unit:
        now = kind or _first(view, loaders_board.kinds(view.journey_id))
        if not any((units.rows["unit"] == unit).any() for units in loaders_board.both(view.scope, now)):
            state.refuse(state.UNIT, unit)


def _first(view: View, kinds: tuple[str, ...]) -> str:
    """Accounts where there are enough of them, else the first segment of the data."""
    if loaders_board.both(view.scope, ACCOUNT)[0].funnel is not None:
        return ACCOUNT
    return next((kind for kind in kinds if kind not in (PROJECT, ACCOUNT, JOURNEY)), PROJECT)


def _names(kind: str, *both: Units) -> dict[str, str]:
    if kind == JOURNEY:
        rows = loaders.journeys()
        return {str(row["journey_id"]): pick(row["name_en"], row["name_zh"]) for _i, row in rows.iterrows()}
    names: dict[str, str] = {}
    for units in both:
        if "name" in units.rows:
            names |= dict(zip(units.rows["unit"], units.rows["name"], strict=True))
        else:
            names |= {unit: unit for unit in units.rows["unit"] if unit not in names}
    return (
        names if kind in (PROJECT, ACCOUNT) else {unit: segment_words.value(kind, name) for unit, name in names.items()}
    )


def answer_sentence(scores: Units, on_time: Units, names: dict[str, str]) -> str:
    """Which units lie off the others beyond chance, and over how many they were compared."""
    said = [_side(scores, names, is_customer=True), _side(on_time, names, is_customer=False)]
    return in_a_row(*said)


def _side(units: Units, names: dict[str, str], *, is_customer: bool) -> str:
    if units.rows.empty:
        return ""
    n = len(units.rows)
    if units.funnel is None:
        if n >= MIN_UNITS:
            return _("Scores: all alike.") if is_customer else _("Delivery on time: all alike.")
        said = (
            _("Scores: {n} units are too few for a funnel, which needs {least}: none is called low or high.")
            if is_customer
            else _(
                "Delivery on time: {n} units are too few for a funnel, which needs {least}: none is called low or high."
            )
        )
        return said.format(n=n, least=MIN_UNITS)
    called = units.rows[units.rows["is_outside"]].sort_values("z")
    if called.empty and units.funnel.spread > 0:
        spread = figures.number(units.funnel.spread * (1 if is_customer else 100), 1)
        said = (
            _("Scores: {n} units spread by {spread} points beyond chance; none stands out from that spread.")
            if is_customer
            else _("Delivery on time: {n} units spread by {spread} points beyond chance; none stands out from that.")
        )
        return said.format(n=figures.count(n), spread=spread)
    if called.empty:
        said = (
            _("Scores: none of {n} units differs from the others beyond chance.")
            if is_customer
            else _("Delivery on time: none of {n} units differs from the others beyond chance.")
        )
        return said.format(n=figures.count(n))
    first = _(", ").join(plain(names.get(unit, unit)) for unit in called["unit"].head(MOST_NAMED))
    said = (
        ngettext(
            "Scores: **{names}** differs from {rest} others beyond chance.",
            "Scores: {k} of {n} units differ from the others beyond chance, first **{names}**.", len(called),
        )
        if is_customer
        else ngettext(
            "Delivery on time: **{names}** differs from {rest} others beyond chance.",
            "Delivery on time: {k} of {n} units differ from the others beyond chance, first **{names}**.", len(called),
        )
    )  # fmt: skip
    return said.format(names=first, k=len(called), n=figures.count(n), rest=figures.count(n - 1))


def _chosen(units: list[str]) -> str:
    """The unit of the state; else the first of the board."""
    code = state.get(state.UNIT)
    if code not in units:
        code = units[0]
        state.show(state.UNIT, code)
    return code


def _funnel(units: Units, kind: str, names: dict[str, str], chosen: str, *, is_customer: bool) -> None:
    if units.funnel is None or units.limits is None:
        st.caption(
            _("Fewer than three units with enough answers: there is nothing to compare.")
            if is_customer
            else _("Fewer than three units with committed dates, or all alike: there is nothing to compare.")
        )
        return
    rows = _shown(units, names, chosen, is_customer=is_customer)
    title = board_units.score_title(kind) if is_customer else _("Delivered on time")
    alt_text = _side(units, names, is_customer=is_customer).replace("*", "")
    labels = {
        "value": title, "n": _("Answers (n)") if is_customer else _("Process instances (n)"), "center": _("all units"),
        "inner": _("95% limit"), "outer": _("99.8% limit"), "unit": _("Unit compared"), "said": title, "alt": alt_text,
    }  # fmt: skip
    st.caption(spread_sentence(units, is_customer=is_customer))
    side = "customer" if is_customer else "process"
    what = ("funnel", side, rows.to_csv(), language(), drawing.mode(), drawing.scale())
    spec = loaders.made(
        loaders_board.AREAS, what,
        lambda: drawing.specification(
            funnel_chart(rows, units.limits, units.funnel.center, labels=labels, dimension=side,  # type: ignore[arg-type, union-attr]
                mode=drawing.mode(), scale=drawing.scale(), is_share=not is_customer)),
    )  # fmt: skip
    key = f"board_{side}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PARAMETER, "unit")
        if code:
            state.put(state.UNIT, code)

    drawing.clickable(spec, clicked, key=key, parameter=PARAMETER, alt_text=alt_text)


def spread_sentence(units: Units, *, is_customer: bool) -> str:
    """What the limits allow for, and how many units are not shown."""
    if units.funnel is None:
        return ""
    if units.funnel.spread > 0:
        spread = figures.number(units.funnel.spread * (1 if is_customer else 100), 1)
        said = (
            _("Limits allow for chance and for the spread of {spread} points that all units show.")
            if is_customer
            else _("Limits allow for chance and for the spread of {spread} percentage points that all units show.")
        )
        told = said.format(spread=spread)
    else:
        told = _("Limits are those of chance: how far a unit of this n strays without any difference.")
    if units.n_hidden:
        hidden = ngettext(
            "{n} unit with too few rows is not shown.", "{n} units with too few rows are not shown.", units.n_hidden
        ).format(n=figures.count(units.n_hidden))
        told = in_a_row(told, hidden)
    return told


def _shown(units: Units, names: dict[str, str], chosen: str, *, is_customer: bool) -> pd.DataFrame:
    rows = units.rows
    tones = ["chance" if not called else "good" if z > 0 else "bad"
             for called, z in zip(rows["is_outside"], rows["z"], strict=True)]  # fmt: skip
    return pd.DataFrame(
        {
            "unit": rows["unit"], "name": [names.get(unit, unit) for unit in rows["unit"]], "n": rows["n"],
            "value": rows["value"], "tone": tones, "said": _said(rows, is_customer=is_customer),
            "is_selected": rows["unit"] == chosen,
        }
    )  # fmt: skip


def _said(rows: pd.DataFrame, *, is_customer: bool) -> list[str]:
    """Value with interval and n of each unit in words."""
    if is_customer:
        ends = [board_units.score_ends(row) for _i, row in rows.iterrows()]
        values = [figures.number(value, 1) for value in rows["value"]]
        spans = [figures.interval(low, high, 1) for low, high in ends]
    else:
        ends = [wilson(k, n) for k, n in zip(rows["n_on_time"], rows["n"], strict=True)]
        values = [figures.share(value) for value in rows["value"]]
        spans = [figures.share_interval(low, high) for low, high in ends]
    said = _("{value} ({interval}), n = {n}")
    return [said.format(value=value, interval=span, n=figures.count(n))
            for value, span, n in zip(values, spans, rows["n"], strict=True)]  # fmt: skip


def _choice(names: dict[str, str], chosen: str) -> None:
    state.bound(
        st.selectbox, _("Unit to open"), sorted(names, key=lambda unit: names[unit]), state.UNIT, fallback=chosen,
        width=320, format_func=lambda unit: names.get(unit, unit),
    )  # fmt: skip


def _detail(view: View, kind: str, unit: str, name: str) -> None:
    st.header(plain(name), anchor=False)
    if kind == JOURNEY:
        st.button(_("Open this journey"), icon=":material/route:", on_click=state.put, args=(state.JOURNEY, unit))
        return
    left, right = st.columns(2)
    with left:
        st.subheader(_("Touchpoints, lowest against the others first"), anchor=False)
        _touchpoints(loaders_board.touchpoints(view.scope, kind, unit))
        if kind not in (PROJECT, ACCOUNT):
            st.button(
                _("Look at this segment only"), icon=":material/filter_alt:", on_click=state.put,
                args=(state.SEGMENTS, segment_code([(kind, unit)])), key=f"board_segment|{language()}",
            )  # fmt: skip
    with right:
        st.subheader(_("Process instances, late ones first"), anchor=False)
        _cases(loaders_board.cases(view.scope, kind, unit))


def csv(view: View) -> bytes:
    """Every unit that is shown, in the order of the board, in figures."""
    kind = state.get(state.UNIT_KIND) or _first(view, loaders_board.kinds(view.journey_id))
    scores, on_time = loaders_board.both(view.scope, kind)
    told = board_units.lines(scores, on_time, loaders_board.courses(view.scope, kind), _names(kind, scores, on_time))
    return csv_bytes(board_units.figures_table(told))


def _touchpoints(rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption(_("No touchpoint has enough answers of this unit."))
        return
    text = st.column_config.TextColumn
    st.dataframe(
        touchpoint_table(rows), hide_index=True,
        column_config={
            "name": text(_("Touchpoint"), width=158), "mean": text(_("This unit"), width=70),
            "interval": text(_("95% CI"), width=102, help=_("95% confidence interval")),
            "n": text(_("n"), width=46), "rest": text(_("All others"), width=78),
        },
    )  # fmt: skip


def touchpoint_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per touchpoint, as shown."""
    ends = [board_units.on_scale(*mean_interval(m, sd, n))
            for m, sd, n in zip(rows["mean"], rows["sd"], rows["n"], strict=True)]  # fmt: skip
    return pd.DataFrame(
        {
            "name": [pick(en, zh) for en, zh in zip(rows["name_en"], rows["name_zh"], strict=True)],
            "mean": [figures.number(value, 1) for value in rows["mean"]],
            "interval": [figures.span(low, high, 1) for low, high in ends],
            "n": [board_icons.n_words(float(n), "points") for n in rows["n"]],
            "rest": [figures.number(value, 1) for value in rows["rest"]],
        }
    )


def _cases(rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption(_("No process instance of this unit has a committed date in this period."))
        return
    table = {
        _("Process instance"): rows["case_key"].to_list(),
        _("Opened"): rows["opened_at"].dt.date.to_list(),
        _("Committed for"): rows["due_at"].dt.date.to_list(),
        _("Kept"): [_("on time") if kept else _("late") for kept in rows["is_on_time"]],
    }
    st.dataframe(table, hide_index=True)
