"""The matrix of experience and process in words: names, effects, verdicts, what it rests on."""

from __future__ import annotations

import math
from typing import Final

from analytics.links.model import LinkCell
from analytics.links.periods import PeriodCell
from data.queries.linked_measures import LinkMeasure
from errors import N_
from i18n import _, in_a_row, ngettext, pick
from views import figures, segment_words
from views.cards import Card
from views.escape import plain
from workflows.link_words import effect_unit, measure_name
from workflows.read_links import LinksReading

SHORT: Final = {
    "late": N_("Late delivery"),
    "late_days": N_("Days late"),
    "lead": N_("Lead time"),
    "wait": N_("Waiting time"),
    "queue": N_("Queueing time"),
    "work": N_("Hours of work"),
    "again": N_("Repetitions"),
    "handoffs": N_("Hand-offs"),
    "changes": N_("Requirement changes"),
    "additions": N_("Unplanned additions"),
    "defects": N_("Defects"),
    "rework_days": N_("Rework effort"),
    "response": N_("First response"),
    "resolution": N_("Resolution time"),
    "cost": N_("Cost"),
}
UNITS: Final = {
    "days": N_("days"), "hours": N_("hours"), "rounds": N_("repetitions"),
    "person_days": N_("person-days"),
}  # fmt: skip
GRAINS: Final = {"quarter": N_("quarter"), "half_year": N_("half-year"), "year": N_("year")}


def name_of(measure: LinkMeasure) -> str:
    """What a measure is called, in full."""
    return measure_name(measure, _)


def short_name(measure: LinkMeasure) -> str:
    """A measure's name over its column: of a step its own name, since the choice above says what is measured."""
    return measure.activity or _(SHORT[measure.kind])


def axis_name(measure: LinkMeasure) -> str:
    """A measure with its unit, for an axis."""
    if measure.unit in ("yes_no", "count"):
        return name_of(measure)
    unit = _(UNITS[measure.unit]) if measure.unit in UNITS else measure.unit
    return _("{name} ({unit})").format(name=name_of(measure), unit=unit)


def digits_of(value: float | None) -> int:
    """Decimals that leave two figures of a small effect.

    >>> [digits_of(value) for value in (11.6, -0.8, 0.0213, None)]
    [1, 2, 3, 1]
    """
    size = abs(value or 0.0)
    if size >= 1 or not size:
        return 1
    return min(4, 1 - math.floor(math.log10(size)))


def effect_words(cell: LinkCell, measure: LinkMeasure) -> str:
    """The effect with its unit and interval: "−0.80 points per day (95% CI −0.95 to −0.65)"."""
    digits = digits_of(cell.effect)
    return _("{effect} {unit} ({interval})").format(
        effect=figures.signed(cell.effect, digits), unit=effect_unit(measure, _),
        interval=figures.interval(cell.low, cell.high, digits),
    )  # fmt: skip


def finding(cell: LinkCell, measure: LinkMeasure, touchpoint: str) -> str:
    """One likely real or tested cell as a sentence with interval, n and accounts."""
    digits = digits_of(cell.effect)
    effect, low, high = cell.effect or 0.0, cell.low, cell.high
    facts = {
        "touchpoint": plain(touchpoint), "measure": plain(name_of(measure)), "n": figures.count(cell.n),
        "accounts": figures.count(cell.n_clusters), "effect": figures.signed(effect, digits),
        "unit": plain(effect_unit(measure, _)), "interval": figures.interval(low, high, digits),
        "verdict": verdict(cell),
    }  # fmt: skip
    if measure.kind != "late":
        return _(
            "**{touchpoint}** changes by **{effect} {unit}** with “{measure}” ({interval}; n = {n} linked answers of "
            "{accounts} customers): {verdict}."
        ).format(**facts)
    facts["points"] = figures.number(abs(effect), digits)
    if effect < 0:
        facts["interval"] = figures.interval(_minus(high), _minus(low), digits)
        said = _(
            "After a late delivery **{touchpoint}** is **{points} points lower** ({interval}; n = {n} linked answers "
            "of {accounts} customers): {verdict}."
        )
    else:
        said = _(
            "After a late delivery **{touchpoint}** is **{points} points higher** ({interval}; n = {n} linked answers "
            "of {accounts} customers): {verdict}."
        )
    return said.format(**facts)


