"""Day or month first, decided over the whole file: by the header, by the tool, by dates that leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from data.ingest.dates import parsed, tidied
from data.ingest.evidence import Evidence
from data.ingest.proposal import WHY_VENDOR, Proposal
from data.ingest.vendors import Vendor

_TOLD = {
    "month": re.compile(r"(?i)\bmm[/.-]dd\b|\bm/d/y"),
    "day": re.compile(r"(?i)\b(?:dd|tt|jj|gg)[/.-]mm\b|\bd/m/y"),
}


def settled_orders(columns: Sequence[Evidence], found: Mapping[int, Proposal], vendor: Vendor) -> dict[int, Proposal]:
    """The proposals of dates that fit two orders and can be settled without asking."""
    open_ones = [column for column in columns if len(found[column.index].formats) > 1]
    if not open_ones:
        return {}
    sure = _orders_elsewhere(columns, found)
    settled = {}
    for column in open_ones:
        one = found[column.index]
        is_own = one.why == WHY_VENDOR and bool(vendor.order)
        order = _told(column) or (vendor.order if is_own else None) or sure.get(_separator(one.formats[0]))
        fitting = tuple(fmt for fmt in one.formats if order_of(fmt) == order)
        if fitting:
            settled[column.index] = replace(one, formats=fitting)
    return settled


def order_of(date_format: str) -> str | None:
    """Whether "day" or "month" stands first among numbers; None where the year leads or the month is a word."""
    day, month, year = (date_format.lower().find(mark) for mark in ("%d", "%m", "%y"))
    if day < 0 or month < 0 or "%b" in date_format or "%B" in date_format or year < min(day, month):
        return None
    return "day" if day < month else "month"


def telling_example(column: Evidence, formats: Sequence[str]) -> tuple[str, str, str]:
    """An answer on which the two orders differ, and the date each of them gives."""
    texts = pd.Series(column.texts[:2_000], dtype="str")
    first, second = (parsed(tidied(texts), fmt) for fmt in formats[:2])
    differs = (first != second) & first.notna() & second.notna()
    at = int(differs.to_numpy().argmax())
    return str(texts[at]), f"{first[at]:%Y-%m-%d}", f"{second[at]:%Y-%m-%d}"


def _told(column: Evidence) -> str | None:
    said = [order for order, pattern in _TOLD.items() if any(pattern.search(cell) for cell in column.headers)]
    return said[0] if len(said) == 1 else None


def _orders_elsewhere(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> dict[str, str]:
    """Order by separator, where all dates of the file that leave no doubt agree on it."""
    seen: dict[str, set[str]] = {}
    for column in columns:
        formats = found[column.index].formats
        order = order_of(formats[0]) if len(formats) == 1 else None
        if order:
            seen.setdefault(_separator(formats[0]), set()).add(order)
    return {separator: orders.pop() for separator, orders in seen.items() if len(orders) == 1}


def _separator(date_format: str) -> str:
    return re.sub(r"%\w", "", date_format)[:1]
