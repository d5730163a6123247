"""Transitions: who goes on from touchpoint to touchpoint, who leaves, and where the score falls on the way."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics.intervals import Estimate
from analytics.paths.transitions import END, LEFT, Transition
from charts.contrast_rows import PARAMETER as ROW
from i18n import _, language
from reports.numbers import duration
from views import drawing, empty, figures, frame, loaders_paths, paths_chart, present, state, transitions_table
from views.cards import Card, draw_cards
from views.downloads import csv_button
from views.escape import plain
from views.paths_detail import draw_comments
from views.stream_rows import stem
from views.transitions_words import answer, code_of, figure_lines, name_of, score_words, tone
from views.view import View

MOST, MOST_PRESENTING = 16, 8


def draw(view: View) -> None:
    """Sentence, cards, score change per passage, what lies behind the chosen one, and all of them as a table."""
    found = loaders_paths.passages(view.scope)
    if not found:
        empty.no_data(_("No step of the event log belongs to a touchpoint in this period. Say on the page Add data "
                        "which touchpoint an activity belongs to, or choose a longer period."))  # fmt: skip
        return
    by_code = {code_of(one): one for one in sorted(found, key=_order)}
    if state.is_on(state.PRESENT):
        _present(view, found, by_code)
        return
    said = answer(view, found)
    st.markdown(said)
    draw_cards(cards(view, found))
    chosen = state.known(state.PASSAGE, by_code)
    _chart(view, by_code, chosen, said.replace("*", ""))
    names = {code: name_of(view, one) for code, one in by_code.items()}
    state.bound(st.selectbox, _("Transition"), list(by_code), state.PASSAGE, fallback=chosen, width=520,
                format_func=lambda code: names.get(code, code))  # fmt: skip
    _detail(view, by_code[chosen])
    with st.expander(_("Show data")):
        transitions_table.draw(view, found)


def _present(view: View, found: tuple[Transition, ...], by_code: Mapping[str, Transition]) -> None:
    """One message and one chart; the arrow keys walk the transitions, the deepest fall first."""
    chosen = state.known(state.PASSAGE, by_code)
    steps = list(by_code)[:MOST_PRESENTING]
    steps += [chosen] if chosen not in steps else []
    with frame.tools():
        present.step(steps, chosen, state.PASSAGE)
    one = by_code[chosen]
    said = answer(view, found)
    if chosen != steps[0]:
        said = _("**{name}**: {score}").format(name=plain(name_of(view, one)), score=score_words(one))
    present.message(said)
    _chart(view, by_code, chosen, answer(view, found).replace("*", ""))


def _order(one: Transition) -> tuple[float, int]:
    """The deepest fall first among those that are judged, then by how many went this way."""
    is_judged = one.score is not None and one.score.low is not None
    return (one.score.change if is_judged and one.score else float("inf"), -one.n)


def cards(view: View, found: tuple[Transition, ...]) -> list[Card]:
    """Going on, leaving, change of channel, longest time between."""
    ways = loaders_paths.all_passages(view.scope)
    shown = [] if ways is None else [
        _share_card(_("Go on"), ways.on, _("to another touchpoint; n = {n} visits")),
        _share_card(_("Leave on the way"), ways.left, _("before the last stage; n = {n} visits")),
    ]  # fmt: skip
    if ways is not None and ways.channel is not None:
        told = _("of those who go on; n = {n} with both channels known")
        shown.append(_share_card(_("Change the channel"), ways.channel, told))
    timed = [one for one in found if one.went_to not in (LEFT, END) and one.median_hours is not None and one.n >= 30]
    slowest = max(timed, key=lambda one: one.median_hours or 0.0, default=None)
    if slowest is not None:
        told = _("{name}; middle one between {low} and {high}, n = {n}").format(
            name=plain(name_of(view, slowest)), low=duration(slowest.low_hours), high=duration(slowest.high_hours),
            n=figures.count(slowest.n),
        )  # fmt: skip
        shown.append(Card(_("Longest time between (median)"), duration(slowest.median_hours),
                          _("P85 {time}").format(time=duration(slowest.p85_hours)), "gray", told))  # fmt: skip
    return shown


def _share_card(label: str, share: Estimate, told: str) -> Card:
    """A share with its interval and n."""
    return Card(label, figures.share(share.value), figures.share_interval(share.low, share.high), "gray",
                told.format(n=figures.count(share.n)))  # fmt: skip


def _chart(view: View, by_code: Mapping[str, Transition], chosen: str, alt: str) -> None:
    st.subheader(_("What satisfaction does from touchpoint to touchpoint"), anchor=False)
    st.caption(
        _("Points of 100 in the same process instances, deepest fall first; 95% confidence interval, grey where it "
          "could be chance. At the right: share that goes this way, median time between.")
    )  # fmt: skip
    judged = [(code, one) for code, one in by_code.items() if one.score is not None and one.score.low is not None]
    if not judged:
        st.info(_("Too few process instances rate both sides of a transition."), icon=":material/info:")
        return
    most = drawing.most(MOST, MOST_PRESENTING)
    shown = judged if len(judged) <= most else [*judged[: most // 2], *judged[-(most // 2) :]]
    frame = pd.DataFrame(
        {
            "theme_id": code,
            "name": name_of(view, one),
            "change": one.score.change,
            "low": one.score.low,
            "high": one.score.high,
            "tone": tone(one),
            "said": _("{change} · {share} · {time}").format(
                change=figures.signed(one.score.change), share=figures.share(one.share.value),
                time=duration(one.median_hours)),
            "short": figures.signed(one.score.change),
            "is_selected": code == chosen,
        }
        for code, one in shown
        if one.score is not None
    )  # fmt: skip
    labels = {"name": _("Transition"), "said": _("Score change, share, time between"), "alt": alt}
    spec = paths_chart.rows_spec(frame, labels, "passages")
    paths_chart.clickable(spec, "passages", (ROW,), "theme_id", alt, state_key=state.PASSAGE)


def _detail(view: View, one: Transition) -> None:
    st.header(plain(name_of(view, one)), anchor=False)
    customer, process = st.columns(2)
    with customer:
        st.subheader(_("Satisfaction on both sides"), anchor=False)
        st.markdown(score_words(one))
        draw_comments(view, loaders_paths.passage_comments(view.scope, one.touchpoint_id, one.went_to))
    with process.container(border=True):
        st.subheader(_("Process instances"), anchor=False)
        for line in figure_lines(one):
            st.markdown(line)
        _cases(view, one)


def _cases(view: View, one: Transition) -> None:
    rows = loaders_paths.passage_cases(view.scope, one.touchpoint_id, one.went_to)
    titles = {"case_key": _("Process instance"), "account": _("Customer"), "gap_hours": _("Hours between")}
    table = rows[list(titles)]
    st.dataframe(
        table, hide_index=True, height=280, key=f"passage_cases|{language()}",
        column_config={
            "case_key": st.column_config.TextColumn(titles["case_key"]),
            "account": st.column_config.TextColumn(titles["account"]),
            "gap_hours": st.column_config.NumberColumn(titles["gap_hours"], format="%.1f"),
        },
    )  # fmt: skip
    csv_button(
        table,
        titles,
        name=stem(view, code_of(one)),
        key="passage_cases_csv",
        label=_("Download the process instances"),
        is_main=True,
    )
