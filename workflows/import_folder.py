"""Import every file of a folder that leaves nothing to decide, and say of each what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.store import Store
from errors import Marked
from workflows.folder_files import files_in
from workflows.stage_file import safe_name
from workflows.take_file import ALREADY, IMPORTED, LEFT, QUEUED, REFUSED, FileOutcome, Terms, Translate, take_file

STATES = (IMPORTED, ALREADY, QUEUED, REFUSED, LEFT)
Watch = Callable[[FileOutcome], None]


@dataclass(frozen=True)
class FolderOutcome:
    """What became of each file of a folder, in the order of their names."""

    folder: Path
    files: tuple[FileOutcome, ...]

    def document(self, translate: Translate) -> dict[str, Any]:
        """As the CLI prints it: a count per state, then the files."""
        counts = {state: sum(file.state == state for file in self.files) for state in STATES}
        return {"folder": str(self.folder), **counts, "files": [file.document(translate) for file in self.files]}


def import_folder(store: Store, folder: Path, terms: Terms, *, watch: Watch | None = None) -> FolderOutcome:
    """Take the files that lie in `folder`; folders inside it are not entered.

    Raises
    ------
    BadInput
        There is no such folder.
    StoreUnavailable
        The store cannot be written.
    """
    done = []
    for outcome in _taken(store, folder, terms):
        done.append(outcome)
        if watch is not None:
            watch(outcome)
    return FolderOutcome(folder, tuple(done))


def _taken(store: Store, folder: Path, terms: Terms) -> Iterator[FileOutcome]:
    for candidate in files_in(folder):
        if candidate.problem:
            yield FileOutcome(safe_name(candidate.path.name), LEFT, Marked(candidate.problem))
        else:
            yield take_file(store, folder, candidate.path, terms)
