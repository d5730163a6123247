"""Take an edit of the codeframe back: the themes it touched as they were, and what people had said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analytics.voices.codeframe import parse
from data.queries.theme_undo import Row, answer_rows, changed_keys, put_back_answer, put_back_theme, theme_rows
from data.queries.themes import theme_entries
from data.store import Store
from errors import N_, BadInput
from workflows.edit_themes import ensure_codeframe

CHANGED_SINCE = N_("It was changed again since, and undoing would lose that. Change it by hand.")


@dataclass(frozen=True)
class Codebook:
    """The codeframe at one moment: its rows by theme, and for a merge the answers about the theme that takes in."""

    themes: Mapping[str, Row]
    into: str | None = None
    answers: Mapping[str, Row] = field(default_factory=dict)


def remember(store: Store, *, at: datetime, into: str | None = None) -> Codebook:
    """The codeframe as it is, before or after an edit; `into` is the theme that another is merged into."""
    ensure_codeframe(store, at=at)
    return Codebook(theme_rows(store), into, {} if into is None else answer_rows(store, into))


def take_back(store: Store, before: Codebook, after: Codebook, *, at: datetime) -> None:
    """Undo the edit between the two: exactly its themes go back, and the answers it had given to another theme.

    Raises
    ------
    BadInput
        Somebody has changed one of these themes since.
    CodeframeRefused
        Without the edit the codeframe no longer holds together, e.g. a theme has been put into a group it had added.
    """
    with store.write("undo codeframe", "voices") as write:
        now = theme_rows(write)
        touched = changed_keys(before.themes, after.themes)
        for theme_id in touched:
            if now.get(theme_id) != after.themes.get(theme_id):
                raise BadInput(field=N_("theme"), value=theme_id, fix=CHANGED_SINCE)
        for theme_id in touched:
            put_back_theme(write, theme_id, before.themes.get(theme_id), at=at)
        if before.into is not None:
            said = answer_rows(write, before.into)
            for text_hash in changed_keys(before.answers, after.answers):
                if said.get(text_hash) == after.answers.get(text_hash):  # newer words stay
                    put_back_answer(write, before.into, text_hash, before.answers.get(text_hash))
        parse({"themes": theme_entries(write)})
