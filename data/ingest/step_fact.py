"""`step_fact` and `case_fact` derived from the event log, in SQL only.

A step is an event that is work (not scheduled, assigned, suspended …) and has a believable time. Within its case it
stands in the order start, end, place in the file. One with a single time happened at that instant: how long it took is
not known. An end before the start is not believed either.
"""

from __future__ import annotations

from data.ingest.fact import setting_zone
from data.ingest.sql import fill, texts
from data.ingest.vendors import rules
from data.transaction import Write

EVERY_CASE = "SELECT case_id FROM process_case"
CASES_OF_UPLOAD = "SELECT entity_id FROM row_origin WHERE entity = 'process_case' AND upload_id = $upload_id"
CASES_OF_SOURCE = "SELECT case_id FROM process_case WHERE source_id = $source_id"
# A clock that was never set says 1970 or 1900; an end that is not known yet is sometimes written as 9999.
FIRST_BELIEVED, LAST_BELIEVED = "TIMESTAMPTZ '1980-01-01 00:00:00+00'", "TIMESTAMPTZ '2200-01-01 00:00:00+00'"
FAR_YEARS = 10
FAR_US = FAR_YEARS * 365 * 86_400 * 1_000_000
# So many events are derived at a time: what their windows need fits into memory.
PART_EVENTS = 2_000_000
TEMPORARY = ("part_case", "log_event", "far_case", "step_base", "step_placed", "first_event")

