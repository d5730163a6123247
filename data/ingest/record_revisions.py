"""Records that several files bring: the newest live upload's is the one that counts, the others wait for an undo."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.sql import fill
from data.transaction import Write

REVISED: Mapping[str, str] = {
    "event": "event_id",
    "work_item": "item_id",
    "kpi_value": "kpi_id, period_start, segment",
    "cost": "cost_id",
}
# Keys that a later upload holds already: where this one comes back to its old place, its rows wait behind them.
NEWER = """
CREATE TEMP TABLE newer AS
SELECT <keys> FROM <table> t JOIN upload u ON u.upload_id = t.upload_id
WHERE u.upload_no > coalesce((SELECT upload_no FROM upload WHERE upload_id = $upload_id), 9223372036854775807)
"""
HELD = "SELECT count(*) FROM <table> t JOIN <fresh> f ON <same>"
BEHIND = (
    "INSERT INTO <table>_earlier BY NAME SELECT f.* FROM <fresh> f SEMI JOIN newer t ON <same>",
    "DELETE FROM <fresh> f USING newer t WHERE <same>",
)
REPLACE = (
    "INSERT INTO <table>_earlier BY NAME SELECT t.* FROM <table> t SEMI JOIN <fresh> f ON <same>",
    "DELETE FROM <table> t USING <fresh> f WHERE <same>",
)
ADD = "INSERT INTO <table> BY NAME SELECT * FROM <fresh>"
GONE = "CREATE TEMP TABLE gone AS SELECT DISTINCT <key> FROM <table> WHERE upload_id = $upload_id"
BACK = """
CREATE TEMP TABLE back AS
SELECT e.* FROM <table>_earlier e JOIN gone g ON <same> JOIN upload u ON u.upload_id = e.upload_id
WHERE e.upload_id <> $upload_id
QUALIFY row_number() OVER (PARTITION BY <keys> ORDER BY u.upload_no DESC) = 1
"""
RESTORE = (
    "DELETE FROM <table>_earlier WHERE upload_id = $upload_id",
    "DELETE FROM <table> WHERE upload_id = $upload_id",
    "DELETE FROM <table>_earlier e USING back g WHERE <same> AND e.upload_id = g.upload_id",
    "INSERT INTO <table> BY NAME SELECT * FROM back",
)


def land(write: Write, table: str, fresh: str, *, upload_id: str) -> int:
    """Move the rows of the temporary table `fresh` into `table`; what they replace waits. Returns their number.

    `fresh` holds every key once and the columns of `table` by name; columns it lacks stay empty.
    """
    same = _same(table, "t", "f")
    n_rows = int(write.value(fill("SELECT count(*) FROM <fresh>", fresh=fresh)))
    if write.value(fill(HELD, table=table, fresh=fresh, same=same)):
        keys = ", ".join(f"t.{name.strip()}" for name in REVISED[table].split(","))
        write.execute(fill(NEWER, table=table, keys=keys), upload_id=upload_id)
        for statement in (*BEHIND, *REPLACE):
            write.execute(fill(statement, table=table, fresh=fresh, same=same))
        write.execute("DROP TABLE newer")
    write.execute(fill(ADD, table=table, fresh=fresh))
    return n_rows


def take_back(write: Write, upload_id: str) -> dict[str, int]:
    """Remove the upload's records and bring back what they had replaced; returns the removed rows per table."""
    removed = {}
    for table, key in REVISED.items():
        removed[table] = int(
            write.value(fill("SELECT count(*) FROM <table> WHERE upload_id = $id", table=table), id=upload_id)
        )
        write.execute(fill(GONE, table=table, key=key), upload_id=upload_id)
        same = _same(table, "e", "g")
        keys = ", ".join(f"e.{name.strip()}" for name in key.split(","))
        write.execute(fill(BACK, table=table, same=same, keys=keys), upload_id=upload_id)
        for statement in RESTORE:
            given = {"upload_id": upload_id} if "$upload_id" in statement else {}
            write.execute(fill(statement, table=table, same=same), **given)
        write.execute("DROP TABLE gone")
        write.execute("DROP TABLE back")
    return removed


def _same(table: str, left: str, right: str) -> str:
    names = [name.strip() for name in REVISED[table].split(",")]
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in names)
