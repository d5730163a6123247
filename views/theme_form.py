"""The fields of a theme: names in both languages, group, words. For a new theme and for one that exists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from analytics.voices.codeframe import Rules, Theme
from analytics.voices.codeframe_check import LANGUAGES, is_word
from i18n import _
from views import loaders_voices, state

NO_GROUP: Final = ""
BETWEEN: Final = re.compile("[,;\n\uff0c\uff1b\u3001]+")
_DRAFT = "voices_theme_draft"
_NUMBER = "voices_theme_draft_no"
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Draft:
    """What the fields hold; words per language "en" and "zh". `parent` is NO_GROUP for a group itself."""

    name_en: str = ""
    name_zh: str = ""
    parent: str = NO_GROUP
    words: Words = field(default_factory=dict)
    exceptions: Words = field(default_factory=dict)

    def theme(self) -> Theme:
        """The draft as a theme, without the words that cannot be used."""
        rules = {
            code: Rules(*(tuple(word for word in told.get(code, ()) if is_word(word, code))
                          for told in (self.words, self.exceptions)))
            for code in LANGUAGES
        }  # fmt: skip
        return Theme("preview", self.name_en, self.name_zh, "preview_group", rules["en"], rules["zh"])

    def unusable(self) -> list[str]:
        """Words that cannot be rules, in the order of the fields."""
        lists = [
            (code, word) for told in (self.words, self.exceptions) for code in LANGUAGES for word in told.get(code, ())
        ]
        return [word for code, word in lists if not is_word(word, code)]


def words_of(text: str) -> list[str]:
    """Words as they were typed, separated by commas of either language, semicolons or line ends; each once.

    >>> words_of("price, expensive* ;\\n value for money, price")
    ['price', 'expensive*', 'value for money']
    """
    return list(dict.fromkeys(word.strip() for word in BETWEEN.split(text) if word.strip()))


# a new theme that waits --------------------------------------------------------------------------
def propose(draft: Draft | None) -> None:
    """Open the form of a new theme with `draft`, or close it with None."""
    st.session_state[_DRAFT] = draft
    st.session_state[_NUMBER] = proposal_number() + 1


def proposed() -> Draft | None:
    """The new theme that waits to be added, if any."""
    draft: Draft | None = st.session_state.get(_DRAFT)
    return draft


def proposal_number() -> int:
    """Counts the forms of new themes, so that each begins afresh."""
    return int(st.session_state.get(_NUMBER, 0))


# fields ------------------------------------------------------------------------------------------
def fields(draft: Draft, groups: Sequence[str], key: str) -> Draft:
    """Draw the fields, which begin with `draft`, and return what they hold now.

    `groups` are the ids to choose from; with NO_GROUP among them the theme may be a group itself.
    """
    names = {**loaders_voices.theme_names(), NO_GROUP: _("none: it is a group itself")}
    left, right = st.columns(2)
    left.text_input(_("Name in English"), draft.name_en, max_chars=80, key=f"{key}_en")
    right.text_input(_("Name in Chinese"), draft.name_zh, max_chars=80, key=f"{key}_zh")
    if list(groups) == [NO_GROUP]:
        return read(key)
    at = groups.index(draft.parent) if draft.parent in groups else 0
    st.selectbox(_("Group"), groups, index=at, key=f"{key}_parent",
                 format_func=state.labelled(groups, names.__getitem__))  # fmt: skip
    if st.session_state.get(f"{key}_parent") == NO_GROUP:
        return read(key)
    left, right = st.columns(2)
    _area(left, _("Words, English"), draft.words.get("en", ()), f"{key}_words_en", 136)
    _area(right, _("Words, Chinese"), draft.words.get("zh", ()), f"{key}_words_zh", 136)
    st.caption(
        _(
            "Commas stand between words. A star stands for any ending (wait*), # for a number; phrases are allowed. ~ "
            "stands before a word that counts only where no other theme is named."
        )
    )
    has_exceptions = any(draft.exceptions.get(code) for code in LANGUAGES)
    with st.expander(_("Phrases in which they do not count"), expanded=False, icon=":material/block:"):
        if not has_exceptions:
            st.caption(_("For example “waiting room” for wait*."))
        left, right = st.columns(2)
        _area(left, _("Except in, English"), draft.exceptions.get("en", ()), f"{key}_except_en", 80)
        _area(right, _("Except in, Chinese"), draft.exceptions.get("zh", ()), f"{key}_except_zh", 80)
    return read(key)


def _area(column: Any, label: str, words: Sequence[str], key: str, height: int) -> None:
    column.text_area(label, ", ".join(words), key=key, height=height)


def read(key: str) -> Draft:
    """What the fields hold, also within a callback, which runs before they are drawn again."""

    def held(name: str) -> str:
        return str(st.session_state.get(f"{key}_{name}") or "")

    parent = held("parent")
    if parent == NO_GROUP:
        return Draft(held("en"), held("zh"))
    words = {code: words_of(held(f"words_{code}")) for code in LANGUAGES}
    exceptions = {code: words_of(held(f"except_{code}")) for code in LANGUAGES}
    return Draft(held("en"), held("zh"), parent, words, exceptions)
