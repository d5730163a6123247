"""Which steps add value: a proposal for each with its reason; a person decides.

A proposal rests on what the log shows and on the words of the step's name, in this order:

1. repeated: part of the cases come here again at once, that takes them longer, and nothing downstream is better for it:
   waste by extra-processing [1]_.
2. a name that speaks of repair: waste by defects. A name that speaks of passing on: waste by transport.
3. what the data brought along.
4. a name that speaks of checking: necessary, but no value to the customer.
5. anything else is taken as value-added until somebody looks at it.

References
----------
.. [1] Ohno (1988), Toyota Production System, ch. 1; Rother & Shook (2003), Learning to See.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd

from analytics.case_contrast import CaseContrast, sum_contrasts
from analytics.process.value_stream import ValueClass
from analytics.process.word_patterns import word_patterns

Reason = Literal["repeated", "rework", "hand_off", "given", "check", "default"]
LEAST_AGAIN, MOST_AGAIN, LEAST_BACK = 0.05, 0.95, 0.8
LEAST_CASES: Final = 8
LONGER: Final = "local_hours"
# what could be better downstream, and the sign of better
BENEFITS: Final[Mapping[str, float]] = {"downstream_hours": -1.0, "downstream_repeats": -1.0, "score": 1.0}
LEAST_BETTER: Final[Mapping[str, float]] = {"score": 5.0}  # points of 100 that matter, as for low points


@dataclass(frozen=True)
class Repeat:
    """The cases that come to a step two times or more, against those that come once.

    Attributes
    ----------
    again_share : share of the cases of the step; extra_mean: their visits beyond the first, on average.
    back_share : share of these visits with nothing else in between.
    longer : hours from the end of the step before the first visit to the start of the step after the last.
    benefits : what happens from there on: hours to the end, steps done again, experience scores of the case.
    """

    again_share: float
    extra_mean: float
    back_share: float
    longer: CaseContrast | None = None
    benefits: tuple[CaseContrast, ...] = ()

    @property
    def is_candidate(self) -> bool:
        """Whether only some of the cases repeat the step, and at once."""
        return LEAST_AGAIN <= self.again_share <= MOST_AGAIN and self.back_share >= LEAST_BACK

    @property
    def takes_longer(self) -> bool:
        """Whether repeating takes the case longer, beyond chance."""
        longer = self.longer
        return longer is not None and longer.verdict == "likely_real" and (longer.change or 0.0) > 0

    @property
    def better(self) -> tuple[CaseContrast, ...]:
        """What is better downstream, beyond chance and by enough to matter."""
        return tuple(
            one for one in self.benefits
            if one.verdict == "likely_real"
            and (one.change or 0.0) * BENEFITS[one.measure] > LEAST_BETTER.get(one.measure, 0.0)
        )  # fmt: skip

    @property
    def is_waste(self) -> bool:
        """Repeated at once, longer for it, better for nothing that was measured."""
        return self.is_candidate and self.takes_longer and not self.better and bool(self.benefits)


@dataclass(frozen=True)
class Proposal:
    """A class for a step, the type of its waste, and why; `repeat` holds the figures of a repeated one.

    `strength` orders proposals of waste: hours of all cases that it costs; 0 where the log says nothing.
    """

    activity: str
    value_class: ValueClass
    waste_type: str | None
    reason: Reason
    repeat: Repeat | None = None
    strength: float = field(default=0.0)


def proposals(
    activities: Sequence[str], repeats: Mapping[str, Repeat], given: Mapping[str, ValueClass] | None = None
) -> dict[str, Proposal]:
    """A proposal for each of `activities`; `given` are classes the data brought along, decided by nobody.

    Examples
    --------
    >>> found = proposals(["Fix defects", "Check contract", "Talk to customer"], {})
    >>> [(one.value_class, one.waste_type, one.reason) for one in found.values()]
    [('waste', 'defects', 'rework'), ('necessary', None, 'check'), ('value_added', None, 'default')]
    """
    known = given or {}
    return {name: _proposal(name, repeats.get(name), known.get(name)) for name in activities}


def _proposal(activity: str, repeat: Repeat | None, given: ValueClass | None) -> Proposal:
    if repeat is not None and repeat.is_waste and repeat.longer is not None:
        strength = (repeat.longer.change or 0.0) * repeat.longer.n
        return Proposal(activity, "waste", "extra_processing", "repeated", repeat, strength)
    kind = kind_of(activity)
    if kind == "rework":
        return Proposal(activity, "waste", "defects", "rework", repeat)
    if kind == "hand_off" and given is None:
        return Proposal(activity, "waste", "transport", "hand_off", repeat)
    if given is not None:
        return Proposal(activity, given, "extra_processing" if given == "waste" else None, "given", repeat)
    if kind == "check":
        return Proposal(activity, "necessary", None, "check", repeat)
    return Proposal(activity, "value_added", None, "default", repeat)


def repeats_of(counts: pd.DataFrame, sums: pd.DataFrame, *, min_n: int = LEAST_CASES) -> dict[str, Repeat]:
    """What repeating each step goes along with, with false-discovery control over all steps and measures.

    Parameters
    ----------
    counts : one row per activity: n_cases, n_again, n_extra (visits beyond the first), n_back (those at once).
    sums : one row per activity, measure and cluster_group, repeating cases as chosen (`case_contrast.sum_contrasts`).
    """
    keyed = sums.assign(measure=sums["activity"].astype(str) + "\x1f" + sums["measure"].astype(str))
    found = {one.measure: one for one in sum_contrasts(keyed, sorted(keyed["measure"].unique()), min_n=min_n)}
    return {str(row["activity"]): _repeat(row, found) for row in counts.to_dict("records")}


def _repeat(row: Mapping[Hashable, Any], found: Mapping[str, CaseContrast]) -> Repeat:
    activity, n_again, n_extra = str(row["activity"]), int(row["n_again"]), int(row["n_extra"])
    return Repeat(
        again_share=n_again / int(row["n_cases"]),
        extra_mean=n_extra / n_again if n_again else 0.0,
        back_share=int(row["n_back"]) / n_extra if n_extra else 0.0,
        longer=_named(found, activity, LONGER),
        benefits=_benefits(found, activity),
    )


def _benefits(found: Mapping[str, CaseContrast], activity: str) -> tuple[CaseContrast, ...]:
    held = (_named(found, activity, measure) for measure in BENEFITS)
    return tuple(one for one in held if one is not None and one.change is not None)


def _named(found: Mapping[str, CaseContrast], activity: str, measure: str) -> CaseContrast | None:
    one = found.get(f"{activity}\x1f{measure}")
    if one is None:
        return None
    return CaseContrast(measure, one.mean, one.other_mean, one.n, one.n_other, one.change, one.low, one.high, one.q,
                        one.verdict)  # fmt: skip


def kind_of(activity: str) -> str:
    """What the name of a step says it is: "rework", "hand_off", "check", or "" for nothing.

    >>> kind_of("Fix defects"), kind_of("Forward to specialist"), kind_of("Confirm requirements"), kind_of("Design")
    ('rework', 'hand_off', 'check', '')
    """
    low = activity.lower().replace("_", " ")
    return next((kind for kind, pattern in word_patterns("value_words.yaml").items() if pattern.search(low)), "")
