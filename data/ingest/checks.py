"""Every problem of a file at once, each with its column, count and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.ingest.evidence import Evidence
from data.ingest.issues import issue
from data.ingest.model import Issue, Table
from data.ingest.proposal import Proposal
from data.ingest.vendors import Vendor


def issues_of(
    table: Table, vendor: Vendor, kind: str, columns: Sequence[Evidence], found: Mapping[int, Proposal]
) -> tuple[Issue, ...]:
    """All issues, in the order shape, time, identity, scores, rows."""
    del vendor, kind, columns
    issues: list[Issue] = []
    ragged = [row.row_no for row in table.aside if row.reason == "ragged"]
    if ragged:
        issues.append(issue("ragged_rows", rows=tuple(ragged), n=len(ragged), row=ragged[0]))
    totals = [row.row_no for row in table.aside if row.reason == "totals"]
    if totals:
        issues.append(issue("totals_row", rows=tuple(totals), n=len(totals)))
    if not any(one.role == "score" for one in found.values()):
        issues.append(issue("no_score_column"))
    return tuple(issues)
