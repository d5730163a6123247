"""The sample world with readings written by the test: negative, and where they are turned every third one positive."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from data.queries import text_learning
from data.queries.text_models import add_model
from data.queries.text_work import waiting_texts
from data.queries.text_write import write_scores
from data.store import Store
from workflows.text_engines import base_version

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def write_all(store: Store, version: str, *, is_turned: bool = False, confidence: float = 0.7) -> None:
    """Every text is read by `version`, and the change is counted."""
    rows = waiting_texts(store, done="version", wanted=(version,), most=100_000)
    turned = pd.Series(range(len(rows))) % 3 == 0 if is_turned else pd.Series(False, index=rows.index)
    scored = rows.assign(
        p_negative=0.7 - 0.5 * turned, p_neutral=0.1, p_positive=0.2 + 0.5 * turned, is_none=False,
        confidence=confidence, language="en", evidence="[]",
    )  # fmt: skip
    with store.write("score texts", "voices") as write:
        write_scores(write, scored, version, at=AT)
    with store.write("note change", "voices") as write:
        text_learning.write_change(write, version, at=AT)


def read_as_shipped(store: Store, *, confidence: float = 0.7) -> None:
    """Every text is read by Standard as it ships."""
    base = base_version("standard")
    with store.write("list model", "voices") as write:
        add_model(write, base, engine="standard", kind="base", at=AT)
    write_all(store, base, confidence=confidence)
