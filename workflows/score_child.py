"""The process that reads texts, seen from the store's: started when first needed, stopped at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

import pandas as pd

from errors import Cancelled
from settings import PROJECT
from workflows.score_transport import Message, receive, send

FRUGAL = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ScoringFailedError(RuntimeError):
    """The process that reads texts ended or could not do what was asked."""


class Scorer(Protocol):
    """Whoever carries out orders: the process, or in tests this one."""

    def ask(self, head: Mapping[str, Any], rows: pd.DataFrame) -> Message:
        """The answer to one order."""


class ScoringChild:
    """One process; restarted when it was stopped. `ask` belongs to one thread, `stop` may come from another."""

    def __init__(self, module: str = "workflows.score_process") -> None:
        self._module = module
        self._child: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self._is_closed = False

    def ask(self, head: Mapping[str, Any], rows: pd.DataFrame) -> Message:
        """Carry out one order.

        Raises
        ------
        Cancelled
            `stop` was called meanwhile.
        ScoringFailedError
            The process ended by itself, or answered with an error.
        """
        child = self._started()
        assert child.stdin is not None and child.stdout is not None  # noqa: PT018 - both are pipes
        try:
            send(child.stdin, head, rows)
            answer = receive(child.stdout)
        except (BrokenPipeError, ValueError, OSError):
            answer = None
        if self._is_stopped:
            raise Cancelled
        if answer is None:
            self.stop()
            raise ScoringFailedError(f"the process ended with {child.returncode}")
        if "error" in answer[0]:
            raise ScoringFailedError(str(answer[0]["error"]))
        return answer

    def start(self) -> None:
        """Start the process if it does not run, so that the first order finds it ready; returns at once."""
        self._started()

    def stop(self) -> None:
        """End the process, whatever it is doing; the next order starts another one."""
        self._is_stopped = True
        if self._child is not None:
            self._child.kill()
            _put_away(self._child)

    def close(self) -> None:
        """End the process for good."""
        self._is_closed = True
        self.stop()

    def rest(self) -> None:
        """Give the memory back while there is nothing to do."""
        if self._child is not None:
            _put_away(self._child)
            self._child = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise Cancelled
        if self._child is None or self._is_stopped or self._child.poll() is not None:
            self.rest()
            self._is_stopped = False
            self._child = subprocess.Popen(
                [sys.executable, "-m", self._module], cwd=PROJECT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **FRUGAL},
            )  # fmt: skip
        return self._child


def _put_away(child: subprocess.Popen[bytes]) -> None:
    """Close its pipes, upon which it ends if it has not ended yet."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was still to be written goes nowhere
                pipe.close()
    child.wait()
