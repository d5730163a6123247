"""KPI series as values per KPI, period and segment; the newest live upload's value of a period counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from data.ingest.batch import Batch
from data.ingest.entities import add_entities
from data.ingest.mapping import column_label
from data.ingest.model import ColumnSpec
from data.ingest.names import has_word
from data.ingest.naming import names, slug
from data.ingest.periods import month_alone, period_of
from data.ingest.record_revisions import land
from data.ingest.states import date_part
from data.ingest.values import time_values
from data.ingest.vendors import normal_name, rules
from data.transaction import Write

ORIGINS = "INSERT INTO row_origin SELECT $upload_id, row_no, 'kpi_value', $upload_id || '#' || row_no FROM staged"
FRESH = """
CREATE TEMP TABLE fresh_kpi (kpi_id VARCHAR, period_start DATE, period_grain VARCHAR, segment VARCHAR, value DOUBLE,
    numerator DOUBLE, denominator DOUBLE, spread DOUBLE, n BIGINT, upload_id VARCHAR, row_no BIGINT)
"""
AT = "at:"
PER_ROW = ("n", "numerator", "denominator", "spread")
DEFINED = ("target", "lower_spec", "upper_spec")
FIRST = {"unit": "first", "direction": "first", "target": "last", "lower_spec": "last", "upper_spec": "last"}


def write_kpis(write: Write, batch: Batch) -> int:
    """One value per KPI, period and segment; returns the values."""
    values = kpi_values(batch)
    _define(write, batch, values)
    write.execute(FRESH)
    kept = values.drop(columns=["label", *FIRST])
    write.insert("fresh_kpi", kept.assign(upload_id=batch.upload_id))
    n_values = land(write, "kpi_value", "fresh_kpi", upload_id=batch.upload_id)
    write.execute("DROP TABLE fresh_kpi")
    write.execute(ORIGINS, upload_id=batch.upload_id)
    return n_values


def kpi_values(batch: Batch) -> pd.DataFrame:
    """One row per KPI, period and segment: value, n, numerator, denominator, spread, and what defines the KPI.

    Rows of one file that share all three are pooled: weighted by n where every one has it, else their mean.
    """
    frames = [*_nps(batch), *(_melted(batch, column) for column in _value_columns(batch))]
    long = pd.concat(frames, ignore_index=True)
    long = long.dropna(subset=["period_start", "value"])
    keys = ["kpi_id", "period_start", "segment"]
    weight = long["n"].where(long.groupby(keys, dropna=False)["n"].transform("count") == _sizes(long, keys), np.nan)
    long = long.assign(weighted=long["value"] * weight, weight=weight)
    pooled = long.groupby(keys, as_index=False, dropna=False).agg(
        label=("label", "first"), period_grain=("period_grain", "first"), plain=("value", "mean"),
        weighted=("weighted", "sum"), weight=("weight", "sum"), n=("n", lambda found: found.sum(min_count=1)),
        numerator=("numerator", lambda found: found.sum(min_count=1)),
        denominator=("denominator", lambda found: found.sum(min_count=1)),
        spread=("spread", "mean"), row_no=("row_no", "min"),
        **{name: (name, how) for name, how in FIRST.items()},
    )  # fmt: skip
    value = (pooled["weighted"] / pooled["weight"]).where(pooled["weight"] > 0, pooled["plain"])
    pooled = pooled.assign(value=value, n=pooled["n"].where(pooled["n"] > 0).round().astype("Int64"))
    return pooled.drop(columns=["plain", "weighted", "weight"])


def _sizes(long: pd.DataFrame, keys: list[str]) -> pd.Series:
    return long.groupby(keys, dropna=False)["value"].transform("size")


def _value_columns(batch: Batch) -> list[ColumnSpec]:
    """Columns that hold values of KPIs, not what goes with them."""
    return [
        column for column in batch.plan.with_role("kpi_value")
        if not column.fills or column.fills == "value" or column.fills.startswith(AT) or column.fills in NPS_PARTS
    ]  # fmt: skip


def _melted(batch: Batch, column: ColumnSpec) -> pd.DataFrame:
    """The rows of one value column."""
    cells = batch.reading.table.cells
    label = _labels(batch, column)
    starts, usual = _starts(batch, column)
    frame = pd.DataFrame(
        {"row_no": cells.index.to_numpy(), "label": label, "value": cell_numbers(cells, column, batch).to_numpy()}
    )
    frame["period_start"], frame["period_grain"] = starts.to_numpy(), usual
    frame["segment"] = _segments(batch)
    for name in (*PER_ROW, *DEFINED):
        frame[name] = _beside(batch, name, column)
    frame["unit"] = _units(batch, column)
    frame["direction"] = _directions(batch, label)
    return _with_ids(batch, frame)


def _with_ids(batch: Batch, frame: pd.DataFrame) -> pd.DataFrame:
    ids = {label: f"{slug(batch.source_id)}.{slug(str(label), prefix='k')}" for label in frame["label"].unique()}
    return frame.assign(kpi_id=frame["label"].map(ids).astype("str"))


def _labels(batch: Batch, column: ColumnSpec) -> np.ndarray:
    """What the KPI is called: by the row where a column names it, else by the value column."""
    named = _filling(batch, "kpi")
    across = (column.fills or "").startswith(AT)
    if named is None and across:
        named = next((c for c in batch.plan.with_role("segment")), None)
    cells = batch.reading.table.cells
    if named is None:
        return np.full(len(cells), column_label(column), dtype=object)
    told = cells.iloc[:, named.index].str.strip()
    several = sum(1 for one in _value_columns(batch) if not (one.fills or "").startswith((AT, "value"))) > 1
    if several:
        told = told + " · " + column_label(column)
    return told.to_numpy(dtype=object)


def _filling(batch: Batch, field: str) -> ColumnSpec | None:
    return next((c for c in batch.columns if c.fills == field and c.role not in ("empty", "pii")), None)


def _segments(batch: Batch) -> np.ndarray:
    """The values of the columns to split by; NULL where the row stands for all."""
    named = _filling(batch, "kpi")
    across = any((c.fills or "").startswith(AT) for c in batch.columns)
    columns = [c for c in batch.plan.with_role("segment") if c is not named]
    if named is None and across:
        columns = columns[1:]
    cells = batch.reading.table.cells
    if not columns:
        return np.full(len(cells), None, dtype=object)
    joined = cells.iloc[:, columns[0].index].str.strip()
    for column in columns[1:]:
        joined = joined + " · " + cells.iloc[:, column.index].str.strip()
    return joined.where(~joined.str.lower().isin(_everything()) & (joined.str.strip(" ·") != ""), None).to_numpy(
        dtype=object
    )


def _everything() -> list[str]:
    return [str(word) for word in rules("kpi")["total_words"]]


def _starts(batch: Batch, column: ColumnSpec) -> tuple[pd.Series, str]:
    """First day of each row's period, and the grain."""
    if (column.fills or "").startswith(AT):
        told = period_of(column.name)
        start = pd.Timestamp((column.fills or "").removeprefix(AT))
        index = batch.reading.table.cells.index
        return pd.Series(start, index=index).astype("datetime64[us]"), told[1] if told else "month"
    starts = period_starts(batch)
    return starts, grain(starts) if (told_grain := _told_grain(batch)) is None else told_grain