WANTED = "CREATE TEMP TABLE wanted_case AS SELECT DISTINCT case_id FROM (<cases>) chosen(case_id)"
NEW_LOGS = """
INSERT INTO process_log
SELECT (SELECT coalesce(max(log_no), 0) FROM process_log) + row_number() OVER (ORDER BY source_id, journey_id),
       source_id, journey_id
FROM (SELECT DISTINCT coalesce(p.source_id, '') AS source_id, p.journey_id
      FROM process_case p SEMI JOIN wanted_case USING (case_id)) n
WHERE NOT EXISTS (SELECT 1 FROM process_log l WHERE l.source_id = n.source_id
                  AND l.journey_id IS NOT DISTINCT FROM n.journey_id)
"""
# A case that was there before keeps its number.
FRESH_CASE = """
CREATE TEMP TABLE fresh_case AS
SELECT p.case_id, l.log_no, p.closed_at IS NULL AS is_marked_open, epoch_us(p.opened_at) AS opened_us,
    coalesce(f.case_no, (SELECT coalesce(max(case_no), 0) FROM case_fact)
        + row_number() OVER (PARTITION BY f.case_no IS NULL ORDER BY p.case_id))::INTEGER AS case_no
FROM process_case p SEMI JOIN wanted_case USING (case_id)
JOIN process_log l ON l.source_id = coalesce(p.source_id, '') AND l.journey_id IS NOT DISTINCT FROM p.journey_id
LEFT JOIN case_fact f ON f.case_id = p.case_id
"""
N_EVENTS = "SELECT count(*) FROM event SEMI JOIN fresh_case USING (case_id)"
PART = """
CREATE TEMP TABLE part_case AS SELECT * EXCLUDE (part)
FROM (SELECT *, ntile($n_parts) OVER (ORDER BY case_no) AS part FROM fresh_case) WHERE part = $part
"""
GONE = """case_id IN (FROM wanted_case) OR case_id NOT IN (SELECT case_id FROM process_case)"""
DROP_OLD = (
    "DELETE FROM step_fact WHERE case_no IN (SELECT case_no FROM case_fact WHERE <gone>)",
    "DELETE FROM case_fact WHERE <gone>",
)
LOG_EVENT = """
CREATE TEMP TABLE log_event AS
SELECT c.case_no, c.log_no, e.activity, e.resource, e.seq AS place, e.cost, epoch_us(e.enabled_ts) AS enabled_us,
    CASE WHEN e.start_ts >= <first> AND e.start_ts < <last> THEN epoch_us(e.start_ts) END AS start_us,
    CASE WHEN e.end_ts >= <first> AND e.end_ts < <last> THEN epoch_us(e.end_ts) END AS end_us
FROM event e JOIN part_case c USING (case_id)
WHERE <is_work>
    AND (e.start_ts IS NOT NULL OR e.end_ts IS NOT NULL)
"""
# Of the few cases that span more than ten years: the time around which their steps lie. The later of two equals, since
# a clock that jumped usually jumped back.
FAR_CASE = """
CREATE TEMP TABLE far_case AS
SELECT case_no, -quantile_disc(-coalesce(start_us, end_us), 0.5) AS middle_us FROM log_event
WHERE case_no IN (SELECT case_no FROM log_event GROUP BY case_no
    HAVING max(coalesce(start_us, end_us)) - min(coalesce(start_us, end_us)) > <far>)
GROUP BY case_no
"""
NEW_ACTIVITIES = """
INSERT INTO process_activity
SELECT (SELECT coalesce(max(activity_no), 0) FROM process_activity) + row_number() OVER (ORDER BY log_no, activity),
       log_no, activity
FROM (SELECT DISTINCT log_no, activity FROM log_event) n ANTI JOIN process_activity USING (log_no, activity)
"""
NEW_RESOURCES = """
INSERT INTO process_resource
SELECT (SELECT coalesce(max(resource_no), 0) FROM process_resource) + row_number() OVER (ORDER BY resource), resource
FROM (SELECT DISTINCT resource FROM log_event WHERE resource IS NOT NULL) n ANTI JOIN process_resource USING (resource)
"""
BASE = """
CREATE TEMP TABLE step_base AS
SELECT e.case_no, e.log_no, a.activity_no, r.resource_no, e.place, e.cost, e.enabled_us,
    coalesce(e.start_us, e.end_us) AS began_us,
    CASE WHEN e.end_us >= e.start_us THEN e.end_us ELSE coalesce(e.start_us, e.end_us) END AS ended_us,
    CASE WHEN e.start_us IS NULL THEN 'no_start' WHEN e.end_us IS NULL THEN 'no_end'
         WHEN e.end_us < e.start_us THEN 'reversed' END AS fault
FROM log_event e JOIN process_activity a USING (log_no, activity) LEFT JOIN process_resource r USING (resource)
LEFT JOIN far_case f USING (case_no)
WHERE coalesce(e.start_us, e.end_us) IS NOT NULL
    AND (f.middle_us IS NULL OR abs(coalesce(e.start_us, e.end_us) - f.middle_us) <= <far>)
"""
# A case that was opened before any of its events, believed or not, began before the log.
FIRST_EVENT = """
CREATE TEMP TABLE first_event AS
SELECT c.case_no, min(epoch_us(coalesce(e.start_ts, e.end_ts))) AS first_us
FROM event e JOIN part_case c USING (case_id) GROUP BY c.case_no
"""
PLACED = """
CREATE TEMP TABLE step_placed AS
WITH placed AS (
    SELECT *, row_number() OVER in_case AS seq, lag(activity_no) OVER in_case AS previous_no,
        lead(activity_no) OVER in_case AS next_no, lag(resource_no) OVER in_case AS giver_no,
        lead(resource_no) OVER in_case AS taker_no,
        max(ended_us) OVER (PARTITION BY case_no ORDER BY began_us, ended_us, place
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS free_us
    FROM step_base WINDOW in_case AS (PARTITION BY case_no ORDER BY began_us, ended_us, place))
SELECT * EXCLUDE (free_us, giver_no, taker_no, place),
    CASE WHEN free_us IS NOT NULL THEN greatest(began_us - free_us, 0) END AS wait_us,
    greatest(ended_us - greatest(began_us, coalesce(free_us, began_us)), 0) AS covered_us,
    CASE WHEN fault IS NULL THEN ended_us - began_us END AS processing_us,
    CASE WHEN enabled_us <= began_us THEN began_us - enabled_us END AS queue_us,
    row_number() OVER (PARTITION BY case_no, activity_no ORDER BY seq) AS visit,
    lead(seq) OVER (PARTITION BY case_no, activity_no ORDER BY seq) IS NULL AS is_last_visit,
    coalesce(giver_no <> resource_no, false) AS is_handoff,
    next_no IS NOT NULL AND (next_no <> activity_no OR coalesce(taker_no <> resource_no, false)) AS is_handover
FROM placed
"""
STEPS = """
INSERT INTO step_fact BY NAME
SELECT case_no, log_no, seq, activity_no, previous_no, next_no, resource_no,
    make_timestamptz(began_us) AT TIME ZONE $zone AS began_at,
    make_timestamptz(ended_us) AT TIME ZONE $zone AS ended_at,
    processing_us / 1e6 AS processing_s, wait_us / 1e6 AS wait_s, queue_us / 1e6 AS queue_s,
    covered_us / 1e6 AS covered_s, visit, is_last_visit, is_handoff, is_handover, fault, cost
FROM step_placed ORDER BY case_no, seq
"""
CASES = """
INSERT INTO case_fact BY NAME
SELECT c.case_no, c.case_id, c.log_no, c.is_marked_open, s.* EXCLUDE (case_no, began_us, ended_us),
    coalesce(c.opened_us < s.began_us AND c.opened_us < f.first_us, false) AS is_cut,
    make_timestamptz(began_us) AT TIME ZONE $zone AS began_at,
    make_timestamptz(ended_us) AT TIME ZONE $zone AS ended_at,
    (ended_us - began_us) / 1e6 AS lead_s
FROM part_case c JOIN first_event f USING (case_no) JOIN (
    SELECT case_no, min(began_us) AS began_us, max(ended_us) AS ended_us,
        sum(processing_us)::HUGEINT / 1e6 AS processing_s,
        coalesce(sum(wait_us), 0)::HUGEINT / 1e6 AS wait_s, count(*) AS n_steps, count(processing_us) AS n_timed,
        count(*) FILTER (visit = 1) AS n_activities, count(*) FILTER (is_handoff) AS n_handoffs,
        arg_max(activity_no, seq) AS last_activity_no, bit_xor(hash(seq, activity_no)) AS variant_no
    FROM step_placed GROUP BY case_no) s USING (case_no)
"""
UNUSED = (
    "DELETE FROM process_activity WHERE activity_no NOT IN (SELECT activity_no FROM step_fact)",
    "DELETE FROM process_resource WHERE resource_no NOT IN "
    "(SELECT resource_no FROM step_fact WHERE resource_no IS NOT NULL)",
    "DELETE FROM process_log WHERE log_no NOT IN (SELECT log_no FROM case_fact)",
)
BELIEVED = {"first": FIRST_BELIEVED, "last": LAST_BELIEVED, "far": str(FAR_US)}


