"""What the words of a theme find while they are being edited: how many comments, how many more than before, which."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.voices.codeframe import Theme
from analytics.voices.codeframe_preview import Found, Preview, preview
from i18n import _, language, ngettext
from views import figures, loaders, loaders_themes, voices_shown
from views.escape import plain
from views.marked_text import Mark, marked
from views.theme_form import Draft
from views.view import View

LIMIT = 260  # characters of an example
MOST_TEXTS = 30_000  # looked through while words are edited: a fraction of a second
AROUND = 90  # characters before the first mark of a long one


def draw(view: View, draft: Draft, saved: Theme | None, *, is_shown: bool) -> None:
    """The live answer under the fields; `saved` is the theme as it is in use, None for a new one.

    Comments are drawn only where `is_shown` says that the view may show them, and the words find enough of them.
    """
    for word in draft.unusable()[:3]:
        said = _("“{word}” cannot be used: {fix}")
        fix = _("A word has 1 to 60 characters, at least one of them a letter; a Chinese one a Chinese character.")
        st.warning(said.format(word=plain(word, limit=60), fix=fix), icon=":material/error:")
    everything = loaders_themes.texts(view.scope)
    texts = everything.head(MOST_TEXTS)
    found = previewed(view, draft.theme(), saved, texts)
    with st.container(border=True):
        st.markdown(preview_sentence(found, is_new=saved is None))
        if saved is None and found.n:
            st.caption(_without_theme(view, draft.theme(), texts))
        if len(everything) > MOST_TEXTS:
            said = _("Looked for in the {n} different texts said most often; saving looks through all.")
            st.caption(said.format(n=figures.count(MOST_TEXTS)))
        n_most = max(found.n, found.n_before)
        if not is_shown or not n_most or voices_shown.are_hidden(n_most):
            return
        written = texts["text"].tolist()
        for one in found.gained:
            _example(written, one, "" if saved is None else _("new"), "blue")
        for one in found.lost:
            _example(written, one, _("no longer"), "orange")
        for one in found.kept[: max(0, 3 - len(found.gained) - len(found.lost))]:
            _example(written, one)
    _words(found)


def previewed(view: View, now: Theme, saved: Theme | None, texts: pd.DataFrame) -> Preview:
    """The preview of words over the texts of the view."""
    what = ("theme preview", view.scope, now.en, now.zh, None if saved is None else (saved.id, saved.en, saved.zh))
    n_same = texts["n_same"].to_numpy(dtype="int64")
    others = loaders_themes.others("" if saved is None else saved.id)
    return loaders.made(
        loaders_themes.AREAS, what, lambda: preview(texts["text"].tolist(), n_same, now, saved, others=others)
    )


def preview_sentence(found: Preview, *, is_new: bool) -> str:
    """How many comments of the period the words find, and what changes against the saved words."""
    n = figures.count(found.n)
    if is_new:
        return ngettext("These words find **{n} comment** of this period.",
                        "These words find **{n} comments** of this period.", found.n).format(n=n)  # fmt: skip
    if found.n_gained and found.n_lost:
        said = ngettext(
            "Finds **{n} comment**: {gained} that it did not find before, and {lost} no longer.",
            "Finds **{n} comments**: {gained} that it did not find before, and {lost} no longer.",
            found.n,
        )
        return said.format(n=n, gained=figures.count(found.n_gained), lost=figures.count(found.n_lost))
    if found.n_gained:
        said = ngettext("Finds **{n} comment**, {more} more than before.",
                        "Finds **{n} comments**, {more} more than before.", found.n)  # fmt: skip
        return said.format(n=n, more=figures.count(found.n_gained))
    if found.n_lost:
        said = ngettext("Finds **{n} comment**, {fewer} fewer than before.",
                        "Finds **{n} comments**, {fewer} fewer than before.", found.n)  # fmt: skip
        return said.format(n=n, fewer=figures.count(found.n_lost))
    return ngettext("Finds **{n} comment** of this period.", "Finds **{n} comments** of this period.", found.n).format(
        n=n
    )


def _without_theme(view: View, now: Theme, texts: pd.DataFrame) -> str:
    bare = texts[~texts["has_theme"]].reset_index(drop=True)
    what = ("theme preview, bare", view.scope, now.en, now.zh)
    n_same = bare["n_same"].to_numpy(dtype="int64")
    found = loaders.made(loaders_themes.AREAS, what, lambda: preview(bare["text"].tolist(), n_same, now, None))
    said = ngettext("{n} of them has no theme so far.", "{n} of them have no theme so far.", found.n)
    return said.format(n=figures.count(found.n))


def _example(written: list[str], one: Found, badge: str = "", colour: str = "") -> None:
    text = excerpt(written[one.text], one.spans)
    if badge:
        text = f":{colour}-badge[{badge}] {text}"
    st.markdown(text)


def excerpt(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text around its marks, marked; long texts are cut before the first mark, too."""
    start = max(0, spans[0][0] - AROUND) if len(text) > LIMIT and spans else 0
    marks = [Mark(first - start, last - start, "theme") for first, last in spans]
    return ("…" if start else "") + marked(text[start:], marks, limit=LIMIT)


def _words(found: Preview) -> None:
    if found.words.empty:
        return
    with st.expander(_("What each word finds"), on_change="rerun", key=f"theme_words|{language()}") as opened:
        if opened.open:
            st.dataframe(
                found.words, hide_index=True, height=240,
                column_config={
                    "word": st.column_config.TextColumn(_("Word as written")),
                    "n": st.column_config.NumberColumn(_("Comments")),
                },
                alt=_("Each word of the theme with the comments it was found in"),
            )  # fmt: skip
