"""Verbatims of a touchpoint: as written, never as markup, and only when enough people said something."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.curve import TouchpointScore
from data.queries.voice_base import VoiceFilter
from i18n import _, in_a_row, language, ngettext
from views import figures, loaders, loaders_scores, loaders_voices, periods, state, voices_filters, voices_quote
from views.escape import plain
from views.marked_text import marked
from views.text_source_words import source_tag
from views.view import View
from views.voices_shown import are_hidden

SHOWN = 5
QUOTED = 320  # characters of a comment that are shown
MOST_READ = 240
READ = ("language", "sentiment", "confidence", "label", "evidence", "themes", "emotions")


def draw_voices(view: View, point: TouchpointScore, comments: pd.DataFrame | None = None, whose: str = "") -> None:
    """The card at the left: what people said who rated this touchpoint, low scores first.

    `comments`: these only; `whose` says which they are.
    """
    is_part = comments is not None
    comments = loaders_scores.scoped("comments", view.scope, point.touchpoint_id) if comments is None else comments
    least = int(loaders.rules()["min_comments"])
    st.subheader(_("What customers say"), anchor=False)
    if not _may_show(int(comments["n_same"].sum()) if len(comments) else 0):
        return
    own = comments[comments["is_own"]]
    kept = own if len(own) >= least else comments
    n = int(kept.drop_duplicates("is_own")["n_alike"].sum())
    st.caption(in_a_row(whose, _basis(len(own) >= least, n)))
    read = _with_readings(view, kept)
    part = tuple(kept["comment_id"]) if is_part else ()
    what = ("quotes", view.scope, point.touchpoint_id, least, part, language())
    st.markdown(loaders.made(loaders_voices.AREAS, what, lambda: _quotes(read, point)))
    if len(kept) > SHOWN:
        _all(read, point, is_cut=n > int(kept["n_same"].sum()))
    if len(own) >= least:
        _link(view, point, _("All comments on the voices page") if is_part else _("These comments on the voices page"))


def _with_readings(view: View, kept: pd.DataFrame) -> pd.DataFrame:
    """The comments with what models and people say of them, as on the page voices; without where nobody read them."""
    chosen = VoiceFilter(texts=tuple(sorted(kept["text_no"].dropna().astype(int).tolist())))
    found = loaders_voices.comments(view.scope, chosen, most=MOST_READ)[["text", *READ]]
    return kept.merge(found.drop_duplicates("text"), on="text", how="left")


def _link(view: View, point: TouchpointScore, label: str) -> None:
    """To the page voices with the comments of this touchpoint and no other filter."""
    st.page_link(
        "pages/journey/voices.py",
        label=label,
        icon=":material/forum:",
        query_params={
            **{key: state.DEFAULTS[key] for key in voices_filters.KEYS},
            state.JOURNEY: view.journey_id,
            state.VOICES_PART: "verbatims",
            state.VOICE_POINT: point.touchpoint_id,
            state.LANGUAGE: language(),
        },
    )


def _quotes(read: pd.DataFrame, point: TouchpointScore) -> str:
    """The first comments as Markdown."""
    return "\n\n".join(_quote(row, point) for row in read.head(SHOWN).to_dict("records"))


def _may_show(n: int) -> bool:
    if n == 0:
        st.info(_("Nobody left a comment here in this period. Choose a longer period or fewer segments."))
        return False
    return not are_hidden(n)


def _basis(is_own: bool, n: int) -> str:
    if is_own:
        return ngettext(
            "{n} comment about this touchpoint, low scores first",
            "{n} comments about this touchpoint, low scores first",
            n,
        ).format(n=n)
    return ngettext(
        "{n} comment by people who rated this touchpoint, low scores first",
        "{n} comments by people who rated this touchpoint, low scores first",
        n,
    ).format(n=n)


def _quote(row: Mapping[Hashable, Any], point: TouchpointScore) -> str:
    facts = [] if pd.isna(row["native"]) else [_score_text(row, point)]
    facts += [voices_quote.sentiment_fact(row), *(plain(one) for one in voices_quote.subjects(row))]
    if tag := source_tag(row.get("source_kind"), row.get("is_solicited")):
        facts.append(tag)
    day = row.get("day")
    if isinstance(day, pd.Timestamp) and not pd.isna(day):
        facts.append(periods.day_label(day.date()))
    same = int(str(row.get("n_same") or 1))
    if same > 1:
        facts.append(ngettext("said {n} time", "said {n} times", same).format(n=same))
    words = marked(str(row["text"]), voices_quote.marks_of(row), limit=QUOTED)
    return f"“{words}”  \n:gray[{' · '.join(facts)}]"


def _score_text(row: Mapping[Hashable, Any], point: TouchpointScore) -> str:
    native, scale = float(str(row["native"])), point.scale or (0.0, 100.0)
    return _("score {score} of {best}").format(score=figures.number(native, 0), best=figures.number(scale[1], 0))


def _all(comments: pd.DataFrame, point: TouchpointScore, *, is_cut: bool) -> None:
    said = _("Read the {n} comments with the lowest scores") if is_cut else _("Read all {n} comments")
    label = said.format(n=len(comments))
    with st.expander(label, on_change="rerun", key=f"all_comments_{point.touchpoint_id}") as opened:
        if not opened.open:
            return
        rows = comments.to_dict("records")
        told = comments.assign(
            sentiment=[voices_quote.sentiment_fact(row) for row in rows],
            about=["; ".join(voices_quote.subjects(row)) for row in rows],
        )
        st.dataframe(
            told[["text", "native", "sentiment", "about", "day", "n_same"]],
            hide_index=True,
            column_config={
                "text": st.column_config.TextColumn(_("Comment"), width=260),
                "native": st.column_config.NumberColumn(_("Score"), format="%.0f"),
                "sentiment": st.column_config.TextColumn(_("Sentiment")),
                "about": st.column_config.TextColumn(_("Themes and emotions (hints)")),
                "day": st.column_config.DateColumn(_("Date")),
                "n_same": st.column_config.NumberColumn(_("Said")),
            },
        )
