"""What kind of table this is: survey, reviews, event log, case table, KPI series, customer table, or a summary."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.ingest.evidence import Evidence
from data.ingest.kpi_shape import is_kpi
from data.ingest.log_shape import is_log, log_times
from data.ingest.names import pii_by_name, roles_by_name
from data.ingest.pii import pii_by_content
from data.ingest.proposal import date_fit, is_few, is_free_text, is_id, is_key
from data.ingest.record_tables import WORK_ITEMS, fields_of, is_tool, table_kind
from data.ingest.roles_texts import are_complaints
from data.ingest.scales import is_ratable, metric_of
from data.ingest.vendors import Vendor, normal_name


def is_summary(headers: Sequence[Sequence[str]], first_cells: Sequence[str]) -> bool:
    """Blocks per question with Answered, Skipped and Answer Choices in the first column."""
    seen = [normal_name(cell) for cell in (*(row[0] for row in headers if row), *first_cells)]
    return ("answered" in seen and "skipped" in seen) or sum(cell == "answer choices" for cell in seen) >= 1


def kind_of(columns: Sequence[Evidence], vendor: Vendor, file_name: str = "", cells: pd.DataFrame | None = None) -> str:
    """The kind, by what the columns are called and hold; `cells` tell whether each period has one row."""
    if is_tool(vendor):
        return WORK_ITEMS
    if vendor.name != "unknown":
        return "reviews" if vendor.name == "google_play" else "survey_wide"
    named = {role for column in columns for role, _ in roles_by_name(column.key)}
    if {"case_id", "activity"} <= named and any(log_times(column) for column in columns):
        return "event_log"
    record = table_kind(columns)
    if record is not None and not _has_rating(columns):
        return record
    if is_log(columns):
        return "event_log"
    if are_complaints(list(columns)):
        return "reviews"
    if is_kpi(columns, file_name, cells):
        return "kpi_series"
    if sum(_is_time(column) for column in columns) >= 3 and any(is_key(column) for column in columns):
        return "case_table"
    texts = [column for column in columns if is_free_text(column) and not _is_personal(column)]
    if texts and len(columns) <= 14 and not _asks(columns):
        return "reviews"
    if not texts and _names_customers(columns) and _has_outcome(columns) and not any(_is_time(c) for c in columns):
        return "customer_table"
    has_scores = any(metric_of(column.name).is_named for column in columns)
    if not texts and not has_scores and _names_customers(columns) and not _asks(columns):
        return "customer_table"
    return "survey_wide"


def _has_rating(columns: Sequence[Evidence]) -> bool:
    """A column that rates beside the fields of a work item: then the rows are answers about cases."""
    fields = fields_of(columns, WORK_ITEMS)
    rest = [column for column in columns if column.index not in fields and is_ratable(column)]
    return any(metric_of(f"{column.name} {column.question}").is_named for column in rest)


def _is_time(column: Evidence) -> bool:
    return date_fit(column) is not None


def _has_outcome(columns: Sequence[Evidence]) -> bool:
    """A column that says what the customer did in the end."""
    return any(role == "outcome" and is_few(c) for c in columns for role, _ in roles_by_name(c.key))


def _is_personal(column: Evidence) -> bool:
    """Names and phone numbers are no comments, however different they are."""
    is_named = column.mean_length < 40 and pii_by_name(column.key) is not None
    return is_named or pii_by_content(column.texts) is not None


def _asks(columns: Sequence[Evidence]) -> bool:
    """Headers that are questions."""
    return sum("?" in column.name or "？" in column.name or len(column.name) > 60 for column in columns) >= 2


def _names_customers(columns: Sequence[Evidence]) -> bool:
    return any(
        role == "respondent_id" and is_id(column) for column in columns for role, _ in roles_by_name(column.key)
    ) and any(is_key(column) for column in columns)
