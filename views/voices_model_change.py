"""What the newest change of the model did to the readings: how many, from what to what, and some of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.reading_moves import reading_moves
from data.queries.text_learning import ReadingChange
from i18n import _, language
from views import drawing, figures, loaders, loaders_model, model_words, state, voices_shown
from views.escape import plain
from views.sentiment_words import ICONS, sentiment_label
from views.view import View
from workflows.reading_model import ReadingModel

EXAMPLES = 4
CANDIDATES = 40
PLACE = {"negative": -1, "neutral": 0, "none": 0, "positive": 1}


def draw(view: View, now: ReadingModel) -> None:
    """Nothing where the model has never changed, or while comments are still read anew."""
    change = loaders_model.last_change()
    if change is None or change.from_version is None or change.to_version != now.version:
        return
    st.header(model_words.change_title(change), anchor=False)
    if not change.n_moved:
        st.caption(_since(change))
        return
    st.markdown(model_words.moves_sentence(change))
    st.caption(_since(change))
    moves, examples = st.columns(2, gap="large")
    with moves:
        st.subheader(_("From what to what"), anchor=False)
        _chart(change)
        if not state.is_on(state.PRESENT):
            _table(change)
    with examples:
        st.subheader(_("Some of them"), anchor=False)
        _examples(view, change)


def move_rows(change: ReadingChange) -> pd.DataFrame:
    """One row per move, the most first: name, n, said, tone (`charts.reading_moves`)."""
    signs = {"good": "▲ ", "bad": "▼ ", "": ""}
    rows = []
    for was, now, n in change.moves:
        step = PLACE[now] - PLACE[was]
        tone = "good" if step > 0 else "bad" if step < 0 else ""
        name = _("{sign}{was} → {now}").format(
            sign=signs[tone], was=sentiment_label(was).lower(), now=sentiment_label(now).lower()
        )
        said = _("{n} ({share})").format(n=figures.count(n), share=figures.share(n / change.n_comments))
        rows.append({"name": name, "n": n, "said": said, "tone": tone})
    return pd.DataFrame(rows, columns=["name", "n", "said", "tone"])


def _since(change: ReadingChange) -> str:
    said = _(
        "Counted on {when}, over comments that both versions have read and nobody has corrected. Corrected comments "
        "read as the person said."
    )
    return said.format(when=model_words.moment(change.at))


def _chart(change: ReadingChange) -> None:
    alt = model_words.moves_sentence(change)
    labels = {"name": _("Reading before and now"), "said": _("Comments"), "alt": alt}
    mode, scale = drawing.mode(), drawing.scale()
    what = ("reading moves", change, language(), mode, scale)
    spec = loaders.made(
        loaders_model.AREAS, what,
        lambda: drawing.specification(reading_moves(move_rows(change), labels=labels, mode=mode, scale=scale)),
    )  # fmt: skip
    drawing.draw(spec, key=f"model_moves|{language()}", alt_text=alt)


def _table(change: ReadingChange) -> None:
    with st.expander(_("Show data"), on_change="rerun", key=f"model_moves_data|{language()}") as opened:
        if opened.open:
            rows = [(sentiment_label(was), sentiment_label(now), n) for was, now, n in change.moves]
            st.dataframe(pd.DataFrame(rows, columns=[_("Before"), _("Now"), _("Comments")]), hide_index=True)


def _examples(view: View, change: ReadingChange) -> None:
    """Comments of this view that moved, where enough people answered that nobody can be recognised."""
    if int(voices_shown.counts(view)["n"].sum()) < voices_shown.least():
        st.caption(_("This view holds too few comments to show any."))
        return
    rows = loaders_model.moved(view.scope, change, most=CANDIDATES)
    rows = rows[rows["n_asked"] >= voices_shown.least()].head(EXAMPLES)
    if rows.empty:
        st.caption(_("None of them is in this view, or their old reading is no longer kept."))
        return
    for row in rows.to_dict("records"):
        said = _("{icon_was} {was} → {icon_now} **{now}**, {sure} sure").format(
            icon_was=ICONS[str(row["was"])], was=sentiment_label(str(row["was"])), icon_now=ICONS[str(row["now"])],
            now=sentiment_label(str(row["now"])), sure=figures.share(float(row["confidence"])),
        )  # fmt: skip
        st.markdown(f"“{plain(row['text'], limit=240)}”  \n{said}")
