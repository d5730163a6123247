"""Which process measures a linked case can be asked for: of the case as a whole, and of each of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.queries.setting import setting
from data.reading import Reader

MOST_STEPS: Final = 40
LEAST_AGAIN: Final = 10
# kind -> (unit, the better direction: "down", or "" where neither is)
KINDS: Final = {
    "late": ("yes_no", "down"), "late_days": ("days", "down"), "lead": ("days", "down"), "wait": ("hours", "down"),
    "queue": ("hours", "down"), "work": ("hours", ""), "again": ("rounds", "down"), "handoffs": ("count", "down"),
    "changes": ("count", "down"), "additions": ("count", "down"), "defects": ("count", "down"),
    "rework_days": ("person_days", "down"), "response": ("hours", "down"), "resolution": ("hours", "down"),
    "cost": ("currency", "down"), "step_wait": ("hours", "down"), "step_again": ("rounds", "down"),
}  # fmt: skip
ITEM_KINDS: Final = ("changes", "additions", "defects", "rework_days")


@dataclass(frozen=True)
class LinkMeasure:
    """One process measure of a linked case, as known when the answer was given.

    Attributes
    ----------
    kind : key of KINDS. late (1 where a step that was begun missed its first committed day, else 0), late_days (the
        longest such delay of finished steps), lead (first start to latest end so far), wait (all waits so far), queue
        (all hours from ready to begun), work (hours of finished steps), again (repeated visits), handoffs, changes and
        additions (changes and unplanned requirements since the case was opened), defects, rework_days (effort of
        defects and changes closed since then), response and resolution (means), cost (of finished steps); of one step:
        step_wait (mean wait before it so far) and step_again (visits beyond the first).
    activity, source_id : the step and its log, of step_wait and step_again; touchpoint_id, stage_id where mapped.
    unit : yes_no, days, hours, rounds, count, person_days or the currency's code.
    direction : "down" where less is better, "" where neither is.
    activity_no : of the step inside this store, 0 without; never shown.
    """

    kind: str
    unit: str
    direction: str
    activity: str = ""
    source_id: str = ""
    touchpoint_id: str | None = None
    stage_id: str | None = None
    activity_no: int = 0

    @property
    def code(self) -> str:
        """The measure in a link.

        >>> LinkMeasure("step_wait", "hours", "down", "Design", "sample.it").code
        'step_wait:sample.it/Design'
        """
        return f"{self.kind}:{self.source_id}/{self.activity}" if self.activity else self.kind


LINKED: Final = """
linked AS MATERIALIZED (
    SELECT DISTINCT l.case_id FROM link l JOIN response r USING (response_id)
    WHERE l.target = 'process_case' AND r.is_current AND r.journey_id = $journey)"""
_STEPS: Final = f"""
WITH {LINKED}
SELECT a.activity_no, l.source_id, a.activity, any_value(m.touchpoint_id) AS touchpoint_id,
    any_value(t.stage_id) AS stage_id, count(DISTINCT s.case_no) AS n_cases, count(s.wait_s) AS n_waits,
    count(DISTINCT s.case_no) FILTER (s.visit > 1) AS n_again, count(s.queue_s) AS n_queues,
    count(s.processing_s) AS n_works, count(s.cost) AS n_costs, count(s.resource_no) AS n_resources,
    bool_or(m.touchpoint_id IN (SELECT touchpoint_id FROM touchpoint_kpi WHERE kpi_id = $response_kpi)) AS is_response,
    bool_or(m.touchpoint_id IN (SELECT touchpoint_id FROM touchpoint_kpi WHERE kpi_id = $resolution_kpi))
        AS is_resolution,
    avg(s.seq / c.n_steps) AS place
FROM step_fact s JOIN case_fact c USING (case_no) JOIN process_activity a USING (activity_no)
JOIN process_log l ON l.log_no = s.log_no
LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
LEFT JOIN touchpoint t ON t.touchpoint_id = m.touchpoint_id
WHERE c.case_id IN (SELECT case_id FROM linked)
GROUP BY a.activity_no, l.source_id, a.activity ORDER BY place, l.source_id, a.activity
"""  # noqa: S608 - fixed text
_DUE: Final = f"""
WITH {LINKED}
SELECT count(target_ts) AS n_due, count(DISTINCT currency) FILTER (cost IS NOT NULL) AS n_currencies,
    min(currency) FILTER (cost IS NOT NULL) AS currency
