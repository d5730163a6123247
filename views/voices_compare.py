"""Compare: what one segment or period says more, or worse, than another, and which of it could be chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from analytics.voices.two_sides import Contrast
from charts.contrast_rows import PARAMETER, contrast_rows
from i18n import _, language, ngettext
from views import (
    compare_choice,
    compare_words,
    drawing,
    figures,
    frame,
    loaders,
    loaders_sides,
    loaders_voices,
    present,
    state,
    theme_click,
    voices_filters,
    voices_quotes,
    voices_tiles,
)
from views.compare_choice import Side, Sides
from views.escape import plain
from views.view import View
from views.voices_shown import are_hidden, are_told_apart

MOST, MOST_PRESENTING = 14, 6


def draw(view: View) -> None:
    """Controls, answer, tiles of both sides, chart, and what both sides say about the chosen theme."""
    sides = compare_choice.choose(view)
    if sides is None:
        return
    heard, there = loaders_voices.heard(sides.side.scope), loaders_voices.heard(sides.other.scope)
    if are_hidden(min(heard.n_all, there.n_all)):
        return
    if any(are_told_apart(replace(view, scope=one.scope)) for one in (sides.side, sides.other)):
        return
    shares = loaders_sides.theme_contrasts(sides.side.scope, sides.other.scope)
    is_impact = state.get(state.FIGURE) == "impact"
    impacts = loaders_sides.impacts(sides.side.scope, sides.other.scope) if is_impact else ()
    together = impacts if is_impact else shares  # what is tested together and answered
    names = loaders_voices.theme_names()

    def name(code: str) -> str:
        return names.get(code, code)

    said = compare_words.answer(together, name, sides.side.name, sides.other.name)
    answer = compare_words.answer(
        together, lambda code: plain(name(code)), plain(sides.side.name), plain(sides.other.name)
    )
    is_presenting = state.is_on(state.PRESENT)
    if is_presenting:
        present.message(answer)
    else:
        st.markdown(answer)
        voices_tiles.draw_sides(sides, heard)
        _measure()
    rows = compare_words.ordered(together, state.get(state.FIGURE))[: drawing.most(MOST, MOST_PRESENTING)]
    if not rows:
        st.caption(_("One of the sides has too few scores or comments to measure this."))
        return
    chosen = _chosen(rows)
    if is_presenting:
        _present(view, sides, rows, name, chosen, said)
        return
    _chart(sides, rows, name, chosen, said)
    _choice(rows, name, chosen)
    _detail(view, sides, [one for one in (*shares, *impacts) if one.key == chosen], name(chosen))
    _table(sides, together, name)


def _present(
    view: View, sides: Sides, rows: Sequence[Contrast], name: Callable[[str], str], chosen: str, said: str
) -> None:
    """The chart, and what each side says badly of the chosen theme; the arrow keys change it."""
    with frame.tools():
        present.step([row.key for row in rows], chosen, state.THEME)
    _chart(sides, rows, name, chosen, said)
    for column, side in zip(st.columns(2), (sides.side, sides.other), strict=True):
        with column:
            n = loaders_sides.n_negative(side.scope, chosen)
            title = _("{theme}: negative, {side} · {n}")
            st.caption(title.format(theme=plain(name(chosen)), side=plain(side.name), n=figures.count(n)))
            voices_quotes.draw(view, side.scope, chosen, "negative", n)


def _measure() -> None:
    state.bound(
        st.segmented_control, _("Figure"), list(state.FIGURES), state.FIGURE, required=True,
        format_func=compare_words.measure_label, label_visibility="collapsed",
    )  # fmt: skip


def _chosen(rows: Sequence[Contrast]) -> str:
    code = state.get(state.THEME)
    code = code if any(row.key == code for row in rows) else rows[0].key
    state.show(state.THEME, code)
    return code


def _chart(sides: Sides, rows: Sequence[Contrast], name: Callable[[str], str], chosen: str, said: str) -> None:
    if drawing.scale() != "present":
        title = _("{side} against {other}").format(side=plain(sides.side.name), other=plain(sides.other.name))
        st.subheader(title, anchor=False)
    st.caption(
        _(
            "{told} ◀ less · more ▶ ({side}); points with 95% confidence interval, grey where it could be chance."
        ).format(told=compare_words.measure_told(rows[0].measure), side=plain(sides.side.name))
    )
    points = compare_words.chart_rows(rows, name, chosen)
    labels = {
        "name": _("Theme"), "said": compare_words.measure_label(rows[0].measure),
        "axis": compare_words.unit(rows[0].measure), "alt": said.replace("*", ""),
    }  # fmt: skip
    spec = drawing.row_chart(contrast_rows, points, labels, loaders_voices.AREAS)
    theme_click.draw(spec, name="voices_compare", parameter=PARAMETER, alt_text=labels["alt"])


def _choice(rows: Sequence[Contrast], name: Callable[[str], str], chosen: str) -> None:
    state.bound(
        st.selectbox, _("Theme"), [row.key for row in rows], state.THEME, fallback=chosen, width=320, format_func=name
    )


def _detail(view: View, sides: Sides, contrasts: Sequence[Contrast], name: str) -> None:
    st.header(_("What is said about {theme}").format(theme=plain(name)), anchor=False)
    for one in contrasts:
        st.markdown(compare_words.detail_words(one))
    for column, side, is_first in zip(st.columns(2), (sides.side, sides.other), (True, False), strict=True):
        with column:
            st.subheader(plain(side.name), anchor=False)
            _words(view, side, contrasts[0].key, is_first)


def _words(view: View, side: Side, theme_id: str, is_first: bool) -> None:
    """Typical complaints of one side and the way to all of them; hidden where the list of all would be hidden."""
    n = loaders_sides.n_negative(side.scope, theme_id)
    if n and are_hidden(n):
        return
    voices_quotes.draw(view, side.scope, theme_id, "negative", n)
    if n:
        label = ngettext("Read {n} negative comment", "Read all {n} negative comments", n).format(n=figures.count(n))
        key = f"voices_compare_read_{'one' if is_first else 'two'}|{language()}"
        st.button(label, icon=":material/arrow_forward:", key=key, on_click=_read, args=(side, theme_id))


def _read(side: Side, theme_id: str) -> None:
    """Open the verbatims of one side: theme, sentiment, segments and period of it, and no other filter."""
    state.put(state.SEGMENTS, side.segment_code)
    state.put(state.PERIOD, side.period_code)
    voices_filters.open_list({state.THEME: theme_id, state.SENTIMENT: "negative"})


def _table(sides: Sides, found: Sequence[Contrast], name: Callable[[str], str]) -> None:
    with st.expander(_("Show data"), on_change="rerun", key=f"voices_compare_data|{language()}") as opened:
        if opened.open:
            st.dataframe(compare_words.table_rows(found, name, sides.side.name, sides.other.name), hide_index=True)
    tested = sum(one.p is not None for one in found)
    st.caption(
        _(
            "{n} differences were tested together, so that at most about one in twenty of those called likely real is "
            "not. Customers, not comments, are the unit; sides with fewer than {least} comments are not compared."
        ).format(n=tested, least=int(loaders.rules()["min_comments"]))
    )
