"""The two sides of a link as SQL: answers of a survey with their key, cases of a source with theirs.

The case side is one of three targets: process instances, work items, or the persons of customer tables.
"""

from __future__ import annotations

from pathlib import Path

from data.ingest.link_keys import KEY_PII, KEY_ROLES, MANY, MAYBE_ROLES, KeyRef, plain_cell
from data.ingest.sql import fill, text
from data.ingest.staging import BLANKS
from data.reading import Reader

TARGETS = ("process_case", "work_item", "respondent")
COUNTED = "r.is_current AND r.status IN ('complete', 'partial')"
CASES = {
    "process_case": "SELECT case_id, external_key, opened_at, closed_at, upload_id FROM process_case "
    "WHERE source_id = $source",
    "work_item": "SELECT w.item_id AS case_id, any_value(w.external_key) AS external_key, "
    "min(w.created_at) AS opened_at, max(w.closed_at) AS closed_at, min_by(w.upload_id, u.upload_no) AS upload_id "
    "FROM work_item w JOIN upload u USING (upload_id) WHERE u.source_id = $source GROUP BY w.item_id",
    "respondent": "SELECT p.respondent_id AS case_id, any_value(p.pseudonym) AS external_key, "
    "NULL::TIMESTAMPTZ AS opened_at, NULL::TIMESTAMPTZ AS closed_at, min_by(p.upload_id, u.upload_no) AS upload_id "
    "FROM respondent p JOIN upload u USING (upload_id) "
    "WHERE u.source_id = $source AND u.kind = 'customer_table' GROUP BY p.respondent_id",
}
OF_CASE = {
    "process_case": "SELECT DISTINCT p.case_id, <cell> AS raw "
    "FROM (SELECT DISTINCT <own> AS own, <column> AS <column> FROM read_parquet(<path>) c WHERE true<sampled>) c "
    "JOIN process_case p ON p.source_id = $source AND p.external_key = trim(c.own, <blanks>)",
    "work_item": "SELECT DISTINCT w.item_id AS case_id, <cell> AS raw FROM read_parquet(<path>) c "
    "JOIN work_item w ON w.upload_id = <upload> AND w.row_no = c.row_no AND $source IS NOT NULL<sampled>",
    "respondent": "SELECT DISTINCT o.entity_id AS case_id, <cell> AS raw FROM read_parquet(<path>) c "
    "JOIN row_origin o ON o.upload_id = <upload> AND o.entity = 'respondent' AND o.row_no = c.row_no "
    "AND $source IS NOT NULL<sampled>",
}
OF_ANSWER = (
    "SELECT r.response_no, <cell> AS raw FROM read_parquet(<path>) c "
    "JOIN response r ON r.upload_id = <upload> AND r.row_no = c.row_no "
    "WHERE r.survey_id = $survey AND <counted><sampled>"
)
OWN_OF_ANSWER = (
    "SELECT r.response_no, <cell> AS raw FROM response r WHERE r.survey_id = $survey AND <counted> "
    "AND r.case_id IS NOT NULL<sampled>"
)
KEPT = """
SELECT u.upload_id, u.sha256, u.read_params ->> 'cells', k.col_no, o.col_no
FROM upload u JOIN upload_column k USING (upload_id)
LEFT JOIN upload_column o ON o.upload_id = u.upload_id AND o.role = 'case_id'
WHERE u.state = 'live' AND <side> AND coalesce(k.label, k.header_1) = $column
QUALIFY row_number() OVER (PARTITION BY u.upload_id ORDER BY k.col_no, o.col_no) = 1
ORDER BY u.upload_no
"""
COLUMNS = """
SELECT coalesce(k.label, k.header_1) AS column, any_value(k.role), any_value(k.pii_type), sum(k.n_distinct)
FROM upload u JOIN upload_column k USING (upload_id)
WHERE u.state = 'live' AND NOT u.is_sample AND <side> AND coalesce(k.label, k.header_1, '') <> ''
    AND k.role <> 'case_id' AND k.n_distinct >= 2 AND (
        (list_contains($roles, k.role) AND (k.role <> 'pii' OR list_contains($pii, k.pii_type)))
        OR (list_contains($maybe, k.role) AND k.n_distinct >= $many))
GROUP BY 1 ORDER BY min(list_position($roles, k.role)) NULLS LAST, max(k.n_distinct) DESC, 1 LIMIT <most>
"""
SURVEY_SIDE = "u.survey_id = $side"
SOURCE_SIDE = "u.source_id = $side"
MOST_COLUMNS = 8


