"""Themes: which one costs most score, how sure that is, and what people say about it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.theme_bars import PARAMETER, theme_bars
from data.queries.voice_base import VoiceFilter
from i18n import _, in_a_row, language, ngettext
from views import (
    drawing,
    figures,
    frame,
    loaders,
    loaders_voices,
    present,
    state,
    theme_click,
    voices_answer,
    voices_emotions,
    voices_evidence,
    voices_filters,
    voices_process,
    voices_quotes,
    voices_tiles,
    voices_trend,
)
from views.attempts import draw_outcomes
from views.escape import plain, unmarked
from views.impact_words import row_words, side_words
from views.loaders_voices import LEAST_N, LEAST_POINTS, Heard, ThemeRow
from views.view import View
from views.voices_shown import are_hidden, are_told_apart
from views.voices_shown import least as least_shown

MOST, MOST_PRESENTING = 14, 6


def draw(view: View) -> None:
    """Sentence, cards, chart, and the chosen theme in the words of customers."""
    draw_outcomes()
    heard = loaders_voices.heard(view.scope)
    found, n_scored = loaders_voices.theme_rows(view.scope)
    least = int(loaders.rules()["min_n_hidden"])
    if heard.n_all < least and are_hidden(heard.n_all):
        return
    if not heard.n and heard.n_unread:
        st.info(_still_reading(heard), icon=":material/hourglass_top:")
        return
    rows = large_enough(found, least)
    names = loaders_voices.theme_names()
    sentence = voices_answer.sentence(heard, rows, n_scored, names)
    if state.is_on(state.PRESENT) and rows:
        _present(view, heard, rows, names, sentence)
        return
    st.markdown(sentence)
    voices_tiles.draw(view, heard)
    if not rows:
        st.info(_still_reading(heard), icon=":material/hourglass_top:")
        return
    shown = rows[:MOST]
    chosen = _chosen(shown)
    _chart(heard, shown, names, chosen, sentence)
    _beyond(len(rows) - len(shown))
    _choice(shown, names, chosen)
    voices_trend.draw(view, chosen, names.get(chosen, chosen))
    _detail(view, next(row for row in shown if row.theme_id == chosen), names)
    _table(heard, rows, names)


def _present(view: View, heard: Heard, rows: tuple[ThemeRow, ...], names: dict[str, str], sentence: str) -> None:
    """The answer in large type, six themes at most, one quote a side of the chosen one; the arrow keys change it."""
    shown = rows[:MOST_PRESENTING]
    chosen = _chosen(shown)
    with frame.tools():
        present.step([row.theme_id for row in shown], chosen, state.THEME)
    present.message(sentence)
    _chart(heard, shown, names, chosen, sentence, voices_tiles.beside(heard, loaders_voices.bare(view.scope)[1]))
    row = next(row for row in shown if row.theme_id == chosen)
    if are_hidden(row.n) or are_told_apart(view):
        return
    theme = plain(names.get(chosen, chosen))
    for column, (code, title, n) in zip(st.columns(2), _sides(row), strict=True):
        with column:
            st.caption(_("{theme}: {title}").format(theme=theme, title=title))
            voices_quotes.draw(view, view.scope, chosen, code, n)


def _sides(row: ThemeRow) -> tuple[tuple[str, str, int], ...]:
    """Both signs of a theme: code, title with n, n."""
    told = (("negative", _("Negative"), row.n_negative), ("positive", _("Positive"), row.n_positive))
    return tuple((code, _("{title} · {n}").format(title=title, n=figures.count(n)), n) for code, title, n in told)


def _beyond(n: int) -> None:
    if n > 0:
        said = ngettext("{n} more theme stands under “Show data”.", "{n} more themes stand under “Show data”.", n)
        st.caption(said.format(n=n))


def large_enough(rows: tuple[ThemeRow, ...], least: int) -> tuple[ThemeRow, ...]:
    """The themes of at least so many comments: the sentiment of fewer would tell what single persons said."""
    return tuple(row for row in rows if row.n >= least)


def _still_reading(heard: Heard) -> str:
    if heard.n_unread:
        said = ngettext(
            "{n} comment is still being read. Themes appear here as it is done.",
            "{n} comments are still being read. Themes appear here as they are done.",
            heard.n_unread,
        )
        return said.format(n=figures.count(heard.n_unread))
    return _("No comment speaks of a theme of the codeframe.")


def _chosen(rows: tuple[ThemeRow, ...]) -> str:
    code = state.get(state.THEME)
    code = code if any(row.theme_id == code for row in rows) else rows[0].theme_id
    state.show(state.THEME, code)
    return code


def _frame(heard: Heard, rows: tuple[ThemeRow, ...], names: dict[str, str], chosen: str) -> pd.DataFrame:
    n = max(heard.n, 1)
    return pd.DataFrame(
        {
            "theme_id": row.theme_id,
            "name": names.get(row.theme_id, row.theme_id),
            "negative": row.n_negative / n,
            "positive": row.n_positive / n,
            "is_negative_real": row.is_real(row.negative),
            "is_positive_real": row.is_real(row.positive),
            "said": row_words(row),
            "short": row_words(row, short=True),
            "said_negative": side_words(row, row.negative),
            "said_positive": side_words(row, row.positive),
            "is_selected": row.theme_id == chosen,
        }
        for row in rows
    )


def _chart(
    heard: Heard, rows: tuple[ThemeRow, ...], names: dict[str, str], chosen: str, sentence: str, beside: str = ""
) -> None:
    """The bars under what they are; `beside` stands with it where the cards that say it are not drawn."""
    if drawing.scale() != "present":
        st.subheader(_("Themes by what they do to the score"), anchor=False)
        beside = _(
            "n beside an impact: responses that more likely than not say so, given how often each tone occurs here; "
            "bars and lists count each comment by its likeliest tone."
        )
    st.caption(in_a_row(bars_caption(heard, int(loaders.rules()["min_n_low"])), beside))
    bars = _frame(heard, rows, names, chosen)
    labels = {
        "name": _("Theme"),
        "negative": _("Negative"),
        "positive": _("Positive"),
        "said_negative": _("Impact of negative mentions"),
        "said_positive": _("Impact of positive mentions"),
        "alt": unmarked(sentence),
    }
    spec = drawing.row_chart(theme_bars, bars, labels, loaders_voices.AREAS)
    theme_click.draw(spec, name="voices_themes", parameter=PARAMETER, alt_text=labels["alt"])


def bars_caption(heard: Heard, low_n: int) -> str:
    """What the bars are, what they are shares of, and when one is coloured."""
    return _(
        "◀ negative · positive ▶: share of the {n} comments with content. Coloured: impact beyond chance among all "
        "themes (FDR 5%), of {least} responses or more and {points} points or more; grey: one of these is missing."
    ).format(
        n=figures.count(heard.n), least=max(low_n, LEAST_N), points=figures.number(LEAST_POINTS, 2)
    )  # fmt: skip


def _choice(rows: tuple[ThemeRow, ...], names: dict[str, str], chosen: str) -> None:
    state.bound(
        st.selectbox, _("Theme"), [row.theme_id for row in rows], state.THEME, fallback=chosen, width=320,
        format_func=lambda code: names.get(code, code),
    )  # fmt: skip


def _detail(view: View, row: ThemeRow, names: dict[str, str]) -> None:
    st.header(_("What is said about {theme}").format(theme=plain(names.get(row.theme_id, row.theme_id))), anchor=False)
    if are_hidden(row.n):
        return
    st.subheader(_("Emotions in these comments (hints)"), anchor=False)
    voices_emotions.draw(view, VoiceFilter(theme_id=row.theme_id), "themes")
    if are_told_apart(view):
        return
    voices, process = st.columns(2)
    with voices:
        for code, title, n in _sides(row):
            st.subheader(title, anchor=False)
            voices_quotes.draw(view, view.scope, row.theme_id, code, n)
            _way_to_all(row.theme_id, code, n)
    with process.container(border=True):
        voices_process.draw(view, row.theme_id, row.n_negative)
    voices_evidence.button(view, row.theme_id, names.get(row.theme_id, row.theme_id), row.n_negative)


def _way_to_all(theme_id: str, sentiment: str, n: int) -> None:
    """The button to all comments behind a number; none where the list would be hidden."""
    if n < least_shown():
        return
    codes = {state.THEME: theme_id, state.SENTIMENT: sentiment}
    said = ngettext("Read {n} comment", "Read all {n}", n).format(n=figures.count(n))
    st.button(said, icon=":material/arrow_forward:", key=f"voices_themes_read_{sentiment}|{language()}",
              on_click=voices_filters.open_list, args=(codes,))  # fmt: skip


def _table(heard: Heard, rows: tuple[ThemeRow, ...], names: dict[str, str]) -> None:
    with st.expander(_("Show data"), on_change="rerun", key=f"voices_data|{language()}") as opened:
        if not opened.open:
            return
        told = pd.DataFrame(
            {
                _("Theme"): names.get(row.theme_id, row.theme_id),
                _("Comments"): row.n,
                _("Negative"): row.n_negative,
                _("Positive"): row.n_positive,
                _("Impact of negative mentions"): side_words(row, row.negative),
                _("Impact of positive mentions"): side_words(row, row.positive),
            }
            for row in rows
        )
        st.dataframe(told, hide_index=True)
        st.caption(_("n = {n} comments with content.").format(n=figures.count(heard.n)))
