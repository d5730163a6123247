"""Dates as written to instants: one format that fits every value, asked when two do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from data.ingest.vendors import rules

EPOCH_SECONDS, EPOCH_MILLIS = "epoch_s", "epoch_ms"
SERIAL_DAY, SERIAL_TIME = "excel_day", "excel_serial"  # days since the end of 1899, as spreadsheets count
SERIALS = (30_000, 60_000)  # 1982 to 2064
PROBE = 200
FIRST = 8
MOSTLY, FEWEST = 0.75, 4  # share and number of the texts that are times
OFFSET = r"\s*(?:Z|[+-]\d{2}:?\d{2})$"
ZONED = rf":\d\d(?:\.\d+)?{OFFSET}"  # behind a clock time: a day may end in -2026
_DECIMAL = re.compile(r"-?\d+[.,]\d*")
_DIGITS = re.compile(r"\d")
_ZONE = re.compile(r"\s*(?:GMT|UTC)(?P<offset>[+-]\d{1,2})?(?P<minutes>:?\d{2})?(?:\s*\([^)]*\))?$")


@dataclass(frozen=True)
class DateFit:
    """Formats that fit the values, the proposed one first; `share` of the values that fit it."""

    formats: tuple[str, ...]
    share: float

    @property
    def is_ambiguous(self) -> bool:
        """Day and month can be swapped in every value."""
        return len(self.formats) > 1


def formats_of(texts: Sequence[str]) -> DateFit | None:
    """The format of distinct texts in file order; None when fewer than 95 % are dates."""
    if not texts or not _looks_like_dates(texts[:PROBE]):
        return None
    probe = tidied(pd.Series(list(texts[:PROBE]), dtype="str"))
    if bool(probe.str.fullmatch(r"\d+").all()):
        return _digits(texts, probe)
    first = probe.iloc[:FIRST]
    plausible = [fmt for fmt in rules("dates")["formats"] if _share(first, fmt) > 0.5 and _share(probe, fmt) >= 0.95]
    if not plausible:
        return None
    every = tidied(pd.Series(list(texts), dtype="str"))
    shares = {fmt: _share(every, fmt) for fmt in plausible}
    best = max(shares.values())
    if best < 0.95:
        return None
    fitting = [fmt for fmt in plausible if shares[fmt] == best]
    fitting += [fmt for fmt in plausible if fmt not in fitting and fmt == _swapped(fitting[0])]  # some rows fit but one
    return DateFit(tuple(_in_order(_year_first(fitting, every), every)), best)


def mostly(texts: Sequence[str]) -> DateFit | None:
    """The format of most of the texts, some with a zone and some without, some unreadable; None under three quarters.

    Looser than `formats_of`: only for columns whose name says that they hold times.
    """
    every = _parted(tidied(pd.Series(list(texts), dtype="str")), " ")
    is_zoned = every.str.contains(ZONED, regex=True)
    bare = without_zone(every)
    shares = {fmt: _share(bare.iloc[:PROBE], fmt) for fmt in rules("dates")["formats"] if "%z" not in fmt}
    best = max(shares, key=lambda fmt: shares[fmt])
    is_read = parsed(bare, best).notna()
    if len(every) < FEWEST or is_read.mean() < MOSTLY:
        return None
    fit = formats_of(bare[is_read].tolist())
    if fit is None:
        return None
    mark = "%z" if is_zoned[is_read].mean() > 0.5 else ""
    return DateFit(tuple(f"{fmt}{mark}" for fmt in fit.formats), float(is_read.mean()))


def _parted(texts: pd.Series, mark: str) -> pd.Series:
    """Tidied texts with `mark` between day and clock time, whether a blank or a T stood there.

    >>> _parted(pd.Series(["2026-01-05T09:00+02:00", "2026-01-05 09:00"]), " ").tolist()
    ['2026-01-05 09:00+02:00', '2026-01-05 09:00']
    """
    return texts.str.replace(r"(?<=\d)[T ](?=\d{1,2}:\d\d)", mark, regex=True)


def without_zone(texts: pd.Series) -> pd.Series:
    """Tidied texts without the offset behind the clock time."""
    is_zoned = texts.str.contains(ZONED, regex=True)
    return texts.where(~is_zoned, texts.str.replace(OFFSET, "", regex=True))


def _year_first(fitting: list[str], texts: pd.Series) -> list[str]:
    """Two digits each: the year leads where the first number hardly changes and the last one does."""
    leading = [fmt for fmt in fitting if fmt.startswith("%y")]
    if not leading or len(leading) == len(fitting):
        return fitting
    parts = texts.str.extract(r"^(\d+)\D+\d+\D+(\d+)")
    is_leading = parts[0].nunique() < parts[1].nunique()
    return leading if is_leading else [fmt for fmt in fitting if fmt not in leading]


def _looks_like_dates(probe: Sequence[str]) -> bool:
    fitting = sum(6 <= len(text) <= 80 and len(_DIGITS.findall(text)) >= 3 for text in probe)
    decimals = sum(bool(_DECIMAL.fullmatch(text)) for text in probe)
    return fitting >= 0.9 * len(probe) and decimals < 0.5 * len(probe)


def _share(texts: pd.Series, fmt: str) -> float:
    return float(parsed(texts, fmt).notna().mean())


def _in_order(fitting: list[str], texts: pd.Series) -> list[str]:
    """Day and month swapped: the reading in which the rows stand in time order wins alone."""
    swapped = [fmt for fmt in fitting if fmt in (fitting[0], _swapped(fitting[0]))]
    if len(swapped) < 2 or len(texts) < 5:
        return swapped
    values = [parsed(texts, fmt).dropna() for fmt in swapped]
    if all(one.equals(values[0]) for one in values[1:]):
        return swapped[:1]
    sorted_ones = [fmt for fmt, one in zip(swapped, values, strict=True) if _monotonic(one)]
    return sorted_ones if len(sorted_ones) == 1 else swapped


def _monotonic(values: pd.Series) -> bool:
    return bool(values.is_monotonic_increasing or values.is_monotonic_decreasing)


def _swapped(fmt: str) -> str:
    for a, b in (("%m/%d", "%d/%m"), ("%m-%d", "%d-%m")):
        if a in fmt:
            return fmt.replace(a, b)
        if b in fmt:
            return fmt.replace(b, a)
    return fmt


def _digits(texts: Sequence[str], probe: pd.Series) -> DateFit | None:
    """Digits alone: eight for a day, fourteen for a second, years 1900 to 2100; else Unix time."""
    for length, fmt in ((8, "%Y%m%d"), (14, "%Y%m%d%H%M%S")):
        years = parsed(probe, fmt).dt.year if bool((probe.str.len() == length).all()) else None
        if years is not None and bool(years.between(1900, 2100).all()):
            return DateFit((fmt,), 1.0)
    return _epoch(texts)


def _epoch(texts: Sequence[str]) -> DateFit | None:
    """Unix seconds (1973 to 2096) or milliseconds, ten or thirteen digits in every value."""
    for digits, fmt in ((10, EPOCH_SECONDS), (13, EPOCH_MILLIS)):
        if texts and all(len(text) == digits and text.isdigit() and text[0] in "123" for text in texts[:PROBE]):
            return DateFit((fmt,), 1.0)
    return None


@lru_cache(maxsize=1)
def _halves() -> tuple[re.Pattern[str], dict[str, str]]:
    told = rules("dates")["halves"]
    return re.compile(rf"({'|'.join(told)})\s*([\d:]+)" if told else "$^"), dict(told)


def tidied(texts: pd.Series) -> pd.Series:
    """Marks brought to one form: the half of the day behind the clock time, GMT+2 as +02:00, Z as +00:00."""
    pattern, halves = _halves()
    plain = texts.str.strip()
    if plain.str.contains("|".join(halves), regex=True).any():
        plain = plain.map(lambda text: pattern.sub(lambda hit: f"{hit[2]} {halves[hit[1]]}", text)).astype("str")
        plain = plain.str.replace(r"([^\x00-\x7f])(\d+:)", r"\1 \2", regex=True)
    if plain.str.contains(r"(?:GMT|UTC)", regex=True).any():
        plain = plain.map(lambda text: _ZONE.sub(_offset, text)).astype("str")
    return plain


def _offset(hit: re.Match[str]) -> str:
    hours = int(hit["offset"] or 0)
    return f" {'-' if hours < 0 else '+'}{abs(hours):02d}:{(hit['minutes'] or '00').strip(':')}"


def parsed(texts: pd.Series, fmt: str) -> pd.Series:
    """Tidied texts as timestamps by one format, NaT where it does not fit; zoned ones in UTC."""
    if fmt in (EPOCH_SECONDS, EPOCH_MILLIS):
        numbers = pd.to_numeric(texts, errors="coerce")
        return pd.Series(pd.to_datetime(numbers, unit="s" if fmt == EPOCH_SECONDS else "ms", utc=True, errors="coerce"))
    if fmt in (SERIAL_DAY, SERIAL_TIME):
        return _from_serials(texts)
    if ".%f" in fmt:  # tools leave the fraction out where it is zero
        texts = texts.str.replace(r"(\d:\d\d:\d\d)(?![\d.:])", r"\1.0", regex=True)
    return pd.Series(pd.to_datetime(texts, format=fmt, errors="coerce", exact=True, utc="%z" in fmt))


def parsed_mixed(texts: pd.Series, fmt: str, zone: str) -> pd.Series:
    """Tidied texts of a log as instants in UTC: a time with an offset by it, one without in `zone`.

    A T and a blank between day and clock time are the same: two systems wrote the log.
    """
    texts = _parted(texts, "T" if "T%H" in fmt else " ") if "%H" in fmt else texts
    found = parsed(texts, fmt)
    found = found if has_zone(fmt) else in_zone(found, zone)
    if "%H" not in fmt or found.notna().all():
        return found
    rest = texts[found.isna()]
    if has_zone(fmt):
        other = in_zone(parsed(rest, fmt.replace(" %z", "").replace("%z", "")), zone)
    else:
        other = parsed(rest.str.replace(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", regex=True), f"{fmt}%z")
    return found.fillna(other)


def in_zone(times: pd.Series, zone: str) -> pd.Series:
    """Clock times of `zone` in UTC; one that a clock change skips moves forward, one it repeats is the first."""
    first = np.ones(len(times), dtype=bool)
    local = times.dt.tz_localize(zone, nonexistent="shift_forward", ambiguous=first)
    return pd.Series(local.dt.tz_convert("UTC"))


def serial_fit(values: Iterable[float]) -> DateFit | None:
    """The format of numbers that are all days as a spreadsheet counts them, from 1982 to 2064."""
    days = list(values)
    if not days or not all(SERIALS[0] <= day <= SERIALS[1] for day in days):
        return None
    return DateFit((SERIAL_DAY if all(day % 1 == 0 for day in days) else SERIAL_TIME,), 1.0)


def _from_serials(texts: pd.Series) -> pd.Series:
    days = pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce").astype("float64")
    seconds = (days.where(days.between(*SERIALS)) * 86_400).round()
    return pd.Series(pd.to_datetime(seconds, unit="s", origin="1899-12-30"), index=texts.index)


def is_time_of_day(texts: Sequence[str]) -> bool:
    """Clock times without a date, in one format."""
    if sum(":" in text for text in texts[:PROBE]) < 0.9 * len(texts[:PROBE]):
        return False
    probe = pd.Series(list(texts[:PROBE]), dtype="str").str.strip()
    if probe.empty or not (probe.str.contains(":").mean() >= 0.9 and (probe.str.len() <= 15).all()):
        return False
    return any(_share(probe, fmt) >= 0.95 for fmt in rules("dates")["times"])


def on_day_zero(texts: Sequence[str], fmt: str) -> bool:
    """Clock times to which a spreadsheet put its day zero: no date lies after 1 January 1900."""
    if fmt in (EPOCH_SECONDS, EPOCH_MILLIS) or not ("%H" in fmt or "%I" in fmt) or "%Y" not in fmt:
        return False
    days = parsed(tidied(pd.Series(list(texts[:PROBE]), dtype="str")), fmt)
    return bool(days.notna().any()) and int(days.dt.year.max()) <= 1900


def precision(fmt: str) -> str:
    """Second, minute, day or month: the smallest part the format holds."""
    for mark, name in (("%S", "second"), ("%M", "minute"), ("%d", "day"), ("%m", "month"), ("%b", "month")):
        if mark in fmt:
            return name
    if fmt == SERIAL_DAY:
        return "day"
    return "second" if fmt in (EPOCH_SECONDS, EPOCH_MILLIS, SERIAL_TIME) else "month"


def has_zone(fmt: str) -> bool:
    """The instants are known without asking for a time zone."""
    return "%z" in fmt or fmt in (EPOCH_SECONDS, EPOCH_MILLIS)
