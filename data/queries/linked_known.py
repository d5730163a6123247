"""What the records say of a case and when they say it: points in time, and for each answer the points before it.

A wait, a repetition and a hand-off are known when the step begins, work and cost when it ends, a delay when the step
ends or when the committed day has passed while it runs; an item when it is created, its effort when it is closed.
"""

from __future__ import annotations

from typing import Final

PROJECT_NO: Final = "(hash(h.project_id) >> 1)::BIGINT"  # projects have no number of their own
# One row per answer and case that it is linked to. A moment known to the day only is its beginning. Nobody knows how
# many items there were before the first one in the store.
ROWS: Final = """
WITH <items>,
said AS (
    SELECT f.response_no, any_value(f.cluster_no) AS cluster_no, any_value(f.<day>) AS day
    FROM score_fact f WHERE <where> GROUP BY f.response_no),
joined AS (
    SELECT DISTINCT s.response_no, s.cluster_no, s.day, l.case_id,
        coalesce(r.submitted_at, r.served_at) AT TIME ZONE $zone AS moment
    FROM said s JOIN response r USING (response_no) JOIN link l USING (response_id)
    WHERE l.target = 'process_case'),
held AS MATERIALIZED (
    SELECT p.case_id, any_value(c.case_no) AS case_no, any_value(c.is_cut) AS is_cut, any_value(c.began_at) AS began_at,
        any_value(p.project_id) AS project_id,
        least(min(p.opened_at) AT TIME ZONE $zone, any_value(c.began_at)) AS opened_at
    FROM process_case p LEFT JOIN case_fact c USING (case_id)
    WHERE p.case_id IN (SELECT case_id FROM link WHERE target = 'process_case') GROUP BY p.case_id),
first_item AS (SELECT min(created_at) AT TIME ZONE $zone AS known_at FROM item)
SELECT j.response_no, j.case_id, j.cluster_no, j.day::TIMESTAMP AS day, epoch_us(j.moment) AS moment_us,
    coalesce(h.case_no, -1) AS case_no, coalesce(h.is_cut, false) AS is_cut, epoch_us(h.began_at) AS began_us,
    coalesce(<project_no>, -1) AS project_no, epoch_us(h.opened_at) AS opened_us,
    coalesce(h.project_id IS NOT NULL AND h.opened_at <= j.moment
        AND h.opened_at >= (SELECT known_at FROM first_item), false) AS has_items
FROM joined j JOIN held h USING (case_id)
WHERE j.moment IS NOT NULL ORDER BY j.response_no, j.case_id"""
# The first committed date of a deliverable (one activity of one case) is that of its first visit.
STEP_POINTS: Final = """
WITH numbered AS (SELECT case_no, case_id FROM case_fact WHERE case_no IN (SELECT unnest($cases::INTEGER[]))),
step AS (SELECT * FROM step_fact WHERE case_no IN (SELECT case_no FROM numbered)),
promised AS (
    SELECT c.case_no, e.activity, coalesce(e.start_ts, e.end_ts) AT TIME ZONE $zone AS begun_at,
        coalesce(e.end_ts, CASE WHEN count(e.end_ts) OVER () = 0 THEN e.start_ts END) AT TIME ZONE $zone AS done_at,
        first_value((e.target_ts AT TIME ZONE $zone)::DATE) OVER (PARTITION BY c.case_no, e.activity
            ORDER BY coalesce(e.start_ts, e.end_ts), e.seq) AS first_due
    FROM event e JOIN numbered c USING (case_id)
    WHERE e.target_ts IS NOT NULL AND coalesce(e.start_ts, e.end_ts) IS NOT NULL),
running AS (
    SELECT case_no, min(done_at) AS done_at, greatest(min(begun_at), any_value(first_due) + INTERVAL 1 DAY) AS known_at
    FROM promised GROUP BY case_no, activity),
point AS (
    SELECT case_no, began_at AS known_at, activity_no, wait_s AS wait, queue_s AS queue,
        (visit > 1)::DOUBLE AS again, CASE WHEN resource_no IS NOT NULL THEN is_handoff::DOUBLE END AS handoffs,
        NULL::DOUBLE AS work, NULL::DOUBLE AS solved, NULL::DOUBLE AS cost, false AS is_end, NULL::DOUBLE AS late_days,
        NULL::DOUBLE AS late
    FROM step
    UNION ALL
    SELECT case_no, ended_at, activity_no, NULL, NULL, NULL, NULL, processing_s,
        queue_s + epoch(ended_at - began_at), cost, true, NULL, NULL
    FROM step
    UNION ALL
    SELECT case_no, done_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false,
        greatest(done_at::DATE - first_due, 0), (done_at::DATE > first_due)::DOUBLE
    FROM promised WHERE done_at IS NOT NULL
    UNION ALL
    SELECT case_no, known_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 1.0
    FROM running WHERE done_at IS NULL OR done_at >= known_at)
SELECT case_no AS owner, epoch_us(known_at) AS known_us, * EXCLUDE (case_no, known_at)
FROM point ORDER BY case_no, known_at"""
# Items hang on projects: what a case has is what its project got since the case was opened.
ITEM_POINTS: Final = """
WITH <items>,
point AS (
    SELECT <project_no> AS owner, created_at AS known_at, (kind = 'change')::DOUBLE AS changes,
        (kind = 'requirement' AND coalesce(NOT in_baseline, false))::DOUBLE AS additions,
        (kind = 'defect')::DOUBLE AS defects, NULL::DOUBLE AS rework_days, NULL::DOUBLE AS solved
    FROM item h
    UNION ALL
    SELECT <project_no>, closed_at, NULL, NULL, NULL, CASE WHEN kind IN ('defect', 'change') THEN person_days END,
        CASE WHEN kind = 'ticket' AND closed_at >= created_at THEN epoch(closed_at - created_at) END
    FROM item h WHERE closed_at IS NOT NULL)
SELECT epoch_us(known_at AT TIME ZONE $zone) AS known_us, * EXCLUDE (known_at) FROM point ORDER BY owner, known_us"""
