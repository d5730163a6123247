"""Files that are read beside the screen: it can be watched and cancelled."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from data.ingest.model import Reading, ReadParams
from errors import Cancelled, FileRefused, ThroughlineError
from views import loaders
from workflows.inspect_file import inspect_file
from workflows.know_file import wanted_params
from workflows.stage_file import StagedFile
from workflows.take_file import UNEXPECTED

JOB = "upload_reading"
PATIENCE_SECONDS = 1.2  # a small file is read in less, and then no bar flickers


@dataclass(frozen=True)
class ReadingOrder:
    """One file to read: `place` in the list of files, and how to read it."""

    place: int
    staged: StagedFile
    params: ReadParams | None = None
    answers: dict[str, object] | None = None


@dataclass
class ReadingJob:
    """Files being read one after the other; written by its thread, read by the screen."""

    orders: Sequence[ReadingOrder]
    at: int = 0
    share: float = 0.0
    words: str = ""
    found: dict[int, Reading | ThroughlineError] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        """The file that is read now."""
        return self.orders[min(self.at, len(self.orders) - 1)].staged.name

    def tell(self, share: float, words: str) -> None:
        """How far the present file is, turned into how far all of them are."""
        self.share, self.words = min(max((self.at + share) / len(self.orders), 0.0), 1.0), words


def current() -> ReadingJob | None:
    """The reading of this session, running or finished."""
    job: ReadingJob | None = st.session_state.get(JOB)
    return job


def forget() -> None:
    """Clear the finished reading."""
    st.session_state.pop(JOB, None)


def start(orders: Sequence[ReadingOrder]) -> None:
    """Begin to read in a thread of its own, and wait a moment for a small file."""
    job = ReadingJob(orders)
    st.session_state[JOB] = job
    threading.Thread(target=_run, args=(job,), name="reading", daemon=True).start()
    job.done.wait(PATIENCE_SECONDS)


def _run(job: ReadingJob) -> None:
    try:
        for number, order in enumerate(job.orders):
            job.at = number
            job.found[order.place] = Cancelled() if job.stop.is_set() else _read(job, order)
    finally:
        job.done.set()


def _inspected(job: ReadingJob, order: ReadingOrder, params: ReadParams | None) -> Reading:
    return inspect_file(
        order.staged.path, name=order.staged.name, params=params, progress=job.tell, cancelled=job.stop.is_set
    )


def _read(job: ReadingJob, order: ReadingOrder) -> Reading | ThroughlineError:
    try:
        reading = _inspected(job, order, order.params)
        wanted = wanted_params(loaders.store(), reading) if order.params is None else None
        return _inspected(job, order, wanted) if wanted else reading
    except ThroughlineError as error:
        return error
    except Exception as error:  # noqa: BLE001 - told on screen by the page, which is on another thread
        refusal = FileRefused("unexpected", UNEXPECTED)
        refusal.__cause__ = error
        return refusal
