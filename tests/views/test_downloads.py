"""Tables to take along: titles of the screen, and no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from i18n import set_language
from views import stream_rows
from views.downloads import csv_button

HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def handed(monkeypatch) -> dict[str, dict[str, Any]]:
    """The downloads that were drawn: file name -> what the button was given."""
    drawn: dict[str, dict[str, Any]] = {}

    def button(label: str, data: Callable[[], bytes], **given: Any) -> None:
        drawn[given["file_name"]] = {"label": label, "text": data, **given}

    monkeypatch.setattr(st, "download_button", button)
    return drawn


@pytest.mark.parametrize(("lang", "label"), [("en", "Download CSV"), ("zh", "下载 CSV")])
def test_a_table_is_handed_over_under_the_titles_of_the_screen(handed, lang: str, label: str) -> None:
    set_language(lang)
    csv_button(pd.DataFrame({"step": ["Pack", HOSTILE], "n": [3, 4]}), {"step": "Step"}, name="rows", key="rows_csv")
    set_language("en")
    given = handed["rows.csv"]
    assert given["label"] == label
    assert given["key"] == f"rows_csv|{lang}"
    assert given["type"] == "secondary"
    assert given["text"]().decode("utf-8-sig") == f"Step,n\r\nPack,3\r\n'{HOSTILE},4\r\n"


def test_a_step_that_looks_like_a_formula_stays_a_text(handed, monkeypatch) -> None:
    set_language("en")
    monkeypatch.setattr(stream_rows, "table", lambda reading: pd.DataFrame({"Step": [HOSTILE]}))
    view = SimpleNamespace(journey_name="Trip", scope=SimpleNamespace(journey_id="trip"))
    stream_rows.draw_downloads(view, None, lambda: b"")  # type: ignore[arg-type]
    assert handed["Trip-value-stream.csv"]["text"]().decode("utf-8-sig") == f"Step\r\n'{HOSTILE}\r\n"
