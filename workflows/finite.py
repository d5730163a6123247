"""Figures as JSON knows them: what is not a number is null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def finite(told: Any) -> Any:
    """The same document with null in place of every NaN and infinity, however deep.

    Examples
    --------
    >>> finite({"low": float("-inf"), "points": [1.5, float("nan")], "name": "wait"})
    {'low': None, 'points': [1.5, None], 'name': 'wait'}
    """
    if isinstance(told, Mapping):
        return {key: finite(part) for key, part in told.items()}
    if isinstance(told, list | tuple):
        return [finite(part) for part in told]
    return None if isinstance(told, float) and not math.isfinite(told) else told
