"""Whether the words of a view may be shown at all: there are some, and enough that nobody can be recognised."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from data.queries.voice_review import question_counts
from i18n import _, ngettext
from views import empty, figures, loaders, loaders_voices
from views.view import View

AREAS: Final = ("feedback", "voices", "journey", "setting")


def counts(view: View) -> pd.DataFrame:
    """One row per question of the view's comments (`data.queries.voice_review.question_counts`)."""
    what = ("review counts", view.scope)
    return loaders.made(AREAS, what, lambda: question_counts(loaders.store(), view.scope))


def least() -> int:
    """Comments that a group needs before its words are shown."""
    return int(loaders.rules()["min_comments"])


def may_show(view: View) -> bool:
    """True, or the reason why not is drawn."""
    n = int(counts(view)["n"].sum())
    if n == 0:
        empty.no_data(_("Nobody left a comment in this period. Choose a longer period or fewer segments."))
        return False
    return not are_hidden(n) and not are_told_apart(view)


def are_told_apart(view: View) -> bool:
    """Whether the segments single out or leave out so few comments that comparing lists tells whose they are."""
    n = loaders_voices.least_group(view.scope)
    if n is None or n >= least():
        return False
    said = ngettext(
        "The comments of these segments are hidden: they single out or leave out {n} comment, and fewer than {least} "
        "could show who said what.",
        "The comments of these segments are hidden: they single out or leave out {n} comments, and fewer than {least} "
        "could show who said what.",
        n,
    )
    st.info(said.format(n=n, least=least()), icon=":material/visibility_off:")
    return True


def are_hidden(n: int) -> bool:
    """Whether a group of n comments is too small to be shown; says so."""
    if n >= least():
        return False
    said = ngettext(
        "{n} comment is hidden: fewer than {least} could show who said what.",
        "{n} comments are hidden: fewer than {least} could show who said what.",
        n,
    )
    st.info(said.format(n=n, least=least()), icon=":material/visibility_off:")
    return True


def still_reading(view: View) -> bool:
    """Whether comments wait for a first reading; says how many."""
    n = int(counts(view)["n_unread"].sum())
    if n:
        said = ngettext(
            "{n} comment is still being read. It appears here once the model has a reading.",
            "{n} comments are still being read. They appear here once the model has a reading.",
            n,
        )
        st.info(said.format(n=figures.count(n)), icon=":material/hourglass_top:")
    return n > 0
