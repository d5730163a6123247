"""A recipe laid over a file: known columns are what they were, unless what they hold no longer fits.

A value that the recipe has never met is asked about; a column that holds something else is read anew and said so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.ingest.checks_log import MOST_EXAMPLE
from data.ingest.checks_scores import unranked
from data.ingest.dates import MOSTLY, parsed, parsed_mixed, tidied
from data.ingest.evidence import clean_text
from data.ingest.issues import issue
from data.ingest.likeness import Likeness
from data.ingest.log_shape import TIMES
from data.ingest.mapping import column_label
from data.ingest.model import ColumnSpec, Issue, Reading
from data.ingest.plan_document import column_of
from data.ingest.scales import number_text
from data.ingest.values import scored_texts
from errors import N_

WHY_RECIPE = N_("As in an earlier file of this survey.")
COLUMN_ASKS = frozenset(
    {"date_order", "sentinel_codes", "out_of_scale", "mixed_numeric_and_label", "unknown_labels", "direction_guess"}
)
FITTING = 0.95  # of the dates
SCORED = 0.5  # of the answers; with fewer the column is another one
MOST_DATES = 20_000
MOST_NAMED = 6


@dataclass(frozen=True)
class Recalled:
    """A reading with the recipe laid over it, and the places of columns that no longer fit it."""

    reading: Reading
    unfit: tuple[int, ...]


def recall(reading: Reading, document: Mapping[str, Any], like: Likeness) -> Recalled:
    """`reading` with the roles, scales and formats of a recipe's document."""
    told: Sequence[Mapping[str, Any]] = document["columns"]
    laid: dict[int, ColumnSpec] = {}
    unfit: list[int] = []
    raised: list[Issue] = []
    for column in reading.columns:
        theirs = like.pairs.get(column.index)
        if theirs is None:
            continue
        wanted = _known(column, column_of(told[theirs]))
        texts = _counted(reading, column.index)
        if wanted.role == "empty" and len(texts):
            continue  # it begins to hold something: a new column
        problems = _problems(wanted, texts, set(told[theirs]["settled"]), reading.table.params.decimal)
        if problems is None and reading.kind == "event_log" and wanted.role in TIMES:
            problems = _unclear_times(reading, wanted, texts)
        if problems is None:
            unfit.append(column.index)
        else:
            laid[column.index] = wanted
            raised += problems
    columns = tuple(laid.get(column.index, column) for column in reading.columns)
    issues = (*_left(reading.issues, laid), *raised, *_unfit_issues(reading, unfit), *_changed(reading, told, like))
    return Recalled(replace(reading, columns=columns, issues=issues), tuple(unfit))


def _known(here: ColumnSpec, known: ColumnSpec) -> ColumnSpec:
    """The recipe's column with what was measured in this file."""
    scale = replace(known.scale, unsure=False) if known.scale else None
    return replace(
        known,
        index=here.index,
        name=here.name,
        label=here.label,
        scale=scale,
        fill_rate=here.fill_rate,
        n_distinct=here.n_distinct,
        samples=here.samples,
        confidence=1.0,
        role_source="recipe",
        why=(WHY_RECIPE, {}),
    )


def _counted(reading: Reading, index: int) -> pd.Series:
    """How often each text stands in a column, blanks left out; in order of first appearance."""
    counts = reading.table.cells.iloc[:, index].value_counts(sort=False)
    plain = counts.groupby(counts.index.map(clean_text), sort=False).sum()
    return plain[plain.index != ""]


def _problems(column: ColumnSpec, texts: pd.Series, settled: set[str], decimal: str) -> list[Issue] | None:
    """The questions that new values raise; None when the column is no longer what it was."""
    if texts.empty:
        return []
    if column.date_format and column.role != "score":
        fitting = parsed(tidied(pd.Series(texts.index[:MOST_DATES], dtype="str")), column.date_format).notna()
        return [] if fitting.mean() >= FITTING else None
    if column.role != "score" or column.scale is None:
        return []
    return _score_problems(column, texts, settled, decimal)


