"""Round numbers for a value axis."""

from __future__ import annotations

import math


def round_step(rough: float) -> float:
    """The next step of 1, 2, 2.5, 5 or 10 times a power of ten.

    >>> round_step(0.3), round_step(7)
    (0.5, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(max(rough, 1e-9)))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * 0.999)


def round_ticks(low: float, high: float, parts: int = 4) -> list[float]:
    """Round numbers, about `parts` steps apart, that hold `low` to `high`.

    >>> round_ticks(61.0, 84.0)
    [60.0, 70.0, 80.0, 90.0]
    """
    step = round_step((high - low) / parts)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 10) for i in range(first, max(last, first + 1) + 1)]
