"""What the distinct texts of one column mean: a number on a scale, a moment, a duration."""

from __future__ import annotations

import pandas as pd

from data.ingest.model import ColumnSpec
from data.ingest.values import duration_values, score_values, time_values

TIMES = (
    "started_at",
    "submitted_at",
    "recorded_at",
    "survey_sent_at",
    "event_date",
    "start_ts",
    "end_ts",
    "enabled_ts",
    "stage_ts",
    "target_ts",
    "kpi_date",
)
MAPPED = frozenset({"score", "rank", "duration_s", *TIMES})
COLUMNS = ("col_no", "raw", "num", "norm", "ts", "is_na", "na_reason")


def meanings(texts: pd.Series, column: ColumnSpec, *, zone: str, decimal: str) -> pd.DataFrame:
    """One row per distinct text: col_no, raw, num, norm, ts, is_na, na_reason."""
    found = pd.DataFrame({"raw": texts.astype("str")}).reset_index(drop=True)
    if column.role in TIMES:
        meant = _times(found["raw"], column, zone)
    elif column.role == "duration_s":
        meant = pd.DataFrame({"num": duration_values(found["raw"]).astype("float64")})
    else:
        meant = _scores(found["raw"], column, decimal)
    blank = pd.DataFrame(
        {"num": float("nan"), "norm": float("nan"), "ts": pd.NaT, "is_na": False, "na_reason": None}, index=found.index
    )
    filled = blank.assign(
        **{name: meant[name].to_numpy() for name in meant.columns if name != "ts"},
        raw=found["raw"],
        col_no=column.index,
        ts=meant["ts"] if "ts" in meant else _no_time(len(found)),
    )
    return filled[list(COLUMNS)].astype({"num": "float64", "norm": "float64", "is_na": "bool", "na_reason": "str"})


def _no_time(n: int) -> pd.Series:
    return pd.Series([pd.NaT] * n, dtype="datetime64[us, UTC]")


def _times(raw: pd.Series, column: ColumnSpec, zone: str) -> pd.DataFrame:
    moments, _precision = time_values(raw, column.date_format or "", zone)
    return pd.DataFrame({"ts": moments.astype("datetime64[us, UTC]")})


def _scores(raw: pd.Series, column: ColumnSpec, decimal: str) -> pd.DataFrame:
    if column.scale is not None:
        scored = score_values(raw, column.scale)
        return pd.DataFrame(
            {
                "num": scored["native"].astype("float64"),
                "norm": scored["norm"].astype("float64"),
                "is_na": scored["is_na"].astype("bool"),
                "na_reason": scored["na_reason"].astype("str"),
            }
        )
    numbers = pd.to_numeric(raw.str.strip().str.replace(decimal, ".", regex=False), errors="coerce")
    return pd.DataFrame(
        {
            "num": numbers.astype("float64"),
            "is_na": numbers.isna(),
            "na_reason": numbers.isna().map({True: "not_a_number", False: None}).astype("str"),
        }
    )
