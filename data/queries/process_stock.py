"""How much process data of real files is in the store, whichever journey it will stand behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.reading import Reader

STOCK = """
WITH live AS (SELECT upload_id FROM upload WHERE state = 'live' AND NOT is_sample)
SELECT (SELECT count(*) FROM event SEMI JOIN live USING (upload_id)) AS events,
       (SELECT count(*) FROM process_case SEMI JOIN live USING (upload_id)) AS process_cases,
       (SELECT count(*) FROM kpi_value SEMI JOIN live USING (upload_id)) AS kpi_values,
       (SELECT count(DISTINCT kpi_id) FROM kpi_value SEMI JOIN live USING (upload_id)) AS kpis,
       (SELECT count(*) FROM work_item SEMI JOIN live USING (upload_id)) AS work_items,
       (SELECT count(*) FROM cost SEMI JOIN live USING (upload_id)) AS costs
"""


def process_stock(store: Reader) -> dict[str, int]:
    """Rows of live real uploads: events, process_cases, kpi_values, kpis, work_items, costs."""
    row = store.frame(STOCK).iloc[0]
    return {str(name): int(n) for name, n in row.items()}
