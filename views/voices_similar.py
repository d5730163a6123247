"""Similar comments: what others say that is like one comment, how like it is, and the way to all of them."""

from __future__ import annotations

import streamlit as st

from data.queries.voice_base import VoiceFilter
from i18n import _, language, ngettext
from views import figures, loaders_similar, loaders_voices, state, voices_filters, voices_shown
from views.escape import plain
from views.sentiment_words import sentiment_label
from views.view import View
from workflows.similar_comments import By, Similar, level_of

NEAREST = 5
LONGEST = 240


def draw(view: View, text_hash: str, place: int) -> None:
    """A button under a comment; the nearest ones are looked for once it is open."""
    key = f"voice_like_{place}|{language()}"
    with st.popover(_("Similar"), icon=":material/hub:", type="tertiary", key=key, on_change="rerun") as opened:
        if not opened.open:
            return
        st.subheader(_("Similar comments"), anchor=False)
        found = loaders_similar.similar(view.scope, text_hash)
        if found is None:
            st.write(_("This comment is still being read."))
        elif found.n_compared < voices_shown.least():
            st.write(_("Too few other comments to compare with: fewer than {least} could show who said what.").format(
                least=voices_shown.least()))  # fmt: skip
        else:
            _nearest(view, found)
            _all_of_them(found, text_hash, place)


def basis(found: Similar) -> str:
    """What was compared with how many comments, and how many of them are similar."""
    n_alike = int(found.alike["n_same"].sum())
    if found.by == "meaning":
        said = ngettext(
            "{n} of {all} comments is similar. Compared by meaning, in both languages.",
            "{n} of {all} comments are similar. Compared by meaning, in both languages.",
            n_alike,
        )
    else:
        said = ngettext(
            "{n} of {all} comments is similar. Compared by shared words, as this one has no sentence vector: other "
            "words for the same thing, and the other language, are not found.",
            "{n} of {all} comments are similar. Compared by shared words, as this one has no sentence vector: other "
            "words for the same thing, and the other language, are not found.",
            n_alike,
        )
    return said.format(n=figures.count(n_alike), all=figures.count(found.n_compared))


def likeness(by: By, cosine: float) -> str:
    """How like two comments are, in words."""
    return (_("nearly the same"), _("very similar"), _("similar"), _("only loosely related"))[level_of(by, cosine)]


def _nearest(view: View, found: Similar) -> None:
    st.caption(basis(found))
    nearest = found.found.head(NEAREST)
    numbers = tuple(int(number) for number in nearest["text_no"])
    frame = loaders_voices.comments(view.scope, VoiceFilter(texts=numbers), most=4 * NEAREST)
    rows = frame.drop_duplicates("text_no").set_index("text_no").to_dict("index")
    for number, cosine in zip(numbers, nearest["cosine"].tolist(), strict=True):
        if number not in rows:
            continue
        row = rows[number]
        told = [likeness(found.by, float(cosine)), sentiment_label(str(row["sentiment"]))]
        same = int(row["n_same"])
        if same > 1:
            told.append(ngettext("said {n} time", "said {n} times", same).format(n=figures.count(same)))
        st.markdown(plain(row["text"], limit=LONGEST))
        st.caption(" · ".join(told))


def _all_of_them(found: Similar, text_hash: str, place: int) -> None:
    n = int(found.alike["n_same"].sum()) + 1
    if n < voices_shown.least():
        return

    def show() -> None:
        voices_filters.clear()
        state.put(state.LIKE, text_hash)

    st.button(_("Show all like this ({n})").format(n=figures.count(n)), icon=":material/filter_alt:", on_click=show,
              key=f"voice_like_all_{place}|{language()}")  # fmt: skip
