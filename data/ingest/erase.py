"""A person out of the tables: the rows that name them with everything derived, and their mentions in any text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from data.ingest.fact import drop_unused_clusters
from data.ingest.flags import check_survey
from data.ingest.held_texts import follow_changed_texts, forget_texts
from data.ingest.link_run import relink_all
from data.ingest.redact import ERASED, pattern_of
from data.ingest.sql import fill
from data.ingest.step_fact import rebuild_steps
from data.transaction import Write

BY_ROW_KEPT = frozenset({"row_origin", "upload_row_aside"})
# The words of the search index go with the texts they stand in.
NOT_SWEPT = frozenset({"ledger", "schema_migration", "area_version", "erasure", "text_term"})
COLUMNS = """
SELECT t.table_name, c.column_name, c.data_type FROM duckdb_columns() c JOIN duckdb_tables() t USING (table_oid)
WHERE NOT t.internal AND NOT t.temporary ORDER BY ALL
"""
RESPONSES = """
CREATE TEMP TABLE gone_response AS
SELECT DISTINCT r.response_no, r.response_id, r.respondent_id FROM response r
JOIN row_origin o ON o.upload_id = r.upload_id AND o.entity = 'response' AND o.entity_id = r.response_id
JOIN gone g ON g.upload_id = o.upload_id AND g.row_no = o.row_no
"""
PERSONS = """
CREATE TEMP TABLE gone_person AS
SELECT respondent_id FROM gone_response WHERE respondent_id IS NOT NULL
UNION SELECT o.entity_id FROM row_origin o JOIN gone g ON g.upload_id = o.upload_id AND g.row_no = o.row_no
    WHERE o.entity = 'respondent'
"""
CASES = """
CREATE TEMP TABLE gone_case AS
SELECT DISTINCT o.entity_id AS case_id FROM row_origin o
JOIN gone g ON g.upload_id = o.upload_id AND g.row_no = o.row_no
WHERE o.entity = 'process_case'
"""
LEFT_OVER = (
    ("link", "response_id IN (SELECT response_id FROM gone_response)"),
    ("process_case", "case_id IN (FROM gone_case) AND case_id NOT IN (SELECT case_id FROM event)"),
    (
        "respondent",
        "respondent_id IN (FROM gone_person) AND respondent_id NOT IN "
        "(SELECT respondent_id FROM response WHERE respondent_id IS NOT NULL)",
    ),
    ("pii", "respondent_id IN (FROM gone_person) AND respondent_id NOT IN (SELECT respondent_id FROM respondent)"),
    ("contact", "respondent_id IN (FROM gone_person) AND respondent_id NOT IN (SELECT respondent_id FROM respondent)"),
    ("segment_value", "owner_kind = 'response' AND owner_no IN (SELECT response_no FROM gone_response)"),
    (
        "segment_value",
        "owner_kind = 'respondent' AND owner_id IN (FROM gone_person) "
        "AND owner_id NOT IN (SELECT respondent_id FROM respondent)",
    ),
    (
        "segment_value",
        "owner_kind = 'case' AND owner_id IN (FROM gone_case) AND owner_id NOT IN (SELECT case_id FROM process_case)",
    ),
)
ROW_OF = "EXISTS (SELECT 1 FROM gone g WHERE g.upload_id = <table>.upload_id AND g.row_no = <table>.row_no)"
SET_ASIDE = """
INSERT INTO upload_row_aside SELECT g.upload_id, g.row_no, 'erased', NULL FROM gone g
JOIN upload u USING (upload_id) WHERE u.state = 'live'
"""
COUNTS = """
UPDATE upload SET n_set_aside = a.n, counts = json_merge_patch(upload.counts, json_object('rows_set_aside', a.n)
    <counted>)
