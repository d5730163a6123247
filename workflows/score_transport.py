"""Orders and answers between the store's process and the one that reads texts: a line of JSON, then an Arrow table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import pandas as pd
import pyarrow as pa

Message = tuple[dict[str, Any], pd.DataFrame]


def send(sink: IO[bytes], head: Mapping[str, Any], rows: pd.DataFrame) -> None:
    """Write one message and let it go at once."""
    buffer = pa.BufferOutputStream()
    table = pa.Table.from_pandas(rows, preserve_index=False)
    with pa.ipc.new_stream(buffer, table.schema) as stream:
        stream.write_table(table)
    body = buffer.getvalue().to_pybytes()
    sink.write(json.dumps({**head, "n_bytes": len(body)}).encode() + b"\n")
    sink.write(body)
    sink.flush()


def receive(source: IO[bytes]) -> Message | None:
    """Read one message; None when the other side has ended, also in the middle of one."""
    line = source.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    body = source.read(int(head["n_bytes"]))
    if len(body) < int(head["n_bytes"]):
        return None
    return head, pa.ipc.open_stream(body).read_all().to_pandas()
