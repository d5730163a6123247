"""A value stream as it could be: other times before and at steps, steps left out, nothing else changed.

What is assumed: every finished case is run again as it was, with the edited waits and processing times shortened or
stretched in proportion; other steps wait as long as before, nobody is freed for other work, a step that is left out
takes its wait with it. docs/methods/value-stream.md says when this is too good to be true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from analytics.process.value_stream import StreamStep, ValueStream


@dataclass(frozen=True)
class StepEdit:
    """What changes at a step: medians per visit in hours, None = as it is; `is_removed` leaves it out."""

    wait_hours: float | None = None
    work_hours: float | None = None
    is_removed: bool = False

    def kept(self, step: StreamStep) -> tuple[float, float]:
        """The shares of the wait and of the work that are kept, 0 or more; 1 where there is nothing to scale."""
        if self.is_removed:
            return 0.0, 0.0
        return _kept(self.wait_hours, step.wait_median_hours), _kept(self.work_hours, step.work_median_hours)


def _kept(wanted: float | None, now: float | None) -> float:
    """
    >>> _kept(2.0, 8.0), _kept(None, 8.0), _kept(2.0, None), _kept(2.0, 0.0)
    (0.25, 1.0, 1.0, 1.0)
    """
    if wanted is None or not now:
        return 1.0
    return max(wanted, 0.0) / now


def kept_shares(stream: ValueStream, edits: Mapping[str, StepEdit]) -> dict[tuple[str, str], tuple[float, float]]:
    """Per (source_id, activity) of an edited step: the shares of its wait and of its work that are kept."""
    return {(step.source_id, step.activity): edits[step.code].kept(step) for step in stream.steps if step.code in edits}


def future_stream(stream: ValueStream, edits: Mapping[str, StepEdit], lead: Mapping[str, float | None]) -> ValueStream:
    """The stream with the edits; steps left out are gone.

    Parameters
    ----------
    lead : lead_median_hours, lead_mean_hours, lead_p85_hours, lead_sum_hours of the cases run again.
    """
    steps = tuple(
        _edited(step, *edits[step.code].kept(step)) if step.code in edits else step
        for step in stream.steps
        if not (step.code in edits and edits[step.code].is_removed)
    )
    costs = [step.cost_sum for step in steps if step.cost_sum is not None]
    return replace(
        stream,
        steps=steps,
        lead_median_hours=lead["lead_median_hours"] or 0.0,
        lead_mean_hours=lead["lead_mean_hours"] or 0.0,
        lead_p85_hours=lead["lead_p85_hours"] or 0.0,
        lead_sum_hours=lead["lead_sum_hours"] or 0.0,
        busy_sum_hours=sum(step.busy_sum_hours for step in steps),
        cost_sum=sum(costs) if costs else None,
        flow_mean_of_cases=None,
    )


def _edited(step: StreamStep, wait: float, work: float) -> StreamStep:
    """Waits, work and cost in proportion."""

    def scaled(value: float | None, share: float) -> float | None:
        return None if value is None else value * share

    return replace(
        step,
        wait_median_hours=scaled(step.wait_median_hours, wait),
        wait_p85_hours=scaled(step.wait_p85_hours, wait),
        wait_sum_hours=step.wait_sum_hours * wait,
        wip=scaled(step.wip, wait),
        work_median_hours=scaled(step.work_median_hours, work),
        work_p85_hours=scaled(step.work_p85_hours, work),
        work_sum_hours=step.work_sum_hours * work,
        busy_sum_hours=step.busy_sum_hours * work,
        cost_mean=scaled(step.cost_mean, work),
        cost_sum=scaled(step.cost_sum, work),
        worked_sum_hours=step.worked_sum_hours * work,
        load=scaled(step.load, work),
    )
