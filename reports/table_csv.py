"""Tables as CSV that opens well in a spreadsheet and cannot act there.

UTF-8 with a byte order mark, so that Chinese text survives a double click. A text cell that a
spreadsheet could read as a formula gets an apostrophe in front, also where blanks, full-width signs
or a line break inside the cell hide the sign. Plain numbers stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

# blanks of any kind, zero-width characters included, then a sign that starts a formula
_HIDDEN = r"[\s\u00a0\u180e\u200b-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\x00-\x1f]*"
_STARTS = re.compile(rf"^(?={_HIDDEN}[=+\-@＝＋－＠])|^(?=[\t\r])")
_AFTER_BREAK = re.compile(rf"(\r\n|[\n\r\v\f\u0085\u2028\u2029])(?={_HIDDEN}[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"^[+\-−]?\d{1,15}([.,]\d+)?%?$", re.ASCII)


def csv_bytes(frame: pd.DataFrame, headers: Mapping[str, str] | None = None) -> bytes:
    """`frame` without its index as CSV; `headers` maps column names to the titles on screen."""
    titles = dict(headers or {})
    names = [defused(titles.get(str(name), str(name))) for name in frame.columns]
    columns = [_cells(frame.iloc[:, index]) for index in range(frame.shape[1])]
    safe = pd.DataFrame(dict(enumerate(columns)), columns=list(range(len(columns))))
    text: str = safe.to_csv(index=False, header=names, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode("utf-8", errors="replace")


def defused(text: str) -> str:
    """`text` with an apostrophe before anything a spreadsheet could run.

    >>> defused("=1+1"), defused("\\u00a0@SUM(A1)"), defused("-3.5"), defused("late - again")
    ("'=1+1", "'\\xa0@SUM(A1)", '-3.5', 'late - again')
    """
    if _NUMBER.match(text):
        return text
    return _AFTER_BREAK.sub(r"\1'", _STARTS.sub("'", text, count=1))


def _cells(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.reset_index(drop=True)
    return column.reset_index(drop=True).astype(object).map(_cell)


def _cell(value: Any) -> Any:
    return defused(value) if isinstance(value, str) else _other(value)


def _other(value: Any) -> Any:
    """Numbers and dates as they are; a list or a mapping as defused text."""
    return defused(str(value)) if isinstance(value, (list, tuple, dict, set, bytes)) else value
