"""Roles that a name decides: the vendor's fixed columns, then known names whose content agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.ingest import proposal as why
from data.ingest.batch import TIMES
from data.ingest.evidence import Evidence
from data.ingest.names import name_rules, pii_by_name, pii_is_exact, roles_by_name
from data.ingest.pii import has_urls, pii_by_content
from data.ingest.proposal import CONTENT, Proposal, date_fit, is_clock, is_id, is_key, percent
from data.ingest.roles_single import vendor_score
from data.ingest.vendors import Vendor, normal_name

PROCESS = {"activity", "lifecycle", "resource", "start_ts", "end_ts", "enabled_ts", "event_id", "step_no", "cost"}
ANSWERS = ("survey_wide", "reviews")
MAY_REPEAT = (*ANSWERS, "event_log", "case_table")  # several answers about one order, several rows of one case


@dataclass(frozen=True)
class Context:
    """What is known about the file as a whole when one column is judged."""

    kind: str
    vendor: Vendor
    has_comment: bool


def system_role(column: Evidence, vendor: Vendor) -> Proposal | None:
    """The vendor's fixed meaning of a column, empty or not; a score is left to the scale rules."""
    role, _, kind = (vendor.role_of(column.headers) or "").partition(":")
    if role == "score":
        return vendor_score(column, kind or "rating")
    if not role:
        return None
    fit = date_fit(column) if role in TIMES else None
    formats = fit.formats if fit else ()
    return Proposal(role, 1.0, why.WHY_VENDOR, {"vendor": vendor.title}, formats=formats, pii_type=kind or None)


def named_role(column: Evidence, context: Context) -> Proposal | None:
    """A known name whose content agrees."""
    for role, needs in _options(column, context):
        if CONTENT[needs](column):
            fit = date_fit(column) if needs == "time" else None
            told = why.WHY_LINK if role == "case_id" and context.kind in ANSWERS else why.WHY_NAME
            return Proposal(role, 0.9, told, formats=fit.formats if fit else ())
    return None


def _options(column: Evidence, context: Context) -> Iterator[tuple[str, str]]:
    for role, needs in roles_by_name(column.key, column.words):
        if role in PROCESS and context.kind not in ("event_log", "case_table"):
            continue
        if role in ("theme", "question_id", "sentiment_label") and not context.has_comment:
            continue
        if role == "case_id" and not (context.kind in MAY_REPEAT or is_key(column)):
            continue
        yield role, needs
        if role == "response_id":
            yield "respondent_id", "id"


def personal_role(column: Evidence, kind_of_file: str) -> Proposal | None:
    """Personal data by header (also where the column is empty of it) or by content, and links."""
    by_content = pii_by_content(column.texts)
    by_content = None if by_content == "phone" and date_fit(column) else by_content
    kind = by_content or _named_pii(column)
    if kind is None and kind_of_file in ("survey_wide", "reviews") and _is_plain_name(column):
        kind = "name"
    if kind:
        return Proposal("pii", 0.95 if by_content else 0.85, why.WHY_NAME, pii_type=kind)
    if has_urls(column.texts):
        return Proposal("url", 0.9, why.WHY_CONTENT, {"share": percent(1.0)})
    return None


def _named_pii(column: Evidence) -> str | None:
    """A name that means personal data, unless the content cannot be it: codes, ratings, a few repeated words."""
    kind = pii_by_name(column.key) or _asked_pii(column)
    if kind is None or column.is_empty:
        return None
    if kind in ("name", "location", "handle"):
        return kind if column.number_share < 0.5 and (column.distinct_share > 0.2 or pii_is_exact(column.key)) else None
    if kind == "geo":
        return kind if column.number_share > 0.9 and column.whole_share < 0.5 else None
    if kind == "postal_code":
        return kind if column.mean_length <= 12 else None
    # e-mail, phone or identity number by name only: a vendor has masked part of each value
    return kind if column.mean_length >= 6 and column.distinct_share > 0.5 and pii_is_exact(column.key) else None


def _is_plain_name(column: Evidence) -> bool:
    """A column called just "name" in a survey holds people when its texts differ from row to row."""
    return column.key == "name" and column.number_share < 0.5 and column.distinct_share > 0.2


def id_role(column: Evidence, context: Context) -> Proposal | None:
    """A name that ends in "id": of the person, the case, who served, or of the answer itself."""
    words = column.key.split()
    if (
        len(words) < 2
        or words[-1] not in name_rules("id_ends")
        or context.kind not in ("survey_wide", "reviews", "case_table")
    ):
        return None
    for role, names in name_rules("id_words").items():
        if (
            set(words) & set(names)
            and is_id(column)
            and (role != "case_id" or context.kind in ANSWERS or is_key(column))
        ):
            role = "respondent_id" if role == "resource" and is_key(column) else role
            is_link = role == "case_id" and context.kind in ANSWERS
            return Proposal(str(role), 0.8, why.WHY_LINK if is_link else why.WHY_NAME)
    return Proposal("response_id", 0.7, why.WHY_KEY) if is_key(column) else None


def _asked_pii(column: Evidence) -> str | None:
    """A short question under a code, such as "Zip code" under Q5."""
    asked = normal_name(column.question)
    return pii_by_name(asked) if asked != column.key and len(asked.split()) <= 3 else None


def time_role(column: Evidence, context: Context) -> Proposal | None:
    """A date, a day of the month or a clock time by content."""
    fit = date_fit(column)
    if fit:
        role = "stage_ts" if context.kind in ("case_table", "event_log", "work_items") else "submitted_at"
        facts = {"share": percent(fit.share), "example": column.texts[0]}
        return Proposal(role, 0.8, why.WHY_DATES, facts, formats=fit.formats)
    if is_clock(column):
        return Proposal("time_of_day", 0.9, why.WHY_DATES, {"share": percent(1.0), "example": column.texts[0]})
    if _is_day_of_month(column):
        return Proposal("event_day", 0.8, why.WHY_DATES, {"share": percent(1.0), "example": column.texts[0]})
    return None


def _is_day_of_month(column: Evidence) -> bool:
    """Whole numbers 1 to 31 under a name that speaks of a date."""
    values = column.values
    if not values or column.number_share < 0.98 or "date" not in column.key.replace(" ", ""):
        return False
    return all(1 <= value <= 31 and value.is_integer() for value in values) and max(values) > 10
