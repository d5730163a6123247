"""The process that opens an untrusted file: little memory, little time, an answer in one folder.

Started as `python -m data.ingest.child FOLDER`; FOLDER/order.json names the file and the limits,
FOLDER/answer.json and FOLDER/cells.parquet are the answer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from data.ingest.inspect import inspect_table
from data.ingest.model import Limits, ReadParams
from data.ingest.read import read_table
from data.ingest.transport import reading_document, refusal_document, write_reading_cells
from errors import FileRefused


def main(folder: Path) -> None:
    """Carry out the order in `folder`."""
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    bound_memory(order["memory_mb"], order["seconds"])
    answer = json.dumps(_answer(order, folder), ensure_ascii=False)
    (folder / "answer.json").write_text(answer, encoding="utf-8")


def _answer(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    params = ReadParams(**order["params"]) if order["params"] else None
    try:
        table = read_table(Path(order["path"]), params=params, name=order["name"], limits=Limits(**order["limits"]))
        reading = inspect_table(table)
    except FileRefused as error:
        return refusal_document(error)
    except MemoryError:
        return {"refused": "reading_failed", "facts": {"limit": f"{order['memory_mb']} MB"}}
    write_reading_cells(reading, folder)
    return reading_document(reading)


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
