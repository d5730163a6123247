"""One kind of what can be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IssueKind:
    """One kind of issue; `message` is an English message id with the facts' names as placeholders.

    `single` says it of exactly one, `family` of several columns at once.
    """

    number: str
    severity: str
    message: str
    single: str = ""
    family: str = ""