def _told_grain(batch: Batch) -> str | None:
    """The grain of written periods such as 2024-Q1."""
    column = batch.plan.first("kpi_date")
    if column is None or column.date_format:
        return None
    found = (period_of(text) for text in batch.reading.table.cells.iloc[:, column.index].unique())
    return next((one[1] for one in found if one), None)


def _beside(batch: Batch, name: str, column: ColumnSpec) -> np.ndarray:
    """What stands beside the value: n, counts, limits. With several values in a row, n counts for all of them."""
    found = _filling(batch, name) or (batch.plan.first("kpi_n") if name == "n" else None)
    cells = batch.reading.table.cells
    if found is None or found.role not in ("kpi_n", "kpi_value"):
        return np.full(len(cells), np.nan)
    return cell_numbers(cells, found, batch).to_numpy()


def _units(batch: Batch, column: ColumnSpec) -> np.ndarray:
    """The unit by the row, by brackets behind the name, or by percent signs in the cells."""
    cells = batch.reading.table.cells
    told = _filling(batch, "unit")
    if told is not None:
        return cells.iloc[:, told.index].str.strip().to_numpy(dtype=object)
    inner = (
        pd.Series([column_label(column)], dtype="str")
        .str.extract(r"[(（\[]([^()（）\[\]]{1,16})[)）\]]\s*$")[0]
        .iloc[0]
    )
    unit = (
        inner
        if isinstance(inner, str)
        else "%"
        if cells.iloc[:, column.index].str.strip().str.endswith("%").any()
        else ""
    )
    return np.full(len(cells), unit, dtype=object)


def _directions(batch: Batch, label: np.ndarray) -> np.ndarray:
    """up or down is better: by the row, else by words of the name."""
    told = _filling(batch, "direction")
    cells = batch.reading.table.cells
    words = rules("kpi")
    by_name = {name: "down" if has_word(normal_name(str(name)), words["lower_words"]) else "up" for name in set(label)}
    guess = pd.Series(label).map(by_name)
    if told is None:
        return guess.to_numpy(dtype=object)
    said = {word: way for way, all_words in words["better_words"].items() for word in map(str, all_words)}
    stated = pd.Series(cells.iloc[:, told.index].to_numpy()).str.strip().str.lower().map(said)
    return stated.where(stated.notna(), guess).to_numpy(dtype=object)


# promoters, passives, detractors ---------------------------------------------------------------

NPS_PARTS = ("promoters", "passives", "detractors")


