"""The process that opens an untrusted file: little memory, little time, an answer in one folder.

Started as `python -m data.ingest.child FOLDER`; FOLDER/order.json names the file and the limits,
FOLDER/answer.json and FOLDER/cells.arrow are the answer, FOLDER/step.txt says how far it is.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.ingest.inspect import inspect_table
from data.ingest.model import Limits, ReadParams
from data.ingest.read import read_table
from data.ingest.steps import READING, RECOGNISING, Step, part_of
from data.ingest.transport import reading_document, refusal_document, write_reading_cells
from errors import FileRefused

STEP_SECONDS = 0.1


def main(folder: Path) -> None:
    """Carry out the order in `folder`."""
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    bound_memory(order["memory_mb"], order["seconds"])
    answer = json.dumps(_answer(order, folder), ensure_ascii=False)
    (folder / "answer.json").write_text(answer, encoding="utf-8")


def _answer(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    params = ReadParams(**order["params"]) if order["params"] else None
    step = step_into(folder)
    try:
        table = read_table(
            Path(order["path"]),
            params=params,
            name=order["name"],
            limits=Limits(**order["limits"]),
            step=part_of(step, 0.0, 0.6),
        )
        step(0.6, RECOGNISING)
        reading = inspect_table(table)
        step(0.9, READING)
    except FileRefused as error:
        return refusal_document(error)
    except MemoryError:
        return {"refused": "reading_failed", "facts": {"limit": f"{order['memory_mb']} MB"}}
    write_reading_cells(reading, folder)
    return reading_document(reading)


def step_into(folder: Path, clock: Callable[[], float] = time.monotonic) -> Step:
    """A step that leaves its share and message in FOLDER/step.txt, ten times a second at most."""
    told_at = -STEP_SECONDS
    target, draft = folder / "step.txt", folder / "step.new"

    def step(share: float, message: str) -> None:
        nonlocal told_at
        if clock() - told_at < STEP_SECONDS:
            return
        told_at = clock()
        draft.write_text(f"{share:.3f} {message}", encoding="utf-8")
        os.replace(draft, target)

    return step


def bound_memory(memory_mb: int, seconds: float) -> None:
    """Limit the data segment and the processor time where the system can; elsewhere the parent's clock holds."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = memory_mb << 20
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) * 2, int(seconds) * 2 + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
