"""The rows of a file with their keys, in a temporary table `staged` that vanishes with the transaction's cursor.

A row's key is the vendor's answer id or, without one, all its raw cells. Where keys repeat, they are counted in
`row_key`: repeats are set aside as decided, kept apart by their number, or (long files) belong to one answer set.
"""

from __future__ import annotations

from data.ingest.batch import EXACT, USED, Batch
from data.ingest.checks_rows import LOOPING
from data.ingest.header_keys import keys_of
from data.ingest.sql import cell, fill, short_hash, text, texts
from data.ingest.states import states
from data.ingest.text_source import TEXT_LIST, TRANSCRIPT
from data.transaction import Write

CELLS = "read_parquet(<path>)"
BLANKS = "chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || ' '"
STAGED = """
CREATE TEMP TABLE staged AS
SELECT <response_id> AS response_id, $base + <first_row> AS response_no, <item_no> AS item_no,
       <touchpoint> AS touchpoint_id, <respondent> AS respondent_id, s.*
FROM (SELECT row_no, <trimmed> FROM <cells> c) s <joins>
"""
ROW_KEY = "CREATE TEMP TABLE plain_key AS SELECT c.row_no, <key> AS key FROM <cells> c WHERE NOT (<left_out>)"
ASKERS_ASIDE = "INSERT INTO aside SELECT row_no, 'asker', to_json(c)::VARCHAR FROM <cells> c WHERE <left_out>"
ROW_KEY_COUNTED = """
CREATE TEMP TABLE row_key AS
SELECT row_no, key, row_number() OVER (PARTITION BY key ORDER BY row_no)::INTEGER AS occurrence,
       count(*) OVER (PARTITION BY key)::INTEGER AS n_same,
       min(row_no) OVER (PARTITION BY key) AS first_row FROM plain_key
"""
SET_ASIDE = """
INSERT INTO aside SELECT row_no, 'duplicate', to_json(c)::VARCHAR FROM <cells> c
WHERE row_no IN (SELECT row_no FROM row_key WHERE <dropped>)
"""
LAST_NO = """
SELECT greatest((SELECT coalesce(max(response_no), 0) FROM response),
                (SELECT coalesce(max(response_top), 0) FROM upload))
"""
ASIDE = "CREATE TEMP TABLE aside (row_no BIGINT, reason VARCHAR, cells VARCHAR)"
TABLES = ("aside", "staged", "plain_key", "row_key", "value_map")


def next_base(write: Write) -> int:
    """The number after which a new file may number its answers; those of undone uploads stay theirs."""
    return int(write.value(LAST_NO))


def stage_rows(write: Write, batch: Batch) -> None:
    """Fill `staged`, and `aside` with the repeats that are left out."""
    base = batch.response_base
    write.execute(ASIDE)
    if not batch.is_long:
        write.execute(_plain_sql(batch), base=base)
        if not write.value("SELECT count(*) - count(DISTINCT response_id) FROM staged"):
            return
        write.execute("DROP TABLE staged")
    asks = _is_asker(batch)
    write.execute(fill(ASKERS_ASIDE, cells=_cells(batch), left_out=asks))
    write.execute(fill(ROW_KEY, key=_key(batch), cells=_cells(batch), left_out=asks))
    write.execute(ROW_KEY_COUNTED)
    if not batch.is_long:
        _settle_repeats(write, batch)
    write.execute(_counted_sql(batch), base=base)


def drop_staged(write: Write) -> None:
    """Forget the temporary tables."""
    for table in TABLES:
        write.execute(f"DROP TABLE IF EXISTS {table}")


def _plain_sql(batch: Batch) -> str:
    """One row, one answer set."""
    touchpoint, join = _row_touchpoint(batch)
    return fill(
        STAGED,
        response_id=short_hash(text(batch.survey_id), "s.key"),
        first_row="s.row_no",
        item_no="0",
        touchpoint=touchpoint,
        respondent=_respondent(batch),
        trimmed=f"{_key(batch)} AS key, {_trimmed(batch)}",
        joins=join,
        cells=_cells(batch),
    )


def _counted_sql(batch: Batch) -> str:
    """Keys repeat: one answer set per key in a long file, else one per occurrence."""
    touchpoint, join = _row_touchpoint(batch)
    number = "CASE WHEN k.occurrence > 1 THEN k.occurrence::VARCHAR END"
    parts = ("k.key",) if batch.is_long else ("k.key", number)
    return fill(
        STAGED,
        response_id=short_hash(text(batch.survey_id), *parts),
        first_row="k.first_row" if batch.is_long else "s.row_no",
        item_no="k.occurrence - 1" if batch.is_long else "0",
        touchpoint=touchpoint,
        respondent=_respondent(batch),
        trimmed=_trimmed(batch),
        joins=f"JOIN row_key k USING (row_no) {join}",
        cells=_cells(batch),
    )


def _cells(batch: Batch) -> str:
    return fill(CELLS, path=text(str(batch.file.cells)))


