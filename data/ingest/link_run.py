"""The links of a rule, derived from what the store holds: the same data always give the same links.

They are made anew in the transaction of every import and undo of either side, so links of an undone upload vanish with
it and earlier ones come back. A key that several cases share is settled by time: the latest case closed before the
answer, within the window where one is stated; a tie is ambiguous and links nothing. Confidence is one over the number
of cases that would qualify.
"""

from __future__ import annotations

from data.ingest.link_keys import formed, masked
from data.ingest.link_rules import LinkRule, rules_of, stored_rules
from data.ingest.link_sides import CASES, COUNTED, answer_keys, case_keys
from data.ingest.sql import fill
from data.transaction import Write

EXAMPLES = 5
# The answer's instant: the end of the second, minute or day that is known; a month is no instant.
MOMENT = """CASE r.time_precision WHEN 'second' THEN r.submitted_at + INTERVAL 1 SECOND
    WHEN 'minute' THEN r.submitted_at + INTERVAL 1 MINUTE WHEN 'day' THEN r.submitted_at + INTERVAL 1 DAY END"""
ANSWERS = """
CREATE TEMP TABLE link_answer AS
SELECT r.response_no, r.response_id, r.upload_id, <masked> AS shown, <formed> AS key, <moment> AS moment
FROM response r LEFT JOIN (SELECT response_no, min(raw) AS raw FROM (<keys>) GROUP BY 1) k USING (response_no)
WHERE r.survey_id = $survey AND <counted>
"""
CASE_SIDE = """
CREATE TEMP TABLE link_case AS
SELECT DISTINCT c.case_id, c.closed_at, c.upload_id, <formed> AS key
FROM (<cases>) c JOIN (<keys>) k USING (case_id) WHERE <formed> IS NOT NULL
"""
EVERY_CASE = "CREATE TEMP TABLE link_case AS SELECT case_id, closed_at, upload_id, '' AS key FROM (<cases>)"
# One case has the key: the key decides. None: the case is unknown.
BY_KEY = """
CREATE TEMP TABLE link_found AS
WITH known AS (SELECT key, count(*) AS n, min(case_id) AS case_id FROM link_case GROUP BY key)
SELECT a.response_no, a.key, CASE WHEN k.n = 1 THEN k.case_id END AS case_id, 1.0::DOUBLE AS confidence,
    CASE WHEN a.key IS NULL THEN 'no_key' WHEN k.n IS NULL THEN 'unknown'
         WHEN k.n = 1 THEN 'linked' WHEN a.moment IS NULL THEN 'ambiguous' ELSE 'several' END AS state
FROM link_answer a LEFT JOIN known k USING (key)
"""
# The latest case with the key that closed before the answer; `upto` counts those that closed until then.
BY_TIME = """
CREATE TEMP TABLE link_dated AS
WITH dated AS (
    SELECT key, closed_at, count(*) AS n_tied, min(case_id) AS case_id,
           sum(count(*)) OVER (PARTITION BY key ORDER BY closed_at) AS upto
    FROM link_case WHERE closed_at IS NOT NULL GROUP BY key, closed_at),
open AS (
    SELECT a.response_no, a.key, a.moment, a.moment - <window> AS earliest
    FROM link_found f JOIN link_answer a USING (response_no)
    WHERE list_contains($states, f.state) AND a.moment IS NOT NULL),
latest AS (
    SELECT o.*, d.case_id, d.closed_at, d.n_tied, d.upto
    FROM open o ASOF JOIN dated d ON o.key = d.key AND o.moment >= d.closed_at)
SELECT l.response_no, l.case_id, l.n_tied, l.closed_at >= l.earliest AS in_window,
       1.0 / (l.upto - coalesce(d.upto, 0)) AS confidence
FROM latest l ASOF LEFT JOIN dated d ON l.key = d.key AND l.earliest > d.closed_at
"""
SETTLED = """
CREATE TEMP TABLE link_settled AS
SELECT f.response_no,
    CASE WHEN NOT list_contains($states, f.state) THEN f.case_id
         WHEN d.in_window AND d.n_tied = 1 THEN d.case_id END AS case_id,
    CASE WHEN NOT list_contains($states, f.state) THEN f.confidence ELSE d.confidence END AS confidence,
    CASE WHEN NOT list_contains($states, f.state) THEN if(f.state = 'several', 'ambiguous', f.state)
         WHEN a.moment IS NULL THEN 'ambiguous' WHEN d.in_window IS NULL OR NOT d.in_window THEN 'outside'
         WHEN d.n_tied > 1 THEN 'ambiguous' ELSE 'linked' END AS state
FROM link_found f JOIN link_answer a USING (response_no) LEFT JOIN link_dated d USING (response_no)
"""
LINKS = """
INSERT INTO link (response_id, case_id, method, confidence, upload_id, rule_id, target)
SELECT DISTINCT a.response_id, s.case_id, $method, s.confidence,
    CASE WHEN ua.upload_no >= uc.upload_no THEN a.upload_id ELSE c.upload_id END, $rule, $target
FROM link_settled s JOIN link_answer a USING (response_no)
JOIN (SELECT case_id, min(upload_id) AS upload_id FROM link_case GROUP BY case_id) c ON c.case_id = s.case_id
JOIN upload ua ON ua.upload_id = a.upload_id JOIN upload uc ON uc.upload_id = c.upload_id
WHERE s.state = 'linked'
"""
RUN = """
INSERT INTO link_run (rule_id, n_answers, n_with_key, n_linked, n_unknown, n_ambiguous, n_outside, n_ambiguous_keys,
    n_cases, n_cases_linked, unmatched)
SELECT $rule, count(*), count(a.key), count(*) FILTER (s.state = 'linked'), count(*) FILTER (s.state = 'unknown'),
    count(*) FILTER (s.state = 'ambiguous'), count(*) FILTER (s.state = 'outside'),
    count(DISTINCT a.key) FILTER (s.state = 'ambiguous'), (SELECT count(*) FROM (<cases>)),
    count(DISTINCT s.case_id) FILTER (s.state = 'linked'),
    (SELECT coalesce(to_json(list({'key': shown, 'n': n} ORDER BY n DESC, shown)), '[]') FROM (
        SELECT k.shown, count(*) AS n FROM link_settled u JOIN link_answer k USING (response_no)
        WHERE u.state = 'unknown' GROUP BY k.shown ORDER BY n DESC, k.shown LIMIT <most>))
FROM link_settled s JOIN link_answer a USING (response_no)
"""
TABLES = ("link_answer", "link_case", "link_found", "link_dated", "link_settled")
FOREVER = "to_years(10000)"


