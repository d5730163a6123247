"""The answer of the part "Themes" in a sentence: what costs or lifts the score, or why nothing can be said to."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.voices.impact import Impact
from i18n import _
from views import figures
from views.escape import plain
from views.impact_words import digits
from views.loaders_voices import LEAST_POINTS, Heard, ThemeRow, is_beyond_chance


@dataclass(frozen=True)
class Side:
    """One side of one theme: its mentions of one sign, with their impact."""

    row: ThemeRow
    sign: int
    impact: Impact

    @property
    def is_as_expected(self) -> bool:
        """Whether complaints cost and praise lifts."""
        return self.sign * (self.impact.value or 0.0) > 0


def sentence(heard: Heard, rows: tuple[ThemeRow, ...], n_scored: int, names: dict[str, str]) -> str:
    """The theme that costs most score; else the one that lifts it; else why none does, and how people sound.

    Markdown, the names of themes escaped.
    """
    share = figures.share(heard.n_negative / heard.n) if heard.n else figures.NONE
    if not n_scored:
        return _("{share} of {n} comments with content are negative; no score stands beside them.").format(
            share=share, n=figures.count(heard.n)
        )
    sides = _sides(rows)
    real = [one for one in sides if one.row.is_real(one.impact)]
    if real:
        return _moves(real, n_scored, names)
    told = _none_moves(sides, rows, n_scored, names)
    return _("{told} {share} of the comments with content are negative.").format(told=told, share=share)


def _sides(rows: tuple[ThemeRow, ...]) -> list[Side]:
    """Every measured side, the largest impact first."""
    both = [Side(row, sign, one) for row in rows for sign, one in ((-1, row.negative), (1, row.positive))
            if one is not None and one.value is not None]  # fmt: skip
    return sorted(both, key=lambda one: -abs(one.impact.value or 0.0))


def _moves(real: list[Side], n_scored: int, names: dict[str, str]) -> str:
    """What the largest impact that counts does: complaints that cost come first, then praise that lifts."""
    best = min(real, key=lambda one: (not one.is_as_expected, one.sign > 0))
    if not best.is_as_expected:
        said = _(
            "No complaint costs and no praise lifts score beyond chance; yet what is said of **{theme}** goes with "
            "{impact} ({interval}) against its sign, n = {n} of {all} responses with a score and a comment."
        )
    elif best.sign < 0:
        said = _(
            "**{theme}** costs most: {impact} ({interval}) of the mean score, n = {n} responses speak of it badly, of "
            "{all} with a score and a comment."
        )
    else:
        said = _(
            "No theme costs score beyond chance. **{theme}** lifts it most: {impact} ({interval}), n = {n} responses "
            "speak of it well, of {all} with a score and a comment."
        )
    return said.format(**_facts(best, n_scored, names))


def _none_moves(sides: list[Side], rows: tuple[ThemeRow, ...], n_scored: int, names: dict[str, str]) -> str:
    """Why no impact counts: too few of them measured, beyond chance but of few or small, or none beyond chance."""
    n = figures.count(n_scored)
    beyond = [one for one in sides if is_beyond_chance(one.impact)]
    if beyond:
        few = [one for one in beyond if abs(one.impact.value or 0.0) >= LEAST_POINTS]
        said = _(
            "Themes move the score beyond chance, but by less than {points} points: most **{theme}**, {impact} "
            "({interval}), n = {n} of {all} responses with a score and a comment."
        )
        if few:
            said = _(
                "Only with low n does a theme move the score beyond chance: **{theme}**, {impact} ({interval}), "
                "n = {n} of {all} responses with a score and a comment."
            )
        facts = _facts((few or beyond)[0], n_scored, names)
        return said.format(points=figures.number(LEAST_POINTS, 2), **facts)
    if is_mostly_unmeasured(rows):
        return _(
            "Too few responses to measure what a theme does to the score ({n} responses with a score and a comment)."
        ).format(n=n)
    return _("No theme moves the score beyond chance ({n} responses with a score and a comment).").format(n=n)


def _facts(side: Side, n_scored: int, names: dict[str, str]) -> dict[str, str]:
    one = side.impact
    places = digits(one.value, one.low, one.high)
    return {
        "theme": plain(names.get(side.row.theme_id, side.row.theme_id)),
        "impact": _("{value} points of 100").format(value=figures.signed(one.value, places)),
        "interval": figures.interval(one.low, one.high, places),
        "n": figures.count(one.n),
        "all": figures.count(n_scored),
    }


def is_mostly_unmeasured(rows: tuple[ThemeRow, ...]) -> bool:
    """Whether fewer than half of the impacts, of both sides of every theme, have a value and an interval."""
    known = [one is not None and one.low is not None for row in rows for one in (row.negative, row.positive)]
    return 2 * sum(known) < len(known)
