"""The dtypes of frames leaving the store: fixed by the column's SQL type, never by the values found in it.

text, JSON, UUID, ENUM -> str · whole numbers -> Int64, UBIGINT -> UInt64 · BOOLEAN -> boolean ·
DOUBLE, FLOAT, DECIMAL, HUGEINT -> float64 · DATE, TIMESTAMP -> datetime64[us] ·
TIMESTAMPTZ -> datetime64[us, UTC] · INTERVAL -> timedelta64[us] · anything else -> object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
REAL = {"DOUBLE", "FLOAT", "HUGEINT", "UHUGEINT"}
TEXT = {"VARCHAR", "JSON", "UUID"}
MOMENT = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}


def dtype_of(sql_type: str) -> str:
    """The dtype of a column of `sql_type`.

    >>> dtype_of("DECIMAL(18,3)"), dtype_of("INTEGER"), dtype_of("TIMESTAMP WITH TIME ZONE")
    ('float64', 'Int64', 'datetime64[us, UTC]')
    """
    for names, dtype in ((WHOLE, "Int64"), (REAL, "float64"), (TEXT, "str"), (MOMENT, "datetime64[us]")):
        if sql_type in names:
            return dtype
    if sql_type.startswith(("DECIMAL", "ENUM")):
        return "float64" if sql_type.startswith("DECIMAL") else "str"
    others = {
        "UBIGINT": "UInt64",
        "BOOLEAN": "boolean",
        "TIMESTAMP WITH TIME ZONE": "datetime64[us, UTC]",
        "INTERVAL": "timedelta64[us]",
    }
    return others.get(sql_type, "object")


def build(names: Sequence[str], types: Sequence[str], columns: Mapping[str, Any],
          dtypes: Mapping[str, str] | None = None) -> pd.DataFrame:  # fmt: skip
    """A frame of the fetched `columns`; `dtypes` overrides single columns."""
    if len(set(names)) != len(names):
        raise ValueError(f"a column name occurs twice: {list(names)}")
    typed = zip(names, types, strict=True)
    frame = pd.DataFrame({name: _column(columns[name], dtype_of(kind)) for name, kind in typed})
    return frame.astype(dict(dtypes)) if dtypes else frame


def _column(values: Any, dtype: str) -> Any:
    mask = np.ma.getmaskarray(values)
    plain = np.ma.getdata(values)
    if dtype == "Int64":
        return pd.arrays.IntegerArray(plain.astype("int64"), mask.copy())
    if dtype == "UInt64":
        return pd.arrays.IntegerArray(plain.astype("uint64"), mask.copy())
    if dtype == "boolean":
        return pd.arrays.BooleanArray(plain.astype("bool"), mask.copy())
    if dtype == "float64":
        return np.where(mask, np.nan, plain.astype("float64")) if mask.any() else plain.astype("float64")
    if dtype in ("str", "object"):
        return _objects(plain, mask, dtype)
    return _moments(plain, mask, dtype)


def _objects(plain: Any, mask: Any, dtype: str) -> Any:
    values = plain.astype(object)
    values[mask] = None
    series = pd.Series(values, dtype=object)
    return series.astype("str") if dtype == "str" else series


def _moments(plain: Any, mask: Any, dtype: str) -> Any:
    span = "timedelta64[us]" if dtype.startswith("timedelta") else "datetime64[us]"
    values = plain.astype(span)
    values[mask] = np.timedelta64("NaT") if dtype.startswith("timedelta") else np.datetime64("NaT")
    series = pd.Series(values)
    return series.dt.tz_localize("UTC") if dtype.endswith("UTC]") else series
