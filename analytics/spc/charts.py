"""`chart(kind, data)`: any chart, in stages; or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.spc.attributes import attribute_chart
from analytics.spc.between import means_by_moving_range
from analytics.spc.inputs import Counts, Data, Subgroups, Values, as_values, problem, stage_starts, too_little, weights
from analytics.spc.model import ATTRIBUTES, Bools, Chart, NoChart, Settings
from analytics.spc.rare import between_events, time_between
from analytics.spc.run_chart import run_chart
from analytics.spc.variables import individuals, individuals_log, means_chart
from analytics.spc.weighted import cusum, ewma

_STAGE: dict[str, Callable[..., Chart | NoChart]] = {
    "i": individuals,
    "i_log": individuals_log,
    "xbar_s": lambda data, counted, settings: means_chart(data, counted, settings, by_range=False),
    "xbar_r": lambda data, counted, settings: means_chart(data, counted, settings, by_range=True),
    "imr_s": means_by_moving_range,
    "g": between_events,
    "t": time_between,
    "ewma": ewma,
    "cusum": cusum,
}


def chart(
    kind: str,
    data: Data,
    *,
    starts: Sequence[int] = (),
    counted: ArrayLike | None = None,
    settings: Settings | None = None,
) -> Chart | NoChart:
    """A control chart of `data`, or why there is none; bad input never raises.

    Parameters
    ----------
    kind : one of analytics.spc.model.KINDS.
    data : one entry per period in time order: Values (i, i_log, g, t, ewma, cusum, run), Subgroups (xbar_s, xbar_r,
        imr_s, ewma, cusum) or Counts (p, np, u, c, p_prime, u_prime); i, i_log and run take any of them.
    starts : positions from which limits are made anew (stages).
    counted : (n,) booleans: points that limits are made from. Points left out are drawn and judged all the same:
        leave out an explained outlier, or freeze limits by counting the first points only.

    Examples
    --------
    >>> made = chart("i", Values.of([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]))
    >>> round(float(made.ucl[0]), 4), round(float(made.lcl[0]), 4), bool(made.is_trial[0])
    (55.8041, 45.8159, True)
    >>> chart("i", Values.of([1.0, 2.0, 3.0])).code
    'too_few_points'
    """
    used = settings or Settings()
    wrong = problem(kind, data) or _wrong_settings(kind, used)
    if wrong is not None:
        return wrong
    bounds = stage_starts(starts, len(data))
    mask = np.ones(len(data), dtype=bool) if counted is None else np.asarray(counted, dtype=bool)
    if bounds is None or len(mask) != len(data):
        return NoChart(kind, "wrong_stages", {"starts": list(starts), "n": len(data)}, data.plotted)
    parts: list[Chart] = []
    for start, end in zip(bounds, (*bounds[1:], len(data)), strict=True):
        where = slice(start, end)
        part = _stage(kind, data.part(where), mask[where], used, start)
        if isinstance(part, NoChart):
            return replace(part, values=data.plotted, facts={**part.facts, "start": start})
        parts.append(part)
    return joined(parts, bounds)


def _wrong_settings(kind: str, settings: Settings) -> NoChart | None:
    if settings.sigma is not None and not settings.sigma > 0:
        return NoChart(kind, "wrong_setting", {"name": "sigma", "value": settings.sigma})
    if settings.bounds is not None and not settings.bounds[0] < settings.bounds[1]:
        return NoChart(kind, "wrong_setting", {"name": "bounds", "value": settings.bounds})
    return None


def _stage(kind: str, data: Data, counted: Bools, settings: Settings, start: int) -> Chart | NoChart:
    is_known = settings.center is not None and (settings.sigma is not None or kind in ATTRIBUTES)
    if not is_known:
        wrong = too_little(kind, data, counted, start)
        if wrong is not None:
            return wrong
    if kind == "run":
        return replace(run_chart(data.plotted, weights(data), counted, settings.center), serial=settings.serial)
    if kind in ("i", "i_log"):
        return _STAGE[kind](as_values(data), counted, settings)
    if isinstance(data, Counts):
        return attribute_chart(kind, data, counted, settings)
    return _STAGE[kind](data, counted, settings)


def joined(parts: Sequence[Chart], starts: tuple[int, ...]) -> Chart:
    """The charts of the stages end to end, with their companions."""
    first = parts[0]
    if len(parts) == 1:
        return first

    def together(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    arrays = ("values", "center", "lcl", "ucl", "sigma", "n", "z", "is_trial")
    whole: dict[str, Any] = {name: together(name) for name in arrays}
    return replace(
        first,
        **whole,
        stages=starts,
        estimates=tuple(part.estimates[0] for part in parts),
        companions=tuple(
            joined([part.companions[i] for part in parts], starts)
            for i in range(min(len(part.companions) for part in parts))
        ),
        lower=None if first.lower is None else together("lower"),
    )


__all__ = ["Chart", "Counts", "NoChart", "Settings", "Subgroups", "Values", "chart"]