def _unclear_times(reading: Reading, column: ColumnSpec, texts: pd.Series) -> list[Issue] | None:
    """A log stays a log while most of its times are read: the rest is told, not asked; None where it is not most."""
    distinct = pd.Series(texts.index[:MOST_DATES], dtype="str")
    if not column.date_format:
        return None
    is_read = parsed_mixed(tidied(distinct), column.date_format, "UTC").notna()
    if is_read.mean() < MOSTLY:
        return None
    if is_read.all() or any(one.code == "time_unreadable" and one.column == column.index for one in reading.issues):
        return []
    lost = distinct[~is_read].tolist()
    cells = reading.table.cells.iloc[:, column.index].map(clean_text)
    rows = tuple(int(number) for number in cells.index[cells.isin(lost)])
    return [
        issue("time_unreadable", column=column.index, rows=rows, n=len(rows), col=column_label(column), row=rows[0],
              example=lost[0][:MOST_EXAMPLE])
    ]  # fmt: skip


def _score_problems(column: ColumnSpec, texts: pd.Series, settled: set[str], decimal: str) -> list[Issue] | None:
    if column.scale is None:
        return []
    known = {clean_text(text) for text in settled}
    fresh = texts[[text not in known for text in texts.index]]
    if fresh.empty:
        return []
    reasons = scored_texts(pd.Series(fresh.index, dtype="str"), column.scale, decimal)["na_reason"].to_numpy()
    n_valid = int(fresh[reasons == ""].sum())
    n_lost = int(fresh[(reasons == "unparsed") | (reasons == "out_of_scale")].sum())
    if n_valid < SCORED * (n_valid + n_lost):
        return None
    words = fresh[reasons == "unparsed"]
    cells = pd.Series(words.index.repeat(words.to_numpy()), dtype="str")
    asked = list(unranked(cells, column.index, column.name, column.scale, decimal)) if len(words) else []
    return [*asked, *_beyond(column, fresh[reasons == "out_of_scale"])]


def _beyond(column: ColumnSpec, outside: pd.Series) -> Iterator[Issue]:
    """Numbers beyond the scale that no earlier file held."""
    if outside.empty or column.scale is None:
        return
    values = ", ".join(str(text) for text in outside.index[:MOST_NAMED])
    yield issue(
        "out_of_scale",
        column=column.index,
        n=int(outside.sum()),
        col=column.name,
        lo=number_text(column.scale.low),
        hi=number_text(column.scale.high),
        values=values,
        columns=[column.index],
    )


def _left(issues: Sequence[Issue], laid: Mapping[int, ColumnSpec]) -> Iterator[Issue]:
    """The reader's own issues without the questions that the recipe has answered."""
    for found in issues:
        if found.code not in COLUMN_ASKS or found.column is None:
            yield found
            continue
        told = found.facts.get("columns")
        columns = [int(place) for place in told] if isinstance(told, (list, tuple)) else [found.column]
        rest = [place for place in columns if place not in laid]
        if rest == columns:
            yield found
        elif rest:
            yield replace(found, column=rest[0], facts={**found.facts, "columns": rest})


def _unfit_issues(reading: Reading, unfit: Sequence[int]) -> Iterator[Issue]:
    """A column that holds something else than before is asked about; one that was empty before is simply new."""
    by_index = {column.index: column for column in reading.columns}
    for index in unfit:
        column = by_index[index]
        example = _counted(reading, index).index[0]
        yield issue("recipe_unfit", column=index, col=column_label(column), example=str(example)[:40])


def _changed(reading: Reading, told: Sequence[Mapping[str, Any]], like: Likeness) -> Iterator[Issue]:
    """Reworded, new and missing columns, named."""
    by_index = {column.index: column_label(column) for column in reading.columns}
    if like.reworded:
        pairs = [f"{column_label(column_of(told[theirs]))} → {by_index[mine]}" for mine, theirs in like.reworded]
        yield issue("recipe_reworded", n=len(pairs), names=_shown(pairs, 120))
    if not like.added and not like.missing:
        return
    added = [by_index[place] for place in like.added]
    missing = [column_label(column_of(told[place])) for place in like.missing]
    names = [f"+ {name}" for name in added] + [f"- {name}" for name in missing]
    yield issue(
        "recipe_changed", n=len(added), m=len(missing), names=_shown(names, 40), added=list(like.added), missing=missing
    )


def _shown(names: Sequence[str], length: int) -> str:
    return "; ".join(name[:length] for name in names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
