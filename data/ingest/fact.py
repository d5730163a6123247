"""`score_fact` derived from response, question and answer, in SQL only.

A fact is one score answer of a current, complete response. `norm` is 0-100, higher is better; `comparison_group` is
"metric|low|high". Answers cluster in the account if it is known, else in the respondent, else in the response.
Account and respondent numbers come from table `cluster`; a response without either is its own cluster and needs
no row there: its number is `OWN_CLUSTER` + response_no.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.ingest.sql import fill
from data.transaction import Write

OWN_CLUSTER = 1_000_000_000
DEFAULT_ZONE = "Asia/Shanghai"


# A response counts when it is complete and carries no flag that somebody leaves out; tests and partial answers count
# only where somebody decided so (`left_out`).
COUNTED = """(r.status = 'complete' OR (r.status <> 'empty' AND EXISTS (
        SELECT 1 FROM left_out l WHERE l.survey_id = r.survey_id AND NOT l.is_out
            AND l.flag = CASE WHEN r.status = 'partial' THEN 'partial' ELSE 'test' END)))
    AND r.response_no NOT IN (
        SELECT f.response_no FROM response_flag f JOIN left_out l USING (survey_id, flag) WHERE l.is_out)"""
WANTED = f"r.is_current AND {COUNTED} AND <which>"

NEW_CLUSTERS = """
INSERT INTO cluster
WITH wanted AS (SELECT r.account_id, r.respondent_id FROM response r WHERE <wanted>),
seen AS (
    SELECT 'a:' AS kind, account_id AS key FROM wanted
    UNION SELECT 'r:', respondent_id FROM wanted
    UNION SELECT 'c:', coalesce('a:' || account_id, 'r:' || respondent_id) FROM wanted),
used AS (SELECT substr(cluster_id, 1, 2) AS kind, max(cluster_no) AS last_no FROM cluster GROUP BY 1)
SELECT s.kind || s.key, coalesce(u.last_no, 0) + row_number() OVER (PARTITION BY s.kind ORDER BY s.key)
FROM seen s LEFT JOIN used u USING (kind)
WHERE s.key IS NOT NULL AND s.kind || s.key NOT IN (SELECT cluster_id FROM cluster)
"""

FACTS = """
INSERT INTO score_fact
WITH chosen AS (
    SELECT r.response_no, r.journey_id, r.weight,
           CAST(r.submitted_at AT TIME ZONE $zone AS DATE) AS answered_on,
           CAST(r.served_at AT TIME ZONE $zone AS DATE) AS served_on,
           coalesce(k.cluster_no, <own> + r.response_no) AS cluster_no,
           p.cluster_no AS respondent_no, g.cluster_no AS account_no
    FROM response r
    LEFT JOIN cluster k ON k.cluster_id = 'c:' || coalesce('a:' || r.account_id, 'r:' || r.respondent_id)
    LEFT JOIN cluster p ON p.cluster_id = 'r:' || r.respondent_id
    LEFT JOIN cluster g ON g.cluster_id = 'a:' || r.account_id
    WHERE <wanted> AND r.journey_id IS NOT NULL),
asked AS (
    SELECT q.question_id, q.about, q.about = 'touchpoint' AS on_curve,
           printf('%s|%g|%g', coalesce(q.metric, s.metric), s.low, s.high) AS comparison_group,
           dense_rank() OVER (ORDER BY q.about, coalesce(q.metric, s.metric), s.low, s.high)::INTEGER AS group_no
    FROM question q JOIN scale s USING (scale_id) WHERE q.kind = 'score'),
<rest_tables>
SELECT c.journey_id, q.about, CASE WHEN q.about <> 'overall' THEN a.touchpoint_id END, a.question_id,
       q.comparison_group, a.response_no, c.cluster_no, c.respondent_no, c.account_no, c.answered_on, c.served_on,
       a.value_num, a.value_norm, <rest_sum>, <rest_n>, c.weight, a.upload_id
FROM answer a JOIN asked q USING (question_id) JOIN chosen c USING (response_no) <rest_joins>
WHERE <valid>
"""
VALID = "NOT a.is_na AND a.value_num IS NOT NULL AND a.value_norm IS NOT NULL AND <answers>"
TOTAL = """total AS (
    SELECT a.response_no, q.group_no, sum(a.value_norm) AS s, count(*) AS n
    FROM answer a JOIN asked q USING (question_id)
    WHERE <valid> AND q.on_curve AND a.touchpoint_id IS NOT NULL GROUP BY ALL)"""
OWN = """own AS (
    SELECT a.response_no, q.group_no, a.touchpoint_id, sum(a.value_norm) AS s, count(*) AS n
    FROM answer a JOIN asked q USING (question_id)
    WHERE <valid> AND q.on_curve AND a.touchpoint_id IS NOT NULL GROUP BY ALL)"""
JOIN_TOTAL = " LEFT JOIN total t ON t.response_no = a.response_no AND t.group_no = q.group_no"
JOIN_OWN = """ LEFT JOIN own o ON o.response_no = a.response_no AND o.group_no = q.group_no
    AND o.touchpoint_id = a.touchpoint_id"""
LEAVING = """
DELETE FROM score_fact WHERE response_no IN (
    SELECT r.response_no FROM response r WHERE r.survey_id = $survey AND NOT (r.is_current AND <counted>))
