"""What the newest change of the model did to the readings: how many, from what to what, and some of them."""

from __future__ import annotations

import streamlit as st

from data.queries.text_learning import ReadingChange
from i18n import _
from views import figures, loaders_model, model_words, voices_shown
from views.escape import plain
from views.sentiment_words import ICONS, sentiment_label
from views.view import View

MOST_MOVES = 6
EXAMPLES = 4
CANDIDATES = 40


def draw(view: View) -> None:
    """Nothing where the model has never changed."""
    change = loaders_model.last_change()
    if change is None or change.from_version is None:
        return
    st.header(model_words.change_title(change), anchor=False)
    st.caption(_since(change))
    if not change.n_moved:
        return
    moves, examples = st.columns(2, gap="large")
    with moves:
        st.markdown("\n".join(f"- {model_words.move_words(*move)}" for move in change.moves[:MOST_MOVES]))
    with examples:
        _examples(view, change)


def _since(change: ReadingChange) -> str:
    said = _(
        "Counted on {when}, over comments that both versions have read and nobody has corrected. Corrected comments "
        "read as the person said."
    )
    return said.format(when=model_words.moment(change.at))


def _examples(view: View, change: ReadingChange) -> None:
    """Comments of this view that moved, where enough people answered that nobody can be recognised."""
    if int(voices_shown.counts(view)["n"].sum()) < voices_shown.least():
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
