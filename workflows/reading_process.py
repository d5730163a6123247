"""The process that opens an untrusted file, seen from outside: started, watched, stopped."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from data.ingest.issues import refused
from errors import Cancelled
from settings import PROJECT

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.05
FRUGAL = {  # the reading process gives memory back instead of keeping it for later
    "MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "1000000",
    "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1",
}  # fmt: skip
Progress = Callable[[float, str], None]


def answer_of(
    order: Mapping[str, Any], folder: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None
) -> dict[str, Any]:
    """Carry out `order` in `folder` and return the answer.

    Raises
    ------
    FileRefused
        The process died or took longer than order["seconds"].
    Cancelled
        `cancelled` said so; the process has ended when this is raised.
    """
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    with (folder / "errors.txt").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "data.ingest.child", str(folder)],
            cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            env={**os.environ, **FRUGAL},
        )  # fmt: skip
        try:
            _watch(child, folder, float(order["seconds"]), progress, cancelled)
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
    return _told(child.returncode, folder, int(order["memory_mb"]))


def _watch(
    child: subprocess.Popen[bytes],
    folder: Path,
    seconds: float,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Until the process ends: pass on what it tells, stop it when asked to or when its time is over."""
    ends, last, runs = time.monotonic() + seconds, "", True
    while runs:
        runs = not _ended(child)
        if cancelled is not None and cancelled():
            raise Cancelled
        if runs and time.monotonic() > ends:
            raise refused("reading_failed", limit=f"{seconds:.0f} s")
        told = _last_step(folder)
        if progress is not None and told and told != last:
            share, _, message = told.partition(" ")
            progress(float(share), message)
            last = told


def _ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether the process ends within the next moment."""
    try:
        child.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _last_step(folder: Path) -> str:
    """What the process told last: a share and a message id."""
    try:
        return (folder / "step.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _told(code: int, folder: Path, memory_mb: int) -> dict[str, Any]:
    """The answer of a process that ended well; one that died has refused the file."""
    answer = folder / "answer.json"
    if code != 0 or not answer.exists():
        LOG.error(
            "child ended with %s: %s", code, (folder / "errors.txt").read_bytes()[-2_000:].decode("utf-8", "replace")
        )
        raise refused("reading_failed", limit=f"{memory_mb} MB")
    return dict(json.loads(answer.read_text(encoding="utf-8")))
