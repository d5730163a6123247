"""The file under check: its table, and what each column was found to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.ingest.evidence import Evidence
from data.ingest.model import Table
from data.ingest.proposal import Proposal
from data.ingest.vendors import Vendor

SYSTEM = {
    "response_id",
    "respondent_id",
    "started_at",
    "submitted_at",
    "recorded_at",
    "survey_sent_at",
    "duration_s",
    "progress",
    "finished",
    "response_type",
    "language",
    "channel",
    "collector_id",
    "response_set",
    "device",
    "custom_data",
    "weight",
    "pii",
    "url",
    "empty",
}


@dataclass(frozen=True)
class Case:
    """Everything the checks look at."""

    table: Table
    vendor: Vendor
    kind: str
    columns: Sequence[Evidence]
    found: Mapping[int, Proposal]

    def of(self, role: str) -> list[Evidence]:
        """The columns of one role."""
        return [column for column in self.columns if self.found[column.index].role == role]

    def cells(self, column: Evidence) -> pd.Series:
        """The cells of one column."""
        return self.table.cells.iloc[:, column.index]

    def questions(self) -> list[Evidence]:
        """Columns that hold answers, not what the tool writes by itself."""
        return [column for column in self.columns if self.found[column.index].role not in SYSTEM]
