"""Scoring in the background of a running server: looks whether comments changed, scores what waits, says how far it is.

Imports, undos, corrections and erasures need not know of it: they raise the versions it watches.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
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
BY_ITSELF: Final = "background"


@dataclass(frozen=True)
class ScoringState:
    """What the background does now; `progress` is None while it waits, `problem` tells why it gave up.

    `is_learning` says that what runs, was stopped or failed is learning, not reading; `is_asked` that somebody asked to
    learn and it has not begun.
    """

    progress: Progress | None = None
    is_stopped: bool = False
    problem: str = ""
    is_learning: bool = False
    is_asked: bool = False


@dataclass(frozen=True)
class Ask:
    """Somebody's wish to learn now: who, and whether to take scores at their word."""

    by: str
    direct: bool


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
        self._expected = threading.Event()
        self._asking = threading.Lock()
        self._asked: Ask | None = None
        self._learns = False
        self._state = ScoringState()

    @property
    def state(self) -> ScoringState:
        """What it does now; may be asked from any thread."""
        return replace(self._state, is_asked=self._asked is not None)

    def start(self) -> None:
        """Begin to look, in a thread of its own; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="score", daemon=True)
            self._thread.start()

    def expect(self) -> None:
        """Comments will come soon: have the process that reads them started and loaded meanwhile."""
        self._expected.set()
        self._wake.set()

    def cancel(self) -> None:
        """Stop what runs; scores written so far stay. `resume` or the next change of the data goes on."""
        self._take_ask()
        self._cancel.set()
        self._child.stop()

    def resume(self) -> None:
        """Go on after a stop or an error."""
        self._cancel.clear()
        self._state = ScoringState()
        self._seen = ()
        self._wake.set()

    def ask_to_learn(self, *, by: str, direct: bool = False) -> None:
        """Have the background learn once it has read what waits; returns at once, `state` says how far it is."""
        with self._asking:
            self._asked = Ask(by, direct)
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
        if seen == self._seen and self._asked is None:
            return
        self._cancel.clear()
        self._state = self._passed()
        is_over = self._state.is_stopped or bool(self._state.problem)
        self._seen = self._versions() if is_over else seen

    def _versions(self) -> tuple[int, ...]:
        return tuple(self.store.version(area) for area in WATCHED)

    def _passed(self) -> ScoringState:
        self._learns = False
        try:
            score_comments(self.store, self._child, clock=self._clock, stopped=self._is_stopped, tell=self._tell)
            self._learn()
        except Cancelled:
            return self._ended(is_stopped=True)
        except (ThroughlineError, ScoringFailedError) as error:
            if self._is_stopped():  # the process went while it had not begun to answer
                return self._ended(is_stopped=True)
            LOG.warning("scoring stopped: %s", error)
            return self._ended(problem=str(error))
        except Exception as error:  # the thread must outlive it; the log has the whole story
            LOG.exception("scoring stopped")
            return self._ended(problem=str(error))
        return ScoringState()

    def _ended(self, *, is_stopped: bool = False, problem: str = "") -> ScoringState:
        """Before its end; whoever asked to learn must ask again."""
        is_learning = self._take_ask() is not None or self._learns
        return ScoringState(is_stopped=is_stopped, problem=problem, is_learning=is_learning)

    def _learn(self) -> None:
        """Learn when asked, or by itself where enough came in; a new version is what the next look finds."""
        if self._asked is None and not is_due(self.store, self._tried):
            return
        self._learns = True
        self._state = ScoringState(is_learning=True)  # before the wish is taken, so that nobody sees neither
        asked = self._take_ask()
        self._tried = available_rows(self.store)
        adapt_model(
            self.store, self._child, clock=self._clock, by=asked.by if asked else BY_ITSELF,
            direct=asked is not None and asked.direct, stopped=self._is_stopped, tell=self._tell,
        )  # fmt: skip
        self._child.rest()  # what learning took goes back at once; the next order starts a small process

    def _take_ask(self) -> Ask | None:
        with self._asking:
            asked, self._asked = self._asked, None
        return asked

    def _is_stopped(self) -> bool:
        return self._ends.is_set() or self._cancel.is_set()

    def _tell(self, progress: Progress) -> None:
        self._state = ScoringState(progress, is_learning=self._learns)

    def _run(self) -> None:
        idle = 0.0
        while not self._ends.is_set():
            before = self._seen
            self.look()
            idle = 0.0 if self._seen != before or self._is_expected() else idle + LOOK_SECONDS
            if idle >= IDLE_SECONDS:
                self._child.rest()
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def _is_expected(self) -> bool:
        """Whether comments were announced since the last look; then the process is started."""
        if not self._expected.is_set() or self._ends.is_set():
            return False
        self._expected.clear()
        try:
            self._child.start()
        except (Cancelled, OSError) as error:  # closed meanwhile, or no process to be had: the first order tells
            LOG.info("the process that reads was not started early: %s", error)
        return True


_service = OneService(ScoreService)
start, current, close = _service.start, _service.current, _service.close


def state(store: Store) -> ScoringState | None:
    """What the service of `store` does now; None where none runs."""
    service = current(store)
    return service.state if service is not None else None


def expect(store: Store) -> None:
    """Comments of `store` will come soon, as after the choice of a file; nothing where no service runs."""
    service = current(store)
    if service is not None:
        service.expect()


def ask_to_learn(store: Store, *, by: str, direct: bool = False) -> bool:
    """Have the service of `store` learn as soon as it can; False where none runs. Never waits."""
    service = current(store)
    if service is None:
        return False
    service.ask_to_learn(by=by, direct=direct)
    return True
