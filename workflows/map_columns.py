"""Change what columns are taken for: the person's edits, checked here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from data.ingest.about import effort_scale
from data.ingest.checks_scores import unranked
from data.ingest.dates import formats_of
from data.ingest.labels import label_scale
from data.ingest.model import ColumnSpec, Issue, Reading, ScaleSpec
from data.ingest.questions import RANKED
from errors import N_, BadInput

ROLES = frozenset((
    "response_id", "respondent_id", "started_at", "submitted_at", "recorded_at", "survey_sent_at", "duration_s",
    "progress", "finished", "response_type", "language", "channel", "collector_id", "response_set", "device", "consent",
    "attention_check", "custom_data", "weight", "score", "rank", "choice", "choice_option", "multi_option",
    "multi_delimited", "comment", "other_text", "segment", "touchpoint", "outcome", "question_id", "theme",
    "theme_flag", "coded_comment", "sentiment_label", "numeric_attr", "event_date", "event_day", "time_of_day",
    "case_id", "event_id",
    "activity", "start_ts", "end_ts", "enabled_ts", "stage_ts", "target_ts", "lifecycle", "resource", "cost",
    "process_metric", "step_no", "kpi_date", "kpi_date_part", "kpi_value", "kpi_n", "pii", "pii_flag", "url", "derived",
    "empty", "other",
))  # fmt: skip
ABOUTS = frozenset({"touchpoint", "overall", "importance", "expectation", "effort", "just_right"})
DATED = frozenset({"submitted_at", "recorded_at", "started_at", "survey_sent_at", "event_date", "kpi_date",
                   "start_ts", "end_ts", "enabled_ts", "stage_ts", "target_ts"})  # fmt: skip
MOST_DATES = 20_000
FIELDS = frozenset({"role", "about", "low", "high", "lower_is_better", "na"})
USUAL_SCALES = ((1.0, 5.0), (0.0, 10.0), (1.0, 7.0), (1.0, 10.0), (0.0, 100.0))
FIX_ROLE = N_("Choose a role from the list.")
FIX_ABOUT = N_("Choose what the score is about from the list.")
FIX_SCALE = N_("Give two numbers, the lower one first.")
FIX_FIELD = N_("This cannot be edited here.")
FIX_SCORE = N_("Only a score has a scale. Set the role to score first.")


def edit_columns(reading: Reading, edits: Mapping[int, Mapping[str, object]]) -> Reading:
    """`reading` with the edits of known columns and allowed fields; anything else is refused.

    Parameters
    ----------
    edits : per column index the fields changed: role, about, low, high, lower_is_better, na.
    """
    by_index = {column.index: column for column in reading.columns}
    for index, fields in edits.items():
        if index not in by_index:
            raise BadInput(field="column", value=index, fix=FIX_FIELD)
        by_index[index] = edited(by_index[index], fields, cells=reading.table.cells.iloc[:, index])
    columns = tuple(by_index[column.index] for column in reading.columns)
    return replace(reading, columns=columns, issues=_asked_again(reading, by_index, edits))


def _asked_again(
    reading: Reading, columns: Mapping[int, ColumnSpec], edited_columns: Iterable[int]
) -> tuple[Issue, ...]:
    """The issues, with the question about words without a rank asked anew for the columns that were edited."""
    changed = set(edited_columns)
    kept = [found for found in reading.issues if not (found.code in RANKED and found.column in changed)]
    for index in sorted(changed):
        column = columns[index]
        if column.role == "score" and column.scale:
            cells = reading.table.cells.iloc[:, index]
            kept += unranked(cells, index, column.name, column.scale, reading.table.params.decimal)
    return tuple(kept)


def edited(column: ColumnSpec, fields: Mapping[str, object], *, cells: pd.Series) -> ColumnSpec:
    """One column with the person's fields; confidence becomes 1 and the source `user`."""
    unknown = set(fields) - FIELDS
    if unknown:
        raise BadInput(field=", ".join(sorted(unknown)), value="", fix=FIX_FIELD)
    column = replace(column, role_source="user", confidence=1.0)
    if "role" in fields:
        column = _with_role(column, fields["role"], cells)
    if "about" in fields:
        column = _with_about(column, fields["about"])
    if fields.keys() & {"low", "high", "lower_is_better", "na"}:
        column = _with_scale(column, fields)
    return column


