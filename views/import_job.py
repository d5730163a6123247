"""Imports that run beside the screen: they can be watched and cancelled; each ends whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading
from data.store import Store
from errors import Cancelled, ThroughlineError
from views import loaders
from workflows import score_service
from workflows.import_survey import ImportOutcome, import_survey
from workflows.stage_file import StagedFile

JOB = "upload_job"


@dataclass
class ImportItem:
    """One file to import, and what came of it; `place` is where it lies in the pile."""

    place: int
    staged: StagedFile
    reading: Reading
    plan: ImportPlan
    outcome: ImportOutcome | None = None
    error: BaseException | None = None

    @property
    def was_cancelled(self) -> bool:
        """Whether it ended because the person asked for it."""
        return isinstance(self.error, Cancelled)


@dataclass
class ImportJob:
    """Running or finished imports, one after the other; written by its thread, read by the screen."""

    items: Sequence[ImportItem]
    at: int = 0
    share: float = 0.0
    words: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        """The file that is imported now."""
        return self.items[min(self.at, len(self.items) - 1)].staged.name

    def tell(self, share: float, words: str) -> None:
        """How far the present file is, turned into how far all of them are."""
        self.share, self.words = min(max((self.at + share) / len(self.items), 0.0), 1.0), words


def current() -> ImportJob | None:
    """The import of this session, running or finished."""
    job: ImportJob | None = st.session_state.get(JOB)
    return job


def forget() -> None:
    """Clear the finished import."""
    st.session_state.pop(JOB, None)


def start(items: Sequence[ImportItem]) -> ImportJob:
    """Begin the imports in a thread of its own."""
    job = ImportJob(items)
    st.session_state[JOB] = job
    score_service.expect(loaders.store())
    threading.Thread(target=_run, args=(loaders.store(), job), name="import", daemon=True).start()
    return job


def _run(store: Store, job: ImportJob) -> None:
    try:
        for number, item in enumerate(job.items):
            job.at = number
            _import(store, job, item)
    finally:
        job.done.set()


def _import(store: Store, job: ImportJob, item: ImportItem) -> None:
    try:
        item.outcome = import_survey(
            store,
            item.staged.path,
            item.plan,
            name=item.staged.name,
            at=datetime.now(UTC),
            by="",
            progress=job.tell,
            cancelled=job.stop.is_set,
            reading=item.reading,
        )
    except ThroughlineError as error:
        item.error = error
    except Exception as error:  # noqa: BLE001 - told on screen by the page, which is on another thread
        item.error = error
