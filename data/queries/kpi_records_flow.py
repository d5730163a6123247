"""Records behind the measures of delivery and service: deliverables, projects, contacts, tickets."""

from __future__ import annotations

from typing import Final

EVENTS: Final = """
step AS (
    SELECT e.*, c.project_id, (coalesce(e.end_ts, e.start_ts) AT TIME ZONE $zone)::DATE AS done_on,
        (e.target_ts AT TIME ZONE $zone)::DATE AS due_on
    FROM event e JOIN process_case c USING (case_id) WHERE c.journey_id = $journey
)"""
LINKED: Final = f"""{EVENTS},
linked AS (SELECT * FROM step WHERE touchpoint_id IN (SELECT touchpoint_id FROM touchpoint_kpi WHERE kpi_id = $kpi))"""  # noqa: S608 - fixed

# one deliverable = one activity of one case that carries a committed date; in a log that tells ends, one without an
# end was begun and not handed over
DELIVERABLES: Final = f"""{EVENTS},
promised AS (SELECT *, count(end_ts) OVER () > 0 AS tells_ends FROM step WHERE due_on IS NOT NULL),
deliverable AS (
    SELECT case_id, activity, any_value(project_id) AS project_id, arg_max(event_id, seq) AS event_id,
        arg_min(due_on, seq) AS first_due, arg_max(due_on, seq) AS last_due,
        max(done_on) FILTER (end_ts IS NOT NULL OR NOT tells_ends) AS done_on, count(DISTINCT due_on) AS n_dates
    FROM promised GROUP BY case_id, activity
)"""  # noqa: S608 - fixed

ON_TIME: Final = f"""WITH {DELIVERABLES}
SELECT 'event' AS entity, event_id AS record_id, first_due AS day, project_id,
    coalesce(done_on <= first_due, false)::INT::DOUBLE AS num, 1.0 AS den
FROM deliverable WHERE first_due <= $until::DATE"""  # noqa: S608 - fixed

REBASELINED: Final = f"""WITH {DELIVERABLES}
SELECT 'event' AS entity, event_id AS record_id, last_due AS day, project_id,
    coalesce(done_on <= last_due, false)::INT::DOUBLE AS num, 1.0 AS den
FROM deliverable WHERE n_dates > 1 AND last_due <= $until::DATE"""  # noqa: S608 - fixed

SCHEDULE: Final = """
SELECT 'project' AS entity, project_id AS record_id, closed_on AS day, project_id,
    (closed_on - due_on)::DOUBLE AS num, (due_on - started_on)::DOUBLE AS den
FROM project p JOIN upload u USING (upload_id)
WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND p.kind <> 'contract' AND closed_on >= started_on
    AND due_on > started_on"""

RESPONSE: Final = f"""WITH {LINKED}
SELECT 'event' AS entity, event_id AS record_id, (start_ts AT TIME ZONE $zone)::DATE AS day, project_id,
    epoch(start_ts - enabled_ts) / 3600.0 AS num, NULL::DOUBLE AS den
FROM linked WHERE start_ts >= enabled_ts"""  # noqa: S608 - fixed

RESOLUTION: Final = f"""WITH {LINKED},
ticket AS (
    SELECT w.* FROM work_item w JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.kind = 'ticket' AND w.closed_at >= w.created_at
)
SELECT 'work_item' AS entity, item_id AS record_id, (closed_at AT TIME ZONE $zone)::DATE AS day, project_id,
    epoch(closed_at - created_at) / 3600.0 AS num, NULL::DOUBLE AS den
FROM ticket
UNION ALL
SELECT 'event', event_id, (end_ts AT TIME ZONE $zone)::DATE, project_id, epoch(end_ts - enabled_ts) / 3600.0, NULL
FROM linked WHERE end_ts >= enabled_ts AND NOT EXISTS (SELECT 1 FROM ticket)"""  # noqa: S608 - fixed

# a store that holds no complaint at all has no source of them: no complaint is then unknown, not zero
COMPLAINTS: Final = """WITH
complaint AS (
    SELECT 'response' AS entity, response_id AS record_id, (submitted_at AT TIME ZONE $zone)::DATE AS day,
        project_id, 1.0 AS num, NULL::DOUBLE AS den
    FROM response r JOIN survey s USING (survey_id)
    WHERE r.is_current AND r.journey_id = $journey AND s.source_kind = 'complaints' AND submitted_at IS NOT NULL
    UNION ALL
    SELECT 'work_item', item_id, (created_at AT TIME ZONE $zone)::DATE, project_id, 1.0, NULL
    FROM work_item w JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.kind = 'ticket' AND created_at IS NOT NULL
        AND regexp_matches(lower(coalesce(attributes::VARCHAR, '')), $complaint)
)
SELECT * FROM complaint
UNION ALL
SELECT 'process_case', case_id, (closed_at AT TIME ZONE $zone)::DATE, project_id, NULL, 1.0
FROM process_case WHERE journey_id = $journey AND closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM complaint)"""

# the next contact decides; the contact before tells a first one from a repeated one
FIRST_CONTACT: Final = f"""WITH {LINKED},
contact AS (
    SELECT *, (start_ts AT TIME ZONE $zone)::DATE AS day,
        start_ts - lag(start_ts) OVER case_time AS since, lead(start_ts) OVER case_time - start_ts AS until_next
    FROM linked WHERE start_ts IS NOT NULL WINDOW case_time AS (PARTITION BY case_id ORDER BY start_ts, seq)
)
SELECT 'event' AS entity, event_id AS record_id, day, project_id,
    coalesce(until_next > to_days($repeat_days::INT), true)::INT::DOUBLE AS num, 1.0 AS den
FROM contact
WHERE coalesce(since > to_days($repeat_days::INT), true) AND day + $repeat_days::INT <= $until::DATE"""  # noqa: S608 - fixed

REVISIONS: Final = f"""WITH {LINKED}
SELECT 'process_case' AS entity, case_id AS record_id, max(done_on) AS day, any_value(project_id) AS project_id,
    count(*)::DOUBLE - 1 AS num, 1.0 AS den
FROM linked WHERE done_on IS NOT NULL GROUP BY case_id"""  # noqa: S608 - fixed

RECORDS: Final = {
    "on_time_delivery_rate": ON_TIME,
    "on_time_rebaselined_rate": REBASELINED,
    "schedule_variance_rate": SCHEDULE,
    "first_response_hours": RESPONSE,
    "resolution_hours": RESOLUTION,
    "complaints_per_1000": COMPLAINTS,
    "first_contact_resolution": FIRST_CONTACT,
    "requirement_document_revisions": REVISIONS,
}