def _with_role(column: ColumnSpec, role: object, cells: pd.Series) -> ColumnSpec:
    if not isinstance(role, str) or role not in ROLES:
        raise BadInput(field="role", value=role, fix=FIX_ROLE)
    if role != "score":
        dates = formats_of(_distinct(cells)) if role in DATED and not column.date_format else None
        date_format = dates.formats[0] if dates else column.date_format
        return replace(column, role=role, about=None, scale=None, date_format=date_format)
    return replace(column, role=role, about=column.about or "touchpoint", scale=column.scale or usual_scale(cells))


def _distinct(cells: pd.Series) -> list[str]:
    return [text for text in cells.str.strip().unique().tolist() if text][:MOST_DATES]


def _with_about(column: ColumnSpec, about: object) -> ColumnSpec:
    if column.role != "score":
        raise BadInput(field="about", value=about, fix=FIX_SCORE)
    if not isinstance(about, str) or about not in ABOUTS:
        raise BadInput(field="about", value=about, fix=FIX_ABOUT)
    scale = effort_scale(column.scale) if about == "effort" and column.scale else column.scale
    return replace(column, about=about, scale=scale)


def _with_scale(column: ColumnSpec, fields: Mapping[str, object]) -> ColumnSpec:
    if column.scale is None:
        raise BadInput(field="scale", value="", fix=FIX_SCORE)
    low = _number(fields.get("low", column.scale.low))
    high = _number(fields.get("high", column.scale.high))
    if low >= high:
        raise BadInput(field="scale", value=f"{low:g}–{high:g}", fix=FIX_SCALE)
    scale = replace(
        column.scale,
        low=low,
        high=high,
        lower_is_better=bool(fields.get("lower_is_better", column.scale.lower_is_better)),
        na=_codes(fields["na"]) if "na" in fields else column.scale.na,
        unsure=False,
    )
    return replace(column, scale=scale)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadInput(field="scale", value=value, fix=FIX_SCALE)
    return float(value)


def _codes(value: object) -> tuple[str, ...]:
    """Missing codes from "0 | 6" or a list, blanks and repeats left out."""
    pieces = value.split("|") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    return tuple(dict.fromkeys(text for piece in pieces if (text := str(piece).strip())))


def usual_scale(cells: pd.Series) -> ScaleSpec:
    """The smallest usual scale that holds the numbers of a column, marked unsure.

    Examples
    --------
    >>> spec = usual_scale(pd.Series(["2", "5", "", "4"]))
    >>> spec.low, spec.high, spec.unsure
    (1.0, 5.0, True)
    """
    numbers = pd.to_numeric(cells, errors="coerce").dropna()
    if numbers.empty:
        return _worded_scale(cells)
    low, high = float(numbers.min()), float(numbers.max())
    fits = [pair for pair in USUAL_SCALES if pair[0] <= low and high <= pair[1]]
    chosen = fits[0] if fits else (low, high if high > low else low + 1)
    return ScaleSpec("rating", *chosen, unsure=True)


def _worded_scale(cells: pd.Series) -> ScaleSpec:
    """The scale of a column of words: the one its words belong to, else 1-5 with every word still to be ranked."""
    counts = cells.str.strip().loc[lambda texts: texts != ""].value_counts()
    found = label_scale({str(text): int(n) for text, n in counts.items()})
    if found is None:
        return ScaleSpec("rating", 1.0, 5.0, unsure=True)
    labels = tuple((text, value) for text, value in found.labels.items())
    return ScaleSpec(found.metric, found.low, found.high, found.lower_is_better, labels, found.missing, found.unsure)