FROM event WHERE case_id IN (SELECT case_id FROM linked)"""  # noqa: S608 - fixed text
ITEMS: Final = """
item AS (
    SELECT w.* FROM work_item w JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.project_id IS NOT NULL
        AND w.created_at IS NOT NULL)"""
_ITEM_COUNTS: Final = f"""
WITH {ITEMS}
SELECT count(*) FILTER (kind = 'change') AS changes,
    count(*) FILTER (kind = 'requirement' AND NOT in_baseline) AS additions,
    count(*) FILTER (kind = 'defect') AS defects,
    count(person_days) FILTER (kind IN ('defect', 'change') AND closed_at IS NOT NULL) AS rework_days,
    count(*) FILTER (kind = 'ticket' AND closed_at >= created_at) AS tickets
FROM item"""  # noqa: S608 - fixed text


@dataclass(frozen=True)
class MeasureList:
    """The measures in the order of the matrix, and what the query of their values needs.

    Attributes
    ----------
    left_out : kinds that the records tell nothing of, with the reason: no_records or currencies_mixed.
    response_steps, resolution_steps : activity numbers of the touchpoints that the two measures of service belong to.
    by_ticket : resolution is that of tickets, not of steps.
    """

    measures: tuple[LinkMeasure, ...]
    left_out: tuple[tuple[str, str], ...]
    response_steps: tuple[int, ...]
    resolution_steps: tuple[int, ...]
    by_ticket: bool


def link_measures(store: Reader, journey_id: str) -> MeasureList:
    """What the records of the journey's linked cases can tell: whole cases first, then the steps in their usual order.

    Of the steps the MOST_STEPS that most cases take; a repetition is a measure where LEAST_AGAIN cases have one.
    """
    params = {"journey": journey_id, "response_kpi": f"{journey_id}.first_response_hours",
              "resolution_kpi": f"{journey_id}.resolution_hours"}  # fmt: skip
    steps = store.frame(_STEPS, dtypes={"touchpoint_id": "object", "stage_id": "object"}, **params)
    due = store.frame(_DUE, journey=journey_id).iloc[0]
    items = store.frame(_ITEM_COUNTS, journey=journey_id).iloc[0]
    kept = steps[steps["n_cases"].rank(method="first", ascending=False) <= MOST_STEPS]
    answers = steps[steps["is_response"].fillna(False).astype(bool) & (steps["n_queues"] > 0)]
    solves = steps[steps["is_resolution"].fillna(False).astype(bool) & (steps["n_queues"] > 0)]
    found = {
        "late": due["n_due"], "late_days": due["n_due"], "lead": len(steps), "wait": steps["n_waits"].sum(),
        "queue": steps["n_queues"].sum(), "work": steps["n_works"].sum(), "again": len(steps),
        "handoffs": steps["n_resources"].sum(), "response": len(answers),
        "resolution": int(items["tickets"]) + len(solves), "cost": steps["n_costs"].sum(),
        **{kind: items[kind] for kind in ITEM_KINDS},
    }  # fmt: skip
    is_mixed = int(due["n_currencies"]) > 1
    told = [kind for kind in KINDS if int(found.get(kind, 0)) > 0 and not (kind == "cost" and is_mixed)]
    missing = [(kind, "currencies_mixed" if kind == "cost" and is_mixed else "no_records")
               for kind in found if kind not in told]  # fmt: skip
    currency = str(due["currency"]) if pd.notna(due["currency"]) else str(setting(store, "currency"))
    whole = [LinkMeasure(kind, currency if kind == "cost" else KINDS[kind][0], KINDS[kind][1]) for kind in told]
    return MeasureList(
        (*whole, *_of_steps(kept[kept["n_waits"] > 0], "step_wait"),
         *_of_steps(kept[kept["n_again"] >= LEAST_AGAIN], "step_again")),
        tuple(missing), tuple(int(no) for no in answers["activity_no"]), tuple(int(no) for no in solves["activity_no"]),
        int(items["tickets"]) > 0,
    )  # fmt: skip


def _of_steps(steps: pd.DataFrame, kind: str) -> list[LinkMeasure]:
    unit, direction = KINDS[kind]
    held = steps[["activity", "source_id", "touchpoint_id", "stage_id", "activity_no"]].to_dict("records")
    return [
        LinkMeasure(kind, unit, direction, str(row["activity"]), str(row["source_id"]), row["touchpoint_id"] or None,
                    row["stage_id"] or None, int(row["activity_no"]))
        for row in held
    ]  # fmt: skip
