"""Process measures of linked cases in words, for page and command line, in the language of `translate`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from data.queries.linked_measures import LinkMeasure
from errors import N_

NAMES: Final = {
    "late": N_("Late against the first committed day"),
    "late_days": N_("Days late against the first committed day"),
    "lead": N_("Lead time so far"),
    "wait": N_("Waiting so far"),
    "queue": N_("Hours ready until begun, so far"),
    "work": N_("Hours of work so far"),
    "again": N_("Repeated steps so far"),
    "handoffs": N_("Hand-offs so far"),
    "changes": N_("Requirement changes so far"),
    "additions": N_("Requirements added outside the baseline so far"),
    "defects": N_("Defects found so far"),
    "rework_days": N_("Effort of defects and changes so far"),
    "response": N_("Hours to first response, mean so far"),
    "resolution": N_("Hours to resolution, mean so far"),
    "cost": N_("Cost so far"),
    "step_wait": N_("Wait before the step {step}"),
    "step_again": N_("Repetitions of the step {step}"),
}
# what one unit more of a measure is, behind "points"
PER: Final = {
    "yes_no": N_("points, late less in time"),
    "days": N_("points per day"),
    "hours": N_("points per hour"),
    "rounds": N_("points per repetition"),
    "count": N_("points per one more"),
    "person_days": N_("points per person-day"),
    "currency": N_("points per {currency}"),
}


def measure_name(measure: LinkMeasure, translate: Callable[[str], str]) -> str:
    """What a measure is called.

    >>> measure_name(LinkMeasure("step_wait", "hours", "down", "Design", "s"), str)
    'Wait before the step Design'
    """
    return translate(NAMES[measure.kind]).format(step=measure.activity)


def effect_unit(measure: LinkMeasure, translate: Callable[[str], str]) -> str:
    """What an effect is counted in.

    >>> effect_unit(LinkMeasure("cost", "CNY", "down"), str)
    'points per CNY'
    """
    return translate(PER.get(measure.unit, PER["currency"])).format(currency=measure.unit)
