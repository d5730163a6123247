"""One watched folder: which of its files are complete, which were taken, which wait for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from data.store import Store
from errors import BadInput, Marked
from workflows.folder_files import Candidate, files_in
from workflows.stage_file import safe_name
from workflows.take_file import LEFT, QUEUED, FileOutcome, Terms, take_file

Clock = Callable[[], datetime]
Stamp = tuple[int, int]
BY = "watch"


@dataclass(frozen=True)
class Seen:
    """A file as it was when it was taken, what came of it, and what the store held then."""

    stamp: Stamp
    outcome: FileOutcome
    held: tuple[int, ...] = ()


@dataclass
class FolderWatch:
    """A folder that is looked at again and again; its files are read, never moved or changed.

    A file is taken once its size and time of change stayed the same for two looks. `problem` is the sentence that
    says why the folder cannot be looked at, "" while it can.
    """

    folder: Path
    every_seconds: float
    problem: str = ""
    seen: dict[Path, Seen] = field(default_factory=dict)
    _before: dict[Path, Stamp] = field(default_factory=dict)

    def poll(self, store: Store, clock: Clock) -> list[FileOutcome]:
        """Look once; returns what came of the files taken at this look."""
        try:
            found = {candidate.path: candidate for candidate in files_in(self.folder)}
        except BadInput as error:
            self.problem = str(error.facts["fix"])
            return []
        self.problem = ""
        self.seen = {path: seen for path, seen in self.seen.items() if path in found}
        due = [candidate for candidate in found.values() if self._is_due(store, candidate)]
        self._before = {path: candidate.stamp for path, candidate in found.items()}
        return [self._taken(store, candidate, clock()) for candidate in due]

    def waiting(self) -> list[tuple[Path, FileOutcome]]:
        """The files that wait for a person, by name."""
        return [(path, seen.outcome) for path, seen in sorted(self.seen.items()) if seen.outcome.state == QUEUED]

    def counts(self) -> dict[str, int]:
        """How many files came to which end."""
        states = [seen.outcome.state for seen in self.seen.values()]
        return {state: states.count(state) for state in dict.fromkeys(states)}

    def _is_due(self, store: Store, candidate: Candidate) -> bool:
        """New or changed and at rest; one that waits is tried again when the store has learnt something."""
        if self._before.get(candidate.path) != candidate.stamp:
            return False
        seen = self.seen.get(candidate.path)
        if seen is None or seen.stamp != candidate.stamp:
            return True
        return seen.outcome.state == QUEUED and seen.held != _held(store)

    def _taken(self, store: Store, candidate: Candidate, at: datetime) -> FileOutcome:
        held = _held(store)
        if candidate.problem:
            outcome = FileOutcome(safe_name(candidate.path.name), LEFT, Marked(candidate.problem))
        else:
            terms = Terms(at, by=BY, known_only=True, once_only=True)
            outcome = take_file(store, self.folder, candidate.path, terms)
        self.seen[candidate.path] = Seen(candidate.stamp, outcome, held)
        return outcome


def _held(store: Store) -> tuple[int, ...]:
    return tuple(store.version(area) for area in ("feedback", "process", "journey"))
