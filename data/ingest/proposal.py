"""A proposed role with its reason, and the tests of content that a role asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.ingest.dates import EPOCH_MILLIS, EPOCH_SECONDS, DateFit, is_time_of_day, on_day_zero, serial_fit
from data.ingest.evidence import Evidence
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules
from data.ingest.vendors import rules
from errors import N_

WHY_VENDOR = N_("{vendor} always writes this column.")
WHY_NAME = N_("The name says so and the content agrees.")
WHY_DATES = N_("{share} of the values are dates like {example}.")
WHY_CONTENT = N_("{share} of the values look like it.")
WHY_EMPTY = N_("No value in any row.")
WHY_LEGEND = N_("The question tells its scale, {lo} to {hi}.")
WHY_LABELS = N_("The answers are ordered words: {example}.")
WHY_NUMBERS = N_("Numbers from {lo} to {hi}, few of them, in a question that rates.")
WHY_FAMILY = N_("{n} neighbouring columns share the same answers.")
WHY_OPTIONS = N_("One column per option of one question.")
WHY_RANKED = N_("Each row puts the items in an order.")
WHY_JOINED = N_('Cells join several answers with "{delimiter}".')
WHY_TEXT = N_("Free text: {n} different answers, {length} characters on average.")
WHY_OTHER_OPTION = N_("Text typed behind an option Other.")
WHY_FEW = N_("{n} different answers.")
WHY_NUMBER = N_("A number that is neither score, cost nor process measure.")
WHY_KEY = N_("A different value in every row.")
WHY_CODED = N_("Code numbers of a comment.")
WHY_LINK = N_("The name says a case or an order: it can link the answers to process data.")
WHY_REST = N_("No rule fits; kept aside.")


@dataclass(frozen=True)
class Proposal:
    """A role for one column and everything that goes with it."""

    role: str
    confidence: float
    why: str
    facts: Mapping[str, object] = field(default_factory=dict)
    scale: ScaleSpec | None = None
    matrix: str | None = None
    item: str = ""
    formats: tuple[str, ...] = ()
    pii_type: str | None = None
    delimiter: str | None = None
    fills: str | None = None


def percent(share: float) -> str:
    """A share as whole percent for a reason."""
    return f"{share:.0%}"


def date_fit(column: Evidence) -> DateFit | None:
    """The date formats of a column's answers; short numbers and clock times are no dates."""
    fit = column.dates
    if fit is None and column.number_share >= 0.95 and has_word(column.key, name_rules("date_words")):
        return serial_fit(column.values)
    if fit and fit.formats[0] in (EPOCH_SECONDS, EPOCH_MILLIS) and not has_word(column.key, name_rules("time_words")):
        return None
    return None if fit and on_day_zero(column.texts, fit.formats[0]) else fit


def is_key(column: Evidence) -> bool:
    """Short and different in (nearly) every row."""
    return column.n >= 0.9 * column.n_rows and column.distinct_share >= 0.98 and is_id(column)


def is_id(column: Evidence) -> bool:
    """Short texts that read like a key: no sentence, no decimals."""
    if not column.n or column.mean_length > 64 or (column.number_share > 0.5 and column.whole_share < 1.0):
        return False
    return column.share(column.strings.str.contains(r"\S+\s+\S+\s+\S+", regex=True).to_numpy()) < 0.2


def is_few(column: Evidence) -> bool:
    """Texts or codes that repeat."""
    return 0 < column.n_distinct <= 200 and column.mean_length < 120 and (column.distinct_share <= 0.5 or column.n < 12)


def is_segment(column: Evidence) -> bool:
    """A dimension: values repeat often enough to group by."""
    most = max(120 if column.n >= 300 else 60, 0.1 * column.n)
    return 0 < column.n_distinct <= most and (column.distinct_share <= 0.6 or column.n < 30)


def is_numeric(column: Evidence) -> bool:
    """Numbers, or durations such as 10 s and 00:01:30."""
    if column.number_share >= 0.9:
        return True
    return column.n > 0 and column.share(column.strings.str.match(r"^\d+[\d:.,]*\s*\D{0,12}").to_numpy()) >= 0.95


CONTENT: Mapping[str, Callable[[Evidence], bool]] = {
    "any": lambda column: True,
    "key": is_key,
    "id": is_id,
    "few": is_few,
    "number": is_numeric,
    "states": lambda column: states_share(column) >= 0.9,
    "text": lambda column: column.number_share < 0.5 and column.n_distinct > 0,
    "segment": is_segment,
    "time": lambda column: date_fit(column) is not None,
}


def states_share(column: Evidence) -> float:
    """Share of the answers that are words for complete or partial."""
    told = rules("words")
    known = {str(word) for word in (*told["partial"], *told["complete"]) if len(str(word)) > 3}
    known -= {"true", "false"}
    return column.share(column.strings.str.lower().str.replace("_", " ").isin(list(known)).to_numpy())


def is_clock(column: Evidence) -> bool:
    """Clock times without a date, or with a spreadsheet's day zero."""
    fit = column.dates
    if fit:
        return on_day_zero(column.texts, fit.formats[0])
    return bool(column.n) and is_time_of_day(column.texts)


def is_option_text(text: str) -> bool:
    """An option named Other, with or without a request to type."""
    plain = re.sub(r"[\W_]+", " ", text.lower()).strip()
    return has_word(plain, name_rules("other_words")) and len(plain) <= 60


def is_free_text(column: Evidence) -> bool:
    """Typed by people: long or many different answers, not numbers."""
    if column.number_share > 0.5 or not column.n:
        return False
    n_words = column.share(column.strings.str.contains(r"\S\s+\S+\s+\S", regex=True).to_numpy())
    has_blanks = column.strings.str.contains(r"\s|[\u2e80-\uffef]", regex=True).to_numpy()
    if column.share(has_blanks) < 0.1:
        return False  # keys and hashes, however long
    wordy = column.mean_length > 30 or n_words > 0.5
    return column.distinct_share > 0.3 and wordy and (column.n_distinct >= 4 or column.mean_length > 40)
