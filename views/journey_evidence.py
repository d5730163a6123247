"""The evidence of a touchpoint as one file."""

from __future__ import annotations

from views import journey_rows
from views.view import View


def evidence_bytes(view: View, touchpoint_id: str) -> bytes:
    """What a meeting needs to believe the low point."""
    return journey_rows.csv_rows(view)
