"""The file on the bench: one object in the session, changed only through the callbacks here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading, ReadParams
from errors import ThroughlineError
from i18n import _
from settings import settings
from views import loaders, loaders_data
from views.escape import plain
from workflows.inspect_file import inspect_file
from workflows.map_columns import edit_columns
from workflows.plan_upload import Choices, known_journey, planned, questions
from workflows.stage_file import StagedFile, drop_staged, stage_file

DRAFT, NOTICE, UPLOADER = "upload_draft", "upload_notice", "upload_key"


@dataclass(frozen=True)
class Draft:
    """A staged file, what was read from it, the columns as edited, and the choices made."""

    staged: StagedFile
    proposed: Reading
    reading: Reading
    choices: Choices = field(default_factory=Choices)
    round: int = 0

    @property
    def token(self) -> str:
        """Names the widgets of this file and this reading of it."""
        return f"{self.staged.sha256[:10]}_{self.round}"

    def plan(self) -> ImportPlan:
        """What would be written now."""
        return planned(self.reading, self.choices, aliases=loaders_data.aliases(self.choices.journey_id))

    def questions(self, plan: ImportPlan) -> list[dict[str, Any]]:
        """What only a person can decide and has not decided."""
        return questions(self.reading, plan)


def current() -> Draft | None:
    """The file on the bench, if there is one."""
    draft: Draft | None = st.session_state.get(DRAFT)
    return draft


def keep(draft: Draft) -> None:
    """Put a changed draft back."""
    st.session_state[DRAFT] = draft


def choose(**changes: object) -> None:
    """Change choices of the current draft."""
    if draft := current():
        keep(replace(draft, choices=replace(draft.choices, **changes)))  # type: ignore[arg-type]


def discard() -> None:
    """Take the file off the bench and remove the private copy."""
    draft = st.session_state.pop(DRAFT, None)
    if draft is not None:
        drop_staged(draft.staged)
    st.session_state.pop(NOTICE, None)


def uploader_key() -> str:
    """The key of the upload widget; it changes after each file, which frees the widget's memory."""
    return f"upload_file_{st.session_state.get(UPLOADER, 0)}"


def take(uploaded: Any) -> None:
    """Stage an uploaded file, read it, and reset the widget; a refusal becomes a notice."""
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    discard()
    attempt(lambda: keep(_inspected(uploaded)))


def _inspected(uploaded: Any) -> Draft:
    staged = stage_file(loaders.store(), uploaded, name=uploaded.name, limit_mb=settings().upload_mb)
    try:
        reading = inspect_file(staged.path, name=staged.name)
    except BaseException:
        drop_staged(staged)
        raise
    return Draft(staged, reading, reading, Choices(journey_id=known_journey(loaders.store(), reading)))


def read_again(params: ReadParams, *, answers: Mapping[str, object] | None = None) -> None:
    """Read the same file with other parameters; column edits start over, the choices about the journey stay."""
    draft = current()
    if draft is None:
        return

    def run() -> None:
        reading = inspect_file(draft.staged.path, name=draft.staged.name, params=params)
        kept = replace(draft.choices, stages=(), points={}, answers=answers or {})
        keep(Draft(draft.staged, reading, reading, kept, draft.round + 1))

    attempt(run)


def edit(edits: Mapping[int, Mapping[str, object]]) -> bool:
    """Apply edits of the mapping table; False when one was refused (the notice says why)."""
    draft = current()
    if draft is None or not edits:
        return True
    return attempt(lambda: keep(replace(draft, reading=edit_columns(draft.reading, edits))))


def attempt(action: Callable[[], None]) -> bool:
    """Run `action`; an error a person can act on becomes the notice of the page."""
    st.session_state.pop(NOTICE, None)
    try:
        action()
    except ThroughlineError as error:
        st.session_state[NOTICE] = plain(error.sentence(_))
        return False
    return True


def show_notice() -> None:
    """The last refusal, where there is one."""
    if notice := st.session_state.get(NOTICE):
        st.error(notice, icon=":material/block:")
