"""Files that are no answers: customer tables become persons with attributes, KPI series become values per period."""

from __future__ import annotations

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.entities import add_entities
from data.ingest.mapping import column_label
from data.ingest.model import ColumnSpec
from data.ingest.naming import names, slug
from data.ingest.process_rows import attributes
from data.ingest.sql import cell, fill
from data.ingest.states import date_part
from data.ingest.values import time_values
from data.transaction import Write

CUSTOMERS = """
INSERT INTO respondent (respondent_id, upload_id, source_id, external_key_hash, pseudonym, attributes)
SELECT <id>, $upload_id, $source_id, <id>, 'P-' || upper(substr(<id>, 1, 6)), <attributes> FROM staged s
"""
CUSTOMER_ORIGINS = "INSERT INTO row_origin SELECT $upload_id, row_no, 'respondent', <id> FROM staged s"
CUSTOMER_SEGMENTS = """
INSERT INTO segment_value (owner_kind, owner_id, dim, value, upload_id)
SELECT 'respondent', <id>, $dim, <cell>, $upload_id FROM staged s WHERE <cell> IS NOT NULL
"""
CUSTOMER_ID = "coalesce(s.respondent_id, s.response_id)"
KPI_ORIGINS = "INSERT INTO row_origin SELECT $upload_id, row_no, 'kpi_value', $upload_id || '#' || row_no FROM staged"
PII = """
INSERT INTO pii (respondent_id, kind, value, masked, upload_id)
SELECT DISTINCT s.respondent_id, $kind, NULL, <masked>, $upload_id FROM staged s
WHERE s.respondent_id IS NOT NULL AND <cell> IS NOT NULL
"""
MASKS = {
    "email": r"regexp_replace(<cell>, '^(.).*@(.).*$', '\1***@\2***')",
    "phone": "'***' || right(<cell>, 2)",
    "ip": "split_part(<cell>, '.', 1) || '.*.*.*'",
    "national_id": "'***'",
}
OTHER_MASK = "left(<cell>, 1) || '***'"


def write_customers(write: Write, batch: Batch) -> int:
    """One person per row, with attributes; segments also as values to split by. Returns the persons."""
    told = attributes(batch, ("segment", "choice", "numeric_attr", "outcome"))
    n_customers = write.execute(
        fill(CUSTOMERS, id=CUSTOMER_ID, attributes=told), upload_id=batch.upload_id, source_id=batch.source_id
    )
    write.execute(fill(CUSTOMER_ORIGINS, id=CUSTOMER_ID), upload_id=batch.upload_id)
    for column in batch.plan.with_role("segment"):
        write.execute(
            fill(CUSTOMER_SEGMENTS, id=CUSTOMER_ID, cell=cell(column.index)),
            dim=column_label(column),
            upload_id=batch.upload_id,
        )
    return n_customers


def write_masked(write: Write, batch: Batch) -> None:
    """Personal data of known persons as masked texts only; the values stay in the uploaded file."""
    for column in batch.plan.with_role("pii"):
        mask = MASKS.get(column.pii_type or "", OTHER_MASK)
        write.execute(
            fill(PII, masked=fill(mask, cell=cell(column.index)), cell=cell(column.index)),
            kind=column.pii_type or "other",
            upload_id=batch.upload_id,
        )


def write_kpis(write: Write, batch: Batch) -> int:
    """One series per value column; a period that the series holds already keeps its value. Returns the values."""
    starts = period_starts(batch)
    cells = batch.reading.table.cells
    n_values = 0
    for column in batch.plan.with_role("kpi_value"):
        kpi_id = f"{slug(batch.source_id)}.{slug(column_label(column), prefix='k')}"
        name_en, name_zh = names(column_label(column))
        add_entities(
            write,
            batch,
            "kpi_def",
            [
                {
                    "kpi_id": kpi_id,
                    "name_en": name_en,
                    "name_zh": name_zh,
                    "unit": "",
                    "direction": "higher",
                    "grain": grain(starts),
                    "journey_id": batch.journey_id,
                }
            ],
        )
        values = _values(cells, column, batch, starts).assign(kpi_id=kpi_id, upload_id=batch.upload_id)
        held = write.frame("SELECT period_start FROM kpi_value WHERE kpi_id = $id", id=kpi_id)["period_start"]
        n_values += write.insert("kpi_value", values[~values["period_start"].isin(held)])
    write.execute(KPI_ORIGINS, upload_id=batch.upload_id)
    return n_values


def _values(cells: pd.DataFrame, column: ColumnSpec, batch: Batch, starts: pd.Series) -> pd.DataFrame:
    """One row per period: the mean of its rows' values, and n where the file says it."""
    frame = pd.DataFrame({"period_start": starts, "value": _numbers(cells, column, batch), "row_no": cells.index})
    counted = batch.plan.first("kpi_n")
    frame["n"] = _numbers(cells, counted, batch) if counted else float("nan")
    frame = frame.dropna(subset=["period_start", "value"])
    grouped = frame.groupby("period_start", as_index=False).agg(
        value=("value", "mean"), n=("n", "sum"), row_no=("row_no", "min")
    )
    known = grouped.assign(n=grouped["n"].where(grouped["n"] > 0).round().astype("Int64"), period_grain=grain(starts))
    return known.assign(period_start=known["period_start"].astype("datetime64[us]"))


def _numbers(cells: pd.DataFrame, column: ColumnSpec, batch: Batch) -> pd.Series:
    plain = cells.iloc[:, column.index].str.strip()
    if batch.reading.table.params.decimal == ",":
        plain = plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return pd.Series(pd.to_numeric(plain.str.removesuffix("%"), errors="coerce"))


def period_starts(batch: Batch) -> pd.Series:
    """First day of each row's period, from one date column or from its parts."""
    cells = batch.reading.table.cells
    column = batch.plan.first("kpi_date", "submitted_at", "event_date")
    if column is not None:
        instants = time_values(cells.iloc[:, column.index], column.date_format or "", batch.zone)[0]
        local: pd.Series = instants.dt.tz_convert(batch.zone).dt.tz_localize(None).dt.normalize()
        return local
    parts = {}
    for column in batch.plan.with_role("kpi_date_part"):
        found = date_part(column.name)
        if found and found not in parts:
            parts[found] = pd.to_numeric(cells.iloc[:, column.index], errors="coerce")
    if "year" not in parts:
        return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    whole = pd.DataFrame({"year": parts["year"], "month": parts.get("month", 1), "day": parts.get("day", 1)})
    return pd.to_datetime(whole, errors="coerce")


def grain(starts: pd.Series) -> str:
    """Day, week, month, quarter or year: by the usual distance of two periods."""
    gaps = starts.drop_duplicates().sort_values().diff().dt.days.dropna()
    if gaps.empty:
        return "month"
    usual = float(gaps.median())
    return next(
        (name for name, most in (("day", 3), ("week", 10), ("month", 45), ("quarter", 120)) if usual <= most), "year"
    )