def verdict(cell: LinkCell | PeriodCell) -> str:
    """The plain words for a tested cell."""
    return _("likely a real link") if cell.verdict == "likely_real" else _("could be chance")


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def answer(reading: LinksReading, cell: LinkCell | None, measure: LinkMeasure | None, touchpoint: str,
           period: str) -> str:  # fmt: skip
    """The page's answer: the chosen cell, how many are likely real, the period; or that chance explains all."""
    n_real, n_tested = count_real(reading), reading.matrix.n_tested
    if not n_tested or cell is None or measure is None:
        return _("No pair of touchpoint and measure has enough linked answers in {period} to be tested.").format(
            period=period
        )
    if not n_real:
        return nothing_real(n_tested, period)
    return in_a_row(finding(cell, measure, touchpoint), real_of(n_real, n_tested, period))


def real_of(n_real: int, n_tested: int, period: str) -> str:
    """How many pairs are likely real of how many tested."""
    told = ngettext(
        "Of {tested} pairs tested in {period}, {n} is likely real.",
        "Of {tested} pairs tested in {period}, {n} are likely real.", n_real,
    )  # fmt: skip
    return told.format(tested=figures.count(n_tested), n=figures.count(n_real), period=period)


def real_card(n_real: int, n_tested: int) -> Card:
    """The same as a card, with what chance alone would show."""
    return Card(
        _("Likely real pairs"), _("{n} of {of}").format(n=figures.count(n_real), of=figures.count(n_tested)),
        _("false discovery rate 5%"), "gray",
        _("Without this control about {n} pairs would look real by chance alone.").format(
            n=figures.count(round(0.05 * n_tested))),
    )  # fmt: skip


def nothing_real(n_tested: int, period: str) -> str:
    """That chance explains the whole matrix."""
    said = _("None of the {tested} pairs tested in {period} is likely real: chance alone gives a matrix like this.")
    return said.format(tested=figures.count(n_tested), period=period)


def count_real(reading: LinksReading) -> int:
    """Likely real cells of the whole matrix."""
    return sum(cell.verdict == "likely_real" for cell in reading.matrix)


def why_empty(cell: LinkCell) -> str:
    """Why a cell has no figure."""
    if cell.verdict == "too_few":
        return _("too few linked answers (n = {n})").format(n=figures.count(cell.n))
    return {
        "constant": _("does not vary, so nothing can go along with it"),
        "all_missing": _("never known before such an answer"),
        "duplicate": _("says the same as another measure"),
    }[cell.verdict]


def basis(reading: LinksReading) -> str:
    """Match rate, and within what answers are compared."""
    counts, held = reading.counts, reading.held
    rate = _("{n} of {of} answers ({share}) are linked to {cases} process instances.").format(
        n=figures.count(counts.n_linked), of=figures.count(counts.n_answers), share=figures.share(counts.match_rate),
        cases=figures.count(counts.n_cases),
    )  # fmt: skip
    within = [
        *([_(GRAINS[held.grain])] if held.grain else []),
        *(plain(segment_words.dimension(dim)) for dim in held.dims),
    ]
    if not within:
        return rate
    return in_a_row(
        rate, _("Answers are compared within the same group only, by: {groups}.").format(groups=_(", ").join(within))
    )


def target_name(reading: LinksReading, touchpoint: str) -> str:
    """A touchpoint's name in the language of the screen."""
    found = next(one for one in reading.targets if one.touchpoint_id == touchpoint)
    return pick(found.name_en, found.name_zh)


def measure_of(reading: LinksReading, code: str) -> LinkMeasure:
    """The measure of a cell."""
    return next(one for one in reading.measures if one.code == code)