def _trimmed(batch: Batch) -> str:
    """The cells that are used, without surrounding blanks; texts that are looked up later need the plain form only."""
    pieces = ["NULL AS nothing"]
    for column in batch.columns:
        name = f"c{column.index}"
        if column.role in EXACT:
            pieces.append(f"nullif(trim(c.{name}), '') AS {name}")
        elif column.role in USED:
            pieces.append(f"{_without_blanks(f'c.{name}')} AS {name}")
    return ", ".join(pieces)


def _without_blanks(name: str) -> str:
    """Trimmed text, NULL when nothing is left; a text between two plain signs has nothing to trim, which is quick."""
    is_plain = f"ord({name}) BETWEEN 33 AND 126 AND ord({name}[-1]) BETWEEN 33 AND 126"
    return f"CASE WHEN {is_plain} THEN {name} ELSE nullif(trim({name}, {BLANKS}), '') END"


def _key(batch: Batch) -> str:
    """The vendor's answer id; where there is none, or Excel damaged it, all raw cells."""
    width = batch.reading.table.n_columns
    whole = f"md5(concat_ws(chr(31), {', '.join(_whole_row(batch, width))}))"
    column = batch.plan.first("response_id")
    if column is None and batch.reading.kind == TRANSCRIPT:
        who = batch.plan.first("respondent_id")
        return "'all'" if who is None else f"coalesce('who:' || nullif(trim(c.c{who.index}), ''), 'all')"
    if column is None and batch.reading.kind == TEXT_LIST:
        column = batch.plan.first("case_id")
    damaged = column is not None and any(i.column == column.index for i in batch.issues_of("damaged_ids"))
    if column is None or damaged:
        return whole
    return f"coalesce('id:' || nullif(trim(c.c{column.index}), ''), {whole})"


def _is_asker(batch: Batch) -> str:
    """Whether the row is said by somebody who asks or answers for the organisation."""
    source = batch.plan.source
    if batch.reading.kind != TRANSCRIPT or source.speaker is None or not source.askers:
        return "false"
    return f"trim(coalesce(c.c{source.speaker}, '')) IN {texts(source.askers)}"


def _whole_row(batch: Batch, width: int) -> list[str]:
    """All cells in the order of the survey's first file; columns added since then count where they say something."""
    cells = [f"coalesce(c.c{i}, chr(0))" for i in range(width)]
    keys, order = keys_of(batch.reading), batch.plan.key_order
    if not order or order == keys:
        return cells
    places = {key: place for place, key in enumerate(keys)}
    known = [cells[places[key]] if key in places else "''" for key in order]
    added = [key for key in keys if key not in order]
    said = "CASE WHEN trim(c.c{place}) <> '' THEN chr(30) || {key} || chr(30) || c.c{place} END"
    return known + [said.format(place=places[key], key=text(key)) for key in added]


def _settle_repeats(write: Write, batch: Batch) -> None:
    """Set all but the latest (or first) of equal keys aside; "all" keeps them apart by their occurrence."""
    choice = repeats_kept(batch)
    if choice == "all":
        return
    dropped = "occurrence > 1" if choice == "first" else "occurrence < n_same"
    write.execute(fill(SET_ASIDE, cells=_cells(batch), dropped=dropped))
    write.execute(fill("DELETE FROM row_key WHERE <dropped>", dropped=dropped))
    write.execute("UPDATE row_key SET occurrence = 1")


def repeats_kept(batch: Batch) -> str:
    """Which of equal answers are kept: as decided; undecided, rows without an id stay apart and ids keep the latest."""
    for key, value in batch.plan.decisions.items():
        if key.partition(":")[0] == "duplicate_rows":
            return str(value)
    if batch.reading.vendor in LOOPING and not any(one.code == "duplicate_rows" for one in batch.reading.issues):
        return "all"
    return "latest" if batch.plan.first("response_id") else "all"


def _row_touchpoint(batch: Batch) -> tuple[str, str]:
    """The touchpoint a row names, as expression and join."""
    column = batch.plan.first("touchpoint")
    if not batch.is_by_row or column is None:
        return "NULL::VARCHAR", ""
    pairs = ", ".join(f"({text(str(value))}, {text(found)})" for value, found in batch.touchpoints.items())
    return "n.touchpoint_id", f"LEFT JOIN (VALUES {pairs}) n(name, touchpoint_id) ON n.name = {cell(column.index)}"


def person_key(batch: Batch) -> str | None:
    """What names the person: the respondent's key, or an e-mail address where the file has no key."""
    column = batch.plan.first("respondent_id")
    if column is not None:
        return cell(column.index)
    mail = next((c for c in batch.plan.with_role("pii") if c.pii_type == "email"), None)
    return f"lower({cell(mail.index)})" if mail else None


def _respondent(batch: Batch) -> str:
    """Hash of the source and the person's key; words for "anonymous" name nobody."""
    key = person_key(batch)
    if key is None:
        return "NULL::VARCHAR"
    hashed = short_hash(text(batch.source_id), key)
    return f"CASE WHEN {key} IS NOT NULL AND lower({key}) NOT IN {states('anonymous')} THEN {hashed} END"
