"""What lies behind a number of the process: its cases, and the steps of one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.queries.process_scope import case_condition
from data.queries.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

CASES = """
SELECT c.case_id, p.external_key, a.name AS account, c.began_at, c.ended_at, c.lead_s, c.processing_s, c.wait_s,
    c.n_steps, c.n_steps - c.n_activities AS n_repeats, c.n_handoffs, c.is_marked_open, c.is_cut,
    count(*) OVER () AS n_cases
FROM case_fact c JOIN process_case p USING (case_id) LEFT JOIN customer_account a ON a.account_id = p.account_id
WHERE <where> AND ($variant_no IS NULL OR c.variant_no = $variant_no)
    AND ($activity_no IS NULL OR c.case_no IN (
        SELECT s.case_no FROM step_fact s WHERE s.activity_no = $activity_no
            AND ($previous_no IS NULL OR s.previous_no = $previous_no) AND (NOT $is_repeat OR s.visit > 1)))
    AND ($taker_no IS NULL OR c.case_no IN (
        SELECT s.case_no FROM step_fact s JOIN step_fact g ON g.case_no = s.case_no AND g.seq = s.seq - 1
        WHERE s.is_handoff AND g.resource_no = $giver_no AND s.resource_no = $taker_no))
ORDER BY c.lead_s DESC, c.case_id LIMIT $most
"""
STEPS = """
SELECT s.seq, a.activity, r.resource, s.began_at, s.ended_at, s.processing_s, s.wait_s, s.queue_s, s.visit,
    s.fault, s.cost
FROM step_fact s JOIN case_fact c USING (case_no) JOIN process_activity a ON a.activity_no = s.activity_no
LEFT JOIN process_resource r USING (resource_no) WHERE c.case_id = $case_id ORDER BY s.seq
"""


@dataclass(frozen=True)
class Behind:
    """Which cases: of a variant, that pass an activity (after another, or again), or that change hands between two."""

    variant_no: int | None = None
    activity_no: int | None = None
    previous_no: int | None = None
    is_repeat: bool = False
    giver_no: int | None = None
    taker_no: int | None = None


def cases_behind(store: Reader, scope: Scope, behind: Behind = Behind(), *, most: int = 200) -> pd.DataFrame:
    """One row per case, the longest first: case_id, external_key, account, began_at, ended_at, lead_s, processing_s,
    wait_s, n_steps, n_repeats, n_handoffs, is_marked_open, is_cut; n_cases is how many there are in all.
    """
    where, params = case_condition(scope)
    types = dict.fromkeys(("n_steps", "n_repeats", "n_handoffs", "n_cases"), "int64")
    return store.frame(fill(CASES, where=where), dtypes=types, most=most, **params, **vars(behind))


def case_steps(store: Reader, case_id: str) -> pd.DataFrame:
    """One row per step of a case in order: seq, activity, resource, began_at, ended_at, processing_s, wait_s, queue_s,
    visit, fault, cost.
    """
    return store.frame(STEPS, dtypes={"seq": "int64", "visit": "int64"}, case_id=case_id)
