"""Under a comment: does it speak of these themes, yes or no. The answers measure how right the words of a theme are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pandas as pd
import streamlit as st

from data.queries.voice_review import themes_of_text
from i18n import _, language
from views import loaders, loaders_voices, state, yes_no
from views.attempts import attempt
from views.escape import plain
from workflows.correct_text import label_theme

AREAS: Final = ("feedback", "voices")


def draw(text_hash: str, question_hash: str) -> None:
    """One line per theme seen in the comment, and a choice for one that was missed."""
    what = ("themes of text", text_hash, question_hash)
    seen = loaders.made(AREAS, what, lambda: themes_of_text(loaders.store(), text_hash, question_hash))
    names = loaders_voices.theme_names()
    with st.expander(
        _("Does it speak of these themes?"), key=f"review_themes|{language()}", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        for theme_id, said in zip(seen["theme_id"].tolist(), seen["said"].tolist(), strict=True):
            ask(text_hash, theme_id, plain(names[theme_id]), None if pd.isna(said) else bool(said))
        _add(text_hash, names, set(seen["theme_id"]))


def ask(text_hash: str, theme_id: str, label: str, said: bool | None, *, is_labelled: bool = True) -> None:
    """Yes or no for one theme of one comment; a second click on the answer takes it back."""

    def say(is_present: bool | None) -> None:
        attempt(lambda: label_theme(loaders.store(), text_hash, theme_id, is_present, at=datetime.now(UTC)))

    yes_no.ask(label, f"theme_said_{text_hash}_{theme_id}|{language()}", said, say, is_labelled=is_labelled)


def _add(text_hash: str, names: dict[str, str], seen: set[str]) -> None:
    frame = loaders_voices.theme_frame()
    free = frame[frame["parent_id"].notna() & frame["retired_at"].isna() & ~frame["theme_id"].isin(seen)]
    key = f"theme_add_{text_hash}|{language()}"

    def add() -> None:
        chosen = st.session_state.get(key)
        if chosen:
            attempt(lambda: label_theme(loaders.store(), text_hash, str(chosen), True, at=datetime.now(UTC)))

    st.selectbox(
        _("It also speaks of"), free["theme_id"].tolist(), index=None, key=key, on_change=add,
        placeholder=_("Choose a theme"), format_func=state.labelled(free["theme_id"], lambda code: names[code]),
    )  # fmt: skip
