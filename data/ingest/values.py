"""Cells to values, through the distinct texts: scores with their 0-100 form, instants, durations."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from data.ingest.dates import has_zone, in_zone, parsed, parsed_mixed, precision, tidied
from data.ingest.evidence import clean_text, is_missing, plain_numbers
from data.ingest.labels import label_key
from data.ingest.model import ScaleSpec
from data.ingest.vendors import rules


def score_values(cells: pd.Series, scale: ScaleSpec, decimal: str = ".") -> pd.DataFrame:
    """One row per cell: native, norm (0-100, higher is better), is_na, na_reason.

    na_reason is blank, missing_word, missing_code, unparsed or out_of_scale; "" for a valid answer.
    """
    codes, distinct = pd.factorize(cells.fillna(""))
    known = scored_texts(pd.Series(np.asarray(distinct), dtype="str").map(clean_text).astype("str"), scale, decimal)
    rows = known.take(codes)
    rows.index = cells.index
    return rows


def scored_texts(texts: pd.Series, scale: ScaleSpec, decimal: str) -> pd.DataFrame:
    """One row per distinct text, as `score_values` gives per cell."""
    labels = {clean_text(text): value for text, value in scale.labels}
    keyed = {label_key(text): value for text, value in labels.items()}
    numbers = plain_numbers(texts, decimal)
    worded = texts.map(lambda text: labels.get(text, keyed.get(label_key(text), np.nan)) if labels else np.nan)
    native = numbers.where(numbers.notna(), pd.to_numeric(worded))
    native = native.where(native.notna(), _leading_numbers(texts, bool(scale.labels)))
    na = {clean_text(text).lower() for text in scale.na}
    is_code = texts.str.lower().isin(list(na))
    reason = _reasons(texts, native, is_code, scale)
    valid = native.where(reason == "")
    share = (valid - scale.low) / (scale.high - scale.low) * 100.0
    norm = 100.0 - share if scale.lower_is_better else share
    return pd.DataFrame(
        {
            "native": valid.astype("Float64"),
            "norm": norm.astype("Float64"),
            "is_na": reason != "",
            "na_reason": reason.astype("str"),
        }
    )


def _leading_numbers(texts: pd.Series, has_labels: bool) -> pd.Series:
    """The number in front of a label, where words are part of the scale."""
    if not has_labels:
        return pd.Series(np.nan, index=texts.index)
    return pd.to_numeric(texts.str.extract(rules("legend")["leading"])[0], errors="coerce")


def _reasons(texts: pd.Series, native: pd.Series, is_code: pd.Series, scale: ScaleSpec) -> pd.Series:
    is_word = texts.map(is_missing).astype(bool)
    outside = native.notna() & ~native.between(scale.low, scale.high)
    reason = np.select(
        [texts == "", is_code & (native.isna() | is_word), is_code, is_word, native.isna(), outside],
        ["blank", "missing_word", "missing_code", "missing_word", "unparsed", "out_of_scale"],
        default="",
    )
    return pd.Series(reason, index=texts.index)


def time_values(cells: pd.Series, date_format: str, zone: str, *, is_mixed: bool = False) -> tuple[pd.Series, str]:
    """Instants in UTC (NaT where a cell fits no date) and the precision: second, minute, day or month.

    Zoneless times are read in `zone`; a time that a clock change skips moves forward, one it repeats is the first.
    `is_mixed` says that some may carry an offset and others none, whatever the format says.
    """
    codes, distinct = pd.factorize(cells.fillna(""))
    texts = tidied(pd.Series(np.asarray(distinct), dtype="str"))
    if is_mixed:
        found = parsed_mixed(texts, date_format, zone)
    else:
        found = parsed(texts, date_format)
        found = found if has_zone(date_format) else in_zone(found, zone)
    instants = found.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    rows = instants.take(codes)
    rows.index = cells.index
    return rows, precision(date_format)


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, float]]:
    told = {str(unit): float(seconds) for unit, seconds in rules("dates")["duration_units"].items()}
    longest = sorted(told, key=lambda unit: -len(unit))
    return re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(map(re.escape, longest))})", re.IGNORECASE), told


def duration_values(cells: pd.Series, decimal: str = ".") -> pd.Series:
    """Seconds: plain numbers, clock notation (1:02:03), or numbers with units in any known language."""
    codes, distinct = pd.factorize(cells.fillna(""))
    texts = pd.Series(np.asarray(distinct), dtype="str").map(clean_text).astype("str")
    seconds = plain_numbers(texts, decimal)
    seconds = seconds.where(seconds.notna(), texts.map(_seconds))
    rows = seconds.astype("Float64").take(codes)
    rows.index = cells.index
    return rows


def _seconds(text: str) -> float:
    if re.fullmatch(r"\d+:\d{2}(:\d{2}(\.\d+)?)?", text):
        parts = [float(part) for part in text.split(":")]
        return sum(part * float(60**power) for power, part in enumerate(reversed(parts)))
    pattern, units = _units()
    found = pattern.findall(text)
    return sum(float(n) * units[unit.lower()] for n, unit in found) if found else float("nan")
