"""The statements behind the flags of responses: one rule each, over the current responses of one survey.

`checked` holds them; `said` holds what a response answered, one row per question and item, comments included.
"""

from __future__ import annotations

CHECKED = """
CREATE TEMP TABLE checked AS
SELECT r.response_no, r.upload_id, r.row_no, r.status, r.respondent_id, r.started_at, r.submitted_at, r.time_precision,
    CASE WHEN r.duration_s > 0 THEN r.duration_s
         WHEN r.duration_s IS NULL AND r.time_precision = 'second' AND r.started_at < r.submitted_at
         THEN epoch(r.submitted_at) - epoch(r.started_at) END AS seconds
FROM response r WHERE r.survey_id = $survey AND r.is_current AND r.status <> 'empty'
"""
BY_STATUS = """
INSERT INTO response_flag
SELECT response_no, $survey, CASE WHEN status = 'partial' THEN 'partial' ELSE 'test' END, upload_id
FROM checked WHERE status <> 'complete'
"""
TIMES = "SELECT count(seconds), median(seconds) FROM checked WHERE status = 'complete'"
SPEEDERS = """
INSERT INTO response_flag
SELECT response_no, $survey, 'speeder', upload_id FROM checked
WHERE status = 'complete' AND seconds < $least
"""
# A block: the items of one matrix or, outside matrices, all ratings on one scale.
STRAIGHT = """
INSERT INTO response_flag
WITH asked AS (
    SELECT q.question_id, coalesce(q.matrix_group, '') || printf('|%g|%g', s.low, s.high) AS block
    FROM question q JOIN scale s USING (scale_id) WHERE q.survey_id = $survey AND q.kind = 'score'),
blocks AS (
    SELECT a.response_no, q.block, min(a.value_num) = max(a.value_num) AS is_straight
    FROM answer a JOIN asked q USING (question_id)
    WHERE NOT a.is_na AND a.value_num IS NOT NULL GROUP BY ALL HAVING count(*) >= $least),
lines AS (SELECT response_no FROM blocks GROUP BY response_no HAVING bool_and(is_straight))
SELECT c.response_no, $survey, 'straight', c.upload_id FROM checked c JOIN lines USING (response_no)
WHERE c.status = 'complete'
"""
# Neighbours in time under one key: the person, the place the answer came from, or the very same instants.
NEIGHBOURS = """
CREATE TEMP TABLE neighbour AS
WITH keyed AS (
    SELECT response_no, row_no, submitted_at, 'person' AS kind, respondent_id AS key FROM checked
    WHERE status = 'complete' AND respondent_id IS NOT NULL
    UNION ALL
    SELECT c.response_no, c.row_no, c.submitted_at, 'place', o.key FROM checked c JOIN origin o USING (response_no)
    WHERE c.status = 'complete'
    UNION ALL
    SELECT response_no, row_no, submitted_at, 'instant', concat_ws('|', submitted_at, started_at, seconds) FROM checked
    WHERE status = 'complete' AND time_precision = 'second' AND respondent_id IS NULL)
SELECT * FROM (
    SELECT response_no, kind, lag(response_no) OVER w AS before_no,
           submitted_at - lag(submitted_at) OVER w AS gap
    FROM keyed WHERE submitted_at IS NOT NULL
    WINDOW w AS (PARTITION BY kind, key ORDER BY submitted_at, row_no, response_no))
WHERE gap <= to_minutes($minutes)
"""
SAID = """
CREATE TEMP TABLE said AS
WITH wanted AS (
    SELECT response_no FROM neighbour UNION SELECT before_no FROM neighbour UNION SELECT response_no FROM listed)
SELECT response_no, hash(question_id, item_no) AS slot, hash(coalesce(value_text, value_num::VARCHAR)) AS said
FROM answer WHERE NOT is_na AND response_no IN (FROM wanted)
UNION ALL
SELECT response_no, hash(question_id, 'words'), hash(text_hash) FROM comment WHERE response_no IN (FROM wanted)
"""
DUPLICATES = """
INSERT INTO response_flag
WITH sizes AS (SELECT response_no, count(*) AS n FROM said GROUP BY ALL),
same AS (
    SELECT p.response_no, p.before_no, p.kind, count(b.slot) AS n_same
    FROM neighbour p JOIN said a ON a.response_no = p.response_no
    LEFT JOIN said b ON b.response_no = p.before_no AND b.slot = a.slot AND b.said = a.said
    GROUP BY ALL),
pairs AS (
    SELECT s.response_no FROM same s JOIN sizes x ON x.response_no = s.response_no
    JOIN sizes y ON y.response_no = s.before_no
    WHERE CASE WHEN s.kind = 'person' THEN s.n_same >= $near * greatest(x.n, y.n)
               ELSE s.n_same = greatest(x.n, y.n) AND s.n_same >= $least END),
alike AS (SELECT response_no, bit_xor(hash(slot, said)) AS whole, count(*) AS n FROM said GROUP BY ALL),
listed_twice AS (
    SELECT response_no FROM (
        SELECT c.response_no, row_number() OVER (PARTITION BY c.upload_id, a.whole, a.n ORDER BY c.row_no) AS place
        FROM listed l JOIN checked c USING (response_no) JOIN alike a USING (response_no) WHERE c.status = 'complete')
    WHERE place > 1)
SELECT c.response_no, $survey, 'duplicate', c.upload_id FROM checked c
WHERE c.response_no IN (SELECT response_no FROM pairs UNION SELECT response_no FROM listed_twice)
"""
# Rows that the reader found repeated within one file and that were kept all the same.
LISTED = """
CREATE TEMP TABLE listed AS
SELECT DISTINCT c.response_no FROM checked c JOIN (
    SELECT upload_id, unnest(CAST(row_nos AS BIGINT[])) AS row_no FROM issue WHERE code = 'duplicate_rows') i
    USING (upload_id, row_no)
"""
CONTROL_ANSWERS = """
SELECT a.question_id, any_value(q.label) AS label, lower(trim(a.value_text)) AS said, count(*) AS n
FROM answer a JOIN question q USING (question_id)
WHERE q.survey_id = $survey AND NOT a.is_na AND a.value_text IS NOT NULL AND a.question_id IN (
    SELECT question_id FROM upload_column WHERE role = 'attention_check' AND question_id IS NOT NULL)
GROUP BY a.question_id, said ORDER BY a.question_id, n DESC, said
"""
INATTENTIVE = """
INSERT INTO response_flag
SELECT DISTINCT c.response_no, $survey, 'attention', c.upload_id
FROM checked c JOIN answer a USING (response_no)
WHERE c.status = 'complete' AND a.question_id = $question AND NOT a.is_na AND a.value_text IS NOT NULL
    AND NOT list_contains($right, lower(trim(a.value_text)))
    AND c.response_no NOT IN (SELECT response_no FROM response_flag WHERE survey_id = $survey AND flag = 'attention')
"""
TABLES = ("checked", "origin", "neighbour", "listed", "said")