"""
IF_ON_CURVE = "CASE WHEN q.on_curve AND a.touchpoint_id IS NOT NULL THEN <value> END"


def rebuild_facts(
    write: Write, journey_ids: Sequence[str] | None = None, *, upload_id: str | None = None, is_wide: bool = False
) -> int:
    """Derive the facts of some journeys, of one upload's responses, or (neither given) of the whole store.

    Facts of responses that are no longer current go too. `is_wide` promises at most one answer per touchpoint and
    response, which saves one aggregation. Returns the number of facts written.
    """
    which, params = _which(journey_ids, upload_id)
    wanted = fill(WANTED, which=which)
    _drop_facts(write, journey_ids, upload_id)
    write.execute(fill(NEW_CLUSTERS, wanted=wanted), **params)
    answers = "a.upload_id = $upload_id" if upload_id is not None else "true"
    return write.execute(_facts_sql(wanted, answers, is_wide=is_wide), zone=setting_zone(write), **params)


def recount_survey(write: Write, survey_id: str) -> int:
    """Bring the facts of one survey in line with what is left out; nothing to do where nobody decided anything.

    Returns the number of facts taken out and put in.
    """
    if not write.value("SELECT count(*) FROM left_out WHERE survey_id = $survey", survey=survey_id):
        return 0
    gone = write.execute(fill(LEAVING, counted=COUNTED), survey=survey_id)
    wanted = fill(WANTED, which="r.survey_id = $survey AND r.response_no NOT IN (SELECT response_no FROM score_fact)")
    write.execute(fill(NEW_CLUSTERS, wanted=wanted), survey=survey_id)
    return gone + write.execute(_facts_sql(wanted, "true", is_wide=False), zone=setting_zone(write), survey=survey_id)


def _facts_sql(wanted: str, answers: str, *, is_wide: bool) -> str:
    """In a wide file the touchpoint's own sum is the answer itself; otherwise it takes one more aggregation."""
    own_sum, own_n = ("a.value_norm", "1") if is_wide else ("o.s", "o.n")
    valid = fill(VALID, answers=answers)
    return fill(
        FACTS,
        rest_tables=TOTAL if is_wide else f"{TOTAL},\n{OWN}",
        rest_joins=JOIN_TOTAL if is_wide else JOIN_TOTAL + JOIN_OWN,
        rest_sum=fill(IF_ON_CURVE, value=f"t.s - {own_sum}"),
        rest_n=fill(IF_ON_CURVE, value=f"t.n - {own_n}"),
        own=str(OWN_CLUSTER),
        valid=valid,
        wanted=wanted,
    )


def drop_unused_clusters(write: Write) -> int:
    """Forget the numbers of accounts and respondents that no fact uses any more."""
    return write.execute("""
        DELETE FROM cluster WHERE CASE substr(cluster_id, 1, 2)
            WHEN 'a:' THEN cluster_no NOT IN (SELECT account_no FROM score_fact WHERE account_no IS NOT NULL)
            WHEN 'r:' THEN cluster_no NOT IN (SELECT respondent_no FROM score_fact WHERE respondent_no IS NOT NULL)
            ELSE cluster_no NOT IN (SELECT cluster_no FROM score_fact) END""")


def setting_zone(write: Write) -> str:
    """The time zone in which dates are cut."""
    found = write.value("SELECT value ->> '$' FROM setting WHERE key = 'time_zone'")
    return str(found) if found else DEFAULT_ZONE


def _which(journey_ids: Sequence[str] | None, upload_id: str | None) -> tuple[str, dict[str, object]]:
    if upload_id is not None:
        return "r.upload_id = $upload_id", {"upload_id": upload_id}
    if journey_ids is not None:
        return "list_contains($journey_ids, r.journey_id)", {"journey_ids": list(journey_ids)}
    return "true", {}


def _drop_facts(write: Write, journey_ids: Sequence[str] | None, upload_id: str | None) -> None:
    if upload_id is None and journey_ids is None:
        write.execute("DELETE FROM score_fact")
    elif upload_id is None:
        write.execute(
            "DELETE FROM score_fact WHERE list_contains($journey_ids, journey_id)", journey_ids=list(journey_ids or ())
        )
    else:
        write.execute(
            """DELETE FROM score_fact WHERE upload_id = $upload_id OR response_no IN (
            SELECT response_no FROM response WHERE NOT is_current)""",
            upload_id=upload_id,
        )
