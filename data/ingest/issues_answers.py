"""Kinds of issues with ids, scores and single rows of answers, and with what earlier files said of them."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from errors import N_

OUTSIDE_ONE = N_('"{col}" is read as {lo}-{hi}, but {n} answer is {values}. Treat it as "no answer"?')
OUTSIDE_FAMILY = N_(
    '"{col}" and columns like it ({more} more) are read as {lo}-{hi}, but {n} answers in them are {values}. '
    'Treat them as "no answer"?'
)
UNRANKED_ONE = N_('{n} answer in "{col}" is a word we cannot rank: {values}. Say what it counts as.')

ANSWERS: Mapping[str, IssueKind] = {
    "no_respondent_id": IssueKind(
        "E09",
        "note",
        N_("No answer id found. Each row gets its own key; uploading the same file again will be recognised."),
    ),
    "damaged_ids": IssueKind(
        "E10", "warn", N_('"{col}" looks damaged by Excel ({example}): {n} ids are no longer unique.')
    ),
    "duplicate_rows": IssueKind(
        "E11",
        "ask",
        N_("{n} answers appear more than once. Keep the latest, the first, or all?"),
        N_("{n} answer appears more than once. Keep the latest, the first, or all?"),
    ),
    "pii_found": IssueKind(
        "E19",
        "note",
        N_("Columns {cols} hold personal data ({types}). They are hidden and hashed unless you allow them."),
    ),
    "sentinel_codes": IssueKind(
        "E12",
        "ask",
        N_('"{col}" is read as {lo}-{hi}, but {n} answers are {values}. Treat them as "no answer"?'),
        OUTSIDE_ONE,
        OUTSIDE_FAMILY,
    ),
    "out_of_scale": IssueKind(
        "E12",
        "ask",
        N_('"{col}" is read as {lo}-{hi}, but {n} answers are {values}. Treat them as "no answer"?'),
        OUTSIDE_ONE,
        OUTSIDE_FAMILY,
    ),
    "mixed_numeric_and_label": IssueKind(
        "E13",
        "ask",
        N_('{n} answers in "{col}" are words we cannot rank: {values}. Say what each counts as.'),
        UNRANKED_ONE,
    ),
    "unknown_labels": IssueKind(
        "E13",
        "ask",
        N_('{n} answers in "{col}" are words we cannot rank: {values}. Say what each counts as.'),
        UNRANKED_ONE,
    ),
    "direction_guess": IssueKind("E14", "ask", N_('In "{col}", is {lo} the best or the worst?')),
    "codes_without_labels": IssueKind(
        "E15", "warn", N_('"{col}" holds codes without their meaning. Upload the code list or export with answer text.')
    ),
    "no_score_column": IssueKind(
        "E23",
        "warn",
        N_(
            "No rating question found. Comments and choices come in without scores; pick a score column if there is "
            "one."
        ),
    ),
    "asker_rows": IssueKind(
        "E23",
        "note",
        N_("{n} rows are words of {names}: they are kept, and are not counted as the customer's voice."),
        N_("{n} row is words of {names}: it is kept, and is not counted as the customer's voice."),
    ),
    "very_few_rows": IssueKind(
        "E24", "note", N_("Only {n} answers: averages are uncertain."), N_("Only {n} answer: averages are uncertain.")
    ),
    "placeholder_na_everywhere": IssueKind(
        "E12", "note", N_('Blank cells were filled with "{value}" ({n} cells). They are read as no answer.')
    ),
    "blank_in_number": IssueKind(
        "E12", "note", N_('{n} cells of "{col}" hold only blanks among numbers. They are read as no value.')
    ),
    "decimal_comma": IssueKind("E21", "note", N_('Decimal comma read as decimal point ("{example}" = {value}).')),
    "partial_responses": IssueKind(
        "E17",
        "note",
        N_("{n} answers are incomplete. They are kept and left out of scores by default."),
        N_("{n} answer is incomplete. It is kept and left out of scores by default."),
    ),
    "test_response": IssueKind("E18", "warn", N_("{n} answers look like tests."), N_("{n} answer looks like a test.")),
    "empty_response": IssueKind(
        "E17",
        "note",
        N_("{n} rows hold no answer at all. They are kept as empty."),
        N_("{n} row holds no answer at all. It is kept as empty."),
    ),
    "formula_injection": IssueKind(
        "E20",
        "note",
        N_("{n} cells begin like a formula. They are shown as text and will be made safe in exports."),
        N_("{n} cell begins like a formula. It is shown as text and will be made safe in exports."),
    ),
    "recipe_unfit": IssueKind(
        "E25",
        "ask",
        N_('"{col}" no longer holds what earlier files of this survey held (now for example {example}).'),
    ),
    "recipe_reworded": IssueKind(
        "E25",
        "warn",
        N_("{n} questions are worded differently from last time and are continued: {names}."),
        N_("One question is worded differently from last time and is continued: {names}."),
    ),
    "recipe_changed": IssueKind(
        "E25", "ask", N_("This looks like last time's survey. Columns that are new: {n}, missing: {m} ({names}).")
    ),
}
