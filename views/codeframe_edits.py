"""Edits of the theme list from the screen: every mistake is named, and what was done last can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from errors import CodeframeRefused
from i18n import _, language, ngettext
from views import loaders
from views.attempts import attempt, note
from views.escape import plain
from workflows.undo_themes import Codebook, remember, take_back

MOST_NAMED: Final = 20
_EDITS, _NUMBER = "voices_theme_edits", "voices_theme_edit_no"


def edit(write: Callable[[datetime], object], done: str, *, into: str | None = None) -> bool:
    """Do one edit, given the instant of it; `into` is the theme that a merge goes into. False when it was refused."""
    at = datetime.now(UTC)
    refused: list[CodeframeRefused] = []

    def all_of_it() -> None:
        before = remember(loaders.store(), at=at, into=into)
        try:
            write(at)
        except CodeframeRefused as error:
            refused.append(error)
            return
        after = remember(loaders.store(), at=at, into=into)
        if after != before:
            _count()
            _edits().append((done, before, after))

    is_done = attempt(all_of_it)
    if refused:
        _name_mistakes(refused[0])
        return False
    if is_done:
        note("success", done)
    return is_done


def number() -> int:
    """Counts edits and undos: fields named by it begin anew with what is saved after each."""
    return int(st.session_state.get(_NUMBER, 0))


def _count() -> None:
    st.session_state[_NUMBER] = number() + 1


def _edits() -> list[tuple[str, Codebook, Codebook]]:
    kept: list[tuple[str, Codebook, Codebook]] = st.session_state.setdefault(_EDITS, [])
    return kept


def _name_mistakes(error: CodeframeRefused) -> None:
    for place, kind, value in error.problems[:MOST_NAMED]:
        said = _("{place}, “{value}”: {fix}") if value else _("{place}: {fix}")
        note("error", said.format(place=plain(place), value=plain(value, limit=60), fix=_(error.fixes[kind])))
    more = len(error.problems) - MOST_NAMED
    if more > 0:
        note("error", ngettext("{n} more mistake is not listed.", "{n} more mistakes are not listed.", more)
             .format(n=more))  # fmt: skip


def draw_undo() -> None:
    """What was done last and the way back; nothing before the first edit of this session."""
    if not _edits():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Undo last change"), icon=":material/undo:", key=f"theme_undo|{language()}", on_click=_undo)
        st.caption(_edits()[-1][0])


def _undo() -> None:
    _said, before, after = _edits().pop()
    _count()
    attempt(
        lambda: take_back(loaders.store(), before, after, at=datetime.now(UTC)), _("The change is taken back.")
    )  # fmt: skip
