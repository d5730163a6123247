"""From frames to the plain rows a specification holds, and optional columns made complete."""

from __future__ import annotations

from typing import Any

import pandas as pd


def inline(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of `frame` as plain values for a chart's named data set; missing becomes null."""
    clean = frame.astype(object).where(frame.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()} for row in clean.to_dict(orient="records")]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def flag(frame: pd.DataFrame, name: str) -> pd.Series[bool]:
    """An optional yes/no column; absent or missing is no."""
    if name not in frame:
        return pd.Series(False, index=frame.index, dtype=bool)
    return frame[name].astype("boolean").fillna(False).astype(bool)


def number(frame: pd.DataFrame, name: str) -> pd.Series[float]:
    """An optional number column; absent or missing is NaN."""
    if name not in frame:
        return pd.Series(float("nan"), index=frame.index, dtype=float)
    return pd.to_numeric(frame[name]).astype(float)
