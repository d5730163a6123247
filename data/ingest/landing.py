"""The statements that land staged rows in the canonical tables; <names> are filled in by `data.ingest.answers`."""

RESPONSES = """
INSERT INTO response (response_id, upload_id, response_no, revision, is_current, respondent_id, survey_id, journey_id,
    row_no, started_at, submitted_at, served_at, survey_sent_at, tz_known, time_precision, status, language, channel,
    collector, duration_s, weight, case_id)
SELECT s.response_id, $upload_id, s.response_no, coalesce(p.revision, 0) + 1, true, s.respondent_id, $survey_id,
    $journey_id, s.row_no, <started>, <submitted>, <served>, <sent>, <tz_known>,
    CASE WHEN <submitted> IS NULL THEN 'none' ELSE <precision> END,
    <status>, <language>, <channel>, <collector>, <duration>, <weight>, <case>
FROM staged s
LEFT JOIN (SELECT response_id, max(revision) AS revision FROM response WHERE survey_id = $survey_id GROUP BY ALL) p
    USING (response_id) <joins>
WHERE s.item_no = 0
"""
OLD_REVISIONS = """
UPDATE response SET is_current = false WHERE is_current AND upload_id <> $upload_id AND survey_id = $survey_id
    AND response_id IN (SELECT response_id FROM staged)
"""
RESPONDENTS = """
INSERT INTO respondent (respondent_id, upload_id, source_id, external_key_hash, pseudonym, first_seen)
SELECT respondent_id, $upload_id, $source_id, respondent_id, 'P-' || upper(substr(respondent_id, 1, 6)),
    min(submitted_at)
FROM response WHERE upload_id = $upload_id AND respondent_id IS NOT NULL GROUP BY respondent_id
"""
SCORE_ANSWERS = """
INSERT INTO answer (response_id, response_no, question_id, item_no, touchpoint_id, value_text, value_num, value_norm,
    is_na, na_reason, upload_id, row_no, col_no)
SELECT s.response_id, s.response_no, $question_id, s.item_no, <touchpoint>, m.raw, m.num, m.norm, m.is_na,
    nullif(m.na_reason, ''),
    $upload_id, s.row_no, $col_no
FROM staged s JOIN value_map m ON m.raw = <cell>
WHERE m.col_no = $col_no AND m.na_reason <> 'blank'
"""
PLAIN_ANSWERS = """
INSERT INTO answer (response_id, response_no, question_id, item_no, touchpoint_id, value_text, value_num, is_na,
    na_reason, upload_id, row_no, col_no)
SELECT s.response_id, s.response_no, $question_id, s.item_no, <touchpoint>, <value>, <number>, <is_na>,
    CASE WHEN <is_na> THEN 'no_answer' END, $upload_id, s.row_no, $col_no
FROM staged s WHERE <wanted>
"""
PIECES = """
INSERT INTO answer (response_id, response_no, question_id, item_no, touchpoint_id, value_text, option_code, is_na,
    upload_id, row_no, col_no)
SELECT response_id, response_no, $question_id, item_no + place - 1, touchpoint_id, piece, piece, false,
    $upload_id, row_no, $col_no
FROM (SELECT s.response_id, s.response_no, s.item_no, <touchpoint> AS touchpoint_id, s.row_no,
          unnest(pieces) AS piece, generate_subscripts(pieces, 1) AS place
      FROM (SELECT s.*, list_filter(list_transform(string_split(<value>, $delimiter), lambda x: trim(x)),
                                    lambda x: x <> '') AS pieces
            FROM staged s WHERE <value> IS NOT NULL AND NOT (<is_na>)) s)
"""
COMMENTS = """
INSERT INTO comment (comment_id, response_id, response_no, question_id, touchpoint_id, text, text_hash, language,
    upload_id, row_no, col_no)
SELECT <comment_id>, s.response_id, s.response_no,
    $question_id, <touchpoint>, <value>, md5(<value>), <language>, $upload_id, s.row_no, $col_no
FROM staged s WHERE <value> IS NOT NULL AND NOT (<is_na>)
"""
SEGMENTS = """
INSERT INTO segment_value (owner_kind, owner_id, owner_no, dim, value, upload_id)
SELECT 'response', s.response_id, s.response_no, $dim, <value>, $upload_id
FROM staged s WHERE s.item_no = 0 AND <value> IS NOT NULL AND NOT (<is_na>)
"""
ORIGINS = """
INSERT INTO row_origin SELECT $upload_id, row_no, 'response', response_id FROM staged
"""