def rebuild_steps(write: Write, cases: str = EVERY_CASE, **params: object) -> int:
    """Derive the steps of the cases that the query `cases` lists; steps of cases that are gone go too.

    Returns the number of steps written. Deleting all derived rows and calling it without arguments gives the same rows
    but for their numbers.
    """
    write.execute(fill(WANTED, cases=cases), **params)
    write.execute(NEW_LOGS)
    write.execute(FRESH_CASE)
    was_filled = _drop_old(write)
    n_parts = -(-int(write.value(N_EVENTS)) // PART_EVENTS)
    n_steps = sum(_derive(write, part, n_parts) for part in range(1, n_parts + 1))
    if was_filled:
        for statement in UNUSED:
            write.execute(statement)
    write.execute("DROP TABLE wanted_case")
    write.execute("DROP TABLE fresh_case")
    return n_steps


def is_work(alias: str = "e") -> str:
    """Whether an event is work on its case: not only scheduled, assigned, suspended …"""
    words = texts(str(word) for word in rules("process")["lifecycle_not_work"])
    return f"({alias}.lifecycle IS NULL OR lower({alias}.lifecycle) NOT IN {words})"


def _drop_old(write: Write) -> bool:
    """Take out the steps of the wanted cases and of those that are gone; False where there were no steps at all."""
    if not write.value("SELECT count(*) FROM case_fact"):
        return False
    for statement in DROP_OLD:
        write.execute(fill(statement, gone=GONE))
    return True


def _derive(write: Write, part: int, n_parts: int) -> int:
    """Steps and cases of one part of the wanted cases."""
    write.execute(PART, part=part, n_parts=n_parts)
    zone = setting_zone(write)
    write.execute(fill(LOG_EVENT, is_work=is_work(), **BELIEVED))
    write.execute(fill(FAR_CASE, **BELIEVED))
    write.execute(NEW_ACTIVITIES)
    write.execute(NEW_RESOURCES)
    write.execute(fill(BASE, **BELIEVED))
    write.execute(FIRST_EVENT)
    write.execute(PLACED)
    write.execute(CASES, zone=zone)
    n_steps = write.execute(STEPS, zone=zone)
    for table in TEMPORARY:
        write.execute(f"DROP TABLE {table}")
    return n_steps
