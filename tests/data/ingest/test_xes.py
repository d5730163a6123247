"""XES: every event is a row with its case's attributes; nothing is lost, and nothing in the file can grow."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.ingest.model import Limits
from data.ingest.read import read_table
from errors import FileRefused
from tests.workflows.surveys import read_here

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- exported -->\n'
LOG = """<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <global scope="event"><string key="concept:name" value="none"/></global>
 <trace><string key="concept:name" value="C1"/>
  <event><string key="concept:name" value="check &amp; file"/><string key="lifecycle:transition" value="start"/>
   <date key="time:timestamp" value="2026-03-01T09:00:00.250+01:00"/></event>
  <event><string key="concept:name" value="check &amp; file"/><string key="lifecycle:transition" value="complete"/>
   <date key="time:timestamp" value="2026-03-01T09:30:00+01:00"/>
   <float key="cost:total" value="12.5"><string key="currency" value="EUR"/></float></event>
  <string key="region" value="North"/></trace>
 <trace><string key="concept:name" value="C2"/></trace>
 <trace><string key="concept:name" value="C3"/>
  <event><string key="concept:name" value="file"/><date key="time:timestamp" value="2026-03-02T09:30:00+01:00"/></event>
 </trace></log>
"""


@pytest.mark.parametrize("packed", [False, True])
def test_events_are_rows_and_cases_without_events_are_set_aside(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("log.xes.gz" if packed else "log.xes")
    content = (HEAD + LOG).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    reading = read_here(path)
    table = reading.table
    assert reading.kind == "event_log"
    assert [column.role for column in reading.columns] == [
        "case_id", "segment", "activity", "lifecycle", "end_ts", "cost", "segment",
    ]  # fmt: skip
    assert table.cells["c1"].tolist() == ["North", "North", ""]
    assert table.cells["c2"].tolist() == ["check & file", "check & file", "file"]
    assert table.cells.index.tolist() == [2, 3, 5]
    assert [(row.row_no, row.reason, row.cells) for row in table.aside] == [(4, "empty_case", ("C2",))]
    assert table.n_cells_in == table.cells.size + 1
    # fractions of a second stand beside times without
    assert reading.columns[4].date_format == "%Y-%m-%dT%H:%M:%S.%f%z"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + LOG, "unknown_format"),
        (HEAD + LOG.replace("<trace>", "<!DOCTYPE log><trace>", 1), "damaged_log"),
        (HEAD + LOG[:-60], "damaged_log"),
        (HEAD + LOG.replace("<event>", "<event>" + "<list key='a'>" * 80, 1), "unsafe_log"),
        (HEAD + "<log></log>", "no_data_rows"),
        (HEAD + "<html></html>", "unknown_format"),
    ],
)
def test_other_and_broken_logs_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        read_table(path)
    assert refusal.value.issue == code


def test_a_log_that_unpacks_too_far_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress((HEAD + LOG.replace(" <trace>", " " * 3_000_000 + "<trace>", 1)).encode()))
    with pytest.raises(FileRefused) as refusal:
        read_table(path, limits=Limits(n_bytes=1 << 20))
    assert refusal.value.issue == "archive_bomb"
