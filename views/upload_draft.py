"""The files of this session and the one on the bench, changed only through the callbacks here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading, ReadParams
from errors import Cancelled, ThroughlineError
from i18n import _
from settings import settings
from views import loaders, loaders_data, reading_job
from views.escape import plain
from views.reading_job import ReadingOrder
from workflows.import_survey import ImportOutcome
from workflows.know_file import KnownFile, know_file
from workflows.map_columns import edit_columns
from workflows.plan_upload import Choices, planned, questions
from workflows.recognised import unsure
from workflows.stage_file import StagedFile, drop_staged, safe_name, stage_file

DRAFT, NOTICE, UPLOADER, PILE, OPEN = "upload_draft", "upload_notice", "upload_key", "upload_pile", "upload_open"
READY, NEEDS_YOU, REFUSED, IMPORTED = "ready", "needs_you", "refused", "imported"


@dataclass(frozen=True)
class Draft:
    """A staged file, what was read from it, the columns as edited, and the choices made."""

    staged: StagedFile
    proposed: Reading
    reading: Reading
    choices: Choices = field(default_factory=Choices)
    round: int = 0
    plain: Reading | None = None

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


@dataclass
class PileFile:
    """One dropped file: staged and read, or refused with `error`; `outcome` once it is imported."""

    name: str
    staged: StagedFile | None = None
    draft: Draft | None = None
    error: ThroughlineError | None = None
    outcome: ImportOutcome | None = None
    _judged: tuple[Draft, int, int] | None = None

    @property
    def state(self) -> str:
        """ready, needs_you, refused or imported."""
        if self.outcome is not None:
            return IMPORTED
        if self.draft is None or self.draft.reading.verdict != "import":
            return REFUSED
        return NEEDS_YOU if any(self.open_points) else READY

    @property
    def open_points(self) -> tuple[int, int]:
        """(questions without an answer, columns that are not certain); worked out once per state of the draft."""
        if self.draft is None:
            return (0, 0)
        if self._judged is None or self._judged[0] is not self.draft:
            asked = self.draft.questions(self.draft.plan())
            self._judged = (self.draft, len(asked), len(unsure(self.draft.reading)))
        return self._judged[1:]


def pile() -> list[PileFile]:
    """The files of this session, in the order in which they were dropped."""
    files: list[PileFile] = st.session_state.get(PILE, [])
    return files


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


def open_file(place: int) -> None:
    """Put the file at `place` of the pile on the bench."""
    files = pile()
    close_file()
    if 0 <= place < len(files) and files[place].draft is not None:
        st.session_state[OPEN], st.session_state[DRAFT] = place, files[place].draft


def close_file() -> None:
    """Take the file off the bench, with all that was decided about it."""
    place, draft = st.session_state.pop(OPEN, None), st.session_state.pop(DRAFT, None)
    if place is not None and draft is not None:
        pile()[place].draft = draft
    st.session_state.pop(NOTICE, None)


def open_place() -> int | None:
    """Where the file on the bench lies in the pile."""
    place: int | None = st.session_state.get(OPEN)
    return place


def discard() -> None:
    """Let go of all files and remove the private copies."""
    job = reading_job.current()
    if job is not None:
        job.stop.set()
        job.done.wait()
        reading_job.forget()
    for file in pile():
        if file.staged is not None:
            drop_staged(file.staged)
    for key in (PILE, OPEN, DRAFT, NOTICE):
        st.session_state.pop(key, None)


def uploader_key() -> str:
    """The key of the upload widget; it changes after each file, which frees the widget's memory."""
    return f"upload_file_{st.session_state.get(UPLOADER, 0)}"


def take(uploaded: Sequence[Any]) -> None:
    """Stage uploaded files, begin to read them, and reset the widget."""
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    discard()
    files = [_staged(one) for one in uploaded]
    st.session_state[PILE] = files
    orders = [ReadingOrder(place, file.staged) for place, file in enumerate(files) if file.staged is not None]
    if orders:
        reading_job.start(orders)
    absorb()


def _staged(uploaded: Any) -> PileFile:
    name = safe_name(uploaded.name)
    try:
        staged = stage_file(loaders.store(), uploaded, name=uploaded.name, limit_mb=settings().upload_mb)
    except ThroughlineError as error:
        return PileFile(name, error=error)
    return PileFile(name, staged)


def absorb() -> None:
    """Take over what a finished reading found; a single file goes straight to the bench, its refusal to the notice."""
    job = reading_job.current()
    if job is not None:
        if not job.done.is_set():
            return
        reading_job.forget()
        for order in job.orders:
            _absorb(order, job.found.get(order.place, Cancelled()))
    files = pile()
    if len(files) == 1 and open_place() is None:
        _alone(files[0])


def _absorb(order: ReadingOrder, found: Reading | ThroughlineError) -> None:
    file = pile()[order.place]
    if open_place() == order.place:
        _read_anew(order, found)
    elif isinstance(found, ThroughlineError):
        file.error, file.staged = found, None
        drop_staged(order.staged)
    else:
        file.draft = _known(order.staged, know_file(loaders.store(), found))


def _read_anew(order: ReadingOrder, found: Reading | ThroughlineError) -> None:
    """The file on the bench with other parameters; where that fails, it stays as it was."""
    draft = current()
    if draft is None:
        return
    if isinstance(found, ThroughlineError):
        st.session_state[NOTICE] = found
        return
    now = draft.choices
    known = know_file(loaders.store(), found, journey_id=now.journey_id, first_seen=now.first_seen)
    answers = {**known.choices.answers, **(order.answers or {})}
    kept = replace(known.choices, answers=answers, journey_name=now.journey_name, period=now.period)
    keep(replace(_known(draft.staged, replace(known, choices=kept)), round=draft.round + 1))


def _known(staged: StagedFile, known: KnownFile) -> Draft:
    return Draft(staged, known.reading, known.reading, known.choices, plain=known.plain)


def forget_recipe() -> None:
    """The file on the bench is another survey than the one it resembles: it starts from what the reader found."""
    draft = current()
    if draft is None or draft.plain is None:
        return
    known = know_file(loaders.store(), draft.plain, is_other_survey=True, first_seen=draft.choices.first_seen)
    keep(replace(_known(draft.staged, known), round=draft.round + 1))


def _alone(file: PileFile) -> None:
    if file.draft is not None:
        open_file(0)
    elif file.error is not None:
        st.session_state[NOTICE] = file.error
        st.session_state.pop(PILE, None)


def read_again(params: ReadParams, *, answers: Mapping[str, object] | None = None) -> None:
    """Read the same file with other parameters; column edits start over, the choices about the journey stay."""
    draft, place = current(), open_place()
    if draft is None or place is None:
        return
    st.session_state.pop(NOTICE, None)
    reading_job.start([ReadingOrder(place, draft.staged, params, dict(answers or {}))])
    absorb()


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
        st.session_state[NOTICE] = error
        return False
    return True


def show_notice() -> None:
    """The last refusal, where there is one; worded here, because callbacks run before the page has its language."""
    notice: ThroughlineError | None = st.session_state.get(NOTICE)
    if notice is not None:
        st.error(plain(notice.sentence(_)), icon=":material/block:")
