"""Whether cases leave a queue in the order in which they came into it.

Compared are neighbours: a visit and the next one to come into the same queue while the first still waits there. Visits
that begin while another step of their case still runs were in no queue.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.stream import stream_sql
from data.reading import Reader

ORDER: Final = """
queued AS (
    SELECT activity_no, began_at AS left_at, began_at - to_microseconds((1e6 * wait_s)::BIGINT) AS came_at
    FROM step WHERE wait_s IS NOT NULL AND (wait_s > 0 OR covered_s >= epoch(ended_at - began_at))),
beside AS (
    SELECT activity_no, left_at, lead(left_at) OVER w AS next_left_at
    FROM queued
    WINDOW w AS (PARTITION BY activity_no ORDER BY came_at, left_at)
    QUALIFY lead(came_at) OVER w > came_at AND lead(came_at) OVER w < left_at)
SELECT l.source_id, a.activity, count(*) FILTER (next_left_at <> left_at) AS n_pairs,
    count(*) FILTER (next_left_at > left_at) AS n_kept
FROM beside JOIN process_activity a USING (activity_no) JOIN process_log l USING (log_no) GROUP BY ALL ORDER BY ALL
"""


def queue_order(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per activity with a queue: source_id, activity, n_pairs, n_kept (pairs that leave as they came).

    Pairs that come or leave at the same moment tell nothing and do not count.
    """
    tables, params = stream_sql(scope)
    types = {"source_id": "str", "activity": "str", "n_pairs": "int64", "n_kept": "int64"}
    return store.frame(f"WITH {tables}, {ORDER}", dtypes=types, **params)
