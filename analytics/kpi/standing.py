"""Where a measure stands against its target, with the uncertainty of its value."""

from __future__ import annotations

import math
from typing import Literal

Standing = Literal["reached", "missed", "open", "reached_unsure", "missed_unsure", "no_target", "no_value"]


def standing(
    value: float | None, low: float | None, high: float | None, target: float | None, direction: str
) -> Standing:
    """Whether the whole interval lies on the target's good side ("reached"), on its bad side ("missed"), or neither.

    Without an interval the value alone decides, and the answer says that it is unsure. `direction` is "up" or "down",
    whichever is better; a value equal to the target reaches it.

    >>> standing(0.9, 0.86, 0.93, 0.85, "up"), standing(0.9, 0.8, 0.95, 0.85, "up")
    ('reached', 'open')
    >>> standing(5.0, None, None, 4.0, "down")
    'missed_unsure'
    """
    if value is None or not math.isfinite(value):
        return "no_value"
    if target is None or not math.isfinite(target):
        return "no_target"
    sign = 1.0 if direction == "up" else -1.0
    ends = [end for end in (low, high) if end is not None and math.isfinite(end)]
    if len(ends) < 2:
        return "reached_unsure" if sign * (value - target) >= 0 else "missed_unsure"
    margins = [sign * (end - target) for end in ends]
    if min(margins) >= 0:
        return "reached"
    return "missed" if max(margins) < 0 else "open"
