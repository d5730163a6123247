"""What only rows of single answers hold: a number per row, a person's details, words, whole numbers on a scale."""

from __future__ import annotations

from collections.abc import Sequence

from data.ingest.evidence import Evidence
from data.ingest.names import has_word, name_rules, names_a_kind, pii_is_exact, roles_by_name
from data.ingest.pii import pii_by_content
from data.ingest.proposal import date_fit, is_key
from data.ingest.scales import is_ratable, legend_of, metric_of
from data.ingest.vendors import normal_name


def are_answers(columns: Sequence[Evidence], *, has_names: bool) -> bool:
    """Whether the rows are answers of single people; `has_names`: a column names the figure of each row."""
    if any(_is_personal(column) or _is_comment(column) for column in columns):
        return True
    rated = [column for column in columns if _is_whole_rating(column)]
    if any(legend_of(column.name) for column in rated):
        return True
    if len(rated) >= 2 and any(metric_of(column.name).is_named for column in rated):
        return not has_names
    return not has_names and any(_is_row_number(column) for column in columns)


def is_remark(column: Evidence) -> bool:
    """A text that explains a figure or an answer: rows do not differ by it."""
    is_named = has_word(column.key, name_rules("comment_words")) and not names_a_kind(column.name)
    return is_named and column.number_share < 0.5


def segments_of(columns: Sequence[Evidence]) -> set[int]:
    """Columns that a known name makes a dimension, also where their values are numbers: store 1, store 2."""
    return {c.index for c in columns if any(role == "segment" for role, _ in roles_by_name(c.key))}


def _is_row_number(column: Evidence) -> bool:
    return is_key(column) and any(role == "response_id" for role, _ in roles_by_name(column.key))


def _is_personal(column: Evidence) -> bool:
    """Named as personal data, or e-mail addresses, phone and identity numbers; a date reads like a phone number."""
    if not column.n or date_fit(column):
        return False
    return pii_is_exact(column.key) or pii_by_content(column.texts) in ("email", "phone", "national_id")


def _is_comment(column: Evidence) -> bool:
    """Named as what people say, and not as the remark that a figure may carry."""
    is_text = column.n > 0 and column.number_share < 0.5
    return is_text and is_remark(column) and column.key not in _remarks()


def _remarks() -> frozenset[str]:
    return frozenset(normal_name(str(word)) for word in name_rules("remark_names"))


def _is_whole_rating(column: Evidence) -> bool:
    return is_ratable(column) and column.whole_share == 1 and min(column.values) >= 0 and len(column.values) >= 3
