"""From frames to the plain rows a specification holds, and optional columns made complete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd


def inline(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of `frame` as plain values for a chart's named data set; missing becomes null."""
    columns = [[_plain(value) for value in frame[name].tolist()] for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    """A value JSON knows: text, number, yes/no or null."""
    if isinstance(value, str | bool):
        return value
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def decimals(ticks: Sequence[float]) -> int:
    """Decimals that all ticks of an axis need, so that 4.0 stands beside 4.2.

    >>> decimals([4.0, 4.2]), decimals([0.0, 25.0]), decimals([0.7, 0.75])
    (1, 0, 2)
    """
    return max((len(f"{tick:.3f}".rstrip("0").partition(".")[2]) for tick in ticks), default=0)


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