FROM (SELECT upload_id, count(*) AS n FROM upload_row_aside GROUP BY upload_id) a
WHERE a.upload_id = upload.upload_id AND upload.state = 'live' AND upload.upload_id IN (SELECT upload_id FROM gone)
"""
COUNTED = {"responses": "response", "answers": "answer", "comments": "comment", "events": "event"}
TEMPORARY = ("gone", "gone_response", "gone_person", "gone_case")


SURVEYS = """
SELECT DISTINCT survey_id FROM response
WHERE response_no IN (SELECT response_no FROM gone_response) AND survey_id IS NOT NULL
"""


def erase_rows(write: Write, rows: Collection[tuple[str, int]], terms: Sequence[str]) -> dict[str, int]:
    """Delete all that the (upload id, row number) pairs brought and every mention; returns changed rows per table."""
    _gather(write, rows)
    surveys = write.rows(SURVEYS)
    columns = write.rows(COLUMNS)
    removed: dict[str, int] = {}
    for table, condition in _deletes(columns):
        removed[table] = removed.get(table, 0) + write.execute(f"DELETE FROM {table} WHERE {condition}")  # noqa: S608
    write.execute(fill("DELETE FROM row_origin WHERE <which>", which=fill(ROW_OF, table="row_origin")))
    write.execute(fill("DELETE FROM upload_row_aside WHERE <which>", which=fill(ROW_OF, table="upload_row_aside")))
    write.execute(SET_ASIDE)
    write.execute(fill(COUNTS, counted=_counted()))
    for (survey_id,) in surveys:
        check_survey(write, str(survey_id))
    drop_unused_clusters(write)
    relink_all(write)
    for table in TEMPORARY:
        write.execute(f"DROP TABLE {table}")
    for table, n_rows in sweep(write, columns, terms).items():
        removed[table] = removed.get(table, 0) + n_rows
    rebuild_steps(write)
    follow_changed_texts(write)
    forget_texts(write, with_labels=True)
    return {table: n for table, n in removed.items() if n}


def _gather(write: Write, rows: Collection[tuple[str, int]]) -> None:
    write.execute("CREATE TEMP TABLE gone (upload_id VARCHAR, row_no BIGINT)")
    write.insert("gone", pd.DataFrame(sorted(rows), columns=["upload_id", "row_no"]))
    for statement in (RESPONSES, PERSONS, CASES):
        write.execute(statement)


def _deletes(columns: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Every table that hangs on a response or on a row of a file, then what is left without its owner."""
    by_table: dict[str, set[str]] = {}
    for table, column, _ in columns:
        by_table.setdefault(table, set()).add(column)
    answers = [(table, "response_no IN (SELECT response_no FROM gone_response)")
               for table, names in by_table.items() if "response_no" in names]  # fmt: skip
    lines = [(table, fill(ROW_OF, table=table)) for table, names in by_table.items()
             if {"upload_id", "row_no"} <= names and table not in BY_ROW_KEPT]  # fmt: skip
    return [*answers, *lines, *LEFT_OVER]


def _counted() -> str:
    """The counts of the receipt that an upload states, counted anew."""
    pieces = [
        f"""CASE WHEN json_exists(upload.counts, '$.{name}') THEN json_object('{name}',
            (SELECT count(*) FROM {table} t WHERE t.upload_id = upload.upload_id)) ELSE json_object() END"""  # noqa: S608
        for name, table in COUNTED.items()
    ]
    return "".join(f", {piece}" for piece in pieces)


def sweep(write: Write, columns: Sequence[tuple[str, str, str]], terms: Sequence[str]) -> dict[str, int]:
    """Replace the terms in every text of the store; returns the changed rows per table."""
    pattern, changed = pattern_of(terms), dict[str, int]()
    if pattern is None:
        return changed
    for table, column, kind in columns:
        if kind not in ("VARCHAR", "JSON") or table in NOT_SWEPT:
            continue
        n_rows = write.execute(
            f'UPDATE "{table}" SET "{column}" = regexp_replace("{column}"::VARCHAR, $pattern, $mark, \'g\') '  # noqa: S608
            f'WHERE regexp_matches("{column}"::VARCHAR, $pattern)',
            pattern=pattern,
            mark=ERASED,
        )
        changed[table] = changed.get(table, 0) + n_rows
    return changed
