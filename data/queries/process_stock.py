"""How much process data of real files is in the store, whichever journey it will stand behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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
SERIES = """
SELECT coalesce(d.name_en, d.name_zh, v.kpi_id) AS name_en, coalesce(d.name_zh, d.name_en, v.kpi_id) AS name_zh,
       v.segment, v.period_start, v.value, d.unit, v.n
FROM kpi_value v LEFT JOIN kpi_def d USING (kpi_id) WHERE v.upload_id = $upload_id
ORDER BY v.kpi_id, v.segment NULLS FIRST, v.period_start LIMIT $most
"""


def process_stock(store: Reader) -> dict[str, int]:
    """Rows of live real uploads: events, process_cases, kpi_values, kpis, work_items, costs."""
    row = store.frame(STOCK).iloc[0]
    return {str(name): int(n) for name, n in row.items()}


def uploaded_series(store: Reader, upload_id: str, *, most: int = 2_000) -> pd.DataFrame:
    """One row per KPI, segment and period that an upload brought, in time order; `n` is empty where unknown."""
    return store.frame(SERIES, upload_id=upload_id, most=most)
