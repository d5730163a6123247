"""What kind of table this is: survey, reviews, event log, case table, KPI series, customer table, or a summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.ingest.evidence import Evidence
from data.ingest.names import has_word, name_rules, roles_by_name
from data.ingest.proposal import date_fit, is_few, is_free_text, is_id, is_key
from data.ingest.scales import metric_of
from data.ingest.vendors import Vendor, normal_name

_SUMMARY = {"answered", "skipped", "answer choices", "responses", "weighted average", "total respondents"}


def is_summary(headers: Sequence[Sequence[str]], first_cells: Sequence[str]) -> bool:
    """Blocks per question with Answered, Skipped and Answer Choices in the first column."""
    seen = [normal_name(cell) for cell in (*(row[0] for row in headers if row), *first_cells)]
    return ("answered" in seen and "skipped" in seen) or sum(cell == "answer choices" for cell in seen) >= 1


def kind_of(columns: Sequence[Evidence], vendor: Vendor) -> str:
    """The kind, by what the columns are called and hold."""
    if vendor.name != "unknown":
        return "reviews" if vendor.name == "google_play" else "survey_wide"
    named = {role for column in columns for role, _ in roles_by_name(column.key)}
    if {"case_id", "activity"} <= named and any(_is_time(column) for column in columns):
        return "event_log"
    if _is_kpi(columns):
        return "kpi_series"
    if sum(_is_time(column) for column in columns) >= 3 and any(is_key(column) for column in columns):
        return "case_table"
    texts = [column for column in columns if is_free_text(column)]
    if texts and len(columns) <= 14 and not _asks(columns):
        return "reviews"
    has_scores = any(metric_of(column.name).is_named for column in columns)
    if not texts and not has_scores and _names_customers(columns) and not _asks(columns):
        return "customer_table"
    return "survey_wide"


def _is_time(column: Evidence) -> bool:
    return date_fit(column) is not None


def _asks(columns: Sequence[Evidence]) -> bool:
    """Headers that are questions."""
    return sum("?" in column.name or "？" in column.name or len(column.name) > 60 for column in columns) >= 2


def _names_customers(columns: Sequence[Evidence]) -> bool:
    return any(
        role == "respondent_id" and is_id(column) for column in columns for role, _ in roles_by_name(column.key)
    ) and any(is_key(column) for column in columns)


def date_parts(columns: Sequence[Evidence]) -> dict[int, str]:
    """Columns that are pieces of one date: at least year and month, or year and week or quarter."""
    names = {normal_name(str(name)) for name in name_rules("date_parts")}
    derived = {normal_name(str(name)) for name in name_rules("derived_parts")}
    found = {column.index: "kpi_date_part" for column in columns if column.key in names and is_few(column)}
    years = [c for c in columns if c.index in found and all(1900 <= v <= 2100 for v in c.values) and c.values]
    if not years or len(found) < 2:
        return {}
    return found | {column.index: "derived" for column in columns if column.key in derived and is_few(column)}


def _is_kpi(columns: Sequence[Evidence]) -> bool:
    """One date (or its parts) and numbers, at most some short texts to split by, one row per period."""
    parts = date_parts(columns)
    dates = [column for column in columns if _is_time(column)]
    rest = [column for column in columns if column.index not in parts and column not in dates]
    numbers = [column for column in rest if column.n and column.number_share > 0.9]
    labels = [column for column in rest if column.n and column.number_share <= 0.5]
    if not numbers or len(labels) > 3 or any(not is_few(column) or is_free_text(column) for column in labels):
        return False
    if not parts and (len(dates) != 1 or not (labels or dates[0].distinct_share > 0.9)):
        return False
    return not any(has_word(column.key, ["id", "no"]) or re.match(r"^q\d", column.key) for column in columns)
