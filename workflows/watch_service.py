"""The watched folders of this process: one thread looks at them, the store remembers which they are."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.queries.setting import setting, write_setting
from data.store import Store
from errors import N_, BadInput, ThroughlineError, UnknownId
from workflows.folder_files import files_in
from workflows.one_service import OneService
from workflows.take_file import QUEUED, FileOutcome, Translate
from workflows.watch_folder import FolderWatch

LOG = logging.getLogger(__name__)
SETTING = "watched_folders"
TICK_SECONDS = 0.25
USUAL_SECONDS = 10.0
LEAST_SECONDS, MOST_SECONDS = 0.5, 86_400.0
OWN_FOLDER = N_("This folder belongs to the store. Choose the folder into which the exports are put.")
FIX_EVERY = N_("Give the seconds between two looks, from 0.5 to 86400.")
STOPPED_BY_ERROR = N_("The folder could not be looked at for an unexpected reason; it is tried again.")
Tell = Callable[[FileOutcome], None]


@dataclass(frozen=True)
class WaitingFile:
    """A file in a watched folder that waits for a person."""

    folder: Path
    path: Path
    outcome: FileOutcome


class WatchService:
    """Looks at the watched folders of one store, one after the other, each in its own rhythm."""

    def __init__(self, store: Store, *, tell: Tell | None = None) -> None:
        self.store = store
        self._tell = tell
        self._guard = threading.Lock()
        self._watches: dict[Path, FolderWatch] = {}
        self._due: dict[Path, float] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        for told in setting(store, SETTING):
            self._add(Path(told["path"]), float(told["every"]))

    def watch(self, folder: Path, every_seconds: float, *, by: str = "") -> FolderWatch:
        """Watch `folder` from now on, also after the next start; raises BadInput where that cannot be."""
        if not LEAST_SECONDS <= every_seconds <= MOST_SECONDS:
            raise BadInput(field="--every", value=every_seconds, fix=FIX_EVERY)
        files_in(folder)
        if folder.resolve().is_relative_to(self.store.files.resolve()):
            raise BadInput(field="FOLDER", value=str(folder), fix=OWN_FOLDER)
        watch = self._add(folder, every_seconds)
        self._remember(by)
        return watch

    def unwatch(self, folder: Path, *, by: str = "") -> None:
        """Watch `folder` no longer; its files and what was imported stay. Raises UnknownId."""
        with self._guard:
            if self._watches.pop(folder, None) is None:
                raise UnknownId(kind=N_("watched folder"), id=str(folder))
            self._due.pop(folder, None)
        self._remember(by)

    def watches(self) -> list[FolderWatch]:
        """The watched folders, in the order in which they were added."""
        with self._guard:
            return list(self._watches.values())

    def waiting(self) -> list[WaitingFile]:
        """The files that wait for a person, over all folders."""
        return [
            WaitingFile(watch.folder, path, outcome) for watch in self.watches() for path, outcome in watch.waiting()
        ]

    def start(self) -> None:
        """Begin to look, in a thread of its own; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.run, name="watch", daemon=True)
            self._thread.start()

    def run(self) -> None:
        """Look until `close` is called."""
        while not self._stop.wait(TICK_SECONDS):
            self.look()

    def look(self) -> None:
        """Look at every folder whose time has come."""
        for watch in self.watches():
            if self._stop.is_set() or time.monotonic() < self._due.get(watch.folder, 0.0):
                continue
            self._poll(watch)
            self._due[watch.folder] = time.monotonic() + watch.every_seconds

    def close(self) -> None:
        """End the thread; an import that runs comes to its end first."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def document(self, translate: Translate) -> dict[str, Any]:
        """The watched folders and the files that wait, as the CLI prints them."""
        folders = [
            {"folder": str(watch.folder), "every": watch.every_seconds, **watch.counts()}
            | ({"problem": translate(watch.problem)} if watch.problem else {})
            for watch in self.watches()
        ]
        return {"watched": folders, QUEUED: [file.outcome.document(translate) for file in self.waiting()]}

    def _add(self, folder: Path, every_seconds: float) -> FolderWatch:
        with self._guard:
            watch = self._watches.setdefault(folder, FolderWatch(folder, every_seconds))
            watch.every_seconds = every_seconds
            self._due[folder] = 0.0
        return watch

    def _remember(self, by: str) -> None:
        told = [{"path": str(watch.folder), "every": watch.every_seconds} for watch in self.watches()]
        write_setting(self.store, SETTING, told, by=by, at=datetime.now(UTC))

    def _poll(self, watch: FolderWatch) -> None:
        """One look; whatever goes wrong stays with this folder and is said beside it."""
        try:
            outcomes = watch.poll(self.store, lambda: datetime.now(UTC))
        except ThroughlineError as error:
            watch.problem = error.sentence(str)
            LOG.warning("watched folder %s: %s", watch.folder, watch.problem)
        except Exception:  # the thread must outlive it; the log has the whole story
            watch.problem = STOPPED_BY_ERROR
            LOG.exception("watched folder %s", watch.folder)
        else:
            for outcome in outcomes:
                LOG.info("watched folder %s: %s %s", watch.folder, outcome.state, outcome.name)
                if self._tell is not None:
                    self._tell(outcome)


def change_watch(watched: WatchService, args: Mapping[str, Any]) -> WatchService:
    """Add the folder at `path`, or take it away with `stop`; without a path nothing changes."""
    if not args.get("path"):
        return watched
    folder = Path(str(args["path"])).expanduser().absolute()
    if args.get("stop"):
        watched.unwatch(folder, by="cli")
    else:
        watched.watch(folder, float(args.get("every") or USUAL_SECONDS), by="cli")
    return watched


_service = OneService(WatchService)
service, current, close = _service.start, _service.current, _service.close


def resume(store: Store) -> None:
    """Go on watching what was watched before the last stop."""
    if setting(store, SETTING):
        service(store)
