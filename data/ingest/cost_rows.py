"""Cost tables: an amount in a period for a touchpoint, an activity or a kind of failure."""

from __future__ import annotations

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.kpi_rows import cell_numbers, grain, period_starts
from data.ingest.map_rows import known_touchpoints
from data.ingest.naming import digest, name_key
from data.ingest.record_revisions import land
from data.ingest.record_tables import scope_of_word
from data.ingest.work_items import filling
from data.transaction import Write

ORIGINS = "INSERT INTO row_origin SELECT DISTINCT $upload_id, row_no, 'cost', cost_id FROM staged_cost"
COSTS = """
CREATE TEMP TABLE fresh_cost AS
SELECT cost_id, any_value(scope) AS scope, any_value(scope_id) AS scope_id,
    any_value(period_start)::DATE AS period_start, any_value(period_grain) AS period_grain, sum(amount) AS amount,
    any_value(currency) AS currency, any_value(basis) AS basis, $upload_id AS upload_id, min(row_no) AS row_no
FROM staged_cost WHERE amount IS NOT NULL GROUP BY cost_id
"""


def write_costs(write: Write, batch: Batch) -> int:
    """One cost per scope, object, period and basis; rows of one file that share them add up. Returns the costs."""
    amount = filling(batch, "amount") or batch.plan.first("cost")
    cells = batch.reading.table.cells
    starts = period_starts(batch)
    currency = write.value("SELECT value ->> '$' FROM setting WHERE key = 'currency'") or "CNY"
    frame = pd.DataFrame({"row_no": cells.index, "period_start": starts.to_numpy()})
    frame["amount"] = cell_numbers(cells, amount, batch).to_numpy() if amount else float("nan")
    for field in ("scope", "item", "basis", "currency"):
        frame[field] = _texts(batch, field).to_numpy()
    frame = _with_scope(write, batch, frame).assign(period_grain=grain(starts))
    frame["currency"] = frame["currency"].where(frame["currency"] != "", currency)
    frame["cost_id"] = [
        digest(batch.source_id, *key)
        for key in zip(
            frame["scope"], frame["scope_id"], frame["period_start"], frame["basis"], frame["currency"], strict=True
        )
    ]
    write.execute(
        "CREATE TEMP TABLE staged_cost (row_no BIGINT, period_start TIMESTAMP, amount DOUBLE, scope VARCHAR, "
        "scope_id VARCHAR, basis VARCHAR, currency VARCHAR, period_grain VARCHAR, cost_id VARCHAR)"
    )
    write.insert("staged_cost", frame.drop(columns="item"))
    write.execute(ORIGINS, upload_id=batch.upload_id)
    write.execute(COSTS, upload_id=batch.upload_id)
    n_costs = land(write, "cost", "fresh_cost", upload_id=batch.upload_id)
    for table in ("staged_cost", "fresh_cost"):
        write.execute(f"DROP TABLE {table}")
    return n_costs


def _texts(batch: Batch, field: str) -> pd.Series:
    column = filling(batch, field)
    cells = batch.reading.table.cells
    return cells.iloc[:, column.index].str.strip() if column else pd.Series("", index=cells.index, dtype="str")


def _with_scope(write: Write, batch: Batch, frame: pd.DataFrame) -> pd.DataFrame:
    """scope and scope_id: said by the scope column, else found by what the cost is for."""
    known = known_touchpoints(write, batch.journey_id)
    points = {name: known.get(name_key(name)) for name in frame["item"].unique()}
    said = {word: scope_of_word(word) for word in frame["scope"].unique()}
    guess = {name: "touchpoint" if points[name] else scope_of_word(name) or "activity" for name in points}
    scope = frame["scope"].map(said)
    scope = scope.where(scope.notna(), frame["item"].map(guess))
    is_point = (scope == "touchpoint") & frame["item"].map(points).notna()
    named = frame["item"].where(frame["item"] != "", frame["scope"])
    return frame.assign(scope=scope, scope_id=named.where(~is_point, frame["item"].map(points)))
