"""Scoring in the background of a running server: looks whether comments changed, scores what waits, says how far it is.

Imports, undos, corrections and erasures need not know of it: they raise the versions it watches.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from data.store import Store
from errors import Cancelled, ThroughlineError
from workflows.adapt_model import Available, adapt_model, available_rows, is_due
from workflows.one_service import OneService
from workflows.score_child import ScoringChild, ScoringFailedError
from workflows.score_comments import Clock, Progress, score_comments

LOG = logging.getLogger(__name__)
LOOK_SECONDS: Final = 0.5
IDLE_SECONDS: Final = 60.0
WATCHED: Final = ("feedback", "voices", "setting")


@dataclass(frozen=True)
class ScoringState:
    """What the background does now; `progress` is None while it waits, `problem` tells why it gave up."""

    progress: Progress | None = None
    is_stopped: bool = False
    problem: str = ""


class ScoreService:
    """One thread and, while there is work, one process. `child` is replaced in tests."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock = lambda: datetime.now(UTC),
        child: Callable[[], ScoringChild] = ScoringChild,
    ) -> None:
        self.store = store
        self._clock = clock
        self._child = child()
        self._ends = threading.Event()
        self._wake = threading.Event()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: tuple[int, ...] = ()
        self._tried: Available | None = None
        self.state = ScoringState()

    def start(self) -> None:
        """Begin to look, in a thread of its own; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="score", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Stop what runs; scores written so far stay. `resume` or the next change of the data goes on."""
        self._cancel.set()
        self._child.stop()

    def resume(self) -> None:
        """Go on after a stop or an error."""
        self._cancel.clear()
        self._seen = ()
        self._wake.set()

    def close(self) -> None:
        """End the thread and the process; a batch that is being written comes to its end first."""
        self._ends.set()
        self._wake.set()
        self._child.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def look(self) -> None:
        """Score what waits if anything was written since the last look.

        A pass that wrote is itself followed by a look, which finds nothing to do or what came in meanwhile.
        """
        seen = self._versions()
        if seen == self._seen:
            return
        self._cancel.clear()
        self.state = self._passed()
        is_over = self.state.is_stopped or bool(self.state.problem)
        self._seen = self._versions() if is_over else seen

    def _versions(self) -> tuple[int, ...]:
        return tuple(self.store.version(area) for area in WATCHED)

    def _passed(self) -> ScoringState:
        try:
            score_comments(self.store, self._child, clock=self._clock, stopped=self._is_stopped, tell=self._tell)
            self._learn()
        except Cancelled:
            return ScoringState(is_stopped=True)
        except (ThroughlineError, ScoringFailedError) as error:
            LOG.warning("scoring stopped: %s", error)
            return ScoringState(problem=str(error))
        except Exception as error:  # the thread must outlive it; the log has the whole story
            LOG.exception("scoring stopped")
            return ScoringState(problem=str(error))
        return ScoringState()

    def _learn(self) -> None:
        """Learn by itself where enough came in; the new version, if there is one, is what the next look finds."""
        if is_due(self.store, self._tried):
            self._tried = available_rows(self.store)
            adapt_model(self.store, self._child, clock=self._clock, stopped=self._is_stopped, tell=self._tell)

    def _is_stopped(self) -> bool:
        return self._ends.is_set() or self._cancel.is_set()

    def _tell(self, progress: Progress) -> None:
        self.state = ScoringState(progress)

    def _run(self) -> None:
        idle = 0.0
        while not self._ends.is_set():
            before = self._seen
            self.look()
            idle = 0.0 if self._seen != before else idle + LOOK_SECONDS
            if idle >= IDLE_SECONDS:
                self._child.rest()
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()


_service = OneService(ScoreService)
start, current, close = _service.start, _service.current, _service.close


def state(store: Store) -> ScoringState | None:
    """What the service of `store` does now; None where none runs."""
    service = current(store)
    return service.state if service is not None else None
