"""KPI series: one row per period, one column per period, counts of promoters, or means per project without a date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import prod

import pandas as pd

from data.ingest import proposal as why
from data.ingest.answer_rows import are_answers, is_remark, segments_of
from data.ingest.dates import parsed
from data.ingest.evidence import Evidence
from data.ingest.names import has_word, name_rules
from data.ingest.periods import Period, are_periods, month_alone, period_of, year_in
from data.ingest.proposal import Proposal, date_fit, is_few, is_free_text
from data.ingest.vendors import normal_name, rules

LEAST_PERIODS = 3
MOST_LABELS = 3
MOST_MEANS = 500
HEAD, LEAST_OWN = 50_000, 0.9


def is_kpi(columns: Sequence[Evidence], file_name: str = "", cells: pd.DataFrame | None = None) -> bool:
    """Whether the table is a series of figures rather than single answers or cases."""
    return _by_row(columns, cells) or bool(period_columns(columns, file_name)) or is_means_table(columns)


def _by_row(columns: Sequence[Evidence], cells: pd.DataFrame | None) -> bool:
    """One date (or its parts) and numbers, at most some short texts to split by, one row per period."""
    parts = date_parts(columns)
    named = named_fields(columns)
    dates = [column for column in columns if is_period(column)]
    rest = [column for column in columns if column.index not in parts and column not in dates and not column.is_empty]
    numbers = [column for column in rest if column.n and column.number_share > 0.9]
    labels = [c for c in rest if c.n and c.number_share <= 0.5 and named.get(c.index) not in ("unit", "direction")]
    if not numbers or len(labels) > MOST_LABELS or any(not is_few(c) or is_free_text(c) for c in labels):
        return False
    if not parts and (len(dates) != 1 or not (labels or dates[0].distinct_share > 0.9)):
        return False
    if not parts and is_year(dates[0]) and dates[0].n > dates[0].n_distinct * prod(c.n_distinct for c in labels):
        return False  # years of many single cases
    if any(has_word(column.key, ["id", "no"]) or re.match(r"^q\d", column.key) for column in columns):
        return False
    if are_answers(columns, has_names="kpi" in named.values()):
        return False
    over = {c.index for c in columns if c.index in parts or c in dates or (c in labels and not is_remark(c))}
    return cells is None or _is_one_per_period(cells, over | segments_of(rest))


def is_period(column: Evidence) -> bool:
    """A column of dates, or of quarters, weeks and months as people write them."""
    return date_fit(column) is not None or are_periods(column.texts) or is_year(column)


def _is_one_per_period(cells: pd.DataFrame, over: set[int]) -> bool:
    """Nearly every row has a period and labels of its own; single answers share a day and a place."""
    head = cells.iloc[:HEAD, sorted(over)]
    return bool(len(head.drop_duplicates()) >= LEAST_OWN * len(head))


def is_year(column: Evidence) -> bool:
    """Years under a name that says so."""
    values = column.values
    is_named = column.key in rules("kpi")["year_names"]
    return (
        is_named
        and bool(values)
        and column.number_share > 0.98
        and all(1900 <= v <= 2100 and v % 1 == 0 for v in values)
    )


def date_parts(columns: Sequence[Evidence]) -> dict[int, str]:
    """Columns that are pieces of one date: at least year and month, or year and week or quarter."""
    names = {normal_name(str(name)) for name in name_rules("date_parts")}
    derived = {normal_name(str(name)) for name in name_rules("derived_parts")}
    found = {column.index: "kpi_date_part" for column in columns if column.key in names and is_few(column)}
    years = [c for c in columns if c.index in found and all(1900 <= v <= 2100 for v in c.values) and c.values]
    if not years or len(found) < 2:
        return {}
    return found | {column.index: "derived" for column in columns if column.key in derived and is_few(column)}


def period_columns(columns: Sequence[Evidence], file_name: str = "") -> dict[int, Period]:
    """Columns whose names are periods of one grain and whose cells are figures: the series lies across."""
    figures = [column for column in columns if not column.n or column.number_share > 0.8]
    found = {column.index: period_of(column.name) for column in figures}
    months = {column.index: month_alone(column.name) for column in figures}
    year = year_in(file_name) or _only_year(columns)
    told = {index: one for index, one in found.items() if one}
    if len(told) < LEAST_PERIODS and year:
        told = {i: one for i, month in months.items() if month and (one := period_of(f"{year}-{month:02d}"))}
    others = [column for column in columns if column.index not in told and not column.is_empty]
    texts = [column for column in others if column.number_share < 0.5]
    if len(told) < LEAST_PERIODS or len({grain for _, grain in told.values()}) > 1 or len(others) > 8 or not texts:
        return {}
    return {} if any(is_period(column) for column in texts) else told


def _only_year(columns: Sequence[Evidence]) -> int | None:
    """The year of a column that holds one year in every row."""
    for column in columns:
        if column.key in rules("kpi")["year_names"] and len(column.values) == 1:
            return int(next(iter(column.values)))
    return None


def is_means_table(columns: Sequence[Evidence]) -> bool:
    """One row per project or team with means, shares and scores of many, and no date."""
    filled = [column for column in columns if column.n]
    labels = [column for column in filled if column.number_share < 0.5]
    figures = [column for column in filled if column.number_share > 0.9]
    if not labels or len(figures) < 1 or len(labels) > MOST_LABELS or len(labels) + len(figures) < len(filled):
        return False
    if labels[0].distinct_share < 1.0 or not 2 <= labels[0].n <= MOST_MEANS or labels[0].mean_length > 60:
        return False
    if any(has_word(column.key, ["id"]) for column in columns):
        return False
    values = [column for column in figures if column_field(column) != "n"]
    means = [column for column in values if _is_mean(column)]
    return bool(means) and len(means) >= 0.5 * len(values)


def _is_mean(column: Evidence) -> bool:
    """A name that says mean, share or score, over figures that are not whole; or both said plainly in the name."""
    if not has_word(column.key, rules("kpi")["means"]) and "%" not in column.name:
        return False
    plain = has_word(column.key, rules("kpi")["plain_means"])
    return plain or column.whole_share < 0.7 or any(text.endswith("%") for text in column.texts[:20])


def column_field(column: Evidence) -> str | None:
    """The field of a series that a column's name says."""
    return _field_names().get(normal_name(re.sub(r"[(（].*[)）]", "", column.name))) or _field_names().get(column.key)


