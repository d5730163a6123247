"""The catalogue of what can be wrong with a file: slug, E-number, severity, sentence.

Severities: stop (not imported), ask (the data cannot decide), warn, note.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from data.ingest.issues_answers import ANSWERS
from data.ingest.issues_refused import REFUSED
from data.ingest.issues_shape import SHAPE
from data.ingest.issues_time import TIME
from data.ingest.model import Issue
from errors import FileRefused

MOST_ROWS = 10_000
ISSUES: Mapping[str, IssueKind] = {**REFUSED, **SHAPE, **TIME, **ANSWERS}


def issue(code: str, *, column: int | None = None, rows: tuple[int, ...] = (), n: int = 0, **facts: object) -> Issue:
    """An issue of a known kind; at most 10,000 row numbers are kept."""
    return Issue(code, ISSUES[code].severity, column, rows[:MOST_ROWS], n, {"n": n, **facts})


def issue_sentence(found: Issue) -> tuple[str, Mapping[str, object]]:
    """English message id and the facts to fill in."""
    kind = ISSUES[found.code]
    columns = found.facts.get("columns")
    n_more = len(columns) - 1 if isinstance(columns, list | tuple) else 0
    if kind.family and n_more > 0:
        return kind.family, {**found.facts, "more": n_more}
    return (kind.single if kind.single and found.n == 1 else kind.message), found.facts


def refused(code: str, **facts: object) -> FileRefused:
    """The error for a file that cannot be read at all."""
    return FileRefused(code, ISSUES[code].message, **facts)
