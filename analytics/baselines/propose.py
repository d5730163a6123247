"""A baseline is proposed from the longest stable run of periods that reaches the newest one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.capability.model import Floats
from analytics.spc.charts import chart
from analytics.spc.inputs import Data
from analytics.spc.model import Chart, NoChart
from analytics.spc.rules import signals
from analytics.spc.stages import proposed_shifts

SHORTEST: Final = 12


@dataclass(frozen=True)
class Baseline:
    """Past performance over a run of periods.

    Attributes
    ----------
    first, last : positions of the run in the series, from 0, both included.
    center : centre line of the chart over the run, in the unit of the measure.
    spread : standard deviation of one period's figure (that of the middle period where limits move with n).
    lower, upper : control limits at that spread: center -/+ 3 spread, within the chart's own bounds.
    n_periods : periods with a figure; n_signals : points that signal, 0 where the run is stable.
    chart : kind of the chart.
    """

    first: int
    last: int
    center: float
    spread: float
    lower: float
    upper: float
    n_periods: int
    n_signals: int
    chart: str

    @property
    def is_stable(self) -> bool:
        """No signal in a run that is long enough."""
        return self.n_signals == 0 and self.n_periods >= SHORTEST


def proposed_baseline(kind: str, data: Data, *, rng: np.random.Generator, shortest: int = SHORTEST) -> Baseline | None:
    """The longest run up to the newest period without a signal under Nelson 1 and 2; None where there is none.

    No run reaches back over a shift of the level (`spc.stages.proposed_shifts`, drawing from `rng`): two levels side by
    side widen the limits until neither signals.

    Examples
    --------
    >>> from analytics.spc.inputs import Values
    >>> rng = np.random.default_rng(2)
    >>> series = np.concatenate((rng.normal(50, 2, 20), rng.normal(60, 2, 18)))
    >>> found = proposed_baseline("i", Values.of(series), rng=rng)
    >>> found.first, found.last, round(found.center)
    (20, 37, 60)
    """
    whole = chart(kind, data)
    shifts = () if isinstance(whole, NoChart) else proposed_shifts(whole, rng=rng)
    for first in range(shifts[-1].index if shifts else 0, len(data) - shortest + 1):
        found = baseline_over(kind, data, first, len(data) - 1)
        if found is not None and found.n_periods >= shortest and found.n_signals == 0:
            return found
    return None


def baseline_over(kind: str, data: Data, first: int, last: int) -> Baseline | None:
    """The figures of a run that somebody chose, stable or not; None where no chart can be made."""
    made = chart(kind, data.part(slice(first, last + 1)))
    if isinstance(made, NoChart):
        return None
    seen = np.flatnonzero(np.isfinite(made.values))
    middle = int(seen[len(seen) // 2])
    return Baseline(
        first=first,
        last=last,
        center=float(made.center[middle]),
        spread=_spread(made, middle),
        lower=float(made.lcl[middle]),
        upper=float(made.ucl[middle]),
        n_periods=made.n_points,
        n_signals=int(np.count_nonzero(signals(made).flagged)),
        chart=kind,
    )


def _spread(made: Chart, middle: int) -> float:
    sigma: Floats = made.sigma
    known = float(sigma[middle])
    return known if np.isfinite(known) else float((made.ucl[middle] - made.lcl[middle]) / 6)
