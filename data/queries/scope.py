"""What part of the store a view looks at: plain, frozen, hashable, so that it can key a cache."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

BASES = ("answer", "service")


@dataclass(frozen=True)
class Scope:
    """One journey, a period and segments.

    Attributes
    ----------
    segments : pairs (dimension, value); values of one dimension are alternatives, dimensions narrow each other.
    start, end : first day, and the day after the last; None = open.
    basis : which date places an answer in a period, "answer" (given) or "service" (experienced).
    """

    journey_id: str
    segments: tuple[tuple[str, str], ...] = ()
    start: date | None = None
    end: date | None = None
    basis: str = "answer"

    def between(self, start: date | None, end: date | None) -> Scope:
        """The same scope in another period."""
        return replace(self, start=start, end=end)