def relink(write: Write, *, survey_id: str | None, source_id: str | None) -> int:
    """Make the links of every rule anew that an upload of this survey or source touches; returns the links."""
    return sum(run_rule(write, rule) for rule in rules_of(write, survey_id=survey_id, source_id=source_id))


def relink_all(write: Write) -> int:
    """Make the links of every rule anew, after times were read in another zone; returns the links."""
    return sum(run_rule(write, stored.rule) for stored in stored_rules(write))


def run_rule(write: Write, rule: LinkRule) -> int:
    """Replace the links of `rule` and what its last run found; returns the number of links."""
    settle(write, rule)
    taken = {"rule": rule.rule_id}
    for table in ("link", "link_run"):
        write.execute(f"DELETE FROM {table} WHERE rule_id = $rule", **taken)  # noqa: S608 - fixed names
    n_links = write.execute(LINKS, method=rule.method, target=rule.target, **taken)
    run = fill(RUN, cases=CASES[rule.target], most=str(EXAMPLES))
    write.execute(run, source=rule.source_id, **taken)
    drop_settled(write)
    return n_links


def settle(write: Write, rule: LinkRule) -> None:
    """Fill the temporary tables: one row of link_settled per answer, with its case or the reason for none."""
    drop_settled(write)
    _answers(write, rule)
    _cases(write, rule)
    write.execute(BY_KEY)
    states = _timed_states(rule)
    window = FOREVER if rule.window_hours is None else f"to_seconds({3600 * float(rule.window_hours)})"
    write.execute(fill(BY_TIME, window=window), states=states)
    write.execute(SETTLED, states=states)


def drop_settled(write: Write) -> None:
    """Forget the temporary tables."""
    for table in TABLES:
        write.execute(f"DROP TABLE IF EXISTS {table}")


def _timed_states(rule: LinkRule) -> list[str]:
    """Which answers the times decide on: those whose key several cases share; with a window every one."""
    if rule.method == "time" or rule.window_hours is not None:
        return ["linked", "several", "ambiguous"] if not rule.names_case else ["linked"]
    return [] if rule.names_case else ["several"]


def _answers(write: Write, rule: LinkRule) -> None:
    keys = "SELECT response_no, '' AS raw FROM response WHERE survey_id = $survey"
    if rule.answer_key is not None:
        keys = answer_keys(write, write.files, rule.survey_id, rule.answer_key)
    shown, key = masked("k.raw"), formed("k.raw", rule.form)
    sql = fill(ANSWERS, masked=shown, formed=key, moment=MOMENT, keys=keys, counted=COUNTED)
    write.execute(sql, survey=rule.survey_id)


def _cases(write: Write, rule: LinkRule) -> None:
    cases = CASES[rule.target]
    if rule.case_key is None:
        write.execute(fill(EVERY_CASE, cases=cases), source=rule.source_id)
        return
    keys = case_keys(write, write.files, rule.source_id, rule.target, rule.case_key)
    write.execute(fill(CASE_SIDE, cases=cases, keys=keys, formed=formed("k.raw", rule.form)), source=rule.source_id)
