"""One file without a screen: imported when it leaves nothing to decide, else queued for a person, or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.ingest.issues import issue_sentence
from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading
from data.ingest.plan import decide, guesses, header_fingerprint, open_questions, proposed_answers
from data.queries.arrivals import is_known_header, states_of
from data.store import Store
from errors import N_, DecisionNeeded, FileRefused, Marked, StoreUnavailable, ThroughlineError
from settings import settings
from workflows.folder_files import opened
from workflows.import_survey import import_survey, propose
from workflows.inspect_file import filled, inspect_file
from workflows.know_file import wanted_params
from workflows.recognised import unsure
from workflows.stage_file import StagedFile, drop_staged, safe_name, stage_file

Translate = Callable[[str], str]
IMPORTED, ALREADY, QUEUED, REFUSED, LEFT = "imported", "already_imported", "queued", "refused", "left_alone"
IS_IMPORTED = N_("Imported.")
IS_GUESSED = N_("Imported. Nothing in the file tells the order of day and month; taken as: {answer}.")
IS_KNOWN = N_("This file was already imported. Nothing was added a second time.")
WAS_UNDONE = N_("This file was imported once and taken back. Import it by hand if it should count again.")
IS_NEW_SURVEY = N_("This survey is new here. Somebody has to look at it once; the next file of it needs nobody.")
HAS_QUESTIONS = N_("Decisions that only a person can make: {n}.")
HAS_UNSURE = N_("Columns that are not certain: {n} ({names}).")
UNEXPECTED = N_("The file could not be read for an unexpected reason. Try to add it by hand.")


@dataclass(frozen=True)
class Terms:
    """On which terms files are taken.

    Attributes
    ----------
    accept : every proposal counts as accepted; nothing is queued.
    known_only : only surveys that a person confirmed before are imported.
    once_only : bytes that were imported at any time are left alone, also after an undo.
    period : the date of answers whose file says none.
    """

    at: datetime
    by: str = ""
    journey_id: str | None = None
    accept: bool = False
    known_only: bool = False
    once_only: bool = False
    period: date | None = None


@dataclass(frozen=True)
class FileOutcome:
    """What came of one file; `message` is a message id with `facts`, `questions` as `open_questions` gives them."""

    name: str
    state: str
    message: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    upload_id: str | None = None
    journey_id: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()

    def sentence(self, translate: Translate) -> str:
        """What happened, in the language of `translate`."""
        return filled(self.message, self.facts, translate)

    def document(self, translate: Translate) -> dict[str, Any]:
        """As the CLI prints it."""
        told: dict[str, Any] = {"file": self.name, "state": self.state, "message": self.sentence(translate)}
        if self.upload_id:
            told |= {"upload_id": self.upload_id, "journey_id": self.journey_id, "counts": dict(self.counts)}
        if self.questions:
            told["questions"] = [question_document(question, translate) for question in self.questions]
        return told


def question_document(question: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    """A question with its sentence and options in the language of `translate`."""
    return {
        "id": question["id"],
        "message": filled(question["message_id"], question["facts"], translate),
        "options": [option["value"] for option in question["options"]],
        "proposed": question["proposed"],
        "default": question.get("default"),
    }


def take_file(store: Store, folder: Path, path: Path, terms: Terms) -> FileOutcome:
    """Import the file at `path` in `folder`, or say why not; the file itself is never moved or changed.

    Raises
    ------
    StoreUnavailable
        The store cannot be written; no further file would do better.
    """
    name = safe_name(path.name)
    try:
        with opened(folder, path) as source:
            staged = stage_file(store, source, name=name, limit_mb=settings().upload_mb)
    except FileRefused as error:
        return _refused(name, error)
    try:
        return take_staged(store, staged, terms)
    finally:
        drop_staged(staged)


def take_staged(store: Store, staged: StagedFile, terms: Terms) -> FileOutcome:
    """As `take_file`, for a private copy."""
    states = states_of(store, staged.sha256)
    if "live" in states:
        return FileOutcome(staged.name, ALREADY, IS_KNOWN)
    if states and terms.once_only:
        return FileOutcome(staged.name, ALREADY, WAS_UNDONE)
    try:
        return _inspected(store, staged, terms)
    except StoreUnavailable:
        raise
    except DecisionNeeded as error:
        return _queued(staged.name, error.questions)
    except ThroughlineError as error:
        return _refused(staged.name, error)


def _inspected(store: Store, staged: StagedFile, terms: Terms) -> FileOutcome:
    reading = inspect_file(staged.path, name=staged.name)
    if reading.verdict == "reject":
        return _rejected(staged.name, reading)
    first_seen = header_fingerprint(reading)
    asked = wanted_params(store, reading)
    if asked is not None:
        reading = inspect_file(staged.path, name=staged.name, params=asked)
    reading, plan = propose(store, reading, journey_id=terms.journey_id, first_seen=first_seen)
    guessed = guesses(reading, plan) if terms.accept else []
    if terms.accept:
        plan = decide(plan, proposed_answers(reading, plan))
    waits = _waits(store, staged.name, reading, plan, terms)
    outcome = waits or _imported(store, staged, reading, plan, terms)
    if guessed and outcome.message == IS_IMPORTED:
        return replace(outcome, message=IS_GUESSED, facts={"answer": guess_text(guessed[0])})
    return outcome


def guess_text(question: Mapping[str, Any]) -> str:
    """The sentence of the option that was taken without evidence."""
    return next(Marked(option["label_id"]) for option in question["options"] if option["value"] == question["default"])


def _waits(store: Store, name: str, reading: Reading, plan: ImportPlan, terms: Terms) -> FileOutcome | None:
    """Why the file has to wait for a person; None when it need not."""
    questions = open_questions(reading, plan)
    if questions:
        return _queued(name, questions)
    is_known = plan.recipe_id is not None or is_known_header(store, header_fingerprint(reading))
    if is_known or terms.accept:
        return None
    if terms.known_only:
        return FileOutcome(name, QUEUED, IS_NEW_SURVEY)
    open_columns = unsure(reading)
    if open_columns:
        names = ", ".join(column.label or column.name or f"c{column.index + 1}" for column in open_columns[:3])
        return FileOutcome(name, QUEUED, HAS_UNSURE, {"n": len(open_columns), "names": names})
    return None


def _imported(store: Store, staged: StagedFile, reading: Reading, plan: ImportPlan, terms: Terms) -> FileOutcome:
    outcome = import_survey(
        store,
        staged.path,
        plan,
        name=staged.name,
        at=terms.at,
        by=terms.by,
        journey_id=terms.journey_id,
        period=terms.period,
        reading=reading,
    )
    said = IS_KNOWN if outcome.already_imported else IS_IMPORTED
    state = ALREADY if outcome.already_imported else IMPORTED
    return FileOutcome(staged.name, state, said, {}, outcome.upload_id, outcome.journey_id, outcome.counts)


def _queued(name: str, questions: Sequence[Mapping[str, Any]]) -> FileOutcome:
    return FileOutcome(name, QUEUED, HAS_QUESTIONS, {"n": len(questions)}, questions=questions)


def _rejected(name: str, reading: Reading) -> FileOutcome:
    stop = next((issue for issue in reading.issues if issue.severity == "stop"), None)
    message, facts = issue_sentence(stop) if stop else (UNEXPECTED, {})
    return FileOutcome(name, REFUSED, message, facts)


def _refused(name: str, error: ThroughlineError) -> FileOutcome:
    return FileOutcome(name, REFUSED, Marked(error.message), error.facts)
