"""Take corrections from a file: texts with the sentiment a person gave them, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.voices.corrections import label_of
from data.queries.text_labels import WHITE, write_text_labels
from data.store import Store
from errors import N_, BadInput
from workflows.score_file import column_cells, column_place, read_table

BOTH = N_("Name the column with the texts by --text and the one with the sentiments by --label.")
NO_FILE = N_("There is no such file.")
NO_WORD = N_("None of its values is a sentiment. Use negative, neutral, positive, or none.")


@dataclass(frozen=True)
class Labelled:
    """Rows of the file, those with a text and a known sentiment, and the texts found among the comments."""

    n_rows: int
    n_usable: int
    n_matched: int

    def document(self) -> dict[str, Any]:
        """For the command line."""
        return asdict(self)


def label_texts(store: Store, path: Path, text: str | None, label: str | None, *, at: datetime, by: str) -> Labelled:
    """Import a file of corrections; comments are found by their text.

    Raises
    ------
    BadInput
        A column is not named, there is no file, or none of the labels is known.
    UnknownColumn, FileRefused
        The file has no such column, or cannot be read.
    """
    if not text or not label:
        raise BadInput(field="--labels", value=path.name, fix=BOTH)
    if not path.is_file():
        raise BadInput(field="--labels", value=str(path), fix=NO_FILE)
    reading = read_table(path)
    texts, words = (column_cells(reading, column_place(reading, name)) for name in (text, label))
    rows = pd.DataFrame({"text": texts, "label": [label_of(word) for word in words]})
    rows["text"] = rows["text"].str.strip(WHITE)
    usable = rows[rows["label"].notna() & (rows["text"] != "")]
    if len(rows) and usable.empty:
        raise BadInput(field="--label", value=label, fix=NO_WORD)
    with store.write("import labels", "voices") as write:
        n_matched = write_text_labels(write, usable, at=at, by=by)
    return Labelled(len(rows), len(usable), n_matched)
