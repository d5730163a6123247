"""The order of the events within their cases, and whose they are, when several uploads hold the same case."""

from __future__ import annotations

from data.ingest.sql import fill
from data.transaction import Write

RENUMBER = """
UPDATE event SET seq = n.seq
FROM (SELECT event_id AS id, row_number() OVER (
          PARTITION BY case_id ORDER BY coalesce(start_ts, end_ts), end_ts, row_no, event_id) AS seq
      FROM event WHERE case_id IN (<cases>)) n
WHERE event.event_id = n.id AND event.seq <> n.seq
"""
CASES = "SELECT entity_id FROM row_origin WHERE entity = 'process_case' AND upload_id = $upload_id"
SHARED_CASES = """
SELECT case_id FROM event WHERE case_id IN (<mine>) GROUP BY case_id HAVING count(DISTINCT upload_id) > 1
    OR count(DISTINCT seq) < count(*)
"""
TAKE_BACK = """
UPDATE process_case SET upload_id = $upload_id
WHERE case_id IN (<cases>) AND upload_id IN (
    SELECT upload_id FROM upload WHERE upload_no > (SELECT upload_no FROM upload WHERE upload_id = $upload_id))
"""


def order_events(write: Write, upload_id: str, *, is_leaving: bool = False) -> None:
    """Number the events of an upload's cases by their time; a case that one upload holds alone is in order already."""
    cases = CASES if is_leaving else fill(SHARED_CASES, mine=CASES)
    write.execute(fill(RENUMBER, cases=cases), upload_id=upload_id)


def take_back(write: Write, upload_id: str) -> None:
    """Give an upload that comes back the cases which later uploads held in its place."""
    write.execute(fill(TAKE_BACK, cases=CASES), upload_id=upload_id)