def key_columns(reader: Reader, side: str, side_id: str) -> list[tuple[str, str, str, int]]:
    """(label, role, type of personal data, most distinct values) of the columns that may hold a key.

    `side` is "survey" or "source".
    """
    rows = reader.rows(
        fill(COLUMNS, side=SURVEY_SIDE if side == "survey" else SOURCE_SIDE, most=str(MOST_COLUMNS)),
        side=side_id, roles=list(KEY_ROLES), maybe=list(MAYBE_ROLES), pii=list(KEY_PII), many=MANY,
    )  # fmt: skip
    return [(str(column), str(role), str(pii or ""), int(n or 0)) for column, role, pii, n in rows]


def target_of(reader: Reader, source_id: str) -> str | None:
    """What the source holds: process instances, else work items, else customers; None when it holds nothing."""
    held = "SELECT count(*) FROM (<cases>)"
    return next((t for t in TARGETS if reader.value(fill(held, cases=CASES[t]), source=source_id)), None)


def answer_keys(reader: Reader, files: Path, survey_id: str, ref: KeyRef, *, one_of: int = 1) -> str:
    """SQL for response_no, raw: the key of each answer that has one, or one key of `one_of`; it takes $survey."""
    if ref.is_own:
        sampled = _sampled("r.case_id", one_of)
        return fill(OWN_OF_ANSWER, cell=plain_cell("r.case_id"), counted=COUNTED, sampled=sampled)
    parts = [
        fill(
            OF_ANSWER,
            cell=plain_cell(f"c.c{number}"),
            path=text(path),
            upload=text(upload),
            counted=COUNTED,
            sampled=_sampled(f"c.c{number}", one_of),
        )
        for upload, path, number, _own in _kept(reader, files, SURVEY_SIDE, survey_id, ref.column)
    ]
    return _union(parts, "SELECT NULL::BIGINT AS response_no, NULL::VARCHAR AS raw WHERE $survey IS NULL")


def case_keys(reader: Reader, files: Path, source_id: str, target: str, ref: KeyRef, *, one_of: int = 1) -> str:
    """SQL for case_id, raw: the keys of each case, or one key of `one_of`; it takes $source."""
    if ref.is_own:
        own = f"SELECT case_id, external_key AS raw FROM ({CASES[target]}) "  # noqa: S608
        return f"{own}WHERE external_key IS NOT NULL{_sampled('external_key', one_of)}"
    parts = [
        fill(
            OF_CASE[target],
            cell=plain_cell(f"c.c{number}"),
            path=text(path),
            upload=text(upload),
            own=f"c{own}",
            column=f"c{number}",
            sampled=_sampled(f"c.c{number}", one_of),
            blanks=BLANKS,
        )
        for upload, path, number, own in _kept(reader, files, SOURCE_SIDE, source_id, ref.column)
        if own is not None or target != "process_case"
    ]
    return _union(parts, "SELECT NULL::VARCHAR AS case_id, NULL::VARCHAR AS raw WHERE $source IS NULL")


def _kept(reader: Reader, files: Path, side: str, side_id: str, column: str) -> list[tuple[str, str, int, int | None]]:
    """(upload, its cells, number of the column, number of the case's column) where the cells are still kept."""
    found = []
    for upload, sha256, name, number, own in reader.rows(fill(KEPT, side=side), side=side_id, column=column):
        path = files / "uploads" / str(sha256) / str(name or "cells.parquet")
        if path.is_file():
            found.append((str(upload), str(path), int(number), None if own is None else int(own)))
    return found


def _sampled(cell: str, one_of: int) -> str:
    return f" AND hash({cell}) % {one_of} = 0" if one_of > 1 else ""


def _union(parts: list[str], nothing: str) -> str:
    return f"SELECT * FROM ({' UNION ALL '.join(parts or [nothing])}) WHERE raw IS NOT NULL"  # noqa: S608
