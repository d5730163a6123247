"""Records behind the measures of requirements, defects and rework: SQL that gives one row per contribution.

Columns of every statement here and in `kpi_records_flow`, `kpi_records_customers`: entity and record_id (what stands
behind it), day, project_id, num and den (what it adds to the numerator and the denominator; NULL where it belongs to
one of them only).
"""

from __future__ import annotations

from typing import Final

ITEMS: Final = """
item AS (
    SELECT w.*, (w.created_at AT TIME ZONE $zone)::DATE AS created_on,
        (w.closed_at AT TIME ZONE $zone)::DATE AS ended_on
    FROM work_item w JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.created_at IS NOT NULL
)"""

# an attribute of the item says in words that it was deleted, e.g. its status "Cancelled": $deleted matches them
RSI: Final = f"""WITH {ITEMS}
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id,
    CASE WHEN kind = 'change' OR NOT in_baseline THEN 1.0 END AS num,
    CASE WHEN kind = 'requirement' AND in_baseline THEN 1.0 END AS den
FROM item WHERE kind = 'change' OR (kind = 'requirement' AND in_baseline IS NOT NULL)
UNION ALL
SELECT 'work_item', item_id, ended_on, project_id, 1.0, NULL
FROM item WHERE kind = 'requirement' AND in_baseline AND ended_on IS NOT NULL
    AND regexp_matches(lower(coalesce(attributes::VARCHAR, '')), $deleted)"""  # noqa: S608 - fixed

CHANGE_RATE: Final = f"""WITH {ITEMS}
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id,
    CASE WHEN kind = 'change' THEN 1.0 END AS num, CASE WHEN kind = 'requirement' THEN 1.0 END AS den
FROM item WHERE kind = 'change' OR (kind = 'requirement' AND in_baseline)"""  # noqa: S608 - fixed

DENSITY: Final = f"""WITH {ITEMS},
usual AS (SELECT mode(size_unit) AS unit FROM item WHERE kind = 'requirement' AND size > 0)
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id,
    CASE WHEN kind = 'defect' THEN 1.0 END AS num, CASE WHEN kind = 'requirement' THEN size END AS den
FROM item WHERE kind = 'defect'
    OR (kind = 'requirement' AND coalesce(in_baseline, true) AND size > 0
        AND size_unit IS NOT DISTINCT FROM (SELECT unit FROM usual))"""  # noqa: S608 - fixed

IN_OPERATION: Final = "regexp_matches(lower(phase_found), $operation)"

OPERATION_SHARE: Final = f"""WITH {ITEMS}
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id, {IN_OPERATION}::INT::DOUBLE AS num,
    1.0 AS den
FROM item WHERE kind = 'defect' AND phase_found IS NOT NULL"""  # noqa: S608 - fixed

ESCAPE: Final = f"""WITH {ITEMS},
delivered AS (
    SELECT project_id, closed_on FROM project
    WHERE closed_on IS NOT NULL AND closed_on + $escape_window_days::INT <= $until::DATE
)
SELECT 'work_item' AS entity, item_id AS record_id, closed_on AS day, item.project_id,
    coalesce({IN_OPERATION}, created_on > closed_on)::INT::DOUBLE AS num, 1.0 AS den
FROM item JOIN delivered USING (project_id)
WHERE kind = 'defect' AND created_on <= closed_on + $escape_window_days::INT"""  # noqa: S608 - fixed

REWORK: Final = f"""WITH {ITEMS}
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id, person_days AS num,
    NULL::DOUBLE AS den
FROM item WHERE kind IN ('defect', 'change') AND person_days IS NOT NULL"""  # noqa: S608 - fixed

REWORK_COST: Final = f"""WITH {ITEMS}
SELECT 'work_item' AS entity, item_id AS record_id, created_on AS day, project_id,
    person_days * $person_day_rate AS num, NULL::DOUBLE AS den
FROM item WHERE kind IN ('defect', 'change') AND person_days IS NOT NULL AND $person_day_rate > 0"""  # noqa: S608 - fixed

COPQ: Final = """
SELECT 'cost' AS entity, cost_id AS record_id, period_start AS day, NULL::VARCHAR AS project_id, amount AS num,
    NULL::DOUBLE AS den
FROM cost c JOIN upload u USING (upload_id)
WHERE scope = 'failure' AND (u.journey_id = $journey OR u.journey_id IS NULL) AND amount IS NOT NULL
    AND (c.currency = $currency OR c.currency IS NULL)"""

RECORDS: Final = {
    "requirements_stability_index": RSI,
    "requirement_change_rate": CHANGE_RATE,
    "defect_density": DENSITY,
    "defect_escape_rate": ESCAPE,
    "operation_defect_share": OPERATION_SHARE,
    "rework_person_days": REWORK,
    "rework_cost": REWORK_COST,
    "cost_of_poor_quality": COPQ,
}