@lru_cache(maxsize=1)
def _field_names() -> Mapping[str, str]:
    told = rules("kpi")["fields"]
    return {normal_name(str(name)): str(field) for field, rule in told.items() for name in rule["names"]}


def named_fields(columns: Sequence[Evidence]) -> dict[int, str]:
    """Column index -> field; each field once."""
    found: dict[int, str] = {}
    for column in columns:
        field = column_field(column) or _nps_part(column)
        if field and field not in found.values() and _fits(column, field):
            found[column.index] = field
    parts = {"promoters", "passives", "detractors"}
    if not {"promoters", "detractors"} <= set(found.values()):
        found = {index: field for index, field in found.items() if field not in parts}
    return found


def _nps_part(column: Evidence) -> str | None:
    return next((part for part, names in rules("kpi")["nps"].items() if column.key in names), None)


def _fits(column: Evidence, field: str) -> bool:
    is_text = field in ("kpi", "unit", "direction")
    return not column.n or (column.number_share < 0.5 if is_text else column.number_share > 0.8)


def kpi_roles(columns: Sequence[Evidence], file_name: str = "") -> dict[int, Proposal]:
    """What the columns of a series are, as far as names, dates and positions say it."""
    found = {i: Proposal(role, 0.9, why.WHY_NAME) for i, role in date_parts(columns).items()}
    across = period_columns(columns, file_name)
    for column in columns:
        fit = date_fit(column)
        if column.index in found:
            continue
        if fit or are_periods(column.texts) or is_year(column):
            facts = {"share": why.percent(fit.share if fit else 1.0), "example": column.texts[0]}
            formats = _firsts(column, fit.formats) if fit else ()
            found[column.index] = Proposal("kpi_date", 0.9, why.WHY_DATES, facts, formats=formats, fills="period")
        elif column.index in across:
            start = across[column.index][0].isoformat()
            found[column.index] = Proposal("kpi_value", 0.9, why.WHY_NAME, fills=f"at:{start}")
    for index, field in named_fields(columns).items():
        rule = rules("kpi")["fields"].get(field)
        found.setdefault(index, Proposal(rule["role"] if rule else "kpi_value", 0.9, why.WHY_NAME, fills=field))
    return found


def _firsts(column: Evidence, formats: tuple[str, ...]) -> tuple[str, ...]:
    """Of two readings of a period the one in which every value is the first of a month."""
    if len(formats) < 2 or column.n_distinct < LEAST_PERIODS:
        return formats
    days = [parsed(column.strings, fmt).dt.day for fmt in formats]
    firsts = tuple(fmt for fmt, day in zip(formats, days, strict=True) if bool((day == 1).all()))
    return firsts if len(firsts) == 1 else formats


def has_no_n(found: Mapping[int, Proposal], columns: Sequence[Evidence]) -> bool:
    """Means and shares without the number of answers behind them."""
    if any(one.role == "kpi_n" or one.fills in ("detractors", "denominator") for one in found.values()):
        return False
    values = [
        c
        for c in columns
        if found[c.index].role == "kpi_value" and (found[c.index].fills or "at:")[:3] in ("at:", "val")
    ]
    named = [c for c in columns if found[c.index].fills == "kpi"]
    told = " ".join(normal_name(text) for c in named for text in c.texts[:50])
    return any(_is_mean(column) for column in values) or has_word(told, rules("kpi")["means"])
