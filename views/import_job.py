"""An import that runs beside the screen: it can be watched and cancelled, and ends whole or not at all."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from data.ingest.mapping import ImportPlan
from errors import Cancelled, ThroughlineError
from views import loaders
from workflows.import_survey import ImportOutcome, import_survey
from workflows.stage_file import StagedFile

JOB = "upload_job"


@dataclass
class ImportJob:
    """One running or finished import; written by its thread, read by the screen."""

    staged: StagedFile
    share: float = 0.0
    words: str = ""
    outcome: ImportOutcome | None = None
    error: BaseException | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def was_cancelled(self) -> bool:
        """Whether it ended because the person asked for it."""
        return isinstance(self.error, Cancelled)


def current() -> ImportJob | None:
    """The import of this session, running or finished."""
    job: ImportJob | None = st.session_state.get(JOB)
    return job


def forget() -> None:
    """Clear the finished import."""
    st.session_state.pop(JOB, None)


def start(staged: StagedFile, plan: ImportPlan) -> ImportJob:
    """Begin the import in a thread of its own."""
    job = ImportJob(staged)
    st.session_state[JOB] = job
    store = loaders.store()

    def watch(share: float, words: str) -> None:
        job.share, job.words = min(max(share, 0.0), 1.0), words

    def run() -> None:
        try:
            job.outcome = import_survey(
                store,
                staged.path,
                plan,
                name=staged.name,
                at=datetime.now(UTC),
                by="",
                progress=watch,
                cancelled=job.stop.is_set,
            )
        except ThroughlineError as error:
            job.error = error
        except Exception as error:  # noqa: BLE001 - told on screen by the page, which is on another thread
            job.error = error
        finally:
            job.done.set()

    threading.Thread(target=run, name="import", daemon=True).start()
    return job