def _nps(batch: Batch) -> list[pd.DataFrame]:
    """The NPS of each row from its counts: value, n and the spread of one answer, so that an interval can be drawn."""
    parts = {part: _filling(batch, part) for part in NPS_PARTS}
    if parts["promoters"] is None or parts["detractors"] is None:
        return []
    cells = batch.reading.table.cells
    counts = {part: cell_numbers(cells, column, batch) if column else None for part, column in parts.items()}
    frame = _melted(batch, parts["promoters"])
    up, down = counts["promoters"].to_numpy(), counts["detractors"].to_numpy()  # type: ignore[union-attr]
    n = up + down + counts["passives"].to_numpy() if counts["passives"] is not None else frame["n"].to_numpy()
    share = (up - down) / np.where(n > 0, n, np.nan)
    spread = np.sqrt(np.clip((up + down) / np.where(n > 0, n, np.nan) - share**2, 0.0, None))
    frame = frame.assign(label=rules("kpi")["nps_name"][0], unit="", direction="up")
    frame = frame.assign(value=100 * share, n=n, numerator=100 * (up - down), denominator=n, spread=100 * spread)
    return [_with_ids(batch, frame)]


# definitions -----------------------------------------------------------------------------------


def _define(write: Write, batch: Batch, values: pd.DataFrame) -> None:
    """A definition per KPI; one that exists stays as it is."""
    first = values.drop_duplicates("kpi_id")
    rows = []
    for row in first.to_dict("records"):
        name_en, name_zh = names(str(row["label"]))
        limits = {name: row[name] if row[name] == row[name] else None for name in DEFINED}
        rows.append(
            {
                "kpi_id": row["kpi_id"], "name_en": name_en, "name_zh": name_zh, "unit": str(row["unit"] or ""),
                "direction": row["direction"], "grain": row["period_grain"], "journey_id": batch.journey_id, **limits,
            }
        )  # fmt: skip
    if rows:
        add_entities(write, batch, "kpi_def", rows)


# cells -----------------------------------------------------------------------------------------


def cell_numbers(cells: pd.DataFrame, column: ColumnSpec, batch: Batch) -> pd.Series:
    """The numbers of one column; percent signs and marks of thousands are left out."""
    plain = cells.iloc[:, column.index].str.strip()
    decimal_comma = batch.reading.table.params.decimal == ","
    plain = plain.str.replace("." if decimal_comma else ",", "", regex=False)
    if decimal_comma:
        plain = plain.str.replace(",", ".", regex=False)
    plain = plain.str.replace(rules("kpi")["around_numbers"], "", regex=True)
    return pd.Series(pd.to_numeric(plain, errors="coerce"), index=cells.index)


def period_starts(batch: Batch) -> pd.Series:
    """First day of each row's period: one date column, written periods, parts of a date, or the day that was given."""
    cells = batch.reading.table.cells
    column = batch.plan.first("kpi_date", "submitted_at", "event_date")
    if column is not None and not column.date_format:
        return _days((period_of(text) for text in cells.iloc[:, column.index]), cells.index)
    if column is not None:
        instants = time_values(cells.iloc[:, column.index], column.date_format or "", batch.zone)[0]
        local: pd.Series = instants.dt.tz_convert(batch.zone).dt.tz_localize(None).dt.normalize()
        return local
    parts = {}
    for column in batch.plan.with_role("kpi_date_part"):
        found = date_part(column.name)
        if found and found not in parts:
            parts[found] = _part_numbers(cells.iloc[:, column.index])
    if "year" not in parts:
        day = pd.Timestamp(batch.plan.period or batch.at.date())
        return pd.Series(day, index=cells.index).astype("datetime64[us]")
    month = parts["quarter"] * 3 - 2 if "quarter" in parts and "month" not in parts else parts.get("month", 1)
    whole = pd.DataFrame({"year": parts["year"], "month": month, "day": parts.get("day", 1)})
    days = pd.to_datetime(whole, errors="coerce")
    return _week_starts(days, parts["week"]) if "week" in parts and len(parts) == 2 else days


def _part_numbers(texts: pd.Series) -> pd.Series:
    """The numbers of a part of a date: 3, Q3, W03, March."""
    named = texts.map({text: month_alone(text) for text in texts.unique()})
    digits = texts.str.extract(r"(\d+)")[0]
    return pd.to_numeric(digits.where(digits.notna(), named), errors="coerce")


def _week_starts(years: pd.Series, week: pd.Series) -> pd.Series:
    """Monday of the ISO week; the fourth of January always lies in week 1."""
    fourth = years + pd.Timedelta(days=3)
    monday = fourth - pd.to_timedelta(fourth.dt.weekday, unit="D")
    return monday + pd.to_timedelta((week - 1) * 7, unit="D")


def _days(found: Iterable[tuple[date, str] | None], index: pd.Index) -> pd.Series:
    starts = [one[0].isoformat() if one else None for one in found]
    return pd.Series(pd.to_datetime(pd.Series(starts, dtype="str")).to_numpy(), index=index).astype("datetime64[us]")


def grain(starts: pd.Series) -> str:
    """Day, week, month, quarter or year: by the usual distance of two periods."""
    gaps = starts.drop_duplicates().sort_values().diff().dt.days.dropna()
    if gaps.empty:
        return "month"
    usual = float(gaps.median())
    return next(
        (name for name, most in (("day", 3), ("week", 10), ("month", 45), ("quarter", 120)) if usual <= most), "year"
    )
