"""What a theme does to the score, in words: one side of it, or the side that weighs more."""

from __future__ import annotations

from analytics.voices.impact import Impact
from i18n import _
from views import figures
from views.loaders_voices import ThemeRow, is_beyond_chance

FINE = 0.1


def digits(*values: float | None) -> int:
    """Decimals for figures that stand together: two where one would round to nothing.

    >>> digits(-3.2, -5.0, -1.4), digits(0.06, 0.01, 0.11), digits(None)
    (1, 2, 1)
    """
    known = [abs(value) for value in values if value is not None]
    return 2 if known and known[0] < 1.0 and min(known) < FINE else 1


def heavier(row: ThemeRow) -> Impact | None:
    """The side with the larger impact, one that counts before one that does not; None where neither is measured."""
    parts = [one for one in (row.negative, row.positive) if one is not None and one.value is not None]
    return max(parts, key=lambda one: (row.is_real(one), abs(one.value or 0.0)), default=None)


def row_words(row: ThemeRow, *, short: bool = False) -> str:
    """The side of a theme that weighs more."""
    best = heavier(row)
    if best is None:
        return _("impact not measurable, n = {n}").format(n=figures.count(row.n))
    return side_words(row, best, short=short)


def side_words(row: ThemeRow, one: Impact | None, *, short: bool = False) -> str:
    """The impact of one side with interval and n, marked where it counts and where n is low."""
    if one is None or one.value is None:
        return figures.NONE if one is None else _("impact not measurable, n = {n}").format(n=figures.count(one.n))
    is_real = row.is_real(one)
    places = digits(one.value, one.low, one.high)
    sign = "" if not is_real else "▼ " if one.value < 0 else "▲ "
    impact = figures.signed(one.value, places)
    if short:
        return sign + impact
    told = _("{impact} ({interval}), n = {n}")
    if not is_beyond_chance(one):
        told = _("{impact} ({interval}), n = {n}; could be chance")
    said = told.format(
        impact=impact, interval=figures.span(one.low, one.high, places), n=figures.count(one.n)
    )  # fmt: skip
    return sign + said + (_(", low n") if one.n < row.low_n else "")
