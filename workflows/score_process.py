"""The process that reads texts: sentiment, themes and emotions are computed here, so that no page waits for them.

Started as `python -m workflows.score_process`; orders come on stdin, answers go to stdout (`score_transport`). It ends
when stdin does, so it never outlives the process that holds the store.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

import pandas as pd

from analytics.voices.engine import score
from workflows.feel_texts import feel_rows
from workflows.freed_memory import give_back, plain_arrow
from workflows.learn_texts import learn_rows, read_rows
from workflows.score_texts import engine_reasons, score_rows
from workflows.score_transport import Message, receive, send
from workflows.tag_texts import tag_rows

NICER: Final = 5  # pages come first on a machine with few processors
WORK: Final[Mapping[str, Callable[[dict[str, Any], pd.DataFrame], Message]]] = {
    "engines": engine_reasons,
    "feel": feel_rows,
    "learn": learn_rows,
    "read": read_rows,
    "score": score_rows,
    "tag": tag_rows,
}
FIRST_READ: Final = "The room was ready when we came, but nobody knew why."


def load_instant() -> None:
    """Load what the fastest engine reads with, so that the first order does not wait for it."""
    score([FIRST_READ, FIRST_READ], ["en", "zh"], None, engine="instant", with_evidence=False)


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Carry out orders until there are no more; an order that fails is answered with its error."""
    while (order := receive(source)) is not None:
        head, rows = order
        try:
            answer, found = WORK[head["kind"]](head, rows)
        except Exception as error:  # noqa: BLE001 - told to the other process, which decides
            answer, found = {"error": f"{type(error).__name__}: {error}"}, pd.DataFrame()
        try:
            send(sink, answer, found)
        except BrokenPipeError:
            return
        del order, rows, found
        give_back()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(NICER)
    plain_arrow()
    load_instant()
    serve(sys.stdin.buffer, sys.stdout.buffer)
